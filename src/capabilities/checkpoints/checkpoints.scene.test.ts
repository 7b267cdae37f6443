import { expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { formatBhyt, formatCccd, formatNational } from '#base/people/codes.ts'
import { signOwn } from '#base/people/own-code.ts'
import { addPeople, addPerson, type NewPerson } from '#base/people/people.ts'
import { writeStandings } from '#base/standing/standing.ts'
import { newId } from '#core/ids.ts'

const NOW = '2026-11-20T02:00:00Z'
const AN: NewPerson = {
  fullName: 'Nguyễn Văn An',
  birthDate: '1990-12-01',
  sex: 'male',
  identifiers: { cccd: '046090900001', qid: '990000000000000001', bhyt: '4690000001' },
}
const card = { idNumber: '046090900001', name: 'Nguyễn Văn An', birthDate: '1990-12-01', sex: 'male' as const }

/** A market in Phong Điền with a manager, and An in the register. */
async function market(stage: Stage, kind: 'market' | 'hospital' = 'market') {
  const manager = stage.as.citizen('0905000001')
  const unitId = stage.world.units['Thị trấn Phong Điền'] as string
  const { placeId } = await manager.checkpoints.register({
    body: { kind, name: 'Chợ Phong Điền', unitId, address: '' },
  })
  const personId = await stage.app.run(ctx => addPerson(ctx, { ...AN, unitId }))
  const scan = (code: string, more: object = {}) =>
    manager.checkpoints.scan({
      params: { placeId },
      body: { id: newId(new Date(NOW)), code, direction: 'in', deviceAt: NOW, sentAt: NOW, ...more },
    })
  return { manager, placeId, personId, scan, unitId }
}

test(
  'an office registers, adds staff, prints its poster',
  scene(async stage => {
    const { manager, placeId } = await market(stage)
    await manager.checkpoints.addStaff({
      params: { placeId },
      body: { phone: '0905000002', name: 'Lê Thị Bình', role: 'place-staff' },
    })
    expect(await manager.checkpoints.staff({ params: { placeId } })).toMatchObject({
      staff: [
        { role: 'place-manager', you: true },
        { name: 'Lê Thị Bình', phone: '0905000002', role: 'place-staff' },
      ],
    })
    const staff = stage.as.citizen('0905000002')
    expect(await staff.checkpoints.mine({})).toMatchObject({ places: [{ id: placeId, role: 'place-staff' }] })
    await expect(staff.checkpoints.staff({ params: { placeId } })).rejects.toMatchObject({ code: 'core.refused.verb' })
    const poster = await manager.places.poster({ params: { placeId } })
    expect(await poster.slice(0, 5).text()).toBe('%PDF-')
  }),
)

test(
  'the last manager cannot leave, staff can be removed and then scan no more',
  scene(async stage => {
    const { manager, placeId } = await market(stage)
    const added = await manager.checkpoints.addStaff({
      params: { placeId },
      body: { phone: '0905000002', name: 'Bình', role: 'place-staff' },
    })
    const staff = stage.as.citizen('0905000002')
    expect(await staff.checkpoints.today({ params: { placeId } })).toEqual({ in: 0, out: 0, inside: 0, parked: 0 })
    await manager.checkpoints.removeStaff({ params: { placeId, grantId: added.grantId } })
    await expect(staff.checkpoints.today({ params: { placeId } })).rejects.toMatchObject({ status: 403 })
    const [me] = (await manager.checkpoints.staff({ params: { placeId } })).staff
    await expect(
      manager.checkpoints.removeStaff({ params: { placeId, grantId: me?.grantId ?? '' } }),
    ).rejects.toMatchObject({ code: 'identity.staff.last' })
  }),
)

test(
  'staff scan every kind of code, and are told how sure it is',
  scene(async stage => {
    const { scan, personId, app } = { ...(await market(stage)), app: stage.app }
    const national = { ...card, qid: '990000000000000001' }
    const codes: [string, string][] = [
      [formatNational(national), 'agrees'],
      [formatNational(national, { masked: true }), 'agrees'],
      [formatNational({ ...national, name: 'TRAN VAN B' }), 'differs'],
      [formatCccd({ ...card, address: 'Huế', issuedOn: '2021-05-01' }), 'agrees'],
      [formatBhyt({ code: 'DN4464690000001', name: card.name, birthDate: card.birthDate, sex: 'male' }), 'agrees'],
      [signOwn({ subject: 'person', id: personId }, app.keyring.keys('codes')[0] as never), 'verified'],
      [
        formatCccd({
          ...card,
          idNumber: '046190900077',
          name: 'Trần Thị Lạ',
          sex: 'female',
          address: '',
          issuedOn: '2021-05-01',
        }),
        'new',
      ],
    ]
    for (const [code, identity] of codes) expect(await scan(code)).toMatchObject({ identity, repeated: false })
  }),
)

test(
  'a national code leads to whoever has its paper, and of who is declared by another to its own holder',
  scene(async stage => {
    const { scan, unitId, personId } = await market(stage)
    const scannedId = async (code: string) => {
      const id = newId(new Date(NOW))
      await scan(code, { id })
      const [fact] = await stage.sql<{ personId: string }[]>`select person_id from timeline.scan where id = ${id}`
      return fact?.personId
    }
    // The register came from a list of personal IDs: it knows no QID.
    const [binh, child] = await stage.app.run(ctx =>
      addPeople(ctx, [
        { fullName: 'Lê Thị Bình', birthDate: '1988-02-03', identifiers: { cccd: '046188900002' }, unitId },
        { fullName: 'Nguyễn Văn Con', birthDate: '2019-05-06', identifiers: { qid: '990000000000000003' }, unitId },
      ]),
    )
    const codeOfBinh = { idNumber: '046188900002', name: 'Lê Thị Bình', birthDate: '1988-02-03' }
    expect(await scannedId(formatNational({ ...codeOfBinh, qid: '990000000000000002' }))).toBe(binh)
    const codeOfChild = { ...card, name: 'Nguyễn Văn Con', birthDate: '2019-05-06', qid: '990000000000000003' }
    expect(await scannedId(formatNational({ ...codeOfChild, declaredBy: 'proxy' }))).toBe(child)
    expect(await scannedId(formatNational({ ...card, qid: '990000000000000001' }))).toBe(personId)
  }),
)

test(
  'somebody unknown becomes a provisional person, and is known the next time',
  scene(async stage => {
    const { scan } = await market(stage)
    const code = formatCccd({
      ...card,
      idNumber: '046190900077',
      name: 'Trần Thị Lạ',
      sex: 'female',
      address: '',
      issuedOn: '2021-05-01',
    })
    expect(await scan(code)).toMatchObject({ outcome: 'welcome', identity: 'new' })
    expect(await scan(code)).toMatchObject({ outcome: 'welcome', identity: 'unverified', name: 'Trần Thị Lạ' })
    expect(await stage.sql`select provisional from people.person where full_name = 'Trần Thị Lạ'`).toEqual([
      { provisional: true },
    ])
  }),
)

test.each([['orange'], ['red']] as const)('a guard learns nothing of why somebody is under orders (%s)', level =>
  scene(async stage => {
    const { scan, personId } = await market(stage)
    await stage.app.run(ctx =>
      writeStandings(ctx, [{ personId, source: 'tracing', level, reason: 'tracing.standing.contact' }]),
    )
    const answer = await scan(formatNational({ ...card, qid: '990000000000000001' }))
    expect(answer).toEqual({
      outcome: 'see-health-staff',
      identity: 'agrees',
      direction: 'in',
      name: 'Nguyễn Văn An',
      birthYear: '1990',
      at: expect.any(String),
      repeated: false,
    })
  })(),
)

test(
  'a hospital refuses nobody',
  scene(async stage => {
    const { scan, personId } = await market(stage, 'hospital')
    await stage.app.run(ctx =>
      writeStandings(ctx, [{ personId, source: 'tracing', level: 'red', reason: 'tracing.standing.case' }]),
    )
    expect(await scan(formatNational({ ...card, qid: '990000000000000001' }))).toMatchObject({
      outcome: 'enter-see-health-staff',
    })
  }),
)

test(
  'the same scan sent again counts once; another scan under its id is refused',
  scene(async stage => {
    const { scan, placeId, manager } = await market(stage)
    const id = newId(new Date(NOW))
    const code = formatNational({ ...card, qid: '990000000000000001' })
    expect(await scan(code, { id })).toMatchObject({ repeated: false })
    expect(await scan(code, { id })).toMatchObject({ repeated: true })
    await expect(scan(code, { id, direction: 'out' })).rejects.toMatchObject({
      code: 'timeline.id-reused',
      status: 409,
    })
    expect(await manager.checkpoints.today({ params: { placeId } })).toEqual({ in: 1, out: 0, inside: 1, parked: 0 })
  }),
)

test.each([
  ['in the future', { deviceAt: '2026-11-20T03:00:00Z', sentAt: NOW }, 'checkpoints.impossible-time'],
  ['days ago', { deviceAt: '2026-11-18T02:00:00Z', sentAt: NOW }, 'checkpoints.impossible-time'],
  ['under a random id', { id: '6f1d2c1e-8f3a-4a63-9d0b-0d5c3a8f1b22' }, 'checkpoints.bad-id'],
  ['under an id of another year', { id: newId(new Date('2019-01-01')) }, 'timeline.out-of-range'],
])('a scan %s is refused and changes nothing', (_, more, code) =>
  scene(async stage => {
    const { scan } = await market(stage)
    await expect(scan(formatNational({ ...card, qid: '990000000000000001' }), more)).rejects.toMatchObject({ code })
    expect(await stage.sql`select count(*) as n from timeline.scan`).toEqual([{ n: 0 }])
  })(),
)

test.each([
  ['046090900001|', 'standing.code.truncated'],
  ['hello', 'standing.code.unrecognised'],
  ['http://localhost/q/ABCDEFGHJ', 'standing.code.checksum'],
])('%s is a named problem', (code, problem) =>
  scene(async stage => {
    const { scan } = await market(stage)
    await expect(scan(code)).rejects.toMatchObject({ code: problem, status: 422 })
  })(),
)

test(
  'a clock that is hours wrong is put right by what it showed when it sent',
  scene(async stage => {
    const { scan } = await market(stage)
    const answer = await scan(formatNational({ ...card, qid: '990000000000000001' }), {
      deviceAt: '2026-11-19T20:59:00Z',
      sentAt: '2026-11-19T21:00:00Z',
    })
    expect(answer.at).toBe('2026-11-20T01:59:00.000Z')
  }),
)

test(
  'a citizen scans the poster and sees where they were',
  scene(async stage => {
    const { placeId, unitId } = await market(stage)
    const citizen = stage.as.citizen('0905000009')
    const [place] = await stage.sql<{ code: string }[]>`select code from places.place where id = ${placeId}`
    const { posterToken } = await import('#base/people/codes.ts')
    const visit = (direction: 'in' | 'out', at: string) =>
      citizen.checkpoints.visit({
        body: { id: newId(new Date(at)), code: posterToken(place?.code ?? ''), direction, deviceAt: at, sentAt: at },
      })
    await expect(visit('in', NOW)).rejects.toMatchObject({ code: 'standing.no-person' })
    await citizen.people.introduce({
      body: { fullName: 'Phạm Thị Dung', birthDate: '1985', sex: 'female', unitId, address: 'Tổ 3' },
    })
    expect(await visit('in', NOW)).toMatchObject({ outcome: 'welcome', place: { name: 'Chợ Phong Điền' } })
    stage.at('2026-11-20T03:00:00Z')
    expect(await visit('out', '2026-11-20T03:00:00Z')).toMatchObject({ outcome: 'goodbye' })
    expect(await citizen.checkpoints.visits({})).toEqual({
      visits: [
        {
          place: 'Chợ Phong Điền',
          unit: 'Thị trấn Phong Điền',
          inAt: '2026-11-20T02:00:00.000Z',
          outAt: '2026-11-20T03:00:00.000Z',
        },
      ],
    })
  }),
)
