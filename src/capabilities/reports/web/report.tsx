import './reports.css'
import { useState } from 'react'
import { DefinitionText } from '#base/indicators/web/definition.tsx'
import { useRead } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { useParams } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  CopyButton,
  Notice,
  Page,
  PageSkeleton,
  Panel,
  ProblemState,
  refusedBy,
  SaveButton,
  Tag,
} from '#kit/console/index.ts'
import type { ReportView } from '../contract.ts'
import { api } from './api.ts'
import { Changes } from './changes.tsx'
import { Corrections } from './corrections.tsx'
import { EnteredPanel } from './entered.tsx'
import { SendDialog } from './send.tsx'
import { Tables } from './tables.tsx'
import { type Opened, ThingsDialog } from './things.tsx'

/** Figures change with every scan; nobody reads a table that moves all the time. */
const GATHER_MS = 3_000

/** One report: what it says, from whom something is missing, what has changed since it was sent. */
export function ReportPage() {
  const { reportId = '' } = useParams()
  useLive(['reports', 'indicators'], { reads: ['reports.report'], gatherMs: GATHER_MS })
  const { data, error, refetch } = useRead(api.reports.report, { params: { reportId } })
  if (error && !data) return <ProblemState problem={error} again={() => void refetch()} />
  return data ? <Report key={data.id} report={data} /> : <PageSkeleton />
}

function Report({ report }: { report: ReportView }) {
  const t = useWords()
  const f = useFormat()
  const [opened, setOpened] = useState<Opened>()
  const [left, setLeft] = useState<readonly string[]>([])
  const title = t('reports.report.title', { at: f.instant(report.cutoffAt) })
  return (
    <Page
      title={title}
      named={`${title} · ${report.unitName}`}
      back={{ to: '/reports', label: t('reports.web.title') }}
      lead={<Lead report={report} />}
      actions={<Actions report={report} left={left} />}
    >
      <div className="k-stack rp">
        <Warnings report={report} />
        <Changes report={report} onOpen={setOpened} />
        <Corrections report={report} left={left} onLeft={setLeft} />
        <Tables report={report} onOpen={setOpened} />
        <EnteredPanel report={report} />
        <ZaloPanel report={report} />
        <Definitions report={report} />
      </div>
      {opened ? <ThingsDialog report={report} opened={opened} onClose={() => setOpened(undefined)} /> : null}
    </Page>
  )
}

function Lead({ report }: { report: ReportView }) {
  const t = useWords()
  const f = useFormat()
  const { label, state, number, sender, sentAt, fromAt, cutoffAt } = report
  return (
    <p className="rp-lead">
      <strong>{label || report.unitName}</strong>
      <Tag strong={state === 'draft'}>{t(`reports.report.state.${state}`)}</Tag>
      {number ? <span>{number}</span> : null}
      <span>{t('reports.web.from-until', { from: f.instant(fromAt), until: f.instant(cutoffAt) })}</span>
      {sentAt ? <span>{t('reports.web.sent-by', { by: sender ?? '', at: f.instant(sentAt) })}</span> : null}
    </p>
  )
}

function Actions({ report, left }: { report: ReportView; left: readonly string[] }) {
  const t = useWords()
  const [sending, setSending] = useState(false)
  return (
    <>
      <CopyButton icon="message" text={report.text} done={t('reports.web.copied')}>
        {t('reports.web.copy')}
      </CopyButton>
      <FileButton report={report} as="xlsx" />
      <FileButton report={report} as="pdf" />
      {report.state === 'draft' ? (
        <ActionButton
          kind="primary"
          icon="send"
          {...refusedBy(t, report.refused.write, { verb: 'reports.write', unitId: report.unitId })}
          onClick={() => setSending(true)}
        >
          {t('reports.report.move.send')}
        </ActionButton>
      ) : null}
      {sending ? <SendDialog report={report} left={left} onClose={() => setSending(false)} /> : null}
    </>
  )
}

function FileButton({ report, as }: { report: ReportView; as: 'pdf' | 'xlsx' }) {
  const t = useWords()
  const f = useFormat()
  return (
    <SaveButton
      icon={as === 'pdf' ? 'print' : 'download'}
      get={() => api.reports.file({ params: { reportId: report.id }, query: { as } })}
      name={`${t('reports.web.file')} ${f.instant(report.cutoffAt).replaceAll('/', '-')}.${as}`}
    >
      {t(`reports.web.file.${as}`)}
    </SaveButton>
  )
}

/** What makes it say less than all: figures that lag, units that have not sent, a report that lapsed. */
function Warnings({ report }: { report: ReportView }) {
  const t = useWords()
  const { missing, definitions, state } = report
  const gaps = state === 'draft' ? definitions.filter(one => one.gaps.length > 0) : []
  return (
    <>
      {state === 'missed' ? <Notice icon="clock" title={t('reports.web.missed')} /> : null}
      {gaps.length ? (
        <Notice icon="clock" title={t('reports.web.gaps')}>
          {gaps.map(({ name, title, gaps: why }) => (
            <p key={name}>
              {t(title)}: {why.map(gap => t(`indicators.gap.${gap}`)).join(' ')}
            </p>
          ))}
        </Notice>
      ) : null}
      {missing.length ? (
        <Notice icon="office" title={t('reports.web.missing.count', { count: missing.length })}>
          <p className="rp-names">{missing.map(one => one.name).join(', ')}</p>
        </Notice>
      ) : null}
    </>
  )
}

function ZaloPanel({ report }: { report: ReportView }) {
  const t = useWords()
  return (
    <Panel title={t('reports.web.text')}>
      <pre className="rp-text">{report.text}</pre>
    </Panel>
  )
}

/** How each figure comes about, one click away. */
function Definitions({ report }: { report: ReportView }) {
  const t = useWords()
  return (
    <details className="rp-how">
      <summary>{t('reports.web.how')}</summary>
      <p>{t('reports.web.how.rules', { documents: report.documents.join('; ') })}</p>
      <div className="rp-definitions">
        {report.definitions.map(definition => (
          <DefinitionText key={definition.name} definition={definition} />
        ))}
      </div>
    </details>
  )
}
