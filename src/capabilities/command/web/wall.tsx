import './command.css'
import { ActionIcon, Skeleton } from '@mantine/core'
import { type CSSProperties, useEffect } from 'react'
import { useNow } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { EmptyState, Panel, ProblemState } from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import type { Overview } from '../contract.ts'
import { isDrawn, useBoundaries, useOverview, useWhere } from './api.ts'
import { CasesChart, CheckinsChart, DecisionList, isEmpty, MapOf, Numbers } from './parts.tsx'

/** Two of them fill the height of 1080 that the numbers leave. */
const CHART_PX = 222
/** Figures older than this are said to be old. */
const OLD_MS = 2 * 60_000

/** The leader's page on the wall of a command centre: read from three metres, touched by nobody. */
export function WallPage() {
  const t = useWords()
  const where = useWhere()
  const { data, error, refetch, dataUpdatedAt } = useOverview({ unitId: where.unitId, day: undefined })
  useEffect(() => {
    document.title = `${t('command.title')} – Saola`
  }, [t])
  if (where.unitId === undefined)
    return (
      <EmptyState icon="lock" title={t('command.no-area')}>
        {t('command.no-area.help')}
      </EmptyState>
    )
  if (data) return <Wall overview={data} readAt={dataUpdatedAt} />
  return error ? (
    <ProblemState problem={error} again={() => void refetch()} />
  ) : (
    <div role="status">
      <span className="only-read">{t('command.loading')}</span>
      <Skeleton height="90vh" />
    </div>
  )
}

function Wall({ overview, readAt }: { overview: Overview; readAt: number }) {
  const t = useWords()
  const { unit } = overview
  const features = useBoundaries(overview)
  return (
    <main className="cmd cmd-on-wall">
      <header>
        <h1>{unit.name}</h1>
        <Clock readAt={readAt} />
        <ActionIcon aria-label={t('command.wall.leave')} onClick={() => go(`/command?unit=${unit.id}`)}>
          <Icon name="cross" />
        </ActionIcon>
      </header>
      {isEmpty(overview) ? (
        <EmptyState icon="chart" title={t('command.none', { unit: unit.name })}>
          {t('command.none.help')}
        </EmptyState>
      ) : (
        <>
          <Numbers overview={overview} wall />
          <div className="cmd-wall-body" data-drawn={isDrawn(features) || undefined}>
            <div className="cmd-wall-curves">
              <Panel title={t('command.curve.cases')}>
                <CasesChart overview={overview} height={CHART_PX} />
              </Panel>
              <Panel title={t('command.curve.checkins')}>
                <CheckinsChart overview={overview} height={CHART_PX} />
              </Panel>
            </div>
            <div className="cmd-wall-map" style={tileOf(overview.units.length)}>
              <Panel title={t('command.map.cases')}>
                <MapOf overview={overview} features={features} measure="cases" />
              </Panel>
            </div>
            <Panel title={t('command.decisions')}>
              <DecisionList overview={overview} wall />
            </Panel>
          </div>
        </>
      )}
    </main>
  )
}

/** What tiles may cover on a screen of 1920 × 1080, in pixels, names and gaps taken off. */
const TILES_PX2 = 150_000
const GAP_PX = 2

/** Tiles as large as so many can be. */
const tileOf = (count: number) =>
  ({
    '--wall-tile': `${Math.floor(Math.min(44, Math.sqrt(TILES_PX2 / Math.max(1, count))) - GAP_PX)}px`,
  }) as CSSProperties

/** The time, and since when nothing new has come if that is long. */
function Clock({ readAt }: { readAt: number }) {
  const t = useWords()
  const f = useFormat()
  const now = useNow(5_000)
  const isOld = now.getTime() - readAt > OLD_MS
  return (
    <p className="cmd-clock">
      {isOld ? (
        <span role="status">
          <Icon name="offline" /> {t('command.live.off', { time: f.time(new Date(readAt)) })}
        </span>
      ) : null}
      <span>{f.dayLong(now)}</span>
      <time>{f.time(now)}</time>
    </p>
  )
}
