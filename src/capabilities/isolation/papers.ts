import { linkTo, statementsAbout } from '#base/attestation/attest.ts'
import { type Paper, printPapers } from '#base/attestation/paper.ts'
import type { StatementRow } from '#base/attestation/queries.ts'
import { policyAt } from '#base/policies/index.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import type { FileReply } from '#core/contract.ts'
import { Problem } from '#core/problem.ts'
import { say, type Values } from '#core/words.ts'
import type { Paper as Which } from './contract.ts'
import { certificatePaper, orderPaper } from './flow.ts'
import { paperGrounds } from './policies.ts'
import { yearOf } from './propose.ts'
import type { OrderRow } from './queries.ts'
import { dayText, orderRef } from './steps.ts'

const PAPERS = { order: orderPaper, certificate: certificatePaper } as const

export const statementsOf = (ctx: Context, which: Which, orderIds: readonly string[]) =>
  statementsAbout(ctx, PAPERS[which], orderRef('').kind, orderIds)

/** The papers of those orders that have one, as one PDF. Throws `isolation.no-paper` when none has. */
export async function print(ctx: Context, which: Which, orders: readonly OrderRow[]): Promise<FileReply> {
  const statements = await statementsOf(
    ctx,
    which,
    orders.map(order => order.id),
  )
  const papers: Paper[] = []
  for (const order of orders) {
    const statement = statements.get(order.id)
    if (statement) papers.push(await paperOf(ctx, which, order, statement))
  }
  if (!papers.length) throw new Problem('isolation.no-paper', { status: 409 })
  const title = say('vi', `isolation.${which}.paper`)
  const name = `${papers.length === 1 ? `${title} ${papers[0]?.number.replaceAll('/', '-')}` : title}.pdf`
  return { bytes: await printPapers(papers, { title, now: ctx.now }), type: 'application/pdf', name }
}

async function paperOf(ctx: Context, which: Which, order: OrderRow, statement: StatementRow): Promise<Paper> {
  const tree = treeOf(ctx.app)
  const unit = tree.get(order.unitId)
  const signedAt = statement.issuedAt
  const rule = await policyAt(ctx, paperGrounds, { day: dayOf(signedAt), unitId: order.unitId })
  const named = unit && /^\d+$/.test(unit.name) ? unit.fullName : (unit?.name ?? '')
  const words = (id: string, values?: Values) => say('vi', `isolation.paper.${id}`, values)
  const values = valuesOf(order, unit?.fullName ?? '', tree.label(order.unitId))
  const grounds = [
    ...rule.params.grounds.map(ground => words('ground', { ground })),
    words(which === 'order' ? 'ground.document' : 'ground.order', values),
    words('ground.station', values),
  ]
  const articles = which === 'order' ? orderBody(words, order, values) : certificateBody(words, order, values)
  return {
    agency: [words('agency'), unit?.fullName ?? ''],
    number: (which === 'order' ? order.number : order.certificateNumber) ?? '',
    place: named,
    signedAt,
    title: words(`${which}.title`),
    subject: words(`${which}.subject`),
    body: [
      ...(which === 'order' ? [{ style: 'heading' as const, text: words('chair', values) }] : []),
      ...grounds.map(text => ({ style: 'basis' as const, text })),
      ...articles,
    ],
    signer: {
      title: words('signer'),
      name: (which === 'order' ? order.signer : order.certificateSigner) ?? '',
    },
    to: [words(which === 'order' ? 'to.article' : 'to.person', values), words('to.station'), words('to.kept')],
    code: linkTo(ctx.app, statement.text),
    hint: words('hint'),
  }
}

const valuesOf = (order: OrderRow, unit: string, label: string) => ({
  unit,
  name: order.name,
  born: yearOf(order.birthDate) ?? 'none',
  address: [order.address, label].filter(Boolean).join(', '),
  how: order.kind,
  place: order.place,
  reason: order.reason,
  days: order.days,
  watch: order.watchDays,
  from: dayText(order.fromOn),
  until: dayText(order.untilOn),
  tests: order.testDays.map(dayText).join(', '),
  document: order.document,
  number: order.number ?? '',
  signed: order.signedAt ? dayText(dayOf(order.signedAt)) : '',
})

type Say = (id: string, values?: Values) => string

function orderBody(words: Say, order: OrderRow, values: Values) {
  const articles = ['who', 'where', 'duty', 'station', 'force']
  return [
    { style: 'heading' as const, text: words('decides') },
    ...articles.map((name, i) => ({
      style: 'article' as const,
      label: words('article', { n: i + 1 }),
      text: [
        words(`order.${name}${name === 'where' && order.watchDays > 0 ? '.watched' : ''}`, values),
        ...(name === 'where' && order.testDays.length > 0 ? [words('order.tests', values)] : []),
      ].join(' '),
    })),
  ]
}

const certificateBody = (words: Say, order: OrderRow, values: Values) => [
  { style: 'text' as const, text: words('certificate.chair', values) },
  { style: 'text' as const, text: words('certificate.who', values) },
  { style: 'text' as const, text: words('certificate.done', values) },
  ...(order.watchDays > 0 ? [{ style: 'text' as const, text: words('certificate.watch', values) }] : []),
  { style: 'text' as const, text: words('certificate.use', values) },
]
