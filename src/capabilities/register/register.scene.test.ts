import { describe, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { TINY_PDF, TINY_PICTURE } from '#base/files/testing.ts'
import { linkAccount } from '#base/identity/person-link.ts'
import { rightsChanged } from '#base/identity/sessions.ts'
import { addPerson, entriesOf, getPerson, identifiersOf, type NewPerson } from '#base/people/people.ts'
import { lookAt, lookAtAll, lookAtChanged } from './look.ts'

const HERE = 'Xã Phong Bình'
const TOWN = 'Phong Điền'
const PHONE = '0905000001'
const E164 = '+84905000001'

const enter = ({ app, world }: Stage, person: Partial<NewPerson> = {}, unit = HERE): Promise<string> =>
  app.run(ctx =>
    addPerson(ctx, {
      fullName: 'Nguyễn Văn An',
      birthDate: '1990-12-01',
      sex: 'male',
      address: 'Thôn Tây Phú',
      unitId: unitNamed(world, unit),
      ...person,
    }),
  )
const look = ({ app }: Stage, ...ids: string[]) => app.run(ctx => lookAt(ctx, ids))
const problem = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    error => error.code,
  )
const tracerOf = ({ as }: Stage) => as.tracer(TOWN)
const pairsOf = async (stage: Stage) => (await tracerOf(stage).register.pairs({ query: {} })).pairs
const inboxOf = async ({ as }: Stage, kind: string) => (await as.tracer(TOWN).work.inbox({ query: { kind } })).rows

/** Somebody entered twice, found so. */
async function twice(stage: Stage) {
  const whole = await enter(stage, { identifiers: { cccd: '046090900001', phone: E164 } })
  const again = await enter(stage, { identifiers: { cccd: '046090900011', phone: E164 } })
  await look(stage, whole, again)
  const [pair] = await pairsOf(stage)
  if (!pair) throw new Error('The pair was not found.')
  return { whole, again, pairId: pair.id }
}

describe('entries that may be one person', () => {
  test(
    'are proposed with reasons, side by side, in one item of work for the pile',
    scene(async stage => {
      const { whole, again, pairId } = await twice(stage)
      const third = await enter(stage, { fullName: 'Nguyen Van An', identifiers: { phone: E164 } })
      await look(stage, third)
      expect(await pairsOf(stage)).toHaveLength(3)
      expect(await inboxOf(stage, 'register.pile')).toMatchObject([{ state: 'waiting', unit: { name: HERE } }])
      const view = await tracerOf(stage).register.pair({ params: { pairId } })
      expect(view.reasons).toEqual(expect.arrayContaining(['name-same', 'birth-same', 'id-digit', 'phone-same']))
      expect(view.sides.map(side => side.id).toSorted()).toEqual([whole, again].toSorted())
      expect(view.sides[0].facts.map(fact => fact.name)).toContain('timeline.facts.visits')
      const looked = await stage.sql`
        select person_id from core.audit where purpose = 'register.pairs' and person_id is not null order by 1`
      expect(looked.map(row => row.personId)).toEqual([whole, again].toSorted())
    }),
  )

  test(
    'are found by the round of those who are new or changed, and by that of the night',
    scene(async stage => {
      await enter(stage, { identifiers: { cccd: '046090900001' } })
      stage.at('2026-11-20T03:00:00Z')
      await lookAtChanged(stage.app)
      expect(await pairsOf(stage)).toEqual([])
      await enter(stage, { identifiers: { cccd: '046090900011' } })
      await lookAtChanged(stage.app)
      expect(await pairsOf(stage)).toHaveLength(1)
      await stage.app.run(ctx => ctx.sql`delete from register.pair`)
      expect(await lookAtAll(stage.app)).toBeGreaterThan(1)
      expect(await pairsOf(stage)).toHaveLength(1)
    }),
  )

  test(
    'are nobody’s business elsewhere, and no health officer’s',
    scene(async stage => {
      const { pairId } = await twice(stage)
      expect((await stage.as.tracer('Đông Hà').register.pairs({ query: {} })).pairs).toEqual([])
      expect(await problem(stage.as.tracer('Đông Hà').register.pair({ params: { pairId } }))).toBe('core.refused.area')
      expect(await problem(stage.as.healthOfficer(HERE).register.pairs({ query: {} }))).toBe('core.refused.verb')
    }),
  )

  test(
    'are merged by who decides, with a reason, and the pile closes by itself',
    scene(async stage => {
      const { whole, again, pairId } = await twice(stage)
      const decide = (body: { decision: 'merge'; intoId?: string; reason?: string }) =>
        tracerOf(stage).register.decide({ params: { pairId }, body })
      expect(await problem(decide({ decision: 'merge', intoId: whole }))).toBe('register.reason-missing')
      expect(await problem(decide({ decision: 'merge', reason: 'Đã gọi' }))).toBe('register.which-stays')
      await decide({ decision: 'merge', intoId: whole, reason: 'Đã gọi hỏi' })
      expect(await entriesOf(stage.sql, again)).toEqual([whole, again])
      expect(await pairsOf(stage)).toEqual([])
      expect(await inboxOf(stage, 'register.pile')).toEqual([])
      expect(await problem(decide({ decision: 'merge', intoId: whole, reason: 'Đã gọi' }))).toBe('register.decided')
    }),
  )

  test(
    'that are two people are asked about again only for a reason that was not there',
    scene(async stage => {
      const whole = await enter(stage, { identifiers: { cccd: '046090900001' } })
      const other = await enter(stage, { identifiers: { cccd: '046090900011' } })
      await look(stage, whole, other)
      const [pair] = await pairsOf(stage)
      const params = { pairId: pair?.id as string }
      await tracerOf(stage).register.decide({ params, body: { decision: 'distinct', reason: 'Hai anh em họ' } })
      await look(stage, whole, other)
      expect(await pairsOf(stage)).toEqual([])
      await stage.app.run(
        ctx => ctx.sql`update people.person set address = 'Thôn Đông' where id in (${whole}, ${other})`,
      )
      await look(stage, whole, other)
      expect(await pairsOf(stage)).toEqual([])
      for (const personId of [whole, other])
        await tracerOf(stage).people.setPhone({ params: { personId }, body: { phone: PHONE } })
      await look(stage, whole, other)
      expect(await pairsOf(stage)).toMatchObject([{ id: params.pairId }])
    }),
  )

  test(
    'wait when somebody says later, and are there again when asked for',
    scene(async stage => {
      const { pairId } = await twice(stage)
      await tracerOf(stage).register.decide({ params: { pairId }, body: { decision: 'later' } })
      expect(await pairsOf(stage)).toEqual([])
      const { pairs } = await tracerOf(stage).register.pairs({ query: { later: 'true' } })
      expect(pairs).toMatchObject([{ id: pairId, later: true }])
      stage.at('2026-11-28T02:00:00Z')
      expect(await pairsOf(stage)).toMatchObject([{ id: pairId, later: false }])
    }),
  )
})

describe('a merge that was a mistake', () => {
  test(
    'is taken back with a reason: numbers, household and account are right again, both are told, the pair is remembered',
    scene(async stage => {
      const { app, sql } = stage
      const { whole, again, pairId } = await twice(stage)
      const { accountId } = await stage.as.citizen('0905000002').player()
      await app.run(ctx => linkAccount(ctx, accountId, again))
      const before = await identifiersOf(app.context(sql), again)
      const tracer = tracerOf(stage)
      await tracer.register.decide({
        params: { pairId },
        body: { decision: 'merge', intoId: whole, reason: 'Cùng một người' },
      })
      expect((await stage.as.citizen('0905000002').people.mine({})).people).toMatchObject([{ id: whole }])
      await tracer.people.unmerge({
        params: { personId: whole, fromId: again },
        body: { reason: 'Hai người cùng tên' },
      })
      expect((await getPerson(sql, again))?.id).toBe(again)
      expect(await identifiersOf(app.context(sql), again)).toEqual(before)
      expect((await stage.as.citizen('0905000002').people.mine({})).people).toMatchObject([{ id: again }])
      const { history } = await tracer.people.history({ query: {}, params: { personId: whole } })
      expect(history).toMatchObject([{ what: 'unmerged', reason: 'Hai người cùng tên' }])
      expect(await pairsOf(stage)).toEqual([])
      const told = await sql`select distinct person_id from messages.message where template = 'register.unmerged'`
      expect(told.map(row => row.personId).toSorted()).toEqual([whole, again].toSorted())
      expect(
        await problem(
          tracer.people.unmerge({ params: { personId: again, fromId: again }, body: { reason: 'Lần nữa' } }),
        ),
      ).toBe('people.not-merged')
    }),
  )
})

describe('a citizen whose entry is wrong', () => {
  const entered = (stage: Stage) => enter(stage, { identifiers: { phone: E164, cccd: '046090900001' } })
  const mine = async (stage: Stage) => {
    const personId = await entered(stage)
    const me = stage.as.citizen(PHONE)
    await me.people.claim({ body: { personId, birthDate: '1990-12-01' } })
    const ask = (asked: object, note = '') => me.register.draft({ params: { personId }, body: { asked, note } })
    return { me, personId, ask, station: stage.as.healthOfficer(HERE) }
  }
  const picture = (name = 'cccd.png') => new File([TINY_PICTURE], name, { type: 'image/png' }) as never

  test(
    'asks with a photo; the station of the commune corrects it in two working days, and what it said is kept',
    scene(async stage => {
      const { me, personId, ask, station } = await mine(stage)
      const { correctionId, needsPhoto } = await ask({ birthDate: '1990-12-11', fullName: 'Nguyễn Văn Ân' }, 'Sai ngày')
      const params = { correctionId }
      expect(needsPhoto).toBe(true)
      expect(await problem(me.register.send({ params, body: {} }))).toBe('register.photo-missing')
      const pdf = new File([TINY_PDF], 'giay.pdf', { type: 'application/pdf' }) as never
      expect(await problem(me.register.photo({ params, body: pdf }))).toBe('register.pictures-only')
      await me.register.photo({ params, body: picture() })
      await me.register.send({ params, body: {} })
      const { rows } = await station.work.inbox({ query: { kind: 'register.correction' } })
      expect(rows).toMatchObject([{ state: 'asked', daysLeft: 2, subject: { id: correctionId } }])
      const view = await station.register.correction({ params })
      expect(view).toMatchObject({
        note: 'Sai ngày',
        lines: [
          { field: 'fullName', was: 'Nguyễn Văn An', asked: 'Nguyễn Văn Ân' },
          { field: 'birthDate', was: '01/12/1990', asked: '11/12/1990' },
        ],
        photos: [{ isPicture: true }],
      })
      await station.register.answer({ params, body: { step: 'accept', text: 'Đã xem căn cước' } })
      expect(await getPerson(stage.sql, personId)).toMatchObject({ fullName: 'Nguyễn Văn Ân', birthDate: '1990-12-11' })
      const { history } = await station.people.history({ query: {}, params: { personId } })
      expect(history.map(({ field, was, became }) => [field, was, became]).toSorted()).toEqual([
        ['birthDate', '1990-12-01', '1990-12-11'],
        ['fullName', 'Nguyễn Văn An', 'Nguyễn Văn Ân'],
      ])
      const { corrections } = await me.register.corrections({ params: { personId } })
      expect(corrections).toMatchObject([{ state: 'accepted', answer: 'Đã xem căn cước' }])
      expect(await stage.sql`select person_id from messages.message where template = 'register.accepted'`).toHaveLength(
        1,
      )
      const clear = await stage.sql<{ told: string }[]>`
        select concat(x::text) as told from people.change x union all select concat(c::text) from register.correction c`
      for (const { told } of clear) expect(told).not.toMatch(/1990-12|Nguyễn|Sai ngày/)
    }),
  )

  test(
    'has a new telephone: who signed in by the old one is out and speaks for nobody, and both numbers are told',
    scene(async stage => {
      const { me, personId, ask, station } = await mine(stage)
      const NEW = '0905000002'
      const params = { correctionId: (await ask({ phone: NEW })).correctionId }
      await me.register.send({ params, body: {} })
      expect((await me.people.mine({})).people).toHaveLength(1)
      const said = async (phone: string) =>
        (await stage.anyone.messages.mailbox({ query: { phone } })).messages.map(message => message.text).join(' ')
      const { accountId } = await station.player()
      await stage.sql`update identity.session set proved_at = null where account_id = ${accountId}`
      await stage.app.run(rightsChanged)
      const accept = () => station.register.answer({ params, body: { step: 'accept', text: '' } })
      expect(await problem(accept())).toBe('core.proof-wanted')
      await stage.sql`update identity.session set proved_at = ${stage.app.clock()} where account_id = ${accountId}`
      await stage.app.run(rightsChanged)
      await accept()
      await expect(me.people.mine({})).rejects.toMatchObject({ status: 401 })
      const [account] = await stage.sql`select from identity.account where person_id = ${personId}`
      expect(account).toBeUndefined()
      expect(await said(NEW)).toContain('đăng nhập bằng số điện thoại này')
      expect(await said(PHONE)).toMatch(/đã được đăng xuất/)
      expect(await said(PHONE)).not.toContain('Nguyễn')
      const again = stage.as.citizen(NEW)
      await again.people.claim({ body: { personId, birthDate: '1990-12-01' } })
      expect((await again.people.mine({})).people).toHaveLength(1)
    }),
  )

  test(
    'is refused with a reason, or asked for more and sends it',
    scene(async stage => {
      const { me, personId, ask, station } = await mine(stage)
      const first = { correctionId: (await ask({ address: 'Thôn Đông' })).correctionId }
      await me.register.send({ params: first, body: {} })
      expect(await problem(ask({ address: 'Thôn Nam' }))).toBe('register.asked-already')
      expect(await problem(station.register.answer({ params: first, body: { step: 'more', text: '' } }))).toBe(
        'register.reason-missing',
      )
      await station.register.answer({ params: first, body: { step: 'more', text: 'Gửi ảnh sổ hộ khẩu' } })
      await me.register.photo({ params: first, body: picture() })
      await me.register.send({ params: first, body: { note: 'Đây ạ' } })
      expect(await station.register.correction({ params: first })).toMatchObject({ state: 'asked', note: 'Đây ạ' })
      await station.register.answer({ params: first, body: { step: 'refuse', text: 'Không khớp' } })
      expect((await me.register.corrections({ params: { personId } })).corrections).toMatchObject([
        { state: 'refused', answer: 'Không khớp' },
      ])
      expect(await getPerson(stage.sql, personId)).toMatchObject({ address: 'Thôn Tây Phú' })
    }),
  )

  test(
    'asks for what can be, no more often than the policy lets, and of the own family alone',
    scene(async stage => {
      const { me, personId, ask, station } = await mine(stage)
      expect(await problem(ask({ birthDate: '2027-01-01' }))).toBe('people.birth-in-future')
      expect(await problem(ask({ idNumber: '123' }))).toBe('people.id-invalid')
      expect(await problem(ask({ phone: '12' }))).toBe('people.phone-invalid')
      expect(await problem(ask({ fullName: 'Nguyễn Văn An' }))).toBe('register.nothing-asked')
      const stranger = await enter(stage, { fullName: 'Ai Khác' })
      expect(
        await problem(
          me.register.draft({ params: { personId: stranger }, body: { asked: { address: 'X' }, note: '' } }),
        ),
      ).toBe('core.refused.not-yours')
      for (let n = 0; n < 5; n++) {
        const params = { correctionId: (await ask({ address: `Thôn ${n}` })).correctionId }
        await me.register.send({ params, body: {} })
        if (n === 0)
          expect(await problem(stage.as.healthOfficer('Phường Đông Giang').register.correction({ params }))).toBe(
            'core.refused.area',
          )
        await me.register.withdraw({ params })
      }
      expect(await problem(ask({ address: 'Thôn 9' }))).toBe('register.too-often')
      expect((await station.work.inbox({ query: { kind: 'register.correction' } })).rows).toEqual([])
      expect((await me.register.corrections({ params: { personId } })).corrections).toHaveLength(5)
    }),
  )

  test(
    'cannot have the number of somebody else: nothing changes, and the item stays',
    scene(async stage => {
      const { me, personId, ask, station } = await mine(stage)
      await enter(stage, { fullName: 'Lê Thị Bình', identifiers: { cccd: '046190900002' } })
      const params = { correctionId: (await ask({ idNumber: '046190900002' })).correctionId }
      await me.register.photo({ params, body: picture() })
      await me.register.send({ params, body: {} })
      expect(await station.register.correction({ params })).toMatchObject({ warnings: ['sex'] })
      expect(await problem(station.register.answer({ params, body: { step: 'accept', text: '' } }))).toBe(
        'people.identifier-taken',
      )
      expect((await identifiersOf(stage.app.context(stage.sql), personId)).cccd).toBe('046090900001')
      expect((await station.work.inbox({ query: { kind: 'register.correction' } })).rows).toHaveLength(1)
    }),
  )
})
