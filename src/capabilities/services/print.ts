import { linkTo, statementsAbout } from '#base/attestation/attest.ts'
import { type Paper, printPapers } from '#base/attestation/paper.ts'
import { VERIFY_PAGE } from '#base/signatures/paths.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { tellShown } from '#core/audit.ts'
import { addDays, dayOf, startOf } from '#core/clock.ts'
import type { FileReply } from '#core/contract.ts'
import { format } from '#core/format.ts'
import { Problem } from '#core/problem.ts'
import { say, type Values } from '#core/words.ts'
import type { FormName } from './contract.ts'
import { mustOffice, placeOf } from './offices.ts'
import {
  bookOf,
  type DossierRow,
  draftResultOf,
  type NoticeRow,
  noticesOf,
  type Office,
  officeById,
  type ProcedureRow,
  papersOf,
  paymentsOf,
  procedureById,
  type ResultRow,
  resultOf,
  stagesOf,
} from './queries.ts'
import { RESULT_KIND, resultPaper, signedResult } from './result.ts'
import { promisedOf, stateWords } from './rules.ts'
import { contactOf } from './sealed.ts'

/** Papers of the state are in Vietnamese, whoever prints them. */
const vi = format('vi')
const words = (id: string, values?: Values) => say('vi', `services.form.${id}`, values)
const text = (id: string, values?: Values) => ({ style: 'text' as const, text: words(id, values) })

interface Printing {
  readonly ctx: Context
  readonly dossier: DossierRow
  readonly procedure: ProcedureRow
  readonly office: Office
  readonly values: Values
}

/** One of the forms of a dossier. Throws `services.no-such-form` when it has not come to that. */
export async function printForm(ctx: Context, dossier: DossierRow, form: FormName): Promise<FileReply> {
  const title = words(`${form}.title`)
  const file = { type: 'application/pdf', name: `${title} ${dossier.code}.pdf` }
  // What was signed is given as it was signed: printed anew it would be another document.
  const signed = form === 'result' ? await signedResult(ctx, dossier.id) : undefined
  if (signed) return { ...file, bytes: signed }
  const paper = await PAPERS[form](await printingOf(ctx, dossier))
  if (!paper) throw new Problem('services.no-such-form', { status: 409 })
  return { ...file, bytes: await printPapers([paper], { title, now: ctx.now }) }
}

/** The result as it is to be signed. */
export async function drawResult(ctx: Context, dossier: DossierRow, { isSigned }: { isSigned: boolean }) {
  const result = await draftResultOf(ctx.sql, dossier.id)
  if (!result) throw new Error('A result that is drawn has its number.')
  const paper = await resultOn(await printingOf(ctx, dossier), result, isSigned)
  return printPapers([paper], { title: words('result.title'), now: ctx.now })
}

async function printingOf(ctx: Context, dossier: DossierRow): Promise<Printing> {
  const procedure = await procedureById(ctx.sql, dossier.procedureId)
  const office = await officeById(ctx.sql, dossier.officeId)
  if (!office) throw new Error('A dossier has an office.')
  return { ctx, dossier, procedure, office, values: valuesOf(ctx, dossier, procedure, office) }
}

function valuesOf(ctx: Context, dossier: DossierRow, procedure: ProcedureRow, office: Office): Values {
  const contact = contactOf(ctx.app, dossier)
  const promised = promisedOf(dossier)
  return {
    code: dossier.code,
    name: contact.business ? `${contact.business} (${dossier.applicant})` : dossier.applicant,
    phone: contact.phone?.replace(/^\+84/, '0') ?? '–',
    address: contact.address ?? '–',
    procedure: procedure.name,
    procedureCode: procedure.code,
    office: office.name,
    officePhone: office.phone || '–',
    filed: vi.instant(dossier.filedAt),
    received: dossier.receivedAt ? vi.instant(dossier.receivedAt) : '–',
    promised: promised ? vi.instant(promised) : '–',
    returnBy: dossier.returnBy,
    channel: dossier.channel,
    fee: vi.number(dossier.fee),
    term:
      'workingDays' in procedure.content.term
        ? procedure.content.term.workingDays
        : procedure.content.term.workingHours,
    unit: 'workingDays' in procedure.content.term ? 'days' : 'hours',
  }
}

interface Drawn {
  readonly form: string
  readonly number?: string
  readonly at: Date
  readonly body: Paper['body']
  readonly signer?: string
  /** The clerk unless said. */
  readonly signs?: 'chair' | 'citizen'
  readonly code?: string
  readonly unitId?: string
  readonly subject?: string
  readonly hint?: string
}

function paperOf({ ctx, dossier, procedure, office }: Printing, drawn: Drawn): Paper {
  const { origin } = ctx.app.config
  const unitId = drawn.unitId ?? office.unitId
  const unit = treeOf(ctx.app).get(unitId)
  return {
    agency: drawn.unitId ? [words('committee'), unit?.fullName ?? ''] : [unit?.fullName ?? '', office.name],
    number: drawn.number ?? `${dossier.code}/${words(`${drawn.form}.mark`)}`,
    place: placeOf(ctx, unitId),
    signedAt: drawn.at,
    title: words(`${drawn.form}.title`),
    subject: drawn.subject ?? procedure.name,
    body: drawn.body,
    signer: { title: words(`signer.${drawn.signs ?? 'clerk'}`), name: drawn.signer ?? '' },
    to: drawn.signs === 'citizen' ? [words('to.box')] : [words('to.citizen'), words('to.kept')],
    code: drawn.code ?? `${origin}/site/tra-cuu-ho-so/${dossier.code}`,
    hint: drawn.hint ?? words('hint', { code: dossier.code }),
  }
}

const noticeOf = async ({ ctx, dossier }: Printing, kind: NoticeRow['kind']): Promise<NoticeRow | undefined> =>
  (await noticesOf(ctx.sql, dossier.id)).findLast(notice => notice.kind === kind)

const items = (list: readonly string[]) =>
  list.map((item, i) => ({ style: 'text' as const, text: `${i + 1}. ${item}` }))

const PAPERS: Readonly<Record<FormName, (printing: Printing) => Promise<Paper | undefined>>> = {
  async '01'(printing) {
    const { ctx, dossier, values } = printing
    if (!dossier.receivedAt) return undefined
    const papers = await papersOf(ctx.sql, dossier.id)
    const [stage] = await stagesOf(ctx.sql, dossier.id)
    return paperOf(printing, {
      form: '01',
      at: dossier.receivedAt,
      signer: stage?.by ?? '',
      body: [
        text('01.office', values),
        text('01.name', values),
        text('01.contact', values),
        text('01.what', values),
        text('01.papers', { n: papers.length }),
        ...items(papers.map(({ name, how }) => words('01.paper', { name, how }))),
        text('01.times', values),
        text('01.promised', values),
        text('01.return', values),
        ...(dossier.fee > 0 ? [text('01.fee', { ...values, paid: dossier.paidAt ? 'yes' : 'no' })] : []),
      ],
    })
  },
  async '02'(printing) {
    const notice = await noticeOf(printing, 'supplement')
    if (!notice) return undefined
    return paperOf(printing, {
      form: '02',
      at: notice.at,
      signer: notice.signer,
      body: [
        text('who', printing.values),
        text('02.asks', printing.values),
        ...items(notice.items),
        text('reason', { reason: notice.reason }),
        ...(notice.untilOn ? [text('02.until', { day: vi.day(notice.untilOn) })] : []),
        text('02.clock'),
        text('02.ask', printing.values),
      ],
    })
  },
  async '03'(printing) {
    const notice = await noticeOf(printing, 'refusal')
    return (
      notice &&
      paperOf(printing, {
        form: '03',
        at: notice.at,
        signer: notice.signer,
        body: [
          text('who', printing.values),
          text('03.refuses', printing.values),
          text('reason', { reason: notice.reason }),
          text('03.rest', printing.values),
        ],
      })
    )
  },
  async '04'(printing) {
    const notice = await noticeOf(printing, 'apology')
    return (
      notice &&
      paperOf(printing, {
        form: '04',
        at: notice.at,
        signer: notice.signer,
        body: [
          text('who', printing.values),
          text('04.late', { ...printing.values, was: notice.wasDue ? vi.instant(notice.wasDue) : '–' }),
          text('reason', { reason: notice.reason }),
          text('04.sorry', { ...printing.values, again: notice.newDue ? vi.instant(notice.newDue) : '–' }),
        ],
      })
    )
  },
  async '05'(printing) {
    const notice = await noticeOf(printing, 'stop')
    return (
      notice &&
      paperOf(printing, {
        form: '05',
        at: notice.at,
        signer: notice.signer,
        body: [
          text('who', printing.values),
          text('05.stops', printing.values),
          text('reason', { reason: notice.reason }),
          text('05.rest', printing.values),
        ],
      })
    )
  },
  async '06'(printing) {
    const { ctx, dossier, values } = printing
    const tree = treeOf(ctx.app)
    const stages = await stagesOf(ctx.sql, dossier.id)
    if (!stages.length) return undefined
    return paperOf(printing, {
      form: '06',
      at: ctx.now,
      body: [
        text('06.what', values),
        text('01.times', values),
        text('01.promised', values),
        {
          caption: words('06.table'),
          head: ['step', 'unit', 'began', 'due', 'ended', 'by'].map(id => words(`06.head.${id}`)),
          rows: stages.map(stage => [
            stage.name,
            tree.get(stage.unitId)?.fullName ?? '',
            vi.instant(stage.beganAt),
            stage.dueAt ? vi.instant(stage.dueAt) : '–',
            stage.endedAt ? vi.instant(stage.endedAt) : '–',
            stage.by ?? '–',
          ]),
        },
      ],
    })
  },
  async receipt(printing) {
    const { ctx, dossier, values } = printing
    const paid = (await paymentsOf(ctx.sql, dossier.id)).find(({ state }) => state === 'paid')
    if (!paid?.paidAt) return undefined
    return paperOf(printing, {
      form: 'receipt',
      number: paid.receipt ?? '',
      at: paid.paidAt,
      body: [
        text('receipt.name', values),
        text('receipt.what', values),
        text('receipt.amount', { amount: vi.number(paid.amount) }),
        text('receipt.how', { method: paid.method, at: vi.instant(paid.paidAt) }),
      ],
    })
  },
  async rating(printing) {
    const { ctx, dossier, values } = printing
    if (!dossier.finishedAt) return undefined
    return paperOf(printing, {
      form: 'rating',
      at: ctx.now,
      signs: 'citizen',
      code: `${ctx.app.config.origin}/dich-vu-cong/${dossier.id}`,
      hint: words('rating.hint'),
      body: [
        text('rating.what', values),
        text('rating.ask'),
        {
          caption: '',
          head: [1, 2, 3, 4, 5].map(n => words('rating.box', { n })),
          rows: [[1, 2, 3, 4, 5].map(() => '\n\n')],
          shares: [1, 1, 1, 1, 1],
        },
        text('rating.comment'),
        text('rating.line'),
        text('rating.day'),
      ],
    })
  },
  async result(printing) {
    const result = await resultOf(printing.ctx.sql, printing.dossier.id)
    return result && resultOn(printing, result, false)
  },
}

async function resultOn(printing: Printing, result: ResultRow, isSigned: boolean): Promise<Paper> {
  const { ctx, dossier, procedure, values } = printing
  const statement = (await statementsAbout(ctx, resultPaper, RESULT_KIND, [dossier.id])).get(dossier.id)
  const said = ctx.app.keyring.decrypt(result.textSealed)
  return paperOf(printing, {
    form: 'result',
    number: result.number,
    at: result.issuedAt,
    unitId: result.unitId,
    signs: 'chair',
    signer: result.signer,
    subject: result.title,
    ...(statement ? { code: linkTo(ctx.app, statement.text) } : {}),
    hint: words(isSigned ? 'result.hint.signed' : 'result.hint', { page: `${ctx.app.config.origin}${VERIFY_PAGE}` }),
    body: [
      ...procedure.content.basis.map(basis => ({ style: 'basis' as const, text: words('basis', { basis }) })),
      text('result.basis', values),
      text('result.for', values),
      text('result.what', { ...values, result: result.title }),
      ...said
        .split('\n')
        .filter(Boolean)
        .map(line => ({ style: 'text' as const, text: line })),
      text('result.holds'),
    ],
  })
}

const MOST_BOOK_DAYS = 93

/** Sổ theo dõi (form 07): all that an office took in between two days. */
export async function printBook(ctx: Context, officeId: string, from: string, until: string): Promise<FileReply> {
  const office = await mustOffice(ctx, officeId)
  if (until < from || until > addDays(from, MOST_BOOK_DAYS))
    throw new Problem('services.book-days', { params: { most: MOST_BOOK_DAYS } })
  const rows = await bookOf(ctx.sql, officeId, startOf(from), startOf(addDays(until, 1)))
  tellShown(ctx, rows)
  const unit = treeOf(ctx.app).get(office.unitId)
  const title = words('07.title')
  const paper: Paper = {
    agency: [unit?.fullName ?? '', office.name],
    number: `${office.code}/${words('07.mark')}`,
    place: placeOf(ctx, office.unitId),
    signedAt: ctx.now,
    title,
    subject: words('07.span', { from: vi.day(from), until: vi.day(until) }),
    body: [
      text('07.count', { n: rows.length }),
      {
        caption: words('07.table'),
        head: ['code', 'procedure', 'name', 'received', 'promised', 'finished', 'state'].map(id =>
          words(`07.head.${id}`),
        ),
        rows: rows.map(row => {
          const promised = promisedOf(row)
          return [
            row.code,
            row.procedureName,
            row.applicant,
            vi.day(row.receivedAt ?? row.filedAt),
            promised ? vi.day(promised) : '–',
            row.finishedAt ? vi.day(row.finishedAt) : '–',
            say('vi', stateWords(row)),
          ]
        }),
      },
    ],
    signer: { title: words('signer.clerk'), name: ctx.who?.name ?? '' },
    to: [words('to.kept')],
    hint: words('07.made', { at: vi.instant(ctx.now), day: dayOf(ctx.now) }),
  }
  return {
    bytes: await printPapers([paper], { title, now: ctx.now }),
    type: 'application/pdf',
    name: `${title} ${from} ${until}.pdf`,
  }
}
