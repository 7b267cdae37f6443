import type { Context } from '#core/app.ts'
import { dayOf, HOUR_MS, startOf } from '#core/clock.ts'
import type { InputOf } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import type { services } from './contract.ts'
import { dossierNoted } from './events.ts'
import type { DossierRow } from './queries.ts'
import type { Moment } from './rules.ts'

interface NewRating {
  readonly moment: Moment
  readonly stars: number
  readonly comment: string
  /** Of a slip: the day that stands on it. */
  readonly on?: string
}

/** One for each moment of a dossier, in the app or on paper; throws `services.rated`. */
export async function writeRating(ctx: Context, dossier: DossierRow, rating: NewRating): Promise<void> {
  const { sql, now, app, who } = ctx
  const { moment, stars, comment, on } = rating
  const given = on === undefined ? now : noonOf(on, now)
  const [enteredAt, enteredBy] = on === undefined ? [null, null] : [now, who?.accountId ?? null]
  const written = await sql`
    insert into services.rating (id, dossier_id, moment, stars, comment_sealed, at, channel, entered_at, entered_by)
    values (${newId(now)}, ${dossier.id}, ${moment}, ${stars}, ${comment ? app.keyring.encrypt(comment) : null}, ${given},
            ${on === undefined ? 'app' : 'paper'}, ${enteredAt}, ${enteredBy})
    on conflict do nothing`
  if (!written.count) throw new Problem('services.rated', { status: 409 })
  await ctx.emit(dossierNoted, { dossierId: dossier.id, unitId: dossier.unitId })
}

/** A slip has a day and no hour. */
const noonOf = (day: string, now: Date) => new Date(Math.min(startOf(day).getTime() + 12 * HOUR_MS, now.getTime()))

/**
 * Enters a slip that was filled in when the result was returned. Throws `services.not-yet`, `services.slip-day`,
 * `services.rated`.
 */
export async function enterSlip(
  ctx: Context,
  dossier: DossierRow,
  { stars, on, comment }: InputOf<typeof services.enterSlip>['body'],
): Promise<void> {
  if (!dossier.finishedAt) throw new Problem('services.not-yet', { status: 409 })
  if (on < dayOf(dossier.finishedAt) || on > dayOf(ctx.now)) throw new Problem('services.slip-day')
  await writeRating(ctx, dossier, { moment: 'finished', stars, comment, on })
}
