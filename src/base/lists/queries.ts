import type { Grant, Scope } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import type { Ref } from '#core/contract.ts'
import type { Sql } from '#core/db/db.ts'
import type { Cursor } from '#core/paging.ts'
import type { FaultParams } from './cells.ts'
import type { DateOrder } from './dates.ts'
import type { Letters } from './letters.ts'
import type { Fault, Mapping } from './list.ts'

export interface ImportRow {
  readonly id: string
  readonly kind: string
  readonly ofId: string | null
  readonly unitId: string
  readonly ownerId: string
  readonly byAccount: string
  readonly bySession: string | null
  readonly grants: readonly Grant[]
  readonly name: string
  readonly format: 'csv' | 'xlsx' | 'typed'
  readonly encoding: string | null
  readonly letters: Letters
  readonly lines: number
  readonly state: 'mapping' | 'loading' | 'done'
  readonly headLine: number
  readonly dateOrder: DateOrder
  readonly mapping: Mapping
  /** By line the picture it was typed from. */
  readonly pictures: Readonly<Record<string, string>>
  readonly source: string
  readonly pass: number
  readonly block: number
  readonly linesDone: number
  readonly added: number
  readonly known: number
  readonly refused: number
  readonly remarked: number
  readonly sentAt: Date
  readonly endedAt: Date | null
}

export type NewImport = Pick<
  ImportRow,
  | 'id'
  | 'kind'
  | 'ofId'
  | 'unitId'
  | 'ownerId'
  | 'byAccount'
  | 'name'
  | 'format'
  | 'encoding'
  | 'letters'
  | 'lines'
  | 'headLine'
>

export async function insertImport({ sql, now }: Context, row: NewImport): Promise<void> {
  await sql`
    insert into lists.import (id, kind, of_id, unit_id, owner_id, by_account, name, format, encoding, letters, lines, state, head_line, sent_at)
    values (${row.id}, ${row.kind}, ${row.ofId}, ${row.unitId}, ${row.ownerId}, ${row.byAccount}, ${row.name}, ${row.format},
            ${row.encoding}, ${row.letters}, ${row.lines}, 'mapping', ${row.headLine}, ${now})`
}

export const notePictures = async (sql: Sql, id: string, pictures: Readonly<Record<string, string>>) =>
  void (await sql`update lists.import set pictures = ${JSON.stringify(pictures)}::text::jsonb where id = ${id}`)

/** From which picture things were typed in. */
export interface TypedFrom {
  readonly thing: Ref
  readonly fileId: string
}

export const insertTypedFrom = ({ sql, now }: Context, rows: readonly TypedFrom[]) => sql`
  insert into lists.typed_from (ref_kind, ref_id, file_id, at)
  select *, ${now}::timestamptz from unnest(
    ${rows.map(row => row.thing.kind)}::text[], ${rows.map(row => row.thing.id)}::uuid[],
    ${rows.map(row => row.fileId)}::uuid[])
  on conflict do nothing`

export async function picturesOf(sql: Sql, { kind, id }: Ref): Promise<string[]> {
  const rows = await sql<{ fileId: string }[]>`
    select file_id from lists.typed_from where ref_kind = ${kind} and ref_id = ${id} order by at, file_id`
  return rows.map(row => row.fileId)
}

export interface PaperRow {
  readonly id: string
  readonly kind: string
  readonly unitId: string
  readonly createdAt: Date
}

export async function paperBy(sql: Sql, id: string): Promise<PaperRow | undefined> {
  const [row] = await sql<PaperRow[]>`select id, kind, unit_id, created_at from lists.paper where id = ${id}`
  return row
}

export const insertPaper = ({ sql, now, who }: Context, paper: Omit<PaperRow, 'createdAt'>) => sql`
  insert into lists.paper (id, kind, unit_id, by_account, created_at)
  values (${paper.id}, ${paper.kind}, ${paper.unitId}, ${who?.accountId ?? null}, ${now})`

const PAPERS = 10

export const papersOf = (sql: Sql, accountId: string) => sql<(PaperRow & { pictures: number })[]>`
  select p.id, p.kind, p.unit_id, p.created_at,
         (select count(*)::int from files.file f where f.subject_kind = 'list-paper' and f.subject_id = p.id::text
            and f.is_picture and f.removed_at is null) as pictures
  from lists.paper p where p.by_account = ${accountId} order by p.created_at desc, p.id limit ${PAPERS}`

/** The file is read: what is known of it only then. */
export async function noteRead(
  sql: Sql,
  { id, lines, headLine, letters }: Pick<NewImport, 'id' | 'lines' | 'headLine' | 'letters'>,
) {
  await sql`
    update lists.import set lines = ${lines}, head_line = ${headLine}, letters = ${letters} where id = ${id}`
}

export async function getImport(sql: Sql, id: string): Promise<ImportRow | undefined> {
  const [row] = await sql<ImportRow[]>`select * from lists.import where id = ${id}`
  return row
}

/** The import for whoever loads its next rows: nobody else does meanwhile. */
export async function lockImport(sql: Sql, id: string): Promise<ImportRow | undefined> {
  const [row] = await sql<ImportRow[]>`select * from lists.import where id = ${id} for update`
  return row
}

export const IMPORTS_A_PAGE = 50

/** Imports of these kinds in an area, latest first. */
export const importsOf = (
  sql: Sql,
  kinds: readonly string[],
  scope: Scope,
  after: Cursor | undefined,
): Promise<ImportRow[]> => sql<ImportRow[]>`
  select * from lists.import
  where kind = any(${kinds as string[]}) and ${scope.everywhere ? sql`true` : sql`unit_id = any(${scope.unitIds as string[]}::uuid[])`}
    and ${after ? sql`(sent_at, id) < (${after.at}, ${after.id}::uuid)` : sql`true`}
  order by sent_at desc, id desc limit ${IMPORTS_A_PAGE + 1}`

export interface Asked {
  readonly headLine: number
  readonly letters: Letters
  readonly dateOrder: DateOrder
  readonly mapping: Mapping
  readonly source: string
}

export async function beginImport({ sql, now, who }: Context, id: string, asked: Asked): Promise<void> {
  await sql`
    update lists.import
    set state = 'loading', head_line = ${asked.headLine}, letters = ${asked.letters}, date_order = ${asked.dateOrder},
        mapping = ${JSON.stringify(asked.mapping)}::text::jsonb, source = ${asked.source}, by_account = ${who?.accountId ?? null},
        by_session = ${who?.sessionId ?? null}, grants = ${JSON.stringify(who?.grants ?? [])}::text::jsonb, began_at = ${now}
    where id = ${id}`
}

export interface Step {
  readonly pass: number
  readonly block: number
  readonly linesDone: number
  readonly added: number
  readonly known: number
  readonly refused: number
  readonly remarked: number
}

/** Notes what became of a block and which one is next. */
export async function noteStep(sql: Sql, id: string, step: Step): Promise<void> {
  await sql`
    update lists.import
    set pass = ${step.pass}, block = ${step.block}, lines_done = lines_done + ${step.linesDone},
        added = added + ${step.added}, known = known + ${step.known}, refused = refused + ${step.refused},
        remarked = remarked + ${step.remarked}
    where id = ${id}`
}

export async function endImport({ sql, now }: Context, id: string): Promise<void> {
  await sql`update lists.import set state = 'done', ended_at = ${now} where id = ${id}`
}

export async function dropImport(sql: Sql, id: string): Promise<void> {
  await sql`delete from lists.import where id = ${id}`
}

export async function insertBlock(
  sql: Sql,
  block: { readonly importId: string; readonly n: number; readonly firstLine: number; readonly sealed: Buffer },
): Promise<void> {
  await sql`
    insert into lists.block (import_id, n, first_line, sealed)
    values (${block.importId}, ${block.n}, ${block.firstLine}, ${block.sealed})`
}

export async function sealedBlock(sql: Sql, importId: string, n: number): Promise<Buffer | undefined> {
  const [row] = await sql<{ sealed: Buffer }[]>`
    select sealed from lists.block where import_id = ${importId} and n = ${n}`
  return row?.sealed
}

/** The blocks in which the lines are. */
export async function blocksWith(sql: Sql, importId: string, lines: readonly number[]): Promise<number[]> {
  const rows = await sql<{ n: number }[]>`
    select distinct (
      select max(b.n) from lists.block b where b.import_id = ${importId} and b.first_line <= asked.line) as n
    from unnest(${lines as number[]}::int[]) as asked (line) order by n`
  return rows.map(row => row.n)
}

export async function insertFaults(
  sql: Sql,
  importId: string,
  faults: readonly (Fault & { readonly isRefused: boolean; readonly n: number })[],
): Promise<void> {
  if (!faults.length) return
  await sql`
    insert into lists.fault (import_id, line, n, is_refused, reason, column_name, params)
    select ${importId}, f.line, f.n, f.is_refused, f.reason, f.column_name, f.params::jsonb from unnest(
      ${faults.map(f => f.line)}::int[], ${faults.map(f => f.n)}::int[], ${faults.map(f => f.isRefused)}::boolean[],
      ${faults.map(f => f.reason)}::text[], ${faults.map(f => f.column ?? null)}::text[],
      ${faults.map(f => JSON.stringify(f.params ?? {}))}::text[])
      as f (line, n, is_refused, reason, column_name, params)
    on conflict do nothing`
}

export async function refusedLines(sql: Sql, importId: string, from: number, until: number): Promise<Set<number>> {
  const rows = await sql<{ line: number }[]>`
    select line from lists.fault where import_id = ${importId} and is_refused and line between ${from} and ${until}`
  return new Set(rows.map(row => row.line))
}

export interface FaultRow {
  readonly line: number
  readonly n: number
  readonly isRefused: boolean
  readonly reason: string
  readonly columnName: string | null
  readonly params: FaultParams
}

export const FAULTS_A_PAGE = 50

export const faultsOf = (
  sql: Sql,
  importId: string,
  after: { readonly line: number; readonly n: number } | undefined,
): Promise<FaultRow[]> => sql<FaultRow[]>`
  select line, n, is_refused, reason, column_name, params from lists.fault
  where import_id = ${importId} and ${after ? sql`(line, n) > (${after.line}, ${after.n})` : sql`true`}
  order by line, n limit ${FAULTS_A_PAGE + 1}`

export const refusalsBetween = (sql: Sql, importId: string, from: number, until: number): Promise<FaultRow[]> =>
  sql<FaultRow[]>`
    select line, n, is_refused, reason, column_name, params from lists.fault
    where import_id = ${importId} and is_refused and line between ${from} and ${until} order by line, n`

export interface Remembered {
  readonly mapping: Mapping
  readonly source: string
  readonly letters: Letters
  readonly dateOrder: DateOrder
}

export async function rememberedMapping(
  sql: Sql,
  key: { readonly ownerId: string; readonly kind: string; readonly headings: string },
): Promise<Remembered | undefined> {
  const [row] = await sql<Remembered[]>`
    select mapping, source, letters, date_order from lists.mapping
    where owner_id = ${key.ownerId} and kind = ${key.kind} and headings = ${key.headings}`
  return row
}

export async function rememberMapping(
  { sql, now }: Context,
  key: { readonly ownerId: string; readonly kind: string; readonly headings: string },
  asked: Asked,
): Promise<void> {
  await sql`
    insert into lists.mapping (owner_id, kind, headings, mapping, source, letters, date_order, at)
    values (${key.ownerId}, ${key.kind}, ${key.headings}, ${JSON.stringify(asked.mapping)}::text::jsonb, ${asked.source},
            ${asked.letters}, ${asked.dateOrder}, ${now})
    on conflict (owner_id, kind, headings) do update
      set mapping = excluded.mapping, source = excluded.source, letters = excluded.letters,
          date_order = excluded.date_order, at = excluded.at`
}
