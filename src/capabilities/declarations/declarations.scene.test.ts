import { describe, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { answerText, questionsOf } from '#base/forms/shape.ts'
import { addPerson, mergePeople } from '#base/people/people.ts'
import { enforce } from '#base/retention/enforce.ts'
import { writeStandings } from '#base/standing/standing.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import { newId } from '#core/ids.ts'
import { FORMS } from './forms.ts'
import { ENTERED, family, putInForce, WELL } from './testing.ts'

const NOW = '2026-11-20T02:00:00Z'
const STAY = 'Xã Phong Bình'
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (e: { code: string }) => e.code,
  )
const inboxOf = async ({ as }: Stage, unit: string) =>
  (await as.healthOfficer(unit).work.inbox({ query: {} })).rows.map(({ kind, state, person, id }) => ({
    id,
    kind,
    state,
    person: person?.name,
  }))

/** The province lists Quảng Trị as an epidemic area. */
const listQuangTri = ({ as, world }: Stage) =>
  as.tracer('Thừa Thiên Huế').declarations.addArea({
    body: {
      areaId: unitNamed(world, '45'),
      unitId: unitNamed(world, 'Thừa Thiên Huế'),
      from: '2026-11-15',
      document: 'CV 1/BCĐ',
    },
  })

/** As the station does from an item: for whom the declaration is, at the commune of stay. */
async function propose(stage: Stage, officer: ReturnType<Stage['as']['healthOfficer']>, declarationId: string) {
  const { person } = await officer.declarations.get({ params: { declarationId } })
  const { orders } = await officer.isolation.propose({
    body: {
      unitId: unitNamed(stage.world, STAY),
      people: [
        {
          personId: person.id,
          isProtected: false,
        },
      ],
      kind: 'home',
      reason: 'returned',
      place: 'Thôn Vĩnh An',
      fromOn: '2026-11-20',
      days: 7,
      note: 'Về từ vùng dịch',
    },
  })
  await stage.settle()
  return orders.map(order => order.orderId)
}

const count = async ({ sql }: Stage) => {
  const [row] = await sql<{ n: number }[]>`select count(*)::int as n from declarations.declaration`
  return row?.n
}

describe('from an epidemic area', () => {
  test(
    'the commune of stay confirms the arrival and proposes isolation, which ends its item; the commune of the register hears nothing',
    scene(async stage => {
      const { citizen, declaration } = await family(stage)
      await listQuangTri(stage)
      const made = await citizen.declarations.declare({ body: declaration() })
      expect(made).toMatchObject({
        risk: 'medium',
        method: 'self',
        reasons: ['Từ vùng có dịch'],
        validUntil: '2026-11-21T02:00:00.000Z',
      })
      expect(await citizen.standing.mine({})).toMatchObject({ level: 'yellow' })
      expect(await inboxOf(stage, 'Thị trấn Phong Điền')).toEqual([])
      const [item] = await inboxOf(stage, STAY)
      expect(item).toMatchObject({ kind: 'declarations.arrival', state: 'to-confirm', person: 'Trần Thị Bình' })

      const officer = stage.as.healthOfficer(STAY)
      const seen = await officer.declarations.get({ params: { declarationId: made.id } })
      expect(seen).toMatchObject({ person: { phone: '0905000001' }, answers: { stayAddress: 'Thôn Vĩnh An' } })
      const params = { workId: item?.id ?? '' }
      await officer.work.move({ params, body: { step: 'arrive', version: 1 } })
      const byHand = officer.work.move({ params, body: { step: 'propose', version: 2 } })
      expect(await code(byHand)).toBe('work.no-such-step')
      await propose(stage, officer, made.id)
      expect((await inboxOf(stage, STAY)).map(({ kind }) => kind)).toEqual(['isolation.order'])
      expect(await officer.work.item({ params })).toMatchObject({ state: 'isolation-proposed' })
    }),
  )

  test(
    'who waits there already is not asked for twice',
    scene(async stage => {
      const { citizen, declaration } = await family(stage)
      await listQuangTri(stage)
      await citizen.declarations.declare({ body: declaration() })
      await citizen.declarations.declare({ body: declaration() })
      expect(await inboxOf(stage, STAY)).toHaveLength(1)
    }),
  )

  test(
    'an area that has ended concerns nobody who left later; what they say themselves does',
    scene(async stage => {
      const { citizen, declaration, travel } = await family(stage)
      const { id } = await listQuangTri(stage)
      const end = (to: string) =>
        stage.as.tracer('Thừa Thiên Huế').declarations.endArea({ params: { epidemicAreaId: id }, body: { to } })
      expect(await code(end('2026-11-14'))).toBe('declarations.area-dates')
      await end('2026-11-18')
      expect(await code(end('2026-11-19'))).toBe('declarations.area-ended')
      expect(await citizen.declarations.declare({ body: declaration() })).toMatchObject({ risk: 'low' })
      expect(await inboxOf(stage, STAY)).toEqual([])
      const answers = travel({ epidemicArea: true, epidemicPlace: 'Chợ Đông Hà' })
      await citizen.declarations.declare({ body: declaration({ answers }) })
      expect(await inboxOf(stage, STAY)).toHaveLength(1)
    }),
  )

  test(
    'the list is the officer’s own: another province is refused, and everybody below reads it',
    scene(async stage => {
      const { citizen } = await family(stage)
      await listQuangTri(stage)
      const elsewhere = unitNamed(stage.world, '45')
      const body = { areaId: elsewhere, unitId: elsewhere, from: '2026-11-15', document: 'CV 2' }
      expect(await code(stage.as.tracer('Thừa Thiên Huế').declarations.addArea({ body }))).toBe('core.refused.area')
      expect(await citizen.declarations.areas({})).toMatchObject({
        areas: [{ unitId: elsewhere, refused: 'core.refused.verb', scopeName: 'Tỉnh Thừa Thiên Huế' }],
      })
      expect(await stage.as.healthOfficer(STAY).declarations.areas({})).toMatchObject({
        areas: [{ document: 'CV 1/BCĐ', refused: 'core.refused.area' }],
      })
    }),
  )
})

test(
  'who says to have tested positive is the health station’s to reach, within hours',
  scene(async stage => {
    const { citizen, declaration, travel } = await family(stage)
    await listQuangTri(stage)
    const answers = travel({ positive: true, testedOn: '2026-11-19', testKind: 'rapid' })
    const made = await citizen.declarations.declare({ body: declaration({ answers }) })
    expect(made).toMatchObject({ risk: 'high', reasons: ['Tự khai dương tính', 'Từ vùng có dịch'] })
    expect(await citizen.standing.mine({})).toMatchObject({ level: 'orange' })
    expect((await inboxOf(stage, STAY)).map(item => item.kind)).toEqual(['declarations.self-report'])
    await propose(stage, stage.as.healthOfficer(STAY), made.id)
    expect((await inboxOf(stage, STAY)).map(item => item.kind)).toEqual(['isolation.order'])
  }),
)

test(
  'who is under an order is told so first, and officers see it on the row, whatever was answered; until it ends',
  scene(async stage => {
    const { citizen, declaration, personId, travel } = await family(stage)
    const station = stage.as.healthOfficer(STAY)
    const answers = travel({ epidemicArea: true, epidemicPlace: 'Chợ Đông Hà' })
    const before = await citizen.declarations.declare({ body: declaration({ answers }) })
    expect(before.held).toEqual([])
    const orderIds = await propose(stage, station, before.id)
    const chair = stage.as.role('commune-chair', { areaId: unitNamed(stage.world, STAY) })
    await chair.isolation.sign({ body: { orderIds } })

    const held = [{ level: 'orange', text: 'Đang cách ly y tế', until: '2026-11-26T16:59:59.000Z' }]
    const made = await citizen.declarations.declare({ body: declaration() })
    expect(made).toMatchObject({ risk: 'low', held })
    const seen = { params: { declarationId: made.id } }
    expect(await citizen.declarations.get(seen)).toMatchObject({ risk: 'low', held })
    expect(await citizen.declarations.history({ params: { personId } })).toMatchObject({ held })
    expect((await station.declarations.list({ query: {} })).rows.map(row => row.held)).toEqual([held, held])

    stage.at('2026-11-27T02:00:00Z')
    expect(await citizen.declarations.get(seen)).toMatchObject({ held: [] })
  }),
)

test(
  'an open case is held too, found by whichever entry of the person it is of',
  scene(async stage => {
    const { citizen, declaration, personId, home } = await family(stage)
    const { id } = await citizen.declarations.declare({ body: declaration() })
    const twin = await stage.app.run(async ctx => {
      const other = await addPerson(ctx, { fullName: 'Trần Thị Bình', unitId: home })
      const said = { personId: other, source: 'tracing', level: 'red', reason: 'tracing.standing.case' } as const
      await writeStandings(ctx, [said, { ...said, personId, source: 'vaccination', level: 'yellow' }])
      return other
    })
    await stage.app.run(ctx => mergePeople(ctx, twin, personId, 'Cùng một người'))
    const rows = (await stage.as.healthOfficer(STAY).declarations.list({ query: {} })).rows
    expect(rows).toMatchObject([{ id, held: [{ level: 'red', text: 'Ca bệnh đã xác định', until: null }] }])
  }),
)

describe('a declaration', () => {
  test(
    'counts once however often it is sent; another under its id is refused',
    scene(async stage => {
      const { citizen, declaration, travel } = await family(stage)
      const body = declaration()
      const first = await citizen.declarations.declare({ body })
      expect(await citizen.declarations.declare({ body })).toEqual(first)
      const other = { ...body, answers: travel({ symptoms: ['fever'] }) }
      expect(await code(citizen.declarations.declare({ body: other }))).toBe('declarations.id-reused')
      expect(await count(stage)).toBe(1)
    }),
  )

  test(
    'that does not fit its form changes nothing and says which answers',
    scene(async stage => {
      const { citizen, declaration, travel } = await family(stage)
      const wrong: [object, string[]][] = [
        [travel({ departed: '2026-11-21' }), ['answers.departed']],
        [travel({ stay: unitNamed(stage.world, 'Phong Điền') }), ['answers.stay']],
        [travel({ vehicle: 'train' }), ['answers.vehicleNumber']],
        [travel({ epidemicPlace: 'Huế' }), ['answers.epidemicPlace']],
        [{ ...travel(), extra: 1 }, ['answers.extra']],
      ]
      for (const [answers, fields] of wrong) {
        const refused = await citizen.declarations.declare({ body: declaration({ answers }) }).catch(error => error)
        expect(refused).toMatchObject({ code: 'forms.answers-invalid' })
        expect(refused.fields.map((field: { path: string }) => field.path)).toEqual(fields)
      }
      const plain = { ...declaration(), id: crypto.randomUUID() }
      expect(await code(citizen.declarations.declare({ body: plain }))).toBe('declarations.id-not-ordered')
      const old = { ...declaration(), version: 'declarations.domestic@2021-05-29' }
      expect(await code(citizen.declarations.declare({ body: old }))).toBe('declarations.form-changed')
      expect(await count(stage)).toBe(0)
    }),
  )

  test(
    'is only possible while its form is in force',
    scene(async stage => {
      const citizen = stage.as.citizen()
      const kinds = async () => (await citizen.declarations.kinds({})).kinds.map(one => one.kind)
      expect(await kinds()).toEqual(['population'])
      await putInForce(stage, 'entry')
      expect(await kinds()).toEqual(['entry', 'population'])
      const { personId } = await family(stage)
      stage.at('2022-05-01T02:00:00Z')
      const params = { personId, kind: 'domestic' as const }
      const form = stage.as.citizen('0905000001').declarations.form
      expect(await code(form({ params, query: {} }))).toBe('forms.not-in-force')
      expect(await code(form({ params, query: { day: '2021-06-01' } }))).toBe('done')
    }),
  )

  test(
    'of family is made by family, of a stranger by nobody',
    scene(async stage => {
      const { citizen, declaration, childId, home } = await family(stage)
      const made = await citizen.declarations.declare({ body: declaration({ personId: childId }) })
      expect(made.method).toBe('family')
      const stranger = await stage.app.run(ctx => addPerson(ctx, { fullName: 'Người Lạ', unitId: home }))
      const body = declaration({ personId: stranger })
      expect(await code(citizen.declarations.declare({ body }))).toBe('core.refused.verb')
    }),
  )

  test(
    'asks the next time only for what changes',
    scene(async stage => {
      const { citizen, declaration, personId } = await family(stage)
      const params = { personId, kind: 'domestic' as const }
      expect((await citizen.declarations.form({ params, query: {} })).before).toEqual({})
      await citizen.declarations.declare({ body: declaration() })
      expect((await citizen.declarations.form({ params, query: {} })).before).toEqual({
        stay: unitNamed(stage.world, STAY),
        stayAddress: 'Thôn Vĩnh An',
      })
    }),
  )

  test(
    'takes what lasts from the newest of any kind, and never how somebody felt',
    scene(async stage => {
      const { citizen, declaration, personId } = await family(stage)
      const version = await putInForce(stage, 'entry')
      const before = async (kind: 'domestic' | 'entry' | 'population') =>
        (await citizen.declarations.form({ params: { personId, kind }, query: {} })).before
      await citizen.declarations.declare({ body: declaration() })
      const stay = { stay: unitNamed(stage.world, STAY), stayAddress: 'Thôn Vĩnh An' }
      expect(await before('entry')).toEqual(stay)
      expect(await before('population')).toEqual({})
      stage.at('2026-11-20T03:00:00Z')
      const moved = { stay: unitNamed(stage.world, 'Thị trấn Phong Điền'), stayAddress: 'Tổ 1' }
      const answers = { ...ENTERED, ...moved }
      await citizen.declarations.declare({ body: { ...declaration({ answers }), kind: 'entry', version } })
      expect(await before('domestic')).toEqual(moved)
      expect(await before('entry')).toEqual({ ...moved, nationality: 'VN', vaccinated: 'full' })
    }),
  )

  test(
    'on an older version keeps its questions and its words, and is read with them',
    scene(async stage => {
      const { citizen, declaration, personId } = await family(stage)
      const [old] = FORMS.entry.defaults
      const set = (from: string, params: object | undefined) =>
        stage.as.administrator().policies.set({
          params: { code: FORMS.entry.code },
          body: { unitId: COUNTRY_ID, from, document: 'CV', params: { ...params, inForce: true } },
        })
      const { version } = await set('2026-11-01', old?.params)
      const stay = { stay: unitNamed(stage.world, STAY), stayAddress: 'Thôn Vĩnh An' }
      const words = { nationality: 'Việt Nam', gate: 'Cửa khẩu Lao Bảo', countries: 'Lào, Thái Lan' }
      const answers = { ...ENTERED, ...stay, ...words }
      const { id } = await citizen.declarations.declare({
        body: { ...declaration({ answers }), kind: 'entry', version },
      })
      stage.at('2026-11-21T02:00:00Z')
      await set('2026-11-21', FORMS.entry.defaults.at(-1)?.params)
      const { form, before } = await citizen.declarations.form({ params: { personId, kind: 'entry' }, query: {} })
      expect(form.version).not.toBe(version)
      expect(before).toEqual({ ...stay, nationality: 'Việt Nam', vaccinated: 'full' })
      const seen = await citizen.declarations.get({ params: { declarationId: id } })
      expect(seen).toMatchObject({ formVersion: version, answers: words })
      const read = questionsOf(seen.content).map(question =>
        answerText(seen.content, question, seen.answers[question.name], { locale: 'vi', yes: '', no: '', day: String }),
      )
      expect(read).toEqual(expect.arrayContaining(Object.values(words)))
    }),
  )

  test(
    'does not undo a graver one, unless staff enter it',
    scene(async stage => {
      const { citizen, declaration, travel, personId } = await family(stage)
      const level = async () => (await citizen.standing.mine({})).level
      await citizen.declarations.declare({ body: declaration({ answers: travel({ contactCase: true }) }) })
      expect(await level()).toBe('orange')
      stage.at('2026-11-20T03:00:00Z')
      await citizen.declarations.declare({ body: declaration() })
      expect(await level()).toBe('orange')
      stage.at('2026-11-20T04:00:00Z')
      await stage.as.healthOfficer('Thị trấn Phong Điền').declarations.declare({ body: declaration({ personId }) })
      expect(await level()).toBe('green')
    }),
  )

  test(
    'is read by nobody without the keyring',
    scene(async stage => {
      const { citizen, declaration, travel } = await family(stage)
      await citizen.declarations.declare({ body: declaration({ answers: travel({ symptoms: ['fever'] }) }) })
      const [row] = await stage.sql<{ text: string }[]>`
        select d::text || encode(d.sealed, 'escape') as text from declarations.declaration d`
      expect(row?.text).not.toMatch(/fever|symptoms|Vĩnh/)
    }),
  )
})

describe('by staff', () => {
  test(
    'on the forms in force where they serve, whoever suspended them elsewhere',
    scene(async stage => {
      const params = { ...FORMS.domestic.defaults[0]?.params, inForce: true }
      const body = { unitId: unitNamed(stage.world, '46'), from: '2026-11-01', document: 'Phương án của tỉnh', params }
      await stage.as.administrator('46').policies.set({ params: { code: FORMS.domestic.code }, body })
      const kinds = async (unit: string) =>
        (await stage.as.healthOfficer(unit).declarations.kinds({})).kinds.map(one => one.kind)
      expect(await kinds(STAY)).toEqual(['domestic', 'population'])
      expect(await kinds('Thành phố Đông Hà')).toEqual(['population'])
    }),
  )

  test(
    'for people of their area, and on paper with its own time within the policy’s days',
    scene(async stage => {
      const { declaration, personId } = await family(stage)
      const officer = stage.as.healthOfficer('Thị trấn Phong Điền')
      const staff = await officer.declarations.declare({ body: declaration() })
      expect(staff.method).toBe('staff')
      const paper = await officer.declarations.declare({
        body: { ...declaration(), filledAt: '2026-11-19T09:30:00+07:00' },
      })
      expect(paper).toMatchObject({ method: 'paper', at: '2026-11-19T02:30:00.000Z' })
      const at = (filledAt: string) => officer.declarations.declare({ body: { ...declaration(), filledAt } })
      expect(await code(at('2026-11-21T00:00:00Z'))).toBe('declarations.in-future')
      expect(await code(at('2026-11-05T00:00:00Z'))).toBe('declarations.too-old')
      const elsewhere = stage.as.healthOfficer(STAY).declarations.declare({ body: declaration() })
      expect(await code(elsewhere)).toBe('core.refused.area')
      const mine = { ...declaration({ personId }), filledAt: '2026-11-19T09:30:00+07:00' }
      const citizen = stage.as.citizen('0905000001')
      expect(await code(citizen.declarations.declare({ body: mine }))).toBe('declarations.paper-by-staff')
    }),
  )

  test(
    'the list holds those who stay in the officer’s area, page by filter',
    scene(async stage => {
      const { citizen, declaration, travel } = await family(stage)
      await citizen.declarations.declare({ body: declaration() })
      await citizen.declarations.declare({ body: declaration({ answers: travel({ contactCase: true }) }) })
      const list = async (unit: string, query = {}) =>
        (await stage.as.healthOfficer(unit).declarations.list({ query })).rows.map(row => row.risk)
      expect((await list(STAY)).toSorted()).toEqual(['high', 'low'])
      expect(await list(STAY, { risk: 'high' })).toEqual(['high'])
      expect(await list(STAY, { kind: 'entry' })).toEqual([])
      expect(await list('Thị trấn Phong Điền')).toEqual([])
    }),
  )
})

describe('a citizen', () => {
  test(
    'sees the own history and which offices looked, without names unless the policy gives them',
    scene(async stage => {
      const { citizen, declaration, personId, childId } = await family(stage)
      const { id } = await citizen.declarations.declare({ body: declaration() })
      const params = { personId }
      const { declarations } = await citizen.declarations.history({ params })
      expect(declarations).toMatchObject([{ id, kind: 'domestic', risk: 'low', unitName: STAY }])
      expect((await citizen.audit.looks({ params })).looks).toEqual([])

      const officer = stage.as.healthOfficer(STAY)
      await officer.declarations.get({ params: { declarationId: id } })
      await officer.declarations.get({ params: { declarationId: id } })
      await stage.as.healthOfficer('Thị trấn Phong Điền').people.get({ query: {}, params: { personId } })
      const { looks } = await citizen.audit.looks({ params })
      expect(
        looks.map(({ id: _, at: _at, question: _question, ...look }) => look).toSorted((a, b) => b.times - a.times),
      ).toEqual([
        { times: 2, purpose: 'Xem tờ khai y tế', role: 'Cán bộ y tế', office: STAY, name: null },
        {
          times: 1,
          purpose: 'Xem thông tin trong sổ người dân',
          role: 'Cán bộ y tế',
          office: 'Thị trấn Phong Điền',
          name: null,
        },
      ])
      expect((await citizen.audit.looks({ params: { personId: childId } })).looks).toEqual([])

      const policy = { unitId: unitNamed(stage.world, '46'), from: '2026-11-01', document: 'QĐ thử' }
      const root = (await stage.anyone.units.get({ params: { unitId: policy.unitId }, query: {} })).path[0]?.id ?? ''
      await stage.as.administrator().policies.set({
        params: { code: 'audit.looks' },
        body: { ...policy, unitId: root, params: { days: 90, names: true, answerDays: 2 } },
      })
      expect((await citizen.audit.looks({ params })).looks.every(look => look.name !== null)).toBe(true)
    }),
  )

  test(
    'reads nothing of strangers',
    scene(async stage => {
      const { citizen, declaration, personId } = await family(stage)
      const { id } = await citizen.declarations.declare({ body: declaration() })
      const stranger = stage.as.citizen('0905000002')
      expect(await code(stranger.declarations.get({ params: { declarationId: id } }))).toBe('core.refused.verb')
      expect(await code(stranger.declarations.history({ params: { personId } }))).toBe('core.refused.verb')
      expect(await code(stranger.audit.looks({ params: { personId } }))).toBe('core.refused.not-yours')
    }),
  )
})

describe('declarations of staff', () => {
  test(
    'are counted by agency for those who answer for it, who may remind the others',
    scene(async stage => {
      stage.at(NOW)
      const unit = 'Thị trấn Phong Điền'
      const unitId = unitNamed(stage.world, unit)
      const officer = stage.as.healthOfficer(unit)
      const leader = stage.as.leader('Phong Điền')
      const { accountId } = await officer.player()
      const before = await leader.declarations.agencies({ query: {} })
      expect(before).toMatchObject({ days: 7, agencies: [{ id: expect.any(String), officers: 1, declared: 0 }, {}] })
      const agency = before.agencies.find(one => one.id === unitId)
      expect(agency).toMatchObject({ name: unit, known: false, officers: 1, declared: 0 })
      const params = { agencyId: unitId }
      expect(await leader.declarations.remind({ params })).toEqual({ sent: 0, unreachable: 1 })

      const personId = await stage.app.run(ctx =>
        addPerson(ctx, { fullName: 'Lê Thị Trạm', unitId, identifiers: { phone: '+84905000009' } }),
      )
      await stage.sql`update identity.account set person_id = ${personId} where id = ${accountId}`
      expect(await leader.declarations.remind({ params })).toEqual({ sent: 1, unreachable: 0 })
      const { messages } = await stage.anyone.messages.mailbox({ query: { phone: '0905000009' } })
      expect(messages.map(message => message.text).join()).toContain('chưa khai báo y tế trong 7 ngày')

      const body = { id: newId(new Date(NOW)), personId, kind: 'population' as const, answers: WELL }
      const { form } = await officer.declarations.form({ params: { personId, kind: 'population' }, query: {} })
      await officer.declarations.declare({ body: { ...body, version: form.version } })
      expect(await leader.declarations.agency({ params })).toMatchObject({
        officers: [{ declared: true, lastAt: '2026-11-20T02:00:00.000Z' }],
      })
      stage.at('2026-11-27T02:00:00Z')
      expect(await leader.declarations.agency({ params })).toMatchObject({ officers: [{ declared: false }] })
      expect(await code(stage.as.leader(STAY).declarations.agency({ params }))).toBe('core.refused.area')
    }),
  )
})

test(
  'figures count each declaration where its person stays',
  scene(async stage => {
    const { citizen, declaration, travel } = await family(stage)
    await citizen.declarations.declare({ body: declaration() })
    await citizen.declarations.declare({ body: declaration({ answers: travel({ contactSick: true }) }) })
    const rows = await stage.sql<{ name: string; value: number }[]>`
      select name, sum(value)::int as value from indicators.value
      where name like 'declarations.%' and hour = -1 and unit_id = ${unitNamed(stage.world, STAY)}
      group by 1 order by 1`
    expect(rows.map(row => ({ ...row }))).toEqual([
      { name: 'declarations.low', value: 1 },
      { name: 'declarations.made', value: 2 },
      { name: 'declarations.medium', value: 1 },
    ])
  }),
)

test(
  'a figure is what the list of its unit, day and risk holds; leaders see figures, and no list',
  scene(async stage => {
    const { citizen, declaration, travel } = await family(stage)
    const unitId = unitNamed(stage.world, STAY)
    await citizen.declarations.declare({ body: declaration() })
    await citizen.declarations.declare({ body: declaration({ answers: travel({ contactSick: true }) }) })
    stage.at('2026-11-20T17:30:00Z')
    await citizen.declarations.declare({ body: declaration({ answers: travel({ contactCase: true }) }) })
    await stage.settle()
    const officer = stage.as.healthOfficer(STAY)
    const leader = stage.as.leader('Phong Điền')
    const district = unitNamed(stage.world, 'Huyện Phong Điền')
    const seen = await leader.declarations.figures({ query: { unitId: district, day: '2026-11-20' } })
    expect(seen).toMatchObject({ running: false, total: { made: 2, low: 1, medium: 1, high: 0 } })
    expect(seen.units).toEqual([{ id: unitId, name: STAY, made: 2, low: 1, medium: 1, high: 0 }])
    expect(seen.definitions).toHaveLength(4)
    const list = async (query: { day: string; risk?: 'high' }) =>
      (await officer.declarations.list({ query: { unitId, ...query } })).rows.length
    expect(await list({ day: '2026-11-20' })).toBe(seen.total.made)
    expect(await list({ day: '2026-11-21', risk: 'high' })).toBe(1)
    const today = await officer.declarations.figures({ query: { unitId } })
    expect(today).toMatchObject({ running: true, total: { made: 1, high: 1 }, units: [] })
    expect(today.days.slice(-2).map(one => one.made)).toEqual([2, 1])
    expect(await code(leader.declarations.list({ query: {} }))).toBe('core.refused.verb')
    expect(await code(officer.declarations.figures({ query: { unitId: district } }))).toBe('core.refused.area')
    expect(await code(officer.declarations.figures({ query: { unitId, day: '2026-11-22' } }))).toBe(
      'declarations.in-future',
    )
  }),
)

test(
  'what is older than the policy keeps is forgotten',
  scene(async stage => {
    const { citizen, declaration } = await family(stage)
    await citizen.declarations.declare({ body: declaration() })
    stage.at('2027-02-17T02:00:00Z')
    await enforce(stage.app)
    expect(await count(stage)).toBe(1)
    stage.at('2027-02-19T02:00:00Z')
    await enforce(stage.app)
    expect(await count(stage)).toBe(0)
  }),
)
