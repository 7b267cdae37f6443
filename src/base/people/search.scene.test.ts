import { describe, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { addPeople, type NewPerson } from './people.ts'
import { SEARCH_CAP } from './search.ts'

const HERE = 'Xã Phong Bình'

/** People of Xã Phong Bình unless said. */
async function register({ app, world }: Stage, people: readonly NewPerson[]): Promise<void> {
  await app.run(ctx =>
    addPeople(
      ctx,
      people.map(person => ({ unitId: unitNamed(world, HERE), ...person })),
    ),
  )
}

/** The names a tracer of the district is told, in their order. */
const found = async ({ as }: Stage, q: string): Promise<string[]> =>
  (await as.tracer('Phong Điền').people.search({ query: { q } })).people.map(person => person.fullName)

const AN: NewPerson = {
  fullName: 'Nguyễn Văn An',
  birthDate: '1990-12-01',
  identifiers: {
    cccd: '046090900001',
    cmnd: '191234567',
    passport: 'B1234567',
    bhyt: '4690000001',
    phone: '+84905000001',
    qid: '990000000000000001',
  },
}

describe('by number', () => {
  test.each([
    ['ID', '046090900001'],
    ['ID in groups', '046 090 900 001'],
    ['old ID', '191234567'],
    ['passport', 'b1234567'],
    ['insurance number', '4690000001'],
    ['old insurance card', 'DN4464690000001'],
    ['phone', '0905000001'],
    ['phone as it is written', '0905.000.001'],
    ['international phone', '+84 905 000 001'],
  ])('%s', (_, q) =>
    scene(async stage => {
      await register(stage, [AN, { fullName: 'Trần Thị Bê', identifiers: { cccd: '046190900002' } }])
      expect(await found(stage, q)).toEqual(['Nguyễn Văn An'])
    })(),
  )

  test(
    'all who share a phone are found; ten digits may be a phone or an insurance number',
    scene(async stage => {
      const phone = '+84856789012'
      await register(stage, [
        { fullName: 'Lê Văn Cha', identifiers: { phone } },
        { fullName: 'Lê Thị Con', identifiers: { phone } },
        { fullName: 'Phạm Thị Tuyên', identifiers: { bhyt: '0856789012' } },
      ])
      expect((await found(stage, '0856789012')).sort()).toEqual(['Lê Thị Con', 'Lê Văn Cha', 'Phạm Thị Tuyên'])
    }),
  )

  test(
    'a landline is found as it was entered',
    scene(async stage => {
      const { personId } = await stage.as.tracer('Phong Điền').people.add({
        body: {
          fullName: 'Trần Thị Bê',
          birthDate: '1941',
          sex: 'female',
          unitId: unitNamed(stage.world, HERE),
          address: '',
          phone: '0234 382 2222',
        },
      })
      const { people } = await stage.as.tracer('Phong Điền').people.search({ query: { q: '02343822222' } })
      expect(people.map(p => p.id)).toEqual([personId])
    }),
  )
})

describe('by name', () => {
  const NAMES = ['Nguyễn Văn An', 'Nguyễn Văn Hòa', 'Nguyễn Văn Hóa', 'Trần Đức Hoà', 'Lê Thị Thanh'].map(fullName => ({
    fullName,
  }))

  test.each([
    ['with accents', 'Nguyễn Văn An', ['Nguyễn Văn An']],
    ['without', 'nguyen van an', ['Nguyễn Văn An']],
    ['two words in order', 'nguyen an', ['Nguyễn Văn An']],
    ['not in the other order', 'an nguyen', []],
    ['a given name as it is spelt first', 'Văn Hòa', ['Nguyễn Văn Hòa', 'Nguyễn Văn Hóa']],
    ['and the other', 'văn hóa', ['Nguyễn Văn Hóa', 'Nguyễn Văn Hòa']],
    ['Đ by d', 'duc hoa', ['Trần Đức Hoà']],
    ['the older place of the tone mark', 'Đức Hòa', ['Trần Đức Hoà']],
    ['no pattern of the database', 'nguyen%an', ['Nguyễn Văn An']],
    ['nobody', 'Hoàng', []],
  ])('%s', (_, q, names) =>
    scene(async stage => {
      await register(stage, NAMES)
      expect(await found(stage, q)).toEqual(names)
    })(),
  )

  test.each([
    ['nguyen van an 1990', ['1990', '1990-12-01']],
    ['1990 nguyen van an', ['1990', '1990-12-01']],
    ['nguyen van an 01/12/1990', ['1990', '1990-12-01']],
    ['nguyen van an 1/12/1990', ['1990', '1990-12-01']],
    ['nguyen van an 01-12-1990', ['1990', '1990-12-01']],
    ['nguyen van an 1990-12-01', ['1990', '1990-12-01']],
    ['nguyen van an 02/12/1990', ['1990']],
    ['nguyen van an 1992', []],
  ])('%s', (q, born) =>
    scene(async stage => {
      const people = ['1990-12-01', '1991-12-01', '1990'].map(birthDate => ({ fullName: 'Nguyễn Văn An', birthDate }))
      await register(stage, people)
      const answer = await stage.as.tracer('Phong Điền').people.search({ query: { q } })
      expect(answer.people.map(p => p.birthDate).sort()).toEqual(born)
    })(),
  )

  test(
    'no more than the cap are shown, and it is said when there are more',
    scene(async stage => {
      const many = (n: number, fullName: string) => Array.from({ length: n }, () => ({ fullName, birthDate: '1990' }))
      await register(stage, [...many(SEARCH_CAP, 'Nguyễn Văn Đủ'), ...many(SEARCH_CAP + 1, 'Nguyễn Văn Thừa')])
      const tracer = stage.as.tracer('Phong Điền')
      const enough = await tracer.people.search({ query: { q: 'van du' } })
      expect([enough.people.length, enough.capped]).toEqual([SEARCH_CAP, false])
      const more = await tracer.people.search({ query: { q: 'van thua' } })
      expect([more.people.length, more.capped]).toEqual([SEARCH_CAP, true])
    }),
  )
})

describe('outside the area', () => {
  test.each([['046090900001'], ['0905000001'], ['Nguyễn Văn An'], ['nguyen van an 1990']])(
    '%s finds nothing, and is found at home',
    q =>
      scene(async stage => {
        await register(stage, [AN])
        const abroad = await stage.as.tracer('Đông Hà').people.search({ query: { q } })
        expect(abroad).toEqual({ people: [], capped: false })
        const neighbour = await stage.as.healthOfficer('Xã Phong Hòa').people.search({ query: { q } })
        expect(neighbour).toEqual({ people: [], capped: false })
        expect(await found(stage, q)).toEqual(['Nguyễn Văn An'])
      })(),
  )

  test(
    'a phone shared over the border gives those within',
    scene(async stage => {
      const phone = '+84905000001'
      await register(stage, [
        { fullName: 'Lê Văn Cha', identifiers: { phone } },
        { fullName: 'Lê Thị Con', identifiers: { phone }, unitId: unitNamed(stage.world, 'Phường Đông Giang') },
      ])
      expect(await found(stage, '0905000001')).toEqual(['Lê Văn Cha'])
    }),
  )
})

test(
  'a merged entry is not listed: its numbers and its name lead to the one that stays, or to nobody',
  scene(async stage => {
    await register(stage, [AN, { fullName: 'Nguyễn V. An', identifiers: { cmnd: '191111111' } }])
    const tracer = stage.as.tracer('Phong Điền')
    const idOf = async (q: string) => (await tracer.people.search({ query: { q } })).people[0]?.id as string
    const [into, from] = [await idOf('046090900001'), await idOf('191111111')]
    await tracer.people.merge({ params: { personId: from }, body: { intoId: into, reason: 'Cùng một người' } })
    expect(await found(stage, '191111111')).toEqual(['Nguyễn Văn An'])
    expect(await found(stage, 'nguyen v an')).toEqual(['Nguyễn Văn An'])
    expect(await found(stage, 'Nguyễn An')).toEqual(['Nguyễn Văn An'])
  }),
)
