import { beforeAll, expect, test } from 'vitest'
import { sceneDatabase } from '#apps/testing/scene.ts'
import type { Fragment, Sql } from '#core/db/db.ts'
import { type Asked, headIds, type InboxFilter, inboxPage, lanesOf, narrowed, pageIds } from './inbox.ts'
import { lateItems } from './queries.ts'
import { errand } from './testing.ts'

const ITEMS = 20_000
const UNITS = Array.from({ length: 40 }, (_, i) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`)
const FLOWS = [errand, { ...errand, kind: 'work.other' }]
const PAGE = 51

beforeAll(async () => {
  const { sql } = sceneDatabase()
  await sql`
    insert into work.item (id, kind, state, unit_id, subject_kind, subject_id, opened_at, due_at, holder_id)
    select gen_random_uuid(), case when i % 4 = 0 then 'work.other' else 'work.errand' end,
           case when i % 3 = 0 then 'waiting' else 'new' end, (${UNITS}::uuid[])[1 + i % 40], 'thing', i::text,
           '2026-11-20', timestamptz '2026-11-20' + (i * 7919 % 100000) * interval '1 minute',
           case when i % 10 = 0 then ${UNITS[0] as string}::uuid end
    from generate_series(1, ${ITEMS}::int) i`
  await sql`update work.item set risen_to = unit_id, rises_at = 'infinity' where due_at < '2026-11-20T04:00:00Z'`
  await sql`
    insert into work.step (item_id, at, what, note, note_key)
    select id, now(), 'comment', 'x', case when subject_id = '77' then 'cho pho trach' else 'da goi ' || subject_id end
    from work.item`
  await sql`vacuum analyze work.item, work.step`
})

interface Node {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly Node[]
}

/** What the statement did: rows it touched in the table, rows it sorted, and whether it read all of it. */
async function done(sql: Sql, ids: Fragment) {
  const [row] = await sql<{ 'QUERY PLAN': [{ Plan: Node }] }[]>`explain (analyze, timing off, format json) ${ids}`
  const nodes: Node[] = []
  const visit = (node: Node) => {
    nodes.push(node)
    node.Plans?.forEach(visit)
  }
  if (row) visit(row['QUERY PLAN'][0].Plan)
  const rows = (node: Node) => (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
  const sum = (some: readonly Node[]) => some.reduce((total, node) => total + rows(node), 0)
  return {
    read: sum(nodes.filter(node => node['Relation Name'] === 'item')),
    sorted: sum(nodes.filter(node => node['Node Type'] === 'Sort').flatMap(node => node.Plans ?? [])),
    scannedAll: nodes.some(node => node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'item'),
  }
}

const asked = (filter: InboxFilter, unitIds: readonly string[] | null): Asked => {
  const visible = narrowed([{ kinds: FLOWS.map(flow => flow.kind), unitIds }], filter)
  return { flows: FLOWS, visible, filter }
}

const late = new Date('2026-11-21T00:00:00Z')
const cases: [string, Asked, 'head' | 'lanes', number][] = [
  ['one unit', asked({}, UNITS.slice(0, 1)), 'lanes', PAGE],
  ['one unit and kind', asked({ kind: 'work.other' }, UNITS.slice(0, 1)), 'lanes', 2 * PAGE],
  ['everything', asked({}, null), 'lanes', PAGE],
  ['everything of a kind', asked({ kind: 'work.other' }, null), 'lanes', 2 * PAGE],
  ['a state nothing is in', asked({ state: 'no-such' }, UNITS), 'lanes', 0],
  ['many units', asked({}, UNITS), 'head', 3000],
  ['many units, every lane of them', asked({}, UNITS), 'lanes', 40 * PAGE],
  ['many units, what is late', asked({ dueBefore: late }, UNITS), 'head', 3000],
  ['what has risen to a unit', asked({ risenTo: UNITS.slice(0, 1) }, UNITS), 'lanes', 200],
  ['what somebody said', asked({ wordsLike: '%cho%pho%trach%' }, UNITS), 'lanes', PAGE],
  ['what an officer holds', asked({ holderIds: [UNITS[0] as string] }, UNITS), 'lanes', 2 * PAGE],
  ['what three officers hold', asked({ holderIds: UNITS.slice(0, 3) }, UNITS), 'lanes', 6 * PAGE],
]
test.each(cases)('%s: no more is read or sorted than a page of each lane', async (_, given, way, most) => {
  const { sql } = sceneDatabase()
  const ids = way === 'head' ? headIds(sql, given, undefined, PAGE) : pageIds(sql, given, undefined, PAGE)
  const { read, sorted, scannedAll } = await done(sql, ids)
  expect(scannedAll).toBe(false)
  expect(read).toBeLessThanOrEqual(most)
  expect(sorted).toBeLessThanOrEqual(Math.max(most, PAGE))
})

test('the head of the list and the lanes give the same page', async () => {
  const { sql } = sceneDatabase()
  const page = async (ids: Fragment) => (await sql<{ id: string }[]>`${ids}`).map(row => row.id)
  for (const filter of [{}, { kind: 'work.other' }, { state: 'waiting' }, { free: true }, { dueBefore: late }]) {
    const given = asked(filter, UNITS)
    expect(lanesOf(given)?.length).toBeGreaterThan(16)
    const lanes = await page(pageIds(sql, given, undefined, PAGE))
    expect(await page(headIds(sql, given, undefined, PAGE))).toEqual(lanes)
    expect((await inboxPage(sql, given, undefined, PAGE)).map(item => item.id)).toEqual(lanes)
    expect(lanes).toHaveLength(PAGE)
  }
})

test('what rises now is found without reading what does not', async () => {
  const { sql } = sceneDatabase()
  const { read, scannedAll } = await done(sql, lateItems(sql, new Date('2026-11-20T06:00:00Z'), 100) as never)
  expect({ scannedAll, read: read <= 100 }).toEqual({ scannedAll: false, read: true })
})
