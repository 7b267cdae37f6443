import type { Ref } from '#core/contract.ts'
import type { Sql } from '#core/db/db.ts'
import { nameKey } from '#core/text.ts'
import { atOnce, lateFrom } from './flow.ts'

/** Parameters of a title: words of the catalogue, figures, days (`YYYY-MM-DD`), instants (ISO). Nothing personal. */
export type TitleParams = Readonly<Record<string, string | number>>

export interface Item {
  readonly id: string
  readonly kind: string
  readonly state: string
  readonly open: boolean
  /** Grows with every change; a change made on an older one is refused. */
  readonly version: number
  readonly unitId: string
  readonly holderId: string | null
  /** Whose it is, when it is not everybody's of its unit. */
  readonly organisationId: string | null
  readonly personId: string | null
  readonly subjectKind: string
  readonly subjectId: string
  readonly params: TitleParams
  readonly openedAt: Date
  /** Null for no deadline. */
  readonly dueAt: Date | null
  readonly closedAt: Date | null
  /** When a leader last asked for it to be done; null once a step was taken. */
  readonly urgedAt: Date | null
  /** The area whose leader it has risen to, because it is late. */
  readonly risenTo: string | null
}

export const itemColumns = (sql: Sql) => sql`
  i.id, i.kind, i.state, i.open, i.version, i.unit_id, i.holder_id, i.organisation_id, i.person_id, i.subject_kind, i.subject_id,
  i.params, i.opened_at, nullif(i.due_at, 'infinity') as due_at, i.closed_at, i.urged_at, i.risen_to`

export async function getItem(sql: Sql, id: string): Promise<Item | undefined> {
  const [item] = await sql<Item[]>`select ${itemColumns(sql)} from work.item i where i.id = ${id}`
  return item
}

export const getItems = (sql: Sql, ids: readonly string[]): Promise<Item[]> => sql<Item[]>`
  select ${itemColumns(sql)} from work.item i where i.id = any(${ids as string[]}::uuid[]) order by i.id`

/** Items held still until this transaction ends, in the order of their ids. */
export const lockItems = (sql: Sql, ids: readonly string[]): Promise<Item[]> => sql<Item[]>`
  select ${itemColumns(sql)} from work.item i where i.id = any(${ids as string[]}::uuid[]) order by i.id for update`

export const itemsAbout = (sql: Sql, subject: Ref): Promise<Item[]> => sql<Item[]>`
  select ${itemColumns(sql)} from work.item i
  where i.subject_kind = ${subject.kind} and i.subject_id = ${subject.id} order by i.id`

export interface NewItem {
  readonly id: string
  readonly kind: string
  readonly state: string
  readonly unitId: string
  readonly organisationId: string | null
  readonly holderId: string | null
  readonly personId: string | null
  readonly subject: Ref
  readonly params: TitleParams
  readonly dueAt: Date | null
}

export interface By {
  readonly at: Date
  readonly accountId: string | null
}

const dueText = (dueAt: Date | null) => dueAt?.toISOString() ?? 'infinity'

/** Answers the ids of those that were new: of one kind there is one open item about a thing. */
export async function insertItems(sql: Sql, items: readonly NewItem[], by: By): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    insert into work.item
      (id, kind, state, unit_id, organisation_id, holder_id, person_id, subject_kind, subject_id, params, due_at,
       opened_at, opened_by)
    select id, kind, state, unit_id, organisation_id, holder_id, person_id, subject_kind, subject_id, params::jsonb,
           due_at::timestamptz,
           ${by.at}, ${by.accountId}
    from unnest(
      ${items.map(i => i.id)}::uuid[], ${items.map(i => i.kind)}::text[], ${items.map(i => i.state)}::text[],
      ${items.map(i => i.unitId)}::uuid[], ${items.map(i => i.organisationId)}::uuid[],
      ${items.map(i => i.holderId)}::uuid[], ${items.map(i => i.personId)}::uuid[],
      ${items.map(i => i.subject.kind)}::text[], ${items.map(i => i.subject.id)}::text[],
      ${items.map(i => JSON.stringify(i.params))}::text[], ${items.map(i => dueText(i.dueAt))}::text[])
      as t (id, kind, state, unit_id, organisation_id, holder_id, person_id, subject_kind, subject_id, params, due_at)
    on conflict (kind, subject_kind, subject_id) where open do nothing
    returning id`
  return rows.map(row => row.id)
}

/** Says something else in the title of an item; answers whether that is news. */
export async function restateItem(sql: Sql, id: string, params: TitleParams): Promise<boolean> {
  const stated = await sql`
    update work.item set params = ${JSON.stringify(params)}::text::jsonb
    where id = ${id} and params <> ${JSON.stringify(params)}::text::jsonb`
  return stated.count > 0
}

/** The open items about these things, by kind and thing. */
export const openItems = (sql: Sql, items: readonly Pick<NewItem, 'kind' | 'subject'>[]): Promise<Item[]> => sql<
  Item[]
>`
  select ${itemColumns(sql)}
  from unnest(${items.map(i => i.kind)}::text[], ${items.map(i => i.subject.kind)}::text[],
              ${items.map(i => i.subject.id)}::text[]) as t (kind, subject_kind, subject_id)
  join work.item i on i.open and i.kind = t.kind and i.subject_kind = t.subject_kind and i.subject_id = t.subject_id`

export interface Change {
  readonly id: string
  readonly state: string
  readonly done: boolean
  readonly unitId: string
  readonly holderId: string | null
  readonly dueAt: Date | null
}

/** A deadline that is met anew rises anew; a step answers the urging. */
export async function changeItems(sql: Sql, changes: readonly Change[], now: Date): Promise<void> {
  if (!changes.length) return
  await sql`
    update work.item i
       set state = c.state, open = not c.done, closed_at = case when c.done then ${now}::timestamptz end,
           unit_id = c.unit_id, holder_id = c.holder_id, due_at = c.due_at::timestamptz, version = i.version + 1,
           urged_at = case when i.state = c.state then i.urged_at end,
           risen_to = case when i.due_at = c.due_at::timestamptz and i.unit_id = c.unit_id then i.risen_to end,
           rises_at = case when i.due_at = c.due_at::timestamptz and i.unit_id = c.unit_id then i.rises_at end
      from unnest(
        ${changes.map(c => c.id)}::uuid[], ${changes.map(c => c.state)}::text[], ${changes.map(c => c.done)}::boolean[],
        ${changes.map(c => c.unitId)}::uuid[], ${changes.map(c => c.holderId)}::uuid[],
        ${changes.map(c => dueText(c.dueAt))}::text[]) as c (id, state, done, unit_id, holder_id, due_at)
     where i.id = c.id`
}

export interface NewStep {
  readonly itemId: string
  readonly what: 'opened' | 'moved' | 'taken' | 'released' | 'handed' | 'transferred' | 'comment' | 'urged' | 'risen'
  readonly name?: string
  readonly from?: string
  readonly to?: string
  readonly toAccount?: string
  readonly toUnit?: string
  readonly note?: string | undefined
  /** Of a comment: files of the item. */
  readonly fileIds?: readonly string[]
}

export async function insertSteps(sql: Sql, steps: readonly NewStep[], by: By): Promise<void> {
  if (!steps.length) return
  const column = <K extends keyof NewStep>(name: K) => steps.map(step => step[name] ?? null)
  await sql`
    insert into work.step
      (item_id, what, name, from_state, to_state, to_account, to_unit, note, note_key, file_ids, at, account_id)
    select item_id, what, name, from_state, to_state, to_account, to_unit, note, note_key, file_ids::uuid[],
           ${by.at}, ${by.accountId}
    from unnest(
      ${column('itemId')}::uuid[], ${column('what')}::text[], ${column('name')}::text[],
      ${column('from')}::text[], ${column('to')}::text[], ${column('toAccount')}::uuid[], ${column('toUnit')}::uuid[],
      ${column('note')}::text[], ${steps.map(({ note }) => (note ? nameKey(note) : null))}::text[],
      ${steps.map(({ fileIds = [] }) => `{${fileIds.join()}}`)}::text[])
      as t (item_id, what, name, from_state, to_state, to_account, to_unit, note, note_key, file_ids)`
}

export interface StepRow {
  readonly n: number
  readonly at: Date
  readonly byName: string | null
  readonly what: NewStep['what']
  readonly name: string | null
  readonly fromState: string | null
  readonly toState: string | null
  readonly toName: string | null
  readonly toUnit: string | null
  readonly note: string | null
  readonly fileIds: readonly string[]
}

export const stepsOf = (sql: Sql, itemId: string): Promise<StepRow[]> => sql<StepRow[]>`
  select s.n, s.at, a.name as by_name, s.what, s.name, s.from_state, s.to_state, b.name as to_name, s.to_unit, s.note,
         s.file_ids
  from work.step s
  left join identity.account a on a.id = s.account_id
  left join identity.account b on b.id = s.to_account
  where s.item_id = ${itemId} order by s.n`

export interface Officer {
  readonly id: string
  readonly name: string
}

/** Officers with one of the roles at one of the areas, in one organisation if one is named. */
export const officersWith = (
  sql: Sql,
  roles: readonly string[],
  areaIds: readonly string[],
  organisationId: string | null,
  now: Date,
): Promise<Officer[]> => sql<Officer[]>`
  select distinct a.id, a.name, a.name_sort
  from identity.role_grant g
  join identity.account a on a.id = g.account_id and a.disabled_at is null
  where g.role = any(${roles as string[]}) and g.area_id = any(${areaIds as string[]}::uuid[])
    and (${organisationId}::uuid is null or g.organisation_id = ${organisationId})
    and g.since <= ${now} and (g.until is null or g.until > ${now})
  order by a.name_sort, a.id limit 200`

/** Work about somebody entered twice follows the entry that stays. */
export async function rejoinPerson(sql: Sql, fromId: string, toId: string): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    update work.item set person_id = ${toId} where person_id = ${fromId} returning id`
  return rows.map(row => row.id)
}

/** Those items are about that person again. */
export const partItems = (sql: Sql, personId: string, ids: readonly string[]) => sql`
  update work.item set person_id = ${personId} where id = any(${ids as string[]}::uuid[])`

/** The names of the people that items are about and of the officers who hold them. */
export async function namesOf(sql: Sql, items: readonly Pick<Item, 'personId' | 'holderId'>[]) {
  const ids = (key: 'personId' | 'holderId') => [...new Set(items.flatMap(item => item[key] ?? []))]
  const read = async (rows: Promise<{ id: string; name: string }[]>) =>
    new Map((await rows).map(row => [row.id, row.name]))
  const people = ids('personId')
  const accounts = ids('holderId')
  return {
    people: people.length
      ? await read(sql`select id, full_name as name from people.person where id = any(${people}::uuid[])`)
      : new Map<string, string>(),
    accounts: accounts.length
      ? await read(sql`select id, name from identity.account where id = any(${accounts}::uuid[])`)
      : new Map<string, string>(),
  }
}

/** Open items that are late and rise now, or have not been looked at since they are late. Nobody else rises them. */
export const lateItems = (sql: Sql, now: Date, limit: number): Promise<Item[]> => sql<Item[]>`
  select ${itemColumns(sql)} from work.item i
  where i.open and coalesce(i.rises_at, i.due_at) <= ${now}
  order by coalesce(i.rises_at, i.due_at) limit ${limit} for update skip locked`

export interface Rise {
  readonly id: string
  readonly risenTo: string | undefined
  /** Null when it rises no further. */
  readonly risesAt: Date | null
}

/** Nobody's decision is made on how far an item has risen, so its version stays. */
export const riseItems = (sql: Sql, rises: readonly Rise[]) => sql`
  update work.item i set risen_to = r.risen_to, rises_at = r.rises_at::timestamptz
  from unnest(${rises.map(r => r.id)}::uuid[], ${rises.map(r => r.risenTo ?? null)}::uuid[],
              ${rises.map(r => dueText(r.risesAt))}::text[]) as r (id, risen_to, rises_at)
  where i.id = r.id`

/** Who stands in now for each of those who hold something. */
export async function stoodInFor(sql: Sql, holderIds: readonly string[], now: Date) {
  const rows = holderIds.length
    ? await sql<{ awayId: string; accountId: string }[]>`
        select distinct away_id, account_id from work.stand_in
        where away_id = any(${holderIds as string[]}::uuid[]) and since <= ${now} and until > ${now}`
    : []
  const all = Map.groupBy(rows, row => row.awayId)
  return (holderId: string | null) => (holderId ? (all.get(holderId) ?? []) : []).map(row => row.accountId)
}

export const markUrged = (sql: Sql, id: string, now: Date) => sql`
  update work.item set urged_at = ${now}, version = version + 1 where id = ${id}`

export interface Leader {
  readonly accountId: string
  readonly role: string
  readonly areaId: string
}

/** Who holds one of the roles at an area now. */
export const leadersNow = (sql: Sql, roles: readonly string[], now: Date): Promise<Leader[]> => sql<Leader[]>`
  select g.account_id, g.role, g.area_id
  from identity.role_grant g
  join identity.account a on a.id = g.account_id and a.disabled_at is null
  where g.role = any(${roles as string[]}) and g.area_id is not null
    and g.since <= ${now} and (g.until is null or g.until > ${now})`

/** How much has risen, by where it is and how far. */
export interface Risen {
  readonly kind: string
  readonly unitId: string
  readonly risenTo: string
  readonly count: number
}

export const risenNow = (sql: Sql): Promise<Risen[]> => sql<Risen[]>`
  select kind, unit_id, risen_to, count(*) from work.item where open and risen_to is not null group by 1, 2, 3`

export interface Digest {
  readonly accountId: string
  readonly day: string
  readonly count: number
  readonly sent: boolean
}

/** Answers whether it is the first of the day. */
export async function noteDigest(sql: Sql, { accountId, day, count, sent }: Digest): Promise<boolean> {
  const noted = await sql`
    insert into work.digest (account_id, day, count, sent) values (${accountId}, ${day}, ${count}, ${sent})
    on conflict do nothing`
  return noted.count > 0
}

/** The open work of some kinds about somebody that waits at a unit. */
export const openWorkOf = (
  sql: Sql,
  kinds: readonly string[],
  entries: readonly string[],
  unitId: string,
): Promise<{ id: string }[]> => sql<{ id: string }[]>`
  select id from work.item where kind = any(${kinds as string[]}) and open and unit_id = ${unitId}
    and person_id = any(${entries as string[]}::uuid[]) order by id`

/** An officer one of whose browsers may be woken, and up to which deadlines they were told. */
export interface Watcher {
  readonly accountId: string
  readonly until: Date | null
  readonly toldAt: Date | null
}

export const watchersNow = (sql: Sql, now: Date): Promise<Watcher[]> => sql<Watcher[]>`
  select distinct a.id as account_id, w.until, w.told_at
  from messages.subscription s
  join identity.account a on a.id = s.account_id and a.kind = 'officer' and a.disabled_at is null
  left join work.woken w on w.account_id = a.id
  where exists (
    select from identity.role_grant g
    where g.account_id = a.id and g.since <= ${now} and (g.until is null or g.until > ${now}))`

/** Open work whose deadline came at one moment. */
export interface Come {
  readonly kind: string
  readonly unitId: string
  readonly holderId: string | null
  readonly at: Date
  readonly count: number
}

/** What is to be done at once came when that was said. */
export async function comeBetween(sql: Sql, after: Date, until: Date): Promise<Come[]> {
  const rows = await sql<Come[]>`
    select kind, unit_id, holder_id, due_at as at, count(*)::int as count from work.item
    where open and (due_at > ${after} and due_at <= ${until} or due_at > ${atOnce(after)} and due_at <= ${atOnce(until)})
    group by 1, 2, 3, 4`
  return rows.map(row => ({ ...row, at: lateFrom(row.at) }))
}

export const noteWoken = (sql: Sql, accountId: string, until: Date, toldAt: Date | null) => sql`
  insert into work.woken (account_id, until, told_at) values (${accountId}, ${until}, ${toldAt})
  on conflict (account_id) do update set until = excluded.until, told_at = coalesce(excluded.told_at, woken.told_at)`
