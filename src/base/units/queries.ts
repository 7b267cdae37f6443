import type { Sql } from '#core/db/db.ts'
import type { Day, Succession, Tier, Unit } from './model.ts'

export const tiers = (sql: Sql): Promise<Tier[]> => sql<Tier[]>`
  select code, rank, digits, national from units.tier order by rank`

/**
 * The units in force on `day` and those closed before, as they were called on that day; of a closed one the last name
 * and parent. Three scans put together here: a join of whole tables whose statistics are old can take a minute.
 */
export async function unitsUntil(sql: Sql, day: Day): Promise<Unit[]> {
  const [units, places, names] = await Promise.all([
    sql<Omit<Unit, 'parentId'>[]>`
      select u.id, u.tier, u.code, u.type, u.name, u.full_name, u.valid_from,
             case when u.valid_to <= ${day} then u.valid_to end as valid_to
        from units.unit u join units.tier t on t.code = u.tier
       where u.valid_from <= ${day} and u.valid_to is distinct from u.valid_from
       order by t.rank, u.code, u.valid_from`,
    sql<{ unitId: string; parentId: string }[]>`
      select unit_id, parent_id from units.parentage
       where valid_from <= ${day} and valid_to is distinct from valid_from order by valid_from`,
    sql<{ unitId: string; type: string; name: string; fullName: string }[]>`
      select unit_id, type, name, full_name from units.former_name where valid_from <= ${day} and valid_to > ${day}`,
  ])
  const parents = new Map(places.map(place => [place.unitId, place.parentId]))
  const former = new Map(names.map(({ unitId, ...name }) => [unitId, name]))
  return units.map(unit => ({ ...unit, ...former.get(unit.id), parentId: parents.get(unit.id) ?? null }))
}

/** The units in force on `day`. */
export async function unitsOn(sql: Sql, day: Day): Promise<Unit[]> {
  return (await unitsUntil(sql, day)).filter(unit => unit.validTo === null)
}

const link = (sql: Sql) => sql`from_id, to_id, on_date, kind, share::float8 as share, is_default, inferred`

export const linksUntil = (sql: Sql, day: Day): Promise<Succession[]> => sql<Succession[]>`
  select ${link(sql)} from units.succession where on_date <= ${day} order by on_date`

export const linksOn = (sql: Sql, day: Day): Promise<Succession[]> => sql<Succession[]>`
  select ${link(sql)} from units.succession where on_date = ${day}`

/** Every link with the days on which units ended: what history is carried by. */
export async function history(sql: Sql): Promise<{ links: Succession[]; closed: { id: string; on: Day }[] }> {
  const [links, closed] = await Promise.all([
    sql<Succession[]>`select ${link(sql)} from units.succession order by on_date`,
    sql<{ id: string; on: Day }[]>`select id, valid_to as on from units.unit where valid_to is not null`,
  ])
  return { links, closed }
}

/** Tells the planner what an import made of the tables, before others join with them. */
export const analyze = (sql: Sql) => sql`analyze units.unit, units.parentage, units.succession, units.former_name`

/** One import at a time; released with the transaction. */
export const lockTree = (sql: Sql) => sql`select pg_advisory_xact_lock(hashtext('units'))`

/** The latest day from which a list is in force; undefined when none was imported. */
export async function lastListDay(sql: Sql): Promise<Day | undefined> {
  const [row] = await sql<{ day: Day | null }[]>`select max(day) as day from units.imported_file where kind = 'list'`
  return row?.day ?? undefined
}

export interface ImportedFile {
  readonly id: string
  readonly kind: 'list' | 'map' | 'boundaries'
  readonly name: string
  readonly day: Day
  readonly at: Date
  readonly accountId: string | null
  readonly report: object
}

export const recordFile = (sql: Sql, file: ImportedFile) => sql`
  insert into units.imported_file (id, kind, name, day, at, account_id, report)
  values (${file.id}, ${file.kind}, ${file.name}, ${file.day}, ${file.at}, ${file.accountId}, ${json(sql, file.report)})`

export const importedFiles = (sql: Sql): Promise<ImportedFile[]> => sql<ImportedFile[]>`
  select id, kind, name, day, at, account_id, report from units.imported_file order by at desc limit 200`

const json = (sql: Sql, value: unknown) => sql.json(value as Parameters<Sql['json']>[0])

export interface Naming {
  readonly id: string
  readonly type: string
  readonly name: string
  readonly fullName: string
  readonly nameKey: string
}

export interface NewUnit extends Naming {
  readonly tier: string
  readonly code: string
  readonly parentId: string
}

/** Opens units; one that had been withdrawn on the same day comes back. */
export async function openUnits(sql: Sql, units: readonly NewUnit[], day: Day, source: string): Promise<void> {
  if (!units.length) return
  await sql`
    insert into units.unit (id, tier, code, type, name, full_name, name_key, valid_from, source)
    select id, tier, code, type, name, "fullName", "nameKey", ${day}, ${source}
      from jsonb_to_recordset(${json(sql, units)})
        as u (id uuid, tier text, code text, type text, name text, "fullName" text, "nameKey" text)
    on conflict (id) do update
      set type = excluded.type, name = excluded.name, full_name = excluded.full_name, name_key = excluded.name_key,
          source = excluded.source, valid_to = null`
  await placeUnits(sql, units, day)
}

/** A unit that began on the day of its end was a mistake: its interval becomes empty. */
export async function closeUnits(sql: Sql, ids: readonly string[], day: Day): Promise<void> {
  if (!ids.length) return
  await sql`update units.unit set valid_to = ${day} where id = any(${ids as string[]}::uuid[])`
  await sql`
    update units.parentage set valid_to = ${day} where unit_id = any(${ids as string[]}::uuid[]) and valid_to is null`
}

/** Gives units another name from `day` on, keeping the former one unless it began that very day. */
export async function renameUnits(sql: Sql, names: readonly Naming[], day: Day): Promise<void> {
  if (!names.length) return
  await sql`
    insert into units.former_name (unit_id, valid_from, valid_to, type, name, full_name)
    select u.id, s.since, ${day}, u.type, u.name, u.full_name
      from units.unit u
      cross join lateral (
        select coalesce(max(f.valid_to), u.valid_from) as since from units.former_name f where f.unit_id = u.id) s
     where u.id = any(${names.map(n => n.id)}::uuid[]) and s.since < ${day}`
  await sql`
    update units.unit u set type = n.type, name = n.name, full_name = n."fullName", name_key = n."nameKey"
      from jsonb_to_recordset(${json(sql, names)})
        as n (id uuid, type text, name text, "fullName" text, "nameKey" text)
     where u.id = n.id`
}

/** Puts units under a parent from `day` on. */
export async function placeUnits(
  sql: Sql,
  units: readonly { readonly id: string; readonly parentId: string }[],
  day: Day,
): Promise<void> {
  if (!units.length) return
  await sql`
    update units.parentage set valid_to = ${day}
     where unit_id = any(${units.map(u => u.id)}::uuid[]) and valid_to is null and valid_from < ${day}`
  await sql`
    insert into units.parentage (unit_id, parent_id, valid_from)
    select id, "parentId", ${day} from jsonb_to_recordset(${json(sql, units)}) as u (id uuid, "parentId" uuid)
    on conflict (unit_id, valid_from) do update set parent_id = excluded.parent_id, valid_to = null`
}

export interface Recast {
  readonly id: string
  readonly newId: string
  /** What the old unit was called until the day. */
  readonly before: Naming
}

/**
 * Splits units in two at `day`: until then the old one, from then on a new one under the same code, because the
 * territory is another. All that lies after the day goes with the new one: names, parents, children, boundaries.
 */
export async function recastUnits(sql: Sql, recasts: readonly Recast[], day: Day): Promise<void> {
  if (!recasts.length) return
  const rows = await sql`
    select id, tier, code, type, name, full_name, name_key, valid_to, source
      from units.unit where id = any(${recasts.map(r => r.id)}::uuid[])`
  await sql`
    update units.unit u
       set valid_to = ${day}, type = b.type, name = b.name, full_name = b."fullName", name_key = b."nameKey"
      from jsonb_to_recordset(${json(
        sql,
        recasts.map(r => r.before),
      )})
        as b (id uuid, type text, name text, "fullName" text, "nameKey" text)
     where u.id = b.id`
  const successor = new Map(recasts.map(r => [r.id, r.newId]))
  const renewed = rows.map(row => ({ ...row, id: successor.get(row.id as string) }))
  await sql`
    insert into units.unit (id, tier, code, type, name, full_name, name_key, valid_from, valid_to, source)
    select id, tier, code, type, name, "fullName", "nameKey", ${day}, "validTo", source
      from jsonb_to_recordset(${json(sql, renewed)})
        as u (id uuid, tier text, code text, type text, name text, "fullName" text, "nameKey" text, "validTo" date,
              source text)`
  await moveHistory(sql, recasts, day)
}

const pairsOf = (sql: Sql, recasts: readonly Recast[]) =>
  sql`unnest(${recasts.map(r => r.id)}::uuid[], ${recasts.map(r => r.newId)}::uuid[]) as r (old, new)`

/** Hands what lies after `day` from the old unit to the new one, and cuts what spans it. */
async function moveHistory(sql: Sql, recasts: readonly Recast[], day: Day): Promise<void> {
  const pairs = () => pairsOf(sql, recasts)
  await sql`delete from units.former_name f using ${pairs()} where f.unit_id = r.old and f.valid_to = ${day}`
  await sql`
    update units.former_name f set unit_id = r.new, valid_from = greatest(f.valid_from, ${day}::date)
      from ${pairs()} where f.unit_id = r.old and f.valid_to > ${day}`
  await cutParentage(sql, recasts, day, 'unit_id')
  await cutParentage(sql, recasts, day, 'parent_id')
  await sql`
    update units.boundary b set unit_id = r.new from ${pairs()} where b.unit_id = r.old and b.valid_from >= ${day}`
  await sql`
    update units.succession s set from_id = r.new from ${pairs()} where s.from_id = r.old and s.on_date > ${day}`
  await sql`
    update units.succession s set to_id = r.new from ${pairs()} where s.to_id = r.old and s.on_date >= ${day}`
  await sql`update units.seat s set unit_id = r.new from ${pairs()} where s.unit_id = r.old and s.valid_from >= ${day}`
}

async function cutParentage(
  sql: Sql,
  recasts: readonly Recast[],
  day: Day,
  column: 'unit_id' | 'parent_id',
): Promise<void> {
  const own = sql(column)
  const spans = await sql<{ unitId: string; parentId: string; validTo: Day | null }[]>`
    update units.parentage p set valid_to = ${day}
      from ${pairsOf(sql, recasts)}, units.parentage before
     where p.${own} = r.old and p.valid_from < ${day} and (p.valid_to is null or p.valid_to > ${day})
       and before.unit_id = p.unit_id and before.valid_from = p.valid_from
    returning ${column === 'unit_id' ? sql`r.new as unit_id, p.parent_id` : sql`p.unit_id, r.new as parent_id`},
              before.valid_to`
  await sql`
    update units.parentage p set ${own} = r.new
      from ${pairsOf(sql, recasts)} where p.${own} = r.old and p.valid_from >= ${day}`
  await sql`
    insert into units.parentage (unit_id, parent_id, valid_from, valid_to)
    select "unitId", "parentId", ${day}, "validTo"
      from jsonb_to_recordset(${json(sql, spans)}) as p ("unitId" uuid, "parentId" uuid, "validTo" date)`
}

/** Puts `links` in the place of the `known` links of `day`. */
export async function replaceLinks(
  sql: Sql,
  day: Day,
  links: readonly Succession[],
  known: readonly Succession[],
): Promise<void> {
  const wanted = new Map(links.map(link => [linkKey(link), link]))
  const had = new Map(known.map(link => [linkKey(link), link]))
  const gone = known.filter(link => !sameLink(link, wanted.get(linkKey(link))))
  const fresh = links.filter(link => !sameLink(link, had.get(linkKey(link))))
  if (gone.length)
    await sql`
      delete from units.succession s
       using unnest(${gone.map(l => l.fromId)}::uuid[], ${gone.map(l => l.toId)}::uuid[]) as g (from_id, to_id)
       where s.from_id = g.from_id and s.to_id = g.to_id and s.on_date = ${day}`
  if (fresh.length)
    await sql`
      insert into units.succession (from_id, to_id, on_date, kind, share, is_default, inferred)
      select "fromId", "toId", ${day}, kind, share, "isDefault", inferred
        from jsonb_to_recordset(${json(sql, fresh)})
          as l ("fromId" uuid, "toId" uuid, kind text, share numeric, "isDefault" boolean, inferred boolean)`
}

export const linkKey = (link: Succession): string => `${link.fromId} ${link.toId}`
const COMPARED = ['kind', 'share', 'isDefault', 'inferred'] as const
export const sameLink = (a: Succession, b: Succession | undefined): boolean =>
  b !== undefined && COMPARED.every(field => a[field] === b[field])

export interface Boundary {
  readonly unitId: string
  readonly geometry: object
  /** West, south, east, north in degrees. */
  readonly bbox: readonly number[]
}

/** Stores boundaries in force from `day`; answers how many were new or other than before. */
export async function saveBoundaries(
  sql: Sql,
  boundaries: readonly (Boundary & { readonly validFrom: Day })[],
  source: string,
): Promise<number> {
  const rows = await sql`
    insert into units.boundary as b (unit_id, valid_from, geometry, bbox, source)
    select "unitId", "validFrom", geometry,
           array(select x::float8 from jsonb_array_elements_text(bbox) with ordinality as e (x, n) order by n), ${source}
      from jsonb_to_recordset(${json(sql, boundaries)})
        as n ("unitId" uuid, "validFrom" date, geometry jsonb, bbox jsonb)
    on conflict (unit_id, valid_from) do update
      set geometry = excluded.geometry, bbox = excluded.bbox, source = excluded.source
      where b.geometry is distinct from excluded.geometry
    returning 1`
  return rows.length
}

/** The boundaries of units on a day; a unit without one is left out. */
export const boundariesOf = (sql: Sql, unitIds: readonly string[], day: Day): Promise<Boundary[]> => sql<Boundary[]>`
  select distinct on (unit_id) unit_id, geometry, bbox
    from units.boundary
   where unit_id = any(${unitIds as string[]}::uuid[]) and valid_from <= ${day}
   order by unit_id, valid_from desc`

/** Forgets what was derived about a day; it is derived anew when the map is in. */
export const dropInferred = (sql: Sql, day: Day) =>
  sql`delete from units.succession where on_date = ${day} and inferred`

/** Names the state of the tree: other imports, other name. */
export async function revision(sql: Sql): Promise<string> {
  const [row] = await sql<{ revision: string }[]>`
    select md5(coalesce(string_agg(id::text, ' ' order by id), '')) as revision from units.imported_file`
  return row?.revision ?? ''
}

/** Whether only the country is there: nothing was imported yet. */
export async function isEmpty(sql: Sql): Promise<boolean> {
  const [row] = await sql`select from units.imported_file limit 1`
  return row === undefined
}
