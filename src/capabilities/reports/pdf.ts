import { type Paper, printPapers } from '#base/attestation/paper.ts'
import type { PaperTable } from '#base/attestation/paper-table.ts'
import { correctionLine, type Document, rowsOf, titleOf, vi, words, written } from './document.ts'
import { tablesIn } from './rules.ts'

/** The report in the national layout. */
export const printReport = (report: Document): Promise<Uint8Array> =>
  printPapers([paperOf(report)], { title: words('paper.name', { at: vi.instant(report.cutoffAt) }), now: report.at })

function paperOf(report: Document): Paper {
  const { figures, missing, corrections } = report
  const { cases, others } = tablesIn(figures)
  const span = { from: vi.instant(report.fromAt), until: vi.instant(report.cutoffAt) }
  const text = (value: string) => ({ style: 'text' as const, text: value })
  return {
    agency: [report.organ, report.unit],
    number: report.number ?? words('paper.draft', { series: report.series }),
    place: report.place,
    signedAt: report.at,
    title: words('paper.title'),
    subject: words('paper.subject', { at: vi.instant(report.cutoffAt) }),
    body: [
      text(words('paper.intro', { unit: report.unit, ...span })),
      table(report, words('table.cases'), cases),
      ...(others.length ? [table(report, words('table.others'), others)] : []),
      ...(figures.columns.some(one => one.kind === 'entered') ? [text(words('paper.by-hand'))] : []),
      ...(missing.length ? [text(words('text.missing', { count: missing.length, names: missing.join(', ') }))] : []),
      ...(corrections.length
        ? [text(words('text.corrections')), ...corrections.map(one => text(`- ${correctionLine(one)}`))]
        : []),
    ],
    signer: { title: report.signer, name: '' },
    to: [...(report.above ? [`${report.organ} ${report.above}`] : []), words('paper.kept')],
    hint: report.isDraft
      ? words('paper.not-sent')
      : words('paper.sent', { sender: report.sender ?? '', at: vi.instant(report.at) }),
  }
}

const table = ({ figures }: Document, caption: string, columns: readonly number[]): PaperTable => ({
  caption,
  head: [words('table.unit'), ...columns.map(i => headOf(figures.columns[i] as (typeof figures.columns)[number]))],
  rows: rowsOf(figures, columns).map(row => [row.name, ...row.values.map(written)]),
  isSummed: true,
})

const headOf = (column: { readonly title: string; readonly kind: string }): string =>
  column.kind === 'entered' ? `${titleOf(column)} (*)` : titleOf(column)
