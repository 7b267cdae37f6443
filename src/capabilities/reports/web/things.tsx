import { Button, Modal, Skeleton } from '@mantine/core'
import { useList } from '#core/web/data.tsx'
import { Link } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { ProblemState, Tag } from '#kit/console/index.ts'
import type { ReportView } from '../contract.ts'
import { api } from './api.ts'

export interface Opened {
  readonly figure: string
  readonly title: string
  /** Without it the whole. */
  readonly unit: { readonly id: string; readonly name: string } | undefined
}

interface ThingsProps {
  readonly report: ReportView
  readonly opened: Opened
  readonly onClose: () => void
}

/** What is behind a figure, or the right that is missing to see it. */
export function ThingsDialog({ report, opened: { figure, title, unit }, onClose }: ThingsProps) {
  const t = useWords()
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={`${title} · ${unit?.name ?? report.unitName}`}
      closeButtonProps={{ 'aria-label': t('console.close') }}
    >
      <Things reportId={report.id} figure={figure} unitId={unit?.id} />
    </Modal>
  )
}

function Things({ reportId, figure, unitId }: { reportId: string; figure: string; unitId: string | undefined }) {
  const t = useWords()
  const list = useList(api.reports.things, after => ({
    params: { reportId },
    query: { figure, ...(unitId ? { unitId } : {}), ...(after ? { after } : {}) },
  }))
  if (list.problem) return <ProblemState problem={list.problem} again={list.again} />
  if (list.loading)
    return (
      <div role="status">
        <span className="only-read">{t('kit.loading')}</span>
        {[0, 1, 2].map(i => (
          <Skeleton key={i} height={40} mb={8} />
        ))}
      </div>
    )
  if (!list.rows.length) return <p>{t('reports.web.things.none')}</p>
  return (
    <div className="k-stack">
      <p className="rp-soft">{t('reports.web.things.count', { count: list.atLeast })}</p>
      <ul className="rp-things">
        {list.rows.map(({ id, title, detail, to, change }) => (
          <li key={id} data-change={change ?? undefined}>
            {to ? (
              <Link className="rp-link" to={to}>
                {title}
              </Link>
            ) : (
              <strong>{title}</strong>
            )}
            <span>{detail}</span>
            {change ? <Tag strong>{t(`reports.web.things.${change}`)}</Tag> : null}
          </li>
        ))}
      </ul>
      {list.complete ? null : (
        <Button variant="default" loading={list.loadingMore} onClick={list.more}>
          {t('reports.web.things.more')}
        </Button>
      )}
    </div>
  )
}
