import { browserApi } from '#core/web/api.ts'
import { useRead } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import type { useWords } from '#core/web/words.tsx'
import { halls, type Ticket } from '../contract.ts'

export const api = browserApi({ halls })

export const HALLS = 'halls'
/** Also a stream that broke in silence must not leave a wrong number on the wall for long. */
export const AGAIN_MS = 20_000

/** My numbers; a phone hears when something moved. */
export function useMine() {
  useLive([HALLS])
  return useRead(api.halls.mine, {}, { offline: true, everyMs: AGAIN_MS })
}

export const isOpen = ({ state }: Pick<Ticket, 'state'>): boolean =>
  state === 'booked' || state === 'waiting' || state === 'called' || state === 'skipped'

const STEP = 5
const roundDown = (minutes: number) => Math.floor(minutes / STEP) * STEP
const roundUp = (minutes: number) => Math.max(STEP, Math.ceil(minutes / STEP) * STEP)

/** How long it takes, in steps of five minutes: nobody knows it to the minute. */
export function waitText(
  t: ReturnType<typeof useWords>,
  wait: { readonly from: number; readonly to: number } | null,
): string {
  if (!wait) return t('halls.web.wait.unknown')
  const [from, to] = [roundDown(wait.from), roundUp(wait.to)]
  return from ? t('halls.web.wait.range', { from, to }) : t('halls.web.wait.upTo', { to })
}

/** Why no number is given now, as the page says it. */
export function closedText(
  t: ReturnType<typeof useWords>,
  opening: { readonly why: string | null; readonly reason: string | null; readonly until: string | null },
  day: (value: string) => string,
): string {
  if (opening.why === 'halls.closed-for-days')
    return t('halls.closed-for-days', { reason: opening.reason ?? '', until: opening.until ? day(opening.until) : '' })
  return t('halls.closed-now')
}
