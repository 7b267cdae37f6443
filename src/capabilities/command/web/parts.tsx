import { NativeSelect, SegmentedControl } from '@mantine/core'
import { type ReactNode, useMemo, useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { DefinitionText } from '#base/indicators/web/definition.tsx'
import { addDays } from '#core/clock.ts'
import { Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  Figures,
  FigureTile,
  type MapUnit,
  Panel,
  type Series,
  SeriesChart,
  type UnitFeatures,
  UnitMap,
} from '#kit/console/index.ts'
import { Icon, type IconName } from '#kit/icon.tsx'
import type { Figure, Overview } from '../contract.ts'
import { isDrawn } from './api.ts'

export interface PartProps {
  readonly overview: Overview
  readonly wall?: boolean
}

/** `cases-today` is called otherwise on a day that is over. */
const labelOf = (key: Figure['key'], running: boolean) =>
  `command.figure.${running ? key : key.replace('-today', '-day')}`

/** The five numbers. */
export function Numbers({ overview, wall = false }: PartProps) {
  const t = useWords()
  const comparison = useComparison(overview)
  const written = useWritten()
  return (
    <Figures>
      {overview.figures.map(figure => {
        const definition = overview.definitions.find(one => one.name === figure.indicator)
        return (
          <FigureTile
            key={figure.key}
            label={t(labelOf(figure.key, overview.running))}
            value={written(figure, figure.value)}
            direction={figure.direction}
            comparison={comparison(figure)}
            definition={
              definition && !wall ? (
                <DefinitionText definition={definition} note={t(`command.explain.${figure.key}`)} />
              ) : undefined
            }
            stale={definition?.gaps[0] ? t(`indicators.gap.${definition.gaps[0]}`) : undefined}
            {...(wall ? { size: 'large' as const } : {})}
          />
        )
      })}
    </Figures>
  )
}

/** A figure as it is read: a share in per cent, a mean with one decimal. */
function useWritten() {
  const t = useWords()
  const f = useFormat()
  return ({ key }: Pick<Figure, 'key'>, value: number | null): string => {
    if (value === null) return t('command.figure.none')
    if (key === 'reached-share') return f.percent(value, 0)
    return f.number(value, { maximumFractionDigits: 1 })
  }
}

function useComparison({ day, running, toReview, asOf }: Overview) {
  const t = useWords()
  const f = useFormat()
  const written = useWritten()
  const weekday = f.dayLong(addDays(day, -7)).split(',')[0] ?? ''
  const hour = Number(f.time(asOf).slice(0, 2))
  const against = (figure: Figure): ReactNode => {
    if (figure.before === null) return t('command.against.none')
    const before = written(figure, figure.before)
    if (figure.against === 'mean-of-week') return t('command.against.mean', { before })
    if (figure.against === 'week-before') return t('command.against.week', { before })
    const compared = written(figure, figure.compared ?? null)
    return t(running ? 'command.against.hours' : 'command.against.whole-day', { before, compared, weekday, hour })
  }
  return (figure: Figure): ReactNode => {
    if (figure.key !== 'contacts-week' || !toReview) return against(figure)
    return (
      <>
        {against(figure)}
        <br />
        {t('command.to-review', { count: f.number(toReview) })}
      </>
    )
  }
}

type Curve = 'cases' | 'checkins'

/** One curve: cases by day, or check-ins by hour. */
export function CurvePanel({ overview }: PartProps) {
  const t = useWords()
  const [curve, setCurve] = useState<Curve>('cases')
  return (
    <Panel
      title={t('command.curve')}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t('command.curve')}
          value={curve}
          onChange={value => setCurve(value as Curve)}
          data={(['cases', 'checkins'] as const).map(value => ({ value, label: t(`command.curve.${value}`) }))}
        />
      }
    >
      {curve === 'cases' ? <CasesChart overview={overview} /> : <CheckinsChart overview={overview} />}
    </Panel>
  )
}

export function CasesChart({ overview, height = 250 }: PartProps & { readonly height?: number }) {
  const t = useWords()
  const f = useFormat()
  const { cases, unit, day } = overview
  const points = useMemo(() => cases.days.map(f.dayShort), [cases.days, f])
  const series = useMemo<Series[]>(
    () => [
      { label: t('command.curve.cases.series'), values: cases.values, kind: 'bar' },
      { label: t('command.curve.mean'), values: cases.means.map(toTenths) },
    ],
    [cases, t],
  )
  const label = t('command.curve.cases.label', { unit: unit.name, count: cases.days.length, day: f.day(day) })
  return <SeriesChart label={label} points={points} series={series} height={height} />
}

const toTenths = (value: number | null) => (value === null ? null : Math.round(value * 10) / 10)

export function CheckinsChart({ overview, height = 250 }: PartProps & { readonly height?: number }) {
  const t = useWords()
  const f = useFormat()
  const { checkins, unit, day, running } = overview
  const points = useMemo(() => checkins.today.map((_, hour) => t('command.hour', { hour })), [checkins.today, t])
  const series = useMemo<Series[]>(
    () => [
      { label: t(running ? 'command.curve.today' : 'command.curve.that-day'), values: checkins.today },
      { label: t('command.curve.week-before'), values: checkins.weekBefore, soft: true },
    ],
    [checkins, running, t],
  )
  const label = t('command.curve.checkins.label', { unit: unit.name, day: f.day(day) })
  return <SeriesChart label={label} points={points} series={series} height={height} />
}

const MEASURES = ['cases', 'contacts', 'toReview', 'checkins'] as const
/** What waits for review is known of the present only. */
const measuresOf = ({ running }: Overview) => MEASURES.filter(measure => running || measure !== 'toReview')
type Measure = (typeof MEASURES)[number]

export interface MapProps extends PartProps {
  readonly features: UnitFeatures | undefined
  readonly onPick?: (unitId: string) => void
}

/** One map, with the same figures as a table for who cannot see or point at it. */
export function MapPanel({ overview, features, onPick }: MapProps) {
  const t = useWords()
  const [measure, setMeasure] = useState<Measure>('cases')
  return (
    <Panel
      title={t(overview.tier === 'commune' ? 'command.map.commune' : 'command.map')}
      actions={
        <NativeSelect
          size="xs"
          aria-label={t('command.map.what')}
          value={measure}
          onChange={event => setMeasure(event.currentTarget.value as Measure)}
          data={measuresOf(overview).map(value => ({ value, label: t(`command.map.${value}`) }))}
        />
      }
    >
      <MapOf overview={overview} features={features} measure={measure} {...(onPick ? { onPick } : {})} />
      <UnitTable overview={overview} />
    </Panel>
  )
}

export function MapOf({ overview, features, measure, onPick }: MapProps & { readonly measure: Measure }) {
  const t = useWords()
  const f = useFormat()
  const units = useMemo<MapUnit[]>(
    () =>
      overview.units.map(({ id, name, group, figures }) => ({
        id,
        name,
        group: group || overview.unit.name,
        value: figures[measure],
      })),
    [overview, measure],
  )
  return (
    <>
      <UnitMap label={t(`command.map.${measure}`)} units={units} features={features} {...(onPick ? { onPick } : {})} />
      {overview.elsewhere[measure] ? (
        <p className="cmd-quiet">{t('command.map.unplaced', { count: f.number(overview.elsewhere[measure]) })}</p>
      ) : null}
      {features && !isDrawn(features) ? <p className="cmd-quiet">{t('command.map.schematic')}</p> : null}
    </>
  )
}

function UnitTable({ overview }: PartProps) {
  const t = useWords()
  const f = useFormat()
  const { units, elsewhere } = overview
  const measures = measuresOf(overview)
  const somewhere = measures.some(measure => elsewhere[measure] !== 0)
  return (
    <details className="cmd-table">
      <summary>{t('command.map.table')}</summary>
      <div>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('command.map.unit')}</th>
              {measures.map(measure => (
                <th key={measure} scope="col">
                  {t(`command.map.${measure}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {units.map(({ id, name, figures }) => (
              <tr key={id}>
                <th scope="row">
                  <Link to={`/command?unit=${id}`}>{name}</Link>
                </th>
                {measures.map(measure => (
                  <td key={measure}>{f.number(figures[measure])}</td>
                ))}
              </tr>
            ))}
            {somewhere ? (
              <tr>
                <th scope="row">{t('command.map.elsewhere')}</th>
                {measures.map(measure => (
                  <td key={measure}>{f.number(elsewhere[measure])}</td>
                ))}
              </tr>
            ) : null}
          </tbody>
        </table>
      </div>
    </details>
  )
}

type Decision = Overview['decisions'][number]

const ICON: Readonly<Record<Decision['kind'], IconName>> = { late: 'clock', rising: 'rise', review: 'trace' }

/** One list: what needs a decision and where most of it is, most urgent first. */
export function DecisionList({ overview, wall = false }: PartProps) {
  const t = useWords()
  const { decisions, running } = overview
  if (!decisions.length)
    return <p className="k-nothing">{t(running ? 'command.decisions.none' : 'command.decisions.past')}</p>
  return (
    <ul className="cmd-decisions">
      {decisions.map(one => (
        <li key={one.kind}>
          <Icon name={ICON[one.kind]} size={wall ? 30 : 20} />
          <div>
            <strong>
              <ToWork kind={one.kind} unitId={overview.unit.id} plain={wall}>
                {t(`command.decision.${one.kind}`, { n: one.count, units: one.unitCount })}
              </ToWork>
            </strong>
            {one.kind === 'rising' || one.units.some(unit => unit.id !== overview.unit.id) ? (
              <WhereItIs decision={one} here={overview.unit.id} wall={wall} />
            ) : null}
          </div>
        </li>
      ))}
    </ul>
  )
}

/** Where the matter is worked on, for whom may open it. */
const WORK: Readonly<Partial<Record<Decision['kind'], { verb: string; to: (unitId: string) => string }>>> = {
  late: { verb: 'work.act', to: unitId => `/inbox?view=late&unit=${unitId}` },
  review: { verb: 'tracing.read', to: unitId => `/cases?waiting=1&unit=${unitId}` },
}

interface ToWorkProps {
  readonly kind: Decision['kind']
  readonly unitId: string
  readonly plain: boolean
  readonly children: ReactNode
}

function ToWork({ kind, unitId, plain, children }: ToWorkProps) {
  const { can } = useSession()
  const work = WORK[kind]
  return work && !plain && can(work.verb) ? <Link to={work.to(unitId)}>{children}</Link> : children
}

/** As many as fit on a wall with every matter there is. */
const NAMED_ON_WALL = 3

interface WhereProps {
  readonly decision: Decision
  /** The unit of the page: what is its own lies in none of those below it. */
  readonly here: string
  readonly wall: boolean
}

function WhereItIs({ decision: { kind, units, unitCount }, here, wall }: WhereProps) {
  const t = useWords()
  const f = useFormat()
  const named = wall ? units.slice(0, NAMED_ON_WALL) : units
  const shown = (unit: Decision['units'][number]): ReactNode => {
    const count = f.number(unit.count)
    const before = f.number(unit.before ?? 0)
    if (kind === 'rising') return t('command.decision.rising.unit', { name: unit.name, count, before })
    const name = unit.id === here ? t('command.map.elsewhere') : unit.name
    return (
      <>
        {name} <b>{count}</b>
      </>
    )
  }
  return (
    <ul>
      {named.map(unit => (
        <li key={unit.id}>
          {wall || unit.id === here ? shown(unit) : <Link to={`/command?unit=${unit.id}`}>{shown(unit)}</Link>}
        </li>
      ))}
      {unitCount > named.length ? <li>{t('command.decisions.units', { count: unitCount - named.length })}</li> : null}
    </ul>
  )
}

/** Nothing was ever counted here: no case, no contact, no check-in in the time the page shows. */
export const isEmpty = ({ figures, cases, checkins, toReview }: Overview): boolean =>
  !toReview &&
  figures.every(figure => !figure.value && !figure.before) &&
  [...cases.values, ...checkins.today, ...checkins.weekBefore].every(value => !value)
