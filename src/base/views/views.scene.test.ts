import { expect, test } from 'vitest'
import { scene } from '#apps/testing/scene.ts'

const COMMUNE = 'Xã Phong Hòa'
const LIST = 'work.inbox'
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (e: { code: string }) => e.code,
  )

test(
  'a view is kept for its officer, in the officer’s order, without what was searched for',
  scene(async ({ as, sql, at }) => {
    const officer = as.healthOfficer(COMMUNE)
    const view = { list: LIST, hidden: ['kind'], unitId: null }
    await officer.views.save({ body: { ...view, name: ' Việc  gấp ', search: '?view=late&q=nguyen+van+an' } })
    at('2026-11-20T02:00:01Z')
    const { id } = await officer.views.save({ body: { ...view, name: 'Mới', search: '?state=new' } })
    await officer.views.save({ body: { ...view, name: 'Mới', search: '?state=newer', hidden: null } })
    const seen = async () => (await officer.views.list({ query: { list: LIST } })).views
    expect((await seen()).map(({ name, search, hidden }) => ({ name, search, hidden }))).toEqual([
      { name: 'Việc gấp', search: '?view=late', hidden: ['kind'] },
      { name: 'Mới', search: '?state=newer', hidden: null },
    ])
    await officer.views.arrange({ body: { list: LIST, ids: [id], defaultId: id } })
    expect((await seen()).map(one => [one.name, one.isDefault])).toEqual([
      ['Mới', true],
      ['Việc gấp', false],
    ])
    expect((await as.tracer('46').views.list({ query: { list: LIST } })).views).toEqual([])
    expect((await officer.views.list({ query: { list: 'other' } })).views).toEqual([])
    await officer.views.remove({ params: { viewId: id } })
    expect((await seen()).map(one => one.name)).toEqual(['Việc gấp'])
    const [{ found } = { found: -1 }] = await sql<{ found: number }[]>`
      select count(*) as found from views.view where search like '%nguyen%'`
    expect(found).toBe(0)
  }),
)

test(
  'a shared view is seen by whoever serves the unit or one below it, and changed by its owner alone',
  scene(async ({ as, world }) => {
    const chief = as.tracer('46')
    const share = (unitId: string, name = 'Chung') => ({ list: LIST, name, search: '?view=late', hidden: null, unitId })
    const province = world.units['46'] as string
    const { id } = await chief.views.save({ body: share(province) })
    const below = as.healthOfficer(COMMUNE)
    const { views } = await below.views.list({ query: { list: LIST } })
    expect(views).toMatchObject([{ id, mine: false, unit: { id: province } }])
    expect((await as.healthOfficer('45').views.list({ query: { list: LIST } })).views).toEqual([])
    expect(await code(below.views.remove({ params: { viewId: id } }))).toBe('core.not-found')
    expect(await code(below.views.save({ body: share(province) }))).toBe('views.not-your-unit')
    expect(await code(below.views.save({ body: share(world.units[COMMUNE] as string) }))).toBe('done')
    // The same name is another view of another owner.
    expect((await chief.views.list({ query: { list: LIST } })).views.map(one => one.id)).toEqual([id])
  }),
)
