import { isNamed, type Named } from '#base/people/named.ts'
import type { Scope } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import type { Sql } from '#core/db/db.ts'
import type { Cursor } from '#core/paging.ts'
import { nameKey } from '#core/text.ts'
import type { ProcedureContent, View } from './contract.ts'
import { type Channel, CLOSED, type ReturnWay, RUNNING, type State } from './rules.ts'

export interface ProcedureRow {
  readonly id: string
  readonly code: string
  readonly fromOn: string
  readonly name: string
  readonly field: string
  readonly level: 'full' | 'partial' | 'information'
  readonly content: ProcedureContent
  readonly document: string
  readonly isActive: boolean
}

const procedureColumns = (sql: Sql) =>
  sql`p.id, p.code, p.from_on, p.name, p.field, p.level, p.content, p.document, p.is_active`

/** The version of each procedure that holds on a day; those that were ended are left out. */
const inForce = (sql: Sql, day: string) => sql`
  select * from (
    select distinct on (code) * from services.procedure where from_on <= ${day}::date order by code, from_on desc) latest
  where is_active`

export interface CatalogueFilter {
  readonly q?: string | undefined
  readonly field?: string | undefined
  readonly after?: string | undefined
}

export const PROCEDURES_A_PAGE = 60

/** In the order of their codes; every word has to be somewhere in name, field or code. */
export const proceduresOn = (sql: Sql, day: string, { q = '', field, after }: CatalogueFilter = {}) => {
  const words = nameKey(q)
    .split(' ')
    .filter(Boolean)
    .map(word => `%${word}%`)
  return sql<ProcedureRow[]>`
    select ${procedureColumns(sql)} from (${inForce(sql, day)}) p
    where ${words.length ? sql`p.name_key like all(${words}::text[])` : sql`true`}
      and ${field ? sql`p.field = ${field}` : sql`true`} and ${after ? sql`p.code > ${after}` : sql`true`}
    order by p.code limit ${PROCEDURES_A_PAGE + 1}`
}

export const fieldsOn = (sql: Sql, day: string) => sql<{ name: string; n: number }[]>`
  select field as name, count(*) as n from (${inForce(sql, day)}) p group by 1 order by 1`

export async function procedureOn(sql: Sql, code: string, day: string): Promise<ProcedureRow | undefined> {
  const [row] = await sql<ProcedureRow[]>`
    select ${procedureColumns(sql)} from services.procedure p
    where p.code = ${code} and p.from_on <= ${day}::date order by p.from_on desc limit 1`
  return row?.isActive ? row : undefined
}

export async function procedureById(sql: Sql, id: string): Promise<ProcedureRow> {
  const [row] = await sql<ProcedureRow[]>`
    select ${procedureColumns(sql)} from services.procedure p where p.id = ${id}`
  if (!row) throw new Error(`No procedure ${id}.`)
  return row
}

export interface Office {
  readonly id: string
  readonly unitId: string
  readonly code: string
  readonly name: string
  readonly address: string
  readonly phone: string
}

export const allOffices = (sql: Sql): Promise<Office[]> => sql<Office[]>`
  select id, unit_id, code, name, address, phone from services.office order by code`
export const officesIn = (sql: Sql, unitIds: readonly string[]): Promise<Office[]> => sql<Office[]>`
  select id, unit_id, code, name, address, phone from services.office
  where unit_id = any(${unitIds as string[]}::uuid[]) order by code`
export async function officeById(sql: Sql, id: string): Promise<Office | undefined> {
  const [row] = await sql<Office[]>`
    select id, unit_id, code, name, address, phone from services.office where id = ${id}`
  return row
}
export const officeOf = async (sql: Sql, unitId: string): Promise<Office | undefined> =>
  (await officesIn(sql, [unitId]))[0]

export interface ClosureRow {
  readonly id: string
  readonly officeId: string
  readonly fromOn: string
  readonly untilOn: string
  readonly reason: string
  readonly document: string
  readonly liftedAt: Date | null
}

/** Closures that hold on a day or later, the nearest first. */
export const closuresFrom = (sql: Sql, officeIds: readonly string[], day: string): Promise<ClosureRow[]> => sql<
  ClosureRow[]
>`
  select id, office_id, from_on, until_on, reason, document, lifted_at from services.closure
  where office_id = any(${officeIds as string[]}::uuid[]) and lifted_at is null and until_on >= ${day}::date
  order by from_on, id`

export async function closureOn(sql: Sql, officeId: string, day: string): Promise<ClosureRow | undefined> {
  return (await closuresFrom(sql, [officeId], day)).find(({ fromOn }) => fromOn <= day)
}

export interface DossierRow {
  readonly id: string
  readonly code: string
  readonly workId: string
  readonly officeId: string
  readonly unitId: string
  readonly deciderId: string
  readonly procedureId: string
  readonly channel: Channel
  readonly channelRef: string | null
  readonly personId: string
  readonly applicant: string
  readonly filerId: string | null
  readonly filerAs: 'self' | 'parent' | 'authorised'
  readonly party: 'person' | 'business'
  readonly contactSealed: Buffer
  readonly answersSealed: Buffer | null
  readonly formVersion: string | null
  readonly state: State
  /** Who decides has signed, and it waits for the seal alone. */
  readonly awaitsSeal: boolean
  readonly stage: number
  readonly returnBy: ReturnWay
  readonly fee: number
  readonly paidAt: Date | null
  readonly filedAt: Date
  readonly receivedAt: Date | null
  readonly dueAt: Date | null
  readonly againAt: Date | null
  readonly pausedAt: Date | null
  readonly finishedAt: Date | null
  readonly returnedAt: Date | null
  readonly procedureCode: string
  readonly procedureName: string
}

const dossierColumns = (sql: Sql) => sql`
  d.id, d.code, d.work_id, d.office_id, d.unit_id, d.decider_id, d.procedure_id, d.channel, d.channel_ref, d.person_id,
  p.full_name as applicant, d.filer_id, d.filer_as, d.party, d.contact_sealed, d.answers_sealed, d.form_version, d.state,
  d.state = 'processing' and exists (
    select from services.result r where r.dossier_id = d.id and r.state = 'signing') as awaits_seal,
  d.stage, d.return_by, d.fee, d.paid_at, d.filed_at, d.received_at, d.due_at, d.again_at, d.paused_at, d.finished_at,
  d.returned_at, c.code as procedure_code, c.name as procedure_name`

/** With the procedure `c` and the entry `p` that stands for the applicant. */
const joined = (sql: Sql) => sql`
  services.dossier d join services.procedure c on c.id = d.procedure_id
  left join people.alias m on m.from_id = d.person_id
  join people.person p on p.id = coalesce(m.to_id, d.person_id)`

export const dossiersBy = (sql: Sql, ids: readonly string[]): Promise<DossierRow[]> => sql<DossierRow[]>`
  select ${dossierColumns(sql)} from ${joined(sql)} where d.id = any(${ids as string[]}::uuid[]) order by d.id`

export type Which =
  | { readonly id: string }
  | { readonly code: string }
  | { readonly channel: Channel; readonly channelRef: string }

export async function dossierBy(sql: Sql, which: Which): Promise<DossierRow | undefined> {
  const [row] = await sql<DossierRow[]>`
    select ${dossierColumns(sql)} from ${joined(sql)}
    where ${
      'id' in which
        ? sql`d.id = ${which.id}`
        : 'code' in which
          ? sql`d.code = ${which.code}`
          : sql`d.channel = ${which.channel} and d.channel_ref = ${which.channelRef}`
    }`
  return row
}

/** Held still until this transaction ends. */
export async function lockDossier(sql: Sql, id: string): Promise<DossierRow | undefined> {
  await sql`select from services.dossier where id = ${id} for update`
  return dossierBy(sql, { id })
}

/** The dossiers of these entries, and those they filed for others, latest first. */
export const dossiersOf = (sql: Sql, personIds: readonly string[]): Promise<DossierRow[]> => sql<DossierRow[]>`
  select ${dossierColumns(sql)} from ${joined(sql)}
  where d.person_id = any(${personIds as string[]}::uuid[]) or d.filer_id = any(${personIds as string[]}::uuid[])
  order by d.filed_at desc, d.id desc limit 200`

/** The next number of an office on a day: in one statement, with the caller's transaction, so none is lost or given twice. */
export async function nextNumber(sql: Sql, officeId: string, day: string): Promise<number> {
  const [row] = await sql<{ last: number }[]>`
    insert into services.sequence as s (office_id, day, last) values (${officeId}, ${day}, 1)
    on conflict (office_id, day) do update set last = s.last + 1 returning last`
  return row?.last ?? 1
}

export interface PaperRow {
  readonly id: string
  readonly dossierId: string
  readonly key: string
  readonly name: string
  readonly how: 'paper' | 'photo' | 'reused'
  readonly reusedFrom: string | null
  readonly at: Date
}

export const papersOf = (sql: Sql, dossierId: string): Promise<PaperRow[]> => sql<PaperRow[]>`
  select id, dossier_id, key, name, how, reused_from, at from services.paper where dossier_id = ${dossierId} order by at, key`

export interface NoticeRow {
  readonly id: string
  readonly dossierId: string
  readonly kind: 'supplement' | 'payment' | 'refusal' | 'apology' | 'stop' | 'withdrawal'
  readonly reason: string
  readonly items: readonly string[]
  readonly untilOn: string | null
  readonly wasDue: Date | null
  readonly newDue: Date | null
  readonly at: Date
  readonly signer: string
  readonly answeredAt: Date | null
}

export const noticesOf = (sql: Sql, dossierId: string): Promise<NoticeRow[]> => sql<NoticeRow[]>`
  select id, dossier_id, kind, reason, items, until_on, was_due, new_due, at, signer, answered_at
  from services.notice where dossier_id = ${dossierId} order by at, id`

export interface NewNotice {
  readonly id: string
  readonly dossierId: string
  readonly kind: NoticeRow['kind']
  readonly reason: string
  readonly items?: readonly string[] | undefined
  readonly untilOn?: string | undefined
  readonly wasDue?: Date | null
  readonly newDue?: Date | null
}

export const insertNotice = ({ sql, now, who }: Context, notice: NewNotice) => sql`
  insert into services.notice
    (id, dossier_id, kind, reason, items, until_on, was_due, new_due, at, account_id, signer)
  values (${notice.id}, ${notice.dossierId}, ${notice.kind}, ${notice.reason}, ${(notice.items ?? []) as string[]}::text[],
          ${notice.untilOn ?? null}, ${notice.wasDue ?? null}, ${notice.newDue ?? null}, ${now},
          ${who?.accountId ?? null}, ${who?.name ?? ''})`

export const answerNotices = ({ sql, now }: Context, dossierId: string, kind: NoticeRow['kind']) => sql`
  update services.notice set answered_at = ${now}
  where dossier_id = ${dossierId} and kind = ${kind} and answered_at is null`

export interface StageRow {
  readonly n: number
  readonly name: string
  readonly role: 'receive' | 'process' | 'approve' | 'return'
  readonly unitId: string
  readonly beganAt: Date
  readonly dueAt: Date | null
  readonly endedAt: Date | null
  readonly by: string | null
  readonly note: string
}

export const stagesOf = (sql: Sql, dossierId: string): Promise<StageRow[]> => sql<StageRow[]>`
  select s.n, s.name, s.role, s.unit_id, s.began_at, s.due_at, s.ended_at, a.name as by, s.note
  from services.stage s left join identity.account a on a.id = s.account_id
  where s.dossier_id = ${dossierId} order by s.id`

export interface ResultRow {
  readonly dossierId: string
  readonly number: string
  readonly title: string
  readonly textSealed: Buffer
  readonly state: 'signing' | 'issued' | 'withdrawn'
  readonly requestId: string | null
  readonly isSigned: boolean
  readonly signer: string
  readonly signedBy: string | null
  readonly issuedAt: Date
  readonly unitId: string
}

/** Whatever has become of it: also one that not all have signed yet, or that was taken back. */
export async function draftResultOf(sql: Sql, dossierId: string): Promise<ResultRow | undefined> {
  const [row] = await sql<ResultRow[]>`
    select dossier_id, number, title, text_sealed, state, request_id, is_signed, signer, signed_by, issued_at, unit_id
    from services.result where dossier_id = ${dossierId}`
  return row
}

/** The result that there is. */
export async function resultOf(sql: Sql, dossierId: string): Promise<ResultRow | undefined> {
  const row = await draftResultOf(sql, dossierId)
  return row?.state === 'issued' ? row : undefined
}

export interface PaymentRow {
  readonly id: string
  readonly dossierId: string
  readonly amount: number
  readonly method: 'online' | 'cash'
  readonly state: 'asked' | 'paid' | 'failed' | 'refund'
  readonly reference: string | null
  readonly receipt: string | null
  readonly askedAt: Date
  readonly paidAt: Date | null
}

export const paymentsOf = (sql: Sql, dossierId: string): Promise<PaymentRow[]> => sql<PaymentRow[]>`
  select id, dossier_id, amount, method, state, reference, receipt, asked_at, paid_at
  from services.payment where dossier_id = ${dossierId} order by asked_at, id`

export interface DossierFilter {
  readonly view?: View | undefined
  readonly channel?: Channel | undefined
  readonly unitIds?: readonly string[] | undefined
  readonly named?: Named | undefined
  /** As it was typed: a code. */
  readonly code?: string | undefined
  readonly now: Date
}

const IN_VIEW: Readonly<Record<Exclude<View, 'all' | 'late'>, readonly string[]>> = {
  new: ['registered'],
  work: RUNNING,
  waiting: ['supplement', 'payment', 'stopped'],
  return: ['finished'],
  done: CLOSED,
}

function conditions(sql: Sql, scope: Scope, { view = 'all', channel, unitIds, named, code, now }: DossierFilter) {
  const ofView =
    view === 'all'
      ? sql`true`
      : view === 'late'
        ? sql`d.state in ('received', 'processing') and d.due_at < ${now}`
        : sql`d.state = any(${IN_VIEW[view] as string[]})`
  const words = code
    ? sql`d.code like ${`${code.replace(/[\\%_]/g, '\\$&')}%`}`
    : named
      ? isNamed(sql, named, sql`d.person_id`)
      : sql`true`
  return sql`
    ${scope.everywhere ? sql`true` : sql`d.unit_id = any(${scope.unitIds as string[]}::uuid[])`}
    and ${unitIds ? sql`d.unit_id = any(${unitIds as string[]}::uuid[])` : sql`true`}
    and ${ofView} and ${channel ? sql`d.channel = ${channel}` : sql`true`} and ${words}`
}

export const DOSSIERS_A_PAGE = 50
export const MOST_COUNTED = 1000

export interface ListedDossier extends DossierRow {
  readonly holder: string | null
  readonly lateWhy: string | null
}

export const listDossiers = (
  sql: Sql,
  scope: Scope,
  filter: DossierFilter & { readonly after?: Cursor | undefined },
): Promise<ListedDossier[]> => sql<ListedDossier[]>`
  select ${dossierColumns(sql)}, h.name as holder,
         (select reason from services.notice s where s.dossier_id = d.id and s.kind = 'apology') as late_why
  from ${joined(sql)}
  left join work.item i on i.id = d.work_id left join identity.account h on h.id = i.holder_id
  where ${conditions(sql, scope, filter)}
    and ${filter.after ? sql`(d.filed_at, d.id) < (${filter.after.at}, ${filter.after.id})` : sql`true`}
  order by d.filed_at desc, d.id desc limit ${DOSSIERS_A_PAGE + 1}`

/** Never over a join: undefined where people are so many that they would have to be joined. */
export async function countDossiers(sql: Sql, scope: Scope, filter: DossierFilter): Promise<number | undefined> {
  if (filter.named && !filter.named.ids && !filter.code) return undefined
  const [row] = await sql<{ n: number }[]>`
    select count(*) as n from (
      select from services.dossier d
      where ${conditions(sql, scope, filter)} limit ${MOST_COUNTED + 1}) counted`
  return row?.n ?? 0
}

/** What an office took in between two days, for its follow-up book. */
export const bookOf = (sql: Sql, officeId: string, from: Date, until: Date): Promise<DossierRow[]> => sql<DossierRow[]>`
  select ${dossierColumns(sql)} from ${joined(sql)}
  where d.office_id = ${officeId} and d.filed_at >= ${from} and d.filed_at < ${until}
  order by d.filed_at, d.id limit 2000`
