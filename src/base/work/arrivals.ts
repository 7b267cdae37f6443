import { entriesOf } from '#base/people/people.ts'
import { type App, type Context, service } from '#core/app.ts'
import type { Ref } from '#core/contract.ts'
import { ARRIVAL, isArrival } from './arrival-kind.ts'
import { type Flow, flow, type Term } from './flow.ts'
import { openWorkOf } from './queries.ts'
import { moveMany, openWork } from './work.ts'

/**
 * Somebody comes to stay from an epidemic area: the community team (tổ COVID cộng đồng) sees whether they are there. The
 * order itself is proposed from the item, as for anybody; the item follows it, see `isolationProposed`. Each module that tells of arrivals
 * has its own kind, with its own words and its own facts beside the item.
 */
export const arrivalFlow = (module: string, verb: string): Flow =>
  flow({
    kind: `${module}${ARRIVAL}`,
    reads: verb,
    states: ['to-confirm', 'arrived', 'not-arrived', 'isolation-proposed', 'watched', 'closed'],
    initial: 'to-confirm',
    final: ['isolation-proposed', 'watched', 'closed'],
    transitions: [
      { name: 'arrive', from: ['to-confirm', 'not-arrived'], to: 'arrived', verb, due: { hours: 24 } },
      { name: 'miss', from: 'to-confirm', to: 'not-arrived', verb, needsNote: true, due: { hours: 24 } },
      { name: 'propose', from: ['to-confirm', 'not-arrived', 'arrived'], to: 'isolation-proposed', verb, system: true },
      { name: 'watch', from: 'arrived', to: 'watched', verb, needsNote: true, due: null },
      { name: 'close', from: 'not-arrived', to: 'closed', verb, needsNote: true, due: null },
    ],
  })

export interface Arrival {
  readonly kind: string
  readonly subject: Ref
  readonly personId: string
  /** The commune of stay. */
  readonly unitId: string
  readonly due: Term
}

type FindStay = (ctx: Context, subject: Ref) => Promise<string | undefined>

/** Where somebody who is expected said they would stay: the address below the commune, as the module that was told keeps it. */
export const stayAddress = service<FindStay>('work.stay-address')

/** A capability finds the addresses of its own things; what it does not know the others do. */
export function provideStays(app: App, own: FindStay): void {
  const others = app.use(stayAddress)
  app.provide(stayAddress, async (ctx, subject) => (await own(ctx, subject)) ?? others(ctx, subject))
}

/** Gives the commune of stay somebody to expect. Who is expected there already is not asked for twice, whoever told of them. */
export async function expectArrival(ctx: Context, { due, ...arrival }: Arrival): Promise<void> {
  const kinds = ctx.app.declared<Flow>('flow').flatMap(({ kind }) => (isArrival(kind) ? [kind] : []))
  const entries = await entriesOf(ctx.sql, arrival.personId)
  if ((await openWorkOf(ctx.sql, kinds, entries, arrival.unitId)).length) return
  await openWork(ctx, { ...arrival, due })
}

/** Whom the station of a unit proposed to isolate. */
interface Proposed {
  readonly unitId?: string
  readonly personIds?: readonly string[]
}

/** What waited for them at the unit, of flows that know the step `propose`, is done with that. */
export async function isolationProposed(
  ctx: Context,
  kinds: readonly string[],
  { unitId, personIds = [] }: Proposed,
): Promise<void> {
  if (!unitId) return
  const entries = await Promise.all(personIds.map(id => entriesOf(ctx.sql, id)))
  const items = await openWorkOf(ctx.sql, kinds, entries.flat(), unitId)
  await moveMany(
    ctx,
    items.map(({ id }) => ({ id, step: 'propose' })),
  )
}
