import { describe, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import type { Upload } from '#core/contract.ts'
import { fromBytes } from './files.ts'
import { importBoundaries } from './import.ts'
import { treeOf } from './index.ts'
import { COUNTRY_ID } from './model.ts'
import { openOrganisations, usualOrganisations } from './organisations.ts'

const file = (name: string, text: string) => new File([text], name, { type: 'text/csv' }) as unknown as Upload
const HEADER = 'code,level,name,full_name,type,parent_code\n'
const REFORM = `${HEADER}45,1,Quảng Trị,Tỉnh Quảng Trị,Tỉnh,
46,1,Huế,Thành phố Huế,Thành phố,
19819,3,Phong Điền,Phường Phong Điền,Phường,46
`
const FROM = '2026-11-01'

describe('a picker', () => {
  test(
    'finds units without accents, with their path, for everybody',
    scene(async ({ anyone }) => {
      const first = async (q: string) => (await anyone.units.list({ query: { q } })).rows[0]?.label
      expect(await first('phong binh, hue')).toBe('Xã Phong Bình, Huyện Phong Điền, Tỉnh Thừa Thiên Huế')
      expect(await first('x. Phong Bình, q trị')).toBe('Xã Phong Bình, Huyện Gio Linh, Tỉnh Quảng Trị')
    }),
  )

  test.each([
    ['Thừa Thiên Huế', 'Xã Phong Bình, Huyện Phong Điền, Tỉnh Thừa Thiên Huế'],
    ['Quảng Trị', 'Xã Phong Bình, Huyện Gio Linh, Tỉnh Quảng Trị'],
  ])('looks first where administrators are: in %s', (home, found) =>
    scene(async ({ as, anyone }) => {
      await as.administrator(home).identity.me({})
      const { rows } = await anyone.units.list({ query: { q: 'phong binh', tier: 'commune' } })
      expect(rows[0]?.label).toBe(found)
    })(),
  )

  test(
    'goes down the tree: the country, a province, a district',
    scene(async ({ anyone, world }) => {
      const top = await anyone.units.list({ query: {} })
      expect(top).toMatchObject({ day: '2026-11-20', rows: [{ name: 'Quảng Trị' }, { name: 'Thừa Thiên Huế' }] })
      const districts = await anyone.units.list({ query: { parent: world.units['46'] as string } })
      expect(districts.rows.map(row => row.tier)).toEqual(Array(9).fill('district'))
      expect(districts.rows[0]?.parentId).toBe(world.units['46'])
    }),
  )

  test(
    'keeps to an area and a tier',
    scene(async ({ anyone, world }) => {
      const query = { q: 'phong', parent: world.units['45'] as string, tier: 'commune' }
      const { rows } = await anyone.units.list({ query })
      expect(rows.length).toBeGreaterThan(0)
      expect(rows.every(row => row.tier === 'commune' && row.label.endsWith('Tỉnh Quảng Trị'))).toBe(true)
    }),
  )
})

test(
  'a unit says where it lies; an unknown one is not found',
  scene(async ({ anyone, world }) => {
    const unit = await anyone.units.get({ params: { unitId: world.units['Xã Phong Bình'] as string }, query: {} })
    expect(unit).toMatchObject({ tier: 'commune', type: 'xã', validFrom: '2021-11-01', validTo: null, successors: [] })
    expect(unit.path.map(step => step.tier)).toEqual(['country', 'province', 'district', 'commune'])
    const stranger = anyone.units.get({ params: { unitId: '00000000-0000-4000-8000-000000000000' }, query: {} })
    await expect(stranger).rejects.toMatchObject({ status: 404 })
  }),
)

test(
  'boundaries are those of the units below; none are an empty collection',
  scene(async ({ anyone, sql, world }) => {
    const unitId = world.units['46'] as string
    const none = await anyone.units.boundaries({ params: { unitId }, query: {} })
    expect(none).toEqual({ type: 'FeatureCollection', features: [] })
    const ring = [
      [107, 16],
      [108, 16],
      [108, 17],
      [107, 16],
    ]
    const geometries = [{ type: 'Polygon', arcs: [[0]], properties: { code: '476' } }]
    const topology = {
      type: 'Topology',
      objects: { districts: { type: 'GeometryCollection', geometries } },
      arcs: [ring],
    }
    const source = fromBytes('x.topojson', new TextEncoder().encode(JSON.stringify(topology)))
    await importBoundaries(sql, source, { now: new Date(), accountId: null })
    const { features } = await anyone.units.boundaries({ params: { unitId }, query: {} })
    expect(features).toMatchObject([
      {
        id: world.units['476'],
        bbox: [107, 16, 108, 17],
        properties: { name: 'Phong Điền' },
        geometry: { coordinates: [ring] },
      },
    ])
  }),
)

test(
  'officers see the organisations of a unit, others do not',
  scene(async ({ app, sql, anyone, as, world }) => {
    const unitId = world.units['Xã Phong Bình'] as string
    const tree = treeOf(app)
    await openOrganisations(
      sql,
      tree.path(unitId).flatMap(unit => usualOrganisations(tree.path(unit.id))),
      '2026-01-01',
    )
    const { rows } = await as.nobody().units.organisations({ params: { unitId }, query: {} })
    expect(rows.map(row => row.name)).toContain('Trạm Y tế xã Phong Bình')
    await expect(anyone.units.organisations({ params: { unitId }, query: {} })).rejects.toMatchObject({ status: 401 })
  }),
)

describe('an import', () => {
  const importIt = (stage: Stage, text = REFORM) =>
    stage.as.administrator().units.importList({ query: { from: FROM }, body: file('danh-muc.csv', text) })

  test(
    'changes the tree for the next request, and the file is remembered',
    scene(async stage => {
      const { anyone, as } = stage
      expect(await importIt(stage)).toMatchObject({ file: 'danh-muc.csv', moved: 1, changed: true, problems: [] })
      expect((await anyone.units.list({ query: {} })).rows.map(row => row.fullName)).toEqual([
        'Thành phố Huế',
        'Tỉnh Quảng Trị',
      ])
      const { rows } = await as.administrator().units.imports({})
      expect(rows[0]?.report).toMatchObject({ file: 'danh-muc.csv', day: FROM })
    }),
  )

  test(
    'carries the grants of a closed district over to its successors',
    scene(async stage => {
      const { as, app, world } = stage
      const officer = await as.healthOfficer('Huyện Phong Điền').player()
      await importIt(stage)
      const olds = ['19819', '19822', '19825'].filter(code => world.units[code])
      const map = `old_code,new_code,kind,is_default\n${olds.map(code => `${code},19819,full,1`).join('\n')}\n`
      const report = await as.administrator().units.importMap({ query: {}, body: file('map.csv', map) })
      expect(report).toMatchObject({ changed: true, problems: [] })
      const who = await app.authenticate(officer.token)
      const area = who?.grants[0]?.areaId as string
      const successor = treeOf(app).byCode('commune', '19819')
      expect(treeOf(app).contains(area, successor?.id as string)).toBe(true)
      expect(treeOf(app).contains(area, world.units['45'] as string)).toBe(false)
      const old = await stage.anyone.units.get({ params: { unitId: area }, query: {} })
      expect(old).toMatchObject({ validTo: FROM, successors: [{ label: 'Phường Phong Điền, Thành phố Huế' }] })
      const then = await stage.anyone.units.get({ params: { unitId: area }, query: { day: '2026-10-31' } })
      expect(then).toMatchObject({ label: 'Huyện Phong Điền, Tỉnh Thừa Thiên Huế', validTo: null })
    }),
  )

  test(
    'with bad rows changes nothing and names them',
    scene(async stage => {
      const report = await importIt(stage, `${REFORM}1,3,X,Xã X,Xã,46\n`)
      expect(report).toMatchObject({ changed: false, problems: [{ line: 5, reason: 'units.row.code' }] })
      expect((await stage.anyone.units.list({ query: {} })).rows.map(row => row.name)).toContain('Thừa Thiên Huế')
    }),
  )

  test(
    'is for who administers the whole tree',
    scene(async ({ as, anyone }) => {
      const call = { query: { from: FROM }, body: file('danh-muc.csv', REFORM) }
      await expect(as.administrator('46').units.importList(call)).rejects.toMatchObject({ code: 'core.refused.area' })
      await expect(as.leader('46').units.importList(call)).rejects.toMatchObject({ code: 'core.refused.verb' })
      await expect(anyone.units.importList(call)).rejects.toMatchObject({ code: 'core.refused.sign-in' })
    }),
  )
})

test(
  'the country is the root of the tree',
  scene(async ({ app }) => {
    expect(treeOf(app).root.id).toBe(COUNTRY_ID)
    expect(app.tree.everywhere([COUNTRY_ID])).toBe(true)
  }),
)

test(
  'boundaries may be kept by a browser for a while; the tree itself is asked for anew',
  scene(async ({ server }) => {
    const kept = async (path: string) =>
      (await server.inject({ url: `/api/units/${COUNTRY_ID}${path}` })).headers['cache-control']
    expect(await kept('/boundaries')).toBe('private, max-age=600')
    expect(await kept('/organisations')).toBe('no-store')
  }),
)
