import { phoneHref } from '#core/text.ts'
import { browserApi } from '#core/web/api.ts'
import { useRead } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { Button } from '#kit/citizen/index.ts'
import { helplines } from '../contract.ts'

const api = browserApi({ helplines })

/** Calls the health station of a unit, or of where the reader stays; or whoever answers in its place. */
export function CallStation({ unitId }: { unitId?: string | null | undefined }) {
  const t = useWords()
  const { data } = useRead(api.helplines.nearest, { query: unitId ? { unitId } : {} }, { offline: true })
  if (!data) return null
  return (
    <Button kind="secondary" icon="phone" href={phoneHref(data.phone)}>
      {t('helplines.web.call', { phone: data.phone })}
      <small>{data.name}</small>
    </Button>
  )
}
