import { rightsChanged } from '#base/identity/sessions.ts'
import { optOut } from '#base/messages/preferences.ts'
import { entriesOf } from '#base/people/people.ts'
import { restrictPeople, unrestrictPeople } from '#base/people/restriction.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS } from '#core/clock.ts'
import { type Basis, type Kept, keptTables } from '#core/keeps.ts'
import { nameKey } from '#core/text.ts'
import { say } from '#core/words.ts'
import type { PlanLine, RequestKind } from './contract.ts'
import { deleteWithRest } from './rows.ts'
import { termOfTable, timedEnd, widthOf } from './terms.ts'

/** What is ended by itself below: the entry loses its name, and the account its telephone. */
const ENTRY = ['people.person', 'people.identifier', 'people.alias', 'people.household', 'identity.account']
/** Facts that are worth nothing without whom they are about: while one is kept, the entry keeps its name. */
const NEEDS_NAME: readonly Basis[] = ['epidemic', 'records']

/** What is used for nothing but what the law commands, until the person wants otherwise. */
export const HOLDS: readonly RequestKind[] = ['restriction', 'objection']

const isAbout = (kept: Kept) => kept.about?.person !== undefined && !ENTRY.includes(kept.table)

/** Of each table that says something of somebody: what a deletion takes away, and what stays on which basis until when. */
export async function planOf(ctx: Context, personId: string): Promise<PlanLine[]> {
  const entries = await entriesOf(ctx.sql, personId)
  const lines: PlanLine[] = []
  for (const kept of keptTables(ctx.app).filter(isAbout)) {
    const end = timedEnd(kept)
    const [row] = await ctx.sql.unsafe<{ rows: number; newest: Date | null; isOpen: boolean }[]>(
      `select count(*)::int as rows, ${end ? `max(${end.since})` : 'null::timestamptz'} as newest,
              ${end?.when ? `coalesce(bool_or(not (${end.when})), false)` : 'false'} as is_open
       from ${kept.table} t where ${kept.about?.person} = any($1::uuid[])`,
      [entries],
    )
    if (!row?.rows) continue
    const days = end ? (await termOfTable(ctx, kept, end)) + widthOf(end) : 0
    const until = row.newest && !row.isOpen ? new Date(row.newest.getTime() + days * DAY_MS).toISOString() : null
    lines.push({
      table: kept.table,
      words: say(ctx.locale, kept.words),
      rows: row.rows,
      basis: kept.basis,
      erased: kept.basis === 'service',
      until: kept.basis === 'service' ? null : until,
    })
  }
  return lines
}

/** Does what was asked for; answers what became of it, table by table. */
export async function carryOut(ctx: Context, kind: RequestKind, personId: string): Promise<readonly PlanLine[]> {
  const entries = await entriesOf(ctx.sql, personId)
  if (kind !== 'deletion') {
    for (const id of entries) await optOut(ctx, id)
    if (HOLDS.includes(kind)) await restrictPeople(ctx, entries)
    return []
  }
  const lines = await planOf(ctx, personId)
  for (const kept of keptTables(ctx.app)) {
    const line = lines.find(one => one.table === kept.table)
    if (line?.erased && kept.about?.person) await deleteWithRest(ctx, kept.table, kept.about.person, entries)
  }
  // Nobody is told anything any more that need not be told.
  for (const id of entries) await optOut(ctx, id)
  return lines
}

/** Used again like any other entry, unless another request still holds it. */
export async function holdNoMore(ctx: Context, personId: string): Promise<void> {
  const entries = await entriesOf(ctx.sql, personId)
  const [other] = await ctx.sql`
    select from retention.request where person_id = any(${entries}::uuid[]) and kind = any(${HOLDS as string[]})
      and decision = 'done' and lifted_at is null limit 1`
  if (!other) await unrestrictPeople(ctx, entries)
}

const stillNeeded = (lines: readonly PlanLine[]) => lines.some(line => NEEDS_NAME.includes(line.basis))

/** Takes the name from entries whose holder asked for it, once no fact needs it. */
export async function anonymiseDue(ctx: Context): Promise<void> {
  const due = await ctx.sql<{ id: string; personId: string }[]>`
    select id, person_id from retention.request where anonymise and anonymised_at is null`
  for (const { id, personId } of due) {
    if (stillNeeded(await planOf(ctx, personId))) continue
    await anonymise(ctx, personId)
    await ctx.sql`update retention.request set anonymised_at = ${ctx.now} where id = ${id}`
  }
}

/** What has to stay names an entry that tells of nobody: numbers, name, birth, address and telephone are gone. */
async function anonymise(ctx: Context, personId: string): Promise<void> {
  const { sql } = ctx
  const entries = (await entriesOf(sql, personId)) as string[]
  const name = say('vi', 'retention.nameless')
  await sql`delete from people.identifier where person_id = any(${entries}::uuid[])`
  await sql`delete from messages.preference where person_id = any(${entries}::uuid[])`
  await sql`
    update people.person set full_name = ${name}, name_key = ${nameKey(name)}, birth_date = null, sex = 'unknown',
      address = '', household_id = null, household_role = null, updated_at = ${ctx.now}
    where id = any(${entries}::uuid[])`
  await sql`
    update people.household h set address = '' where head_id = any(${entries}::uuid[])
      and not exists (select from people.person p where p.household_id = h.id)`
  const accounts = await sql<{ id: string }[]>`
    update identity.account set name = ${name}, name_key = ${nameKey(name)}, name_sort = ${nameKey(name)},
      phone_index = null, phone_sealed = null, person_id = null, disabled_at = coalesce(disabled_at, ${ctx.now})
    where person_id = any(${entries}::uuid[]) and kind = 'citizen' returning id`
  const ids = accounts.map(row => row.id)
  await sql`delete from messages.subscription where account_id = any(${ids}::uuid[])`
  await sql`delete from messages.inbox where account_id = any(${ids}::uuid[])`
  await sql`update identity.session set revoked_at = coalesce(revoked_at, ${ctx.now}), agent = '', address = '' where account_id = any(${ids}::uuid[])`
  await rightsChanged(ctx)
}
