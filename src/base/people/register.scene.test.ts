import { expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { nameKey } from '#core/text.ts'
import { addPeople, mergePeople } from './people.ts'
import { PEOPLE_A_PAGE } from './search.ts'

const HERE = 'Xã Phong Bình'
const GIVEN = ['Án', 'Bình', 'Chi', 'Dũng', 'Giang', 'Hòa', 'Khánh']
const FAMILIES = ['Trần Thị', 'Nguyễn Văn', 'Đặng']

/** More than two pages of people, some of the same name and age, one without a date of birth and one of one word. */
async function fill({ app, world }: Stage): Promise<readonly string[]> {
  const people = Array.from({ length: 2 * PEOPLE_A_PAGE + 7 }, (_, n) => ({
    fullName: `${FAMILIES[n % FAMILIES.length]} ${GIVEN[n % GIVEN.length]}`,
    birthDate: n % 3 ? `19${50 + (n % 40)}` : `19${50 + (n % 40)}-03-0${(n % 9) + 1}`,
    unitId: unitNamed(world, HERE),
  }))
  const odd = [
    { fullName: 'Y', birthDate: null, unitId: unitNamed(world, HERE) },
    { fullName: 'Nguyễn Văn An', birthDate: '1990-12-01', unitId: unitNamed(world, HERE) },
  ]
  return app.run(ctx => addPeople(ctx, [...people, ...odd]))
}

type Query = NonNullable<Parameters<ReturnType<Stage['as']['tracer']>['people']['register']>[0]>['query']

async function whole(stage: Stage, query: Query) {
  const tracer = stage.as.tracer('Phong Điền')
  const rows: Awaited<ReturnType<typeof tracer.people.register>>['rows'] = []
  let after: string | undefined
  do {
    const page = await tracer.people.register({ query: { ...query, ...(after ? { after } : {}) } })
    rows.push(...page.rows)
    after = page.more ?? undefined
  } while (after)
  return rows
}

test(
  'read to its end, the register has everybody once, by given name and by age, either way round',
  scene(async stage => {
    const ids = await fill(stage)
    const unitId = unitNamed(stage.world, HERE)
    const byName = await whole(stage, { unitId })
    expect(byName.map(row => row.id).toSorted()).toEqual([...ids].toSorted())
    const given = byName.map(row => row.fullName.split(' ').at(-1))
    expect(given.map(name => name && nameKey(name))).toEqual(given.map(name => name && nameKey(name)).toSorted())
    const families = byName.filter(row => row.fullName.endsWith(' Án')).map(row => row.fullName.split(' ')[0])
    expect(families).toEqual(families.toSorted((a, b) => FAMILY_ORDER.indexOf(a ?? '') - FAMILY_ORDER.indexOf(b ?? '')))
    expect(await whole(stage, { unitId, sort: '-name' })).toEqual(byName.toReversed())
    const byBirth = await whole(stage, { unitId, sort: 'birth' })
    const born = byBirth.map(row => row.birthDate ?? '')
    expect(born).toEqual(born.toSorted())
    expect(born[0]).toBe('')
    expect(await whole(stage, { unitId, sort: '-birth' })).toEqual(byBirth.toReversed())
  }),
)
/** Without marks: Đặng, Nguyễn, Trần. */
const FAMILY_ORDER = ['Đặng', 'Nguyễn', 'Trần']

test(
  'it is narrowed to a commune and a year of birth, counted, without merged entries and without what is not mine to read',
  scene(async stage => {
    const [first = '', second = ''] = await fill(stage)
    const unitId = unitNamed(stage.world, HERE)
    const tracer = stage.as.tracer('Phong Điền')
    expect(await tracer.people.register({ query: { unitId } })).toMatchObject({ atLeast: 109, exact: true })
    const in1990 = await tracer.people.register({ query: { unitId, born: '1990' } })
    expect(in1990.rows.map(row => row.fullName)).toEqual(['Nguyễn Văn An'])
    await stage.app.run(ctx => mergePeople(ctx, second, first, 'twice'))
    expect(await tracer.people.register({ query: { unitId } })).toMatchObject({ atLeast: 108 })
    const elsewhere = stage.as.tracer('Tỉnh Quảng Trị')
    expect(await elsewhere.people.register({ query: { unitId } })).toMatchObject({ rows: [], atLeast: 0 })
  }),
)

test.each(['x', '~', 'an nguyen~1', '1~', '~01999999-0000-7000-8000-00000000000'])(
  '“%s” is no place in a list',
  after =>
    scene(async ({ as }) => {
      await expect(as.tracer('Phong Điền').people.register({ query: { after } })).rejects.toMatchObject({
        code: 'core.unreadable',
        status: 400,
      })
    })(),
)
