import { describe, expect, test } from 'vitest'
import type { Acting } from '#apps/testing/cast.ts'
import { scene } from '#apps/testing/scene.ts'
import { TINY_PDF } from '#base/files/testing.ts'
import { receiveDocument } from './outside.ts'
import { accountOf, CONTENT, makeOffice, PAPER, type TestOffice } from './testing.ts'

const problem = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    error => error.code,
  )
const inboxOf = async (acting: Acting, kind?: string) => (await acting.work.inbox({ query: kind ? { kind } : {} })).rows

const register = async ({ clerk, id }: TestOffice, more: object = {}) =>
  clerk.documents.register({ body: { ...PAPER, organisationId: id, ...more } })

/** A draft of the specialist with a signer, submitted. */
async function submitted(office: TestOffice, more: object = {}, kind: 'letter' | 'report' = 'letter') {
  const { specialist, leader } = office
  const { documentId } = await specialist.documents.begin({
    body: { organisationId: office.id, kind, subject: 'Cấp vật tư y tế cho tổ COVID cộng đồng', ...more },
  })
  const draft = await specialist.documents.draft({ params: { documentId }, query: {} })
  await specialist.documents.write({
    params: { documentId },
    body: {
      version: draft.version,
      kind,
      urgency: 'normal',
      subject: draft.subject,
      content: CONTENT,
      recipients: draft.recipients.map(({ name, code, organisationId }) => ({ name, code, organisationId })),
      signers: [{ accountId: await accountOf(leader), title: 'Giám đốc', n: 1 }],
    },
  })
  await specialist.documents.step({ params: { documentId }, body: { step: 'submit' } })
  return documentId
}

/** The same, signed and issued. */
async function issued(office: TestOffice, more: object = {}, kind: 'letter' | 'report' = 'letter') {
  const documentId = await submitted(office, more, kind)
  await office.leader.documents.sign({ params: { documentId } })
  const { notation } = await office.clerk.documents.issue({ params: { documentId }, body: {} })
  return { documentId, notation }
}

describe('an incoming document', () => {
  test(
    'is numbered, assigned with a deadline, worked on, answered and done',
    scene(async stage => {
      const office = await makeOffice(stage, 'Phong Điền')
      const { documentId, number } = await register(office)
      expect(number).toBe(1)
      expect(await inboxOf(office.leader, 'documents.incoming')).toMatchObject([{ state: 'registered' }])
      const leadId = await accountOf(office.specialist)
      await office.leader.documents.assign({
        params: { documentId },
        body: {
          words: 'Chuyển chuyên viên tham mưu trả lời',
          tasks: [{ leadId, helperIds: [await accountOf(office.colleague)], dueOn: '2026-11-24' }],
        },
      })
      expect(await inboxOf(office.specialist)).toMatchObject([{ kind: 'documents.task', mine: true }])
      expect(await inboxOf(office.colleague)).toEqual([])
      const view = await office.specialist.documents.document({ params: { documentId } })
      expect(view).toMatchObject({ state: 'assigned', number: 1, waits: false })
      expect(view.tasks[0]).toMatchObject({ dueOn: '2026-11-24', late: false, helpers: [{}] })
      const { notation } = await issued(office, { replyToId: documentId })
      expect(notation).toBe('01/SYT-VP')
      const after = await office.clerk.documents.document({ params: { documentId } })
      expect(after).toMatchObject({ state: 'done', answers: [{ notation, state: 'issued' }] })
      expect(after.tasks[0]).toMatchObject({ state: 'done', progress: 100, lastNote: notation })
      expect(await inboxOf(office.specialist)).toEqual([])
    }),
  )

  test(
    'that is secret is refused, as is one dated later, and neither takes a number',
    scene(async stage => {
      const office = await makeOffice(stage, 'Phong Điền')
      for (const secrecy of ['Mật', 'TỐI MẬT', 'Tuyệt mật', 'mat'])
        expect(await problem(register(office, { secrecy }))).toBe('documents.secret')
      expect(await problem(register(office, { datedOn: '2026-11-21' }))).toBe('documents.dated-later')
      const incoming = { ...PAPER, organisationId: office.id, via: 'exchange' as const, secrecy: 'Mật' }
      expect(await problem(stage.app.run(ctx => receiveDocument(ctx, incoming)))).toBe('documents.secret')
      expect((await register(office, { secrecy: 'Thường' })).number).toBe(1)
    }),
  )

  test(
    'that came electronically is there once, waits to be registered, or goes back with the reason',
    scene(async stage => {
      const office = await makeOffice(stage, 'Phong Điền')
      const incoming = {
        ...PAPER,
        organisationId: office.id,
        via: 'exchange' as const,
        exchangeId: 'H57,2026/11/19,1205/UBND-VX',
      }
      const files = [{ bytes: TINY_PDF, name: 'cv.pdf', type: 'application/pdf' }]
      const first = await stage.app.run(ctx => receiveDocument(ctx, { ...incoming, files }))
      const again = await stage.app.run(ctx => receiveDocument(ctx, { ...incoming, subject: 'Khác' }))
      expect(again).toEqual({ documentId: first.documentId, isNew: false })
      const params = { documentId: first.documentId }
      const view = await office.clerk.documents.document({ params })
      expect(view).toMatchObject({ state: 'arrived', number: null, waits: false, files: [{ type: 'application/pdf' }] })
      expect(view.paperId).toBe(view.files[0]?.id)
      expect((await office.clerk.documents.list({ query: { view: 'waits' } })).rows).toMatchObject([{ waits: true }])
      expect(await office.clerk.documents.accept({ params, body: {} })).toEqual({ number: 1 })
      expect(await problem(office.clerk.documents.refuse({ params, body: { reason: 'Sai nơi nhận' } }))).toBe(
        'documents.not-now',
      )
      const other = await stage.app.run(ctx => receiveDocument(ctx, { ...incoming, exchangeId: 'H57,2026/11/19,2' }))
      const otherParams = { documentId: other.documentId }
      await office.clerk.documents.refuse({ params: otherParams, body: { reason: 'Sai nơi nhận' } })
      expect(await office.clerk.documents.document({ params: otherParams })).toMatchObject({
        state: 'refused',
        number: null,
      })
    }),
  )

  test(
    'is read by those it concerns alone: not by a colleague, not by another office in the same place',
    scene(async stage => {
      const office = await makeOffice(stage, 'Phong Điền')
      const other = await makeOffice(stage, 'Phong Điền', 'committee')
      const { documentId } = await register(office)
      const params = { documentId }
      expect(await problem(office.specialist.documents.document({ params }))).toBe('core.refused.party')
      expect(await problem(office.specialist.documents.paper({ params }))).toBe('core.refused.party')
      for (const one of [other.clerk, other.leader, other.specialist])
        expect(await problem(one.documents.document({ params }))).toBe('core.refused.area')
      const tasks = [{ leadId: await accountOf(office.specialist) }]
      await office.leader.documents.assign({ params, body: { words: 'Xử lý', tasks } })
      expect(await problem(office.specialist.documents.document({ params }))).toBe('none')
      expect(await problem(office.colleague.documents.document({ params }))).toBe('core.refused.party')
      for (const one of [other.leader, other.specialist, office.colleague]) {
        expect((await one.documents.list({ query: {} })).rows).toEqual([])
        expect((await one.documents.list({ query: { q: 'vat tu' } })).rows).toEqual([])
        expect(await inboxOf(one)).toEqual([])
      }
      const [item] = await inboxOf(office.specialist)
      const workId = item?.id as string
      expect(await problem(office.colleague.work.item({ params: { workId } }))).toBe('core.refused.party')
      expect(await problem(other.leader.work.item({ params: { workId } }))).toBe('core.refused.area')
      expect(await problem(office.leader.work.item({ params: { workId } }))).toBe('none')
    }),
  )

  test(
    'shows who of those it is for has opened it, and when',
    scene(async stage => {
      const office = await makeOffice(stage, 'Phong Điền')
      const { documentId } = await register(office)
      const params = { documentId }
      const readerIds = [await accountOf(office.colleague)]
      const tasks = [{ leadId: await accountOf(office.specialist) }]
      await office.leader.documents.assign({ params, body: { words: 'Xử lý', tasks, readerIds } })
      expect((await office.colleague.documents.list({ query: {} })).rows).toMatchObject([{ unread: true }])
      await office.colleague.documents.opened({ params })
      const { parties } = await office.leader.documents.document({ params })
      expect(parties.map(party => [party.role, party.openedAt])).toEqual([
        ['lead', null],
        ['reader', '2026-11-20T02:00:00.000Z'],
      ])
      expect((await office.colleague.documents.list({ query: {} })).rows).toMatchObject([{ unread: false }])
    }),
  )
})

describe('a draft', () => {
  test(
    'goes to colleagues, back with a reason, to its signers in their order, and gets its number last',
    scene(async stage => {
      const office = await makeOffice(stage, 'Phong Điền')
      const { specialist, colleague, leader, deputy, clerk } = office
      const { documentId } = await specialist.documents.begin({
        body: { organisationId: office.id, kind: 'report', subject: 'Kết quả phòng chống dịch tháng 11' },
      })
      const params = { documentId }
      const blank = await problem(specialist.documents.step({ params, body: { step: 'submit' } }))
      expect(blank).toBe('documents.blanks')
      const signers = [
        { accountId: await accountOf(deputy), title: 'Phó Giám đốc', n: 1 },
        { accountId: await accountOf(leader), title: 'Giám đốc', n: 2 },
      ]
      const body = {
        version: 1,
        kind: 'report' as const,
        urgency: 'urgent' as const,
        subject: 'Kết quả tháng 11',
        content: CONTENT,
        recipients: [],
        signers,
      }
      expect(await specialist.documents.write({ params, body })).toEqual({ version: 2 })
      expect(await problem(specialist.documents.write({ params, body }))).toBe('documents.newer-version')
      await specialist.documents.ask({ params, body: { accountIds: [await accountOf(colleague)] } })
      expect(await inboxOf(colleague)).toMatchObject([{ kind: 'documents.opinion', mine: true }])
      expect(await problem(colleague.documents.opine({ params, body: { agrees: false } }))).toBe('work.needs-note')
      await colleague.documents.opine({ params, body: { agrees: false, note: 'Thiếu số liệu xã' } })
      expect(await specialist.documents.draft({ params, query: {} })).toMatchObject({
        state: 'drafting',
        opinions: [{ agrees: false, note: 'Thiếu số liệu xã' }],
      })
      await specialist.documents.step({ params, body: { step: 'submit', to: await accountOf(leader) } })
      expect(await problem(specialist.documents.write({ params, body: { ...body, version: 2 } }))).toBe(
        'documents.not-editable',
      )
      expect(await problem(leader.documents.step({ params, body: { step: 'return' } }))).toBe('work.needs-note')
      await leader.documents.step({ params, body: { step: 'return', note: 'Bổ sung kiến nghị' } })
      await specialist.documents.step({ params, body: { step: 'submit', to: await accountOf(leader) } })
      expect(await problem(leader.documents.sign({ params }))).toBe('documents.not-your-turn')
      await leader.documents.step({ params, body: { step: 'approve' } })
      expect(await problem(leader.documents.sign({ params }))).toBe('documents.not-your-turn')
      expect(await inboxOf(deputy, 'documents.signature')).toMatchObject([{ mine: true }])
      expect(await deputy.documents.sign({ params })).toEqual({ state: 'signing' })
      expect(await problem(clerk.documents.issue({ params, body: {} }))).toBe('documents.not-now')
      expect(await leader.documents.sign({ params })).toEqual({ state: 'numbering' })
      expect(await clerk.documents.issue({ params, body: {} })).toEqual({ notation: '01/BC-SYT' })
      expect(await problem(clerk.documents.issue({ params, body: {} }))).toBe('documents.not-now')
      const view = await specialist.documents.document({ params })
      expect(view).toMatchObject({
        state: 'issued',
        datedOn: '2026-11-20',
        signerTitle: 'Giám đốc',
        files: [{ name: '01-BC-SYT.pdf' }],
      })
    }),
  )

  test(
    'two signers of one number sign in any order',
    scene(async stage => {
      const office = await makeOffice(stage, 'Phong Điền')
      const { specialist, leader, deputy } = office
      const { documentId } = await specialist.documents.begin({
        body: { organisationId: office.id, kind: 'plan', subject: 'Kế hoạch liên ngành' },
      })
      const params = { documentId }
      const signers = [
        { accountId: await accountOf(deputy), title: 'Phó Giám đốc', n: 1 },
        { accountId: await accountOf(leader), title: 'Giám đốc', n: 1 },
      ]
      const body = {
        version: 1,
        kind: 'plan' as const,
        urgency: 'normal' as const,
        subject: 'Kế hoạch liên ngành',
        content: CONTENT,
        recipients: [],
        signers,
      }
      await specialist.documents.write({ params, body })
      await specialist.documents.step({ params, body: { step: 'submit', to: await accountOf(deputy) } })
      expect(await leader.documents.sign({ params })).toEqual({ state: 'signing' })
      expect(await inboxOf(deputy, 'documents.signature')).toMatchObject([{ mine: true }])
      expect(await deputy.documents.sign({ params })).toEqual({ state: 'numbering' })
    }),
  )

  test(
    'is printed in the national layout, and what it says is found with and without accents',
    scene(async stage => {
      const office = await makeOffice(stage, 'Phong Điền')
      const documentId = await submitted(office)
      const { extractText, getDocumentProxy } = await import('unpdf')
      const textOf = async () => {
        const paper = await office.clerk.documents.paper({ params: { documentId } })
        const bytes = new Uint8Array(await paper.arrayBuffer())
        return (await extractText(await getDocumentProxy(bytes), { mergePages: true })).text
      }
      const draft = await textOf()
      expect(draft).toContain('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM')
      expect(draft).toContain('V/v cấp vật tư y tế')
      expect(draft).toContain('DỰ THẢO')
      await office.leader.documents.sign({ params: { documentId } })
      await office.clerk.documents.issue({ params: { documentId }, body: {} })
      const paper = await textOf()
      expect(paper).toContain('Số: 01/SYT-VP')
      expect(paper).not.toContain('DỰ THẢO')
      const found = async (q: string) => (await office.clerk.documents.list({ query: { q } })).rows.length
      expect(await found('khẩu trang')).toBe(1)
      expect(await found('khau trang')).toBe(1)
      expect(await found('KHẨU')).toBe(1)
      expect(await found('khấu trang')).toBe(0)
      expect(await found('01/SYT-VP')).toBe(1)
      expect(await found('khau tr')).toBe(1)
      expect(await found('không có gì')).toBe(0)
    }),
  )
})

describe('an issued document', () => {
  test(
    'is in the registers of those it went to, who tell how far it is, and may be asked for back',
    scene(async stage => {
      const office = await makeOffice(stage, 'Phong Điền')
      const commune = await makeOffice(stage, 'Xã Phong Bình', 'committee')
      const { documentId } = await register(office, { author: 'Ủy ban nhân dân Xã Phong Bình' })
      const reply = await submitted(office, { replyToId: documentId })
      const draft = await office.specialist.documents.draft({ params: { documentId: reply }, query: {} })
      expect(draft.recipients).toMatchObject([{ name: 'Ủy ban nhân dân Xã Phong Bình' }])
      await office.leader.documents.write({
        params: { documentId: reply },
        body: {
          version: draft.version,
          kind: 'letter',
          urgency: 'at-once',
          subject: draft.subject,
          content: CONTENT,
          recipients: [{ name: 'Ủy ban nhân dân Xã Phong Bình', organisationId: commune.id }],
          signers: draft.signers.map(({ accountId, title, n }) => ({ accountId, title, n })),
        },
      })
      await office.leader.documents.sign({ params: { documentId: reply } })
      await office.clerk.documents.issue({ params: { documentId: reply }, body: {} })
      const [arrived] = (await commune.clerk.documents.list({ query: { view: 'incoming' } })).rows
      expect(arrived).toMatchObject({ state: 'arrived', urgency: 'at-once', notation: '01/SYT-VP', waits: true })
      const params = { documentId: arrived?.id as string }
      const recipient = async () =>
        (await office.clerk.documents.document({ params: { documentId: reply } })).recipients[0]
      expect(await recipient()).toMatchObject({ status: '01', openedAt: null })
      await commune.clerk.documents.opened({ params })
      await commune.clerk.documents.accept({ params, body: {} })
      expect(await recipient()).toMatchObject({ status: '03', openedAt: '2026-11-20T02:00:00.000Z' })
      await commune.leader.documents.assign({
        params,
        body: { words: 'Triển khai', tasks: [{ leadId: await accountOf(commune.specialist) }] },
      })
      expect(await recipient()).toMatchObject({ status: '04' })
      await office.clerk.documents.change({
        params: { documentId: reply },
        body: { what: 'recall', reason: 'Nhầm số liệu' },
      })
      expect(await inboxOf(commune.clerk, 'documents.change')).toHaveLength(1)
      await commune.clerk.documents.answerChange({ params, body: { agrees: true } })
      expect(await commune.clerk.documents.document({ params })).toMatchObject({
        state: 'withdrawn',
        tasks: [{ state: 'cancelled' }],
        changes: [{ what: 'recall', reason: 'Nhầm số liệu', agreed: true }],
      })
      expect(await recipient()).toMatchObject({ status: '15' })
      expect(await inboxOf(commune.specialist)).toEqual([])
    }),
  )

  test(
    'the year begins with number one again',
    scene(async stage => {
      stage.at('2026-12-31T14:00:00Z')
      const office = await makeOffice(stage, 'Phong Điền')
      expect((await issued(office)).notation).toBe('01/SYT-VP')
      expect((await issued(office)).notation).toBe('02/SYT-VP')
      expect((await issued(office, {}, 'report')).notation).toBe('01/BC-SYT')
      expect((await register(office)).number).toBe(1)
      stage.at('2026-12-31T17:00:00Z')
      expect((await issued(office)).notation).toBe('01/SYT-VP')
      expect((await register(office)).number).toBe(1)
      const book = await office.clerk.documents.book({
        query: { organisationId: office.id, direction: 'outgoing', year: '2026', as: 'csv' },
      })
      const text = await book.text()
      expect(text.split('\r\n').filter(line => line.includes('SYT'))).toHaveLength(3)
      expect(
        await problem(
          office.specialist.documents.book({
            query: { organisationId: office.id, direction: 'outgoing', year: '2026', as: 'pdf' },
          }),
        ),
      ).toBe('core.refused.verb')
    }),
  )
})

describe('a task', () => {
  const given = async (office: TestOffice) => {
    const { taskId } = await office.leader.documents.giveTask({
      body: {
        organisationId: office.id,
        title: 'Lập danh sách điểm tiêm',
        leadId: await accountOf(office.specialist),
        dueOn: '2026-11-23',
      },
    })
    return { taskId }
  }

  test(
    'is reported on, put off when the leader agrees, sent back and closed',
    scene(async stage => {
      const office = await makeOffice(stage, 'Phong Điền')
      const params = await given(office)
      const { specialist, colleague, leader } = office
      expect(await problem(colleague.documents.task({ params }))).toBe('core.refused.party')
      await specialist.documents.noteTask({ params, body: { what: 'progress', progress: 40, note: 'Đã có 20 điểm' } })
      const until = (untilOn: string) =>
        problem(specialist.documents.noteTask({ params, body: { what: 'ask', untilOn, note: 'Chờ xã gửi' } }))
      expect(await until('2026-11-22')).toBe('documents.until-later')
      expect(await until('2026-11-27')).toBe('none')
      expect(await until('2026-11-28')).toBe('documents.asked-already')
      expect(await problem(specialist.documents.decideTask({ params, body: { what: 'grant' } }))).toBe(
        'core.refused.verb',
      )
      await leader.documents.decideTask({ params, body: { what: 'grant' } })
      expect(await leader.documents.task({ params })).toMatchObject({
        dueOn: '2026-11-27',
        asksUntil: null,
        progress: 40,
      })
      expect((await inboxOf(specialist))[0]).toMatchObject({ dueAt: '2026-11-27T17:00:00.000Z' })
      await specialist.documents.noteTask({ params, body: { what: 'report', note: 'Đã xong' } })
      expect(await inboxOf(specialist)).toEqual([])
      expect(await inboxOf(leader, 'documents.task')).toMatchObject([{ state: 'reported', mine: true }])
      await leader.documents.decideTask({ params, body: { what: 'return', note: 'Thiếu địa chỉ' } })
      expect(await inboxOf(specialist)).toMatchObject([{ state: 'given', mine: true }])
      await specialist.documents.noteTask({ params, body: { what: 'report', note: 'Đã bổ sung' } })
      await leader.documents.decideTask({ params, body: { what: 'close' } })
      const view = await specialist.documents.task({ params })
      expect(view).toMatchObject({ state: 'done', progress: 100, steps: [] })
      expect(view.notes.map(note => note.what)).toEqual([
        'progress',
        'ask',
        'grant',
        'report',
        'return',
        'report',
        'close',
      ])
      expect(await problem(specialist.documents.noteTask({ params, body: { what: 'word', note: 'x' } }))).toBe(
        'documents.task-closed',
      )
    }),
  )

  test(
    'that is late is on the page of the leader, with why',
    scene(async stage => {
      const office = await makeOffice(stage, 'Phong Điền')
      const params = await given(office)
      await office.specialist.documents.noteTask({ params, body: { what: 'word', note: 'Hai xã chưa gửi' } })
      stage.at('2026-11-24T01:00:00Z')
      const query = { organisationId: office.id }
      expect(await office.leader.documents.late({ query })).toMatchObject({
        open: 1,
        late: 1,
        people: [{ late: 1 }],
        tasks: [{ late: true, lastNote: 'Hai xã chưa gửi' }],
      })
      expect(await problem(office.specialist.documents.late({ query }))).toBe('core.refused.verb')
    }),
  )
})

test(
  'while an officer is away, whoever stands in sees what waits and what it is about, and goes on with it',
  scene(async stage => {
    const office = await makeOffice(stage, 'Phong Điền')
    const { documentId } = await register(office)
    const leadId = await accountOf(office.specialist)
    await office.leader.documents.assign({ params: { documentId }, body: { words: 'Xử lý', tasks: [{ leadId }] } })
    const standing = { since: '2026-11-20T01:00:00Z', until: '2026-11-25T01:00:00Z' }
    await office.specialist.work.nameStandIn({ body: { accountId: await accountOf(office.colleague), ...standing } })
    const [item] = await inboxOf(office.colleague)
    expect(item).toMatchObject({ kind: 'documents.task' })
    expect(await problem(office.colleague.work.item({ params: { workId: item?.id as string } }))).toBe('none')
    expect(await problem(office.colleague.documents.document({ params: { documentId } }))).toBe('none')
    const params = { taskId: item?.subject.id as string }
    await office.colleague.documents.noteTask({ params, body: { what: 'report', note: 'Đã xong thay đồng nghiệp' } })
    expect(await office.leader.documents.task({ params })).toMatchObject({ state: 'reported' })
    stage.at('2026-11-26T01:00:00Z')
    expect(await problem(office.colleague.documents.document({ params: { documentId } }))).not.toBe('none')
  }),
)

describe('a work file', () => {
  test(
    'gathers documents, lists its contents, and closes when all is done',
    scene(async stage => {
      const office = await makeOffice(stage, 'Phong Điền')
      const other = await makeOffice(stage, 'Xã Phong Bình', 'committee')
      const { documentId } = await issued(office)
      const { documentId: open } = await register(office)
      const foreign = await register(other)
      const { workFileId } = await office.specialist.documents.openFile({
        body: { organisationId: office.id, title: 'Cấp vật tư tháng 11', term: '10' },
      })
      const params = { workFileId }
      const add = (acting: Acting, ...documentIds: string[]) =>
        problem(acting.documents.gather({ params, body: { documentIds } }))
      expect(await problem(office.specialist.documents.closeFile({ params }))).toBe('documents.file-empty')
      expect(await add(office.specialist, open)).toBe('core.not-found')
      expect(await add(office.clerk, foreign.documentId)).toBe('core.not-found')
      expect(await add(office.clerk, documentId, open, documentId)).toBe('none')
      expect(await problem(office.colleague.documents.workFile({ params }))).toBe('core.refused.party')
      expect(await office.specialist.documents.workFile({ params })).toMatchObject({
        code: '01.2026.SYT',
        documents: [
          { id: documentId, n: 1 },
          { id: open, n: 2 },
        ],
      })
      expect(await problem(office.specialist.documents.closeFile({ params }))).toBe('documents.file-open-work')
      await office.specialist.documents.takeOut({ params: { workFileId, documentId: open } })
      await office.specialist.documents.closeFile({ params })
      expect(await add(office.clerk, open)).toBe('documents.file-closed')
      const contents = await office.specialist.documents.contents({ params })
      const head = new Uint8Array(await contents.arrayBuffer()).slice(0, 5)
      expect(Buffer.from(head).toString()).toBe('%PDF-')
    }),
  )
})
