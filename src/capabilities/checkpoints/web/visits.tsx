import { dayOf } from '#core/clock.ts'
import type { ResultOf } from '#core/contract.ts'
import { useRead } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, EmptyState, Page, ProblemState, Row, Rows, Skeleton } from '#kit/citizen/index.ts'
import type { checkpoints } from '../contract.ts'
import { api } from './api.ts'

type Visit = ResultOf<typeof checkpoints.visits>['visits'][number]

/** Where I was in the days that are kept, newest first, day by day. */
export function MyVisits() {
  const t = useWords()
  const visits = useRead(api.checkpoints.visits, {}, { offline: true })
  const days = byDay(visits.data?.visits ?? [])
  return (
    <Page title={t('checkpoints.web.visits')} back="/toi" intro={t('checkpoints.web.visits.intro')}>
      {!visits.data && visits.error ? (
        <ProblemState problem={visits.error} again={() => void visits.refetch()} />
      ) : null}
      {!visits.data && !visits.error ? <Skeleton lines={6} /> : null}
      {visits.data && days.length === 0 ? <NoVisits /> : null}
      {days.map(([day, rows]) => (
        <Day key={day} day={day} visits={rows} />
      ))}
    </Page>
  )
}

function NoVisits() {
  const t = useWords()
  return (
    <Card>
      <EmptyState
        icon="clock"
        title={t('checkpoints.web.visits.none')}
        action={
          <Button kind="secondary" icon="scan" to="/quet-ma">
            {t('checkpoints.web.visits.scan')}
          </Button>
        }
      >
        {t('checkpoints.web.visits.none.text')}
      </EmptyState>
    </Card>
  )
}

function Day({ day, visits }: { day: string; visits: readonly Visit[] }) {
  const t = useWords()
  const f = useFormat()
  const stay = ({ inAt, outAt }: Visit) =>
    outAt
      ? t('checkpoints.web.visit.stay', { from: f.time(inAt), until: f.time(outAt) })
      : t('checkpoints.web.visit.in', { from: f.time(inAt) })
  return (
    <Card flush title={f.dayLong(day)}>
      <Rows>
        {visits.map(visit => (
          <Row
            key={`${visit.inAt} ${visit.place}`}
            title={visit.place}
            detail={[stay(visit), visit.unit].filter(Boolean).join(' · ')}
          />
        ))}
      </Rows>
    </Card>
  )
}

/** Days as they are in Vietnam, in the order of the visits. */
function byDay(visits: readonly Visit[]): readonly (readonly [string, readonly Visit[]])[] {
  const days = new Map<string, Visit[]>()
  for (const visit of visits) {
    const day = dayOf(new Date(visit.inAt))
    days.set(day, [...(days.get(day) ?? []), visit])
  }
  return [...days]
}
