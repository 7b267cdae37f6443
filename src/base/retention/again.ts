import { readBeside, writeBeside } from '#base/backups/beside.ts'
import { LISTED_DAYS } from '#base/backups/policies.ts'
import { itemsAbout } from '#base/work/queries.ts'
import { moveWork } from '#base/work/work.ts'
import type { App, Context } from '#core/app.ts'
import { DAY_MS } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import type { RequestKind } from './contract.ts'
import { carryOut, holdNoMore } from './erase.ts'
import { requestFlow } from './flows.ts'

/** What citizens had done since backups were made: nobody reads whose data were deleted, or adds somebody. */
export const ERASURES = 'erasures.sealed'

/** A row of `retention.request`, as PostgreSQL writes it. */
interface Erasure {
  readonly id: string
  readonly person_id: string
  readonly kind: RequestKind
  readonly lifted_at: string | null
}

/** Writes the list anew, where backups are made. */
export async function writeErasures({ sql, app, now }: Context): Promise<void> {
  const since = new Date(now.getTime() - LISTED_DAYS * DAY_MS)
  const rows = await sql<{ row: string }[]>`
    select to_jsonb(r)::text as row from retention.request r
    where r.decision = 'done' and greatest(r.done_at, r.lifted_at) > ${since} order by r.done_at, r.id`
  await writeBeside(
    app,
    ERASURES,
    rows.map(({ row }) => row),
  )
}

/** The list that lies in a folder of backups; undefined where there is none. */
export const readErasures = async (app: App, folder: string) =>
  (await readBeside(app, folder, ERASURES)) as readonly string[] | undefined

/**
 * Does again what a restored backup knows nothing of; answers how many there were. What it knows is not done twice: somebody
 * may have given anew what was deleted.
 */
export async function eraseAgain(ctx: Context, list: readonly string[]): Promise<number> {
  let count = 0
  for (const row of list) count += (await eraseOne(ctx, row)) ? 1 : 0
  return count
}

async function eraseOne(ctx: Context, row: string): Promise<boolean> {
  const { sql } = ctx
  const { id, kind, person_id: personId, lifted_at: liftedAt } = JSON.parse(row) as Erasure
  const [known] = await sql<{ isDone: boolean; isLifted: boolean }[]>`
    select decision is not null as is_done, lifted_at is not null as is_lifted from retention.request where id = ${id}`
  if (known?.isDone && known.isLifted === (liftedAt !== null)) return false
  if (!known?.isDone) await carryOut(ctx, kind, personId)
  await sql`delete from retention.request where id = ${id}`
  await sql`insert into retention.request select * from jsonb_populate_record(null::retention.request, ${row}::text::jsonb)`
  // The restored entry has its name again; it goes when nothing that was restored needs it.
  await sql`update retention.request set anonymised_at = null where id = ${id} and anonymise`
  if (liftedAt) await holdNoMore(ctx, personId)
  const item = (await itemsAbout(sql, at.of('data-request', id))).find(one => one.open && one.kind === requestFlow.kind)
  if (item) await moveWork(ctx, item.id, 'carry')
  return true
}
