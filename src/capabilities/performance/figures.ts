import {
  definitionsOf,
  firstDay,
  indicatorsOf,
  opensOf,
  type Total,
  total,
  totalByAgency,
  totalByChild,
  unitsShown,
} from '#base/indicators/index.ts'
import { policyAt } from '#base/policies/index.ts'
import { organisationNames } from '#base/units/organisations.ts'
import { treeOf } from '#base/units/trees.ts'
import { explainedKinds, lateWork } from '#base/work/late.ts'
import { refusedAt } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { notFound, Problem } from '#core/problem.ts'
import type { Performance, Value } from './contract.ts'
import { index as indexRule } from './policies.ts'
import { BY_AGENCY, BY_UNIT, FOR_INDEX, indexOf, lateRows, SECTIONS, type Span, spansOf } from './rules.ts'

/** Everything that is reported of a unit, but for its text. */
export type Reported = Omit<Performance, 'text'>

/** What a unit reports of a month (`YYYY-MM`). Throws `performance.future`. */
export async function reportedOf(ctx: Context, unitId: string, month: string): Promise<Reported> {
  const unit = treeOf(ctx.app).get(unitId)
  if (!unit) throw notFound('unit')
  const today = dayOf(ctx.now)
  if (month > today.slice(0, 7)) throw new Problem('performance.future')
  const spans = spansOf(month, today)
  const sections = await sectionsOf(ctx, unitId, spans)
  const [now] = spans as [Span, ...Span[]]
  const names = SECTIONS.flatMap(section => section.figures)
  return {
    unit: { id: unit.id, name: unit.fullName, label: treeOf(ctx.app).label(unit.id) },
    month,
    spans,
    sections,
    index: await indexIn(ctx, unitId, now),
    units: await unitsIn(ctx, unitId, spans),
    agencies: await agenciesIn(ctx, unitId, spans),
    late: await lateIn(ctx, unitId),
    definitions: await definitionsOf(ctx, names, { unitId, from: now.from, to: now.until }),
  }
}

async function sectionsOf(ctx: Context, unitId: string, spans: readonly Span[]) {
  const sections: Reported['sections'] = []
  for (const { name, figures } of SECTIONS) {
    const since = (await firstDay(ctx, figures)) ?? null
    const totals: ReadonlyMap<string, Total>[] = []
    for (const { from, until } of spans) totals.push(await total(ctx, { names: figures, unitId, from, to: until }))
    // What lies before everything that is known was not nothing: nobody counted it here.
    const known = spans.map(({ until }) => since !== null && until >= since)
    sections.push({
      name,
      since,
      figures: figures.map(figure => ({
        ...columnOf(ctx, figure, unitId),
        values: totals.map((of, i) => (known[i] ? valueIn(of.get(figure)) : { value: null })),
      })),
    })
  }
  return sections
}

const valueIn = (total: Total | undefined): Value => ({
  value: total?.value ?? null,
  ...(total?.whole === undefined ? {} : { whole: total.whole }),
})

/** What a figure counts that is opened: of a share, its part. */
function countedBy({ app }: Context, name: string): string {
  const one = indicatorsOf(app).get(name)
  return one?.kind === 'ratio' ? one.part : name
}

/** How a figure is written and, for who may see that there, what it opens. */
function columnOf(ctx: Context, name: string, unitId: string) {
  const counted = countedBy(ctx, name)
  const opens = opensOf(ctx, counted)
  return {
    name,
    isShare: counted !== name,
    opens: opens && !refusedAt(ctx, opens.verb, unitId) ? counted : null,
  }
}

/** What the figures of the page count. */
export const countedHere = (ctx: Context): ReadonlySet<string> =>
  new Set(SECTIONS.flatMap(({ figures }) => figures.map(name => countedBy(ctx, name))))

async function indexIn(ctx: Context, unitId: string, { from, until }: Span): Promise<Reported['index']> {
  const { params, document } = await policyAt(ctx, indexRule, { day: until, unitId })
  const [services] = SECTIONS
  const names = [...new Set<string>([...services.figures, ...FOR_INDEX])]
  const totals = await total(ctx, { names, unitId, from, to: until })
  const { groups, points, of } = indexOf(name => totals.get(name)?.value ?? null, params)
  return { document, points, of, groups: groups.map(one => ({ ...one, parts: [...one.parts] })) }
}

/** For each name the values by span. */
const bySpan = (names: readonly string[], of: readonly (ReadonlyMap<string, Total> | undefined)[]): Value[][] =>
  names.map(name => of.map(totals => valueIn(totals?.get(name))))

async function unitsIn(ctx: Context, unitId: string, spans: readonly Span[]): Promise<Reported['units']> {
  const units = unitsShown(treeOf(ctx.app), unitId)
  const ids = units.map(one => one.id)
  const parts: Awaited<ReturnType<typeof totalByChild>>[] = []
  for (const { from, until } of ids.length ? spans : [])
    parts.push(await totalByChild(ctx, { names: BY_UNIT, unitId, from, to: until }, ids))
  const says = (figures: readonly (readonly Value[])[]) => figures.some(values => values.some(one => one.value))
  const elsewhere = bySpan(
    BY_UNIT,
    parts.map(of => of.elsewhere),
  )
  return {
    columns: BY_UNIT.map(name => columnOf(ctx, name, unitId)),
    rows: units
      .map(({ id, fullName }) => ({
        id,
        name: fullName,
        figures: bySpan(
          BY_UNIT,
          parts.map(of => of.children.get(id)),
        ),
      }))
      .filter(row => says(row.figures)),
    elsewhere: says(elsewhere) ? elsewhere : null,
  }
}

async function agenciesIn(ctx: Context, unitId: string, spans: readonly Span[]): Promise<Reported['agencies']> {
  const parts: Awaited<ReturnType<typeof totalByAgency>>[] = []
  for (const { from, until } of spans)
    parts.push(await totalByAgency(ctx, { names: BY_AGENCY, unitId, from, to: until }))
  const ids = [...new Set(parts.flatMap(of => [...of.keys()]))]
  const names = await organisationNames(ctx.sql, ids)
  const rows = ids.map(id => ({
    id,
    name: names.get(id) ?? '–',
    figures: bySpan(
      BY_AGENCY,
      parts.map(of => of.get(id)),
    ),
  }))
  return {
    columns: BY_AGENCY.map(name => columnOf(ctx, name, unitId)),
    rows: rows.sort((a, b) => a.name.localeCompare(b.name, 'vi')),
  }
}

async function lateIn(ctx: Context, unitId: string): Promise<Reported['late']> {
  const tree = treeOf(ctx.app)
  const area = tree.everywhere([unitId]) ? undefined : tree.within([unitId])
  const rows = lateRows(await lateWork(ctx.sql, area, ctx.now, explainedKinds(ctx)))
  const names = await organisationNames(
    ctx.sql,
    rows.flatMap(row => row.organisationId ?? []),
  )
  return {
    total: rows.reduce((all, one) => all + one.count, 0),
    rows: rows.map(row => ({
      ...row,
      kinds: [...row.kinds],
      name: (row.organisationId && names.get(row.organisationId)) || (tree.get(row.unitId)?.fullName ?? ''),
    })),
  }
}
