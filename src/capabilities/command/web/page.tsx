import './command.css'
import { ActionIcon, Skeleton } from '@mantine/core'
import type { ReactNode } from 'react'
import { UnitLinks } from '#base/indicators/web/unit-links.tsx'
import { addDays } from '#core/clock.ts'
import { go as goTo, Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, EmptyState, Notice, Page, Panel, ProblemState } from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import type { Overview } from '../contract.ts'
import { isDrawn, useBoundaries, useOverview, useWhere } from './api.ts'
import { CurvePanel, DecisionList, isEmpty, MapPanel, Numbers } from './parts.tsx'

/** The leader's page: five numbers, one curve, one map, one list of what needs a decision. */
export function CommandPage() {
  const t = useWords()
  const where = useWhere()
  const { data, error, isPending, isPlaceholderData, refetch } = useOverview(where)
  if (where.unitId === undefined)
    return (
      <Page title={t('command.title')}>
        <EmptyState icon="lock" title={t('command.no-area')}>
          {t('command.no-area.help')}
        </EmptyState>
      </Page>
    )
  if (data) return <Situation overview={data} where={where} failing={error !== null} earlier={isPlaceholderData} />
  return (
    <Page title={t('command.title')}>
      {isPending ? <Shape /> : <ProblemState problem={error} again={() => void refetch()} />}
    </Page>
  )
}

interface SituationProps {
  readonly overview: Overview
  readonly where: ReturnType<typeof useWhere>
  /** The last reading failed: what is shown is older. */
  readonly failing: boolean
  readonly earlier: boolean
}

function Situation({ overview, where, failing, earlier }: SituationProps) {
  const t = useWords()
  const f = useFormat()
  const { unit, running, asOf, day } = overview
  const gaps = overview.definitions.filter(one => one.gaps.length > 0)
  const features = useBoundaries(overview)
  return (
    <Page
      title={unit.name}
      named={`${t('command.title')} · ${unit.name}`}
      earlier={earlier}
      lead={<Lead overview={overview} />}
      actions={
        <>
          <DayPicker overview={overview} onDay={next => where.go({ day: next })} />
          <UnitLinks unitId={unit.id} />
          {running ? (
            <div className="cmd-wide">
              <ActionButton icon="panel" onClick={() => goTo(`/command/wall?unit=${unit.id}`)}>
                {t('command.wall')}
              </ActionButton>
            </div>
          ) : null}
        </>
      }
    >
      {failing ? <Notice icon="offline" title={t('command.live.off', { time: f.time(asOf) })} /> : null}
      {running ? null : <Notice icon="calendar" title={t('command.day.past', { day: f.dayLong(day) })} />}
      {gaps.length ? (
        <Notice icon="clock" title={t('command.gaps')}>
          <ul className="cmd-gaps">
            {gaps.map(({ name, title, gaps: why }) => (
              <li key={name}>
                {t(title)}: {why.map(gap => t(`indicators.gap.${gap}`)).join(' ')}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {isEmpty(overview) ? (
        <EmptyState icon="chart" title={t('command.none', { unit: unit.name })}>
          {t('command.none.help')}
        </EmptyState>
      ) : (
        <Parts
          numbers={<Numbers overview={overview} />}
          curve={<CurvePanel overview={overview} />}
          drawn={isDrawn(features)}
          map={
            overview.units.length ? (
              <MapPanel overview={overview} features={features} onPick={unitId => where.go({ unit: unitId })} />
            ) : null
          }
          decisions={
            <Panel title={t('command.decisions')}>
              <DecisionList overview={overview} />
            </Panel>
          }
        />
      )}
    </Page>
  )
}

interface PartsProps {
  /** The map is drawn, and stands beside the rest; tiles take the width below it. */
  readonly drawn?: boolean
  readonly numbers: ReactNode
  readonly curve: ReactNode
  readonly map: ReactNode
  readonly decisions: ReactNode
}

const Parts = ({ drawn = false, numbers, curve, map, decisions }: PartsProps) => (
  <div className="cmd">
    {numbers}
    <div className="cmd-body" data-drawn={drawn || undefined}>
      <div className="cmd-decide">{decisions}</div>
      <div className="cmd-curve">{curve}</div>
      {map ? <div className="cmd-map">{map}</div> : null}
    </div>
  </div>
)

function Lead({ overview }: { overview: Overview }) {
  const t = useWords()
  const f = useFormat()
  const { above } = overview.unit
  return (
    <span className="cmd-lead">
      {above.length ? (
        <nav aria-label={t('command.above')}>
          {above.map(({ id, name }) => (
            <Link key={id} to={`/command?unit=${id}`}>
              {name}
            </Link>
          ))}
        </nav>
      ) : null}
      <span>{t('command.as-of', { time: f.instant(overview.asOf) })}</span>
    </span>
  )
}

function DayPicker({ overview, onDay }: { overview: Overview; onDay: (day: string | undefined) => void }) {
  const t = useWords()
  const f = useFormat()
  const { day, running } = overview
  return (
    <div className="cmd-day">
      <ActionIcon aria-label={t('command.day.before')} onClick={() => onDay(addDays(day, -1))}>
        <Icon name="back" size={18} />
      </ActionIcon>
      <strong>{running ? t('command.today') : f.day(day)}</strong>
      <ActionIcon
        aria-label={t('command.day.after')}
        style={running ? { visibility: 'hidden' } : {}}
        onClick={() => onDay(addDays(day, 1))}
      >
        <Icon name="next" size={18} />
      </ActionIcon>
      {running ? null : <ActionButton onClick={() => onDay(undefined)}>{t('command.today')}</ActionButton>}
    </div>
  )
}

/** The shape of the page while it is coming. */
function Shape() {
  const t = useWords()
  return (
    <div role="status">
      <span className="only-read">{t('command.loading')}</span>
      <Parts
        numbers={
          <div className="k-figures">
            {Array.from({ length: 5 }, (_, i) => (
              <div className="k-figure" key={i}>
                <Skeleton height={14} width="60%" mb={14} mt={5} />
                <Skeleton height={30} width="40%" mb={14} />
                <Skeleton height={12} width="80%" mb={4} />
              </div>
            ))}
          </div>
        }
        curve={
          <Panel title={t('command.curve')}>
            <Skeleton height={262} />
          </Panel>
        }
        map={
          <Panel title={t('command.map')}>
            <Skeleton height={280} />
          </Panel>
        }
        decisions={
          <Panel title={t('command.decisions')}>
            {Array.from({ length: 3 }, (_, i) => (
              <Skeleton height={56} mb={16} key={i} />
            ))}
          </Panel>
        }
      />
    </div>
  )
}
