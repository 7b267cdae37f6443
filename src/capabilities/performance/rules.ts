import { addDays } from '#core/clock.ts'

/** Spans in their order: everything that has values has one for each. */
export const SPANS = ['month', 'before', 'last-year', 'year'] as const
export type SpanName = (typeof SPANS)[number]

export interface Span {
  readonly span: SpanName
  readonly from: string
  readonly until: string
}

const monthOf = (year: number, month: number) => {
  const from = new Date(Date.UTC(year, month - 1, 1)).toISOString().slice(0, 10)
  const next = new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10)
  return { from, until: addDays(next, -1) }
}

/**
 * A month and what it is compared with. One that is not over is compared with as many days of the others: half a month
 * is no fall.
 *
 * @param month `YYYY-MM`
 * @param today `YYYY-MM-DD`
 */
export function spansOf(month: string, today: string): Span[] {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const whole = monthOf(year, number)
  const until = today < whole.until && today >= whole.from ? today : whole.until
  const cut = (span: { from: string; until: string }) => {
    const day = `${span.from.slice(0, 8)}${until.slice(8)}`
    return until === whole.until || day > span.until ? span : { from: span.from, until: day }
  }
  return [
    { span: 'month', from: whole.from, until },
    { span: 'before', ...cut(monthOf(year, number - 1)) },
    { span: 'last-year', ...cut(monthOf(year - 1, number)) },
    { span: 'year', from: `${year}-01-01`, until },
  ]
}

/** What is shown, by matter, in the order in which it is reported. Names of indicators. */
export const SECTIONS = [
  {
    name: 'services',
    figures: [
      'services.filed',
      'services.share-online',
      'services.filed-post',
      'services.done',
      'services.share-in-time',
      'services.done-late',
      'services.returned',
      'services.share-post',
      'services.share-digital-papers',
      'services.share-digital-results',
      'services.share-signed-results',
      'services.share-reuse',
      'services.share-paid-online',
      'services.share-content',
      'services.share-answered',
    ],
  },
  {
    name: 'documents',
    figures: [
      'documents.received',
      'documents.issued',
      'documents.signed-share',
      'documents.tasks-due',
      'documents.on-time',
    ],
  },
  { name: 'post', figures: ['parcels.sent-in', 'parcels.sent-home', 'parcels.delivered-share', 'parcels.lost'] },
  { name: 'signatures', figures: ['signatures.made', 'signatures.certificates'] },
  { name: 'accounts', figures: ['identity.accounts', 'identity.active'] },
  { name: 'halls', figures: ['halls.taken', 'halls.in-time'] },
] as const satisfies readonly { readonly name: string; readonly figures: readonly string[] }[]

/** On top: what a province is asked for first. */
export const HEADLINES = [
  'services.share-online',
  'services.share-in-time',
  'services.share-post',
  'services.share-digital-papers',
  'documents.signed-share',
  'services.share-content',
] as const

/** By unit: dossiers, post and accounts. */
export const BY_UNIT = [
  'services.filed',
  'services.share-online',
  'services.share-in-time',
  'services.done-late',
  'services.share-post',
  'services.share-digital-papers',
  'identity.accounts',
] as const

/** By agency: its documents and what it was told to do. */
export const BY_AGENCY = [
  'documents.received',
  'documents.issued',
  'documents.signed-share',
  'documents.tasks-due',
  'documents.on-time',
] as const

/** Read for the index beside what is shown. */
export const FOR_INDEX = [
  'services.done-late',
  'services.ratings',
  'services.ratings-content',
  'services.procedures-full',
  'services.procedures-full-online',
] as const

export type Group = 'publicity' | 'progress' | 'digitisation' | 'online' | 'satisfaction'

export interface Part {
  readonly name: string
  /** 0 to 1; null where there is nothing to divide by, or where it cannot be computed here at all. */
  readonly value: number | null
  /** It can be computed of what is here. */
  readonly computable: boolean
}

export interface GroupScore {
  readonly name: Group
  /** Points at most. */
  readonly most: number
  readonly parts: readonly Part[]
  /** The mean of the parts that say something; null where none does. */
  readonly share: number | null
  readonly points: number | null
}

export interface Index {
  readonly groups: readonly GroupScore[]
  /** Of `of`, the points of those groups that could be computed. */
  readonly points: number
  readonly of: number
}

const missing = (name: string): Part => ({ name, value: null, computable: false })
const part = (name: string, value: number | null): Part => ({ name, value, computable: true })
const over = (value: number, whole: number | null): number | null => (whole ? value / whole : null)

/**
 * The five groups of QĐ 766/QĐ-TTg as far as they follow from what is here. Satisfaction is, as the decision has it, what
 * is left of all that was done without those that were late or discontent.
 *
 * @param of a figure by name over the span; null where there is nothing to divide by
 * @param most points of each group
 */
export function indexOf(of: (name: string) => number | null, most: Readonly<Record<Group, number>>): Index {
  const count = (name: string) => of(`services.${name}`) ?? 0
  const discontent = count('ratings') - count('ratings-content')
  const content = Math.max(0, count('done') - count('done-late') - discontent)
  const share = (name: string) => part(`services.share-${name}`, of(`services.share-${name}`))
  const groups: readonly (readonly [Group, readonly Part[]])[] = [
    ['publicity', [missing('performance.part.announced'), missing('performance.part.synchronised')]],
    ['progress', [share('in-time'), missing('performance.part.mean-time')]],
    ['digitisation', [share('digital-papers'), share('digital-results'), share('reuse')]],
    [
      'online',
      [
        share('online'),
        part('performance.part.procedures', over(count('procedures-full-online'), of('services.procedures-full'))),
        share('paid-online'),
      ],
    ],
    ['satisfaction', [part('performance.part.content', over(content, of('services.done'))), share('answered')]],
  ]
  const scores = groups.map(([name, parts]) => scoreOf(name, most[name], parts))
  const known = scores.filter(one => one.points !== null)
  return { groups: scores, points: sum(known.map(one => one.points ?? 0)), of: sum(known.map(one => one.most)) }
}

function scoreOf(name: Group, most: number, parts: readonly Part[]): GroupScore {
  const known = parts.flatMap(one => one.value ?? [])
  const share = known.length ? sum(known) / known.length : null
  return { name, most, parts, share, points: share === null ? null : share * most }
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

/** Whether it rises or falls, to the digit that is shown; undefined where there is nothing to compare. */
export function directionOf(
  now: number | null,
  before: number | null,
  isShare: boolean,
): 'rise' | 'fall' | 'same' | undefined {
  if (now === null || before === null) return undefined
  const shown = (value: number) => Math.round(isShare ? value * 1000 : value)
  if (shown(now) === shown(before)) return 'same'
  return now > before ? 'rise' : 'fall'
}

/** Late work of one agency, or of a unit where the work is nobody's in particular. */
export interface LateRow {
  readonly unitId: string
  readonly organisationId: string | null
  readonly kinds: readonly { readonly kind: string; readonly count: number }[]
  readonly count: number
}

/** Late work by whose it is, most first. */
export function lateRows(
  counts: readonly {
    readonly unitId: string
    readonly organisationId: string | null
    readonly kind: string
    readonly count: number
  }[],
): LateRow[] {
  const all = Map.groupBy(counts, one => one.organisationId ?? one.unitId)
  return [...all.values()]
    .map(own => {
      const kinds = [...Map.groupBy(own, one => one.kind)].map(([kind, rows]) => ({
        kind,
        count: sum(rows.map(row => row.count)),
      }))
      const { unitId, organisationId } = own[0] as (typeof own)[number]
      return {
        unitId,
        organisationId,
        kinds: kinds.sort((a, b) => b.count - a.count || a.kind.localeCompare(b.kind)),
        count: sum(own.map(row => row.count)),
      }
    })
    .sort((a, b) => b.count - a.count || a.unitId.localeCompare(b.unitId))
}
