import './audit.css'
import { useState } from 'react'
import { OneOfMine } from '#base/people/web/one-of-mine.tsx'
import type { ResultOf } from '#core/contract.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, EmptyState, Page, ProblemState, Skeleton, TextField } from '#kit/citizen/index.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { audit, Look } from '../contract.ts'
import { api } from './api.ts'

/** Which offices looked at me and my family, when and for what; and what I ask about it. */
export function Looks() {
  const t = useWords()
  return (
    <Page title={t('audit.web.looks')} back="/toi">
      <OneOfMine who={t('audit.web.looks.who')} nobody={t('audit.web.looks.nobody')}>
        {person => <OfPerson key={person.id} personId={person.id} />}
      </OneOfMine>
    </Page>
  )
}

function OfPerson({ personId }: { personId: string }) {
  const t = useWords()
  const { data, error, refetch } = useRead(api.audit.looks, { params: { personId } })
  if (!data && error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <Skeleton lines={5} />
  return (
    <>
      <p className="au-quiet">{t('audit.web.looks.intro', { days: data.days })}</p>
      {data.looks.length === 0 ? (
        <Card>
          <EmptyState icon="eye" title={t('audit.web.looks.none')} />
        </Card>
      ) : null}
      {data.looks.map(look => (
        <OneLook key={look.id} look={look} personId={personId} answerDays={data.answerDays} />
      ))}
    </>
  )
}

interface OneLookProps {
  readonly look: Look
  readonly personId: string
  readonly answerDays: ResultOf<typeof audit.looks>['answerDays']
}

function OneLook({ look, personId, answerDays }: OneLookProps) {
  const t = useWords()
  const f = useFormat()
  const [asking, setAsking] = useState(false)
  const who = [look.name, look.role ?? t('audit.web.looks.someone'), look.office].filter(Boolean).join(', ')
  const times = look.times > 1 ? t('audit.web.looks.times', { times: look.times }) : ''
  return (
    <Card title={look.purpose} icon="eye">
      <div className="au-look">
        <p>
          {who}
          <br />
          <span className="au-quiet">{[f.instant(look.at), times].filter(Boolean).join(' · ')}</span>
        </p>
        {look.question ? <Asked question={look.question} /> : null}
        {!look.question && !asking ? (
          <Button kind="secondary" icon="question" onClick={() => setAsking(true)}>
            {t('audit.web.ask')}
          </Button>
        ) : null}
        {!look.question && asking ? (
          <AskForm personId={personId} lookId={look.id} answerDays={answerDays} onClose={() => setAsking(false)} />
        ) : null}
      </div>
    </Card>
  )
}

function Asked({ question }: { question: NonNullable<Look['question']> }) {
  const t = useWords()
  const f = useFormat()
  const { text, answer, answeredAt, dueAt } = question
  return (
    <>
      <p>{t('audit.web.asked', { text })}</p>
      {answer && answeredAt ? (
        <div>
          <p className="au-quiet">{t('audit.web.asked.answer', { at: f.instant(answeredAt) })}</p>
          <blockquote className="au-said">{answer}</blockquote>
        </div>
      ) : null}
      {!answer && dueAt ? <p className="au-quiet">{t('audit.web.asked.due', { at: f.instant(dueAt) })}</p> : null}
    </>
  )
}

interface AskFormProps {
  readonly personId: string
  readonly lookId: string
  readonly answerDays: number
  readonly onClose: () => void
}

function AskForm({ personId, lookId, answerDays, onClose }: AskFormProps) {
  const t = useWords()
  const [text, setText] = useState('')
  const asking = useWrite(api.audit.ask, { done: onClose })
  const name = `hoi-${lookId}`
  const needs = useNeeds({ text: text.trim() !== '' || t('audit.web.ask.missing') })
  const ask = () => asking.mutate({ params: { personId }, body: { lookId, text: text.trim() } })
  return (
    <form className="au-look" {...needs.form(ask)} aria-label={t('audit.web.ask.title')}>
      <TextField
        name={name}
        label={t('audit.web.ask.text')}
        hint={t('audit.web.ask.help', { days: answerDays })}
        error={needs.of('text')}
        value={text}
        onChange={setText}
        lines={4}
        maxLength={1000}
      />
      {asking.error ? <ProblemState problem={asking.error} /> : null}
      <Button type="submit" busy={asking.isPending && t('audit.web.ask.send')}>
        {t('audit.web.ask.send')}
      </Button>
      <Button kind="quiet" onClick={onClose}>
        {t('audit.web.ask.cancel')}
      </Button>
    </form>
  )
}
