import { useEffect, useState } from 'react'
import { CallStation } from '#base/helplines/web/call-station.tsx'
import { useSession } from '#base/identity/web/session.tsx'
import { dayOf } from '#core/clock.ts'
import { useWrite } from '#core/web/data.tsx'
import { isPassing } from '#core/web/passing.ts'
import { isWaiting, useQueue } from '#core/web/queue.ts'
import { go, useParams, useSearch } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import {
  Button,
  Card,
  Choice,
  EmptyState,
  Notice,
  Page,
  ProblemState,
  RiskTag,
  Row,
  Rows,
  Skeleton,
  TextField,
} from '#kit/citizen/index.ts'
import { Question } from '#kit/citizen/question.tsx'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import type { TeamRound, VisitReport } from '../contract.ts'
import { api } from './api.ts'
import { Ask, Taken } from './ask.tsx'
import { keepVisit, keptVisits, newVisit } from './keeping.ts'
import { Waiting } from './queue.tsx'
import { useRound } from './use-round.ts'

const MET = 'gap'
type Person = TeamRound['households'][number]['people'][number]

/** Whom the team visits today, door by door. */
export function Round() {
  const t = useWords()
  const { teamId = '' } = useParams()
  const { data, error, refetch } = useRound(teamId)
  const people = data?.households.flatMap(home => home.people) ?? []
  const waiting = useWaiting()
  // What was sent at last shows as the server has it.
  const isSent = waiting.size === 0
  useEffect(() => {
    if (isSent) void refetch()
  }, [isSent, refetch])
  const arrivals = data?.arrivals ?? []
  const left =
    people.filter(person => !person.visited && !waiting.has(person.planId)).length +
    arrivals.filter(one => !one.missed && !waiting.has(one.id)).length
  return (
    <Page
      title={data?.name ?? t('followup.web.team')}
      back="/"
      {...(data ? { intro: t('followup.web.round.left', { count: left, unit: data.unitName }) } : {})}
    >
      <Waiting />
      {!data && error ? <ProblemState problem={error} again={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton lines={5} /> : null}
      {data && people.length + arrivals.length === 0 ? (
        <EmptyState icon="people" title={t('followup.web.round.none')}>
          {t('followup.web.round.none.help')}
        </EmptyState>
      ) : null}
      {arrivals.length ? (
        <Card flush title={t('followup.web.arrivals')} icon="place">
          <Rows>
            {arrivals.map(one => (
              <Row
                key={one.id}
                title={one.name}
                detail={[one.address || t('followup.web.address.unknown'), one.ordered ? t('followup.web.ordered') : '']
                  .filter(Boolean)
                  .join(' · ')}
                end={<Sought missed={one.missed} isWaiting={waiting.has(one.id)} />}
                to={`/to-cong-dong/${teamId}/nguoi-ve/${one.id}`}
              />
            ))}
          </Rows>
        </Card>
      ) : null}
      {data?.households.map(home => (
        <Card key={home.id} flush title={home.address || t('followup.web.address.unknown')} icon="home">
          <Rows>
            {home.people.map(person => (
              <Row
                key={person.planId}
                title={person.name}
                detail={[
                  person.birthYear ? t('followup.web.born', { year: person.birthYear }) : '',
                  t('followup.web.day', person.progress),
                  person.testDue ? t('followup.web.test.due') : '',
                ]
                  .filter(Boolean)
                  .join(' · ')}
                end={<State person={person} isWaiting={waiting.has(person.planId)} />}
                to={`/to-cong-dong/${teamId}/${person.planId}`}
              />
            ))}
          </Rows>
        </Card>
      ))}
      {data ? <CallStation unitId={data.unitId} /> : null}
    </Page>
  )
}

/** Whose visit lies on this device. */
function useWaiting(): ReadonlySet<string> {
  const { items } = useQueue(keptVisits)
  return new Set(items.filter(isWaiting).flatMap(({ body }) => body.planId ?? body.arrivalId ?? []))
}

function Waits() {
  const t = useWords()
  return (
    <span>
      <Icon name="offline" size={18} /> {t('followup.web.visit.waits')}
    </span>
  )
}

function Sought({ missed, isWaiting: waits }: { missed: boolean; isWaiting: boolean }) {
  const t = useWords()
  if (waits) return <Waits />
  return missed ? <span>{t('followup.web.arrival.missed')}</span> : null
}

function State({ person, isWaiting: waits }: { person: Person; isWaiting: boolean }) {
  const t = useWords()
  if (waits) return <Waits />
  if (person.today === 'worrying') return <RiskTag tone="orange">{t('followup.web.worrying')}</RiskTag>
  if (person.visited)
    return (
      <span>
        <Icon name="check" size={18} /> {t('followup.web.visited')}
      </span>
    )
  return person.today === 'answered' ? <span>{t('followup.web.answered')}</span> : null
}

/** One visit: whether somebody was met, then how they are. */
export function Visit() {
  const t = useWords()
  const { teamId = '', planId = '' } = useParams()
  const back = `/to-cong-dong/${teamId}`
  const { data, error, refetch } = useRound(teamId)
  const { me } = useSession()
  const [stamp] = useState(newVisit)
  const [met, setMet] = useState<'yes' | 'no'>()
  const [note, setNote] = useState('')
  const [search] = useSearch()
  const [fault, setFault] = useState('')
  const [taken, setTaken] = useState<readonly string[]>()
  const [isKept, setKept] = useState(false)
  const record = useWrite(api.followup.record, { done: reply => setTaken(reply.worries) })
  const person = data?.households.flatMap(home => home.people).find(one => one.planId === planId)
  if (!data || !person)
    return (
      <Page title={t('followup.web.visit')} back={back}>
        {error ? <ProblemState problem={error} again={() => void refetch()} /> : null}
        {!data && !error ? <Skeleton lines={4} /> : null}
        {data && !person ? <EmptyState icon="search" title={t('followup.web.visit.gone')} /> : null}
      </Page>
    )
  const send = (report: VisitReport, id: string, then?: () => void) =>
    record.mutate(
      { params: { planId }, body: { ...report, id, method: 'visit' } },
      {
        onSuccess: then,
        async onError(problem) {
          if (!isPassing(problem) || !me) return
          const owner = { id: me.accountId, name: me.name }
          await keepVisit({ teamId, round: data, owner, door: { planId }, stamp: { ...stamp, id }, report })
          then?.()
          setKept(true)
        },
      },
    )
  if (isKept)
    return (
      <Page title={person.name} back={back}>
        <Notice icon="offline" title={t('followup.web.visit.kept')}>
          <p>{t('followup.web.visit.kept.help')}</p>
          <p>{t('followup.taken.emergency')}</p>
          <CallStation unitId={data.unitId} />
        </Notice>
        <Button onClick={() => go(back, { replace: true })}>{t('followup.web.visit.next')}</Button>
      </Page>
    )
  if (taken)
    return (
      <Page title={person.name} back={back}>
        {search.has(MET) ? (
          <Taken worries={taken} name={person.name} toTeam />
        ) : (
          <Notice icon="check" title={t('followup.web.visit.absent')} />
        )}
        <Button onClick={() => go(back, { replace: true })}>{t('followup.web.visit.next')}</Button>
      </Page>
    )
  if (search.has(MET))
    return (
      <Ask
        draft={`${planId}.visit.${dayOf(new Date())}`}
        name={person.name}
        asks={data.asks}
        unitId={data.unitId}
        back={`${back}/${planId}`}
        busy={record.isPending}
        problem={record.error}
        send={({ id, ...report }, forget) => send({ ...report, reached: true }, id, forget)}
      />
    )
  return (
    <Question
      title={t('followup.web.visit.met', { name: person.name })}
      back={back}
      {...(person.phone ? { intro: t('followup.web.phone', { phone: person.phone }) } : {})}
      faults={fault ? [{ field: 'met', message: fault }] : []}
      lone
      next={t(met === 'no' ? 'followup.ask.send' : 'followup.ask.next')}
      busy={record.isPending && t('followup.ask.sending')}
      onNext={() => {
        if (!met) return setFault(t('followup.web.visit.met.missing'))
        if (met === 'yes') return go(`${back}/${planId}?${MET}=1`)
        send({ reached: false, symptoms: [], temperature: null, spo2: null, note: note.trim() }, stamp.id)
      }}
    >
      {record.error ? <Notice tone="error" title={tell(t, record.error).title} /> : null}
      <Choice
        name="met"
        label={t('followup.web.visit.met', { name: person.name })}
        value={met}
        onChange={setMet}
        error={fault || undefined}
        options={(['yes', 'no'] as const).map(value => ({ value, label: t(`followup.web.visit.met.${value}`) }))}
      />
      {met === 'no' ? (
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
