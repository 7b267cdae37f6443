import type { Sql } from '#core/db/db.ts'
import type { Cursor } from '#core/paging.ts'

export interface Run {
  readonly id: string
  readonly beganAt: Date
  readonly endedAt: Date
  readonly file: string | null
  readonly bytes: number | null
  readonly rows: number | null
  readonly recipient: string | null
  readonly problem: string | null
  readonly folder: string | null
  /** When the file was seen to be gone. */
  readonly removedAt: Date | null
}

export const addRun = (sql: Sql, run: Omit<Run, 'removedAt'>) => sql`
  insert into backups.run (id, began_at, ended_at, file, bytes, rows, recipient, problem, folder)
  values (${run.id}, ${run.beganAt}, ${run.endedAt}, ${run.file}, ${run.bytes}, ${run.rows}, ${run.recipient},
          ${run.problem}, ${run.folder})`

/** Files that this installation wrote, and that nobody has seen to be gone. */
export const IS_KEPT = 't.folder is not null and t.removed_at is null'

export const keptBefore = (sql: Sql, before: Date) => sql<{ id: string; file: string; folder: string }[]>`
  select t.id, t.file, t.folder from backups.run t where ${sql.unsafe(IS_KEPT)} and t.began_at < ${before}
  order by t.began_at`

export const noteRemoved = (sql: Sql, ids: readonly string[], at: Date) => sql`
  update backups.run set removed_at = ${at} where id = any(${ids as string[]}::uuid[])`

/** The same of those that are known by their names. */
export const noteNamesRemoved = (sql: Sql, files: readonly string[], at: Date) => sql`
  update backups.run set removed_at = ${at} where file = any(${files as string[]}) and removed_at is null`

/** Where backups of another installation lie, of which this one was made, is that one's affair. */
export const forgetFolders = (sql: Sql) => sql`update backups.run set folder = null where folder is not null`

export async function lastGood(sql: Sql): Promise<Date | undefined> {
  const [row] = await sql<{ beganAt: Date }[]>`
    select began_at from backups.run where problem is null order by began_at desc limit 1`
  return row?.beganAt
}

export const RUNS_A_PAGE = 50

export const runsOf = (sql: Sql, after: Cursor | undefined) => sql<Run[]>`
  select * from backups.run
  where ${after ? sql`(began_at, id) < (${after.at}, ${after.id})` : sql`true`}
  order by began_at desc, id desc limit ${RUNS_A_PAGE + 1}`

const BACKUP_LOCK = 4_202_619

/** The right to be the only backup, until the transaction ends. */
export async function claimBackup(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ mine: boolean }[]>`select pg_try_advisory_xact_lock(${BACKUP_LOCK}) as mine`
  return row?.mine ?? false
}

export async function isBackingUp(sql: Sql): Promise<boolean> {
  const rows = await sql`
    select from pg_locks l join pg_database d on d.oid = l.database
    where l.locktype = 'advisory' and l.objid = ${BACKUP_LOCK} and d.datname = current_database() and l.granted limit 1`
  return rows.length > 0
}
