import './services.css'
import { Button, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { addDays, dayOf } from '#core/clock.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  EmptyState,
  FormDialog,
  Notice,
  Page,
  PageSkeleton,
  Panel,
  ProblemState,
  SaveButton,
  sayDone,
} from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { OfficeView } from '../contract.ts'
import { api } from './api.ts'
import { Day } from './step.tsx'

/** Offices of the area: whether their counters are open, and the book of what they took in. */
export function Offices() {
  const t = useWords()
  const { data, error, refetch } = useRead(api.services.myOffices, {})
  return (
    <Page title={t('services.web.offices')} lead={t('services.web.offices.lead')}>
      {error ? <ProblemState problem={error} again={() => void refetch()} /> : null}
      {!data && !error ? <PageSkeleton /> : null}
      {data?.offices.length === 0 ? <EmptyState icon="office" title={t('services.web.intake.nowhere')} /> : null}
      <div className="sv-offices">
        {data?.offices.map(office => (
          <One key={office.id} office={office} />
        ))}
      </div>
    </Page>
  )
}

function One({ office }: { office: OfficeView }) {
  const t = useWords()
  const f = useFormat()
  const { can } = useSession()
  const [closing, setClosing] = useState(false)
  const { closure } = office
  const reopening = useWrite(api.services.reopen)
  const may = can('services.offices')
  return (
    <Panel title={office.name}>
      <div className="k-stack">
        <p className="sv-none">{[office.code, office.address, office.phone].filter(Boolean).join(' · ')}</p>
        {closure ? (
          <Notice
            icon="warning"
            title={t(office.closedToday ? 'services.web.closed.until' : 'services.web.closed.from', {
              from: f.day(closure.fromOn),
              until: f.day(closure.untilOn),
            })}
          >
            {[closure.reason, closure.document].filter(Boolean).join(' · ')}
          </Notice>
        ) : null}
        <div className="sv-row">
          {may && closure ? (
            <Button
              variant="default"
              loading={reopening.isPending}
              onClick={() => reopening.mutate({ params: { officeId: office.id, closureId: closure.id } })}
            >
              {t('services.web.closed.end')}
            </Button>
          ) : null}
          {may && !closure ? (
            <Button variant="default" onClick={() => setClosing(true)}>
              {t('services.web.close')}
            </Button>
          ) : null}
          <Book officeId={office.id} />
        </div>
        {reopening.error ? <p className="k-error">{tell(t, reopening.error).title}</p> : null}
      </div>
      {closing ? <CloseDialog office={office} onClose={() => setClosing(false)} /> : null}
    </Panel>
  )
}

/** Sổ theo dõi of the last month. */
function Book({ officeId }: { officeId: string }) {
  const t = useWords()
  const until = dayOf(new Date())
  return (
    <SaveButton
      get={() => api.services.book({ params: { officeId }, query: { from: addDays(until, -30), until } })}
      name={`${t('services.web.book')}.pdf`}
    >
      {t('services.web.book')}
    </SaveButton>
  )
}

function CloseDialog({ office, onClose }: { office: OfficeView; onClose: () => void }) {
  const t = useWords()
  const today = dayOf(new Date())
  const [fromOn, setFrom] = useState<string | null>(today)
  const [untilOn, setUntil] = useState<string | null>(addDays(today, 14))
  const [reason, setReason] = useState('')
  const [document, setDocument] = useState('')
  const closing = useWrite(api.services.close, {
    done: ({ told }) => {
      sayDone(t('services.web.close.done', { count: told }))
      onClose()
    },
  })
  const needs = useNeeds({ from: fromOn !== null, until: untilOn !== null, reason: reason.trim() !== '' })
  const close = () => {
    if (fromOn && untilOn)
      closing.mutate({
        params: { officeId: office.id },
        body: { fromOn, untilOn, reason: reason.trim(), document: document.trim() },
      })
  }
  return (
    <FormDialog
      title={t('services.web.close')}
      onClose={onClose}
      {...needs.form(close)}
      problem={closing.error}
      busy={closing.isPending}
      danger
    >
      <p>{t('services.web.close.help', { office: office.name })}</p>
      <Day
        label={t('services.web.close.from')}
        from={today}
        value={fromOn}
        onChange={setFrom}
        error={needs.of('from')}
      />
      <Day
        label={t('services.web.close.until')}
        from={fromOn ?? today}
        value={untilOn}
        onChange={setUntil}
        error={needs.of('until')}
      />
      <Textarea
        label={t('services.web.step.reason')}
        autosize
        minRows={2}
        value={reason}
        error={needs.of('reason')}
        onChange={event => setReason(event.currentTarget.value)}
      />
      <TextInput
        label={t('services.web.document')}
        value={document}
        onChange={event => setDocument(event.currentTarget.value)}
      />
    </FormDialog>
  )
}
