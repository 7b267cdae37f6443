import { expect, test } from 'vitest'
import { scene } from '#apps/testing/scene.ts'
import { keptTables } from '#core/keeps.ts'
import { hasWords, LOCALES } from '#core/words.ts'
import { deleteWithRest } from './rows.ts'
import { isTimed } from './terms.ts'

/** Tables of the job queue hold what is on its way, ids only. */
const NOT_OURS = ['graphile_worker', 'information_schema', 'pg_catalog', 'pg_toast', 'public']

test(
  'every table there is says what it keeps, and nothing is said of a table that is not there',
  scene(async ({ app, sql }) => {
    const tables = await sql<{ name: string }[]>`
      select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relispartition and n.nspname <> all(${NOT_OURS}) and n.nspname !~ '^pg_'`
    const declared = keptTables(app).map(kept => kept.table)
    expect([...declared].sort()).toEqual(tables.map(row => row.name).sort())
    expect(new Set(declared).size).toBe(declared.length)
    for (const kept of keptTables(app))
      for (const locale of LOCALES) expect([kept.table, hasWords(locale, kept.words)]).toEqual([kept.table, true])
  }),
)

test(
  'what is said of a table can be asked of it: since when, of which rows, of what, of whom',
  scene(async ({ app, sql }) => {
    for (const { table, ends, of, about, basis } of keptTables(app)) {
      for (const end of ends) {
        if (isTimed(end)) await sql.unsafe(`select ${end.since}, ${end.when ?? 'true'} from ${table} t limit 1`)
        if (end.how === 'with') expect([table, of]).not.toEqual([table, undefined])
        if (end.how === 'timeless') expect([table, basis]).toEqual([table, 'none'])
      }
      if (of) await sql.unsafe(`select ${of[1]} from ${table} limit 1`)
      if (about && 'gives' in about)
        await sql.unsafe(`select ${[about.person ?? about.account, ...about.gives].join(', ')} from ${table} t limit 1`)
    }
  }),
)

test(
  'what serves somebody can be taken from every table, however it names them',
  scene(async ({ app }) => {
    const serving = keptTables(app).filter(({ basis, about }) => basis === 'service' && about?.person)
    await app.run(async ctx => {
      for (const { table, about } of serving)
        expect([table, await deleteWithRest(ctx, table, about?.person as string, [crypto.randomUUID()])]).toEqual([
          table,
          0,
        ])
    })
    expect(serving.some(({ about }) => about?.person?.includes('t.'))).toBe(true)
  }),
)

test(
  'every table that names a person is handed to them, or says why not',
  scene(async ({ app, sql }) => {
    const naming = await sql<{ name: string }[]>`
      select distinct n.nspname || '.' || c.relname as name
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relispartition and a.attname ~ '(^|_)person_ids?$' and not a.attisdropped
        and n.nspname <> all(${NOT_OURS}) and n.nspname !~ '^pg_'`
    const said = new Set(keptTables(app).flatMap(kept => (kept.about ? [kept.table] : [])))
    expect(naming.map(row => row.name).filter(name => !said.has(name))).toEqual([])
    expect(naming.length).toBeGreaterThan(15)
  }),
)
