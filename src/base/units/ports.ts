import { service } from '#core/app.ts'
import type { Sql } from '#core/db/db.ts'

/**
 * The areas that this installation serves: names are looked for there first, since many communes share theirs with
 * one of another province. Provided by those who know where officers are.
 */
export const homeAreas = service<(sql: Sql) => Promise<readonly string[]>>('units.homeAreas')
