import './tracing.css'
import { Button, Skeleton, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { WorkItem } from '#base/work/contract.ts'
import type { FormProps } from '#base/work/web/parts.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Facts, Notice, Panel, ProblemState } from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import { api } from './api.ts'
import { ExposureTag } from './tags.tsx'

const useFollowUp = (item: WorkItem) => useRead(api.tracing.followUp, { params: { contactId: item.subject.id } })

/** In the commune's inbox: since when, how near, until when. The case stays a number. */
export function FollowUpPart({ item }: { item: WorkItem }) {
  const t = useWords()
  const f = useFormat()
  const { data: contact, error, refetch } = useFollowUp(item)
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!contact || contact.id !== item.subject.id) return <Skeleton height={168} />
  const { caseId, caseNumber } = contact
  return (
    <Panel title={t('tracing.web.follow')}>
      <div className="k-stack tr-follow">
        <Facts
          facts={[
            [
              t('tracing.web.follow.case'),
              caseId ? (
                <Link key="case" to={`/cases/${caseId}?tab=contacts`}>
                  {caseNumber}
                </Link>
              ) : (
                caseNumber
              ),
            ],
            [t('tracing.web.birth'), contact.birthYear],
            [t('tracing.web.exposure'), <ExposureTag key="exposure" exposure={contact.exposure} />],
            [t('tracing.web.follow.last'), f.instant(contact.metUntil)],
            [t('tracing.web.where'), contact.place ?? t(`tracing.web.how.${contact.how}`)],
            [t('tracing.web.follow.until'), f.day(contact.until)],
          ]}
        />
        {contact.reason ? (
          <p className="tr-note">
            {t('tracing.web.decide.reason')}: {contact.reason}
          </p>
        ) : null}
        {contact.state === 'contact' ? null : <Notice icon="undo" title={t('tracing.web.follow.withdrawn')} />}
      </div>
    </Panel>
  )
}

/** The tracer takes the decision back from the commune's item. */
export function WithdrawForm({ item, onDone, onClose }: FormProps) {
  const t = useWords()
  const { data: contact } = useFollowUp(item)
  const [reason, setReason] = useState('')
  const deciding = useWrite(api.tracing.decide, {
    refreshes: ['work'],
    done: () => {
      onClose()
      onDone()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const caseId = contact?.caseId
    if (caseId && reason.trim())
      deciding.mutate({
        params: { caseId },
        body: { contactIds: [item.subject.id], decision: 'dismissed', reason: reason.trim() },
      })
  }
  return (
    <form className="k-stack" onSubmit={submit}>
      <p>{t('tracing.web.follows.taken-back', { count: 1, name: contact?.name ?? '', generation: 1 })}</p>
      <Textarea
        label={t('tracing.web.decide.reason')}
        value={reason}
        maxLength={500}
        autosize
        minRows={2}
        required
        withAsterisk={false}
        data-autofocus
        onChange={event => setReason(event.currentTarget.value)}
      />
      {deciding.error ? (
        <p className="k-error" role="alert">
          {tell(t, deciding.error).title}
        </p>
      ) : null}
      <div className="k-foot">
        <Button variant="default" onClick={onClose}>
          {t('console.cancel')}
        </Button>
        <Button type="submit" loading={deciding.isPending} disabled={!contact?.caseId}>
          {t('tracing.follow-up.move.withdraw')}
        </Button>
      </div>
    </form>
  )
}
