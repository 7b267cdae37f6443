import './reports.css'
import { Button, Skeleton } from '@mantine/core'
import type { WorkItem } from '#base/work/contract.ts'
import type { FormProps } from '#base/work/web/parts.ts'
import { useRead } from '#core/web/data.tsx'
import { go, Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Facts, Panel, ProblemState } from '#kit/console/index.ts'
import { api } from './api.ts'

/** In an item of work: what the report would say now, and the way to it. */
export function ReportPart({ item }: { item: WorkItem }) {
  const t = useWords()
  const f = useFormat()
  const reportId = item.subject.id
  const { data, error, refetch } = useRead(api.reports.report, { params: { reportId } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <Skeleton height={160} />
  const first = data.whole.values[0]
  return (
    <Panel
      title={t('reports.report.flow')}
      actions={
        <Link className="rp-link" to={`/reports/${reportId}`}>
          {t('reports.web.open')}
        </Link>
      }
    >
      <Facts
        facts={[
          [t('reports.web.span'), t('reports.web.from-until', span(f, data))],
          [t('reports.column.new'), first === null || first === undefined ? '–' : f.number(first)],
          [t('reports.web.missing'), f.number(data.missing.length)],
          ...(data.number ? [[t('reports.web.number'), data.number] as const] : []),
        ]}
      />
    </Panel>
  )
}

const span = (f: ReturnType<typeof useFormat>, { fromAt, cutoffAt }: { fromAt: string; cutoffAt: string }) => ({
  from: f.instant(fromAt),
  until: f.instant(cutoffAt),
})

/** Nobody sends what was not looked at: the step leads to the report. */
export function LookFirst({ item, onClose }: FormProps) {
  const t = useWords()
  return (
    <div className="k-stack">
      <p>{t('reports.web.look-first')}</p>
      <div className="k-foot">
        <Button variant="default" onClick={onClose}>
          {t('console.cancel')}
        </Button>
        <Button onClick={() => go(`/reports/${item.subject.id}`)}>{t('reports.web.open')}</Button>
      </div>
    </div>
  )
}
