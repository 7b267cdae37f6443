import { type Paper, type Paragraph, printPapers } from '#base/attestation/paper.ts'
import { makeAuthority } from '#base/signatures/authority.ts'
import { enrol, setPicture } from '#base/signatures/enrol.ts'
import { askSignatures, entrust } from '#base/signatures/index.ts'
import { turnsFor } from '#base/signatures/queries.ts'
import { warnOfEnds } from '#base/signatures/renewals.ts'
import { signWithin } from '#base/signatures/turns.ts'
import { openOrganisations, organisationsIn, usualOrganisations } from '#base/units/organisations.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Who } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, dayOf, HOUR_MS } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { drawHand, drawSeal } from './seal.ts'

/** Everybody may know it: the keys of a demo sign nothing that counts. */
export const DEMO_PIN = '246810'
/** Long before any demo: offices are older than the epidemic. */
const OPENED = '2021-11-01'

interface Signers {
  readonly provinceId: string
  readonly communeId: string
  readonly leader: Who
  readonly chair: Who
  readonly station: Who
  /** Whose certificate ends soon. */
  readonly tracer: Who
  /** Who keep the seals (văn thư). */
  readonly clerks: { readonly province: Who; readonly commune: Who }
}

/** Officers and offices that can sign, what waits for them, and what they have signed. */
export async function replaySignatures(ctx: Context, signers: Signers): Promise<void> {
  const { provinceId, communeId, leader, chair, station, tracer, clerks } = signers
  await makeAuthority(before(ctx, 2 * CERTIFIED_DAYS))
  const ending = new Date(ctx.now.getTime() + 12 * DAY_MS)
  const certificates = new Map<string, string>()
  for (const who of [leader, chair, station, tracer])
    certificates.set(who.accountId, await certified(ctx, who, who === tracer ? ending : undefined))
  const seal = await sealed(ctx, communeId, clerks.commune)
  await sealed(ctx, provinceId, clerks.province)
  const commune = { unitId: communeId, chair, seal: seal.organisationId, asker: station }
  await ask(ctx, { ...commune, ...DECISION, hoursAgo: 20 })
  const [turn] = await turnsFor(ctx.sql, chair.accountId, 1)
  if (turn) await signWithin(as(ctx, chair, 19), certificates.get(chair.accountId) as string, DEMO_PIN, [turn.id])
  const [last] = await turnsFor(ctx.sql, clerks.commune.accountId, 1)
  if (last) await signWithin(as(ctx, clerks.commune, 18), seal.certificateId, DEMO_PIN, [last.id])
  await ask(ctx, { ...commune, ...INVITATION, hoursAgo: 5 })
  await ask(ctx, { ...commune, ...PLAN, hoursAgo: 2 })
  await ask(ctx, { unitId: provinceId, chair: leader, asker: tracer, ...DISPATCH, hoursAgo: 3 })
  await warnOfEnds(ctx)
}

const as = (ctx: Context, who: Who, hoursAgo: number): Context =>
  ctx.app.context(ctx.sql, { who, now: new Date(ctx.now.getTime() - hoursAgo * HOUR_MS) })

const key = { provider: 'file', algorithm: 'rsa', pin: DEMO_PIN } as const
/** Nothing that was signed may be older than its certificate. */
const CERTIFIED_DAYS = 30
const before = (ctx: Context, days: number) =>
  ctx.app.context(ctx.sql, { now: new Date(ctx.now.getTime() - days * DAY_MS) })

async function certified(ctx: Context, { accountId, name }: Who, until?: Date): Promise<string> {
  const owner = { accountId, organisationId: null }
  const id = await enrol(before(ctx, CERTIFIED_DAYS), { ...key, ...owner, ...(until ? { until } : {}) })
  await setPicture(ctx, id, await drawHand(name), undefined)
  return id
}

/** The committee of a unit, its seal and who keeps it. */
async function sealed(ctx: Context, unitId: string, clerk: Who) {
  const tree = treeOf(ctx.app)
  const find = async () =>
    (await organisationsIn(ctx.sql, [unitId], dayOf(ctx.now))).find(one => one.kind === 'committee')
  if (!(await find())) await openOrganisations(ctx.sql, usualOrganisations(tree.path(unitId)), OPENED)
  const committee = await find()
  if (!committee) throw new Error('The demo has no committee to seal.')
  await entrust(ctx, committee.id, [clerk.accountId])
  const owner = { accountId: null, organisationId: committee.id }
  const certificateId = await enrol(before(ctx, CERTIFIED_DAYS), { ...key, ...owner })
  const unit = tree.get(unitId)
  const above = tree.path(unitId).find(one => one.tier === 'province')
  const picture = await drawSeal(
    `Ủy ban nhân dân ${unit?.fullName ?? ''}`,
    unit?.tier === 'province' ? 'Bản trình diễn' : (above?.fullName ?? ''),
  )
  await setPicture(ctx, certificateId, picture, 36)
  return { organisationId: committee.id, certificateId }
}

interface Written {
  readonly number: string
  readonly title: string
  readonly subject: string
  readonly body: readonly Paragraph[]
  readonly to: readonly string[]
}

const text = (one: string): Paragraph => ({ style: 'text', text: one })
const basis = (one: string): Paragraph => ({ style: 'basis', text: one })
const article = (n: number, one: string): Paragraph => ({ style: 'article', label: `Điều ${n}.`, text: one })

const DECISION: Written = {
  number: '41/QĐ-UBND',
  title: 'Quyết định',
  subject: 'Về việc kiện toàn Tổ COVID cộng đồng',
  body: [
    basis('Căn cứ Luật Tổ chức chính quyền địa phương;'),
    basis('Căn cứ Luật Phòng, chống bệnh truyền nhiễm ngày 21 tháng 11 năm 2007;'),
    basis('Xét đề nghị của Trưởng Trạm Y tế.'),
    article(1, 'Kiện toàn Tổ COVID cộng đồng số 1, gồm bốn tổ dân phố, do Trạm Y tế hướng dẫn chuyên môn.'),
    article(2, 'Tổ có nhiệm vụ đi từng ngõ, gõ từng nhà, báo ngay người có triệu chứng và người từ vùng dịch về.'),
    article(3, 'Quyết định có hiệu lực từ ngày ký. Trạm Y tế và các ông, bà có tên chịu trách nhiệm thi hành.'),
  ],
  to: ['Như Điều 3', 'Trung tâm Kiểm soát bệnh tật', 'Lưu: VT'],
}
const INVITATION: Written = {
  number: '12/GM-UBND',
  title: 'Giấy mời',
  subject: 'Họp Ban chỉ đạo phòng, chống dịch',
  body: [
    text('Ủy ban nhân dân trân trọng kính mời các thành viên Ban chỉ đạo dự họp giao ban phòng, chống dịch.'),
    text('Thời gian: 14 giờ 00, ngày mai. Địa điểm: phòng họp tầng 2, trụ sở Ủy ban nhân dân.'),
    text('Nội dung: tình hình ca bệnh trong tuần, kết quả truy vết, và việc bảo đảm nhu yếu phẩm cho hộ cách ly.'),
  ],
  to: ['Thành viên Ban chỉ đạo', 'Lưu: VT'],
}
const PLAN: Written = {
  number: '07/KH-UBND',
  title: 'Kế hoạch',
  subject: 'Xét nghiệm tầm soát người buôn bán tại chợ',
  body: [
    text('1. Mục đích: phát hiện sớm ca bệnh trong người buôn bán và bốc xếp tại chợ.'),
    text('2. Đối tượng: toàn bộ hộ kinh doanh cố định; lấy mẫu gộp 5, hai đợt cách nhau ba ngày.'),
    text('3. Phân công: Trạm Y tế lấy mẫu; Ban quản lý chợ mời người; Công an giữ trật tự.'),
  ],
  to: ['Trạm Y tế', 'Ban quản lý chợ', 'Lưu: VT'],
}
const DISPATCH: Written = {
  number: '318/UBND-YT',
  title: 'Công văn',
  subject: 'Về việc rà soát năng lực cách ly tại các địa phương',
  body: [
    text('Ủy ban nhân dân tỉnh yêu cầu Ủy ban nhân dân các địa phương rà soát số giường cách ly tập trung còn trống.'),
    text('Báo cáo gửi về Trung tâm Kiểm soát bệnh tật trước 16 giờ 00 ngày thứ Sáu hằng tuần.'),
  ],
  to: ['Ủy ban nhân dân các địa phương', 'Sở Y tế', 'Lưu: VT, YT'],
}

interface Asking extends Written {
  readonly unitId: string
  readonly chair: Who
  readonly seal?: string
  readonly asker: Who
  readonly hoursAgo: number
}

async function ask(ctx: Context, { unitId, chair, seal, asker, hoursAgo, ...written }: Asking): Promise<void> {
  const own = as(ctx, asker, hoursAgo)
  const unit = treeOf(ctx.app).get(unitId)
  const signer = { title: 'Chủ tịch', name: chair.name }
  const paper: Paper = {
    ...written,
    agency: ['Ủy ban nhân dân', unit?.fullName ?? ''],
    place: unit?.name ?? '',
    signedAt: own.now,
    signer,
    hint: 'Văn bản ký số; kiểm tra tại trang Kiểm tra văn bản ký số.',
  }
  const bytes = await printPapers([paper], { title: `${written.title} ${written.number}`, now: own.now })
  await askSignatures(own, {
    about: at.unit(unitId),
    unitId,
    title: `${written.title} ${written.number}`,
    papers: [{ name: `${written.number.replaceAll('/', '-')}.pdf`, bytes }],
    signers: [
      { by: 'account', accountId: chair.accountId, title: signer.title },
      ...(seal ? [{ by: 'seal', organisationId: seal } as const] : []),
    ],
    order: 'in-order',
  })
}
