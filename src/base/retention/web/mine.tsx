import './retention.css'
import { useState } from 'react'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  Button,
  Card,
  Choice,
  Notice,
  Page,
  ProblemState,
  SelectField,
  Skeleton,
  TextField,
} from '#kit/citizen/index.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { type MyRequest, REQUEST_KINDS, type RequestKind } from '../contract.ts'
import { api } from './api.ts'

const WAIT_MS = 3000
const KILOBYTE = 1024

/** A copy of what is kept about me and my family, and what I ask to be done with it. */
export function MyData() {
  const t = useWords()
  const { data, error, refetch } = useRead(api.retention.mine, {}, { everyMs: WAIT_MS })
  return (
    <Page title={t('retention.web.mine')} back="/toi">
      {!data && error ? <ProblemState problem={error} again={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton lines={6} /> : null}
      {data ? (
        <>
          <Copies copies={data.copies} days={data.exportDays} />
          {data.requests.map(request => (
            <OneRequest key={request.id} request={request} />
          ))}
          {data.people.length ? <AskCard people={data.people} /> : null}
          <Button kind="quiet" href="/site/du-lieu-duoc-giu">
            {t('retention.web.kept')}
          </Button>
        </>
      ) : null}
    </Page>
  )
}

interface CopiesProps {
  readonly copies: readonly {
    readonly id: string
    readonly askedAt: string
    readonly madeAt: string | null
    readonly expiresAt: string | null
    readonly bytes: number | null
  }[]
  readonly days: number
}

function Copies({ copies, days }: CopiesProps) {
  const t = useWords()
  const f = useFormat()
  const copy = useWrite(api.retention.copy)
  const making = copies.some(one => !one.madeAt)
  return (
    <Card title={t('retention.web.copy')} icon="download">
      <div className="rt-stack">
        <p className="rt-quiet">{t('retention.web.copy.help', { days })}</p>
        {copies.map(one =>
          one.madeAt && one.expiresAt ? (
            <div key={one.id}>
              <Button kind="secondary" icon="download" href={`/api/me/data/copies/${one.id}`}>
                {t('retention.web.copy.download', { size: f.number(Math.ceil((one.bytes ?? 0) / KILOBYTE)) })}
              </Button>
              <p className="rt-quiet">{t('retention.web.copy.until', { at: f.instant(one.expiresAt) })}</p>
            </div>
          ) : (
            <p key={one.id} role="status">
              {t('retention.web.copy.making', { at: f.instant(one.askedAt) })}
            </p>
          ),
        )}
        {copy.error ? <ProblemState problem={copy.error} /> : null}
        {making ? null : (
          <Button onClick={() => copy.mutate({})} busy={copy.isPending && t('retention.web.copy.busy')}>
            {t('retention.web.copy.do')}
          </Button>
        )}
      </div>
    </Card>
  )
}

function OneRequest({ request }: { request: MyRequest }) {
  const t = useWords()
  const f = useFormat()
  const { kind, personName: name, state, reply, outcome, dueAt, waits } = request
  const until = (at: string | null) => (at ? f.day(at) : t('retention.web.stays.open'))
  return (
    <Card title={t('retention.web.request.about', { kind: t(`retention.web.ask.kind.${kind}`), name })} icon="message">
      <div className="rt-stack">
        <p>
          <strong>{t(`retention.request.state.${state}`)}</strong>
        </p>
        <p className="rt-quiet">
          {t('retention.web.request.asked', { at: f.instant(request.askedAt) })}
          {dueAt ? ` · ${t('retention.web.request.due', { at: f.instant(dueAt) })}` : ''}
        </p>
        <p>{request.text}</p>
        {reply ? <blockquote className="rt-said">{reply}</blockquote> : null}
        {outcome.length ? (
          <ul className="rt-lines">
            {outcome.map(line => (
              <li key={line.table}>
                {line.erased
                  ? t('retention.web.erased', { words: line.words, rows: line.rows })
                  : t('retention.web.stays', {
                      words: line.words,
                      basis: t(`retention.basis.${line.basis}`),
                      until: until(line.until),
                    })}
              </li>
            ))}
          </ul>
        ) : null}
        {waits ? <p className="rt-quiet">{t('retention.web.request.waits')}</p> : null}
        {request.holds ? <Lift dataRequestId={request.id} /> : null}
        {request.liftedAt ? (
          <p className="rt-quiet">{t('retention.web.held.until', { at: f.instant(request.liftedAt) })}</p>
        ) : null}
      </div>
    </Card>
  )
}

/** What I asked to be restricted is used again. */
function Lift({ dataRequestId }: { dataRequestId: string }) {
  const t = useWords()
  const lift = useWrite(api.retention.lift)
  return (
    <>
      <p className="rt-quiet">{t('retention.web.lift.help')}</p>
      {lift.error ? <ProblemState problem={lift.error} /> : null}
      <Button
        kind="secondary"
        onClick={() => lift.mutate({ params: { dataRequestId } })}
        busy={lift.isPending && t('retention.web.lift')}
      >
        {t('retention.web.lift')}
      </Button>
    </>
  )
}

function AskCard({ people }: { people: readonly { readonly id: string; readonly name: string }[] }) {
  const t = useWords()
  const [personId, setPersonId] = useState(people[0]?.id ?? '')
  const [kind, setKind] = useState<RequestKind>('deletion')
  const [text, setText] = useState('')
  const asking = useWrite(api.retention.ask, { done: () => setText('') })
  const needs = useNeeds({ text: text.trim() !== '' || t('retention.web.ask.missing') })
  const ask = () => asking.mutate({ body: { personId, kind, text: text.trim() } })
  return (
    <Card title={t('retention.web.ask')} icon="question">
      <form className="rt-stack" {...needs.form(ask)} aria-label={t('retention.web.ask')}>
        {people.length > 1 ? (
          <SelectField
            name="ai"
            label={t('retention.web.ask.who')}
            value={personId}
            onChange={setPersonId}
            options={people.map(person => ({ value: person.id, label: person.name }))}
          />
        ) : null}
        <Choice
          name="viec"
          label={t('retention.web.ask.kind')}
          value={kind}
          onChange={setKind}
          options={REQUEST_KINDS.map(one => ({ value: one, label: t(`retention.web.ask.kind.${one}`) }))}
        />
        <TextField
          name="loi"
          label={t('retention.web.ask.text')}
          hint={t('retention.web.ask.text.help')}
          error={needs.of('text')}
          value={text}
          onChange={setText}
          lines={3}
          maxLength={1000}
        />
        {asking.error ? <ProblemState problem={asking.error} /> : null}
        <div role="status">
          {asking.isSuccess && !text ? (
            <Notice icon="check" title={t('retention.web.ask.sent')}>
              {t('retention.web.ask.sent.where')}
            </Notice>
          ) : null}
        </div>
        <Button type="submit" busy={asking.isPending && t('retention.web.ask.send')}>
          {t('retention.web.ask.send')}
        </Button>
      </form>
    </Card>
  )
}
