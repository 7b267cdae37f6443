import './notices.css'
import { Checkbox, Skeleton, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { PersonLine } from '#base/people/web/console-api.ts'
import { FindPerson } from '#base/people/web/console-find.tsx'
import { NewPerson } from '#base/people/web/console-new-person.tsx'
import type { WorkItem } from '#base/work/contract.ts'
import type { FormProps } from '#base/work/web/parts.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Facts, FormFoot, Notice, Panel, PhoneLink, ProblemState, sayDone, Tag } from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { ReportView } from '../../notices/contract.ts'
import { api } from '../api.ts'
import { PickedPerson } from '../register.tsx'

const useReport = (reportedId: string) => useRead(api.tracing.report, { params: { reportedId } })

/** In the commune's inbox: who says to have been where, and on which number to call them. */
export function ReportPart({ item }: { item: WorkItem }) {
  const t = useWords()
  const f = useFormat()
  const { data: report, error, refetch } = useReport(item.subject.id)
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!report || report.id !== item.subject.id) return <Skeleton height={220} />
  return (
    <Panel title={t('tracing.web.report')}>
      <div className="k-stack">
        <Facts
          facts={[
            [t('tracing.web.report.name'), <Name key="name" report={report} />],
            [t('tracing.web.report.phone'), <Phone key="phone" report={report} />],
            [t('tracing.web.report.unit'), report.unitName],
            [
              t('tracing.web.report.at'),
              report.enteredBy
                ? t('tracing.web.report.entered', { at: f.instant(report.at), name: report.enteredBy })
                : f.instant(report.at),
            ],
            [
              t('tracing.web.report.notice'),
              <a key="notice" href={`/site/thong-bao/${report.notice.code}`} target="_blank" rel="noreferrer">
                {report.notice.number}, {report.notice.organ}
              </a>,
            ],
          ]}
        />
        <ul className="no-places">
          {report.lines.map(line => (
            <li key={line.id}>
              <span>
                {f.dayShort(line.from)} <strong>{`${f.time(line.from)}–${f.time(line.to)}`}</strong>
              </span>
              <span>
                <strong>{line.place}</strong>
                <small>{[line.address, line.unitName].filter(Boolean).join(', ')}</small>
              </span>
            </li>
          ))}
        </ul>
        <p className="k-hint">{t('tracing.web.report.help')}</p>
      </div>
    </Panel>
  )
}

function Name({ report }: { report: ReportView }) {
  const t = useWords()
  return (
    <>
      {report.personId ? <Link to={`/people?open=${report.personId}`}>{report.name}</Link> : report.name}
      {report.personId ? null : <> · {t('tracing.web.report.unknown')}</>}
    </>
  )
}

function Phone({ report }: { report: ReportView }) {
  const t = useWords()
  if (!report.phone) return null
  return (
    <>
      <PhoneLink phone={report.phone} /> {report.verified ? null : <Tag>{t('tracing.web.report.unverified')}</Tag>}
    </>
  )
}

/** The tracer lists who reported with the case; whom nobody knows has first to be found in the register. */
export function ListForm({ item, onDone, onClose }: FormProps) {
  const t = useWords()
  const { data: report, error } = useReport(item.subject.id)
  const [person, setPerson] = useState<PersonLine>()
  const [likelyId, setLikely] = useState<string>()
  const [unknown, setUnknown] = useState<string>()
  const listing = useWrite(api.tracing.listReported, {
    refreshes: ['work'],
    done: ({ cases }) => {
      sayDone(t('tracing.web.report.listed', { cases }))
      onClose()
      onDone()
    },
  })
  const personId = report?.personId ?? person?.id ?? likelyId
  const needs = useNeeds({ person: personId !== undefined || t('tracing.web.report.list.who') })
  if (error) return <ProblemState problem={error} />
  if (!report) return <Skeleton height={160} />
  const choose = (chosen: PersonLine | undefined) => {
    setPerson(chosen)
    setUnknown(undefined)
  }
  if (unknown !== undefined)
    return <NewPerson typed={unknown} onAdded={choose} onCancel={() => setUnknown(undefined)} />
  const list = () =>
    personId && listing.mutate({ params: { reportedId: report.id }, body: report.personId ? {} : { personId } })
  return (
    <form className="k-stack" {...needs.form(list)}>
      <p>{t('tracing.web.report.list.what')}</p>
      {report.personId ? null : person ? (
        <PickedPerson person={person} onOther={() => choose(undefined)} />
      ) : (
        <>
          {report.likely.map(one => (
            <Checkbox
              key={one.id}
              label={[one.name, one.birthYear].filter(Boolean).join(' · ')}
              description={t('tracing.web.report.likely')}
              checked={likelyId === one.id}
              onChange={event => setLikely(event.currentTarget.checked ? one.id : undefined)}
            />
          ))}
          {likelyId ? null : (
            <FindPerson
              label={t('tracing.web.report.find', { name: report.name })}
              onPick={choose}
              onUnknown={setUnknown}
            />
          )}
        </>
      )}
      <FormFoot problem={listing.error} lacks={needs.of('person')} onCancel={onClose} busy={listing.isPending}>
        {t('tracing.web.report.list.do')}
      </FormFoot>
    </form>
  )
}

const useNotice = (noticeId: string) => useRead(api.tracing.notice, { params: { noticeId } })

/** In a leader's inbox: what would be published, word by word. */
export function ApprovalPart({ item }: { item: WorkItem }) {
  const t = useWords()
  const { data: notice, error, refetch } = useNotice(item.subject.id)
  if (error && !notice) return <ProblemState problem={error} again={() => void refetch()} />
  if (!notice) return <Skeleton height={220} />
  return (
    <Panel title={t('tracing.notice.flow')}>
      <div className="k-stack">
        <p>{t('tracing.web.notice.approval')}</p>
        <blockquote className="no-text">{notice.text}</blockquote>
        <Link to={`/notices/${item.subject.id}`}>{t('tracing.web.notice.approval.open')}</Link>
      </div>
    </Panel>
  )
}

/** Approving and sending back, from the inbox. */
export function ApprovalForm({ item, move, onDone, onClose }: FormProps) {
  const t = useWords()
  const isReturn = move.name === 'return'
  const { data: notice } = useNotice(item.subject.id)
  const [checked, setChecked] = useState(false)
  const [note, setNote] = useState('')
  const options = {
    refreshes: ['work'],
    done: () => {
      onClose()
      onDone()
    },
  }
  const publishing = useWrite(api.tracing.publishNotice, options)
  const returning = useWrite(api.tracing.returnNotice, options)
  const problem = publishing.error ?? returning.error
  const params = { noticeId: item.subject.id }
  const needs = useNeeds({
    note: !isReturn || note.trim() !== '',
    checked: isReturn || (checked && notice !== undefined) || t('tracing.web.notice.checked.first'),
  })
  const send = () =>
    isReturn
      ? returning.mutate({ params, body: { note: note.trim() } })
      : publishing.mutate({ params, body: { checked, seen: notice?.seen ?? '' } })
  return (
    <form className="k-stack" {...needs.form(send)}>
      {isReturn ? (
        <Textarea
          label={t('tracing.web.notice.return.reason')}
          value={note}
          error={needs.of('note')}
          maxLength={500}
          autosize
          minRows={3}
          data-autofocus
          onChange={event => setNote(event.currentTarget.value)}
        />
      ) : (
        <Checkbox
          label={t('tracing.web.notice.checked')}
          checked={checked}
          error={needs.of('checked')}
          onChange={event => setChecked(event.currentTarget.checked)}
        />
      )}
      {problem ? <Notice tone="error" title={tell(t, problem).title} /> : null}
      <FormFoot onCancel={onClose} busy={publishing.isPending || returning.isPending}>
        {t(`tracing.notice.move.${move.name}`)}
      </FormFoot>
    </form>
  )
}
