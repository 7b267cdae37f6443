import { useEffect, useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import type { places } from '#base/places/contract.ts'
import { KindIcon } from '#base/places/web/kind-icon.tsx'
import type { ResultOf } from '#core/contract.ts'
import { useRead } from '#core/web/data.tsx'
import { go, useParams } from '#core/web/router.tsx'
import { vault } from '#core/web/vault.ts'
import { useFormat, useWords } from '#core/web/words.tsx'
import { BigAnswer } from '#kit/citizen/answer.tsx'
import { Button, Card, EmptyState, Notice, Page, ProblemState, Skeleton } from '#kit/citizen/index.ts'
import { tell } from '#kit/problem.ts'
import { api } from './api.ts'
import { LOOKS } from './looks.ts'
import { isOpen } from './outbox.ts'
import { carryVisitsOf } from './own-visits.ts'
import { type Direction, newStamp, useOutbox, type VisitAnswer, visits } from './sending.ts'
import './places.css'

/** What a poster's code opens, in the app or by the phone's own camera: where I am, and one tap to say so. */
export function Poster() {
  const t = useWords()
  const { token = '' } = useParams()
  const place = useRead(api.places.byCode, { params: { code: token } }, { offline: true })
  if (place.data) return <AtPlace token={token} place={place.data} />
  if (place.error && tell(t, place.error).kind === 'missing') return <UnknownPoster />
  if (place.error)
    return (
      <main className="s-page">
        <ProblemState problem={place.error} again={() => void place.refetch()} />
      </main>
    )
  return (
    <main className="s-page">
      <Skeleton block lines={2} />
    </main>
  )
}

function UnknownPoster() {
  const t = useWords()
  return (
    <Page title={t('checkpoints.web.poster.unknown')} back="/">
      <EmptyState
        icon="qr"
        title={t('checkpoints.web.poster.unknown.text')}
        action={
          <Button icon="scan" fit to="/quet-ma">
            {t('checkpoints.web.poster.again')}
          </Button>
        }
      />
    </Page>
  )
}

type Place = ResultOf<typeof places.byCode>

const nameOf = ({ name, within }: Place): string => (within ? `${within} · ${name}` : name)

function AtPlace({ token, place }: { token: string; place: Place }) {
  const t = useWords()
  const { status, me } = useSession()
  const [sentId, setSentId] = useState<string>()
  const entry = useOutbox(visits).find(({ item }) => item.id === sentId)
  const here = encodeURIComponent(`/q/${token}`)
  const account = me?.accountId
  useEffect(() => {
    if (account) void carryVisitsOf(account)
  }, [account])
  const say = (direction: Direction) => {
    const item = { ...newStamp(), code: token, direction }
    visits.add(item)
    setSentId(item.id)
  }
  const waiting = entry?.state === 'waiting'
  const sending = entry !== undefined && isOpen(entry)
  return (
    <Page title={nameOf(place)} back="/">
      <p className="c-kind">
        <KindIcon kind={place.kind} />
        <span>{[t(`places.kind.${place.kind}`), place.address, place.unitName].filter(Boolean).join(' · ')}</span>
      </p>
      {status === 'out' ? (
        <Card>
          <p>{t('checkpoints.web.poster.signIn')}</p>
          <Button to={`/dang-nhap?den=${here}`}>{t('kit.signIn')}</Button>
        </Card>
      ) : null}
      {status === 'in' && !me?.personId ? (
        <Card>
          <p>{t('checkpoints.web.poster.introduce')}</p>
          <Button to={`/khai-bao?den=${here}`}>{t('checkpoints.web.poster.introduce.begin')}</Button>
        </Card>
      ) : null}
      {entry?.state === 'refused' ? <Notice tone="error" title={tell(t, entry.problem).title} /> : null}
      {waiting ? (
        <Notice icon="offline" title={t('checkpoints.web.waiting')}>
          {t(vault.keeps() ? 'checkpoints.web.own.waiting' : 'checkpoints.web.waiting.todo')}
        </Notice>
      ) : null}
      {me?.personId ? (
        <div className="c-in-out">
          <Button busy={sending && t('checkpoints.web.sending')} onClick={() => say('in')}>
            {t('checkpoints.web.poster.in')}
          </Button>
          <Button kind="secondary" disabled={sending} onClick={() => say('out')}>
            {t('checkpoints.web.poster.out')}
          </Button>
        </div>
      ) : null}
      {waiting ? (
        <Button kind="quiet" icon="refresh" onClick={visits.again}>
          {t('checkpoints.web.waiting.again')}
        </Button>
      ) : null}
      {entry?.state === 'answered' ? <Recorded answer={entry.answer} place={nameOf(place)} name={me?.name} /> : null}
    </Page>
  )
}

/** To be shown at the door: stays until it is put away. */
function Recorded({ answer, place, name }: { answer: VisitAnswer; place: string; name: string | undefined }) {
  const t = useWords()
  const f = useFormat()
  const look = LOOKS[answer.outcome]
  return (
    <BigAnswer
      tone={look.tone}
      icon={look.icon}
      word={t(`checkpoints.web.outcome.${answer.outcome}`)}
      todo={t(`checkpoints.web.recorded.${answer.direction}`, { time: f.time(answer.at) })}
      name={place}
      facts={name ? [name] : []}
      next={t('checkpoints.web.recorded.done')}
      onNext={() => go('/', { replace: true })}
    />
  )
}
