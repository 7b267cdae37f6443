import { takeInBook } from '#base/attestation/numbers.ts'
import { printPaper } from '#base/attestation/paper.ts'
import { requestsAbout } from '#base/signatures/index.ts'
import { activeOf, turnsByWork } from '#base/signatures/queries.ts'
import { signWithin, withSealWithin } from '#base/signatures/turns.ts'
import { giveCode } from '#base/units/exchange-codes.ts'
import { abbreviationOf, openOrganisations, usualOrganisations } from '#base/units/organisations.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Content } from '#capabilities/documents/content.ts'
import { askOpinions, beginDraft, opine, stepDraft, writeDraft } from '#capabilities/documents/drafts.ts'
import { acceptArrival, assign, giveTask, registerPaper, shelve } from '#capabilities/documents/incoming.ts'
import { issueDocument } from '#capabilities/documents/issue.ts'
import { KINDS, type Kind } from '#capabilities/documents/kinds.ts'
import { openOffices } from '#capabilities/documents/office.ts'
import { keepFile } from '#capabilities/documents/outside.ts'
import { bookOf, exchangeIdOf, notationOf, seriesOf } from '#capabilities/documents/rules.ts'
import { takeOutcome } from '#capabilities/documents/signing.ts'
import { decideTask, noteTask } from '#capabilities/documents/tasks.ts'
import { lexemesOf, ownerLexeme } from '#capabilities/documents/words.ts'
import { gather, openFile } from '#capabilities/documents/work-files.ts'
import type { Who } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { addDays, DAY_MS, dayOf, daysBetween, HOUR_MS } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { sameMonthLastYear } from './calendar.ts'
import { DEMO_PIN } from './signatures.ts'

/** Since when the organisations of the demo are there. */
const SINCE = '2025-07-01'

/** The organisations of a province and of communes, with their offices of documents. Answers their ids by code. */
export async function openDemoOffices(ctx: Context, provinceId: string, communeIds: readonly string[]) {
  const tree = treeOf(ctx.app)
  const path = (id: string) => tree.path(id)
  const all = [provinceId, ...communeIds].flatMap(id => usualOrganisations(path(id)))
  const list = all.filter(one => ['committee', 'health-department', 'cdc', 'health-station'].includes(one.kind))
  await openOrganisations(ctx.sql, list, SINCE)
  // Some may have been there before, since another day.
  const known = await ctx.sql<{ code: string; id: string }[]>`
    select code, id from units.organisation
    where code = any(${list.map(one => one.code)}) and (valid_to is null or valid_to > ${dayOf(ctx.now)})`
  const ids = new Map(known.map(one => [one.code, one.id]))
  await openOffices(
    ctx,
    list.map(one => ({
      organisationId: ids.get(one.code) as string,
      unitId: one.unitId,
      abbreviation: abbreviationOf(one.kind),
      place: one.unitId === provinceId ? 'Huế' : (tree.get(one.unitId)?.name ?? 'Huế'),
    })),
  )
  const codes: [string, string][] = list.map((one, i) => [
    ids.get(one.code) as string,
    one.unitId === provinceId ? `H57.0${i + 1}` : `H57.${20 + i}`,
  ])
  for (const [id, code] of codes) await giveCode(ctx, id, code)
  return ids
}

/** Who works in an office of the demo. */
export interface DemoStaff {
  readonly organisationId: string
  readonly clerk: Who
  readonly leader: Who
  readonly specialists: readonly [Who, Who]
}

interface Paper {
  readonly kind: Kind
  readonly author: string
  readonly notation: string
  readonly subject: string
  readonly urgency?: 'normal' | 'urgent' | 'very-urgent' | 'at-once'
}

const ARRIVALS: readonly Paper[] = [
  {
    kind: 'telegram',
    author: 'Thủ tướng Chính phủ',
    notation: '1102/CĐ-TTg',
    subject: 'Tập trung thực hiện các biện pháp phòng, chống dịch COVID-19',
    urgency: 'at-once',
  },
  {
    kind: 'letter',
    author: 'Bộ Y tế',
    notation: '10696/BYT-MT',
    subject: 'Điều chỉnh thời gian cách ly y tế và lấy mẫu xét nghiệm đối với F1',
    urgency: 'urgent',
  },
  {
    kind: 'letter',
    author: 'Bộ Tài chính',
    notation: '13245/BTC-HCSN',
    subject: 'Nguồn kinh phí mua sắm vật tư phòng, chống dịch năm nay',
  },
  {
    kind: 'plan',
    author: 'Ban Chỉ đạo quốc gia',
    notation: '38/KH-BCĐQG',
    subject: 'Tiêm chủng cho trẻ em từ 12 đến 17 tuổi',
  },
  {
    kind: 'letter',
    author: 'Sở Giáo dục và Đào tạo',
    notation: '2871/SGDĐT-GDTrH',
    subject: 'Xin ý kiến phương án cho học sinh trở lại trường',
  },
  {
    kind: 'report',
    author: 'Công an thành phố',
    notation: '215/BC-CATP',
    subject: 'Tình hình các chốt kiểm soát trên quốc lộ 1A trong tuần',
  },
  {
    kind: 'submission',
    author: 'Sở Tài chính',
    notation: '96/TTr-STC',
    subject: 'Bổ sung dự toán hỗ trợ người lao động bị ảnh hưởng bởi dịch',
    urgency: 'urgent',
  },
  {
    kind: 'invitation',
    author: 'Hội đồng nhân dân thành phố',
    notation: '54/GM-HĐND',
    subject: 'Họp thẩm tra các nội dung trình kỳ họp cuối năm',
  },
  {
    kind: 'letter',
    author: 'Bộ Giao thông vận tải',
    notation: '9404/BGTVT-VT',
    subject: 'Hướng dẫn vận tải hành khách đường bộ liên tỉnh thích ứng an toàn',
  },
  {
    kind: 'notice',
    author: 'Văn phòng Chính phủ',
    notation: '289/TB-VPCP',
    subject: 'Kết luận của Thủ tướng tại cuộc họp trực tuyến với các địa phương',
  },
]
const OLDER: readonly string[] = [
  'Báo cáo kết quả tiêm chủng tuần {n}',
  'Rà soát điều kiện an toàn phòng dịch tại chợ và siêu thị đợt {n}',
  'Cấp bổ sung test nhanh kháng nguyên đợt {n}',
  'Danh sách người về từ vùng dịch ngày thứ {n}',
  'Hỗ trợ hộ gia đình trong khu vực phong tỏa đợt {n}',
  'Kiểm tra trạm y tế lưu động lần {n}',
  'Tuyên truyền 5K tại khu công nghiệp đợt {n}',
  'Điều động nhân lực lấy mẫu xét nghiệm đợt {n}',
]
const OLDER_AUTHORS = [
  'Bộ Y tế',
  'Văn phòng Chính phủ',
  'Sở Nội vụ',
  'Sở Lao động - Thương binh và Xã hội',
  'Bộ Thông tin và Truyền thông',
]

/** A year of an office: older papers that are done, and of the last weeks all that is in work. */
export async function replayDocuments(ctx: Context, staff: DemoStaff, to: readonly string[]): Promise<void> {
  const today = dayOf(ctx.now)
  const { from, until } = sameMonthLastYear(today)
  const lastYear = as(ctx, staff.clerk, daysBetween(until, today))
  for (const [direction, before, count] of [
    ['incoming', 20, 90],
    ['outgoing', 12, 60],
  ] as const) {
    await older(lastYear, staff, direction, { count: before, oldest: daysBetween(from, until), newest: 0 })
    await older(ctx, staff, direction, { count, oldest: 150, newest: 13 })
  }
  await arrivals(ctx, staff)
  await drafts(ctx, staff, to)
  await tasks(ctx, staff)
}

const as = (ctx: Context, who: Who, daysAgo = 0, hours = 0): Context =>
  ctx.app.context(ctx.sql, { who, now: new Date(ctx.now.getTime() - daysAgo * DAY_MS - hours * HOUR_MS) })

/** How many, from how many days ago until how many. */
interface Spread {
  readonly count: number
  readonly oldest: number
  readonly newest: number
}
const daysAgo = (i: number, { count, oldest, newest }: Spread): number =>
  oldest - Math.floor((i * (oldest - newest)) / Math.max(1, count - 1))

/** Papers of the year that nobody works on any more: as rows, their numbers taken as they are always taken. */
async function older(
  ctx: Context,
  staff: DemoStaff,
  direction: 'incoming' | 'outgoing',
  spread: Spread,
): Promise<void> {
  const [office] = await ctx.sql<{ unitId: string; abbreviation: string; name: string }[]>`
    select f.unit_id, f.abbreviation, o.name from documents.office f join units.organisation o on o.id = f.organisation_id
    where f.organisation_id = ${staff.organisationId}`
  if (!office) return
  const kinds: Kind[] = Array.from({ length: spread.count }, (_, i) => (i % 3 ? 'letter' : 'report'))
  const taken = new Map<string, number[]>()
  for (const [book, all] of Map.groupBy(kinds, kind => bookOf(direction, kind)))
    taken.set(
      book,
      await takeInBook(
        ctx,
        book,
        all.map(() => staff.organisationId),
      ),
    )
  for (const [i, kind] of kinds.entries()) {
    const series = seriesOf(direction, kind)
    const number = taken.get(bookOf(direction, kind))?.shift() as number
    const listedAt = new Date(ctx.now.getTime() - daysAgo(i, spread) * DAY_MS)
    const n = Math.floor(i / OLDER.length) + 1
    const subject = (OLDER[i % OLDER.length] as string).replace('{n}', String(n))
    const author = direction === 'outgoing' ? office.name : (OLDER_AUTHORS[i % OLDER_AUTHORS.length] as string)
    const short = direction === 'outgoing' ? office.abbreviation : author.startsWith('Sở') ? 'SNV' : 'BYT'
    const notation = `${String(direction === 'outgoing' ? number : 1000 + i * 7).padStart(2, '0')}/${notationOf(kind, short)}`
    const id = newId(listedAt)
    const day = dayOf(listedAt)
    const isOut = direction === 'outgoing'
    await ctx.sql`
      insert into documents.document
        (id, direction, organisation_id, unit_id, state, kind, urgency, subject, author, notation, series, number, year,
         dated_on, listed_at, registered_at, signer_name, signer_title, signed_at, issued_at, via, exchange_id, created_at, created_by)
      values (${id}, ${direction}, ${staff.organisationId}, ${office.unitId}, ${isOut ? 'issued' : 'done'}, ${kind}, 'normal',
        ${subject}, ${author}, ${notation}, ${series}, ${number}, ${Number(dayOf(ctx.now).slice(0, 4))}, ${day}, ${listedAt},
        ${isOut ? null : listedAt}, ${isOut ? staff.leader.name : null}, ${isOut ? 'Lãnh đạo' : null}, ${isOut ? listedAt : null},
        ${isOut ? listedAt : null}, ${isOut ? 'written' : 'paper'},
        ${isOut ? exchangeIdOf(staff.organisationId, day, notation) : null}, ${listedAt}, ${staff.clerk.accountId})`
    const lexemes = [ownerLexeme(staff.organisationId), ...lexemesOf(`${subject} ${author} ${notation}`)]
    await ctx.sql`
      insert into documents.entry (document_id, organisation_id, listed_at, words)
      values (${id}, ${staff.organisationId}, ${listedAt}, array_to_tsvector(${lexemes}::text[]))`
    if (isOut)
      await ctx.sql`
        insert into documents.version (document_id, n, at, account_id, content)
        values (${id}, 1, ${listedAt}, ${staff.specialists[0].accountId},
                ${ctx.app.keyring.encrypt(JSON.stringify(bodyOf(subject)))})`
  }
}

const bodyOf = (subject: string): Content => ({
  authority: '',
  addressees: ['Các sở, ban, ngành', 'Ủy ban nhân dân các xã, phường'],
  basis: [],
  body: [
    {
      style: 'text',
      text: `Thực hiện chỉ đạo của cấp trên về việc ${subject.charAt(0).toLowerCase()}${subject.slice(1)}, cơ quan đề nghị các đơn vị triển khai một số nội dung sau:`,
    },
    {
      style: 'clause',
      text: 'Rà soát, thống kê số liệu đến hết ngày 25 hằng tháng và gửi báo cáo qua hệ thống trước 16 giờ.',
    },
    {
      style: 'clause',
      text: 'Bố trí người trực, bảo đảm thông tin hai chiều, không để gián đoạn khi có ca bệnh trên địa bàn.',
    },
    {
      style: 'table',
      caption: 'Phân công',
      head: ['Đơn vị', 'Nội dung', 'Thời hạn'],
      rows: [
        ['Trạm Y tế', 'Lấy mẫu, theo dõi sức khỏe', 'Hằng ngày'],
        ['Công an xã', 'Kiểm soát khu vực cách ly', 'Hằng ngày'],
      ],
    },
    { style: 'text', text: 'Đề nghị các đơn vị nghiêm túc thực hiện./.' },
  ],
  kept: ['Như trên', 'Lưu: VT'],
})

/** Some are new, some wait for the leader, some are assigned: in time, late, and put off. */
async function arrivals(
  ctx: Context,
  { organisationId: office, clerk, leader, specialists }: DemoStaff,
): Promise<void> {
  const [first, second] = specialists
  for (const [i, paper] of ARRIVALS.entries()) {
    const daysAgo = 12 - i
    const today = dayOf(new Date(ctx.now.getTime() - daysAgo * DAY_MS))
    const at = as(ctx, clerk, daysAgo, 2)
    const { documentId } = await registerPaper(at, {
      organisationId: office,
      ...paper,
      datedOn: addDays(today, -1),
      dueOn: addDays(today, i % 2 ? 5 : 9),
      pages: 2,
    })
    await keepFile(at, documentId, await scanOf(ctx, paper, addDays(today, -1)))
    if (i >= 7) continue
    const boss = as(ctx, leader, daysAgo, 1)
    if (i === 6) {
      await shelve(boss, documentId, 'Lưu để theo dõi.')
      continue
    }
    const lead = i % 2 ? second : first
    const { taskIds } = await assign(boss, documentId, {
      words: i % 2 ? 'Tham mưu văn bản trả lời, trình trước hạn.' : 'Phối hợp các đơn vị triển khai, báo cáo kết quả.',
      tasks: [
        {
          leadId: lead.accountId,
          helperIds: [(i % 2 ? first : second).accountId],
          dueOn: addDays(today, i % 2 ? 4 : 8),
        },
      ],
    })
    const taskId = taskIds[0] as string
    const officer = as(ctx, lead, Math.max(daysAgo - 2, 0))
    if (i === 0) {
      await noteTask(officer, taskId, { what: 'report', note: 'Đã ban hành kế hoạch và gửi các xã.' })
      await decideTask(as(ctx, leader, daysAgo - 3), taskId, { what: 'close' })
    }
    if (i === 1)
      await noteTask(officer, taskId, {
        what: 'progress',
        progress: 60,
        note: 'Còn hai xã chưa gửi danh sách F1, đã gọi nhắc.',
      })
    if (i === 2)
      await noteTask(officer, taskId, {
        what: 'ask',
        untilOn: addDays(today, 14),
        note: 'Chờ báo giá của nhà cung cấp thứ ba.',
      })
    if (i === 3)
      await noteTask(officer, taskId, { what: 'report', note: 'Đã có danh sách 1.240 em, kèm đề xuất điểm tiêm.' })
  }
}

/** What the scanner made of a paper: a page with its head. */
async function scanOf(ctx: Context, { kind, author, notation, subject, urgency }: Paper, day: string) {
  const { bytes } = await printPaper(
    {
      agency: [author],
      number: notation,
      place: 'Hà Nội',
      signedAt: new Date(`${day}T03:00:00Z`),
      title: kind === 'letter' ? '' : KINDS[kind].name,
      subject: kind === 'letter' ? `V/v ${subject.charAt(0).toLowerCase()}${subject.slice(1)}` : subject,
      ...(kind === 'letter' ? { addressees: ['Ủy ban nhân dân các tỉnh, thành phố'] } : {}),
      ...(urgency === 'at-once' ? { urgency: 'HỎA TỐC' } : urgency === 'urgent' ? { urgency: 'KHẨN' } : {}),
      body: bodyOf(subject).body.flatMap(block =>
        block.style === 'text' || block.style === 'clause' ? [{ style: 'text' as const, text: block.text }] : [],
      ),
      signer: { title: 'TL. THỦ TRƯỞNG\nCHÁNH VĂN PHÒNG', name: 'Trần Văn Minh' },
      to: ['Như trên', 'Lưu: VT'],
      hint: '',
    },
    { title: subject, now: ctx.now },
  )
  return { bytes, type: 'application/pdf', name: `${notation.replaceAll('/', '-')}.pdf` }
}

const DRAFTS: readonly {
  readonly kind: Kind
  readonly subject: string
  readonly until: 'drafting' | 'commenting' | 'signing' | 'numbering' | 'issued'
}[] = [
  { kind: 'letter', subject: 'Triển khai xét nghiệm sàng lọc tại các chợ đầu mối', until: 'issued' },
  { kind: 'plan', subject: 'Kế hoạch tiêm vắc xin mũi bổ sung tháng 12', until: 'issued' },
  { kind: 'decision', subject: 'Thành lập Trạm Y tế lưu động', until: 'numbering' },
  { kind: 'letter', subject: 'Bố trí lực lượng trực chốt kiểm soát dịp cuối tuần', until: 'numbering' },
  { kind: 'report', subject: 'Báo cáo công tác phòng, chống dịch tuần này', until: 'signing' },
  { kind: 'letter', subject: 'Hướng dẫn cách ly F1 tại nhà', until: 'commenting' },
  { kind: 'notice', subject: 'Thông báo kết luận giao ban trực tuyến', until: 'drafting' },
]

async function drafts(ctx: Context, staff: DemoStaff, to: readonly string[]): Promise<void> {
  const [first, second] = staff.specialists
  const names = await ctx.sql<{ id: string; name: string }[]>`
    select id, name from units.organisation where id = any(${to as string[]}::uuid[]) and id <> ${staff.organisationId} order by name`
  const issued: string[] = []
  for (const [i, { kind, subject, until }] of DRAFTS.entries()) {
    const daysAgo = 7 - i
    const at = as(ctx, first, daysAgo)
    const { documentId } = await beginDraft(at, { organisationId: staff.organisationId, kind, subject })
    await writeDraft(at, documentId, {
      version: 1,
      kind,
      urgency: i === 0 ? 'urgent' : 'normal',
      subject,
      content: contentOf(kind, subject) as never,
      recipients: names.map(one => ({ name: one.name, organisationId: one.id })),
      signers: [{ accountId: staff.leader.accountId, title: 'Lãnh đạo cơ quan', n: 1 }],
    })
    if (until === 'drafting') continue
    if (until === 'commenting') {
      await askOpinions(at, documentId, [second.accountId, staff.clerk.accountId])
      await opine(
        as(ctx, second, daysAgo - 1),
        documentId,
        false,
        'Đề nghị nêu rõ số ngày cách ly theo công văn 10696/BYT-MT.',
      )
      continue
    }
    await stepDraft(at, documentId, { step: 'submit' })
    if (until === 'signing') continue
    await signPaper(as(ctx, staff.leader, daysAgo, -1), documentId)
    if (until === 'numbering') continue
    const clerk = as(ctx, staff.clerk, daysAgo, -2)
    await withSealWithin(clerk, staff.organisationId, DEMO_PIN, seal => issueDocument(clerk, documentId, 1, seal))
    issued.push(documentId)
  }
  const clerk = as(ctx, staff.clerk, 1)
  const { workFileId } = await openFile(clerk, staff.organisationId, 'Xét nghiệm, tiêm chủng quý IV', '10')
  await gather(clerk, workFileId, issued)
}

/** The caller signs what waits for them of a document, and it goes on at once. */
async function signPaper(ctx: Context, documentId: string): Promise<void> {
  const about = at.of('document', documentId)
  const accountId = ctx.who?.accountId ?? ''
  const certificate = await activeOf(ctx.sql, { accountId, organisationId: null })
  const [request] = await requestsAbout(ctx, about)
  const mine = request?.signers.find(signer => signer.accountId === accountId)
  if (!certificate || !request || !mine?.workId) throw new Error('The demo has nobody to sign a document.')
  const turns = await turnsByWork(ctx.sql, mine.workId)
  await signWithin(
    ctx,
    certificate.id,
    DEMO_PIN,
    turns.map(turn => turn.id),
  )
  await takeOutcome(ctx, { requestId: request.id, about, outcome: 'signed' })
}

const contentOf = (kind: Kind, subject: string): Content =>
  kind === 'decision'
    ? {
        authority: 'Chủ tịch Ủy ban nhân dân',
        addressees: [],
        basis: [
          'Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025',
          'Căn cứ Luật Phòng, chống bệnh truyền nhiễm ngày 21 tháng 11 năm 2007',
          'Theo đề nghị của Giám đốc Sở Y tế',
        ],
        body: [
          { style: 'heading', text: 'Quyết định' },
          { style: 'article', text: `${subject} trên địa bàn, gồm 01 bác sĩ, 02 điều dưỡng và lực lượng hỗ trợ.` },
          {
            style: 'article',
            text: 'Trạm hoạt động 24/24 giờ, quản lý, chăm sóc người nhiễm tại nhà và tiêm chủng lưu động.',
          },
          { style: 'article', text: 'Quyết định này có hiệu lực thi hành kể từ ngày ký./.' },
        ],
        kept: ['Như Điều 2', 'Lưu: VT'],
      }
    : kind === 'letter'
      ? bodyOf(subject)
      : { ...bodyOf(subject), addressees: [], kept: ['Lưu: VT'] }

async function tasks(ctx: Context, { organisationId: office, leader, specialists }: DemoStaff): Promise<void> {
  const [first, second] = specialists
  const [row] = await ctx.sql<
    { unitId: string }[]
  >`select unit_id from documents.office where organisation_id = ${office}`
  if (!row) return
  const given = { organisationId: office, unitId: row.unitId, helperIds: [], note: '' }
  const day = dayOf(ctx.now)
  await giveTask(as(ctx, leader, 6), {
    ...given,
    title: 'Tổng hợp nhu cầu test nhanh của các xã',
    leadId: second.accountId,
    dueOn: addDays(day, -2),
  })
  await giveTask(as(ctx, leader, 2), {
    ...given,
    title: 'Chuẩn bị tài liệu giao ban trực tuyến thứ Hai',
    leadId: first.accountId,
    dueOn: addDays(day, 1),
  })
}

/** What the office has been sent is registered by its clerk; the newest is left to be. */
export async function acceptDemoArrivals(ctx: Context, clerk: Who, organisation: string): Promise<void> {
  const arrived = await ctx.sql<{ id: string }[]>`
    select id from documents.document where organisation_id = ${organisation} and state = 'arrived' order by listed_at, id`
  for (const { id } of arrived.slice(0, -1)) await acceptArrival(as(ctx, clerk), id, {})
}
