import { correctionLine, type Document, titleOf, vi, words, written } from './document.ts'
import { shownColumns } from './rules.ts'

/** Units that are named one by one; the others are counted. */
const MOST_NAMED = 20

/** The report as a message for Zalo: plain lines, one thought each. */
export function zaloText(report: Document): string {
  const { unit, fromAt, cutoffAt, missing, corrections, isDraft } = report
  const span = { from: vi.instant(fromAt), until: vi.instant(cutoffAt) }
  return [
    [words('text.title', { unit }), ...(isDraft ? [words('text.draft')] : [])].join(' '),
    words('text.span', span),
    '',
    ...caseLines(report),
    ...partLines(report),
    ...otherLines(report),
    ...(corrections.length
      ? ['', words('text.corrections'), ...corrections.map(one => `- ${correctionLine(one)}`)]
      : []),
    ...(missing.length ? ['', words('text.missing', { count: missing.length, names: named(missing) })] : []),
    ...(report.number ? ['', words('text.number', { number: report.number, sender: report.sender ?? '' })] : []),
  ].join('\n')
}

function named(names: readonly string[]): string {
  const more = names.length - MOST_NAMED
  return [...names.slice(0, MOST_NAMED), ...(more > 0 ? [words('text.more', { count: more })] : [])].join(', ')
}

function caseLines({ figures, countedFrom }: Document): string[] {
  const { columns, whole } = figures
  const line = (i: number) =>
    `- ${titleOf(columns[i] as (typeof columns)[number])}: ${written(whole.values[i] ?? null)}`
  const shown = shownColumns(figures)
  const ofKind = (...kinds: string[]) => shown.filter(i => kinds.includes(columns[i]?.kind ?? ''))
  const cumulative = columns.findIndex(one => one.kind === 'cumulative')
  const [total = 0] = shown
  return [
    words('text.new', { count: written(whole.values[total] ?? null) }),
    ...ofKind('span', 'unclassed')
      .filter(i => i !== total && i < cumulative)
      .map(line),
    words('text.cumulative', { count: written(whole.values[cumulative] ?? null), day: vi.day(countedFrom) }),
  ]
}

/** `Theo đơn vị: Thành phố Huế 7; Huyện Phong Điền 5; 7 đơn vị không có ca mới.` */
function partLines({ figures: { parts } }: Document): string[] {
  if (!parts.length) return []
  const cases = parts.map(part => ({ name: part.name, count: part.values[0] ?? 0 }))
  const some = cases.filter(part => part.count > 0).sort((a, b) => b.count - a.count)
  const none = cases.length - some.length
  const told = some.map(({ name, count }) => `${name} ${vi.number(count)}`)
  return [[words('text.parts'), [...told, ...(none ? [words('text.none', { count: none })] : [])].join('; ')].join(' ')]
}

function otherLines({ figures: { columns, whole } }: Document): string[] {
  const cumulative = columns.findIndex(one => one.kind === 'cumulative')
  const lines = columns.flatMap((column, i) => {
    const value = whole.values[i] ?? null
    if (i <= cumulative || value === null) return []
    const by = column.kind === 'entered' ? ` ${words('text.by-hand')}` : ''
    return [`- ${titleOf(column)}: ${written(value)}${by}`]
  })
  return lines.length ? ['', words('text.others'), ...lines] : []
}
