import { Checkbox } from '@mantine/core'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Panel } from '#kit/console/index.ts'
import type { Correction, ReportView } from '../contract.ts'
import { WasNow } from './changes.tsx'

interface CorrectionsProps {
  readonly report: ReportView
  /** The reports whose corrections this one leaves out. */
  readonly left: readonly string[]
  readonly onLeft: (left: readonly string[]) => void
}

/** What this report says of earlier ones; in a draft each can be left for later. */
export function Corrections({ report, left, onLeft }: CorrectionsProps) {
  const t = useWords()
  const f = useFormat()
  if (!report.corrections.length) return null
  const isDraft = report.state === 'draft'
  const byReport = [...Map.groupBy(report.corrections, one => one.ofId)]
  const toggle = (ofId: string) => onLeft(left.includes(ofId) ? left.filter(id => id !== ofId) : [...left, ofId])
  return (
    <Panel title={t('reports.web.corrections')}>
      <div className="k-stack">
        {isDraft ? <p className="rp-soft">{t('reports.web.corrections.help')}</p> : null}
        {byReport.map(([ofId, list]) => {
          const name = t('reports.report.title', { at: f.instant(list[0]?.cutoffAt ?? '') })
          return (
            <div key={ofId} className="rp-correction">
              {isDraft ? (
                <Checkbox label={name} checked={!left.includes(ofId)} onChange={() => toggle(ofId)} />
              ) : (
                <strong>{name}</strong>
              )}
              <Lines list={list} />
            </div>
          )
        })}
      </div>
    </Panel>
  )
}

function Lines({ list }: { list: readonly Correction[] }) {
  const t = useWords()
  return (
    <ul>
      {list.map(({ figure, title, was, now }) => (
        <li key={figure}>
          {t(title)}: <WasNow was={was} now={now} />
        </li>
      ))}
    </ul>
  )
}
