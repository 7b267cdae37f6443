import { describe, expect, test } from 'vitest'
import { COMMUNE, desk, NEIGHBOUR } from '#apps/testing/desk.ts'
import { personMerged } from '#base/people/events.ts'
import { addPerson, mergePeople } from '#base/people/people.ts'
import { at } from '#core/contract.ts'
import { deadlines } from './policies.ts'
import { errand, secret } from './testing.ts'
import { moveWork } from './work.ts'

/** A Friday, nine in the morning. */
const NOW = new Date('2026-11-20T02:00:00Z')

const call = (workId: string) => ({ params: { workId } })
const problem = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (e: { code: string }) => e.code,
  )

describe('an officer’s inbox', () => {
  test(
    'holds what is to be done in the officer’s area, most urgent first, and a page says where the next begins',
    desk(async ({ as, many, open, commune, neighbour }) => {
      const ids = await many(7, i => ({ due: new Date(NOW.getTime() + (7 - i) * 3_600_000) }))
      const never = await open({ due: null })
      await open({ unitId: neighbour })
      const officer = as.healthOfficer(COMMUNE)
      const seen: string[] = []
      let after: string | undefined
      let counted: number | undefined
      do {
        const page = await officer.work.inbox({ query: { limit: '3', after } })
        counted ??= page.atLeast
        seen.push(...page.rows.map(row => row.id))
        expect(page.rows.every(row => row.unit.id === commune)).toBe(true)
        after = page.more ?? undefined
      } while (after)
      expect(seen).toEqual([...ids.reverse(), never])
      expect(counted).toBe(8)
    }),
  )

  test(
    'is the same whatever else there is: a wide view and a narrow one agree',
    desk(async ({ as, many, commune, neighbour }) => {
      await many(60, i => ({
        unitId: i % 2 ? commune : neighbour,
        due: new Date(NOW.getTime() + ((i * 37) % 60) * 60_000),
      }))
      const province = await as.tracer('46').work.inbox({ query: { limit: '100' } })
      const parts = await Promise.all(
        [COMMUNE, NEIGHBOUR].map(u => as.healthOfficer(u).work.inbox({ query: { limit: '100' } })),
      )
      const merged = parts.flatMap(part => part.rows).sort((a, b) => ((a.dueAt ?? '') < (b.dueAt ?? '') ? -1 : 1))
      expect(province.rows.map(row => row.id)).toEqual(merged.map(row => row.id))
      expect(province.rows).toHaveLength(60)
    }),
  )

  test(
    'is narrowed by kind, state, holder, unit, lateness and being done',
    desk(async ({ as, open, neighbour, at: setClock }) => {
      const officer = as.tracer('46')
      const waiting = await open()
      const mine = await open()
      const there = await open({ unitId: neighbour })
      const late = await open({ due: { hours: 1 } })
      const finished = await open()
      await officer.work.move({ ...call(waiting), body: { step: 'wait', version: 1 } })
      await officer.work.claim({ body: { items: [{ id: mine }] } })
      await officer.work.move({ ...call(finished), body: { step: 'finish', version: 1 } })
      setClock('2026-11-20T04:00:00Z')
      const ids = async (query: object) => (await officer.work.inbox({ query })).rows.map(row => row.id).sort()
      const all = [waiting, mine, there, late].sort()
      expect(await ids({})).toEqual(all)
      expect(await ids({ kind: errand.kind })).toEqual(all)
      expect(await ids({ kind: 'no.such' })).toEqual([])
      expect(await ids({ kind: errand.kind, state: 'waiting' })).toEqual([waiting])
      expect(await ids({ state: 'waiting' })).toEqual([waiting])
      expect(await ids({ holder: 'me' })).toEqual([mine])
      expect(await ids({ holder: 'nobody' })).toEqual(all.filter(id => id !== mine))
      expect(await ids({ unitId: neighbour })).toEqual([there])
      expect(await ids({ late: 'true' })).toEqual([late])
      expect(await ids({ done: 'true' })).toEqual([finished])
      const { head } = await officer.work.head({ query: { holder: 'me' } })
      expect(head).toEqual([`${mine}:2`])
      expect(await officer.work.counts({ query: {} })).toEqual({
        all: 4,
        mine: 1,
        free: 3,
        late: 1,
        risen: 0,
        most: 1000,
      })
    }),
  )

  test(
    'finds work about a person by name without accents and by phone number, in the officer’s area only, and is a look at them',
    desk(async ({ as, app, sql, open, commune, neighbour }) => {
      const person = (fullName: string, phone: string) =>
        app.run(ctx => addPerson(ctx, { fullName, identifiers: { phone } }))
      const an = await person('Nguyễn Văn An', '+84901234561')
      const em = await person('Trần Thị Em', '+84901234562')
      const aboutAn = await open({ personId: an, unitId: commune })
      await open({ personId: an, unitId: neighbour })
      await open({ personId: em, unitId: commune })
      const find = async (q: string) => (await as.healthOfficer(COMMUNE).work.inbox({ query: { q } })).rows
      expect((await find('van an')).map(row => [row.id, row.person?.name])).toEqual([[aboutAn, 'Nguyễn Văn An']])
      expect((await find('0901 234 561')).map(row => row.id)).toEqual([aboutAn])
      expect(await find('0901 234 569')).toEqual([])
      const other = await open({ unitId: commune })
      const said = { note: 'Đã gặp mẹ của Văn An ở chợ Phò Trạch' }
      await as.healthOfficer(COMMUNE).work.comment({ ...call(other), body: said })
      expect((await find('cho pho trach')).map(row => row.id)).toEqual([other])
      expect((await find('van an')).map(row => row.id).sort()).toEqual([aboutAn, other].sort())
      expect((await as.healthOfficer(NEIGHBOUR).work.inbox({ query: { q: 'phò trạch' } })).rows).toEqual([])
      expect(await find('%')).toEqual([])

      await as.healthOfficer(COMMUNE).work.inbox({ query: {} })
      const looks = await sql<{ purpose: string; shown: string[] | null }[]>`
        select purpose, shown from core.audit where endpoint = 'work.inbox' order by seq`
      expect(looks.slice(0, 3)).toEqual([
        { purpose: 'work.search', shown: [an] },
        { purpose: 'work.search', shown: [an] },
        { purpose: 'work.search', shown: null },
      ])
      expect(looks).toHaveLength(7)
    }),
  )

  test(
    'does not show a kind whose own right the officer lacks',
    desk(async ({ as, open }) => {
      const hidden = await open({ kind: secret.kind })
      const officer = as.healthOfficer(COMMUNE)
      expect((await officer.work.inbox({ query: {} })).rows).toEqual([])
      expect((await officer.work.kinds({})).kinds.map(k => k.kind)).not.toContain(secret.kind)
      expect(await problem(officer.work.item(call(hidden)))).toBe('core.refused.verb')
      expect(await problem(officer.work.move({ ...call(hidden), body: { step: 'finish', version: 1 } }))).toBe(
        'core.refused.verb',
      )
    }),
  )
})

describe('an officer of another commune', () => {
  test(
    'is told that it is outside the area, whatever is tried',
    desk(async ({ as, open }) => {
      const id = await open()
      const foreign = as.healthOfficer(NEIGHBOUR)
      const tries = [
        foreign.work.item(call(id)),
        foreign.work.move({ ...call(id), body: { step: 'finish', version: 1 } }),
        foreign.work.comment({ ...call(id), body: { note: 'Cho tôi xem' } }),
        foreign.work.hand({ ...call(id), body: { accountId: (await foreign.player()).accountId } }),
        foreign.work.release(call(id)),
        foreign.work.officers(call(id)),
        foreign.work.transfer({ ...call(id), body: { unitId: id, note: 'Chuyển' } }),
      ]
      expect(await Promise.all(tries.map(problem))).toEqual(tries.map(() => 'core.refused.area'))
      const { results } = await foreign.work.moveMany({ body: { step: 'finish', items: [{ id }] } })
      expect(results.map(r => r.problem?.code)).toEqual(['core.refused.area'])
      const taken = await foreign.work.claim({ body: { items: [{ id }] } })
      expect(taken.results.map(r => r.problem?.code)).toEqual(['core.refused.area'])
      expect(await as.healthOfficer(COMMUNE).work.item(call(id))).toMatchObject({
        state: 'new',
        holder: null,
        version: 1,
      })
    }),
  )
})

describe('a step', () => {
  test(
    'is kept with who took it, from where to where, and why',
    desk(async ({ as, open }) => {
      const officer = as.healthOfficer(COMMUNE)
      const id = await open()
      await officer.work.move({ ...call(id), body: { step: 'drop', note: 'Trùng hồ sơ', version: 1 } })
      const { steps, state, closedAt } = await officer.work.item(call(id))
      expect({ state, closedAt }).toEqual({ state: 'dropped', closedAt: NOW.toISOString() })
      expect(steps.map(({ what, name, from, to, note }) => ({ what, name, from, to, note }))).toEqual([
        { what: 'opened', name: null, from: null, to: 'new', note: null },
        { what: 'moved', name: 'drop', from: 'new', to: 'dropped', note: 'Trùng hồ sơ' },
      ])
      expect(steps.at(-1)?.by).toMatch(/^Cán bộ/)
    }),
  )

  test.each([
    ['that the flow does not know', { step: 'fly', version: 1 }, 'work.no-such-step'],
    ['that needs another right', { step: 'sign', version: 1 }, 'core.refused.verb'],
    ['that needs a reason', { step: 'drop', version: 1 }, 'work.needs-note'],
    ['that needs a form', { step: 'fill', version: 1 }, 'work.needs-form'],
    ['made on what was seen before somebody else changed it', { step: 'finish', version: 0 }, 'work.changed'],
  ])('%s is refused', (_, body, code) =>
    desk(async ({ as, open }) => {
      const id = await open()
      expect(await problem(as.healthOfficer(COMMUNE).work.move({ ...call(id), body }))).toBe(code)
    })(),
  )

  test(
    'is offered as data, with the reason when it is not allowed',
    desk(async ({ as, open }) => {
      const id = await open()
      const offered = async (who: ReturnType<typeof as.leader>) =>
        Object.fromEntries((await who.work.item(call(id))).moves.map(move => [move.name, move.refused]))
      expect(await offered(as.healthOfficer(COMMUNE))).toEqual({
        wait: null,
        finish: null,
        drop: null,
        sign: 'core.refused.verb',
        fill: null,
      })
      expect(await offered(as.leader(COMMUNE))).toMatchObject({ wait: 'core.refused.verb' })
    }),
  )

  test(
    'taken with many has a result for each',
    desk(async ({ as, many, open, neighbour }) => {
      const ids = await many(3)
      const foreign = await open({ unitId: neighbour })
      const officer = as.healthOfficer(COMMUNE)
      await officer.work.move({ ...call(ids[1] as string), body: { step: 'finish', version: 1 } })
      const items = [...ids, foreign].map(id => ({ id, version: 1 }))
      const { results } = await officer.work.moveMany({ body: { step: 'wait', items } })
      expect(results.map(r => r.problem?.code ?? r.version)).toEqual([2, 'work.changed', 2, 'core.refused.area'])
      expect(results[1]?.problem?.title).toMatch(/Người khác vừa cập nhật/)
      const waiting = await officer.work.inbox({ query: { state: 'waiting' } })
      expect(waiting.rows.map(row => row.id).sort()).toEqual([ids[0], ids[2]].sort())
    }),
  )

  test(
    'of the system itself needs nobody’s right, and a capability fills in the form',
    desk(async ({ app, open }) => {
      const id = await open()
      expect(await app.run(ctx => moveWork(ctx, id, 'fill', { form: 'work.errand-form' }))).toMatchObject({
        state: 'waiting',
      })
      expect(await app.run(ctx => moveWork(ctx, id, 'finish'))).toMatchObject({ state: 'done', open: false })
      await expect(app.run(ctx => moveWork(ctx, id, 'finish'))).rejects.toMatchObject({ code: 'work.no-such-step' })
    }),
  )
})

describe('opening', () => {
  test(
    'the same work twice makes one item; after it is done it can be opened again',
    desk(async ({ app, open, many }) => {
      const subject = at.of('thing', 'one')
      const first = await open({ subject })
      expect(await open({ subject })).toBe(first)
      const [a, b, c] = await many(3, i => ({ subject: i === 1 ? at.of('thing', 'two') : subject }))
      expect([a, c]).toEqual([first, first])
      expect(b).not.toBe(first)
      await app.run(ctx => moveWork(ctx, first, 'finish'))
      expect(await open({ subject })).not.toBe(first)
    }),
  )

  test(
    'sets the deadline of the flow, of the province’s rule, or the one given',
    desk(async ({ as, open, commune, world }) => {
      const officer = as.healthOfficer(COMMUNE)
      const dueOf = async (id: string) => (await officer.work.item(call(id))).dueAt
      expect(await dueOf(await open())).toBe('2026-11-24T10:00:00.000Z')
      expect(await dueOf(await open({ due: { hours: 24 } }))).toBe('2026-11-21T02:00:00.000Z')
      expect(await dueOf(await open({ due: { workingHours: 4 } }))).toBe('2026-11-20T08:00:00.000Z')
      expect(await dueOf(await open({ due: null }))).toBeNull()
      const terms = { [`${errand.kind}.open`]: { hours: 6 }, [`${errand.kind}.wait`]: null }
      await as.administrator('46').policies.set({
        params: { code: deadlines.code },
        body: { unitId: world.units['46'] as string, from: '2026-11-20', document: 'QĐ 12/2026', params: { terms } },
      })
      const quick = await open({ unitId: commune })
      expect(await dueOf(quick)).toBe('2026-11-20T08:00:00.000Z')
      await officer.work.move({ ...call(quick), body: { step: 'wait', version: 1 } })
      expect(await dueOf(quick)).toBeNull()
    }),
  )
})

describe('who works on it', () => {
  test(
    'takes it, and nobody else can then; it is handed on to somebody of the area, or put back',
    desk(async ({ as, open }) => {
      const id = await open()
      const first = as.healthOfficer(COMMUNE)
      const second = as.tracer('46')
      const stranger = (await as.healthOfficer(NEIGHBOUR).player()).accountId
      await first.work.claim({ body: { items: [{ id }] } })
      const { results } = await second.work.claim({ body: { items: [{ id }] } })
      expect(results[0]?.problem?.code).toBe('work.held')
      const secondId = (await second.player()).accountId
      const offered = async (officer: typeof first) =>
        (await officer.work.officers(call(id))).officers.map(one => one.id)
      expect(await offered(first)).toContain(secondId)
      expect(await offered(first)).not.toContain(stranger)
      expect(await offered(first)).not.toContain((await first.player()).accountId)
      expect(await problem(first.work.hand({ ...call(id), body: { accountId: stranger } }))).toBe('work.not-an-officer')
      await first.work.hand({ ...call(id), body: { accountId: secondId, note: 'Nhờ CDC' } })
      expect(await second.work.item(call(id))).toMatchObject({ mine: true, holder: { id: secondId } })
      expect(await offered(first)).not.toContain(secondId)
      await second.work.release(call(id))
      await second.work.comment({ ...call(id), body: { note: 'Đã gọi, chưa nghe máy' } })
      const { steps, holder } = await first.work.item(call(id))
      expect(holder).toBeNull()
      expect(steps.map(step => step.what)).toEqual(['opened', 'taken', 'handed', 'released', 'comment'])
    }),
  )

  test(
    'at an address that cannot be read there is nothing',
    desk(async ({ as }) => {
      const officer = as.healthOfficer(COMMUNE)
      await expect(officer.work.item(call('xyz'))).rejects.toMatchObject({ code: 'core.no-such', status: 404 })
    }),
  )

  test(
    'gives it to another commune when the person has moved, and sees it no longer',
    desk(async ({ as, open, neighbour }) => {
      const id = await open()
      const officer = as.healthOfficer(COMMUNE)
      await officer.work.claim({ body: { items: [{ id }] } })
      await officer.work.transfer({ ...call(id), body: { unitId: neighbour, note: 'Đã về Phong An' } })
      expect(await problem(officer.work.item(call(id)))).toBe('core.refused.area')
      const { rows } = await as.healthOfficer(NEIGHBOUR).work.inbox({ query: {} })
      expect(rows).toMatchObject([{ id, holder: null }])
    }),
  )

  test(
    'may say something as a leader, and otherwise only see to it that others do',
    desk(async ({ as, open }) => {
      const id = await open()
      const leader = as.leader(COMMUNE)
      const no = 'core.refused.verb'
      expect((await leader.work.item(call(id))).refused).toEqual({
        act: no,
        hand: null,
        comment: null,
        attach: no,
        urge: null,
      })
      await leader.work.comment({ ...call(id), body: { note: 'Nhanh lên' } })
      expect(await problem(leader.work.move({ ...call(id), body: { step: 'finish', version: 1 } }))).toBe(no)
      expect(await problem(leader.work.release(call(id)))).toBe(no)
      expect(await problem(as.registrar(COMMUNE).work.inbox({ query: {} }))).toBe(no)
      expect(await problem(as.healthOfficer(COMMUNE).work.urge({ ...call(id), body: { note: 'Làm đi' } }))).toBe(no)
    }),
  )
})

test(
  'work about somebody entered twice follows the entry that stays, under its name',
  desk(async ({ as, app, open, settle }) => {
    const person = (fullName: string) => app.run(ctx => addPerson(ctx, { fullName, unitId: null }))
    const [twice, stays] = [await person('Nguyễn V. An'), await person('Nguyễn Văn An')]
    const id = await open({ personId: twice })
    await app.run(async ctx => {
      await mergePeople(ctx, twice, stays, 'nhập hai lần')
      await ctx.emit(personMerged, { fromId: twice, toId: stays })
    })
    await settle()
    expect(await as.healthOfficer(COMMUNE).work.item(call(id))).toMatchObject({
      person: { id: stays, name: 'Nguyễn Văn An' },
    })
  }),
)
