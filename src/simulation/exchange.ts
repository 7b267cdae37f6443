import { createHash } from 'node:crypto'
import { printPaper } from '#base/attestation/paper.ts'
import { andContent, store } from '#base/interchange/content.ts'
import { savePartner } from '#base/interchange/index.ts'
import { dispatchDocument } from '#capabilities/documents/exchange/dispatch.ts'
import { newSeal } from '#capabilities/documents/exchange/edxml/certificate.ts'
import type { DocumentMessage, Status } from '#capabilities/documents/exchange/edxml/message.ts'
import { type Seal, signSkeleton } from '#capabilities/documents/exchange/edxml/sign.ts'
import { skeletonOf, wholeOf } from '#capabilities/documents/exchange/edxml/write.ts'
import { addSteps, type NewStep } from '#capabilities/documents/exchange/queries.ts'
import { applyStatus } from '#capabilities/documents/outside.ts'
import type { Context } from '#core/app.ts'
import { dayOf, HOUR_MS } from '#core/clock.ts'
import { newId } from '#core/ids.ts'

const NEIGHBOUR = { code: 'H50.09', old: '000.00.09.H50', name: 'Sở Y tế tỉnh Quảng Trị' }
const OTHERS = [
  ['H50', '000.00.00.H50', 'Ủy ban nhân dân tỉnh Quảng Trị'],
  ['H50.09.05', '000.05.09.H50', 'Trung tâm Kiểm soát bệnh tật tỉnh Quảng Trị'],
] as const

/**
 * A neighbouring province whose system is connected, and a ministry behind the axis. Nothing leaves a demo: what is sent waits.
 * What came from the neighbour is worked on when the server runs, as in life.
 */
export async function replayExchange(
  ctx: Context,
  office: { readonly id: string; readonly unitId: string },
): Promise<void> {
  const partnerId = await connect(ctx, office.unitId, 'Tỉnh Quảng Trị', 'https', 'https://lienthong.quangtri.example')
  await connect(ctx, office.unitId, 'Trục liên thông văn bản quốc gia', 'exchange.axis', 'axis')
  const seal = await newSeal(NEIGHBOUR.name, NEIGHBOUR.code, ctx.now)
  await ctx.sql`
    insert into exchange.agency (code, old_code, name, partner_id, certificates, told_at)
    values (${NEIGHBOUR.code}, ${NEIGHBOUR.old}, ${NEIGHBOUR.name}, ${partnerId},
      ${[seal.certificate.raw.toString('base64')]}, ${ctx.now})`
  for (const [code, old, name] of OTHERS)
    await ctx.sql`
      insert into exchange.agency (code, old_code, name, partner_id, told_at)
      values (${code}, ${old}, ${name}, ${partnerId}, ${ctx.now})`
  await sent(ctx, office.id)
  await came(ctx, { partnerId, unitId: office.unitId, officeId: office.id, seal })
}

async function connect(ctx: Context, unitId: string, name: string, carrier: string, address: string): Promise<string> {
  const id = newId(ctx.now)
  const mark = carrier === 'https' ? createHash('sha256').update(name).digest('hex').slice(0, 32) : null
  await savePartner(ctx.sql, { id, name, carrier, address, mark, keys: [], unitId, at: ctx.now, by: null })
  await ctx.sql`
    update interchange.partner
    set paused_why = 'Bản trình diễn không gửi ra ngoài. Văn bản chờ trong hàng.',
        reached_at = ${carrier === 'https' ? hoursAgo(ctx, 3) : null}
    where id = ${id}`
  return id
}

const hoursAgo = ({ now }: Context, hours: number): Date => new Date(now.getTime() - hours * HOUR_MS)

/** How far each of our documents has come there, and after how many hours. */
const WAYS: readonly (readonly (readonly [status: Status, hours: number, note?: string])[])[] = [
  [
    ['01', 0.1],
    ['03', 1],
    ['04', 2.5],
    ['06', 20],
  ],
  [
    ['01', 0.1],
    ['03', 0.7],
    ['04', 3],
  ],
  [
    ['01', 0.2],
    ['02', 1.5, 'Văn bản gửi nhầm cơ quan, đề nghị gửi Sở Giao thông vận tải'],
  ],
]

/** Our issued documents: some are with the neighbour, the latest still wait here. */
async function sent(ctx: Context, organisationId: string): Promise<void> {
  const documents = await ctx.sql<{ id: string; exchangeId: string; issuedAt: Date }[]>`
    select id, exchange_id, issued_at from documents.document
    where organisation_id = ${organisationId} and direction = 'outgoing' and issued_at is not null and paper_id is not null
      and exchange_id ~ '^[0-9A-Z.]{1,35},' order by issued_at limit ${WAYS.length + 2}`
  for (const [i, { id, exchangeId, issuedAt }] of documents.entries()) {
    const recipientId = newId(ctx.now)
    await ctx.sql`
      insert into documents.recipient (id, document_id, n, name, code)
      select ${recipientId}, ${id}, coalesce(max(n), 0) + 1, ${NEIGHBOUR.name}, ${NEIGHBOUR.code}
      from documents.recipient where document_id = ${id}`
    const way = WAYS[i]
    if (!way) await dispatchDocument(ctx, id)
    else await arrived(ctx, { documentId: id, organisationId, recipientId, exchangeId, at: issuedAt }, way)
  }
}

interface Sent {
  readonly documentId: string
  readonly organisationId: string
  readonly recipientId: string
  readonly exchangeId: string
  readonly at: Date
}

async function arrived(ctx: Context, { exchangeId, at, ...about }: Sent, way: (typeof WAYS)[number]): Promise<void> {
  const agency = { agencyCode: NEIGHBOUR.code, agencyName: NEIGHBOUR.name }
  const after = (hours: number) => new Date(Math.min(at.getTime() + hours * HOUR_MS, ctx.now.getTime()))
  const out: NewStep = { way: 'out', ...about, ...agency, what: 'new', state: 'done', at }
  const said = way.map(([status, hours, note = '']): NewStep => {
    const saidAt = after(hours)
    return { way: 'in', ...about, ...agency, what: 'status', status, note, state: 'done', at: saidAt, saidAt }
  })
  await addSteps(ctx.sql, [out, ...said])
  await ctx.sql`
    update exchange.step set taken_at = ${after(0.02)}, ended_at = ${after(0.05)}
    where document_id = ${about.documentId} and what = 'new'`
  for (const [status, hours, note = ''] of way)
    await applyStatus(ctx, { exchangeId, recipientCode: NEIGHBOUR.code, status, at: after(hours), note })
}

interface Came {
  readonly partnerId: string
  readonly unitId: string
  readonly officeId: string
  readonly seal: Seal
}

const LETTERS = [
  ['311', 'SYT-NVY', 'Phối hợp truy vết người đi chợ Đông Hà từ ngày 12 đến ngày 15', 1],
  ['318', 'SYT-NVY', 'Danh sách lái xe đường dài dương tính có qua địa bàn thành phố Huế', 2],
  ['320', 'SYT-KHTC', 'Đề nghị hỗ trợ 2.000 bộ test nhanh kháng nguyên', 0],
] as const

/** Letters of the neighbour in their order; two of them are wrong, and the administrator finds out how. */
async function came(ctx: Context, { partnerId, unitId, officeId, seal }: Came): Promise<void> {
  const [own] = await ctx.sql<{ code: string; name: string }[]>`
    select c.code, o.name from units.exchange_code c join units.organisation o on o.id = c.organisation_id
    where c.organisation_id = ${officeId} and not c.is_old`
  if (!own) return
  let seq = 0
  const arrive = async (content: AsyncIterable<Uint8Array>) => {
    seq += 1
    const at = hoursAgo(ctx, 4 - seq / 2)
    const stored = await store(ctx.sql, ctx.app.keyring, content, { at })
    await ctx.sql`
      with message as (
        insert into interchange.incoming
          (id, partner_id, message_id, seq, kind, unit_id, content_id, size, sha256, state, received_at)
        values (${newId(at)}, ${partnerId}, ${newId(at)}, ${seq}, 'exchange.edxml', ${unitId}, ${stored.id}, ${stored.size},
          ${stored.sha256}, 'waiting', ${at})
        returning content_id)
      ${andContent(ctx.sql, stored, at)}
      select from message`
  }
  for (const [number, series, subject, priority] of LETTERS) {
    const message = letter(ctx, own, { number, series, subject, priority })
    const bytes = await paperOf(ctx, `${number}/${series}`, subject)
    const sha256 = createHash('sha256').update(bytes).digest()
    const skeleton = signSkeleton(skeletonOf(message), seal, ctx.now, [{ id: 'f1', sha256 }])
    const enclosed = message.attachments.map(one => ({ ...one, bytes: async () => bytes }))
    await arrive(wholeOf(skeleton, enclosed))
    if (number === '318')
      await arrive(wholeOf(skeleton.replace('dương tính', 'âm tính').replace('318', '319'), enclosed))
  }
  const broken = skeletonOf(
    letter(ctx, own, { number: '322', series: 'SYT-VP', subject: 'Mời họp giao ban', priority: 0 }),
  )
  await arrive(wholeOf(`\n${broken}`, []))
}

async function paperOf(ctx: Context, number: string, subject: string): Promise<Uint8Array> {
  const paper = {
    agency: ['Ủy ban nhân dân tỉnh Quảng Trị', 'Sở Y tế'],
    number,
    place: 'Đông Hà',
    signedAt: ctx.now,
    title: '',
    subject: `V/v ${subject.charAt(0).toLowerCase()}${subject.slice(1)}`,
    addressees: ['Ủy ban nhân dân thành phố Huế'],
    body: [
      { style: 'text' as const, text: `${subject}. Đề nghị quý cơ quan phối hợp và thông báo kết quả để theo dõi.` },
      { style: 'text' as const, text: 'Trân trọng cảm ơn sự phối hợp của quý cơ quan.' },
    ],
    signer: { title: 'GIÁM ĐỐC', name: 'Đỗ Văn Hùng' },
    to: ['Như trên', 'Lưu: VT, NVY'],
    hint: '',
  }
  return (await printPaper(paper, { title: subject, now: ctx.now })).bytes
}

interface Letter {
  readonly number: string
  readonly series: string
  readonly subject: string
  readonly priority: number
}

function letter(
  ctx: Context,
  to: { code: string; name: string },
  { number, series, subject, priority }: Letter,
): DocumentMessage {
  const day = dayOf(ctx.now)
  return {
    is: 'document',
    from: { id: NEIGHBOUR.code, name: NEIGHBOUR.name, address: '34 Trần Hưng Đạo, Đông Hà' },
    to: [{ id: to.code, name: to.name }],
    documentId: `${NEIGHBOUR.code},${day.replaceAll('-', '/')},${number}/${series}`,
    code: { number, notation: series },
    place: 'Đông Hà',
    date: day,
    kind: { type: 18, name: 'Công văn' },
    subject,
    content: '',
    signer: { name: 'Đỗ Văn Hùng', position: 'Giám đốc' },
    toPlaces: ['Như trên', 'Lưu: VT, NVY'],
    other: { priority, pages: 1, copies: 1, appendixes: [] },
    responseFor: [],
    trace: [{ organId: NEIGHBOUR.code, at: hoursAgo(ctx, 4) }],
    business: { type: 'new', replaces: [] },
    attachments: [{ id: 'f1', name: `${number}-${series}.pdf`, type: 'application/pdf' }],
  }
}
