import './declarations.css'
import type { ReactNode } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { DefinitionText } from '#base/indicators/web/definition.tsx'
import { dayOf } from '#core/clock.ts'
import { useRead } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  EmptyState,
  Figures as FigureRow,
  FigureTile,
  Page,
  PageSkeleton,
  Panel,
  ProblemState,
  type Series,
  SeriesChart,
  useFilter,
} from '#kit/console/index.ts'
import { DayField } from '#kit/console/when.tsx'
import { type Counts, type Figures, RISKS, type Risk } from '../contract.ts'
import { api } from './api.ts'

const READ = 'indicators.read'
type Column = 'made' | Risk
const COLUMNS: readonly Column[] = ['made', ...RISKS]

/** Declarations a day by unit and risk; each figure leads to what it counts, for those who may see that. */
export function DeclarationFigures() {
  const t = useWords()
  const { me, can } = useSession()
  const [filter, setFilter] = useFilter({ unit: '', day: '' })
  const area = useOwnArea(READ)
  const first = me?.grants.find(grant => grant.areaId && me.rights[grant.role]?.includes(READ))?.areaId
  const unitId = filter.unit || first || ''
  useLive(['indicators'], { reads: ['declarations.figures'] })
  const { data, isPlaceholderData, error, refetch } = useRead(
    api.declarations.figures,
    { query: { unitId, ...(filter.day ? { day: filter.day } : {}) } },
    { when: unitId !== '' },
  )
  const opens = can('declarations.read')
  return (
    <Page
      title={t('declarations.web.figures')}
      earlier={isPlaceholderData}
      lead={t(opens ? 'declarations.web.figures.lead' : 'declarations.web.figures.lead.plain')}
      actions={
        <div className="de-where">
          <UnitField
            bare
            label={t('declarations.web.unit')}
            value={unitId || undefined}
            within={area}
            onChange={unit => setFilter({ unit: unit ?? '' })}
          />
          <DayField
            aria-label={t('declarations.web.figures.day')}
            maxDate={dayOf(new Date())}
            value={filter.day || (data?.day ?? null)}
            onChange={day => setFilter({ day: day ?? '' })}
          />
        </div>
      }
    >
      {unitId === '' ? (
        <EmptyState icon="chart" title={t('declarations.web.figures.no-area')}>
          {t('declarations.web.figures.no-area.help')}
        </EmptyState>
      ) : null}
      {error ? <ProblemState problem={error} again={() => void refetch()} /> : null}
      {!data && !error && unitId !== '' ? <PageSkeleton /> : null}
      {data && !error ? <Seen figures={data} opens={opens} /> : null}
    </Page>
  )
}

interface SeenProps {
  readonly figures: Figures
  readonly opens: boolean
}

function Seen({ figures, opens }: SeenProps) {
  const t = useWords()
  const f = useFormat()
  const { unit, day, total, days, units, silent, definitions } = figures
  const figure = (column: Column, counts: Counts, of: { unitId: string; day: string; where: string }) => (
    <Figure
      to={opens && counts[column] > 0 ? listPath(of.unitId, of.day, column) : undefined}
      label={t('declarations.web.figures.open', {
        what: columnName(t, column),
        where: of.where,
        count: counts[column],
      })}
    >
      {f.number(counts[column])}
    </Figure>
  )
  const hasBelow = units.length + silent > 0
  return (
    <div className="de-figures">
      <FigureRow>
        {COLUMNS.map(column => {
          const definition = definitions.find(one => one.name === `declarations.${column}`)
          return (
            <FigureTile
              key={column}
              label={columnName(t, column)}
              value={figure(column, total, { unitId: unit.id, day, where: f.day(day) })}
              definition={definition ? <DefinitionText definition={definition} /> : undefined}
              stale={definition?.gaps[0] ? t(`indicators.gap.${definition.gaps[0]}`) : undefined}
            />
          )
        })}
      </FigureRow>
      <Chart figures={figures} />
      <div className="de-tables">
        {hasBelow ? (
          <Panel title={t('declarations.web.figures.by-unit', { day: f.day(day) })}>
            {units.length === 0 ? <p className="k-nothing">{t('declarations.web.figures.none')}</p> : null}
            {units.length > 0 ? (
              <Table
                first={t('declarations.web.unit')}
                rows={units.map(one => ({
                  id: one.id,
                  head: <Link to={`/declarations/figures?unit=${one.id}&day=${day}`}>{one.name}</Link>,
                  cell: column => figure(column, one, { unitId: one.id, day, where: one.name }),
                }))}
              />
            ) : null}
            {units.length > 0 && silent > 0 ? (
              <p className="k-hint">{t('declarations.web.figures.silent', { count: silent })}</p>
            ) : null}
          </Panel>
        ) : null}
        <Panel title={t('declarations.web.figures.by-day')}>
          <Table
            first={t('declarations.web.figures.day')}
            rows={days.toReversed().map(one => ({
              id: one.day,
              head: <Link to={`/declarations/figures?unit=${unit.id}&day=${one.day}`}>{f.day(one.day)}</Link>,
              cell: column => figure(column, one, { unitId: unit.id, day: one.day, where: f.day(one.day) }),
            }))}
          />
        </Panel>
      </div>
    </div>
  )
}

const columnName = (t: ReturnType<typeof useWords>, column: Column): string =>
  t(column === 'made' ? 'declarations.web.figures.all' : `declarations.web.risk.${column}`)

const listPath = (unitId: string, day: string, column: Column): string =>
  `/declarations?unit=${unitId}&day=${day}${column === 'made' ? '' : `&risk=${column}`}`

/** The number, and the way to what it counts. */
function Figure({ to, label, children }: { to: string | undefined; label: string; children: ReactNode }) {
  return to ? (
    <Link to={to} aria-label={label}>
      {children}
    </Link>
  ) : (
    children
  )
}

interface TableProps {
  readonly first: string
  readonly rows: readonly {
    readonly id: string
    readonly head: ReactNode
    readonly cell: (column: Column) => ReactNode
  }[]
}

function Table({ first, rows }: TableProps) {
  const t = useWords()
  return (
    <table className="de-table">
      <thead>
        <tr>
          <th scope="col">{first}</th>
          {COLUMNS.map(column => (
            <th key={column} scope="col">
              {t(`declarations.web.figures.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <tr key={row.id}>
            <th scope="row">{row.head}</th>
            {COLUMNS.map(column => (
              <td key={column}>{row.cell(column)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Chart({ figures: { days, unit, day } }: { figures: Figures }) {
  const t = useWords()
  const f = useFormat()
  const series: Series[] = [
    { label: columnName(t, 'made'), values: days.map(one => one.made), kind: 'bar' },
    { label: columnName(t, 'medium'), values: days.map(one => one.medium) },
    { label: columnName(t, 'high'), values: days.map(one => one.high) },
  ]
  return (
    <Panel>
      <SeriesChart
        label={t('declarations.web.figures.chart', { unit: unit.name, day: f.day(day) })}
        points={days.map(one => f.dayShort(one.day))}
        series={series}
        height={220}
      />
    </Panel>
  )
}
