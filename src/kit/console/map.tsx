import { geoMercator, geoPath } from 'd3-geo'
import type { FeatureCollection, Geometry } from 'geojson'
import { type CSSProperties, useMemo } from 'react'
import { useFormat, useWords } from '#core/web/words.tsx'
import type { Tone } from '../tone.ts'
import { shadeOf, stepsOf } from './steps.ts'

export interface MapUnit {
  readonly id: string
  readonly name: string
  /** The unit above it, which groups the tiles. */
  readonly group: string
  /** Null where nothing is known. */
  readonly value: number | null
  /** A published level: its colour then wins over the shade of the figure. */
  readonly tone?: Tone
  /** The word of the level. */
  readonly word?: string
}

export type UnitFeatures = FeatureCollection<Geometry, { readonly id: string }>

export interface UnitMapProps {
  /** What the figure is: "Ca mới trong 7 ngày". */
  readonly label: string
  readonly units: readonly MapUnit[]
  /** Boundaries whose `properties.id` is the unit's; without them the map is a schematic of tiles. */
  readonly features?: UnitFeatures | undefined
  readonly pickedId?: string | undefined
  readonly onPick?: (id: string) => void
}

const WIDTH = 640
const HEIGHT = 520
/** Room around the outermost line. */
const EDGE = 2
/** From this shade on, what stands on it is written in the colour of the page. */
const FIRST_DARK = 4

/** A figure by unit: on its boundaries where they are loaded, on tiles grouped by the unit above where they are not. */
export function UnitMap(props: UnitMapProps) {
  const { units, features } = props
  const steps = useMemo(() => stepsOf(units.map(unit => unit.value ?? 0)), [units])
  const drawn = features && features.features.length > 0
  return (
    <figure className="k-map">
      {drawn ? <Boundaries {...props} features={features} steps={steps} /> : <Tiles {...props} steps={steps} />}
      <Legend label={props.label} units={units} steps={steps} />
    </figure>
  )
}

type Drawn = UnitMapProps & { readonly steps: readonly number[] }

const fillOf = (unit: MapUnit | undefined, steps: readonly number[]): string =>
  unit?.tone
    ? `var(--risk-${unit.tone})`
    : unit?.value == null
      ? 'var(--surface)'
      : `var(--shade-${shadeOf(unit.value, steps)})`

const isUnknown = (unit: MapUnit | undefined): boolean => !unit?.tone && unit?.value == null

function useTitle(): (unit: MapUnit) => string {
  const t = useWords()
  const f = useFormat()
  return unit => {
    const figure = unit.value === null ? t('console.map.unknown') : f.number(unit.value)
    return unit.word ? `${unit.name}: ${figure}, ${unit.word}` : `${unit.name}: ${figure}`
  }
}

function Boundaries({ label, units, features, steps, pickedId, onPick }: Drawn & { features: UnitFeatures }) {
  const title = useTitle()
  const byId = useMemo(() => new Map(units.map(unit => [unit.id, unit])), [units])
  const { shapes, viewBox } = useMemo(() => {
    const path = geoPath(geoMercator().fitSize([WIDTH, HEIGHT], features)).digits(1)
    const [[left, top], [right, bottom]] = path.bounds(features)
    return {
      shapes: features.features.map(feature => ({ id: feature.properties.id, d: path(feature) ?? '' })),
      viewBox: [left - EDGE, top - EDGE, right - left + 2 * EDGE, bottom - top + 2 * EDGE].map(Math.round).join(' '),
    }
  }, [features])
  return (
    <svg viewBox={viewBox} role="img" aria-label={label}>
      {shapes.map(({ id, d }) => {
        const unit = byId.get(id)
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: the same units are in the list beside the map
          <path
            key={id}
            d={d}
            fill={fillOf(unit, steps)}
            data-unknown={isUnknown(unit) || undefined}
            data-picked={id === pickedId || undefined}
            data-pickable={onPick ? true : undefined}
            onClick={() => onPick?.(id)}
          >
            {unit ? <title>{title(unit)}</title> : null}
          </path>
        )
      })}
    </svg>
  )
}

function Tiles({ label, units, steps, pickedId, onPick }: Drawn) {
  const title = useTitle()
  const f = useFormat()
  const groups = [...Map.groupBy(units, unit => unit.group)]
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div className="k-tiles" role="group" aria-label={label}>
      {groups.map(([group, members]) => (
        <section key={group}>
          <h3>{group}</h3>
          <div style={{ '--across': Math.ceil(Math.sqrt(members.length * 1.6)) } as CSSProperties}>
            {members.map(unit => (
              <button
                key={unit.id}
                type="button"
                title={title(unit)}
                aria-label={title(unit)}
                aria-pressed={unit.id === pickedId}
                data-unknown={isUnknown(unit) || undefined}
                data-zero={unit.value === 0 || undefined}
                data-dark={unit.tone ? undefined : shadeOf(unit.value ?? 0, steps) >= FIRST_DARK}
                data-tone={unit.tone}
                style={{ background: fillOf(unit, steps) }}
                onClick={() => onPick?.(unit.id)}
              >
                {unit.value === null ? '–' : f.number(unit.value, { notation: 'compact' })}
              </button>
            ))}
          </div>
        </section>
      ))}
    </div>
  )
}

function Legend({ label, units, steps }: { label: string; units: readonly MapUnit[]; steps: readonly number[] }) {
  const f = useFormat()
  const levels = [...new Map(units.flatMap(u => (u.tone && u.word ? [[u.tone, u.word] as const] : []))).entries()]
  const ranges = [0, ...steps].map((from, i) => ({ from, to: steps[i], shade: i }))
  return (
    <figcaption>
      <span>{label}</span>
      <ul>
        {levels.length > 0
          ? levels.map(([tone, word]) => (
              <li key={tone}>
                <i style={{ background: `var(--risk-${tone})` }} />
                {word}
              </li>
            ))
          : ranges.map(({ from, to, shade }) => (
              <li key={shade}>
                <i style={{ background: `var(--shade-${shade})` }} />
                {to === undefined
                  ? `≥ ${f.number(from)}`
                  : to - from <= 1
                    ? f.number(from)
                    : `${f.number(from)}–${f.number(to - 1)}`}
              </li>
            ))}
      </ul>
    </figcaption>
  )
}
