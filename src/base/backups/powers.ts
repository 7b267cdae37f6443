import { COUNTRY_ID } from '#base/units/model.ts'
import { openWork } from '#base/work/index.ts'
import type { App, Context } from '#core/app.ts'
import { DAY_MS } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import type { Sql } from '#core/db/db.ts'
import type { Powers } from '#core/powers.ts'
import { readBeside, writeBeside } from './beside.ts'
import { restoredFlow } from './flow.ts'
import { folderOf } from './folder.ts'
import { LISTED_DAYS } from './policies.ts'

/** Who may what, and with what they prove who they are, as it was last. */
export const POWERS = 'powers.sealed'

interface Listed {
  readonly at: string
  /** By table: rows as PostgreSQL writes them. */
  readonly tables: Readonly<Record<string, string>>
}

const keyOf = (powers: Powers) => `${powers.table} ${powers.how === 'columns' ? powers.columns.join(' ') : ''}`

/** Writes the list anew where something in it has changed. */
export async function writePowers({ sql, app, now }: Context): Promise<void> {
  const since = new Date(now.getTime() - LISTED_DAYS * DAY_MS)
  const tables: Record<string, string> = {}
  for (const powers of app.declared<Powers>('powers')) tables[keyOf(powers)] = await rowsOf(sql, powers, since)
  const known = await readPowers(app, folderOf(app.config)).catch(() => undefined)
  if (known && Object.entries(tables).every(([table, rows]) => known.tables[table] === rows)) return
  await writeBeside(app, POWERS, { at: now.toISOString(), tables } satisfies Listed)
}

async function rowsOf(sql: Sql, powers: Powers, since: Date): Promise<string> {
  const { table } = powers
  const [row] = await (powers.how === 'rows'
    ? sql.unsafe<{ rows: string }[]>(
        `select coalesce(jsonb_agg(to_jsonb(t) order by t), '[]')::text as rows from ${table} t`,
      )
    : sql.unsafe<{ rows: string }[]>(
        `select coalesce(jsonb_agg(to_jsonb(r) order by r.id), '[]')::text as rows
         from (select t.id, ${powers.columns.map(column => `t.${column}`).join(', ')} from ${table} t
               where ${powers.when} and ${powers.since ?? 'now()'} > $1) r`,
        [since],
      ))
  return row?.rows ?? '[]'
}

const readPowers = async (app: App, folder: string) => (await readBeside(app, folder, POWERS)) as Listed | undefined

/**
 * Takes away again what a restored backup gives back; answers how many rows that changed. A list that is older than the
 * backup knows nothing that the backup does not. Where there is none, the administrators are asked to look. Ends with
 * nobody signed in.
 *
 * @returns undefined where there is no list
 */
export async function takeAwayAgain(ctx: Context, folder: string): Promise<number | undefined> {
  const { sql, app, now } = ctx
  await sql`update identity.session set revoked_at = ${now} where revoked_at is null`
  const listed = await readPowers(app, folder)
  if (!listed) {
    await openWork(ctx, { kind: restoredFlow.kind, subject: at.unit(COUNTRY_ID), unitId: COUNTRY_ID })
    return undefined
  }
  const until = await lastAct(sql)
  if (until && new Date(listed.at) <= until) return 0
  let count = 0
  for (const powers of app.declared<Powers>('powers')) {
    const rows = listed.tables[keyOf(powers)]
    if (rows) count += await applied(sql, powers, rows)
  }
  return count
}

/** Until when the backup knows: whoever gives or takes power away is in the audit with it. */
async function lastAct(sql: Sql): Promise<Date | undefined> {
  const [row] = await sql<{ at: Date }[]>`select at from core.audit order by id desc limit 1`
  return row?.at
}

async function applied(sql: Sql, powers: Powers, rows: string): Promise<number> {
  const { table } = powers
  const listed = `jsonb_populate_recordset(null::${table}, $1::text::jsonb) r`
  if (powers.how === 'columns') {
    const list = (of: string) => powers.columns.map(column => `${of}.${column}`).join(', ')
    const set = powers.columns.map(column => `${column} = r.${column}`).join(', ')
    const changed = await sql.unsafe(
      `update ${table} t set ${set} from ${listed} where t.id = r.id and (${list('t')}) is distinct from (${list('r')})`,
      [rows],
    )
    return changed.count
  }
  const gone = await sql.unsafe(`delete from ${table} t where not exists (select from ${listed} where r = t)`, [rows])
  const back = await sql.unsafe(
    `insert into ${table} select r.* from ${listed}
     where exists (select from identity.account a where a.id = r.${powers.account}) on conflict do nothing`,
    [rows],
  )
  return gone.count + back.count
}
