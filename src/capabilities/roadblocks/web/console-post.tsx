import { useSession } from '#base/identity/web/session.tsx'
import { StaffPanel } from '#base/identity/web/staff-panel.tsx'
import { ClosedNotice, Closing } from '#base/places/web/closing.tsx'
import { dayOf, hourOf } from '#core/clock.ts'
import type { ResultOf } from '#core/contract.ts'
import { useRead } from '#core/web/data.tsx'
import { useParams } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  Figures,
  FigureTable,
  FigureTile,
  Notice,
  Page,
  PageSkeleton,
  Panel,
  ProblemState,
  RiskTag,
  SeriesChart,
  useFilter,
  WithActions,
} from '#kit/console/index.ts'
import { DayField } from '#kit/console/when.tsx'
import type { roadblocks } from '../contract.ts'
import { api } from './api.ts'
import { useStaffing } from './staffing.ts'
import { TONES } from './tones.ts'

type Post = ResultOf<typeof roadblocks.post>
const LAST_HOUR = 23
const FIGURES = ['vehicles', 'people', 'passed', 'turned', 'isolated'] as const

/** A post on a day, for those who answer for the area: nobody who passed is named. */
export function PostDay() {
  const t = useWords()
  const { can } = useSession()
  const { roadblockId = '' } = useParams()
  const [{ day }, setFilter] = useFilter({ day: '' })
  const today = dayOf(new Date())
  const {
    data: post,
    isPlaceholderData,
    error,
    refetch,
  } = useRead(api.roadblocks.post, { params: { roadblockId }, query: day ? { day } : {} }, { everyMs: 30_000 })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!post) return <PageSkeleton />
  return (
    <Page
      title={post.name}
      earlier={isPlaceholderData}
      lead={[post.unitName, post.address].filter(Boolean).join(' · ')}
      back={{ to: '/roadblocks', label: t('roadblocks.web.console') }}
      actions={
        <DayField
          aria-label={t('roadblocks.web.console.day')}
          value={day || today}
          maxDate={today}
          onChange={next => setFilter({ day: !next || next === today ? '' : next })}
        />
      }
    >
      <WithActions
        actions={
          <>
            {can('roadblocks.staff') ? <Staff post={post} /> : null}
            <Closing
              place={post}
              action={t('roadblocks.web.post.close')}
              help={t('roadblocks.web.post.close.help')}
              refreshes={['roadblocks']}
            />
          </>
        }
      >
        <OnDuty post={post} />
        <Day post={post} isToday={post.day === today} />
      </WithActions>
    </Page>
  )
}

const Staff = ({ post }: { post: Post }) => <StaffPanel {...useStaffing(post)} />

function OnDuty({ post: { shift, parked, closedAt } }: { post: Post }) {
  const t = useWords()
  const f = useFormat()
  if (closedAt) return <ClosedNotice at={closedAt} />
  return (
    <>
      {shift ? (
        <Notice icon="shield" title={t('roadblocks.web.post.duty', { since: f.instant(shift.begunAt) })}>
          {shift.members.join(', ')}
        </Notice>
      ) : (
        <Notice title={t('roadblocks.web.post.duty.none')} />
      )}
      {parked > 0 ? <Notice icon="eye" title={t('roadblocks.web.post.parked', { count: parked })} /> : null}
    </>
  )
}

function Day({ post, isToday }: { post: Post; isToday: boolean }) {
  const t = useWords()
  const f = useFormat()
  const { counts, reasons } = post
  const soFar = isToday ? hourOf(new Date()) : LAST_HOUR
  const hours = post.hours.map((vehicles, hour) => (hour > soFar ? null : vehicles))
  return (
    <>
      <Figures>
        {FIGURES.map(name => (
          <FigureTile key={name} label={t(`roadblocks.web.console.${name}`)} value={f.number(counts[name])} />
        ))}
      </Figures>
      {counts.vehicles === 0 ? (
        <p className="k-nothing">{t('roadblocks.web.post.none', { day: f.day(post.day) })}</p>
      ) : (
        <>
          <Panel title={t('roadblocks.web.post.hours')}>
            <SeriesChart
              label={t('roadblocks.web.post.hours')}
              height={180}
              points={hours.map((_, hour) => t('roadblocks.web.post.hour', { hour }))}
              series={[{ label: t('roadblocks.web.console.vehicles'), values: hours, kind: 'bar' }]}
            />
          </Panel>
          <Tally
            title={t('roadblocks.web.post.reasons')}
            rows={reasons.map(({ decision, why, ...row }) => ({
              ...row,
              id: `${decision} ${why}`,
              label: (
                <>
                  <RiskTag tone={TONES[decision]}>{t(`roadblocks.decision.${decision}`)}</RiskTag>
                  <small>{t(`roadblocks.why.${why}`)}</small>
                </>
              ),
            }))}
          />
          {(['from', 'to'] as const).map(way => (
            <Tally
              key={way}
              title={t(`roadblocks.web.post.${way}`)}
              rows={post[way].map(row => ({ ...row, id: row.label }))}
            />
          ))}
        </>
      )}
    </>
  )
}

interface TallyProps {
  readonly title: string
  readonly rows: readonly {
    readonly id: string
    readonly label: React.ReactNode
    readonly vehicles: number
    readonly people: number
  }[]
}

function Tally({ title, rows }: TallyProps) {
  const t = useWords()
  const f = useFormat()
  return (
    <Panel flush title={title}>
      <FigureTable label={title}>
        <thead>
          <tr>
            <th scope="col">
              <span className="only-read">{title}</span>
            </th>
            <th scope="col">{t('roadblocks.web.console.vehicles')}</th>
            <th scope="col">{t('roadblocks.web.console.people')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.id}>
              <th scope="row">{row.label}</th>
              <td>{f.number(row.vehicles)}</td>
              <td>{f.number(row.people)}</td>
            </tr>
          ))}
        </tbody>
      </FigureTable>
    </Panel>
  )
}
