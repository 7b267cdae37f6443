import 'uplot/dist/uPlot.min.css'
import { useEffect, useRef, useState } from 'react'
import type uPlot from 'uplot'
import { useTheme } from '#core/web/theme.ts'
import { useFormat, useWords } from '#core/web/words.tsx'

export interface Series {
  readonly label: string
  /** One for each point; null where there is none. */
  readonly values: readonly (number | null)[]
  readonly kind?: 'line' | 'bar'
  /** Dashed: an average, an estimate, a plan. */
  readonly soft?: boolean
}

export interface SeriesChartProps {
  /** What the chart shows, as a sentence. */
  readonly label: string
  /** The name of each point, already written: days, hours. */
  readonly points: readonly string[]
  /** At most four. */
  readonly series: readonly Series[]
  readonly height?: number
}

const INK = ['--series-1', '--series-2', '--series-3', '--series-4']
/** At a root of 16 px; on a wall all of it is larger. */
const NAMES_MOST_PX = 170
const TEXT_PX = 13
const ROOT_PX = 16
const nameFont = (size: number) => `600 ${size}px "Be Vietnam Pro"`
/** So many times larger than on a desk is what is read. */
const enlarged = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / ROOT_PX
/** Below this width the names stand on top only. */
const NAMED_FROM_PX = 480

/** Series over time with their names at the end of the line, the figures of a point on top, and a table for reading. */
export function SeriesChart({ label, points, series, height = 240 }: SeriesChartProps) {
  const t = useWords()
  const f = useFormat()
  const { shown } = useTheme()
  const box = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState<number | null>(null)
  const lastKnown = points.findLastIndex((_, i) => series[0]?.values[i] != null)
  const point = at ?? (lastKnown < 0 ? points.length - 1 : lastKnown)

  useEffect(() => {
    const host = box.current
    if (!host) return
    let chart: uPlot | undefined
    let gone = false
    const resize = new ResizeObserver(() => chart?.setSize({ width: host.clientWidth, height }))
    // A canvas does not wait for a font; without it the names are drawn in another.
    const named = document.fonts.load(nameFont(TEXT_PX), series.map(one => one.label).join('')).catch(() => [])
    void Promise.all([import('uplot'), named]).then(([{ default: Plot }]) => {
      if (gone) return
      const options = optionsOf(Plot, host, { points, series, height, number: f.number, onPoint: setAt })
      chart = new Plot(options, dataOf(points, series), host)
      resize.observe(host)
    })
    return () => {
      gone = true
      resize.disconnect()
      chart?.destroy()
    }
  }, [points, series, height, shown, f])

  return (
    <figure className="k-chart">
      <figcaption>
        <strong>{points[point] ?? ''}</strong>
        {series.map((one, i) => (
          <span key={one.label}>
            <i style={{ background: `var(${INK[i % INK.length]})` }} />
            {one.label} <b>{one.values[point] === null ? '–' : f.number(one.values[point] ?? 0)}</b>
          </span>
        ))}
      </figcaption>
      <div ref={box} role="img" aria-label={label} style={{ height }} />
      <details>
        <summary>{t('console.chart.table')}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
        <section className="k-chart-table" aria-label={label} tabIndex={0}>
          <table>
            <caption className="only-read">{label}</caption>
            <thead>
              <tr>
                <th scope="col">{t('console.chart.point')}</th>
                {series.map(one => (
                  <th key={one.label} scope="col">
                    {one.label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {points.map((name, i) => (
                <tr key={i}>
                  <th scope="row">{name}</th>
                  {series.map(one => (
                    <td key={one.label}>{one.values[i] === null ? '–' : f.number(one.values[i] ?? 0)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </figure>
  )
}

const dataOf = (points: readonly string[], series: readonly Series[]): uPlot.AlignedData =>
  [points.map((_, i) => i), ...series.map(one => [...one.values])] as uPlot.AlignedData

interface Drawing {
  readonly points: readonly string[]
  readonly series: readonly Series[]
  readonly height: number
  readonly number: (value: number) => string
  readonly onPoint: (index: number | null) => void
}

function optionsOf(Plot: typeof uPlot, host: HTMLElement, drawing: Drawing): uPlot.Options {
  const { points, series, height, number, onPoint } = drawing
  const isNamed = host.clientWidth >= NAMED_FROM_PX && series.some(one => one.kind !== 'bar')
  const style = getComputedStyle(host)
  const ink = (name: string) => style.getPropertyValue(name).trim()
  const scale = enlarged()
  const font = `${TEXT_PX * scale}px ${ink('--font')}`
  const axis = { stroke: ink('--ink-soft'), font, ticks: { show: false } }
  return {
    width: host.clientWidth,
    height,
    padding: [12, isNamed ? namesWidth(series, scale) : 12, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 8 }, drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: (_, min, max) => [min - 0.5, max + 0.5] },
      y: { range: (_, __, max) => [0, max > 0 ? max * 1.08 : 1] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 32 * scale,
        values: (_, at) => at.map(i => (Number.isInteger(i) ? (points[i] ?? '') : '')),
        space: 64 * scale,
      },
      {
        ...axis,
        grid: { stroke: ink('--line'), width: 1 },
        values: (_, at) => at.map(v => number(v)),
        size: 52 * scale,
        ...(isCounted(series) ? { incrs: WHOLE_STEPS } : {}),
      },
    ],
    series: [
      {},
      ...series.map((one, i): uPlot.Series => {
        const colour = ink(INK[i % INK.length] ?? '')
        return one.kind === 'bar'
          ? { label: one.label, fill: colour, width: 0, points: { show: false }, ...barPaths(Plot) }
          : {
              label: one.label,
              stroke: colour,
              width: 2,
              points: { show: false },
              ...(one.soft ? { dash: [4, 4] } : {}),
            }
      }),
    ],
    hooks: {
      setCursor: [plot => onPoint(plot.cursor.idx ?? null)],
      draw: isNamed ? [plot => drawNames(plot, series, ink, scale)] : [],
    },
  }
}

/** Of things that are counted no axis has halves. */
const isCounted = (series: readonly Series[]): boolean =>
  series.some(one => one.values.every(value => value === null || Number.isInteger(value)))

const WHOLE_STEPS = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map(n => n * 10 ** power)).flat()

function namesWidth(series: readonly Series[], scale: number): number {
  const pen = document.createElement('canvas').getContext('2d')
  if (!pen) return NAMES_MOST_PX * scale
  pen.font = nameFont(TEXT_PX * scale)
  const widths = series.map(one => (one.kind === 'bar' ? 0 : pen.measureText(one.label).width))
  return Math.min(NAMES_MOST_PX * scale, Math.ceil(Math.max(...widths))) + 12 * scale
}

function barPaths(Plot: typeof uPlot): Pick<uPlot.Series, 'paths'> {
  const paths = Plot.paths.bars?.({ size: [0.7, 40] })
  return paths ? { paths } : {}
}

/** The name of each series beside its last point, moved apart where two would touch. */
function drawNames(plot: uPlot, series: readonly Series[], ink: (name: string) => string, scale: number): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio * scale
  const line = 18 * ratio
  const names = series
    .flatMap((one, i) => {
      if (one.kind === 'bar') return []
      const last = one.values.findLast(value => value !== null)
      return [{ text: one.label, colour: ink(INK[i % INK.length] ?? ''), y: plot.valToPos(last ?? 0, 'y', true) }]
    })
    .sort((a, b) => a.y - b.y)
  let floor = bbox.top + line / 2
  for (const name of names) {
    name.y = Math.max(name.y, floor)
    floor = name.y + line
  }
  ctx.save()
  ctx.font = nameFont(TEXT_PX * ratio)
  ctx.textAlign = 'left'
  ctx.textBaseline = 'middle'
  for (const name of names) {
    ctx.fillStyle = name.colour
    ctx.fillText(name.text, bbox.left + bbox.width + 8 * ratio, name.y, NAMES_MOST_PX * ratio)
  }
  ctx.restore()
}
