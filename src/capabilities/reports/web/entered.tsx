import { Textarea, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, FormDialog, Panel, refusedBy, sayDone, Why } from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { ReportView } from '../contract.ts'
import type { Entered } from '../rules.ts'
import { api } from './api.ts'
import { readCount } from './count.ts'

type Entry = ReportView['entries'][number]

/** What no module knows: entered by hand, with the name of who did. */
export function EnteredPanel({ report }: { report: ReportView }) {
  const t = useWords()
  const figures = report.columns.filter(column => column.kind === 'entered')
  if (!figures.length) return null
  const refused = refusedBy(t, report.refused.write, { verb: 'reports.write', unitId: report.unitId })
  return (
    <Panel title={t('reports.web.entered')}>
      <div className="k-stack">
        {report.state === 'draft' ? (
          <>
            <p className="rp-soft">{t(report.parts.length ? 'reports.web.entered.own' : 'reports.web.entered.help')}</p>
            <Why {...refused} />
          </>
        ) : null}
        <div className="rp-entered">
          {figures.map(({ key, title }) => (
            <EnteredFigure key={key} report={report} figure={key as Entered} title={t(title)} />
          ))}
        </div>
      </div>
    </Panel>
  )
}

interface FigureProps {
  readonly report: ReportView
  readonly figure: Entered
  readonly title: string
}

function EnteredFigure({ report, figure, title }: FigureProps) {
  const t = useWords()
  const f = useFormat()
  const last = report.entries.find(one => one.figure === figure)
  const by = last ? t('reports.web.entered.by', { by: last.by ?? '', at: f.instant(last.at) }) : ''
  if (report.state === 'draft' && !report.refused.write)
    return <Field report={report} figure={figure} title={title} last={last} by={by} />
  return (
    <div>
      <p className="rp-label">{title}</p>
      <p className="rp-value">{last?.value === null || !last ? '–' : f.number(last.value)}</p>
      {by ? <p className="rp-soft">{[by, last?.reason].filter(Boolean).join('. ')}</p> : null}
      {report.state === 'sent' ? <Correct report={report} figure={figure} title={title} /> : null}
    </div>
  )
}

/** Saved as one leaves the field. */
function Field({ report, figure, title, last, by }: FigureProps & { last: Entry | undefined; by: string }) {
  const t = useWords()
  const f = useFormat()
  const [typed, setTyped] = useState(last?.value == null ? '' : f.number(last.value))
  const [wrong, setWrong] = useState(false)
  const enter = useWrite(api.reports.enter, { done: () => sayDone(t('reports.web.entered.saved', { figure: title })) })
  /** Not sent since it was typed: Enter and then leaving the field would send it twice. */
  const isNew = useRef(false)
  const known = (enter.isPending ? enter.variables?.body.value : last?.value) ?? null
  const type = (text: string) => {
    isNew.current = true
    setTyped(text)
    setWrong(false)
    if (enter.error) enter.reset()
  }
  const save = () => {
    const value = readCount(typed)
    setWrong(value === undefined)
    if (value === undefined || value === known || !isNew.current) return
    isNew.current = false
    const onError = () => {
      isNew.current = true
    }
    enter.mutate({ params: { reportId: report.id }, body: { figure, value } }, { onError })
  }
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        save()
      }}
    >
      <TextInput
        label={title}
        value={typed}
        onChange={event => type(event.currentTarget.value)}
        onBlur={save}
        maxLength={20}
        inputMode="numeric"
        error={wrong ? t('reports.web.entered.wrong') : enter.error ? tell(t, enter.error).title : null}
      />
      <p className="rp-soft">{enter.isPending ? t('reports.web.entered.saving') : by || t('reports.web.by-hand')}</p>
    </form>
  )
}

/** After sending: the figure stands beside what was sent, with the reason. */
function Correct(props: FigureProps) {
  const { report, title } = props
  const t = useWords()
  const [open, setOpen] = useState(false)
  if (report.refused.write) return null
  return (
    <>
      <ActionButton icon="edit" size="xs" onClick={() => setOpen(true)}>
        {t('reports.web.entered.correct')}
        <span className="only-read"> {title}</span>
      </ActionButton>
      {open ? <CorrectDialog {...props} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function CorrectDialog({ report, figure, title, onClose }: FigureProps & { onClose: () => void }) {
  const t = useWords()
  const f = useFormat()
  const last = report.entries.find(one => one.figure === figure)?.value
  const [typed, setTyped] = useState(last == null ? '' : f.number(last))
  const [reason, setReason] = useState('')
  const enter = useWrite(api.reports.enter, { done: onClose })
  const value = readCount(typed)
  const needs = useNeeds({
    value: value !== undefined || t('reports.web.entered.wrong'),
    reason: reason.trim() !== '' || t('reports.reason-missing'),
  })
  const correct = () =>
    value !== undefined &&
    enter.mutate({ params: { reportId: report.id }, body: { figure, value, reason: reason.trim() } })
  return (
    <FormDialog
      title={`${t('reports.web.entered.correct')}: ${title}`}
      onClose={onClose}
      {...needs.form(correct)}
      action={t('reports.web.save')}
      problem={enter.error}
      busy={enter.isPending}
    >
      <p>{t('reports.web.entered.correct.help')}</p>
      <TextInput
        label={title}
        value={typed}
        onChange={event => setTyped(event.currentTarget.value)}
        maxLength={20}
        inputMode="numeric"
        error={needs.of('value')}
        data-autofocus
      />
      <Textarea
        label={t('reports.web.reason')}
        value={reason}
        onChange={event => setReason(event.currentTarget.value)}
        maxLength={500}
        autosize
        error={needs.of('reason')}
      />
    </FormDialog>
  )
}
