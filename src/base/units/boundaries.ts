import type { Feature, Geometry, Position } from 'geojson'
import { feature } from 'topojson-client'
import type { GeometryObject, Topology } from 'topojson-specification'
import { Problem } from '#core/problem.ts'
import { readJson, type Source } from './files.ts'
import type { RowProblem, Unit } from './model.ts'
import { problem } from './plan.ts'
import type { Boundary } from './queries.ts'

/** Objects of a topology by the tier of their features. */
const TIERS: Readonly<Record<string, string>> = {
  communes: 'commune',
  districts: 'district',
  provinces: 'province',
  province: 'province',
}

interface Properties {
  readonly code?: string
  readonly province?: string
}
type Shape = GeometryObject<Properties> & { readonly properties?: Properties }

/**
 * Reads TopoJSON with objects `communes`, `districts`, `provinces` or `province` whose features carry the unit's
 * `code`. A lone `province` without a code is that of its communes. `find` answers the unit of a code.
 */
export async function readBoundaries(
  source: Source,
  find: (tier: string, code: string) => Unit | undefined,
): Promise<{ boundaries: Boundary[]; problems: RowProblem[] }> {
  const topology = asTopology(await readJson(source), source)
  const boundaries: Boundary[] = []
  const problems: RowProblem[] = []
  let number = 0
  for (const [name, tier] of Object.entries(TIERS)) {
    for (const shape of shapesOf(topology, name)) {
      number++
      const code = shape.properties?.code ?? (name === 'province' ? provinceOf(topology) : undefined)
      const unit = code === undefined ? undefined : find(tier, code)
      const geometry = (feature(topology, shape) as Feature<Geometry | null>).geometry
      if (!unit) problems.push(problem(number, 'boundary-unit', { code: code ?? '', object: name }))
      else if (geometry?.type !== 'Polygon' && geometry?.type !== 'MultiPolygon')
        problems.push(problem(number, 'boundary-shape', { code: code ?? '', type: geometry?.type ?? '–' }))
      else boundaries.push({ unitId: unit.id, ...simplify(geometry.type, geometry.coordinates) })
    }
  }
  if (!number)
    throw new Problem('units.file-no-boundaries', {
      params: { file: source.name, wanted: Object.keys(TIERS).join(', ') },
    })
  return { boundaries, problems }
}

function asTopology(value: unknown, source: Source): Topology {
  const topology = value as Partial<Topology> | null
  if (topology?.type !== 'Topology' || !Array.isArray(topology.arcs) || typeof topology.objects !== 'object')
    throw new Problem('units.file-not-topojson', { params: { file: source.name } })
  return topology as Topology
}

function shapesOf(topology: Topology, name: string): readonly Shape[] {
  const object = topology.objects[name] as Shape | undefined
  if (!object) return []
  return object.type === 'GeometryCollection' ? (object as unknown as { geometries: Shape[] }).geometries : [object]
}

const provinceOf = (topology: Topology): string | undefined => shapesOf(topology, 'communes')[0]?.properties?.province

/** Five decimals of a degree are a metre: more is noise, and points that fall together go. */
const DECIMALS = 1e5
const round = (value: number): number => Math.round(value * DECIMALS) / DECIMALS

function simplify(type: 'Polygon' | 'MultiPolygon', coordinates: Position[][] | Position[][][]) {
  const bbox = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const ring = (points: Position[]): Position[] => {
    const kept: Position[] = []
    for (const [x = 0, y = 0] of points) {
      const point: [number, number] = [round(x), round(y)]
      const last = kept.at(-1)
      if (last && last[0] === point[0] && last[1] === point[1]) continue
      kept.push(point)
      bbox[0] = Math.min(bbox[0] as number, point[0])
      bbox[1] = Math.min(bbox[1] as number, point[1])
      bbox[2] = Math.max(bbox[2] as number, point[0])
      bbox[3] = Math.max(bbox[3] as number, point[1])
    }
    return kept
  }
  const polygon = (rings: Position[][]): Position[][] => rings.map(ring).filter(points => points.length > 3)
  const geometry =
    type === 'Polygon'
      ? { type, coordinates: polygon(coordinates as Position[][]) }
      : { type, coordinates: (coordinates as Position[][][]).map(polygon).filter(rings => rings.length) }
  return { geometry, bbox }
}
