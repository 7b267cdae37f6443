import type { Scope } from '#core/access.ts'
import type { Sql } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import type { ProblemParams } from '#core/problem.ts'
import { nameKey } from '#core/text.ts'
import type { Business, Status, Trace } from './edxml/message.ts'

export interface StepRow {
  readonly id: string
  readonly way: 'out' | 'in'
  readonly documentId: string
  readonly organisationId: string
  readonly recipientId: string | null
  readonly agencyCode: string
  readonly agencyName: string
  readonly what: Business | 'status'
  readonly status: Status | null
  readonly note: string
  readonly messageId: string | null
  readonly state: 'queued' | 'processing' | 'done' | 'fail'
  readonly problem: string | null
  readonly params: ProblemParams
  readonly trace: readonly { readonly organId: string; readonly at: string }[]
  readonly isWeak: boolean
  readonly at: Date
  readonly takenAt: Date | null
  readonly endedAt: Date | null
}

export interface NewStep {
  readonly way: 'out' | 'in'
  readonly documentId: string
  readonly organisationId: string
  readonly recipientId?: string | null
  readonly agencyCode: string
  readonly agencyName: string
  readonly what: Business | 'status'
  readonly status?: Status
  readonly note?: string
  readonly messageId?: string | null
  readonly state: 'queued' | 'done' | 'fail'
  readonly problem?: string | null
  readonly digest?: Buffer
  readonly trace?: readonly Trace[]
  readonly isWeak?: boolean
  readonly at: Date
  /** When its sender says that it was so. */
  readonly saidAt?: Date
}

export async function addSteps(sql: Sql, steps: readonly NewStep[]): Promise<void> {
  const add = (step: NewStep) => sql`
      insert into exchange.step
        (id, way, document_id, organisation_id, recipient_id, agency_code, agency_name, what, status, note, message_id, state,
         problem, digest, trace, is_weak, at, said_at, ended_at)
      values (${newId()}, ${step.way}, ${step.documentId}, ${step.organisationId}, ${step.recipientId ?? null},
        ${step.agencyCode}, ${step.agencyName}, ${step.what}, ${step.status ?? null}, ${step.note ?? ''},
        ${step.messageId ?? null}, ${step.state}, ${step.problem ?? null}, ${step.digest ?? null},
        ${JSON.stringify(step.trace ?? [])}::text::jsonb, ${step.isWeak ?? false}, ${step.at}, ${step.saidAt ?? null},
        ${step.state === 'queued' ? null : step.at})`
  await Promise.all(steps.map(add))
}

/** The recipients to whom a document has gone. */
export async function sentTo(sql: Sql, documentId: string): Promise<ReadonlySet<string>> {
  const rows = await sql<{ id: string }[]>`
    select recipient_id as id from exchange.step
    where document_id = ${documentId} and way = 'out' and what = 'new' and state <> 'fail' and recipient_id is not null`
  return new Set(rows.map(row => row.id))
}

/** How a document came here. */
export async function traceOf(sql: Sql, documentId: string): Promise<Trace[]> {
  const [row] = await sql<Pick<StepRow, 'trace'>[]>`
    select trace from exchange.step where document_id = ${documentId} and way = 'in' and what <> 'status' order by at limit 1`
  return (row?.trace ?? []).map(one => ({ organId: one.organId, at: new Date(one.at) }))
}

/** What the document of this name said when it came before, if it did. */
export async function digestBefore(sql: Sql, documentId: string): Promise<Buffer | undefined> {
  const [row] = await sql<{ digest: Buffer }[]>`
    select digest from exchange.step
    where document_id = ${documentId} and way = 'in' and digest is not null order by at limit 1`
  return row?.digest
}

/** What a recipient said of our document before, and whether we asked anything of it. */
export async function saidBefore(sql: Sql, documentId: string, agencyCode: string) {
  const rows = await sql<{ what: string; status: Status | null; way: string; saidAt: Date | null; at: Date }[]>`
    select what, status, way, said_at, at from exchange.step where document_id = ${documentId} and agency_code = ${agencyCode}`
  return {
    before: rows.flatMap(row =>
      row.way === 'in' && row.status ? { status: row.status, at: row.saidAt ?? row.at } : [],
    ),
    wasAsked: rows.some(row => row.way === 'out' && ['recall', 'update', 'replace'].includes(row.what)),
    wasSent: rows.some(row => row.way === 'out' && row.what !== 'status'),
  }
}

/** What became of a message, on all the steps that it is. */
export async function noteEnd(
  sql: Sql,
  messageId: string,
  end: { readonly state: string; readonly problem: string | null; readonly params: ProblemParams; readonly at: Date },
): Promise<void> {
  await sql`
    update exchange.step
    set state = ${end.state}, problem = ${end.problem}, params = ${JSON.stringify(end.params)}::text::jsonb,
        taken_at = coalesce(taken_at, ${end.at}), ended_at = case when ${end.state} = 'processing' then null else ${end.at}::timestamptz end
    where message_id = ${messageId} and way = 'out'`
}

export const stepsOf = (sql: Sql, documentId: string): Promise<StepRow[]> => sql<StepRow[]>`
  select * from exchange.step where document_id = ${documentId} order by at, id`

/** A code, and the day of the decision that gave it. */
export interface Given {
  readonly code: string
  readonly since: string
}

export interface CodeRow {
  readonly id: string
  readonly name: string
  readonly unitId: string
  /** Its documents are kept here. */
  readonly isOffice: boolean
  readonly code: string | null
  readonly since: string | null
  readonly oldCode: string | null
  readonly oldSince: string | null
}

/** Organisations in force on a day that sit in the scope. */
const seated = (sql: Sql, scope: Scope, day: string) => sql`
  units.organisation o join units.seat s on s.organisation_id = o.id
    and s.valid_from <= ${day} and (s.valid_to is null or s.valid_to > ${day})
    and ${scope.everywhere ? sql`true` : sql`s.unit_id = any(${scope.unitIds as string[]}::uuid[])`}`

interface Wanted {
  readonly q?: string | undefined
  readonly state?: 'missing' | 'given' | undefined
  /** The organisation after which it goes on. */
  readonly after?: string | undefined
}

export const codedOrganisations = (sql: Sql, scope: Scope, day: string, { q, state, after }: Wanted, limit: number) => {
  const like = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`
  return sql<CodeRow[]>`
    with listed as (
      select o.id, o.name, o.name_key, s.unit_id, f.organisation_id is not null as is_office, c.code, c.since,
        old.code as old_code, old.since as old_since
      from ${seated(sql, scope, day)}
      left join units.exchange_code c on c.organisation_id = o.id and not c.is_old
      left join units.exchange_code old on old.organisation_id = o.id and old.is_old
      left join documents.office f on f.organisation_id = o.id)
    select * from listed l
    where ${q ? sql`(name_key like ${like(nameKey(q))} or code ilike ${like(q)} or old_code ilike ${like(q)})` : sql`true`}
      and ${state ? sql`(code is null) = ${state === 'missing'}` : sql`true`}
      and ${
        after
          ? sql`(code is not null, not is_office, name_key, id) > (
              select a.code is not null, not a.is_office, a.name_key, a.id from listed a where a.id = ${after})`
          : sql`true`
      }
    order by code is not null, not is_office, name_key, id limit ${limit}`
}

export interface FormerCode {
  readonly organisationId: string
  readonly code: string
  readonly since: string
  readonly endedAt: Date
  /** Who put it right. */
  readonly by: string | null
}

/** What these organisations were known by before, the last first. */
export const formerCodesOf = (sql: Sql, organisationIds: readonly string[]) => sql<FormerCode[]>`
  select f.organisation_id, f.code, f.since, f.ended_at, a.name as by
  from units.former_code f left join identity.account a on a.id = f.ended_by
  where f.organisation_id = any(${organisationIds as string[]}::uuid[]) order by f.ended_at desc, f.code`

/** Those of exactly this name, without its accents, with all the codes they have. */
export const organisationsNamed = (sql: Sql, scope: Scope, day: string, key: string) => sql<
  { id: string; codes: string[] }[]
>`
  select o.id, array(select c.code from units.exchange_code c where c.organisation_id = o.id) as codes
  from ${seated(sql, scope, day)} where o.name_key = ${key} order by o.id limit 5`
