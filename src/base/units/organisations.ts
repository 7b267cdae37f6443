import type { Sql } from '#core/db/db.ts'
import { Problem } from '#core/problem.ts'
import { nameKey } from '#core/text.ts'
import { organisationId } from './ids.ts'
import type { Day, Unit } from './model.ts'

/** An organisation on a day: an officer belongs to one and serves an area. */
export interface Organisation {
  readonly id: string
  readonly code: string
  /** `committee` (UBND), `health-department` (Sở Y tế), `cdc`, `health-centre`, `health-station`, `police`, … */
  readonly kind: string
  readonly name: string
  /** Where it sits. */
  readonly unitId: string
  /** The organisation it answers to. */
  readonly parentId: string | null
}

export interface NewOrganisation {
  readonly code: string
  readonly kind: string
  readonly name: string
  readonly unitId: string
  /** Code of the organisation it answers to. */
  readonly parentCode: string | null
}

interface Usual {
  readonly kind: string
  readonly prefix: string
  readonly title: string
  /** Kinds it may answer to, the nearest unit upwards (its own included) that has one. */
  readonly under: readonly string[]
}

/** Who there is at each tier, in the order of who answers to whom. */
/** How organisations of a kind are written in the numbers of their papers. */
export const ABBREVIATIONS: Readonly<Record<string, string>> = {
  committee: 'UBND',
  'health-department': 'SYT',
  cdc: 'KSBT',
  'health-centre': 'TTYT',
  'health-station': 'TYT',
  police: 'CA',
}
export const abbreviationOf = (kind: string): string => ABBREVIATIONS[kind] ?? 'CQ'

/** Of these units, by their ids, the organisation that papers are written from with an abbreviation (`UBND`). */
export async function organisationsGiving(
  sql: Sql,
  abbreviation: string,
  unitIds: readonly string[],
  day: Day,
): Promise<ReadonlyMap<string, string>> {
  const kinds = Object.keys(ABBREVIATIONS).filter(kind => ABBREVIATIONS[kind] === abbreviation)
  if (!kinds.length) return new Map()
  const rows = await sql<{ id: string; unitId: string }[]>`
    select distinct on (s.unit_id) s.unit_id, o.id
    from units.seat s join units.organisation o on o.id = s.organisation_id and o.kind = any(${kinds})
    where s.unit_id = any(${unitIds as string[]}::uuid[]) and s.valid_from <= ${day}
      and (s.valid_to is null or s.valid_to > ${day})
    order by s.unit_id, o.valid_from, o.id`
  return new Map(rows.map(row => [row.unitId, row.id]))
}

const USUAL: Readonly<Record<string, readonly Usual[]>> = {
  province: [
    { kind: 'committee', prefix: 'ubnd', title: 'Ủy ban nhân dân', under: [] },
    { kind: 'health-department', prefix: 'syt', title: 'Sở Y tế', under: ['committee'] },
    { kind: 'cdc', prefix: 'cdc', title: 'Trung tâm Kiểm soát bệnh tật', under: ['health-department'] },
    { kind: 'police', prefix: 'ca', title: 'Công an', under: [] },
  ],
  district: [
    { kind: 'committee', prefix: 'ubnd', title: 'Ủy ban nhân dân', under: ['committee'] },
    { kind: 'health-centre', prefix: 'ttyt', title: 'Trung tâm Y tế', under: ['health-department'] },
    { kind: 'police', prefix: 'ca', title: 'Công an', under: ['police'] },
  ],
  commune: [
    { kind: 'committee', prefix: 'ubnd', title: 'Ủy ban nhân dân', under: ['committee'] },
    { kind: 'health-station', prefix: 'tyt', title: 'Trạm Y tế', under: ['health-centre', 'health-department'] },
    { kind: 'police', prefix: 'ca', title: 'Công an', under: ['police'] },
  ],
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

/**
 * The organisations that a unit usually has (`Trạm Y tế phường Vỹ Dạ`), pure. `path` leads from the country down to
 * the unit: it finds the organisations above, in two tiers as in three.
 */
export function usualOrganisations(path: readonly Unit[]): NewOrganisation[] {
  const unit = path.at(-1)
  if (!unit) return []
  const parentOf = (own: Usual): string | null => {
    for (const kind of own.under)
      for (const above of path.toReversed()) {
        const found = USUAL[above.tier]?.find(usual => usual.kind === kind)
        if (found && found !== own) return `${found.prefix}-${above.code}`
      }
    return null
  }
  return (USUAL[unit.tier] ?? []).map(own => ({
    code: `${own.prefix}-${unit.code}`,
    kind: own.kind,
    name: `${own.title} ${lowerFirst(unit.fullName)}`,
    unitId: unit.id,
    parentCode: parentOf(own),
  }))
}

/** Opens organisations from `day` on, those above first; one already in force under its code stays as it is. */
export async function openOrganisations(sql: Sql, list: readonly NewOrganisation[], day: Day): Promise<void> {
  const rows = list.map(one => ({ ...one, id: organisationId(one.code, day), nameKey: nameKey(one.name) }))
  const fresh = await sql<{ id: string }[]>`
    insert into units.organisation (id, code, kind, name, name_key, valid_from)
    select id, code, kind, name, "nameKey", ${day}
      from jsonb_to_recordset(${sql.json(rows)})
        as o (id uuid, code text, kind text, name text, "nameKey" text)
     where not exists (
       select from units.organisation known where known.code = o.code and (known.valid_to is null or known.valid_to > ${day}))
    returning id`
  const opened = new Set(fresh.map(row => row.id))
  await sql`
    insert into units.seat (organisation_id, unit_id, parent_id, valid_from)
    select o.id, o."unitId", parent.id, ${day}
      from jsonb_to_recordset(${sql.json(rows.filter(row => opened.has(row.id)))})
        as o (id uuid, "unitId" uuid, "parentCode" text)
      left join units.organisation parent
        on parent.code = o."parentCode" and parent.valid_from <= ${day}
       and (parent.valid_to is null or parent.valid_to > ${day})`
}

/** Another unit or another superior from `day` on. A superior that answers to it is refused. */
export async function moveOrganisation(
  sql: Sql,
  id: string,
  to: { readonly unitId: string; readonly parentId: string | null },
  day: Day,
): Promise<void> {
  if (to.parentId && (await answersTo(sql, to.parentId, id, day)))
    throw new Problem('units.organisation-circle', { status: 409 })
  await sql`
    update units.seat set valid_to = ${day} where organisation_id = ${id} and valid_to is null and valid_from < ${day}`
  await sql`
    insert into units.seat (organisation_id, unit_id, parent_id, valid_from)
    values (${id}, ${to.unitId}, ${to.parentId}, ${day})
    on conflict (organisation_id, valid_from) do update
      set unit_id = excluded.unit_id, parent_id = excluded.parent_id, valid_to = null`
}

async function answersTo(sql: Sql, id: string, superior: string, day: Day): Promise<boolean> {
  const [row] = await sql`
    with recursive above as (
      select ${id}::uuid as id
      union
      select s.parent_id from above join units.seat s on s.organisation_id = above.id
       where s.valid_from <= ${day} and (s.valid_to is null or s.valid_to > ${day}) and s.parent_id is not null)
    select from above where id = ${superior}`
  return row !== undefined
}

/** It ends on `day`, and with it its seat. */
export async function closeOrganisation(sql: Sql, id: string, day: Day): Promise<void> {
  await sql`update units.organisation set valid_to = ${day} where id = ${id}`
  await sql`update units.seat set valid_to = ${day} where organisation_id = ${id} and valid_to is null`
}

/** The organisations that sit in the given units on a day, by name. */
export const organisationsIn = (sql: Sql, unitIds: readonly string[], day: Day): Promise<Organisation[]> => sql<
  Organisation[]
>`
  select o.id, o.code, o.kind, o.name, s.unit_id, s.parent_id
    from units.seat s join units.organisation o on o.id = s.organisation_id
   where s.unit_id = any(${unitIds as string[]}::uuid[]) and s.valid_from <= ${day}
     and (s.valid_to is null or s.valid_to > ${day})
   order by o.name`

/** What organisations are called, by id, also of those that have ended. */
export const organisationNames = async (sql: Sql, ids: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const rows = await sql<{ id: string; name: string }[]>`
    select id, name from units.organisation where id = any(${ids as string[]}::uuid[])`
  return new Map(rows.map(({ id, name }) => [id, name]))
}

export async function organisation(sql: Sql, id: string, day: Day): Promise<Organisation | undefined> {
  const [row] = await sql<Organisation[]>`
    select o.id, o.code, o.kind, o.name, s.unit_id, s.parent_id
      from units.organisation o join units.seat s on s.organisation_id = o.id
     where o.id = ${id} and s.valid_from <= ${day} and (s.valid_to is null or s.valid_to > ${day})`
  return row
}
