import { HOUR_MS } from '#core/clock.ts'

export const VIETNAM_OFFSET = 7 * HOUR_MS

/** `2026-11-29T14:30:00+07:00`: how a signing time is written (NĐ 30/2020/NĐ-CP). */
export const signingTime = (at: Date): string =>
  new Date(at.getTime() + VIETNAM_OFFSET).toISOString().replace(/\.\d+Z$/, '+07:00')
