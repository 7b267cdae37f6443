import { Select } from '@mantine/core'
import { useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { browserApi } from '#core/web/api.ts'
import { useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, Decision, Notice, refusedBy } from '#kit/console/index.ts'
import { places } from '../contract.ts'

const api = browserApi({ places })

interface ClosingProps {
  readonly place: { readonly id: string; readonly name: string; readonly closedAt: string | null }
  /** On the button. */
  readonly action: string
  /** What happens to what goes on there. */
  readonly help: string
  readonly refreshes?: readonly string[]
}

/** Closes a place where nobody works any more, and opens it again: nothing of what was recorded there is lost. */
export function Closing({ place, action, help, refreshes = [] }: ClosingProps) {
  const t = useWords()
  const { can } = useSession()
  const [asking, setAsking] = useState(false)
  const closing = useWrite(api.places.close, { refreshes, done: () => setAsking(false) })
  const reopening = useWrite(api.places.reopen, { refreshes })
  const input = { params: { placeId: place.id } }
  const refused = refusedBy(t, can('places.manage') ? null : 'core.refused.verb', { verb: 'places.manage' })
  if (place.closedAt)
    return (
      <ActionButton wide busy={reopening.isPending} {...refused} onClick={() => reopening.mutate(input)}>
        {t('places.office.reopen')}
      </ActionButton>
    )
  return (
    <>
      <ActionButton wide kind="danger" {...refused} onClick={() => setAsking(true)}>
        {action}
      </ActionButton>
      <Decision
        open={asking}
        onClose={() => setAsking(false)}
        title={t('places.office.close.ask', { name: place.name })}
        action={action}
        danger
        busy={closing.isPending}
        problem={closing.error}
        onDecide={() => closing.mutate(input)}
      >
        {help}
      </Decision>
    </>
  )
}

export function ClosedNotice({ at }: { at: string }) {
  const t = useWords()
  const f = useFormat()
  return <Notice title={t('places.office.closed', { at: f.instant(at) })} />
}

const OPEN = 'open'
export const CLOSED = 'closed'

/** Filters a list of places; the value is `CLOSED` or empty. */
export function WhichPlaces({ value, onChange }: { value: string; onChange: (which: string) => void }) {
  const t = useWords()
  return (
    <Select
      aria-label={t('places.office.which')}
      value={value || OPEN}
      allowDeselect={false}
      data={[OPEN, CLOSED].map(which => ({ value: which, label: t(`places.office.which.${which}`) }))}
      onChange={which => onChange(which === CLOSED ? CLOSED : '')}
    />
  )
}
