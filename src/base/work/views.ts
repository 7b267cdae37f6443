import type { StoredFile } from '#base/files/contract.ts'
import { filesOf } from '#base/files/index.ts'
import { getPerson } from '#base/people/people.ts'
import { searchPeople } from '#base/people/search.ts'
import { treeOf } from '#base/units/trees.ts'
import { type Grant, grantsFor } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { at, type InputOf } from '#core/contract.ts'
import { isUuid } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import { nameKey } from '#core/text.ts'
import { say } from '#core/words.ts'
import type { StandIn, WorkItem, WorkKind, WorkLine, WorkResult, WorkStep, work } from './contract.ts'
import { daysLeft } from './due.ts'
import type { Flow } from './flow.ts'
import { lateFrom } from './flow.ts'
import { ACT, type Result, URGE } from './hold.ts'
import { type Asked, type Cursor, type InboxFilter, inboxCount, inboxPage, type Own, visibleTo } from './inbox.ts'
import { explainedKinds, type LateReasons, type Reason } from './late.ts'
import { getItem, type Item, namesOf, stepsOf, stoodInFor } from './queries.ts'
import { nextMoves, whereOf } from './rules.ts'
import { awayBehind, type StandInRow } from './stand-in.ts'
import { flowOf, judgeOf, refusedAt, refusedEach } from './work.ts'

const PAGE = 50
const MOST_A_PAGE = 200
/** Counts go no further: “1.000+”. */
const MOST_COUNTED = 1000

type Query = InputOf<typeof work.inbox>['query']
type Filter = InputOf<typeof work.counts>['query']

export const flowsFor = (ctx: Context): readonly Flow[] => {
  const visible = new Set(askedBy(ctx, {}, []).visible.flatMap(group => group.kinds))
  return ctx.app.declared<Flow>('flow').filter(one => visible.has(one.kind))
}

export const kindView = ({ kind, states, final, transitions }: Flow): WorkKind => ({
  kind,
  states: [...states],
  final: [...final],
  steps: transitions
    .filter(({ system }) => !system)
    .map(({ name, from, to, form, needsNote }) => ({
      name,
      from: [from].flat(),
      to,
      form: form ?? null,
      needsNote: needsNote ?? false,
    })),
})

function askedBy(ctx: Context, filter: InboxFilter, desks: readonly string[]): Asked {
  const flows = ctx.app.declared<Flow>('flow')
  return { flows, visible: visibleTo(ctx, flows), filter, own: ownOf(ctx, flows, desks) }
}

/** What of the organisations and of single officers the caller sees; `desks` are theirs to see to. */
function ownOf({ who, app }: Context, flows: readonly Flow[], desks: readonly string[]): Own {
  const inOrganisations = (grants: readonly Grant[]) => [
    ...new Set(grants.flatMap(grant => grant.organisationId ?? [])),
  ]
  const overseen = flows.flatMap(({ kind, oversees }) => (oversees ? [{ kind, oversees }] : []))
  return {
    accountIds: desks,
    organisationIds: inOrganisations(who?.grants ?? []),
    overseen: overseen.map(({ kind, oversees }) => ({
      kind,
      organisationIds: who ? inOrganisations(grantsFor(who, oversees, app.rights)) : [],
    })),
  }
}

async function filterOf(
  ctx: Context,
  { kind, state, holder, unitId, late, risen, done, q }: Filter,
): Promise<InboxFilter> {
  return {
    kind,
    state,
    done,
    free: holder === 'nobody',
    holderIds: holder === 'me' ? await ownDesks(ctx) : !holder || holder === 'nobody' ? undefined : [holder],
    unitIds: unitId ? treeOf(ctx.app).within([unitId]) : undefined,
    dueBefore: late ? ctx.now : undefined,
    risenTo: risen ? ledFrom(ctx) : undefined,
    ...(q ? await about(ctx, q) : {}),
  }
}

/** Whose work is the caller's to do now: their own, and that of those for whom they stand in. */
async function ownDesks({ sql, who, now }: Context): Promise<readonly string[]> {
  return who ? [who.accountId, ...(await awayBehind(sql, who.accountId, now))] : []
}

/** The caller's areas as a leader and all that lie around them: what has risen to one of these has risen to the caller. */
const ledFrom = ({ who, app }: Context): readonly string[] =>
  (who ? grantsFor(who, URGE, app.rights) : []).flatMap(({ areaId }) =>
    areaId
      ? treeOf(app)
          .path(areaId)
          .map(unit => unit.id)
      : [],
  )

const NUMBER = /(?:\d[ .-]?){6,}/

/** What the words of a search may mean: a number is one person's, anything else words of a name or a note, in order. */
async function about(ctx: Context, q: string): Promise<Pick<InboxFilter, 'personIds' | 'wordsLike'>> {
  if (NUMBER.test(q)) {
    const { people } = await searchPeople(ctx, q, { everywhere: true })
    return { personIds: people.map(person => person.id) }
  }
  const words = nameKey(q).split(' ').filter(Boolean)
  if (!words.length) return { personIds: [] }
  return { wordsLike: `%${words.map(word => word.replace(/[\\%_]/g, '\\$&')).join('%')}%` }
}

export async function inboxView(ctx: Context, query: Query) {
  const asked = askedBy(ctx, await filterOf(ctx, query), await ownDesks(ctx))
  const limit = Math.min(query.limit || PAGE, MOST_A_PAGE)
  const items = await inboxPage(ctx.sql, asked, readCursor(query.after), limit + 1)
  const shown = items.slice(0, limit)
  const last = shown.at(-1)
  return {
    rows: await linesOf(ctx, shown),
    more: items.length > limit && last ? writeCursor(last, asked.filter) : null,
    ...(query.after ? {} : await counted(ctx, asked)),
  }
}

/** Open work of these kinds that is late in a unit, longest first, with why: as far as the caller sees the items. */
export async function lateView(ctx: Context, query: { readonly unitId: string; readonly after?: string | undefined }) {
  const all = ctx.app.declared<LateReasons>('late-reasons')
  const kinds = new Set(explainedKinds(ctx))
  const given = askedBy(ctx, await filterOf(ctx, { unitId: query.unitId, late: true }), await ownDesks(ctx))
  const asked = {
    ...given,
    visible: given.visible
      .map(one => ({ ...one, kinds: one.kinds.filter(kind => kinds.has(kind)) }))
      .filter(one => one.kinds.length),
  }
  const items = await inboxPage(ctx.sql, asked, readCursor(query.after), PAGE + 1)
  const shown = items.slice(0, PAGE)
  const last = shown.at(-1)
  const lines = await linesOf(ctx, shown)
  const reasons = new Map<string, Reason>()
  for (const { kinds: explained, reasons: reasonsOf } of all) {
    const theirs = shown.filter(one => explained.includes(one.kind))
    if (theirs.length) for (const [id, reason] of await reasonsOf(ctx, theirs)) reasons.set(id, reason)
  }
  return {
    rows: lines.map((line, i) => {
      const reason = reasons.get(line.subject.id)
      return {
        ...line,
        organisationId: shown[i]?.organisationId ?? null,
        who: line.holder?.name ?? reason?.who ?? null,
        why: reason?.why ?? null,
      }
    }),
    more: items.length > PAGE && last ? writeCursor(last, asked.filter) : null,
    ...(query.after ? {} : await counted(ctx, asked)),
  }
}

/** How much of a list is watched for changes. */
const HEAD = 50

export async function headView(ctx: Context, query: Filter) {
  const items = await inboxPage(ctx.sql, askedBy(ctx, await filterOf(ctx, query), await ownDesks(ctx)), undefined, HEAD)
  return { head: items.map(({ id, version }) => `${id}:${version}`) }
}

async function counted(ctx: Context, asked: Asked) {
  const count = await inboxCount(ctx.sql, asked, MOST_COUNTED)
  return { atLeast: count, exact: count < MOST_COUNTED }
}

export async function countsView(ctx: Context, query: Filter) {
  const filter = await filterOf(ctx, query)
  const desks = await ownDesks(ctx)
  const count = (more: InboxFilter) => inboxCount(ctx.sql, askedBy(ctx, { ...filter, ...more }, desks), MOST_COUNTED)
  return {
    all: await count({}),
    mine: await count({ holderIds: desks }),
    free: await count({ free: true }),
    late: await count({ dueBefore: ctx.now }),
    risen: await count({ risenTo: ledFrom(ctx) }),
    most: MOST_COUNTED,
  }
}

const writeCursor = (item: Item, { done }: InboxFilter): string =>
  `${(done ? item.closedAt : item.dueAt)?.toISOString() ?? 'infinity'}_${item.id}`

const CURSOR = /^(infinity|\d{4}-\d\d-\d\dT[\d:.]+Z)_([0-9a-f-]{36})$/

function readCursor(text: string | undefined): Cursor | undefined {
  if (!text) return undefined
  const [, at = '', id = ''] = CURSOR.exec(text) ?? []
  const isTime = at === 'infinity' || !Number.isNaN(Date.parse(at))
  if (!isTime || !isUuid(id)) throw new Problem('core.unreadable', { status: 400 })
  return { at, id }
}

async function linesOf(ctx: Context, items: readonly Item[]): Promise<WorkLine[]> {
  const left = await daysLeft(ctx)
  const { people, accounts } = await namesOf(ctx.sql, items)
  const tree = treeOf(ctx.app)
  const desks = new Set(await ownDesks(ctx))
  const named = (id: string | null, names: ReadonlyMap<string, string>) => {
    const name = id === null ? undefined : names.get(id)
    return id !== null && name !== undefined ? { id, name } : null
  }
  return items.map(item => ({
    ...item,
    person: named(item.personId, people),
    unit: { id: item.unitId, name: tree.get(item.unitId)?.fullName ?? '' },
    subject: { kind: item.subjectKind, id: item.subjectId },
    holder: named(item.holderId, accounts),
    mine: item.holderId !== null && item.holderId === ctx.who?.accountId,
    standIn: item.holderId !== null && item.holderId !== ctx.who?.accountId && desks.has(item.holderId),
    openedAt: item.openedAt.toISOString(),
    dueAt: item.dueAt?.toISOString() ?? null,
    daysLeft: item.open && item.dueAt ? left(lateFrom(item.dueAt)) : null,
    late: item.open && item.dueAt !== null && item.dueAt < ctx.now,
    urgedAt: item.urgedAt?.toISOString() ?? null,
    risen: item.risenTo !== null,
    closedAt: item.closedAt?.toISOString() ?? null,
  }))
}

export async function itemView(ctx: Context, workId: string): Promise<WorkItem> {
  const item = await getItem(ctx.sql, workId)
  if (!item) throw notFound('work')
  const table = flowOf(ctx.app, item.kind)
  const standIns = await stoodInFor(ctx.sql, item.holderId ? [item.holderId] : [], ctx.now)
  const where = whereOf(item, table, standIns(item.holderId))
  const unseen = refusedAt(ctx, table.reads, where)
  if (unseen) throw unseen
  const [line] = await linesOf(ctx, [item])
  const files = await filesOf(ctx, at.of('work', workId))
  const steps = await stepViews(ctx, workId, files)
  const shown = new Set(steps.flatMap(step => step.files.map(file => file.id)))
  const done = item.open ? null : 'work.done'
  const refused = (...verbs: string[]) => refusedEach(ctx, verbs, where)?.code ?? null
  return {
    ...(line as WorkLine),
    unitLabel: treeOf(ctx.app).label(item.unitId),
    restricted: item.personId ? ((await getPerson(ctx.sql, item.personId))?.restricted ?? false) : false,
    steps,
    files: files.filter(file => !shown.has(file.id)),
    urging: item.urgedAt ? urgingIn(steps) : null,
    moves: nextMoves(table, item, judgeOf(ctx), standIns(item.holderId)),
    refused: {
      act: refused(ACT) ?? done,
      hand: refused(ACT, URGE) ?? done,
      comment: refused(ACT, URGE),
      attach: refused(ACT),
      urge: refused(URGE) ?? done,
    },
  }
}

function urgingIn(steps: readonly WorkStep[]): WorkItem['urging'] {
  const last = steps.findLast(step => step.what === 'urged')
  return last ? { at: last.at, by: last.by, note: last.note ?? '' } : null
}

async function stepViews(ctx: Context, workId: string, files: readonly StoredFile[]): Promise<WorkStep[]> {
  const tree = treeOf(ctx.app)
  return (await stepsOf(ctx.sql, workId)).map(step => ({
    ...step,
    at: step.at.toISOString(),
    by: step.byName,
    from: step.fromState,
    to: step.toState,
    toName: step.toUnit ? tree.label(step.toUnit) : step.toName,
    files: files.filter(file => step.fileIds.includes(file.id)),
  }))
}

/** For a bulk action: each item's new version, or why it was left as it was, in the reader's language. */
export const resultView = (ctx: Context, { id, item, problem, heldBefore }: Result): WorkResult => ({
  id,
  version: item?.version ?? null,
  heldBefore: heldBefore ?? null,
  problem: problem
    ? { code: problem.code, params: { ...problem.params }, title: say(ctx.locale, problem.code, problem.params) }
    : null,
})

/** As the caller sees it. */
export const standInView = (
  { who, now }: Context,
  { id, awayId, awayName, accountId, name, since, until, source }: StandInRow,
): StandIn => ({
  id,
  away: { id: awayId, name: awayName },
  by: { id: accountId, name },
  since: since.toISOString(),
  until: until.toISOString(),
  now: since <= now && until > now,
  mine: awayId === who?.accountId,
  own: awayId === who?.accountId && source === 'work',
})
