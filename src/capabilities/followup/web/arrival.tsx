import { useState } from 'react'
import { CallStation } from '#base/helplines/web/call-station.tsx'
import { useSession } from '#base/identity/web/session.tsx'
import { useWrite } from '#core/web/data.tsx'
import { isPassing } from '#core/web/passing.ts'
import { go, useParams } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import {
  Button,
  Check,
  Choice,
  EmptyState,
  Notice,
  Page,
  ProblemState,
  Skeleton,
  TextField,
} from '#kit/citizen/index.ts'
import { Question } from '#kit/citizen/question.tsx'
import { tell } from '#kit/problem.ts'
import { api } from './api.ts'
import { keepVisit, newVisit } from './keeping.ts'
import { useRound } from './use-round.ts'

/** At the door of somebody who was to arrive: whether they are there, and what the team holds should follow. */
export function ArrivalVisit() {
  const t = useWords()
  const { teamId = '', arrivalId = '' } = useParams()
  const back = `/to-cong-dong/${teamId}`
  const { data, error, refetch } = useRound(teamId)
  const { me } = useSession()
  const [stamp] = useState(newVisit)
  const [there, setThere] = useState<'yes' | 'no'>()
  const [isolate, setIsolate] = useState(false)
  const [note, setNote] = useState('')
  const [fault, setFault] = useState('')
  const [done, setDone] = useState<'sent' | 'kept'>()
  const record = useWrite(api.followup.arrival)
  // Who was seen leaves the round; this page goes on speaking of them.
  const found = data?.arrivals.find(one => one.id === arrivalId)
  const [last, setLast] = useState(found)
  if (found && found !== last) setLast(found)
  const person = found ?? last
  if (!data || !person)
    return (
      <Page title={t('followup.web.arrival')} back={back}>
        {!data && error ? <ProblemState problem={error} again={() => void refetch()} /> : null}
        {!data && !error ? <Skeleton lines={4} /> : null}
        {data ? <EmptyState icon="search" title={t('followup.web.visit.gone')} /> : null}
      </Page>
    )
  if (done)
    return (
      <Page title={person.name} back={back}>
        {done === 'kept' ? (
          <Notice icon="offline" title={t('followup.web.visit.kept')}>
            <p>{t('followup.web.visit.kept.help')}</p>
            <CallStation unitId={data.unitId} />
          </Notice>
        ) : (
          <Notice icon="check" title={t('followup.web.arrival.done')}>
            {t('followup.web.arrival.done.help')}
          </Notice>
        )}
        <Button onClick={() => go(back, { replace: true })}>{t('followup.web.visit.next')}</Button>
      </Page>
    )
  const send = () => {
    if (!there) return setFault(t('followup.web.visit.met.missing'))
    const report = { there: there === 'yes', isolate: there === 'yes' && isolate && !person.ordered, note: note.trim() }
    record.mutate(
      { params: { arrivalId }, body: { ...report, id: stamp.id } },
      {
        onSuccess: () => setDone('sent'),
        async onError(problem) {
          if (!isPassing(problem) || !me) return
          const owner = { id: me.accountId, name: me.name }
          await keepVisit({ teamId, round: data, owner, door: { arrivalId }, stamp, report })
          setDone('kept')
        },
      },
    )
  }
  const intro = [
    person.address,
    person.birthYear ? t('followup.web.born', { year: person.birthYear }) : '',
    person.phone ? t('followup.web.phone', { phone: person.phone }) : '',
  ]
  return (
    <Question
      title={t('followup.web.arrival.there', { name: person.name })}
      back={back}
      intro={intro.filter(Boolean).join(' · ')}
      faults={fault ? [{ field: 'there', message: fault }] : []}
      lone
      next={t('followup.ask.send')}
      busy={record.isPending && t('followup.ask.sending')}
      onNext={send}
    >
      {record.error && !isPassing(record.error) ? <Notice tone="error" title={tell(t, record.error).title} /> : null}
      {person.ordered ? (
        <Notice icon="document" title={t('followup.web.arrival.ordered')}>
          {t('followup.web.arrival.ordered.help')}
        </Notice>
      ) : null}
      <Choice
        name="there"
        label={t('followup.web.arrival.there', { name: person.name })}
        value={there}
        onChange={setThere}
        error={fault || undefined}
        options={(['yes', 'no'] as const).map(value => ({ value, label: t(`followup.web.arrival.there.${value}`) }))}
      />
      {there === 'yes' && !person.ordered ? (
        <Check name="isolate" label={t('followup.web.arrival.isolate')} checked={isolate} onChange={setIsolate} />
      ) : null}
      {there ? (
        <TextField
          name="note"
          label={t('followup.web.visit.note')}
          value={note}
          onChange={setNote}
          lines={2}
          maxLength={1000}
        />
      ) : null}
    </Question>
  )
}
