import { describe, expect, test } from 'vitest'
import { PASSWORD } from '#apps/testing/cast.ts'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { createAccount, setContact } from '#base/identity/accounts.ts'
import { addGrant } from '#base/identity/grants.ts'
import type { RoleName } from '#base/identity/roles.ts'
import { setPolicy } from '#base/policies/index.ts'
import { officeShare } from './policies.ts'
import type { Kind } from './rules.ts'

const HERE = 'Xã Phong Bình'
/** A Monday; it is Friday the 20th. */
const MONDAY = '2026-11-23'
const TUESDAY = '2026-11-24'
const LAST = '2026-11-16'
const problem = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    error => error.code,
  )

/** A commune with a chair and some officers, each with a device. */
async function office(stage: Stage, count = 4, role: RoleName | undefined = 'health-officer') {
  const { app, as, world } = stage
  const unitId = unitNamed(world, HERE)
  const chair = as.role('commune-chair', { areaId: unitId })
  const { accountId: chairId } = await chair.player()
  const officers = []
  for (let i = 1; i <= count; i++) {
    const login = `lich.${i}`
    const id = await app.run(async ctx => {
      const made = { kind: 'officer', name: `Lê Văn ${'ABCDEFGH'[i]}`, login, password: PASSWORD, unitId } as const
      const accountId = await createAccount(ctx, { ...made, mustChangePassword: false })
      if (role) await addGrant(ctx, { accountId, role, areaId: unitId })
      await setContact(ctx, accountId, { phone: `+8490500010${i}` })
      return accountId
    })
    const device = stage.device(`10.0.0.${i}`)
    await device.identity.signIn({ body: { login, password: PASSWORD } })
    officers.push({ id, device })
  }
  return { unitId, chair, chairId, officers: officers as [Officer, Officer, ...Officer[]] }
}
interface Officer {
  readonly id: string
  readonly device: Stage['anyone']
}
type Office = Awaited<ReturnType<typeof office>>

const said = (accountId: string, day: string, kind: Kind | null, more: object = {}) => ({
  accountId,
  day,
  kind,
  fromTime: null,
  untilTime: null,
  standInId: null,
  note: '',
  ...more,
})
const NIGHT = { fromTime: '19:00', untilTime: '07:00' }
const where = (unitId: string, day = MONDAY) => ({ unitId, day })
const weekOf = ({ chair, unitId }: Office, day = MONDAY) => chair.rosters.week({ params: where(unitId, day) })
async function save({ chair, unitId }: Office, entries: ReturnType<typeof said>[], more: object = {}) {
  const { version } = await chair.rosters.week({ params: where(unitId, entries[0]?.day) })
  return chair.rosters.save({ params: where(unitId, entries[0]?.day), body: { version, entries, ...more } })
}
async function publish(one: Office, day = MONDAY, reason?: string) {
  const { version } = await weekOf(one, day)
  return one.chair.rosters.publish({ params: where(one.unitId, day), body: { version, ...(reason ? { reason } : {}) } })
}
const told = ({ sql }: Stage, template: string) => sql`select from messages.message where template = ${template}`
const half = ({ app }: Stage, unitId: string) =>
  app.run(ctx =>
    setPolicy(ctx, officeShare.code, {
      unitId,
      from: '2026-11-01',
      document: 'Thử',
      params: { largestShare: 0.5, teamFrom: 4 },
    }),
  )
const kindsOn = async (one: Office, day: string) => {
  const { entries, people } = await weekOf(one, day)
  return people.map(({ id }) => entries.find(entry => entry.accountId === id && entry.day === day)?.kind ?? null)
}

describe('a week', () => {
  test(
    'is seen by those who plan until it is published; then everybody in it is told and sees it',
    scene(async stage => {
      const here = await office(stage)
      const [a, b] = here.officers
      await save(here, [said(a.id, MONDAY, 'duty', NIGHT), said(b.id, TUESDAY, 'home')])
      const draft = await a.device.rosters.mine({ query: { day: MONDAY } })
      expect(draft).toMatchObject({ published: false, entries: [], next: [], me: a.id })
      await publish(here)
      expect(await told(stage, 'rosters.published')).toHaveLength(2)
      const mine = await a.device.rosters.mine({ query: { day: TUESDAY } })
      expect(mine).toMatchObject({ published: true, monday: MONDAY, next: [{ day: MONDAY, kind: 'duty', ...NIGHT }] })
      expect(mine.entries).toHaveLength(2)
      expect(await weekOf(here)).toMatchObject({ publishedBy: expect.any(String), version: 2 })
      expect(await problem(publish(here))).toBe('rosters.published-already')
    }),
  )

  test(
    'changed after it was published tells those concerned, and nobody else',
    scene(async stage => {
      const here = await office(stage)
      const [a, b] = here.officers
      await save(here, [said(a.id, MONDAY, 'office'), said(b.id, MONDAY, 'home')])
      await publish(here)
      await save(here, [said(a.id, MONDAY, 'home'), said(b.id, MONDAY, 'home')])
      expect(await told(stage, 'rosters.changed')).toHaveLength(1)
      await save(here, [said(a.id, MONDAY, 'home')])
      expect(await told(stage, 'rosters.changed')).toHaveLength(1)
      expect(await b.device.rosters.mine({ query: { day: MONDAY } })).toMatchObject({ next: [{ kind: 'home' }] })
      await save(here, [said(b.id, MONDAY, null)])
      expect(await b.device.rosters.mine({ query: { day: MONDAY } })).toMatchObject({ next: [] })
    }),
  )

  test(
    'refuses what makes no sense and stays as it was',
    scene(async stage => {
      const here = await office(stage)
      const [a, b] = here.officers
      const other = stage.as.healthOfficer('Xã Phong Hòa')
      const { accountId: stranger } = await other.player()
      await save(here, [said(a.id, MONDAY, 'office')])
      const { version } = await weekOf(here)
      const params = where(here.unitId)
      const attempt = (entry: ReturnType<typeof said>, at = version) =>
        problem(
          here.chair.rosters.save({ params, body: { version: at, entries: [said(b.id, MONDAY, 'home'), entry] } }),
        )
      expect(await attempt(said(a.id, '2026-11-30', 'home'))).toBe('rosters.not-of-the-week')
      expect(await attempt(said(stranger, MONDAY, 'home'))).toBe('rosters.not-of-the-team')
      expect(await attempt(said(a.id, MONDAY, 'duty'))).toBe('rosters.hours')
      expect(await attempt(said(a.id, MONDAY, 'home', NIGHT))).toBe('rosters.hours')
      expect(await attempt(said(a.id, MONDAY, 'home', { standInId: b.id }))).toBe('rosters.stand-in-of-leave')
      expect(await attempt(said(a.id, MONDAY, 'home'), version - 1)).toBe('rosters.changed')
      expect(await weekOf(here)).toMatchObject({ version, entries: [{ accountId: a.id, kind: 'office' }] })
      expect(await problem(a.device.rosters.week({ params }))).toBe('core.refused.verb')
      expect(await problem(publish(here, '2026-12-07'))).toBe('rosters.empty')
    }),
  )
})

describe('a pattern', () => {
  test(
    'lets two halves take turns by working day, over weeks, and leaves leave and duty alone',
    scene(async stage => {
      const here = await office(stage, 3)
      const [a, b] = here.officers
      await save(here, [said(a.id, MONDAY, 'leave'), said(b.id, MONDAY, 'duty', NIGHT)])
      const body = { by: 'days' as const, weeks: 2 }
      expect(await here.chair.rosters.fill({ params: where(here.unitId), body })).toEqual({ filled: 2 })
      const week = await weekOf(here)
      expect(week.entries.filter(entry => entry.day === '2026-11-28')).toEqual([])
      expect(week.entries.find(entry => entry.accountId === a.id && entry.day === MONDAY)?.kind).toBe('leave')
      expect(week.entries.find(entry => entry.accountId === b.id && entry.day === MONDAY)?.kind).toBe('duty')
      const [tuesday, wednesday] = [await kindsOn(here, TUESDAY), await kindsOn(here, '2026-11-25')]
      expect(new Set(tuesday)).toEqual(new Set(['office', 'home']))
      expect(wednesday).toEqual(tuesday.map(kind => (kind === 'office' ? 'home' : 'office')))
      // Friday was the fifth turn; the next Monday is the sixth.
      expect(await kindsOn(here, '2026-11-30')).toEqual(tuesday)
      for (const count of week.days.filter(day => day.worked)) expect(count.over).toBe(false)
    }),
  )

  test(
    'by weeks changes each week; a published week is not filled',
    scene(async stage => {
      const here = await office(stage, 3)
      const body = { by: 'weeks' as const, weeks: 2 }
      await here.chair.rosters.fill({ params: where(here.unitId), body })
      const monday = await kindsOn(here, MONDAY)
      expect(await kindsOn(here, '2026-11-27')).toEqual(monday)
      expect(await kindsOn(here, '2026-12-01')).toEqual(monday.map(kind => (kind === 'office' ? 'home' : 'office')))
      await publish(here)
      expect(await problem(here.chair.rosters.fill({ params: where(here.unitId), body }))).toBe(
        'rosters.published-already',
      )
    }),
  )

  test(
    'is the week before when it is copied, without its leave',
    scene(async stage => {
      const here = await office(stage)
      const [a, b] = here.officers
      expect(await problem(here.chair.rosters.copy({ params: where(here.unitId) }))).toBe('rosters.nothing-to-copy')
      await save(here, [said(a.id, LAST, 'leave'), said(b.id, '2026-11-18', 'duty', NIGHT)])
      await here.chair.rosters.copy({ params: where(here.unitId) })
      expect((await weekOf(here)).entries).toMatchObject([{ accountId: b.id, day: '2026-11-25', kind: 'duty' }])
    }),
  )
})

describe('the limit', () => {
  test(
    'is passed with a reason only, which is printed',
    scene(async stage => {
      const here = await office(stage)
      await half(stage, here.unitId)
      await save(
        here,
        here.officers.map(({ id }) => said(id, MONDAY, 'office')),
      )
      expect((await weekOf(here)).days[0]).toMatchObject({ over: true, share: 1 })
      const refused = await publish(here).catch(error => error)
      expect(refused).toMatchObject({ code: 'rosters.over-limit', params: { share: 1, limit: 0.5 } })
      expect(await weekOf(here)).toMatchObject({ publishedAt: null })
      await publish(here, MONDAY, 'Tổng điều tra dân số')
      expect(await weekOf(here)).toMatchObject({ overReason: 'Tổng điều tra dân số' })
    }),
  )

  test(
    'holds for changes of what is published, too',
    scene(async stage => {
      const here = await office(stage)
      await half(stage, here.unitId)
      const [a] = here.officers
      await save(
        here,
        here.officers.map(({ id }, i) => said(id, MONDAY, i < 2 ? 'home' : 'office')),
      )
      await publish(here)
      expect(await problem(save(here, [said(a.id, MONDAY, 'duty', NIGHT)]))).toBe('rosters.over-limit')
      await save(here, [said(a.id, MONDAY, 'duty', NIGHT)], { reason: 'Trực dịch' })
      expect((await weekOf(here)).days[0]).toMatchObject({ duty: 1, over: true })
    }),
  )
})

describe('who is on leave', () => {
  test(
    'has somebody stand in while the published roster says so',
    scene(async stage => {
      const here = await office(stage)
      const [a, b] = here.officers
      const leave = { standInId: b.id }
      await save(here, [said(a.id, TUESDAY, 'leave', leave), said(a.id, MONDAY, 'leave', leave)])
      expect((await b.device.work.standIns({})).standIns).toEqual([])
      await publish(here)
      const { standIns } = await b.device.work.standIns({})
      expect(standIns).toMatchObject([
        { away: { id: a.id }, since: '2026-11-22T17:00:00.000Z', until: '2026-11-24T17:00:00.000Z', own: false },
      ])
      await save(here, [said(a.id, TUESDAY, 'home'), said(a.id, MONDAY, 'office')])
      expect((await b.device.work.standIns({})).standIns).toEqual([])
    }),
  )

  test(
    'has nobody stand in who lacks the rights, or is away as well: it is said while it is planned',
    scene(async stage => {
      const here = await office(stage)
      const [a, b] = here.officers
      const lacking = await save(here, [said(a.id, TUESDAY, 'leave', { standInId: here.chairId })]).catch(
        error => error,
      )
      expect(lacking).toMatchObject({ code: 'work.stand-in-lacks' })
      const both = [
        said(a.id, TUESDAY, 'leave', { standInId: b.id }),
        said(b.id, TUESDAY, 'leave', { standInId: a.id }),
      ]
      expect(await problem(save(here, both))).toBe('work.stand-in-away')
      await save(here, both.slice(0, 1))
      await publish(here)
      // The other way round in one change: what the week said before does not count.
      await save(here, [said(a.id, TUESDAY, 'home'), both[1] as ReturnType<typeof said>])
      expect((await a.device.work.standIns({})).standIns).toMatchObject([{ away: { id: b.id } }])
    }),
  )
})

describe('a swap', () => {
  async function planned(stage: Stage) {
    const here = await office(stage)
    const [a, b] = here.officers
    await save(here, [
      said(a.id, MONDAY, 'duty', NIGHT),
      said(b.id, MONDAY, 'home'),
      said(a.id, TUESDAY, 'home'),
      said(b.id, TUESDAY, 'leave'),
    ])
    await publish(here)
    return { ...here, a, b }
  }
  const ask = ({ device }: Officer, otherId: string, ...days: string[]) =>
    device.rosters.askSwap({ body: { otherId, days, note: 'Con ốm' } })
  const inbox = async ({ chair }: Office) => (await chair.work.inbox({ query: { kind: 'rosters.swap' } })).rows

  test(
    'takes the consent of the other and then of who plans; both are told, and the roster is exchanged',
    scene(async stage => {
      const here = await planned(stage)
      const { a, b } = here
      const { swapId } = await ask(a, b.id, MONDAY)
      expect(await told(stage, 'rosters.swap-asked')).toHaveLength(1)
      const params = { swapId }
      expect(await inbox(here)).toEqual([])
      expect(await problem(here.chair.rosters.decideSwap({ params, body: { approve: true } }))).toBe(
        'rosters.swap-settled',
      )
      expect(await problem(a.device.rosters.answerSwap({ params, body: { agree: true } }))).toBe('core.not-found')
      await b.device.rosters.answerSwap({ params, body: { agree: true } })
      expect(await inbox(here)).toMatchObject([{ state: 'agreed', subject: { id: swapId } }])
      expect(await here.chair.rosters.swap({ params })).toMatchObject({ asker: { id: a.id }, other: { id: b.id } })
      await here.chair.rosters.decideSwap({ params, body: { approve: true } })
      expect(await inbox(here)).toEqual([])
      expect((await weekOf(here)).entries.filter(entry => entry.day === MONDAY)).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ accountId: b.id, kind: 'duty', ...NIGHT }),
          expect.objectContaining({ accountId: a.id, kind: 'home', fromTime: null }),
        ]),
      )
      expect((await a.device.rosters.mine({ query: {} })).swaps).toMatchObject([{ state: 'approved', mine: true }])
      expect(await problem(here.chair.rosters.decideSwap({ params, body: { approve: true } }))).toBe(
        'rosters.swap-settled',
      )
    }),
  )

  test(
    'is declined, taken back or refused, and then changes nothing',
    scene(async stage => {
      const here = await planned(stage)
      const { a, b } = here
      const before = (await weekOf(here)).entries
      const one = { swapId: (await ask(a, b.id, MONDAY)).swapId }
      await b.device.rosters.answerSwap({ params: one, body: { agree: false } })
      const two = { swapId: (await ask(a, b.id, MONDAY)).swapId }
      await b.device.rosters.answerSwap({ params: two, body: { agree: true } })
      expect(await problem(b.device.rosters.withdrawSwap({ params: two }))).toBe('core.not-found')
      await a.device.rosters.withdrawSwap({ params: two })
      expect(await inbox(here)).toEqual([])
      const three = { swapId: (await ask(a, b.id, MONDAY)).swapId }
      await b.device.rosters.answerSwap({ params: three, body: { agree: true } })
      const refuse = (reason?: string) =>
        here.chair.rosters.decideSwap({ params: three, body: { approve: false, ...(reason ? { reason } : {}) } })
      expect(await problem(refuse())).toBe('rosters.swap-why')
      await refuse('Thiếu người trực')
      const { swaps } = await b.device.rosters.mine({ query: {} })
      expect(swaps.map(swap => swap.state).toSorted()).toEqual(['declined', 'refused', 'withdrawn'])
      expect((await weekOf(here)).entries).toEqual(before)
    }),
  )

  test(
    'of what is not planned, of leave, of the same, of the past, or with a stranger is refused',
    scene(async stage => {
      const here = await planned(stage)
      const { a, b } = here
      const [, , c] = here.officers
      const { accountId: stranger } = await stage.as.healthOfficer('Xã Phong Hòa').player()
      expect(await problem(ask(a, a.id, MONDAY))).toBe('rosters.swap-whom')
      expect(await problem(ask(a, stranger, MONDAY))).toBe('rosters.swap-unplanned')
      expect(await problem(ask(a, b.id, '2026-11-25'))).toBe('rosters.swap-unplanned')
      expect(await problem(ask(a, b.id, TUESDAY))).toBe('rosters.swap-leave')
      expect(await problem(ask(a, b.id, '2026-11-19'))).toBe('rosters.swap-over')
      await save(here, [said(c?.id as string, TUESDAY, 'home')])
      expect(await problem(ask(a, c?.id as string, TUESDAY))).toBe('rosters.swap-same')
    }),
  )

  test(
    'is of what the roster said then: what was changed since is not exchanged, and nobody decides their own',
    scene(async stage => {
      const here = await planned(stage)
      const { a, b, chairId } = here
      const params = { swapId: (await ask(a, b.id, MONDAY)).swapId }
      await b.device.rosters.answerSwap({ params, body: { agree: true } })
      await save(here, [said(b.id, MONDAY, 'office')])
      expect(await problem(here.chair.rosters.decideSwap({ params, body: { approve: true } }))).toBe(
        'rosters.swap-outdated',
      )
      await save(here, [said(chairId, MONDAY, 'office')])
      const own = { swapId: (await ask(a, chairId, MONDAY)).swapId }
      await here.chair.rosters.answerSwap({ params: own, body: { agree: true } })
      expect(await problem(here.chair.rosters.decideSwap({ params: own, body: { approve: true } }))).toBe(
        'rosters.own-swap',
      )
      const leader = stage.as.leader('Phong Điền')
      await leader.rosters.decideSwap({ params: own, body: { approve: true } })
      stage.at('2026-11-24T02:00:00Z')
      expect(await problem(leader.rosters.decideSwap({ params, body: { approve: true } }))).toBe('rosters.swap-over')
    }),
  )
})

describe('the picture of the day', () => {
  test(
    'says who is where, the share against the limit and who has no roster, from the figures',
    scene(async stage => {
      const here = await office(stage)
      await half(stage, here.unitId)
      const [a, b, c, d] = here.officers
      await save(here, [
        said(a.id, MONDAY, 'office'),
        said(b.id, MONDAY, 'duty', NIGHT),
        said(c?.id as string, MONDAY, 'home'),
        said(d?.id as string, MONDAY, 'leave'),
      ])
      await publish(here)
      await stage.settle()
      const leader = stage.as.leader('Phong Điền')
      await stage.as.healthOfficer('Xã Phong Hòa').player()
      const today = await leader.rosters.today({ query: { day: MONDAY } })
      const offices = new Map(today.rows.map(row => [row.name, row]))
      expect(offices.get(HERE)).toMatchObject({ planned: true, officers: 5, office: 1, duty: 1, home: 1, leave: 1 })
      expect(offices.get(HERE)).toMatchObject({ share: 2 / 3, over: false, largestShare: 0.5 })
      expect(offices.get('Xã Phong Hòa')).toMatchObject({ planned: false, share: null })
      expect(today.figures).toMatchObject({ office: 2, home: 1, leave: 1, share: 2 / 3 })
      const missing = await leader.rosters.today({ query: { day: MONDAY, missing: 'true' } })
      expect(missing.rows.map(row => row.name)).not.toContain(HERE)
      expect(missing.rows.map(row => row.name)).toContain('Xã Phong Hòa')
      // Nobody sees further than their own area.
      const narrow = await here.chair.rosters.today({ query: { day: MONDAY } })
      expect(narrow.rows.map(row => row.name)).toEqual([HERE])
    }),
  )
})

describe('on paper', () => {
  test(
    'only what is published is printed; a workbook is made of a draft too',
    scene(async stage => {
      const here = await office(stage)
      const [a, b] = here.officers
      await save(here, [said(a.id, MONDAY, 'duty', NIGHT), said(b.id, TUESDAY, 'leave', { standInId: a.id })])
      const params = where(here.unitId)
      expect(await problem(here.chair.rosters.paper({ params }))).toBe('rosters.not-published')
      const sheet = await here.chair.rosters.sheet({ params })
      expect((await sheet.arrayBuffer()).byteLength).toBeGreaterThan(1000)
      await publish(here)
      const paper = await here.chair.rosters.paper({ params })
      expect(
        Buffer.from(await paper.arrayBuffer())
          .subarray(0, 5)
          .toString(),
      ).toBe('%PDF-')
    }),
  )
})

test(
  'whom the leader charges plans the office, and nobody does any longer once that is taken back',
  scene(async stage => {
    const here = await office(stage, 2, undefined)
    const [a] = here.officers
    const params = { unitId: here.unitId, accountId: a.id }
    expect(await problem(a.device.rosters.week({ params: where(here.unitId) }))).toBe('core.refused.verb')
    await here.chair.rosters.charge({ params })
    const { officers } = await here.chair.rosters.planners({ params: { unitId: here.unitId } })
    expect(officers.filter(one => one.charged).map(one => one.id)).toEqual([a.id])
    await a.device.rosters.save({
      params: where(here.unitId),
      body: { version: 0, entries: [said(a.id, MONDAY, 'home')] },
    })
    expect(await problem(a.device.rosters.charge({ params }))).toBe('core.refused.verb')
    await here.chair.rosters.discharge({ params })
    expect(await problem(a.device.rosters.week({ params: where(here.unitId) }))).toBe('core.refused.verb')
    const { accountId } = await stage.as.healthOfficer('Xã Phong Hòa').player()
    expect(await problem(here.chair.rosters.charge({ params: { unitId: here.unitId, accountId } }))).toBe(
      'core.not-found',
    )
  }),
)
