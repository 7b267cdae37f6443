import { UnstyledButton } from '@mantine/core'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Panel, Tag } from '#kit/console/index.ts'
import type { ReportView } from '../contract.ts'
import { differenceOf } from '../rules.ts'
import type { Opened } from './things.tsx'

type Change = ReportView['changes'][number]

interface ChangesProps {
  readonly report: ReportView
  readonly onOpen: (opened: Opened) => void
}

/** What of a report that was sent is otherwise by now: of the whole; of the units the tables say it. */
export function Changes({ report, onOpen }: ChangesProps) {
  const t = useWords()
  if (report.state !== 'sent') return null
  const changes = report.changes.filter(change => change.unitId === null)
  return (
    <Panel title={t('reports.web.changes')}>
      {changes.length ? (
        <ul className="rp-changes">
          {changes.map(change => (
            <ChangeLine key={change.figure} change={change} report={report} onOpen={onOpen} />
          ))}
        </ul>
      ) : (
        <p className="rp-soft">{t('reports.web.changes.none')}</p>
      )}
    </Panel>
  )
}

function ChangeLine({ change, report, onOpen }: ChangesProps & { change: Change }) {
  const t = useWords()
  const f = useFormat()
  const column = report.columns.find(one => one.key === change.figure)
  if (!column) return null
  const title = t(column.title)
  return (
    <li>
      <span>
        {title}: <WasNow was={change.was} now={change.now} />
      </span>
      {change.correctedIn ? (
        <Tag>{t('reports.web.corrected', { at: f.instant(change.correctedIn) })}</Tag>
      ) : (
        <Tag strong>{t('reports.web.not-corrected')}</Tag>
      )}
      {column.opens ? (
        <UnstyledButton className="rp-link" onClick={() => onOpen({ figure: column.key, title, unit: undefined })}>
          {t('reports.web.changes.open')}
          <span className="only-read"> {title}</span>
        </UnstyledButton>
      ) : null}
    </li>
  )
}

/** `12 → 14 (+2)` */
export function WasNow({ was, now }: { was: number | null; now: number | null }) {
  const f = useFormat()
  const shown = (value: number | null) => (value === null ? '–' : f.number(value))
  const by = differenceOf({ was, now })
  return (
    <b>
      {shown(was)} → {shown(now)}
      {by ? ` (${by})` : ''}
    </b>
  )
}
