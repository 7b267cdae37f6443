import { type Paper, printPaper } from '#base/attestation/paper.ts'
import type { PaperTable } from '#base/attestation/paper-table.ts'
import {
  monthText,
  placeTables,
  pointsText,
  sectionTables,
  type Table,
  titleOf,
  vi,
  words,
  written,
} from './document.ts'
import type { Reported } from './figures.ts'

/** What is reported as a paper in the layout of Nghị định 30/2020/NĐ-CP, its number and name left to the office. */
export async function paperOf(reported: Reported, now: Date): Promise<Uint8Array> {
  const { unit, month, spans, late } = reported
  const { from = '', until = '' } = spans[0] ?? {}
  const paper: Paper = {
    agency: [words('paper.organ'), unit.name],
    number: words('paper.number'),
    place: unit.name,
    signedAt: now,
    title: words('paper.title'),
    subject: words('paper.subject', { month: monthText(month) }),
    body: [
      { style: 'text', text: words('paper.intro', { unit: unit.name, from: vi.day(from), until: vi.day(until) }) },
      ...sectionTables(reported).map(tableOf),
      ...indexParts(reported),
      ...placeTables(reported).map(tableOf),
      { style: 'text', text: words('text.late', { count: late.total }) },
      ...(late.rows.length
        ? [
            {
              caption: words('late'),
              head: [words('agency'), words('late.count')],
              rows: late.rows.map(row => [row.name, vi.number(row.count)]),
            },
          ]
        : []),
    ],
    signer: { title: words('paper.signer'), name: '' },
    to: [words('paper.kept')],
    hint: words('paper.printed', { at: vi.instant(now) }),
  }
  return (await printPaper(paper, { title: `${words('paper.title')} ${monthText(month)}`, now })).bytes
}

const tableOf = ({ caption, head, rows }: Table): PaperTable => ({
  caption,
  head,
  rows: rows.map(({ name, values, isShare }) => [name, ...values.map((one, i) => written(one, isShare[i] ?? false))]),
})

const indexParts = ({ index }: Reported): Paper['body'] => [
  {
    caption: words('index.title', { document: index.document }),
    head: [words('index.group'), words('index.most'), words('index.share'), words('index.points')],
    rows: index.groups.map(({ name, most, share, points }) => [
      titleOf(`performance.group.${name}`),
      vi.number(most),
      written({ value: share }, true),
      points === null ? '–' : vi.number(points, { maximumFractionDigits: 1 }),
    ]),
  },
  { style: 'text', text: words('text.index', { points: pointsText(index.points, index.of) }) },
  { style: 'text', text: words('index.estimate') },
]
