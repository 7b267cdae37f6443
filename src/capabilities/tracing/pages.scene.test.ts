import { expect, test } from 'vitest'
import { scene } from '#apps/testing/scene.ts'
import { restrictPeople } from '#base/people/restriction.ts'
import tracing from './index.ts'
import { town } from './testing.ts'

test(
  'cases are counted, filtered by unit, by words and by what waits',
  scene(async stage => {
    const { person, market, scan, open, tracer } = await town(stage)
    const [f0, f1] = [await person('Nguyễn Văn Án'), await person('Trần Thị Bé')]
    for (const who of [f0, f1]) await scan(who, market, 'in', '2026-11-19T01:00:00Z')
    const { caseId, number } = await open(f0)
    const find = async (query: object) => {
      const { rows, atLeast, exact } = await tracer.tracing.cases({ query })
      return { numbers: rows.map(row => row.number), atLeast, exact }
    }
    const [one, none] = [
      { numbers: [number], atLeast: 1, exact: true },
      { numbers: [], atLeast: 0, exact: true },
    ]
    expect(await find({})).toEqual(one)
    expect(await find({ q: 'van an' })).toEqual(one)
    expect(await find({ q: number.toLowerCase() })).toEqual(one)
    expect(await find({ q: 'Bé' })).toEqual(none)
    expect(await find({ unitId: stage.world.units['Thị trấn Phong Điền'] })).toEqual(one)
    expect(await find({ unitId: stage.world.units['Xã Phong Bình'] })).toEqual(none)
    expect(await find({ waiting: 'true' })).toEqual(none)
    await tracer.tracing.trace({ params: { caseId }, body: { generation: '1' } })
    expect(await find({ waiting: 'true' })).toEqual(one)
  }),
)

test(
  'whoever reads the list of cases has looked at those in it, also where the reply says no ids',
  scene(async stage => {
    const { person, open, tracer } = await town(stage)
    const people = [await person('Nguyễn Văn Án'), await person('Trần Thị Bé')]
    for (const who of people) await open(who)
    await tracer.tracing.cases({ query: { q: 'van an' } })
    await tracer.tracing.cases({ query: {} })
    await stage.as.healthOfficer('Thị trấn Phong Điền').tracing.outcomes({ query: {} })
    const rows = await stage.sql<{ purpose: string; shown: string[] }[]>`
      select purpose, shown from core.audit where shown is not null order by seq`
    expect(rows.map(({ purpose, shown }) => [purpose, shown.toSorted()])).toEqual([
      ['tracing.cases', [people[0]]],
      ['tracing.cases', people.toSorted()],
      ['tracing.outcomes', people.toSorted()],
    ])
  }),
)

test(
  'who asked for restriction is marked in the list, in the file and among the contacts, and nobody else',
  scene(async stage => {
    const { person, market, scan, open, tracer } = await town(stage)
    const [f0, f1, f2] = [await person('Án'), await person('Bé'), await person('Cả')]
    for (const who of [f0, f1, f2]) await scan(who, market, 'in', '2026-11-19T01:00:00Z')
    const { caseId } = await open(f0)
    await tracer.tracing.trace({ params: { caseId }, body: { generation: '1' } })
    const marked = async () => ({
      cases: (await tracer.tracing.cases({ query: {} })).rows.map(row => row.restricted),
      file: (await tracer.tracing.getCase({ params: { caseId } })).restricted,
      contacts: (await tracer.tracing.contacts({ params: { caseId }, query: {} })).rows
        .filter(row => row.restricted)
        .map(row => row.personId),
    })
    expect(await marked()).toEqual({ cases: [false], file: false, contacts: [] })
    await stage.app.run(ctx => restrictPeople(ctx, [f0, f1]))
    expect(await marked()).toEqual({ cases: [true], file: true, contacts: [f1] })
  }),
)

test(
  'cases are sorted by number, day of onset and confirmation, either way round, and read on from where a page ended',
  scene(async stage => {
    const { person, open, tracer } = await town(stage)
    const onsets = ['2026-11-19', null, '2026-11-17', '2026-11-17']
    for (const [n, onsetOn] of onsets.entries())
      await open(await person(`Nguyễn Văn ${n}`), { onsetOn, confirmedAt: `2026-11-20T04:00:0${3 - n}.5Z` })
    const sorted = async (sort: 'number' | 'onset' | '-onset' | 'confirmed' | '-confirmed') =>
      (await tracer.tracing.cases({ query: { sort } })).rows
    const numbers = (await sorted('number')).map(row => row.number)
    expect(numbers).toEqual(numbers.toSorted())
    expect((await sorted('onset')).map(row => row.onsetOn)).toEqual([null, '2026-11-17', '2026-11-17', '2026-11-19'])
    expect(await sorted('-onset')).toEqual((await sorted('onset')).toReversed())
    expect((await sorted('confirmed')).map(row => row.number)).toEqual(numbers.toReversed())
    expect(await sorted('-confirmed')).toEqual(await tracer.tracing.cases({ query: {} }).then(page => page.rows))
    await expect(tracer.tracing.cases({ query: { sort: 'onset', after: 'x' } })).rejects.toMatchObject({
      code: 'core.unreadable',
    })
  }),
)

test(
  'the file says who may not change it, and why; a second file names the first to those who may read it',
  scene(async stage => {
    const { person, open, tracer, unitId } = await town(stage)
    const f0 = await person('F0')
    const { caseId, number } = await open(f0)
    const file = (who: typeof tracer) => who.tracing.getCase({ params: { caseId } })
    expect(await file(tracer)).toMatchObject({ refused: { write: null, decide: null } })
    expect(await file(stage.as.leader('Thừa Thiên Huế'))).toMatchObject({
      refused: { write: 'core.refused.verb', decide: 'core.refused.verb' },
    })
    await expect(open(f0)).rejects.toMatchObject({
      code: 'tracing.case.open-already',
      status: 409,
      params: { caseId, number },
    })
    const abroad = stage.world.units['Tỉnh Quảng Trị'] as string
    const again = {
      personId: f0,
      unitId: abroad,
      origin: 'community' as const,
      onsetOn: null,
      sampledAt: null,
      confirmedAt: '2026-11-20T04:00:00Z',
      isolatedAt: null,
    }
    await expect(stage.as.tracer('Tỉnh Quảng Trị').tracing.openCase({ body: again })).rejects.toMatchObject({
      code: 'tracing.case.open-already',
      params: {},
    })
    const future = { ...again, personId: await person('Khác'), unitId, onsetOn: '2026-12-01' }
    await expect(tracer.tracing.openCase({ body: future })).rejects.toMatchObject({
      code: 'tracing.in-future',
      params: { field: 'onsetOn' },
    })
  }),
)

test(
  'what was told finds its place: the name within the words, the near before the far',
  scene(async stage => {
    const { person, place, open, tracer } = await town(stage)
    const [around, far] = [stage.world.units['Xã Phong Hiền'] as string, stage.world.units['Tỉnh Quảng Trị'] as string]
    await place('Chợ Phong Điền', { unitId: far })
    await place('Quán Hoa Sữa', { kind: 'restaurant', unitId: around })
    await place('Quán Hoa Sữa', { kind: 'restaurant', unitId: far })
    const { caseId } = await open(await person('F0'))
    const suggest = async (words: string) => {
      const { places } = await tracer.tracing.suggestPlaces({ params: { caseId }, query: { words } })
      return places.map(one => `${one.name} ${one.near}`)
    }
    expect(await suggest('sáng đi cho phong dien mua cá với chị Lan')).toEqual([
      'Chợ Phong Điền commune',
      'Chợ Phong Điền null',
    ])
    expect(await suggest('uống cà phê ở Hoa Sữa')).toEqual(['Quán Hoa Sữa district', 'Quán Hoa Sữa null'])
    expect(await suggest('ở nhà cả ngày')).toEqual([])
  }),
)

test(
  'a stop is told again, matched, and then traced; taken back, its candidates leave the list',
  scene(async stage => {
    const { person, market, halls, scan, open, tracer } = await town(stage)
    const [f0, guest] = [await person('F0'), await person('Khách')]
    await scan(guest, market, 'in', '2026-11-19T01:00:00Z', halls[0])
    const { caseId } = await open(f0)
    const told = {
      words: 'chợ, hàng cá',
      placeId: null as string | null,
      from: '2026-11-19T01:00:00Z',
      to: '2026-11-19T01:30:00Z',
    }
    const params = { caseId }
    const trace = () => tracer.tracing.trace({ params, body: { generation: '1' } })
    const listed = async () => (await tracer.tracing.contacts({ params, query: {} })).rows
    const { stopId } = await tracer.tracing.addStop({ params, body: told })
    expect(await trace()).toMatchObject({ found: 0 })
    const edit = (body: object) => tracer.tracing.editStop({ params: { caseId, stopId }, body: { ...told, ...body } })
    await expect(edit({ placeId: market, areaId: market })).rejects.toMatchObject({ status: 404 })
    await edit({ placeId: market, areaId: halls[0] })
    expect((await tracer.tracing.getCase({ params })).stops).toMatchObject([
      { words: 'chợ, hàng cá', placeName: 'Chợ Phong Điền', areaName: 'Hàng cá', traced: true },
    ])
    expect(await trace()).toMatchObject({ found: 1, added: 1 })
    expect(await listed()).toMatchObject([
      { name: 'Khách', place: 'Chợ Phong Điền', places: 1, sameArea: true, exposure: 'high' },
    ])
    await tracer.tracing.removeStop({ params: { caseId, stopId } })
    expect(await trace()).toMatchObject({ found: 0, added: 0 })
    expect(await listed()).toEqual([])
  }),
)

test(
  'what was decided, and whom the case named, stays on the list whatever is found later',
  scene(async stage => {
    const { person, market, scan, open, tracer } = await town(stage)
    const [f0, met, named] = [await person('F0'), await person('Gặp'), await person('Được Kể')]
    await scan(met, market, 'in', '2026-11-19T01:00:00Z')
    const { caseId } = await open(f0)
    const params = { caseId }
    const stop = { words: 'chợ', placeId: market, from: '2026-11-19T01:00:00Z', to: '2026-11-19T01:30:00Z' }
    const { stopId } = await tracer.tracing.addStop({ params, body: stop })
    await tracer.tracing.addContact({
      params,
      body: { personId: named, metFrom: stop.from, metUntil: stop.to, reason: 'đi cùng xe' },
    })
    await tracer.tracing.trace({ params, body: { generation: '1' } })
    const list = async () => {
      const { rows } = await tracer.tracing.contacts({ params, query: {} })
      return rows.sort((a, b) => a.name.localeCompare(b.name))
    }
    const rows = await list()
    expect(rows).toMatchObject([
      { name: 'Được Kể', how: 'named', reason: 'đi cùng xe', place: null },
      { name: 'Gặp', how: 'place' },
    ])
    const contactIds = rows.filter(row => row.how === 'place').map(row => row.id)
    await tracer.tracing.decide({ params, body: { contactIds, decision: 'contact', reason: '' } })
    await tracer.tracing.removeStop({ params: { caseId, stopId } })
    await tracer.tracing.trace({ params, body: { generation: '1' } })
    expect((await list()).map(row => row.name)).toEqual(['Được Kể', 'Gặp'])
  }),
)

test(
  'a decision is taken back: the list, the standing, the figures and the commune’s work follow',
  scene(async stage => {
    const { person, market, scan, open, tracer, unitId } = await town(stage)
    const [f0, f1] = [await person('F0'), await person('F Một')]
    for (const who of [f0, f1]) await scan(who, market, 'in', '2026-11-19T01:00:00Z')
    const { caseId } = await open(f0)
    const params = { caseId }
    await tracer.tracing.trace({ params, body: { generation: '1' } })
    const contactIds = (await tracer.tracing.contacts({ params, query: {} })).rows.map(row => row.id)
    const decide = (decision: 'contact' | 'dismissed' | 'review', reason = '') =>
      tracer.tracing.decide({ params, body: { contactIds, decision, reason } })
    const station = stage.as.healthOfficer('Thị trấn Phong Điền')
    const inbox = async () => (await station.work.inbox({ query: {} })).rows.map(row => row.state)
    const counted = async () =>
      (
        await stage.sql<{ value: number }[]>`
          select coalesce(sum(value), 0)::int as value from indicators.value
          where name = 'tracing.contacts' and hour = -1 and unit_id = ${unitId}`
      )[0]?.value
    await decide('contact')
    expect(await inbox()).toEqual(['to-reach'])
    expect(await counted()).toBe(1)

    stage.at('2026-11-22T05:00:00Z')
    expect(await decide('review', 'bấm nhầm')).toEqual({ decided: 1, unchanged: 0 })
    expect(await tracer.tracing.getCase({ params })).toMatchObject({
      generations: [{ generation: 1, review: 1, contact: 0, dismissed: 0 }],
    })
    expect(await stage.sql`select 1 from standing.standing where person_id = ${f1}`).toEqual([])
    expect(await inbox()).toEqual([])
    expect(await counted()).toBe(0)

    await decide('contact')
    expect(await inbox()).toEqual(['to-reach'])
  }),
)

test(
  'one case does not take back what another says of a person',
  scene(async stage => {
    const { person, market, scan, open, tracer } = await town(stage)
    const [first, second, shared] = [await person('F0 a'), await person('F0 b'), await person('Chung')]
    for (const who of [first, second, shared]) await scan(who, market, 'in', '2026-11-19T01:00:00Z')
    const levelOf = async (personId: string) =>
      (await stage.sql<{ level: number }[]>`select level from standing.standing where person_id = ${personId}`)[0]
        ?.level
    const files = [await open(first), await open(second)]
    const decide = async (caseId: string, personId: string, decision: 'contact' | 'dismissed') => {
      const rows = (await tracer.tracing.contacts({ params: { caseId }, query: {} })).rows
      const contactIds = rows.filter(row => row.personId === personId).map(row => row.id)
      await tracer.tracing.decide({ params: { caseId }, body: { contactIds, decision, reason: '' } })
      return rows
    }
    for (const { caseId } of files) await tracer.tracing.trace({ params: { caseId }, body: { generation: '1' } })
    const [a, b] = files.map(file => file.caseId) as [string, string]
    for (const caseId of [a, b]) await decide(caseId, shared, 'contact')
    await decide(a, shared, 'dismissed')
    expect(await levelOf(shared)).toBe(2)
    await decide(b, shared, 'dismissed')
    expect(await levelOf(shared)).toBeUndefined()

    const rows = await decide(a, second, 'contact')
    expect(rows.find(row => row.personId === second)?.caseNumber).toBe(files[1]?.number)
    expect(await levelOf(second)).toBe(3)
    const sent = await stage.sql`select 1 from messages.message where person_id = ${second}`
    expect(sent).toEqual([])
    await decide(a, second, 'dismissed')
    expect(await levelOf(second)).toBe(3)
  }),
)

test(
  'contacts are filtered and counted; evidence of the second generation is read from the visits',
  scene(async stage => {
    const { person, place, market, halls, scan, open, tracer } = await town(stage)
    const [f0, near, far, next] = [await person('F0'), await person('Gần Án'), await person('Xa'), await person('Sau')]
    const office = await place('UBND', { kind: 'office' })
    const stay = async (who: string, where: string, from: string, to: string, areaId: string | null = null) => {
      await scan(who, where, 'in', from, areaId)
      await scan(who, where, 'out', to, areaId)
    }
    await stay(f0, market, '2026-11-19T01:00:00Z', '2026-11-19T02:00:00Z', halls[0])
    await stay(near, market, '2026-11-19T01:00:00Z', '2026-11-19T02:00:00Z', halls[0])
    await stay(far, market, '2026-11-19T01:50:00Z', '2026-11-19T02:00:00Z', halls[1])
    await stay(near, office, '2026-11-19T03:00:00Z', '2026-11-19T05:00:00Z')
    await stay(next, office, '2026-11-19T04:00:00Z', '2026-11-19T06:00:00Z')
    await stay(far, office, '2026-11-19T04:30:00Z', '2026-11-19T04:45:00Z')
    const { caseId } = await open(f0)
    const params = { caseId }
    await tracer.tracing.trace({ params, body: { generation: '1' } })
    const list = async (query: object) => {
      const { rows, atLeast, exact } = await tracer.tracing.contacts({ params, query })
      return { names: rows.map(row => row.name), atLeast, exact }
    }
    expect(await list({})).toEqual({ names: ['Gần Án', 'Xa'], atLeast: 2, exact: true })
    expect(await list({ exposure: 'low' })).toEqual({ names: ['Xa'], atLeast: 1, exact: true })
    expect(await list({ q: 'gan an' })).toEqual({ names: ['Gần Án'], atLeast: 1, exact: true })
    const [first] = (await tracer.tracing.contacts({ params, query: {} })).rows
    await tracer.tracing.decide({
      params,
      body: { contactIds: [first?.id ?? ''], decision: 'contact', reason: '' },
    })
    expect(await tracer.tracing.trace({ params, body: { generation: '2' } })).toMatchObject({ found: 1, added: 1 })
    const second = (await tracer.tracing.contacts({ params, query: { generation: '2' } })).rows
    expect(second).toMatchObject([{ name: 'Sau', via: 'Gần Án', place: null, places: 0 }])
    const evidence = (contactId = '') => tracer.tracing.meetings({ params: { contactId } })
    expect(await evidence(second[0]?.id)).toEqual({
      meetings: [
        {
          place: 'UBND',
          area: null,
          via: 'Gần Án',
          from: '2026-11-19T04:00:00.000Z',
          until: '2026-11-19T05:00:00.000Z',
          estimated: false,
          sameArea: true,
        },
      ],
    })
    expect(await evidence(first?.id)).toMatchObject({
      meetings: [{ place: 'Chợ Phong Điền', area: 'Hàng cá', via: 'F0' }],
    })
  }),
)

test(
  'the commune of stay sees since when and how near; another commune is refused; the case stays a number to both',
  scene(async stage => {
    const { person, market, scan, open, tracer } = await town(stage)
    const f0 = await person('Ca Bệnh')
    const f1 = await person('Trần Thị Gần')
    for (const who of [f0, f1]) await scan(who, market, 'in', '2026-11-19T01:00:00Z')
    const { caseId, number } = await open(f0)
    await tracer.tracing.trace({ params: { caseId }, body: { generation: '1' } })
    const contactIds = (await tracer.tracing.contacts({ params: { caseId }, query: {} })).rows.map(row => row.id)
    await tracer.tracing.decide({ params: { caseId }, body: { contactIds, decision: 'contact', reason: 'cùng sạp' } })
    const params = { contactId: contactIds[0] ?? '' }
    const seen = await stage.as.healthOfficer('Thị trấn Phong Điền').tracing.followUp({ params })
    expect(seen).toMatchObject({
      name: 'Trần Thị Gần',
      caseNumber: number,
      caseId: null,
      place: 'Chợ Phong Điền',
      reason: 'cùng sạp',
    })
    expect(JSON.stringify(seen)).not.toContain('Ca Bệnh')
    expect(await tracer.tracing.followUp({ params })).toMatchObject({ caseId })
    await expect(stage.as.healthOfficer('Xã Phong Bình').tracing.followUp({ params })).rejects.toMatchObject({
      code: 'core.refused.area',
      status: 403,
    })
  }),
)

test(
  'a contact counts in the share once spoken with, or once the time for it has passed',
  scene(async stage => {
    const { person, market, scan, open, tracer, unitId } = await town(stage)
    const people = [await person('F0'), await person('Được Gọi'), await person('Bị Quên')]
    for (const who of people) await scan(who, market, 'in', '2026-11-19T01:00:00Z')
    const { caseId } = await open(people[0] ?? '')
    await tracer.tracing.trace({ params: { caseId }, body: { generation: '1' } })
    const { rows } = await tracer.tracing.contacts({ params: { caseId }, query: {} })
    await tracer.tracing.decide({
      params: { caseId },
      body: { contactIds: rows.map(row => row.id), decision: 'contact', reason: '' },
    })
    const figures = async () => {
      const values = await stage.sql<{ name: string; value: number }[]>`
        select name, value from indicators.value
        where unit_id = ${unitId} and name in ('tracing.reached-in-time', 'tracing.reach-due')`
      return Object.fromEntries(values.map(({ name, value }) => [name, Number(value)]))
    }
    const passTime = async () => {
      await stage.app.run(tracing.every?.['tracing.overdue']?.run ?? (() => Promise.reject(new Error('no schedule'))))
      await stage.settle()
    }
    await passTime()
    expect(await figures()).toEqual({ 'tracing.reached-in-time': 0, 'tracing.reach-due': 0 })

    const station = stage.as.healthOfficer('Thị trấn Phong Điền')
    const called = (await station.work.inbox({ query: {} })).rows.find(row => row.person?.name === 'Được Gọi')
    await station.work.move({
      params: { workId: called?.id ?? '' },
      body: { step: 'reach', version: called?.version ?? 0 },
    })
    expect(await figures()).toEqual({ 'tracing.reached-in-time': 1, 'tracing.reach-due': 1 })

    stage.at('2026-11-21T05:00:01Z')
    await passTime()
    await passTime()
    expect(await figures()).toEqual({ 'tracing.reached-in-time': 1, 'tracing.reach-due': 2 })
  }),
)

test(
  'a case is given another origin with a reason: what it was stays, and the figures of its day follow',
  scene(async stage => {
    const { unitId, person, open, tracer } = await town(stage)
    const { caseId } = await open(await person('Nguyễn Văn An'))
    const figures = async () => {
      const rows = await stage.sql<{ name: string; value: number }[]>`
        select name, value from indicators.value
        where unit_id = ${unitId} and hour = 11 and name like 'tracing.cases%' and value <> 0 order by name`
      return rows.map(row => row.name)
    }
    expect(await figures()).toEqual(['tracing.cases', 'tracing.cases-community'])
    const params = { caseId }
    const body = { origin: 'isolation-site' as const, reason: 'Đã cách ly từ 17/11' }
    await tracer.tracing.reclassify({ params, body })
    expect(await figures()).toEqual(['tracing.cases', 'tracing.cases-isolation-site'])
    await tracer.tracing.reclassify({ params, body })
    expect(await tracer.tracing.getCase({ params })).toMatchObject({
      origin: 'isolation-site',
      originChanges: [{ was: 'community', now: 'isolation-site', reason: 'Đã cách ly từ 17/11' }],
    })
    const unexplained = { params, body: { ...body, reason: ' ' } }
    await expect(tracer.tracing.reclassify(unexplained)).rejects.toMatchObject({ status: 400 })
    const leader = stage.as.leader('Thừa Thiên Huế')
    await expect(leader.tracing.reclassify({ params, body })).rejects.toMatchObject({ code: 'core.refused.verb' })
  }),
)

test(
  'an origin that is not in use in the area is refused, for a new case and for a correction',
  scene(async stage => {
    const { unitId, person, open, tracer } = await town(stage)
    await stage.as.administrator('Thừa Thiên Huế').policies.set({
      params: { code: 'tracing.origins' },
      body: { unitId, from: '2026-11-01', document: 'Thử', params: { classes: ['community', 'entry'] } },
    })
    const refused = { code: 'tracing.origin.not-in-use', status: 422 }
    await expect(open(await person('Lê Thị Bình'), { origin: 'locked-area' })).rejects.toMatchObject(refused)
    const { caseId } = await open(await person('Nguyễn Văn An'))
    const body = { origin: 'locked-area' as const, reason: 'Thử' }
    await expect(tracer.tracing.reclassify({ params: { caseId }, body })).rejects.toMatchObject(refused)
  }),
)
