import './documents.css'
import { Select } from '@mantine/core'
import { useState } from 'react'
import { useRead } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { EmptyState, Figures, FigureTile, Notice, Page, PageSkeleton, Panel, ProblemState } from '#kit/console/index.ts'
import { api } from './api.ts'
import { Line, useOffices } from './list.tsx'
import { TaskLines } from './task-lines.tsx'

/** For a leader, also on the phone in a car: what waits for a decision, what is late and why, who has how much. */
export function Late() {
  const t = useWords()
  const offices = useOffices('documents.assign')
  const [office, setOffice] = useState('')
  const organisationId = office || offices.with[0]?.id || ''
  if (!offices.ready) return <PageSkeleton />
  return (
    <Page
      title={t('documents.web.late')}
      lead={offices.with.find(one => one.id === organisationId)?.name}
      actions={
        offices.with.length > 1 ? (
          <Select
            aria-label={t('documents.web.office')}
            allowDeselect={false}
            value={organisationId}
            onChange={next => setOffice(next ?? '')}
            data={offices.with.map(one => ({ value: one.id, label: one.name }))}
          />
        ) : null
      }
    >
      {organisationId ? (
        <Overview key={organisationId} organisationId={organisationId} />
      ) : (
        <Notice tone="error" title={t('documents.web.no-office')} />
      )}
    </Page>
  )
}

function Overview({ organisationId }: { organisationId: string }) {
  const t = useWords()
  const f = useFormat()
  useLive(['documents', 'work'], { reads: ['documents.late'], gatherMs: 1000 })
  const { data, error, refetch } = useRead(api.documents.late, { query: { organisationId } })
  if (error && !data) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <PageSkeleton />
  return (
    <div className="k-stack">
      <Figures>
        <FigureTile label={t('documents.web.figure.waiting')} value={f.number(data.waiting.length)} />
        <FigureTile label={t('documents.web.figure.late')} value={f.number(data.late)} />
        <FigureTile label={t('documents.web.figure.soon')} value={f.number(data.soon)} />
        <FigureTile label={t('documents.web.figure.asking')} value={f.number(data.asking)} />
        <FigureTile label={t('documents.web.figure.open')} value={f.number(data.open)} />
      </Figures>
      <div className="dc-columns">
        <div className="k-stack">
          <Panel title={t('documents.web.waiting')}>
            {data.waiting.length ? (
              <ul className="dc-rows">
                {data.waiting.map(row => (
                  <li key={row.id}>
                    <Link to={`/documents/${row.id}`}>
                      <Line row={row} />
                    </Link>
                  </li>
                ))}
              </ul>
            ) : (
              <EmptyState icon="check" title={t('documents.web.waiting.none')} />
            )}
          </Panel>
          <Panel title={t('documents.web.late.why')}>
            {data.tasks.length ? (
              <TaskLines tasks={data.tasks} />
            ) : (
              <EmptyState icon="check" title={t('documents.web.late.none')} />
            )}
          </Panel>
        </div>
        <Panel title={t('documents.web.people')}>
          <ul className="dc-people">
            {data.people.map(one => (
              <li key={one.id}>
                <span>{one.name}</span>
                <small>
                  {t('documents.web.people.has', { open: one.open })}
                  {one.late ? (
                    <span className="dc-late"> · {t('documents.web.people.late', { late: one.late })}</span>
                  ) : null}
                </small>
              </li>
            ))}
          </ul>
        </Panel>
      </div>
    </div>
  )
}
