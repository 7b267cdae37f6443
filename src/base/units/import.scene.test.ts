import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { connect, type Db, type Sql } from '#core/db/db.ts'
import { fromBytes, fromPath } from './files.ts'
import { loadHistory, mapForward } from './history.ts'
import { type ImportReport, importBoundaries, importList, importMap, importPackage } from './import.ts'
import type { Unit } from './model.ts'
import {
  moveOrganisation,
  openOrganisations,
  organisation,
  organisationsIn,
  usualOrganisations,
} from './organisations.ts'
import { boundariesOf } from './queries.ts'
import { DATA, dataFile } from './testing.ts'
import { loadTree, type Tree } from './tree.ts'

const NAME = `units_${crypto.randomUUID().replaceAll('-', '')}`
const BY = { now: new Date('2026-11-20T02:00:00Z'), accountId: null }
let db: Db

/** A database with the tables of this module alone: other modules' rows do not hold units fast. */
beforeAll(async () => {
  const admin = connect(inject('cluster').address, { max: 1 })
  await admin.sql.unsafe(`create database ${NAME}`)
  await admin.close()
  db = connect({ ...inject('cluster').address, database: NAME }, { max: 2 })
  await db.sql.unsafe(readFileSync(join(import.meta.dirname, 'migrations/20261123T0910-units.sql'), 'utf8'))
})
afterAll(async () => {
  await db.close()
  const admin = connect(inject('cluster').address, { max: 1 })
  await admin.sql.unsafe(`drop database ${NAME} with (force)`)
  await admin.close()
})

class Rollback extends Error {}
/** Plays in a transaction that is rolled back. */
const played = (play: (sql: Sql) => Promise<void>) => () =>
  db
    .begin(async sql => {
      await play(sql)
      throw new Rollback()
    })
    .catch((error: unknown) => {
      if (!(error instanceof Rollback)) throw error
    })

const list = (sql: Sql, text: string, day: string) =>
  importList(
    sql,
    fromBytes('list.csv', new TextEncoder().encode(`code,level,name,full_name,type,parent_code\n${text}`)),
    day,
    BY,
  )
const map = (sql: Sql, text: string, day?: string) =>
  importMap(sql, fromBytes('map.csv', new TextEncoder().encode(`old_code,new_code,kind,is_default\n${text}`)), BY, day)

const OLD = `46,1,Thừa Thiên Huế,Tỉnh Thừa Thiên Huế,Tỉnh,
476,2,Phong Điền,Huyện Phong Điền,Huyện,46
19804,3,Điền Hương,Xã Điền Hương,Xã,476
19807,3,Điền Môn,Xã Điền Môn,Xã,476
19810,3,Điền Lộc,Xã Điền Lộc,Xã,476
`
const NEW = `46,1,Huế,Thành phố Huế,Thành phố,
19804,3,Điền Hương,Phường Điền Hương,Phường,46
19807,3,Phong Dinh,Phường Phong Dinh,Phường,46
`
const MAP = '19804,19804,full,1\n19807,19807,full,1\n19810,19807,full,1\n'
const NEWER = NEW.replace('Phong Dinh,Phường Phong Dinh', 'Phong Hải,Phường Phong Hải')

async function reform(sql: Sql): Promise<void> {
  await list(sql, OLD, '2021-11-01')
  await list(sql, NEW, '2025-07-01')
  await map(sql, MAP)
}
const code = (tree: Tree, tier: string, which: string): Unit => tree.byCode(tier, which) as Unit

/** All that the tables hold, without the ledger of files. */
const everything = async (sql: Sql) => ({
  units: await sql`select * from units.unit order by id`,
  names: await sql`select * from units.former_name order by unit_id, valid_from`,
  parents: await sql`select * from units.parentage order by unit_id, valid_from`,
  links: await sql`select * from units.succession order by from_id, to_id, on_date`,
})

describe('a reform', () => {
  test(
    'names and parents are as then; a renamed province is the same unit',
    played(async sql => {
      await reform(sql)
      const [then, now] = [await loadTree(sql, '2025-06-30'), await loadTree(sql, '2025-07-01')]
      const [huyen, xa] = [code(then, 'district', '476'), code(then, 'commune', '19804')]
      expect(then.label(xa.id)).toBe('Xã Điền Hương, Huyện Phong Điền, Tỉnh Thừa Thiên Huế')
      expect(now.label(xa.id)).toBe('Phường Điền Hương, Thành phố Huế')
      expect(code(then, 'province', '46').id).toBe(code(now, 'province', '46').id)
      expect(now.isLive(huyen.id)).toBe(false)
      expect(now.label(code(then, 'commune', '19807').id)).toBe('Xã Điền Môn, Huyện Phong Điền, Thành phố Huế')
    }),
  )

  test(
    'a unit that took others in is another unit; grants on what closed reach it',
    played(async sql => {
      await reform(sql)
      const [then, now] = [await loadTree(sql, '2025-06-30'), await loadTree(sql, '2025-07-01')]
      const merged = code(now, 'commune', '19807')
      expect(merged.validFrom).toBe('2025-07-01')
      expect(code(then, 'commune', '19807').id).not.toBe(merged.id)
      for (const old of ['19807', '19810']) expect(now.reach(code(then, 'commune', old).id)).toEqual([merged.id])
      expect([...now.reach(code(then, 'district', '476').id)].sort()).toEqual(
        [merged.id, code(now, 'commune', '19804').id].sort(),
      )
    }),
  )

  test(
    'importing again changes nothing and says so',
    played(async sql => {
      await reform(sql)
      const before = await everything(sql)
      const again = [await list(sql, OLD, '2021-11-01'), await list(sql, NEW, '2025-07-01'), await map(sql, MAP)]
      expect(again.map(report => report.changed)).toEqual([false, false, false])
      expect(again[1]?.unchanged).toBe(3)
      expect(await everything(sql)).toEqual(before)
    }),
  )

  test('a map that comes after a later list says the same as one in time', async () => {
    const outcome = async (isEarly: boolean) => {
      let tables: unknown
      await played(async sql => {
        await list(sql, OLD, '2021-11-01')
        await list(sql, NEW, '2025-07-01')
        if (isEarly) await map(sql, MAP)
        await list(sql, NEWER, '2026-05-01')
        if (!isEarly) await map(sql, MAP, '2025-07-01')
        expect(code(await loadTree(sql, '2026-01-01'), 'commune', '19807').fullName).toBe('Phường Phong Dinh')
        tables = await everything(sql)
      })()
      return tables
    }
    expect(await outcome(false)).toEqual(await outcome(true))
  })

  test(
    'a corrected map takes the place of the first',
    played(async sql => {
      await reform(sql)
      const corrected = await map(
        sql,
        '19804,19804,full,1\n19807,19807,full,1\n19810,19807,partial,1\n19810,19804,partial,0\n',
      )
      expect(corrected).toMatchObject({ changed: true, recast: 1 })
      const [then, now] = [await loadTree(sql, '2025-06-30'), await loadTree(sql, '2025-07-01')]
      const parts = mapForward(await loadHistory(sql), code(then, 'commune', '19810').id, '2025-06-30', '2025-07-01')
      expect(parts.map(part => [now.get(part.unitId)?.code, part.partial, part.isDefault]).sort()).toEqual([
        ['19804', true, false],
        ['19807', true, true],
      ])
    }),
  )

  test(
    'a correction of the same day replaces: the mistake was never in force',
    played(async sql => {
      await list(sql, OLD, '2021-11-01')
      await list(sql, OLD.replaceAll('Điền Lộc', 'Điền Hải').replace('19807', '19808'), '2021-11-01')
      const tree = await loadTree(sql, '2021-11-01')
      expect(tree.byCode('commune', '19807')).toBeUndefined()
      expect(tree.find('dien mon').map(unit => unit.code)).toEqual(['19808'])
      expect(code(tree, 'commune', '19810').fullName).toBe('Xã Điền Hải')
      expect(await sql`select from units.former_name`).toHaveLength(0)
      await list(sql, OLD, '2021-11-01')
      expect((await loadTree(sql, '2021-11-01')).find('dien mon').map(unit => unit.code)).toEqual(['19807'])
    }),
  )
})

describe('what is refused', () => {
  test(
    'a list with bad rows changes nothing and names them all',
    played(async sql => {
      await list(sql, OLD, '2021-11-01')
      const before = await everything(sql)
      const report = await list(
        sql,
        '46,1,Huế,Thành phố Huế,Thành phố,\n1980,3,X,Xã X,Xã,46\n19804,3,Y,Xã Y,Xã,99\n',
        '2025-07-01',
      )
      expect(report).toMatchObject({ changed: false, opened: 0 })
      expect(report.problems.map(one => [one.line, one.reason])).toEqual([
        [3, 'units.row.code'],
        [4, 'units.row.parent'],
      ])
      expect(await everything(sql)).toEqual(before)
    }),
  )

  test(
    'a list from before the latest one',
    played(async sql => {
      await reform(sql)
      await expect(list(sql, NEW, '2022-01-01')).rejects.toMatchObject({ code: 'units.list-order' })
    }),
  )

  test(
    'a map without a list',
    played(async sql => {
      await expect(map(sql, MAP)).rejects.toMatchObject({ code: 'units.map-before-list' })
    }),
  )

  test('the same code twice at a time, by the database itself', async () => {
    const twice = db.begin(async sql => {
      await list(sql, OLD, '2021-11-01')
      await sql`
        insert into units.unit (id, tier, code, type, name, full_name, name_key, valid_from, source)
        values (gen_random_uuid(), 'commune', '19804', 'xã', 'X', 'Xã X', 'xa x', '2023-01-01', 'test')`
    })
    await expect(twice).rejects.toMatchObject({ constraint_name: 'unit_code_at_a_time' })
  })
})

test(
  'organisations open once, answer to those above, and move',
  played(async sql => {
    await list(sql, OLD, '2021-11-01')
    const tree = await loadTree(sql, '2021-11-01')
    const usual = tree.all().flatMap(unit => usualOrganisations(tree.path(unit.id)))
    await openOrganisations(sql, usual, '2021-11-01')
    await openOrganisations(sql, usual, '2021-11-01')
    const xa = code(tree, 'commune', '19804')
    const here = await organisationsIn(sql, [xa.id], '2022-01-01')
    expect(here.map(one => one.kind).sort()).toEqual(['committee', 'health-station', 'police'])
    const station = here.find(one => one.kind === 'health-station')
    const centre = await organisation(sql, station?.parentId ?? '', '2022-01-01')
    expect(centre?.name).toBe('Trung tâm Y tế huyện Phong Điền')
    const [department] = (await organisationsIn(sql, [code(tree, 'province', '46').id], '2022-01-01')).filter(
      one => one.kind === 'health-department',
    )
    await moveOrganisation(sql, station?.id ?? '', { unitId: xa.id, parentId: department?.id ?? '' }, '2025-07-01')
    expect((await organisation(sql, station?.id ?? '', '2025-06-30'))?.parentId).toBe(centre?.id)
    expect((await organisation(sql, station?.id ?? '', '2025-07-01'))?.parentId).toBe(department?.id)
    await expect(
      moveOrganisation(sql, department?.id ?? '', { unitId: xa.id, parentId: station?.id ?? '' }, '2025-07-01'),
    ).rejects.toMatchObject({ code: 'units.organisation-circle' })
  }),
)

test(
  'the country that comes with the program is imported once',
  played(async sql => {
    expect(await importPackage(sql, BY)).toMatchObject({ opened: 11_367, changed: true, problems: [] })
    expect(await importPackage(sql, BY)).toMatchObject({ unchanged: 11_367, changed: false })
    expect((await loadTree(sql, '2021-11-01')).size).toBe(11_368)
  }),
)

describe.skipIf(!DATA)('the country', () => {
  const reports: Record<string, ImportReport> = {}
  const steps: readonly [string, (sql: Sql) => Promise<ImportReport>][] = [
    ['2021', sql => importList(sql, fromPath(dataFile('units/units-2021.csv')), '2021-11-01', BY)],
    ['2025-03', sql => importList(sql, fromPath(dataFile('units/units-2025-03.csv')), '2025-03-01', BY)],
    ['2025', sql => importList(sql, fromPath(dataFile('units/units-2025.csv')), '2025-07-01', BY)],
    ['map', sql => importMap(sql, fromPath(dataFile('units/units-map.csv')), BY)],
    ['provinces', sql => importMap(sql, fromPath(dataFile('units/provinces-map.csv')), BY)],
    ['2026', sql => importList(sql, fromPath(dataFile('units/units-2026.csv')), '2026-05-01', BY)],
  ]
  beforeAll(async () => {
    for (const [name, run] of steps) reports[name] = await db.begin(run)
  })
  const treeOn = (day: string) => loadTree(db.sql, day)
  const count = (tree: Tree) => {
    const of = (tier: string) => tree.all().filter(unit => unit.tier === tier).length
    return [of('province'), of('district'), of('commune')]
  }

  test.each([
    ['2021-11-01', [63, 705, 10_599]],
    ['2025-03-01', [63, 696, 10_035]],
    ['2025-06-30', [63, 696, 10_035]],
    ['2025-07-01', [34, 0, 3_321]],
    ['2026-11-20', [34, 0, 3_321]],
  ])('on %s it has provinces, districts and communes %j, every one below its parent', async (day, counts) => {
    const tree = await treeOn(day)
    expect(count(tree)).toEqual(counts)
    for (const unit of tree.all().slice(1)) expect(tree.path(unit.id).at(-2)?.id).toBe(unit.parentId)
  })

  test('the files are taken in whole', async () => {
    expect(Object.values(reports).flatMap(report => report.problems)).toEqual([])
    expect(reports['2025-03']).toMatchObject({ closed: 579, opened: 6 })
    expect(reports['2026']).toMatchObject({ opened: 0, closed: 0, renamed: 12 })
  })

  test('the map gives 9,597 whole units and 976 parts', async () => {
    const [kept] = await db.sql<{ n: number }[]>`
      select count(*) as n from units.unit u join units.parentage p on p.unit_id = u.id and p.valid_to is null
       where u.tier = 'commune' and u.valid_from < '2025-07-01' and u.valid_to is null`
    const links = await db.sql<{ share: number | null; n: number }[]>`
      select share::float8 as share, count(*) as n from units.succession
       where on_date = '2025-07-01' and not inferred and from_id in (
         select id from units.unit where tier = 'commune' or code in ('318', '471', '498', '536', '755'))
       group by 1`
    const of = (share: number | null) => links.find(link => link.share === share)?.n
    expect((of(1) ?? 0) + (kept?.n ?? 0)).toBe(9_597)
    expect(of(null)).toBe(976)
  })

  test('every commune of March 2025 maps forward to communes of today, with one default', async () => {
    const [then, now, history] = [await treeOn('2025-03-01'), await treeOn('2026-11-20'), await loadHistory(db.sql)]
    for (const unit of then.all().filter(one => one.tier === 'commune')) {
      const parts = mapForward(history, unit.id, '2025-03-01', '2026-11-20')
      expect(parts.length).toBeGreaterThan(0)
      expect(parts.filter(part => part.isDefault)).toHaveLength(1)
      expect(parts.every(part => now.get(part.unitId)?.tier === 'commune' && now.isLive(part.unitId))).toBe(true)
      const isWhole = parts.every(part => part.share !== null)
      expect(isWhole ? parts.reduce((sum, part) => sum + (part.share ?? 0), 0) : 1).toBeCloseTo(1)
      expect(parts.every(part => part.partial === (part.share === null))).toBe(true)
    }
  })

  test('Thừa Thiên Huế became Thành phố Huế and is one unit all along', async () => {
    const days = ['2021-11-01', '2025-03-01', '2025-07-01']
    const trees = await Promise.all(days.map(treeOn))
    const units = trees.map(tree => code(tree, 'province', '46'))
    expect(new Set(units.map(unit => unit.id)).size).toBe(1)
    expect(units.map(unit => unit.fullName)).toEqual(['Tỉnh Thừa Thiên Huế', 'Thành phố Huế', 'Thành phố Huế'])
    expect(trees[2]?.children(units[2]?.id ?? '')).toHaveLength(40)
    expect(mapForward(await loadHistory(db.sql), units[0]?.id ?? '', '2021-11-01', '2026-11-20')).toMatchObject([
      { unitId: units[0]?.id, share: 1, partial: false },
    ])
  })

  test('Hà Giang went into another Tuyên Quang than the one of before', async () => {
    const [then, now] = [await treeOn('2025-06-30'), await treeOn('2025-07-01')]
    const merged = code(now, 'province', '08')
    expect(code(then, 'province', '08').id).not.toBe(merged.id)
    for (const old of ['02', '08']) expect(now.reach(code(then, 'province', old).id)).toEqual([merged.id])
  })

  test('a grant on an old district reaches the communes that took it over, and its province reaches its records', async () => {
    const [then, now] = [await treeOn('2021-11-01'), await treeOn('2026-11-20')]
    const district = code(then, 'district', '476')
    const names = now.reach(district.id).map(id => now.get(id)?.fullName)
    expect(names).toContain('Phường Phong Điền')
    for (const id of now.reach(district.id)) expect(now.contains(district.id, id)).toBe(true)
    expect(now.contains(code(now, 'province', '46').id, district.id)).toBe(true)
    expect(now.contains(code(now, 'province', '48').id, district.id)).toBe(false)
    expect(now.within([district.id]).every(id => now.contains(code(now, 'province', '46').id, id))).toBe(true)
  })

  test('every unit that ever was lies somewhere in a province of today', async () => {
    const now = await treeOn('2026-11-20')
    const provinces = now.children(now.root.id).map(unit => unit.id)
    const reached = new Set(now.within(provinces))
    const [row] = await db.sql<{ n: number }[]>`
      select count(*) as n from units.unit where valid_to is distinct from valid_from and tier <> 'country'`
    expect(reached.size).toBe(row?.n)
  })

  test('a ward that only changed its code is followed', async () => {
    const [then, mid] = [await treeOn('2021-11-01'), await treeOn('2025-03-01')]
    const parts = mapForward(await loadHistory(db.sql), code(then, 'commune', '11353').id, '2021-11-01', '2025-03-01')
    expect(parts).toEqual([{ unitId: code(mid, 'commune', '11344').id, share: 1, partial: false, isDefault: true }])
  })

  test('importing all of it again changes nothing', async () => {
    const again = steps.filter(([name]) => !['map', 'provinces'].includes(name))
    for (const [, run] of again) expect((await db.begin(run)).changed).toBe(false)
    for (const file of ['units/units-map.csv', 'units/provinces-map.csv'])
      expect((await db.begin(sql => importMap(sql, fromPath(dataFile(file)), BY, '2025-07-01'))).changed).toBe(false)
  })

  test('boundaries of a province and its communes, once', async () => {
    const file = () => fromPath(dataFile('boundaries/seed-provinces-2025/46.topojson'))
    const first = await db.begin(sql => importBoundaries(sql, file(), BY))
    expect(first).toMatchObject({ rows: 41, boundaries: 41, problems: [] })
    expect(await db.begin(sql => importBoundaries(sql, file(), BY))).toMatchObject({ changed: false, unchanged: 41 })
    const now = await treeOn('2026-11-20')
    const hue = code(now, 'province', '46')
    const found = await boundariesOf(
      db.sql,
      now.children(hue.id).map(unit => unit.id),
      '2026-11-20',
    )
    expect(found).toHaveLength(40)
    const [whole] = await boundariesOf(db.sql, [hue.id], '2026-11-20')
    const [west = 0, south = 0, east = 0, north = 0] = whole?.bbox ?? []
    expect([west > 106, south > 15, east < 109, north < 17]).toEqual([true, true, true, true])
    for (const {
      bbox: [w = 0, s = 0, e = 0, n = 0],
    } of found)
      expect([w >= west, s >= south, e <= east, n <= north]).toEqual([true, true, true, true])
  })

  test('boundaries of districts belong to the tree of their day', async () => {
    const file = fromPath(dataFile('boundaries/districts-2021-approx.topojson'))
    expect(await db.begin(sql => importBoundaries(sql, file, BY, '2021-11-01'))).toMatchObject({ boundaries: 705 })
    const wrong = fromPath(dataFile('boundaries/districts-2021-approx.topojson'))
    const refused = await db.begin(sql => importBoundaries(sql, wrong, BY, '2026-11-20'))
    expect(refused.problems).toHaveLength(705)
    expect(refused.changed).toBe(false)
  })
})
