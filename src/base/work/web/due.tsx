import { useNow } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Icon } from '#kit/icon.tsx'
import type { WorkLine } from '../contract.ts'
import { dueOf, isLate } from './text.ts'

/** When something is due; what is late says so in a word and a sign, since colours are kept for risk. */
export function Due({ row }: { row: Pick<WorkLine, 'dueAt' | 'closedAt'> }) {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  const text = dueOf(t, f, row, now)
  return isLate(row, now) ? (
    <strong className="work-late">
      <Icon name="warning" size={14} /> {text}
    </strong>
  ) : (
    text
  )
}
