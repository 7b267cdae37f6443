import type { Scope } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import type { Fragment, Sql } from '#core/db/db.ts'
import type { Flow } from './flow.ts'
import { type Item, itemColumns } from './queries.ts'

export interface InboxFilter {
  readonly kind?: string | undefined
  readonly state?: string | undefined
  /** Only what one of these accounts holds. */
  readonly holderIds?: readonly string[] | undefined
  /** Only what nobody holds. */
  readonly free?: boolean | undefined
  readonly unitIds?: readonly string[] | undefined
  /** Only what was due before this instant. */
  readonly dueBefore?: Date | undefined
  /** Only about these people. */
  readonly personIds?: readonly string[] | undefined
  /** Only about people whose name has these words in this order, as a key, or of which somebody said these words. */
  readonly wordsLike?: string | undefined
  /** Only what has risen to one of these areas because it is late. */
  readonly risenTo?: readonly string[] | undefined
  /** What is done, latest first, instead of what is to be done, most urgent first. */
  readonly done?: boolean | undefined
}

/** Where a page ends: the key of its last row. The instant is ISO text, or `infinity` for no deadline. */
export interface Cursor {
  readonly at: string
  readonly id: string
}

/** Kinds of work that the caller may see in the same units; `unitIds` null is everywhere. */
export interface Visible {
  readonly kinds: readonly string[]
  readonly unitIds: readonly string[] | null
}

/**
 * What the caller may see: of each flow the units in which both `work.read` and the flow's own verb hold. Flows with
 * the same units are put together.
 */
export function visibleTo(ctx: Pick<Context, 'scope'>, flows: readonly Flow[]): Visible[] {
  const read = unitsOf(ctx.scope('work.read'))
  const groups = new Map<string, { kinds: string[]; unitIds: readonly string[] | null }>()
  for (const { kind, reads } of flows) {
    const unitIds = common(read, unitsOf(ctx.scope(reads)))
    if (unitIds?.length === 0) continue
    const key = unitIds === null ? '*' : unitIds.toSorted().join()
    const group = groups.get(key) ?? { kinds: [], unitIds }
    group.kinds.push(kind)
    groups.set(key, group)
  }
  return [...groups.values()]
}

const unitsOf = (scope: Scope): readonly string[] | null => (scope.everywhere ? null : scope.unitIds)

function common(a: readonly string[] | null, b: readonly string[] | null): readonly string[] | null {
  if (a === null || b === null) return a ?? b
  const inB = new Set(b)
  return a.filter(id => inB.has(id))
}

/** Narrows what is visible to a kind and to units that a filter names. */
export function narrowed(visible: readonly Visible[], { kind, unitIds }: InboxFilter): Visible[] {
  return visible
    .map(group => ({
      kinds: kind ? group.kinds.filter(one => one === kind) : group.kinds,
      unitIds: unitIds ? common(group.unitIds, unitIds) : group.unitIds,
    }))
    .filter(group => group.kinds.length && group.unitIds?.length !== 0)
}

/** What of the organisations, and of what concerns single officers, the caller sees. */
export interface Own {
  /** Their own, and those for whom they stand in. */
  readonly accountIds: readonly string[]
  readonly organisationIds: readonly string[]
  /** Kinds of which only the holder sees an item, but in these organisations. */
  readonly overseen: readonly { readonly kind: string; readonly organisationIds: readonly string[] }[]
}

export interface Asked {
  /** Without it everything is seen that is in the units. */
  readonly own?: Own
  readonly flows: readonly Flow[]
  readonly visible: readonly Visible[]
  readonly filter: InboxFilter
}

/** Who sees this many lanes sees much of the list, so its head is probably the page already. */
const BROAD = 16
/** How far the list is walked to see whether it is. */
const STRETCH = 3000
/** Past so many index descents one walk through the whole list is cheaper. */
const MOST_LANES = 5000

/**
 * A page of the inbox, in the order of an index: neither all items are sorted nor the whole list is read.
 *
 * A lane is a stretch of an index that is in order already: a unit, or a kind in one state, or both. A few lanes are
 * walked side by side and their heads merged. Who sees very much first walks the head of the whole list, which mostly
 * fills the page.
 */
export async function inboxPage(sql: Sql, given: Asked, after: Cursor | undefined, limit: number): Promise<Item[]> {
  const asked = { ...given, visible: narrowed(given.visible, given.filter) }
  if (!asked.visible.length) return []
  if (tryHead(asked)) {
    const head = await readPage(sql, asked, headIds(sql, asked, after, limit))
    if (head.length === limit) return head
  }
  return readPage(sql, asked, pageIds(sql, asked, after, limit))
}

/** Whether the head of the list is likely to be enough; otherwise the lanes are read at once. */
function tryHead(asked: Asked): boolean {
  if (isFew(asked.filter)) return false
  if (isSearch(asked.filter)) return true
  return isWide(asked) && (lanesOf(asked)?.length ?? BROAD + 1) > BROAD
}

const unitsIn = ({ visible }: Asked) => [...new Set(visible.flatMap(group => group.unitIds ?? []))]
const isWide = (asked: Asked) => unitsIn(asked).length > BROAD || asked.visible.some(group => group.unitIds === null)

function readPage(sql: Sql, { filter }: Asked, ids: Fragment): Promise<Item[]> {
  const { key, direction } = orderOf(sql, filter)
  return sql<Item[]>`
    select ${itemColumns(sql)} from (${ids}) page join work.item i on i.id = page.id
    order by i.${key} ${direction}, i.id ${direction}`
}

const orderOf = (sql: Sql, { done }: InboxFilter) =>
  done
    ? { key: sql`closed_at`, direction: sql`desc`, beyond: sql`<` }
    : { key: sql`due_at`, direction: sql`asc`, beyond: sql`>` }

/** What is wanted among the first of the whole list, or of the caller's few units, whatever those are. */
export function headIds(sql: Sql, asked: Asked, after: Cursor | undefined, limit: number): Fragment {
  const { visible, flows, filter } = asked
  const { key, direction } = orderOf(sql, filter)
  const stretch = (where: Fragment) => sql`
    select i.${key}, i.id, i.unit_id, i.kind, i.state, i.holder_id, i.organisation_id ${isSearch(filter) ? sql`, i.person_id` : sql``}
    from work.item i where ${where} ${openness(sql, filter)} ${beyond(sql, filter, after)}
    order by i.${key} ${direction}, i.id ${direction} limit ${STRETCH}`
  const head = isWide(asked)
    ? stretch(sql``)
    : sql`
      select i.* from unnest(${unitsIn(asked)}::uuid[]) as lane (unit_id)
      cross join lateral (${stretch(sql`i.unit_id = lane.unit_id and`)}) i
      order by i.${key} ${direction}, i.id ${direction} limit ${STRETCH}`
  return sql`
    with i as materialized (${head})
    select i.id from i
    where ${within(sql, flows, visible)} and ${conditions(sql, asked)} ${said(sql, filter)}
    order by i.${key} ${direction}, i.id ${direction} limit ${limit}`
}

/** What is wanted, wherever it is in the list. */
export function pageIds(sql: Sql, asked: Asked, after: Cursor | undefined, limit: number): Fragment {
  const { visible, flows, filter } = asked
  const { key, direction } = orderOf(sql, filter)
  const wanted = sql`${openness(sql, filter)} ${beyond(sql, filter, after)} and ${conditions(sql, asked)}`
  const lanes = lanesOf(asked)
  if (isSearch(filter))
    // Found first and put in order then: few have the name, and the planner must not look for them along the list.
    return sql`
      with found as materialized (${found(sql, filter, sql`i.${key}, i.id`, sql`${wanted} and ${within(sql, flows, visible)}`)})
      select i.id from found i order by i.${key} ${direction}, i.id ${direction} limit ${limit}`
  if (filter.holderIds && filter.holderIds.length > 1)
    // Whoever stands in: of each holder the first ones, in order already.
    return sql`
      select i.id from unnest(${filter.holderIds as string[]}::uuid[]) as lane (holder_id) cross join lateral (
        select i.${key}, i.id from work.item i
        where i.holder_id = lane.holder_id and ${openness(sql, filter)} ${beyond(sql, filter, after)}
          and ${conditions(sql, { ...asked, filter: { ...filter, holderIds: undefined } })} and ${within(sql, flows, visible)}
        order by i.${key} ${direction}, i.id ${direction} limit ${limit}) i
      order by i.${key} ${direction}, i.id ${direction} limit ${limit}`
  if (!lanes)
    return sql`
      select i.id from work.item i where ${wanted} and ${within(sql, flows, visible)}
      order by i.${key} ${direction}, i.id ${direction} limit ${limit}`
  return sql`
    select i.id from ${laneRows(sql, lanes)} cross join lateral (
      select i.${key}, i.id from work.item i where ${inLane(sql, lanes)} and ${wanted}
      order by i.${key} ${direction}, i.id ${direction} limit ${limit}) i
    order by i.${key} ${direction}, i.id ${direction} limit ${limit}`
}

/** How many there are, counted no further than `most`. */
export async function inboxCount(sql: Sql, asked: Asked, most: number): Promise<number> {
  const { flows, filter } = asked
  const visible = narrowed(asked.visible, filter)
  if (!visible.length) return 0
  const wanted = sql`
    ${openness(sql, filter)} ${beyond(sql, filter, undefined)} and ${within(sql, flows, visible)}
    and ${conditions(sql, { ...asked, filter })}`
  const [row] = await sql<{ count: number }[]>`
    select count(*) from (
      select 1 from (${found(sql, filter, sql`i.id`, wanted)}) found limit ${most}) counted`
  return row?.count ?? 0
}

const isSearch = ({ personIds, wordsLike }: InboxFilter) => personIds !== undefined || wordsLike !== undefined
/** What an index of its own finds: what somebody holds, what has risen. */
const isFew = ({ holderIds, risenTo }: InboxFilter) => holderIds !== undefined || risenTo !== undefined

/** Where a lane is; what is not said is not part of it. All lanes of a page say the same things. */
interface Lane {
  readonly unitId?: string
  readonly kind?: string
  readonly state?: string
}

/** The lanes that together are all that is wanted; undefined when there are none, or too many. */
export function lanesOf({ flows, visible, filter }: Asked): readonly Lane[] | undefined {
  if (isFew(filter) || isSearch(filter)) return undefined
  const kindsMatter = !filter.done && (filter.state !== undefined || visible.some(g => g.kinds.length < flows.length))
  const lanes = visible.flatMap(group => {
    const ofKinds: Lane[] = kindsMatter ? statesOf(flows, group.kinds, filter) : [{}]
    return group.unitIds ? group.unitIds.flatMap(unitId => ofKinds.map(lane => ({ ...lane, unitId }))) : ofKinds
  })
  const alike = visible.every(group => (group.unitIds === null) === (visible[0]?.unitIds === null))
  const isWhole = visible[0]?.unitIds === null && !kindsMatter
  return !alike || isWhole || lanes.length > MOST_LANES ? undefined : lanes
}

const statesOf = (flows: readonly Flow[], kinds: readonly string[], { state }: InboxFilter): Lane[] =>
  flows
    .filter(({ kind }) => kinds.includes(kind))
    .flatMap(table =>
      table.states
        .filter(one => !table.final.includes(one) && (state === undefined || one === state))
        .map(one => ({ kind: table.kind, state: one })),
    )

function laneRows(sql: Sql, lanes: readonly Lane[]): Fragment {
  const { unitId, kind } = lanes[0] ?? {}
  const units = lanes.map(lane => lane.unitId ?? null)
  const kinds = lanes.map(lane => lane.kind ?? null)
  const states = lanes.map(lane => lane.state ?? null)
  if (unitId === undefined) return sql`unnest(${kinds}::text[], ${states}::text[]) as lane (kind, state)`
  if (kind === undefined) return sql`unnest(${units}::uuid[]) as lane (unit_id)`
  return sql`unnest(${units}::uuid[], ${kinds}::text[], ${states}::text[]) as lane (unit_id, kind, state)`
}

function inLane(sql: Sql, [lane]: readonly Lane[]): Fragment {
  const ofKind = sql`i.kind = lane.kind and i.state = lane.state`
  if (lane?.unitId === undefined) return ofKind
  return lane.kind === undefined ? sql`i.unit_id = lane.unit_id` : sql`i.unit_id = lane.unit_id and ${ofKind}`
}

function within(sql: Sql, flows: readonly Flow[], visible: readonly Visible[]): Fragment {
  const either = visible.map(({ kinds, unitIds }) => {
    const ofKinds = kinds.length === flows.length ? sql`true` : sql`i.kind = any(${kinds as string[]})`
    const inUnits = unitIds ? sql`i.unit_id = any(${unitIds as string[]}::uuid[])` : sql`true`
    return sql`(${ofKinds} and ${inUnits})`
  })
  return sql`(${either.reduce((a, b) => sql`${a} or ${b}`)})`
}

const openness = (sql: Sql, { done }: InboxFilter): Fragment => (done ? sql`not i.open` : sql`i.open`)

function beyond(sql: Sql, filter: InboxFilter, after: Cursor | undefined): Fragment {
  const { key, beyond } = orderOf(sql, filter)
  const due = filter.dueBefore ? sql`and i.due_at < ${filter.dueBefore}` : sql``
  return after ? sql`${due} and (i.${key}, i.id) ${beyond} (${after.at}::timestamptz, ${after.id}::uuid)` : due
}

/** Of one, the index is read in its order; of several it is not, so a page of theirs is read holder by holder. */
const heldBy = (sql: Sql, ids: readonly string[]): Fragment =>
  ids.length === 1 ? sql`i.holder_id = ${ids[0] as string}` : sql`i.holder_id = any(${ids as string[]}::uuid[])`

function conditions(sql: Sql, { filter, own }: Asked): Fragment {
  const all: Fragment[] = [sql`true`, ...(own ? ownOnly(sql, own) : [])]
  if (filter.state) all.push(sql`i.state = ${filter.state}`)
  if (filter.holderIds) all.push(heldBy(sql, filter.holderIds))
  if (filter.free) all.push(sql`i.holder_id is null`)
  if (filter.personIds) all.push(sql`i.person_id = any(${filter.personIds as string[]}::uuid[])`)
  if (filter.risenTo) all.push(sql`i.risen_to is not null and i.risen_to = any(${filter.risenTo as string[]}::uuid[])`)
  return all.reduce((a, b) => sql`${a} and ${b}`)
}

function ownOnly(sql: Sql, { accountIds, organisationIds, overseen }: Own): Fragment[] {
  const ids = organisationIds as string[]
  const ofOrganisations = ids.length
    ? sql`(i.organisation_id is null or i.organisation_id = any(${ids}::uuid[]))`
    : sql`i.organisation_id is null`
  const ofOthers = overseen.map(
    ({ kind, organisationIds: all }) => sql`
      (i.kind <> ${kind} or i.holder_id = any(${accountIds as string[]}::uuid[]) or i.organisation_id = any(${all as string[]}::uuid[]))`,
  )
  return [ofOrganisations, ...ofOthers]
}

/** Items about people with the words in their name, and items of which somebody said them: each by an index. */
function found(sql: Sql, { wordsLike }: InboxFilter, columns: Fragment, wanted: Fragment): Fragment {
  if (wordsLike === undefined) return sql`select ${columns} from work.item i where ${wanted}`
  return sql`
    select ${columns} from people.person p join work.item i on i.person_id = p.id
    where p.name_key like ${wordsLike} and ${wanted}
    union
    select ${columns} from work.step s join work.item i on i.id = s.item_id
    where s.note_key like ${wordsLike} and ${wanted}`
}

/** The same, asked of a few items. */
const said = (sql: Sql, { wordsLike }: InboxFilter): Fragment =>
  wordsLike === undefined
    ? sql``
    : sql`and (exists (select from people.person p where p.id = i.person_id and p.name_key like ${wordsLike})
               or exists (select from work.step s where s.item_id = i.id and s.note_key like ${wordsLike}))`
