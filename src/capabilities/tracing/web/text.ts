import type { Format } from '#core/format.ts'
import type { Say } from '#core/web/words.tsx'
import type { Contact } from '../contract.ts'

/** Where or how they met, in a few words. */
export function howOf(t: Say, row: Contact): string {
  if (row.how !== 'place') return t(`tracing.web.how.${row.how}`)
  if (row.generation > 1) return t('tracing.web.how.through', { name: row.via })
  const place = row.place ?? t('tracing.web.how.place')
  return row.places > 1 ? t('tracing.web.how.places', { place, more: row.places - 1 }) : place
}

/** How long, and whether that is estimated. */
export function minutesOf(t: Say, f: Format, row: Contact): string {
  if (row.how === 'household') return t('tracing.web.minutes.household')
  const shown = f.minutes(row.minutes)
  return row.estimated ? t('tracing.web.about', { minutes: shown }) : shown
}

/** Whether in the same area of a large place; only said of places. */
export const nearOf = (t: Say, row: Contact): string =>
  row.how === 'place' ? t(row.sameArea ? 'tracing.web.area.same' : 'tracing.web.area.other') : ''
