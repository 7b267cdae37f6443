import * as z from 'zod/mini'
import { anyone, at, can, endpoint, signedIn, upload, wire } from '#core/contract.ts'
import { COUNTRY_ID } from './model.ts'

const unit = {
  id: wire.id,
  /** `country`, `province`, `district`, `commune`, `hamlet`. */
  tier: z.string(),
  /** Code of the state list: a string of digits, its zeros count. */
  code: z.string(),
  /** `tỉnh`, `phường`, `đặc khu`, … */
  type: z.string(),
  name: z.string(),
  fullName: z.string(),
}
/** A unit as a step of a path. */
export const UnitStep = z.object(unit)
export type UnitStep = z.infer<typeof UnitStep>

/** A unit in a list or a picker; `label` is `Phường Thuận Hóa, Quận Thuận Hóa, Thành phố Huế`. */
export const UnitRow = z.object({ ...unit, parentId: z.nullable(wire.id), label: z.string() })
export type UnitRow = z.infer<typeof UnitRow>

export const UnitView = z.object({
  ...unit,
  parentId: z.nullable(wire.id),
  label: z.string(),
  validFrom: wire.day,
  /** The first day on which it is no more. */
  validTo: z.nullable(wire.day),
  /** From the country down to the unit itself. */
  path: z.array(UnitStep),
  /** Of a unit that is no more: the units in force that took it over. */
  successors: z.array(UnitRow),
})
export type UnitView = z.infer<typeof UnitView>

const Feature = z.object({
  type: z.literal('Feature'),
  id: wire.id,
  /** West, south, east, north in degrees. */
  bbox: z.array(z.number()),
  properties: UnitStep,
  geometry: z.object({ type: z.enum(['Polygon', 'MultiPolygon']), coordinates: z.array(z.unknown()) }),
})
/** GeoJSON (RFC 7946), WGS84. */
export const Boundaries = z.object({ type: z.literal('FeatureCollection'), features: z.array(Feature) })
export type Boundaries = z.infer<typeof Boundaries>

export const OrganisationRow = z.object({
  id: wire.id,
  code: z.string(),
  kind: z.string(),
  name: z.string(),
  unitId: wire.id,
  parentId: z.nullable(wire.id),
})
export type OrganisationRow = z.infer<typeof OrganisationRow>

const RowProblem = z.object({
  /** Line of the file with its header as 1; number of the feature in a file of boundaries. */
  line: z.number(),
  /** Id of the message that says what is wrong, with its parameters. */
  reason: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
})

/** What an import did. With problems nothing was changed. */
export const ImportReport = z.object({
  kind: z.enum(['list', 'map', 'boundaries']),
  file: z.string(),
  day: wire.day,
  rows: z.number(),
  opened: z.number(),
  closed: z.number(),
  renamed: z.number(),
  moved: z.number(),
  unchanged: z.number(),
  recast: z.number(),
  links: z.number(),
  boundaries: z.number(),
  changed: z.boolean(),
  problems: z.array(RowProblem),
})
export type ImportReport = z.infer<typeof ImportReport>

const params = z.object({ unitId: wire.id })
const day = z.optional(wire.day)
/** The tree is one for the whole installation: only who administers all of it may change it. */
const wholeTree = { may: can('units.import'), about: () => at.unit(COUNTRY_ID) }

export const units = {
  list: endpoint({
    method: 'GET',
    path: '/units',
    query: z.object({
      parent: z.optional(wire.id),
      q: z.optional(wire.text(100)),
      tier: z.optional(wire.text(40)),
      day,
      limit: z.optional(wire.count),
    }),
    reply: z.object({ day: wire.day, rows: z.array(UnitRow) }),
    may: anyone,
    summary: 'Units by name (`q`, accents optional, within `parent`), or those directly below `parent`',
  }),
  get: endpoint({
    method: 'GET',
    path: '/units/:unitId',
    params,
    query: z.object({ day }),
    reply: UnitView,
    may: anyone,
    summary: 'A unit as it is on a day, with its path and, when it is no more, its successors',
  }),
  boundaries: endpoint({
    method: 'GET',
    path: '/units/:unitId/boundaries',
    params,
    query: z.object({ tier: z.optional(wire.text(40)), day }),
    reply: Boundaries,
    may: anyone,
    keepS: 600,
    summary: 'Boundaries of the units directly below, or of a tier below; empty when none are loaded',
  }),
  organisations: endpoint({
    method: 'GET',
    path: '/units/:unitId/organisations',
    params,
    query: z.object({ day }),
    reply: z.object({ rows: z.array(OrganisationRow) }),
    may: signedIn,
    summary: 'The organisations that sit in a unit',
  }),
  imports: endpoint({
    method: 'GET',
    path: '/unit-imports',
    reply: z.object({ rows: z.array(z.object({ id: wire.id, at: wire.instant, report: ImportReport })) }),
    ...wholeTree,
    summary: 'The files that changed the tree, newest first',
  }),
  importList: endpoint({
    method: 'POST',
    path: '/unit-imports/list',
    query: z.object({ from: wire.day }),
    body: upload,
    reply: ImportReport,
    ...wholeTree,
    summary: 'Import a list of units (CSV: code, level, name, full_name, type, parent_code) in force from a day',
  }),
  importMap: endpoint({
    method: 'POST',
    path: '/unit-imports/map',
    query: z.object({ on: day }),
    body: upload,
    reply: ImportReport,
    ...wholeTree,
    summary: 'Import a map of succession (CSV: old_code, new_code, kind, is_default) for the reform of a day',
  }),
  importBoundaries: endpoint({
    method: 'POST',
    path: '/unit-imports/boundaries',
    query: z.object({ from: day }),
    body: upload,
    reply: ImportReport,
    ...wholeTree,
    summary: 'Import boundaries (TopoJSON: communes, districts, provinces with their codes)',
  }),
}
