import { useFormat, useWords } from '#core/web/words.tsx'
import { Icon, type IconName } from '#kit/icon.tsx'
import type { Day } from '../contract.ts'

const ICON: Readonly<Record<Day['state'], IconName | undefined>> = {
  answered: 'check',
  worrying: 'warning',
  absent: 'question',
  missed: 'cross',
  waiting: 'clock',
  none: undefined,
}

/** One day of one person: a sign with its word, and a test when one was due. */
export function DayCell({ day }: { day: Day }) {
  const t = useWords()
  const f = useFormat()
  const icon = ICON[day.state]
  const said = [f.day(day.day), t(`followup.day.${day.state}`), day.test ? t(`followup.test.state.${day.test}`) : '']
    .filter(Boolean)
    .join(', ')
  return (
    <span className="fu-day" data-state={day.state} title={said}>
      {icon ? <Icon name={icon} size={16} /> : null}
      {day.test ? (
        <small data-test={day.test} aria-hidden="true">
          {t(`followup.test.short.${day.test}`)}
        </small>
      ) : null}
      <span className="only-read">{said}</span>
    </span>
  )
}
