import { useState } from 'react'
import { CallStation } from '#base/helplines/web/call-station.tsx'
import { Problem } from '#core/problem.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { go, useParams, useSearch } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, EmptyState, Page, PageSkeleton, ProblemState, RiskTag, Row, Rows } from '#kit/citizen/index.ts'
import { Icon } from '#kit/icon.tsx'
import type { Household, Report } from '../contract.ts'
import { api } from './api.ts'
import { Ask, Taken } from './ask.tsx'

/** By the link of the message: no sign-in, today's household. */
export function LinkHousehold() {
  const { token = '' } = useParams()
  const read = useRead(api.followup.household, { params: { token } })
  const answer = useWrite(api.followup.answer)
  if (read.error instanceof Problem && read.error.code === 'core.refused.link') return <NotALink token={token} />
  return (
    <Answering
      read={read}
      back={`/theo-doi/${token}`}
      writing={answer}
      send={(planId, report, done) =>
        answer.mutate({ params: { token }, body: { planId, ...report } }, { onSuccess: done })
      }
    />
  )
}

/** Signed in: the caller's own household. */
export function MyHousehold() {
  const read = useRead(api.followup.mine, {})
  const answer = useWrite(api.followup.answerMine)
  return (
    <Answering
      read={read}
      home="/"
      back="/theo-doi"
      writing={answer}
      send={(planId, report, done) => answer.mutate({ params: { planId }, body: report }, { onSuccess: done })}
    />
  )
}

/** A link of another day, or none of ours: where today's is, the other way in, and whom to call. */
function NotALink({ token }: { token: string }) {
  const t = useWords()
  const { data, error, refetch } = useRead(api.followup.linkUnit, { params: { token } })
  if (!data) return error ? <ProblemState problem={error} again={() => void refetch()} /> : <PageSkeleton />
  const { unitId } = data
  return (
    <Page title={t(unitId ? 'followup.web.link.ended' : 'followup.web.link.wrong')} intro={t('followup.web.link.help')}>
      <Button to="/theo-doi">{t('followup.web.link.signIn')}</Button>
      <CallStation unitId={unitId} />
    </Page>
  )
}

interface AnsweringProps {
  /** The page before: who came by a link has none. */
  readonly home?: string
  readonly read: { readonly data: Household | undefined; readonly error: unknown; readonly refetch: () => unknown }
  readonly back: string
  readonly writing: { readonly isPending: boolean; readonly error: unknown; readonly reset: () => void }
  readonly send: (planId: string, report: Report, done: (taken: { worries: string[] }) => void) => void
}

type Person = Household['people'][number]

const WHO = 'ai'

/** The household of today, or the questions about the one in the address bar. */
function Answering({ read, home, back, writing, send }: AnsweringProps) {
  const t = useWords()
  const [search] = useSearch()
  const [taken, setTaken] = useState<{ readonly name: string; readonly worries: readonly string[] }>()
  const { data, error } = read
  if (!data)
    return error ? (
      <Page title={t('followup.web.today')} {...(home ? { back: home } : {})}>
        <ProblemState problem={error} again={() => void read.refetch()} />
      </Page>
    ) : (
      <PageSkeleton />
    )
  const asking = data.people.find(person => person.planId === search.get(WHO))
  if (asking)
    return (
      <Ask
        key={asking.planId}
        draft={`${asking.planId}.${data.day}`}
        name={asking.name}
        asks={data.asks}
        unitId={data.unitId}
        back={back}
        busy={writing.isPending}
        problem={writing.error}
        send={(report, forget) =>
          send(asking.planId, report, ({ worries }) => {
            setTaken({ name: asking.name, worries })
            forget()
            go(back, { replace: true })
          })
        }
      />
    )
  return (
    <Today
      household={data}
      back={home}
      taken={taken}
      onAsk={person => {
        writing.reset()
        go(`${back}?${WHO}=${person.planId}`)
      }}
    />
  )
}

interface TodayProps {
  readonly household: Household
  readonly back: string | undefined
  readonly taken: { readonly name: string; readonly worries: readonly string[] } | undefined
  readonly onAsk: (person: Person) => void
}

function Today({ household, back, taken, onAsk }: TodayProps) {
  const t = useWords()
  const f = useFormat()
  const frame = { title: t('followup.web.today'), ...(back ? { back } : {}) }
  const { people, day, unitId, unitName } = household
  if (people.length === 0)
    return (
      <Page {...frame}>
        <EmptyState icon="health" title={t('followup.web.nobody')}>
          {t('followup.web.nobody.help')}
        </EmptyState>
      </Page>
    )
  const left = people.filter(person => !person.answered).length
  return (
    <Page
      {...frame}
      intro={t(left > 0 ? 'followup.web.today.left' : 'followup.web.today.done', {
        count: left,
        day: f.dayLong(day),
      })}
    >
      {taken ? <Taken {...taken} /> : null}
      <Card flush>
        <Rows>
          {people.map(person => (
            <Row
              key={person.planId}
              icon={person.answered ? 'check' : 'health'}
              title={person.name}
              detail={t('followup.web.day', person.progress)}
              end={<Said person={person} />}
              onClick={() => onAsk(person)}
            />
          ))}
        </Rows>
      </Card>
      <p className="s-hint">{t('followup.web.station', { unit: unitName })}</p>
      <CallStation unitId={unitId} />
      {taken?.worries.length ? null : <p className="s-hint">{t('followup.taken.emergency')}</p>}
    </Page>
  )
}

/** Whether somebody has answered today. */
function Said({ person }: { person: Person }) {
  const t = useWords()
  if (person.worrying) return <RiskTag tone="orange">{t('followup.web.worrying')}</RiskTag>
  if (!person.answered) return <strong>{t('followup.web.answer')}</strong>
  return (
    <span>
      <Icon name="check" size={18} /> {t('followup.web.answered')}
    </span>
  )
}
