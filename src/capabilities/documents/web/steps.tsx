import { Radio, Select, Textarea } from '@mantine/core'
import { useState } from 'react'
import { wholePin } from '#base/signatures/web/signing.tsx'
import { dayOf } from '#core/clock.ts'
import { useList, useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { FormFoot, Modal, sayDone } from '#kit/console/index.ts'
import { DayField } from '#kit/console/when.tsx'
import { useNeeds } from '#kit/use-needs.ts'
import type { DocumentView } from '../contract.ts'
import { api } from './api.ts'
import { OfficerField, OfficersField } from './officers.tsx'
import { SealPin } from './seal-pin.tsx'
import { WayOf } from './signing.tsx'

export type StepName =
  | 'register'
  | 'refuse'
  | 'shelve'
  | 'answer-change'
  | 'ask'
  | 'opine'
  | 'gather'
  | 'submit'
  | 'approve'
  | 'return'
  | 'drop'
  | 'issue'
  | 'recall'

interface StepProps {
  readonly document: Pick<DocumentView, 'id' | 'organisationId' | 'subject'> & Partial<Pick<DocumentView, 'signing'>>
  readonly step: StepName
  readonly onClose: () => void
  readonly onDone?: () => void
}

const NEEDS_NOTE: readonly StepName[] = ['refuse', 'return', 'drop', 'recall']
const WITH_NOTE: readonly StepName[] = [...NEEDS_NOTE, 'shelve', 'answer-change', 'opine', 'approve']
const WITH_ANSWER: readonly StepName[] = ['opine', 'answer-change']

/** A step with a document: what it does, what it asks, and the verb on the button. */
export function StepDialog({ document, step, onClose, onDone }: StepProps) {
  const t = useWords()
  const [note, setNote] = useState('')
  const [to, setTo] = useState('')
  const [ids, setIds] = useState<readonly string[]>([])
  const [agrees, setAgrees] = useState('yes')
  const [dueOn, setDueOn] = useState<string | null>(null)
  const [what, setWhat] = useState<'recall' | 'update' | 'replace'>('recall')
  const [byId, setById] = useState('')
  const [pin, setPin] = useState('')
  const isSealed = step === 'issue' && document.signing?.by === 'certificate'
  const params = { documentId: document.id }
  const done = (said: string) => ({
    refreshes: ['work'],
    done: () => {
      sayDone(said)
      onClose()
      onDone?.()
    },
  })
  const said = done(t(`documents.web.done.${step}`))
  const accept = useWrite(api.documents.accept, said)
  const refuse = useWrite(api.documents.refuse, said)
  const shelve = useWrite(api.documents.shelve, said)
  const answer = useWrite(api.documents.answerChange, said)
  const ask = useWrite(api.documents.ask, said)
  const opine = useWrite(api.documents.opine, said)
  const move = useWrite(api.documents.step, said)
  const issue = useWrite(api.documents.issue, said)
  const change = useWrite(api.documents.change, said)
  const all = [accept, refuse, shelve, answer, ask, opine, move, issue, change]
  const needsNote = NEEDS_NOTE.includes(step) || (WITH_ANSWER.includes(step) && agrees === 'no')
  const text = note.trim()
  const needs = useNeeds({
    asked: step !== 'ask' || ids.length > 0,
    pin: !isSealed || wholePin(t, pin),
    note: !needsNote || text !== '',
  })
  const submit = () => {
    const body = text ? { note: text } : {}
    if (step === 'register') accept.mutate({ params, body: { dueOn } })
    else if (step === 'refuse') refuse.mutate({ params, body: { reason: text } })
    else if (step === 'shelve') shelve.mutate({ params, body })
    else if (step === 'answer-change') answer.mutate({ params, body: { ...body, agrees: agrees === 'yes' } })
    else if (step === 'ask') ask.mutate({ params, body: { accountIds: [...ids] } })
    else if (step === 'opine') opine.mutate({ params, body: { ...body, agrees: agrees === 'yes' } })
    else if (step === 'issue') issue.mutate({ params, body: isSealed ? { pin } : {} })
    else if (step === 'recall')
      change.mutate({ params, body: { what, reason: text, byId: what === 'recall' ? null : byId || null } })
    else move.mutate({ params, body: { step, ...(to ? { to } : {}), ...body } })
  }
  return (
    <Modal opened onClose={onClose} title={t(`documents.web.step.${step}`)}>
      <form className="k-stack" {...needs.form(submit)}>
        <p className="dc-quiet">{document.subject}</p>
        <p>{t(`documents.web.step.${step}.help`)}</p>
        {step === 'register' ? (
          <DayField label={t('documents.web.due')} minDate={dayOf(new Date())} value={dueOn} onChange={setDueOn} />
        ) : null}
        {step === 'ask' ? (
          <OfficersField
            organisationId={document.organisationId}
            label={t('documents.web.asked')}
            value={ids}
            error={needs.of('asked')}
            onChange={setIds}
          />
        ) : null}
        {step === 'submit' ? (
          <OfficerField
            organisationId={document.organisationId}
            label={t('documents.web.submit.to')}
            leading
            value={to}
            onChange={setTo}
          />
        ) : null}
        {step === 'submit' ? <WayOf documentId={document.id} /> : null}
        {isSealed ? <SealPin value={pin} onChange={setPin} error={needs.of('pin')} /> : null}
        {step === 'recall' ? (
          <Recall
            organisationId={document.organisationId}
            without={document.id}
            what={what}
            byId={byId}
            onWhat={setWhat}
            onBy={setById}
          />
        ) : null}
        {WITH_ANSWER.includes(step) ? (
          <Radio.Group label={t(`documents.web.${step}`)} value={agrees} onChange={setAgrees}>
            <div className="dc-steps">
              <Radio value="yes" label={t('documents.web.agrees')} />
              <Radio value="no" label={t(step === 'opine' ? 'documents.web.changes' : 'documents.web.denies')} />
            </div>
          </Radio.Group>
        ) : null}
        {WITH_NOTE.includes(step) ? (
          <Textarea
            label={t(needsNote ? 'documents.web.reason' : 'documents.web.note')}
            autosize
            minRows={3}
            maxLength={4000}
            value={note}
            error={needs.of('note')}
            onChange={event => setNote(event.currentTarget.value)}
          />
        ) : null}
        <FormFoot
          problem={all.find(one => one.error)?.error}
          onCancel={onClose}
          busy={all.some(one => one.isPending)}
          danger={step === 'drop' || step === 'refuse'}
        >
          {t(`documents.web.step.${step}.do`)}
        </FormFoot>
      </form>
    </Modal>
  )
}

interface RecallProps {
  readonly organisationId: string
  readonly without: string
  readonly what: 'recall' | 'update' | 'replace'
  readonly byId: string
  readonly onWhat: (what: 'recall' | 'update' | 'replace') => void
  readonly onBy: (id: string) => void
}

function Recall({ organisationId, without, what, byId, onWhat, onBy }: RecallProps) {
  const t = useWords()
  const issued = useList(api.documents.list, () => ({ query: { view: 'outgoing' as const, organisationId } }))
  return (
    <>
      <Radio.Group value={what} onChange={next => onWhat(next as typeof what)} label={t('documents.web.recall.what')}>
        <div className="dc-steps">
          {(['recall', 'replace', 'update'] as const).map(one => (
            <Radio key={one} value={one} label={t(`documents.web.recall.${one}`)} />
          ))}
        </div>
      </Radio.Group>
      {what === 'recall' ? null : (
        <Select
          label={t('documents.web.recall.by')}
          searchable
          value={byId || null}
          onChange={next => onBy(next ?? '')}
          data={issued.rows
            .filter(row => row.id !== without)
            .map(row => ({ value: row.id, label: `${row.notation ?? ''} · ${row.subject}` }))}
        />
      )}
    </>
  )
}
