import { useRead } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { Card, Row, Rows } from '#kit/citizen/index.ts'
import { AGAIN_MS, api, isOpen } from './api.ts'

/** The number I hold, while it waits. Most people have none. */
export function MyNumberCard() {
  const t = useWords()
  const { data } = useRead(api.halls.mine, {}, { offline: true, everyMs: AGAIN_MS })
  const open = (data?.tickets ?? []).filter(isOpen)
  if (open.length === 0) return null
  return (
    <Card flush>
      <Rows>
        {open.map(({ id, label, hall, state, before }) => (
          <Row
            key={id}
            icon="office"
            title={t('halls.web.home.number', { label })}
            detail={state === 'waiting' ? t('halls.web.home.before', { hall, before }) : hall}
            to="/so-thu-tu"
          />
        ))}
      </Rows>
    </Card>
  )
}
