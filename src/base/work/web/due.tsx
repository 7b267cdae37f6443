import { useNow } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Icon } from '#kit/icon.tsx'
import type { WorkLine } from '../contract.ts'
import { dueOf, isLate, leftOf } from './text.ts'

/**
 * When something is due and how many working days that leaves; what is late says so in a word and a sign, since colours
 * are kept for risk.
 */
export function Due({ row, short }: { row: Pick<WorkLine, 'dueAt' | 'closedAt' | 'daysLeft'>; short?: boolean }) {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  const text = dueOf(t, f, row, now)
  const left = short ? undefined : leftOf(t, row)
  return (
    <span className="work-due">
      {isLate(row, now) ? (
        <strong className="work-late">
          <Icon name="warning" size={14} /> {text}
        </strong>
      ) : (
        text
      )}
      {left ? <small>{left}</small> : null}
    </span>
  )
}
