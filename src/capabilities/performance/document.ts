import { format } from '#core/format.ts'
import { say } from '#core/words.ts'
import type { Figure, Value } from './contract.ts'
import type { Reported } from './figures.ts'
import { SPANS } from './rules.ts'

/** What leaves as text, table or paper is Vietnamese, whoever reads it. */
export const vi = format('vi')
export const words = (id: string, values?: Record<string, string | number>) => say('vi', `performance.${id}`, values)
export const titleOf = (name: string): string => say('vi', `${name}.title`)

/** `1.234`, `33,1%`; what nobody knows is no zero. */
export const written = ({ value }: Value, isShare: boolean): string =>
  value === null ? '–' : isShare ? vi.percent(value) : vi.number(value)

/** `11/2026` */
export const monthText = (month: string): string => month.split('-').reverse().join('/')

/** `Tháng này (01/11–30/11/2026)`, for each span in its order. */
export const spanTitles = ({ spans }: Pick<Reported, 'spans'>): string[] =>
  spans.map(({ span, from, until }) => `${words(`span.${span}`)} (${vi.dayShort(from)}–${vi.day(until)})`)

export interface Table {
  readonly caption: string
  readonly head: readonly string[]
  readonly rows: readonly {
    readonly name: string
    readonly isShare: readonly boolean[]
    readonly values: readonly Value[]
  }[]
}

/** The figures of each matter, a column for each span. */
export const sectionTables = (reported: Reported): Table[] =>
  reported.sections.map(({ name, figures }) => ({
    caption: words(`section.${name}`),
    head: [words('figure'), ...spanTitles(reported)],
    rows: figures.map(figure => ({
      name: titleOf(figure.name),
      isShare: SPANS.map(() => figure.isShare),
      values: figure.values,
    })),
  }))

const MONTH = 0

/** By unit and by agency, a column for each figure: of the month. */
export function placeTables({ units, agencies }: Reported): Table[] {
  const table = (caption: string, first: string, { columns, rows }: Reported['agencies']): Table => ({
    caption,
    head: [first, ...columns.map(column => titleOf(column.name))],
    rows: rows.map(row => ({
      name: row.name,
      isShare: columns.map(column => column.isShare),
      values: row.figures.map(values => values[MONTH] ?? { value: null }),
    })),
  })
  const elsewhere = units.elsewhere ? [{ id: '', name: words('elsewhere'), figures: units.elsewhere }] : []
  return [
    table(words('by-unit'), words('unit'), { ...units, rows: [...units.rows, ...elsewhere] }),
    table(words('by-agency'), words('agency'), agencies),
  ].filter(one => one.rows.length > 0)
}

/** `82,1/100`, of what could be computed. */
export const pointsText = (points: number | null, of: number): string =>
  points === null ? '–' : `${vi.number(points, { maximumFractionDigits: 1 })}/${vi.number(of)}`

export const figureBy = ({ sections }: Reported, name: string): Figure | undefined =>
  sections.flatMap(section => section.figures).find(one => one.name === name)
