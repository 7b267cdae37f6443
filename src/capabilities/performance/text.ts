import { figureBy, monthText, pointsText, titleOf, vi, words, written } from './document.ts'
import type { Reported } from './figures.ts'
import { SECTIONS } from './rules.ts'

/** Agencies that are named one by one; the others are counted. */
const MOST_NAMED = 10

/** What is reported as a message for Zalo: plain lines, one thought each. */
export function zaloText(reported: Reported): string {
  const { unit, month, spans, index, late } = reported
  const { from = '', until = '' } = spans[0] ?? {}
  return [
    words('text.title', { unit: unit.name, month: monthText(month) }),
    words('text.span', { from: vi.dayShort(from), until: vi.day(until) }),
    ...SECTIONS.flatMap(section => sectionLines(reported, section)),
    '',
    words('text.index', { points: pointsText(index.points, index.of) }),
    '',
    words('text.late', { count: late.total }),
    ...late.rows.slice(0, MOST_NAMED).map(row => `- ${row.name}: ${vi.number(row.count)}`),
    ...(late.rows.length > MOST_NAMED ? [words('text.more', { count: late.rows.length - MOST_NAMED })] : []),
  ].join('\n')
}

/** `- Tỷ lệ nộp trực tuyến: 33,1% (tháng trước 30,0%, cùng kỳ 12,5%)`; nothing of a matter that says nothing. */
function sectionLines(reported: Reported, { name, figures }: (typeof SECTIONS)[number]): string[] {
  const lines = figures.flatMap(one => {
    const figure = figureBy(reported, one)
    const [now, before, lastYear] = figure?.values ?? []
    if (!figure || !now || now.value === null) return []
    const was = [
      ['before', before],
      ['last-year', lastYear],
    ] as const
    const said = was.flatMap(([span, value]) =>
      value && value.value !== null ? words(`text.${span}`, { value: written(value, figure.isShare) }) : [],
    )
    return [`- ${titleOf(one)}: ${written(now, figure.isShare)}${said.length ? ` (${said.join(', ')})` : ''}`]
  })
  return lines.length ? ['', words(`section.${name}`), ...lines] : []
}
