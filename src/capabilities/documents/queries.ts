import { stoodInFor } from '#base/work/queries.ts'
import type { Context } from '#core/app.ts'
import type { Fragment, Sql } from '#core/db/db.ts'
import type { Cursor } from '#core/paging.ts'
import type { Kind, Urgency } from './kinds.ts'
import { lexemesOf, ownerLexeme } from './words.ts'

/** Open pages read again then. */
export const TOPIC = 'documents'
export const PAGE = 50
export const MOST_COUNTED = 1000
/** How far the list is walked before the index of words is asked. */
const STRETCH = 2000

export type Role = 'drafter' | 'adviser' | 'approver' | 'signer' | 'lead' | 'helper' | 'reader'
export type Direction = 'incoming' | 'outgoing'

export interface OfficeRow {
  readonly organisationId: string
  readonly unitId: string
  readonly name: string
  readonly kind: string
  readonly abbreviation: string
  readonly place: string
  /** Name of the organisation it answers to. */
  readonly above: string | null
}

export const officesBy = (sql: Sql, ids: readonly string[]): Promise<OfficeRow[]> => sql<OfficeRow[]>`
  select f.organisation_id, f.unit_id, o.name, o.kind, f.abbreviation, f.place,
         (select p.name from units.seat s join units.organisation p on p.id = s.parent_id
          where s.organisation_id = o.id and s.valid_to is null limit 1) as above
  from documents.office f join units.organisation o on o.id = f.organisation_id
  where f.organisation_id = any(${ids as string[]}::uuid[]) order by o.name, o.id`

export interface DocumentRow {
  readonly id: string
  readonly direction: Direction
  readonly organisationId: string
  readonly unitId: string
  readonly workId: string | null
  readonly state: string
  readonly kind: Kind
  readonly urgency: Urgency
  readonly subject: string
  readonly author: string
  readonly authorCode: string | null
  readonly notation: string | null
  readonly number: number | null
  readonly datedOn: string | null
  readonly listedAt: Date
  readonly registeredAt: Date | null
  readonly signerName: string | null
  readonly signerTitle: string | null
  readonly signedAt: Date | null
  readonly issuedAt: Date | null
  readonly dueOn: string | null
  readonly pages: number
  readonly copies: number
  readonly via: 'paper' | 'scan' | 'exchange' | 'inside' | 'written'
  readonly exchangeId: string | null
  readonly replyTo: string | null
  readonly paperId: string | null
  readonly note: string
  readonly createdBy: string | null
  readonly requestId: string | null
  readonly code: string | null
  readonly digest: Buffer | null
}

const columns = (sql: Sql) => sql`
  d.id, d.direction, d.organisation_id, d.unit_id, d.work_id, d.state, d.kind, d.urgency, d.subject, d.author,
  d.author_code, d.notation, d.number, d.dated_on, d.listed_at, d.registered_at, d.signer_name, d.signer_title,
  d.signed_at, d.issued_at, d.due_on, d.pages, d.copies, d.via, d.exchange_id, d.reply_to, d.paper_id, d.note,
  d.created_by, d.request_id, d.code, d.digest`

export const documentsBy = (sql: Sql, ids: readonly string[]): Promise<DocumentRow[]> => sql<DocumentRow[]>`
  select ${columns(sql)} from documents.document d where d.id = any(${ids as string[]}::uuid[])`

/** Signed drafts of these organisations without a number, in the order in which they were signed. */
export const waitingForNumber = (
  sql: Sql,
  organisationIds: readonly string[],
  most: number,
): Promise<DocumentRow[]> => sql<DocumentRow[]>`
  select ${columns(sql)} from documents.document d
  where d.organisation_id = any(${organisationIds as string[]}::uuid[]) and d.direction = 'outgoing'
    and d.state = 'numbering'
  order by d.signed_at, d.id limit ${most}`

/** Held still until the transaction ends: two who act at once act one after the other. */
export async function lockDocument(sql: Sql, id: string): Promise<DocumentRow | undefined> {
  const [row] = await sql<DocumentRow[]>`
    select ${columns(sql)} from documents.document d where d.id = ${id} for update`
  return row
}

/** By what stands in the code on its paper. */
export async function documentByCode(sql: Sql, code: string): Promise<DocumentRow | undefined> {
  const [row] = await sql<DocumentRow[]>`select ${columns(sql)} from documents.document d where d.code = ${code}`
  return row
}

export async function receivedAs(sql: Sql, organisationId: string, exchangeId: string) {
  const [row] = await sql<DocumentRow[]>`
    select ${columns(sql)} from documents.document d
    where d.direction = 'incoming' and d.organisation_id = ${organisationId} and d.exchange_id = ${exchangeId}`
  return row
}

export async function issuedAs(sql: Sql, exchangeId: string): Promise<DocumentRow | undefined> {
  const [row] = await sql<DocumentRow[]>`
    select ${columns(sql)} from documents.document d where d.direction = 'outgoing' and d.exchange_id = ${exchangeId}`
  return row
}

export interface NewDocument {
  readonly id: string
  readonly direction: Direction
  readonly organisationId: string
  readonly unitId: string
  readonly state: string
  readonly kind: Kind
  readonly urgency: Urgency
  readonly subject: string
  readonly author: string
  readonly authorCode: string | null
  readonly notation: string | null
  readonly datedOn: string | null
  readonly signerName: string | null
  readonly signerTitle: string | null
  readonly dueOn: string | null
  readonly pages: number
  readonly via: DocumentRow['via']
  readonly exchangeId: string | null
  readonly replyTo: string | null
  readonly note: string
}

/** Answers whether it is new: of one exchange an organisation has a document once. */
export async function insertDocument(ctx: Context, d: NewDocument): Promise<boolean> {
  const { count } = await ctx.sql`
    insert into documents.document
      (id, direction, organisation_id, unit_id, state, kind, urgency, subject, author, author_code, notation, dated_on,
       listed_at, signer_name, signer_title, due_on, pages, via, exchange_id, reply_to, note, created_at, created_by)
    values
      (${d.id}, ${d.direction}, ${d.organisationId}, ${d.unitId}, ${d.state}, ${d.kind}, ${d.urgency}, ${d.subject},
       ${d.author}, ${d.authorCode}, ${d.notation}, ${d.datedOn}, ${ctx.now}, ${d.signerName}, ${d.signerTitle},
       ${d.dueOn}, ${d.pages}, ${d.via}, ${d.exchangeId}, ${d.replyTo}, ${d.note}, ${ctx.now},
       ${ctx.who?.accountId ?? null})
    on conflict do nothing`
  return count > 0
}

/** What a document is found by; said again whenever it changes. */
export async function indexDocument(ctx: Context, row: DocumentRow, text: string): Promise<void> {
  const said = [row.subject, row.author, row.notation, row.signerName, row.note, text].filter(Boolean).join(' ')
  const lexemes = [ownerLexeme(row.organisationId), ...lexemesOf(said)]
  await ctx.sql`
    insert into documents.entry (document_id, organisation_id, listed_at, words)
    values (${row.id}, ${row.organisationId}, ${row.listedAt}, array_to_tsvector(${lexemes}::text[]))
    on conflict (document_id) do update set listed_at = excluded.listed_at, words = excluded.words`
}

export async function addParties(
  ctx: Context,
  documentId: string,
  accountIds: readonly string[],
  role: Role,
): Promise<void> {
  if (!accountIds.length) return
  await ctx.sql`
    insert into documents.party (document_id, account_id, role, since)
    select ${documentId}, id, ${role}, ${ctx.now} from unnest(${[...new Set(accountIds)]}::uuid[]) as t (id)
    on conflict (document_id, account_id) do update
      set role = case when party.role in ('reader', 'helper', 'adviser') then excluded.role else party.role end`
}

/** Whom a document concerns, and who stands in for one of them now. */
export async function partyIds(sql: Sql, documentId: string, now: Date): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select account_id as id from documents.party where document_id = ${documentId}`
  return withStandIns(
    sql,
    rows.map(row => row.id),
    now,
  )
}

export async function withStandIns(sql: Sql, accountIds: readonly string[], now: Date): Promise<string[]> {
  const standIns = await stoodInFor(sql, accountIds, now)
  return [...accountIds, ...accountIds.flatMap(standIns)]
}

export const partiesOf = (sql: Sql, documentId: string) => sql<
  { id: string; name: string; role: Role; openedAt: Date | null }[]
>`
  select p.account_id as id, a.name, p.role, p.opened_at
  from documents.party p join identity.account a on a.id = p.account_id
  where p.document_id = ${documentId} order by p.since, a.name_sort, a.id`

export interface RecipientRow {
  readonly id: string
  readonly n: number
  readonly name: string
  readonly code: string | null
  readonly organisationId: string | null
  readonly incomingId: string | null
  readonly status: string | null
  readonly statusAt: Date | null
  readonly statusNote: string | null
  readonly openedAt: Date | null
}

export const recipientsOf = (sql: Sql, documentId: string): Promise<RecipientRow[]> => sql<RecipientRow[]>`
  select id, n, name, code, organisation_id, incoming_id, status, status_at, status_note, opened_at
  from documents.recipient where document_id = ${documentId} order by n`

export interface ListFilter {
  readonly organisationIds: readonly string[]
  /** Organisations in which the caller sees all; in the others what they are party to. */
  readonly overseen: readonly string[]
  readonly accountId: string
  readonly direction?: Direction | undefined
  readonly kind?: string | undefined
  readonly urgency?: string | undefined
  readonly states?: readonly string[] | undefined
  /** Only what the caller is party to. */
  readonly mine?: boolean | undefined
  /** Only what waits for the caller. */
  readonly waits?: boolean | undefined
  /** What waits for whoever has a right in an organisation: documents in these states. */
  readonly acting: readonly { readonly organisationId: string; readonly state: string }[]
  readonly from?: Date | undefined
  readonly until?: Date | undefined
  /** A query over words. */
  readonly found?: string | undefined
}

export type ListedRow = DocumentRow & { readonly unread: boolean; readonly waits: boolean }

const isParty = (sql: Sql, accountId: string) => sql`
  exists (select from documents.party p where p.document_id = d.id and p.account_id = ${accountId})`

/** Documents that wait for the caller: by work they hold, or by what they may do where nobody else was named. */
const waitingIds = (sql: Sql, { accountId, acting }: ListFilter) => sql`
  select left(i.subject_id, 36)::uuid as id from work.item i
  where i.open and i.holder_id = ${accountId} and i.subject_kind in ('document', 'document-part')
    and i.kind <> 'documents.change'
  union
  select t.document_id from work.item i join documents.task t on t.work_id = i.id
  where i.open and i.holder_id = ${accountId} and t.document_id is not null
  union
  select w.id from unnest(${acting.map(one => one.organisationId)}::uuid[], ${acting.map(one => one.state)}::text[])
    as lane (organisation_id, state)
  cross join lateral (
    select w.id from documents.document w
    where w.organisation_id = lane.organisation_id and w.state = lane.state
      and w.direction = case when lane.state = 'numbering' then 'outgoing' else 'incoming' end
    order by w.listed_at desc limit 1000) w`

function wanted(sql: Sql, f: ListFilter): Fragment {
  const all: Fragment[] = [sql`true`]
  const hidden = f.organisationIds.filter(id => !f.overseen.includes(id))
  if (f.mine || hidden.length === f.organisationIds.length) all.push(isParty(sql, f.accountId))
  else if (hidden.length) all.push(sql`(d.organisation_id <> all(${hidden}::uuid[]) or ${isParty(sql, f.accountId)})`)
  if (f.waits) all.push(sql`d.id in (${waitingIds(sql, f)})`)
  if (f.direction) all.push(sql`d.direction = ${f.direction}`)
  if (f.kind) all.push(sql`d.kind = ${f.kind}`)
  if (f.urgency) all.push(sql`d.urgency = ${f.urgency}`)
  if (f.states) all.push(sql`d.state = any(${f.states as string[]})`)
  if (f.from) all.push(sql`d.listed_at >= ${f.from}`)
  if (f.until) all.push(sql`d.listed_at < ${f.until}`)
  return all.reduce((a, b) => sql`${a} and ${b}`)
}

const beyond = (sql: Sql, after: Cursor | undefined, at: Fragment, id: Fragment) =>
  after ? sql`and (${at}, ${id}) < (${after.at}, ${after.id}::uuid)` : sql``

/** A page of a list, one row too many: in the order of an index, or of what the index of words has. */
export async function listDocuments(sql: Sql, filter: ListFilter, after: Cursor | undefined): Promise<ListedRow[]> {
  if (!filter.organisationIds.length) return []
  if (!filter.found) return readList(sql, filter, laneIds(sql, filter, after))
  const head = await readList(sql, filter, headIds(sql, filter, after))
  return head.length > PAGE ? head : readList(sql, filter, foundIds(sql, filter, after))
}

const readList = (sql: Sql, filter: ListFilter, ids: Fragment): Promise<ListedRow[]> => sql<ListedRow[]>`
  select ${columns(sql)}, d.id in (${waitingIds(sql, filter)}) as waits,
         exists (select from documents.party p
                 where p.document_id = d.id and p.account_id = ${filter.accountId} and p.opened_at is null) as unread
  from (${ids}) page join documents.document d on d.id = page.id
  order by d.listed_at desc, d.id desc limit ${PAGE + 1}`

/** Of each organisation the first that are wanted, along its index; what is one's own alone by the index of that. */
function laneIds(sql: Sql, filter: ListFilter, after: Cursor | undefined): Fragment {
  const onward = beyond(sql, after, sql`d.listed_at`, sql`d.id`)
  if (filter.waits)
    return sql`
      select d.id from documents.document d
      where d.organisation_id = any(${filter.organisationIds as string[]}::uuid[]) and ${wanted(sql, filter)} ${onward}
      order by d.listed_at desc, d.id desc limit ${PAGE + 1}`
  if (filter.mine || !filter.overseen.length)
    return sql`
      select d.id from documents.party own join documents.document d on d.id = own.document_id
      where own.account_id = ${filter.accountId} and d.organisation_id = any(${filter.organisationIds as string[]}::uuid[])
        and ${wanted(sql, { ...filter, mine: false, overseen: filter.organisationIds })} ${onward}
      order by d.listed_at desc, d.id desc limit ${PAGE + 1}`
  return sql`
    select d.id from unnest(${filter.organisationIds as string[]}::uuid[]) as lane (organisation_id)
    cross join lateral (
      select d.id, d.listed_at from documents.document d
      where d.organisation_id = lane.organisation_id and ${wanted(sql, filter)} ${onward}
      order by d.listed_at desc, d.id desc limit ${PAGE + 1}) d`
}

/** What is wanted among the latest of each organisation: of a common word that is a page already. */
function headIds(sql: Sql, filter: ListFilter, after: Cursor | undefined): Fragment {
  return sql`
    select d.id from unnest(${filter.organisationIds as string[]}::uuid[]) as lane (organisation_id)
    cross join lateral (
      select e.document_id, e.words from documents.entry e
      where e.organisation_id = lane.organisation_id ${beyond(sql, after, sql`e.listed_at`, sql`e.document_id`)}
      order by e.listed_at desc, e.document_id desc limit ${STRETCH}) e
    join documents.document d on d.id = e.document_id
    where e.words @@ ${filter.found as string}::tsquery and ${wanted(sql, filter)}`
}

/** What is wanted wherever it is: found by its words and whose it is, put in order then. */
const foundIds = (sql: Sql, filter: ListFilter, after: Cursor | undefined): Fragment => sql`
  select d.id from (${foundEntries(sql, filter)} ${beyond(sql, after, sql`e.listed_at`, sql`e.document_id`)}) e
  join documents.document d on d.id = e.document_id where ${wanted(sql, filter)}
  order by d.listed_at desc, d.id desc limit ${PAGE + 1}`

function foundEntries(sql: Sql, { organisationIds, found }: ListFilter): Fragment {
  const owners = organisationIds.map(id => `'${ownerLexeme(id)}'`).join(' | ')
  return sql`
    select e.document_id from documents.entry e where e.words @@ ${`(${owners}) & (${found})`}::tsquery`
}

/** How many there are, counted no further than there is a use for. */
export async function countDocuments(sql: Sql, filter: ListFilter): Promise<number> {
  if (!filter.organisationIds.length) return 0
  const from = filter.found
    ? sql`(${foundEntries(sql, filter)}) e join documents.document d on d.id = e.document_id`
    : sql`documents.document d`
  const [row] = await sql<{ count: number }[]>`
    select count(*) from (
      select 1 from ${from} where d.organisation_id = any(${filter.organisationIds as string[]}::uuid[])
        and ${wanted(sql, filter)} limit ${MOST_COUNTED + 1}) counted`
  return row?.count ?? 0
}

/** Who works in an organisation, with the verbs of documents their roles have there. */
export const officersOf = (sql: Sql, organisationId: string, roles: readonly string[], now: Date) => sql<
  { id: string; name: string; roles: string[] }[]
>`
  select a.id, a.name, array_agg(distinct g.role) as roles
  from identity.role_grant g join identity.account a on a.id = g.account_id and a.disabled_at is null
  where g.organisation_id = ${organisationId} and g.role = any(${roles as string[]})
    and g.since <= ${now} and (g.until is null or g.until > ${now})
  group by a.id, a.name, a.name_sort order by a.name_sort, a.id limit 500`

export interface VersionRow {
  readonly n: number
  readonly at: Date
  readonly by: string | null
}
export const versionsOf = (sql: Sql, documentId: string): Promise<VersionRow[]> => sql<VersionRow[]>`
  select v.n, v.at, a.name as by from documents.version v left join identity.account a on a.id = v.account_id
  where v.document_id = ${documentId} order by v.n desc`

export interface SignerRow {
  readonly accountId: string
  readonly name: string
  readonly n: number
  readonly title: string
  readonly signedAt: Date | null
}
export const signersOf = (sql: Sql, documentId: string): Promise<SignerRow[]> => sql<SignerRow[]>`
  select s.account_id, a.name, s.n, s.title, s.signed_at
  from documents.signer s join identity.account a on a.id = s.account_id
  where s.document_id = ${documentId} order by s.n, a.name_sort, a.id`
