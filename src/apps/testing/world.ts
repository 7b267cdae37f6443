import { stringify } from 'csv-stringify/sync'
import { fromBytes, readPackage } from '#base/units/files.ts'
import { importList, PACKAGE_DAY } from '#base/units/import.ts'
import type { IncomingUnit } from '#base/units/plan.ts'
import { unitsOn } from '#base/units/queries.ts'
import type { App, Context } from '#core/app.ts'

/** What every scene finds: two provinces, Thừa Thiên Huế (46) and Quảng Trị (45). Plain data: it crosses processes. */
export interface World {
  /**
   * Ids of units by code, by full name (`Xã Phong Bình`), and by name. Where several are called alike, the one in
   * Thừa Thiên Huế has the name, and of those the higher.
   */
  readonly units: Readonly<Record<string, string>>
}

const HOME = '46'
const PROVINCES = [HOME, '45']
/** Before any scene begins. */
const MADE_AT = new Date('2026-01-05T01:00:00Z')

/** Commits the world into the database of `app`. */
export async function makeWorld(app: App): Promise<World> {
  return app.db.begin(async sql => {
    const ctx = app.context(sql, { now: MADE_AT })
    return { units: await makeUnits(ctx) }
  })
}

export function unitNamed(world: World, name: string): string {
  const id = world.units[name]
  if (!id) throw new Error(`The world has no unit “${name}”.`)
  return id
}

async function makeUnits({ sql, now }: Context): Promise<Record<string, string>> {
  const { rows } = await readPackage()
  const file = fromBytes('world.csv', Buffer.from(csvOf(withBelow(rows, PROVINCES))))
  const { problems } = await importList(sql, file, PACKAGE_DAY, { now, accountId: null })
  if (problems.length) throw new Error(`The world was not made: ${JSON.stringify(problems[0])}`)
  const units = await unitsOn(sql, PACKAGE_DAY)
  const home = new Set(withBelow(rows, [HOME]).map(row => row.code))
  const ids: Record<string, string> = {}
  for (const { id, code, name, fullName } of [...units].sort(
    (a, b) => Number(home.has(b.code)) - Number(home.has(a.code)),
  ))
    for (const key of [code, fullName, name]) ids[key] ??= id
  return ids
}

/** The units with these codes and everything below them. */
function withBelow(rows: readonly IncomingUnit[], codes: readonly string[]): IncomingUnit[] {
  const kept = new Set(codes)
  return rows.filter(row => {
    const wanted = kept.has(row.code) || (row.parentCode !== null && kept.has(row.parentCode))
    if (wanted) kept.add(row.code)
    return wanted
  })
}

const LEVELS: Readonly<Record<string, number>> = { province: 1, district: 2, commune: 3 }

const csvOf = (rows: readonly IncomingUnit[]): string =>
  stringify(
    rows.map(row => [row.code, LEVELS[row.tier], row.name, row.fullName, row.type, row.parentCode]),
    { header: true, columns: ['code', 'level', 'name', 'full_name', 'type', 'parent_code'] },
  )
