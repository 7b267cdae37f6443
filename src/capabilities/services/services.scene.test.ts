import { describe, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { blankForm } from '#base/forms/blank.ts'
import { recompute, total } from '#base/indicators/index.ts'
import { sendList } from '#base/lists/testing.ts'
import { addPerson } from '#base/people/people.ts'
import { carryOut } from '#base/retention/erase.ts'
import { newId } from '#core/ids.ts'
import { textOfPdf } from '../../../e2e/support/pdf.ts'
import { signMessage } from './pay.ts'
import { standIn } from './payment-stand-in.ts'
import { applyPortalDossier, applyPortalState } from './portal.ts'
import { ANSWERS, EXTRACT, fileOnline, PERMIT, PHONE, picture, step, toSignature, town, view } from './testing.ts'

/** What the provider tells of the payment that a link asks for. */
async function told(stage: Stage, url: string, more: object = {}) {
  const { paymentId, amount } = JSON.parse(new URL(url).searchParams.get('message') as string)
  const message = JSON.stringify({ id: newId(), paymentId, amount, outcome: 'paid', ...more })
  const { secret } = await standIn(stage.app)
  return stage.anyone.services.paid({ body: { message, signature: signMessage(secret, message) } })
}

describe('the catalogue', () => {
  test(
    'is found by words without accents, and tells where each procedure is taken in',
    scene(async stage => {
      await town(stage)
      const found = await stage.anyone.services.procedures({ query: { q: 'tinh trang hon nhan' } })
      expect(found.rows.map(row => row.code)).toEqual([EXTRACT])
      expect((await stage.anyone.services.procedures({ query: { q: 'không có gì' } })).rows).toEqual([])
      const { offices } = await stage.anyone.services.offices({ query: { code: PERMIT } })
      expect(offices.map(office => office.code)).toEqual(['H57'])
    }),
  )

  test(
    'has versions by date: what was filed before keeps its own',
    scene(async stage => {
      const here = await town(stage)
      const { dossierId } = await fileOnline(here)
      const admin = stage.as.administrator('Thừa Thiên Huế')
      const { content, name, field, level } = await stage.anyone.services.procedure({ params: { code: EXTRACT } })
      const set = (fromOn: string, more: object = {}) =>
        admin.services.setProcedure({
          body: {
            code: EXTRACT,
            fromOn,
            name,
            field,
            level,
            document: 'QĐ mới',
            isActive: true,
            content: { ...content, ...more },
          },
        })
      await expect(set('2026-11-19')).rejects.toMatchObject({ code: 'services.from-past' })
      await expect(set('2026-12-01', { steps: content.steps.slice(0, 1) })).rejects.toMatchObject({
        code: 'services.no-signing-step',
      })
      await set('2026-12-01', { fees: [{ name: 'Lệ phí', amount: 20_000 }] })
      await expect(set('2026-12-01')).rejects.toMatchObject({ code: 'services.version-there' })
      const fee = async () => (await stage.anyone.services.procedure({ params: { code: EXTRACT } })).fee
      expect(await fee()).toBe(15_000)
      stage.at('2026-12-01T02:00:00Z')
      expect(await fee()).toBe(20_000)
      expect((await view(here.clerk, dossierId)).fee).toBe(15_000)
    }),
  )
})

test(
  'a procedure asks a form that an administrator made, in the version of the day',
  scene(async stage => {
    const here = await town(stage)
    const admin = stage.as.administrator('Thừa Thiên Huế')
    const code = 'forms.own.don-xin-xac-nhan'
    const { content, name, field, level } = await stage.anyone.services.procedure({ params: { code: EXTRACT } })
    const set = (fromOn: string) =>
      admin.services.setProcedure({
        body: {
          code: EXTRACT,
          fromOn,
          name,
          field,
          level,
          document: 'QĐ mới',
          isActive: true,
          content: { ...content, form: code },
        },
      })
    await expect(set('2026-12-01')).rejects.toMatchObject({ code: 'services.form-not-in-force' })
    const issue = (vi: string, from: string) =>
      admin.policies.set({
        params: { code },
        body: {
          unitId: here.provinceId,
          from,
          to: null,
          document: 'QĐ mẫu',
          params: { inForce: true, ...blankForm({ vi, en: vi }) },
        },
      })
    await issue('Đơn xin xác nhận', '2026-12-01')
    await issue('Đơn xin xác nhận (mới)', '2026-12-10')
    const { policies } = await admin.policies.list({ query: { unitId: here.provinceId } })
    expect(policies.map(rule => rule.code)).toContain(code)
    await set('2026-12-01')
    const asked = async () => (await stage.anyone.services.procedure({ params: { code: EXTRACT } })).form
    stage.at('2026-12-02T02:00:00Z')
    const first = await asked()
    expect(first?.content.title.vi).toBe('Đơn xin xác nhận')
    const filed = { formVersion: first?.version, answers: { q1: 'Xác nhận cư trú' } }
    const { dossierId } = await fileOnline(here, filed)
    stage.at('2026-12-11T02:00:00Z')
    expect((await asked())?.content.title.vi).toBe('Đơn xin xác nhận (mới)')
    expect((await view(here.clerk, dossierId)).form?.title.vi).toBe('Đơn xin xác nhận')
  }),
)

describe('filing online', () => {
  test(
    'goes from the draft to the signed result and the rating',
    scene(async stage => {
      const here = await town(stage)
      const { me, clerk, chair } = here
      const { dossierId, code } = await fileOnline(here)
      expect(code).toBe('H57.15-261120-0001')
      expect(await fileOnline(here).then(other => other.code)).toBe('H57.15-261120-0002')
      const inbox = await clerk.work.inbox({ query: { kind: 'services.dossier' } })
      expect(inbox.rows.map(row => row.subject.id)).toContain(dossierId)
      await toSignature(here, dossierId)
      const mine = { params: { dossierId } }
      expect(await me.services.myDossier(mine)).toMatchObject({
        state: 'processing',
        late: false,
        toRate: ['received'],
      })
      const { url } = await me.services.pay(mine)
      expect(await told(stage, url)).toEqual({ verdict: 'paid' })
      const { results } = await chair.services.sign({
        body: { dossierIds: [dossierId], text: 'Chưa đăng ký kết hôn với ai.' },
      })
      expect(results).toMatchObject([{ id: dossierId, problem: null }])
      expect(await me.services.myDossier(mine)).toMatchObject({
        state: 'returned',
        receipt: '01/BLLP',
        result: { number: '01/XN-UBND', title: 'Giấy xác nhận tình trạng hôn nhân' },
        toRate: ['received', 'finished'],
      })
      await me.services.rate({ ...mine, body: { moment: 'finished', stars: 5, comment: 'Nhanh' } })
      await expect(
        me.services.rate({ ...mine, body: { moment: 'finished', stars: 1, comment: '' } }),
      ).rejects.toMatchObject({ code: 'services.rated' })
      await expect(
        me.services.rate({ ...mine, body: { moment: 'refused', stars: 1, comment: '' } }),
      ).rejects.toMatchObject({ code: 'services.not-yet' })
      const { token } = await me.player()
      const paper = await stage.server.inject({
        url: `/api/me/services/${dossierId}/forms/result`,
        cookies: { saola: token },
      })
      const [text = ''] = await textOfPdf(paper.rawPayload)
      expect(text).toContain('Nguyễn Thị Dân')
      expect(text).toContain('Chưa đăng ký kết hôn với ai.')
      expect(text).toContain('01/XN-UBND')
    }),
  )

  test(
    'sent twice is one dossier, and wants its papers and answers',
    scene(async stage => {
      const here = await town(stage)
      const { me, officeId, personId } = here
      const id = newId()
      const body = {
        id,
        code: EXTRACT,
        officeId,
        personId,
        filerAs: 'self' as const,
        contact: { phone: PHONE },
        answers: ANSWERS,
        papers: [{ key: 'can-cuoc', how: 'photo' as const }],
        consent: false,
        returnBy: 'app' as const,
      }
      await expect(me.services.file({ body })).rejects.toMatchObject({ code: 'services.papers-missing' })
      await me.services.draft({ params: { draftId: id }, body: { code: EXTRACT, personId, body: { step: 'giay-to' } } })
      await me.services.addPaper({ params: { dossierId: id, key: 'can-cuoc' }, body: picture() })
      expect((await me.services.begin({ params: { code: EXTRACT }, query: {} })).draft).toMatchObject({
        id,
        body: { step: 'giay-to' },
        papers: [{ key: 'can-cuoc' }],
      })
      await expect(me.services.file({ body: { ...body, answers: { copies: 1 } } })).rejects.toMatchObject({
        code: 'forms.answers-invalid',
      })
      await expect(me.services.file({ body: { ...body, contact: {} } })).rejects.toMatchObject({
        code: 'services.no-phone',
      })
      await expect(me.services.file({ body: { ...body, returnBy: 'post' } })).rejects.toMatchObject({
        code: 'services.no-address',
      })
      await expect(me.services.file({ body: { ...body, filerAs: 'authorised' } })).rejects.toMatchObject({
        code: 'services.no-other',
      })
      const first = await me.services.file({ body })
      expect(await me.services.file({ body })).toEqual(first)
      expect((await me.services.mine({})).dossiers).toHaveLength(1)
      expect((await me.services.mine({})).drafts).toEqual([])
    }),
  )

  test(
    'asks nothing that is known: answers that last, papers that are here, results of other procedures',
    scene(async stage => {
      const here = await town(stage)
      const { me, personId, officeId } = here
      const first = await fileOnline(here)
      const again = await me.services.begin({ params: { code: EXTRACT }, query: {} })
      expect(again.contact).toMatchObject({ phone: PHONE, address: expect.stringContaining('Thôn Tân Bình') })
      const [owned] = again.owned
      expect(owned).toMatchObject({ key: 'can-cuoc', from: first.code })
      const file = (more: object) =>
        me.services.file({
          body: {
            id: newId(),
            code: EXTRACT,
            officeId,
            personId,
            filerAs: 'self',
            contact: { phone: PHONE },
            answers: ANSWERS,
            papers: [{ key: 'can-cuoc', how: 'reused', reusedFrom: owned?.id as string }],
            consent: true,
            returnBy: 'app',
            ...more,
          },
        })
      await expect(file({ consent: false })).rejects.toMatchObject({ code: 'services.no-consent' })
      await expect(file({ papers: [{ key: 'can-cuoc', how: 'reused', reusedFrom: newId() }] })).rejects.toMatchObject({
        code: 'core.not-found',
      })
      const { dossierId } = await file({})
      expect((await view(here.clerk, dossierId)).papers).toMatchObject([{ key: 'can-cuoc', how: 'reused' }])
      expect((await me.services.store({})).papers.map(paper => paper.name)).toContain(
        'Thẻ căn cước hoặc căn cước công dân',
      )
    }),
  )

  test(
    'is nobody else’s to see',
    scene(async stage => {
      const here = await town(stage)
      const { dossierId } = await fileOnline(here)
      const other = stage.as.citizen('0905998877')
      const stranger = await stage.app.run(ctx =>
        addPerson(ctx, {
          fullName: 'Lê Văn Lạ',
          birthDate: '1980',
          unitId: here.unitId,
          identifiers: { phone: '+84905998877' },
        }),
      )
      await other.people.claim({ body: { personId: stranger, birthDate: '1980' } })
      const params = { dossierId }
      for (const look of [
        () => other.services.myDossier({ params }),
        () => other.services.pay({ params }),
        () => other.services.takeBack({ params, body: { reason: 'X' } }),
        () => other.services.addPaper({ params: { dossierId, key: 'can-cuoc' }, body: picture() }),
      ])
        await expect(look()).rejects.toMatchObject({ code: 'core.not-found' })
      const neighbour = stage.as.role('one-stop-clerk', { areaId: stage.world.units['Xã Phong Hòa'] as string })
      await expect(view(neighbour, dossierId)).rejects.toMatchObject({ code: 'core.refused.area' })
      expect((await neighbour.services.queue({ query: {} })).rows).toEqual([])
    }),
  )
})

describe('the clock', () => {
  test(
    'stands still while a supplement is waited for, and the reason is told',
    scene(async stage => {
      const here = await town(stage)
      const { me, clerk, officer } = here
      const { dossierId } = await fileOnline(here)
      stage.at('2026-11-20T02:00:00Z')
      await step(clerk, dossierId, 'receive')
      await step(clerk, dossierId, 'process')
      // A Friday, three working days: Wednesday, when the office closes.
      expect((await view(clerk, dossierId)).promisedAt).toBe('2026-11-25T10:00:00.000Z')
      stage.at('2026-11-23T02:00:00Z')
      await expect(step(officer, dossierId, 'supplement')).rejects.toMatchObject({ code: 'services.no-reason' })
      await step(officer, dossierId, 'supplement', { reason: 'Ảnh căn cước bị mờ', items: ['Ảnh căn cước rõ nét'] })
      const waiting = await me.services.myDossier({ params: { dossierId } })
      expect(waiting).toMatchObject({
        state: 'supplement',
        notices: [{ kind: 'supplement', reason: 'Ảnh căn cước bị mờ', answeredAt: null }],
        // It is in that step still, and in none after it.
        stages: [{ endedAt: null }, { endedAt: null }],
      })
      expect((await clerk.work.inbox({ query: { kind: 'services.dossier' } })).rows[0]?.dueAt).toBeNull()
      const slip = await stage.server.inject({
        url: `/api/me/services/${dossierId}/forms/02`,
        cookies: { saola: (await me.player()).token },
      })
      expect((await textOfPdf(slip.rawPayload))[0]).toContain('Ảnh căn cước rõ nét')
      stage.at('2026-11-30T02:00:00Z')
      await me.services.addPaper({ params: { dossierId, key: 'can-cuoc' }, body: picture('ro-hon.png') })
      await me.services.supplied({ params: { dossierId }, body: { note: 'Đã chụp lại' } })
      expect(await view(clerk, dossierId)).toMatchObject({
        state: 'processing',
        promisedAt: '2026-12-02T10:00:00.000Z',
        notices: [{ kind: 'supplement', answeredAt: '2026-11-30T02:00:00.000Z' }],
      })
      await expect(me.services.supplied({ params: { dossierId }, body: { note: '' } })).rejects.toMatchObject({
        code: 'services.not-waiting',
      })
    }),
  )

  test(
    'that is late asks for one apology with a new date, and late it stays',
    scene(async stage => {
      const here = await town(stage)
      const { clerk, officer, chair } = here
      const { dossierId } = await fileOnline(here)
      await toSignature(here, dossierId)
      await clerk.services.cash({ params: { dossierId } })
      const sorry = (untilOn: string) =>
        officer.services.apologise({ params: { dossierId }, body: { reason: 'Chờ xác minh', untilOn } })
      await expect(sorry('2026-11-30')).rejects.toMatchObject({ code: 'services.not-late' })
      stage.at('2026-11-26T02:00:00Z')
      expect((await clerk.services.queue({ query: { view: 'late' } })).rows).toMatchObject([
        { id: dossierId, late: true, lateWhy: null },
      ])
      await expect(sorry('2026-11-26')).rejects.toMatchObject({ code: 'services.new-day' })
      await sorry('2026-11-30')
      await expect(sorry('2026-12-01')).rejects.toMatchObject({ code: 'services.apologised' })
      expect(await view(clerk, dossierId)).toMatchObject({
        promisedAt: '2026-11-30T10:00:00.000Z',
        dueAt: '2026-11-25T10:00:00.000Z',
        late: true,
      })
      await chair.services.sign({ body: { dossierIds: [dossierId] } })
      await stage.settle()
      await stage.app.run(ctx => recompute(ctx))
      const names = ['services.done', 'services.done-late', 'services.share-in-time']
      const found = await stage.app.run(ctx =>
        total(ctx, { names, unitId: here.unitId, from: '2026-11-26', to: '2026-11-26' }),
      )
      expect(names.map(name => found.get(name)?.value)).toEqual([1, 1, 0])
    }),
  )

  test(
    'ends with a refusal or a withdrawal, each with its reason',
    scene(async stage => {
      const here = await town(stage)
      const { me, clerk, officer } = here
      const first = await fileOnline(here)
      await expect(step(clerk, first.dossierId, 'refuse', { reason: '  ' })).rejects.toMatchObject({
        code: 'services.no-reason',
      })
      await step(clerk, first.dossierId, 'refuse', { reason: 'Không thuộc thẩm quyền' })
      expect(await me.services.myDossier({ params: first })).toMatchObject({
        state: 'not-received',
        notices: [{ kind: 'refusal' }],
      })
      const second = await fileOnline(here)
      await step(clerk, second.dossierId, 'receive')
      await step(clerk, second.dossierId, 'process')
      await step(officer, second.dossierId, 'stop', { reason: 'Chờ kết luận của tòa án' })
      await me.services.takeBack({ params: second, body: { reason: 'Không cần nữa' } })
      expect(await me.services.myDossier({ params: second })).toMatchObject({ state: 'withdrawn' })
      await expect(me.services.takeBack({ params: second, body: { reason: 'Lần nữa' } })).rejects.toMatchObject({
        code: 'services.too-late',
      })
    }),
  )
})

describe('steps', () => {
  test(
    'are those of the procedure, each by who may: verified, agreed, sent back, signed for the province',
    scene(async stage => {
      const here = await town(stage)
      const { clerk, officer, chair, me } = here
      const { dossierId } = await fileOnline(here)
      await expect(step(officer, dossierId, 'receive')).rejects.toMatchObject({ code: 'core.refused.verb' })
      await step(clerk, dossierId, 'receive')
      await expect(step(officer, dossierId, 'forward')).rejects.toMatchObject({ code: 'work.no-such-step' })
      await step(clerk, dossierId, 'process')
      await expect(step(chair, dossierId, 'agree')).rejects.toMatchObject({ code: 'services.not-your-step' })
      const unsigned = await chair.services.sign({ body: { dossierIds: [dossierId] } })
      expect(unsigned.results[0]?.problem).toMatchObject({ code: 'services.not-your-step' })
      await step(officer, dossierId, 'forward')
      await expect(step(officer, dossierId, 'forward')).rejects.toMatchObject({ code: 'services.not-your-step' })
      await step(chair, dossierId, 'send-back', { reason: 'Thiếu xác minh của thôn' })
      await step(officer, dossierId, 'forward')
      const unpaid = await chair.services.sign({ body: { dossierIds: [dossierId] } })
      expect(unpaid.results[0]?.problem).toMatchObject({ code: 'services.unpaid' })
      expect((await view(clerk, dossierId)).stages.map(stage => stage.name)).toEqual([
        'Tiếp nhận hồ sơ',
        'Thẩm định hồ sơ',
        'Lãnh đạo UBND xã ký',
        'Thẩm định hồ sơ',
        'Lãnh đạo UBND xã ký',
      ])
      expect((await me.services.myDossier({ params: { dossierId } })).stages).toHaveLength(2)
    }),
  )
})

describe('the fee', () => {
  test(
    'is paid once: a message twice, late, forged, of another amount, of nothing we know',
    scene(async stage => {
      const here = await town(stage)
      const { me, clerk, officer } = here
      const { dossierId } = await fileOnline(here)
      await step(clerk, dossierId, 'receive')
      await step(clerk, dossierId, 'process')
      await step(officer, dossierId, 'ask-payment')
      expect(await me.services.mine({})).toMatchObject({ dossiers: [{ waits: 'payment' }] })
      const { url } = await me.services.pay({ params: { dossierId } })
      expect((await me.services.pay({ params: { dossierId } })).url).toBe(url)
      await expect(stage.anyone.services.paid({ body: { message: '{}', signature: 'ffff' } })).rejects.toMatchObject({
        code: 'services.payment-forged',
      })
      expect(await told(stage, url, { amount: 1 })).toEqual({ verdict: 'mismatch' })
      expect(await told(stage, url, { paymentId: newId() })).toEqual({ verdict: 'unknown' })
      const id = newId()
      expect(await told(stage, url, { id })).toEqual({ verdict: 'paid' })
      expect(await told(stage, url, { id })).toEqual({ verdict: 'paid' })
      expect(await told(stage, url)).toEqual({ verdict: 'paid' })
      const seen = await view(clerk, dossierId)
      expect(seen).toMatchObject({ state: 'processing', payments: [{ state: 'paid', receipt: '01/BLLP' }] })
      await expect(clerk.services.cash({ params: { dossierId } })).rejects.toMatchObject({
        code: 'services.nothing-owed',
      })
    }),
  )

  test(
    'that comes after it was paid in cash, or the dossier taken back, is to be given back',
    scene(async stage => {
      const here = await town(stage)
      const { me, clerk } = here
      const first = await fileOnline(here)
      const { url } = await me.services.pay({ params: first })
      expect(await clerk.services.cash({ params: first })).toEqual({ receipt: '01/BLLP' })
      expect(await told(stage, url)).toEqual({ verdict: 'late' })
      expect((await view(clerk, first.dossierId)).payments.map(payment => payment.state).sort()).toEqual([
        'paid',
        'refund',
      ])
      const second = await fileOnline(here)
      const other = await me.services.pay({ params: second })
      await me.services.takeBack({ params: second, body: { reason: 'Đổi ý' } })
      expect(await told(stage, other.url)).toEqual({ verdict: 'late' })
    }),
  )
})

describe('the counter', () => {
  const oldMan = { fullName: 'Trần Văn Cụ', birthDate: '1938', sex: 'male' as const, address: 'Thôn Siêu Quần' }

  test(
    'takes in for an old man without a phone, in one go, with the fee',
    scene(async stage => {
      const here = await town(stage)
      const { clerk, unitId, officeId, officer, chair } = here
      const id = newId()
      const body = {
        id,
        code: EXTRACT,
        channel: 'counter' as const,
        person: { ...oldMan, unitId },
        filerAs: 'self' as const,
        contact: { address: 'Thôn Siêu Quần' },
        papers: [{ key: 'can-cuoc', how: 'paper' as const }],
        consent: false,
        returnBy: 'post' as const,
        cash: true,
      }
      const { dossierId, code } = await clerk.services.intake({ params: { officeId }, body })
      expect(await clerk.services.intake({ params: { officeId }, body })).toMatchObject({ dossierId, code })
      expect(await view(clerk, dossierId)).toMatchObject({
        state: 'received',
        applicant: 'Trần Văn Cụ',
        payments: [{ method: 'cash', state: 'paid' }],
      })
      const slip = await stage.server.inject({
        url: `/api/services/dossiers/${dossierId}/forms/01`,
        cookies: { saola: (await clerk.player()).token },
      })
      const [text] = await textOfPdf(slip.rawPayload)
      for (const said of ['Trần Văn Cụ', code, 'GIẤY TIẾP NHẬN HỒ SƠ', '15.000']) expect(text).toContain(said)
      await step(clerk, dossierId, 'process')
      await step(officer, dossierId, 'forward')
      await chair.services.sign({ body: { dossierIds: [dossierId] } })
      expect((await view(clerk, dossierId)).state).toBe('finished')
      await clerk.services.hand({ params: { dossierId }, body: { by: 'post', reference: 'EP123456789VN' } })
      expect(await view(clerk, dossierId)).toMatchObject({ state: 'returned' })
      const book = await stage.server.inject({
        url: `/api/services/offices/${officeId}/book?from=2026-11-20&until=2026-11-20`,
        cookies: { saola: (await clerk.player()).token },
      })
      expect((await textOfPdf(book.rawPayload)).join(' ')).toContain('Trần Văn Cụ')
    }),
  )

  test(
    'finds who stands there by the exact number and nothing less',
    scene(async stage => {
      const { clerk, officeId, personId } = await town(stage)
      const find = (number: string) => clerk.services.find({ body: { officeId, number } })
      expect((await find('046190000123')).people).toMatchObject([{ id: personId, name: 'Nguyễn Thị Dân' }])
      expect((await find(PHONE)).people).toMatchObject([{ id: personId }])
      await expect(find('0461900')).rejects.toMatchObject({ code: 'services.number-wrong' })
    }),
  )

  test(
    'is closed for a spell: online and post go on, who is expected is told, and everybody reads it',
    scene(async stage => {
      const here = await town(stage)
      const { clerk, chair, unitId, officeId } = here
      await fileOnline(here, { returnBy: 'counter' })
      const close = (fromOn: string, untilOn: string) =>
        chair.services.close({
          params: { officeId },
          body: { fromOn, untilOn, reason: 'Có ca bệnh trong xã', document: 'TB 12' },
        })
      await expect(close('2026-11-19', '2026-11-25')).rejects.toMatchObject({ code: 'services.closure-days' })
      expect(await close('2026-11-20', '2026-12-04')).toEqual({ told: 1 })
      await expect(close('2026-11-25', '2026-11-26')).rejects.toMatchObject({ code: 'services.closed-already' })
      const take = (channel: 'counter' | 'post', parcel?: string) =>
        clerk.services.intake({
          params: { officeId },
          body: {
            id: newId(),
            code: EXTRACT,
            channel,
            ...(parcel ? { parcel } : {}),
            person: { ...oldMan, unitId },
            filerAs: 'self',
            contact: {},
            papers: [{ key: 'can-cuoc', how: 'paper' }],
            consent: false,
            returnBy: 'counter',
            cash: false,
          },
        })
      await expect(take('counter')).rejects.toMatchObject({
        code: 'services.counter-closed',
        title: expect.stringContaining('04/12/2026'),
      })
      const parcel = await take('post', 'EP1')
      expect((await take('post', 'EP1')).code).toBe(parcel.code)
      await fileOnline(here)
      const page = await stage.server.inject({ url: '/site/dich-vu-cong' })
      expect(page.body).toContain('tạm ngừng tiếp nhận trực tiếp từ 20/11/2026 đến hết 04/12/2026')
      const [closure] = (await clerk.services.closures({ params: { officeId } })).closures
      await chair.services.reopen({ params: { officeId, closureId: closure?.id as string } })
      await take('counter')
    }),
  )
})

describe('where a dossier is', () => {
  const ask = (stage: Stage, ma: string, so: string) =>
    stage.server.inject({
      method: 'POST',
      url: '/site/tra-cuu-ho-so',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ ma, so }).toString(),
    })

  test(
    'is told to who knows code and digits, without names; guesses are counted',
    scene(async stage => {
      const here = await town(stage)
      const { code } = await fileOnline(here)
      const right = await ask(stage, ` ${code.toLowerCase()} `, '112233')
      expect(right.statusCode).toBe(200)
      expect(right.headers['cache-control']).toBe('no-store')
      expect(right.body).toContain('Mới đăng ký')
      expect(right.body).not.toContain('Dân')
      const unknown = await ask(stage, 'H57.15-261120-0999', '112233')
      for (let i = 0; i < 5; i++) {
        const wrong = await ask(stage, code, '000000')
        expect(wrong.statusCode).toBe(404)
        expect(wrong.body.replaceAll(code, '')).toBe(unknown.body.replaceAll('H57.15-261120-0999', ''))
      }
      expect((await ask(stage, code, '112233')).statusCode).toBe(404)
      await expect(stage.anyone.services.trace({ body: { code, digits: '112233' } })).rejects.toMatchObject({
        code: 'services.trace-none',
      })
      stage.at('2026-11-21T02:00:00Z')
      expect(await stage.anyone.services.trace({ body: { code, digits: '112233' } })).toMatchObject({
        state: 'registered',
      })
    }),
  )

  test(
    'is asked from pages of ours alone',
    scene(async stage => {
      const reply = await stage.server.inject({
        method: 'POST',
        url: '/site/tra-cuu-ho-so',
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'cross-site' },
        payload: 'ma=X&so=1',
      })
      expect(reply.statusCode).toBe(403)
    }),
  )
})

describe('the national portal', () => {
  test(
    'brings a dossier once, and what the citizen did there',
    scene(async stage => {
      const { officeId, personId, clerk, officer } = await town(stage)
      const filing = {
        officeId,
        procedureCode: EXTRACT,
        channelRef: '000.00.15.H57-261120-7001',
        code: '000.00.15.H57-261120-7001',
        personId,
        contact: { phone: PHONE },
        papers: [],
        returnBy: 'app' as const,
      }
      const [first, again] = [
        await stage.app.run(ctx => applyPortalDossier(ctx, filing)),
        await stage.app.run(ctx => applyPortalDossier(ctx, filing)),
      ]
      expect(first).toMatchObject({ isNew: true, code: filing.code })
      expect(again).toMatchObject({ isNew: false, id: first.id })
      await expect(
        stage.app.run(ctx => applyPortalDossier(ctx, { ...filing, channelRef: 'khác' })),
      ).rejects.toMatchObject({ code: 'services.code-taken' })
      await step(clerk, first.id, 'receive')
      await step(clerk, first.id, 'process')
      await step(officer, first.id, 'supplement', { reason: 'Thiếu ảnh' })
      const apply = (state: number) =>
        stage.app.run(ctx => applyPortalState(ctx, filing.channelRef, state, 'Trên Cổng'))
      await apply(4)
      expect((await view(clerk, first.id)).state).toBe('processing')
      await apply(4)
      await step(officer, first.id, 'ask-payment')
      await apply(4)
      expect(await view(clerk, first.id)).toMatchObject({ state: 'processing', paidAt: '2026-11-20T02:00:00.000Z' })
      await expect(apply(9)).rejects.toMatchObject({ code: 'services.portal-state' })
      await apply(7)
      expect((await view(clerk, first.id)).state).toBe('withdrawn')
    }),
  )
})

test(
  'a rating on paper counts once, on the day that stands on the slip, and apart from those in the app',
  scene(async stage => {
    const here = await town(stage)
    const { me, clerk, chair, unitId } = here
    const { dossierId } = await fileOnline(here, { returnBy: 'counter' })
    const enter = (on: string, stars = 2) =>
      clerk.services.enterSlip({ params: { dossierId }, body: { stars, on, comment: 'Phải đợi lâu' } })
    await toSignature(here, dossierId)
    await clerk.services.cash({ params: { dossierId } })
    await expect(enter('2026-11-20')).rejects.toMatchObject({ code: 'services.not-yet' })
    await chair.services.sign({ body: { dossierIds: [dossierId] } })
    await clerk.services.hand({ params: { dossierId }, body: { by: 'counter' } })
    const slip = await stage.server.inject({
      url: `/api/services/dossiers/${dossierId}/forms/rating`,
      cookies: { saola: (await clerk.player()).token },
    })
    const [text] = await textOfPdf(slip.rawPayload)
    for (const said of ['PHIẾU ĐÁNH GIÁ', 'Rất không hài lòng', 'Rất hài lòng']) expect(text).toContain(said)
    stage.at('2026-11-24T02:00:00Z')
    for (const day of ['2026-11-19', '2026-11-25'])
      await expect(enter(day)).rejects.toMatchObject({ code: 'services.slip-day' })
    await expect(
      chair.services.enterSlip({ params: { dossierId }, body: { stars: 5, on: '2026-11-21', comment: '' } }),
    ).rejects.toMatchObject({ code: 'core.refused.verb' })
    await enter('2026-11-21')
    await expect(enter('2026-11-22', 5)).rejects.toMatchObject({ code: 'services.rated' })
    await expect(
      me.services.rate({ params: { dossierId }, body: { moment: 'finished', stars: 5, comment: '' } }),
    ).rejects.toMatchObject({ code: 'services.rated' })
    await me.services.rate({ params: { dossierId }, body: { moment: 'received', stars: 5, comment: '' } })
    expect((await view(clerk, dossierId)).ratings).toMatchObject([
      { moment: 'finished', stars: 2, channel: 'paper', comment: 'Phải đợi lâu' },
      { moment: 'received', stars: 5, channel: 'app' },
    ])
    await stage.app.run(ctx => recompute(ctx))
    const names = ['services.ratings', 'services.ratings-paper', 'services.ratings-content']
    const on = async (day: string) => {
      const found = await stage.app.run(ctx => total(ctx, { names, unitId, from: day, to: day }))
      return names.map(name => found.get(name)?.value ?? null)
    }
    expect(await on('2026-11-21')).toEqual([1, 1, 0])
    expect(await on('2026-11-24')).toEqual([1, 0, 1])
    // It serves whom it is about: it goes when they want it deleted, and the dossier, which is a record, stays.
    const plan = await stage.app.run(ctx => carryOut(ctx, 'deletion', here.personId))
    expect(plan.find(line => line.table === 'services.rating')).toMatchObject({ rows: 2, erased: true })
    expect((await view(clerk, dossierId)).ratings).toEqual([])
  }),
)

test(
  'what a citizen says is answered within its term',
  scene(async stage => {
    const here = await town(stage)
    const { me, chair, clerk } = here
    const { dossierId } = await fileOnline(here)
    await me.services.say({ params: { dossierId }, body: { text: 'Chờ lâu quá' } })
    const [said] = (await view(clerk, dossierId)).feedback
    expect(said).toMatchObject({ text: 'Chờ lâu quá', answer: null })
    const answer = () =>
      chair.services.answerFeedback({
        params: { dossierId, feedbackId: said?.id as string },
        body: { text: 'Xin tiếp thu' },
      })
    await answer()
    await expect(answer()).rejects.toMatchObject({ code: 'core.not-found' })
    expect((await me.services.myDossier({ params: { dossierId } })).feedback).toMatchObject([
      { answer: 'Xin tiếp thu' },
    ])
  }),
)

test(
  'a published list becomes procedures; sent again it changes nothing, and bad rows are named',
  scene(async stage => {
    await town(stage)
    const head = 'Mã,Tên,Lĩnh vực,Mức độ,Cấp,Thời hạn,Lệ phí,Giấy tờ,Kết quả,Văn bản'
    const rows = [
      '3.000001,Cấp giấy thử,Thử nghiệm,Toàn trình,Xã,3,15.000,Thẻ căn cước; Ảnh,Giấy thử,QĐ 1',
      '30001,Sai mã,Thử nghiệm,Toàn trình,Xã,3,,,Giấy thử,QĐ 1',
      '3.000002,Sai hạn,Thử nghiệm,Toàn trình,Tỉnh,ba,,,Giấy thử,QĐ 1',
    ]
    const admin = stage.as.administrator('Thừa Thiên Huế')
    const send = () => sendList(admin, [head, ...rows].join('\n'), { kind: 'services.procedures' })
    const { list, faults } = await send()
    expect(list).toMatchObject({ added: 1, known: 0 })
    expect(faults.map(({ line, column }) => [line, column])).toEqual([
      [3, 'code'],
      [4, 'days'],
    ])
    expect(await stage.anyone.services.procedure({ params: { code: '3.000001' } })).toMatchObject({
      name: 'Cấp giấy thử',
      fee: 15_000,
      term: { workingDays: 3 },
      content: { papers: [{ name: 'Thẻ căn cước' }, { name: 'Ảnh' }] },
    })
    expect((await send()).list).toMatchObject({ added: 0, known: 1 })
  }),
)
