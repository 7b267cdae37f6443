import { useNow, useRead, useWrite } from '#core/web/data.tsx'
import { useHearing } from '#core/web/live.ts'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, Facts, Notice, Page, ProblemState, Skeleton } from '#kit/citizen/index.ts'
import { tell } from '#kit/problem.ts'
import { api, type SessionView } from './api.ts'
import { deviceOf, isNewDevice } from './device.ts'

/** On which phones and computers a citizen is signed in. */
export function Devices() {
  const t = useWords()
  const { data, error, refetch } = useRead(api.identity.mySessions, {})
  const ending = useWrite(api.identity.endMySession)
  const endingOthers = useWrite(api.identity.endMyOtherSessions)
  useHearing()
  const ended = ending.variables?.params.sessionId
  return (
    <Page title={t('identity.web.devices')} back="/toi" intro={t('identity.web.devices.intro')}>
      {endingOthers.error ? <Notice tone="error" title={tell(t, endingOthers.error).title} /> : null}
      {ending.isSuccess || endingOthers.isSuccess ? (
        <Notice icon="check" title={t('identity.web.sessions.ended')} />
      ) : null}
      {ending.error ? <Notice tone="error" title={tell(t, ending.error).title} /> : null}
      {data?.sessions.map(session => (
        <DeviceCard
          key={session.id}
          session={session}
          busy={ending.isPending && ended === session.id}
          onEnd={() => ending.mutate({ params: { sessionId: session.id } })}
        />
      ))}
      {(data?.sessions.length ?? 0) > 2 ? (
        <Button
          kind="secondary"
          icon="signout"
          busy={endingOthers.isPending && t('identity.web.devices.ending')}
          onClick={() => endingOthers.mutate({})}
        >
          {t('identity.web.devices.endOthers')}
        </Button>
      ) : null}
      {error && !data ? <ProblemState problem={error} again={() => void refetch()} /> : null}
      {data || error ? null : <Skeleton />}
    </Page>
  )
}

/** A device that signed in lately is said to be new: who does not know it ends it. */
function titleOf(t: ReturnType<typeof useWords>, session: SessionView, name: string, now: Date): string {
  if (session.current) return t('identity.web.sessions.current')
  return isNewDevice(session, now) ? `${name} · ${t('identity.web.sessions.new')}` : name
}

function DeviceCard({ session, busy, onEnd }: { session: SessionView; busy: boolean; onEnd: () => void }) {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  const { browser, system, phone } = deviceOf(session.agent)
  const name = [browser, system].filter(Boolean).join(' · ') || t('identity.web.sessions.unknown')
  return (
    <Card title={titleOf(t, session, name, now)} icon={phone ? 'phone' : 'keyboard'}>
      <Facts
        facts={[
          ...(session.current ? [[t('identity.web.devices.program'), name] as const] : []),
          [t('identity.web.sessions.lastSeen'), f.ago(session.lastSeenAt, now)],
          [t('identity.web.sessions.since'), f.instant(session.createdAt)],
          [t('identity.web.sessions.address'), session.address],
        ]}
      />
      {session.current ? null : (
        <Button kind="secondary" icon="signout" busy={busy && t('identity.web.devices.ending')} onClick={onEnd}>
          {t('identity.web.devices.end', { device: name })}
        </Button>
      )}
    </Card>
  )
}
