import { describe, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { CLAIM_POLICY } from './claims.ts'
import { addPerson, type NewPerson } from './people.ts'

const PHONE = '0905000001'
const E164 = '+84905000001'

/** Enters people into the register of Xã Phong Bình, and answers their ids. */
const enter = ({ app, world }: Stage, ...people: NewPerson[]): Promise<string[]> =>
  app.run(async ctx => {
    const ids: string[] = []
    for (const person of people)
      ids.push(await addPerson(ctx, { unitId: unitNamed(world, 'Xã Phong Bình'), ...person }))
    return ids
  })

/** A body for `introduce`. */
const entry = ({ world }: Stage, more: object = {}) => ({
  body: {
    fullName: 'Nguyễn Văn An',
    birthDate: '1990-12-01',
    sex: 'male' as const,
    unitId: unitNamed(world, 'Xã Phong Bình'),
    address: 'Thôn Tây Phú',
    ...more,
  },
})

const peopleIn = async ({ sql }: Stage) => (await sql<{ n: number }[]>`select count(*) as n from people.person`)[0]?.n

describe('an entry under my phone', () => {
  test(
    'is shown by no more than my given name, and the birth date makes it mine',
    scene(async stage => {
      const [id] = await enter(stage, {
        fullName: 'Nguyễn Văn An',
        birthDate: '1990-12-01',
        identifiers: { phone: E164 },
      })
      const me = stage.as.citizen(PHONE)
      expect(await me.people.candidates({})).toEqual({ people: [{ id, hint: 'N••••• V•• An' }] })
      expect(await me.people.claim({ body: { personId: id as string, birthDate: '1990-12-01' } })).toEqual({
        personId: id,
      })
      expect(await me.people.mine({})).toMatchObject({ people: [{ id, fullName: 'Nguyễn Văn An' }] })
    }),
  )

  test.each([
    ['1990-12-01', '1990-12-02'],
    ['1990-12-01', '1990'],
    ['1990', '1991-12-01'],
    [null, '1990-12-01'],
  ])('born %s is not given to somebody who says %s', (known, said) =>
    scene(async stage => {
      const [id] = await enter(stage, { fullName: 'Nguyễn Văn An', birthDate: known, identifiers: { phone: E164 } })
      const me = stage.as.citizen(PHONE)
      await expect(me.people.claim({ body: { personId: id as string, birthDate: said } })).rejects.toMatchObject({
        code: 'people.claim-refused',
      })
      expect(await me.people.mine({})).toEqual({ people: [] })
    })(),
  )

  test(
    'of which the year alone is known takes the whole date',
    scene(async stage => {
      const [id] = await enter(stage, { fullName: 'Trần Thị Bê', birthDate: '1941', identifiers: { phone: E164 } })
      const me = stage.as.citizen(PHONE)
      await me.people.claim({ body: { personId: id as string, birthDate: '1941-03-08' } })
      expect(await me.people.mine({})).toMatchObject({ people: [{ id }] })
    }),
  )

  test(
    'cannot be claimed from another phone, whatever the birth date',
    scene(async stage => {
      const [id] = await enter(stage, {
        fullName: 'Nguyễn Văn An',
        birthDate: '1990-12-01',
        identifiers: { phone: E164 },
      })
      const other = stage.as.citizen('0905000002')
      expect(await other.people.candidates({})).toEqual({ people: [] })
      await expect(
        other.people.claim({ body: { personId: id as string, birthDate: '1990-12-01' } }),
      ).rejects.toMatchObject({ code: 'people.claim-refused' })
    }),
  )

  test(
    'cannot be found out by guessing: after some wrong dates the right one is refused too',
    scene(async stage => {
      const [id] = await enter(stage, { fullName: 'Trần Thị Bê', birthDate: '1941', identifiers: { phone: E164 } })
      const claim = (birthDate: string) =>
        stage.as.citizen(PHONE).people.claim({ body: { personId: id as string, birthDate } })
      for (let n = 0; n < CLAIM_POLICY.guessesPerDay; n++)
        await expect(claim(String(1950 + n))).rejects.toMatchObject({ code: 'people.claim-refused' })
      await expect(claim('1941')).rejects.toMatchObject({ code: 'people.claim-wait', status: 429 })
    }),
  )

  test(
    'may be one of several: a family shares a phone, and a merged entry is not shown twice',
    scene(async stage => {
      const [an, binh, twice] = await enter(
        stage,
        { fullName: 'Nguyễn Văn An', birthDate: '1990', identifiers: { phone: E164 } },
        { fullName: 'Lê Thị Bình', birthDate: '1992', identifiers: { phone: E164 } },
        { fullName: 'Nguyễn V An', birthDate: '1990', identifiers: { phone: E164 } },
      )
      await stage.as.tracer('Phong Điền').people.merge({
        params: { personId: twice as string },
        body: { intoId: an as string, reason: 'Cùng một người' },
      })
      const me = stage.as.citizen(PHONE)
      const { people } = await me.people.candidates({})
      expect(people.map(p => p.id).sort()).toEqual([an, binh].sort())
      await me.people.claim({ body: { personId: binh as string, birthDate: '1992' } })
      expect((await me.people.mine({})).people.map(p => p.fullName)).toEqual(['Lê Thị Bình'])
    }),
  )
})

describe('introducing somebody', () => {
  test(
    'with a number that has a holder is a named problem, and changes nothing',
    scene(async stage => {
      await enter(stage, { fullName: 'Trần Thị Bê', birthDate: '1941', identifiers: { cccd: '046141900001' } })
      const before = await peopleIn(stage)
      const me = stage.as.citizen(PHONE)
      await expect(me.people.introduce(entry(stage, { idNumber: '046 141 900 001' }))).rejects.toMatchObject({
        code: 'people.identifier-taken',
        status: 409,
      })
      expect(await peopleIn(stage)).toBe(before)
      expect(await me.people.mine({})).toEqual({ people: [] })
    }),
  )

  test(
    'a number that says otherwise than the birth date and sex is taken, with a warning',
    scene(async stage => {
      const { warnings } = await stage.as
        .citizen(PHONE)
        .people.introduce(entry(stage, { idNumber: '046191900002', birthDate: '1990-12-01' }))
      expect(warnings).toEqual(['birthYear', 'sex'])
    }),
  )

  test.each([
    ['a date that is no day', { birthDate: '1990-02-30' }, 'core.invalid-input'],
    ['a birth in the future', { birthDate: '2026-11-21' }, 'people.birth-in-future'],
    ['a birth in a year to come', { birthDate: '2027' }, 'people.birth-in-future'],
    ['a number of no kind', { idNumber: '12345' }, 'people.id-invalid'],
    ['a unit that is not there', { unitId: '00000000-0000-7000-8000-00000000dead' }, 'people.unit-no-commune'],
    ['an empty name', { fullName: '  ' }, 'core.invalid-input'],
    ['a name of nothing visible', { fullName: '\u200b\u200b' }, 'core.invalid-input'],
  ])('%s is refused', (_, more, code) =>
    scene(async stage => {
      const before = await peopleIn(stage)
      await expect(stage.as.citizen(PHONE).people.introduce(entry(stage, more))).rejects.toMatchObject({ code })
      expect(await peopleIn(stage)).toBe(before)
    })(),
  )

  test(
    'born today is fine, and a district is no commune to live in',
    scene(async stage => {
      const me = stage.as.citizen(PHONE)
      await me.people.introduce(entry(stage, { birthDate: '2026-11-20' }))
      await expect(
        me.people.introduce(entry(stage, { unitId: unitNamed(stage.world, 'Phong Điền') })),
      ).rejects.toMatchObject({ code: 'people.unit-no-commune' })
    }),
  )

  test(
    'who has no birth date in the register is not given one in the code',
    scene(async stage => {
      const [id] = await enter(stage, { fullName: 'Hồ Thị Lê' })
      const { accountId } = await stage.as.citizen(PHONE).player()
      await stage.sql`update identity.account set person_id = ${id as string} where id = ${accountId}`
      const { people } = await stage.as.citizen(PHONE).people.mine({})
      expect(people[0]?.qr).toContain('|HO THI LE|****-**-**|')
    }),
  )
})
