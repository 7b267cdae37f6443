import { Button } from '@mantine/core'
import { useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Facts, Modal, sayDone } from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import type { ReportView } from '../contract.ts'
import { api } from './api.ts'

interface SendProps {
  readonly report: ReportView
  readonly left: readonly string[]
  readonly onClose: () => void
}

/** Before a report goes out: what it says, and what it does not. */
export function SendDialog({ report, left, onClose }: SendProps) {
  const t = useWords()
  const f = useFormat()
  const send = useWrite(api.reports.send, {
    refreshes: ['work'],
    done: ({ number }) => {
      onClose()
      sayDone(t('reports.web.sent', { number }))
    },
  })
  const corrects = [...new Set(report.corrections.map(one => one.ofId))].filter(id => !left.includes(id))
  const shown = (i: number) => {
    const value = report.whole.values[i]
    return value === null || value === undefined ? '–' : f.number(value)
  }
  const empty = report.columns.filter(({ kind }, i) => kind === 'entered' && report.whole.values[i] === null)
  const cumulative = report.columns.findIndex(one => one.kind === 'cumulative')
  return (
    <Modal opened onClose={onClose} title={t('reports.web.send.ask', { at: f.instant(report.cutoffAt) })}>
      <div className="k-stack">
        <p>{t('reports.web.send.help')}</p>
        <Facts
          facts={[
            [t('reports.column.new'), shown(0)],
            [t('reports.column.cumulative'), shown(cumulative)],
            [t('reports.web.missing'), f.number(report.missing.length)],
            [t('reports.web.corrections'), f.number(corrects.length)],
          ]}
        />
        {empty.length ? (
          <p>{t('reports.web.send.empty', { figures: empty.map(({ title }) => t(title)).join(', ') })}</p>
        ) : null}
        {send.error ? (
          <p className="k-error" role="alert">
            {tell(t, send.error).title}
          </p>
        ) : null}
        <div className="k-foot">
          <Button variant="default" onClick={onClose}>
            {t('console.cancel')}
          </Button>
          <Button
            loading={send.isPending}
            onClick={() => send.mutate({ params: { reportId: report.id }, body: { seen: report.seen, corrects } })}
          >
            {t('reports.report.move.send')}
          </Button>
        </div>
      </div>
    </Modal>
  )
}
