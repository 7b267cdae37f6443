import { useNow, useRead, useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, Facts, Notice, Page, ProblemState, Skeleton } from '#kit/citizen/index.ts'
import { tell } from '#kit/problem.ts'
import { api, type SessionView } from './api.ts'
import { deviceOf } from './device.ts'

/** On which phones and computers a citizen is signed in. */
export function Devices() {
  const t = useWords()
  const { data, error, refetch } = useRead(api.identity.mySessions, {})
  const ending = useWrite(api.identity.endMySession)
  const ended = ending.variables?.params.sessionId
  return (
    <Page title={t('identity.web.sessions')} back="/toi" intro={t('identity.web.devices.intro')}>
      {ending.isSuccess ? <Notice icon="check" title={t('identity.web.sessions.ended')} /> : null}
      {ending.error ? <Notice tone="error" title={tell(t, ending.error).title} /> : null}
      {data?.sessions.map(session => (
        <DeviceCard
          key={session.id}
          session={session}
          busy={ending.isPending && ended === session.id}
          onEnd={() => ending.mutate({ params: { sessionId: session.id } })}
        />
      ))}
      {error && !data ? <ProblemState problem={error} again={() => void refetch()} /> : null}
      {data || error ? null : <Skeleton />}
    </Page>
  )
}

function DeviceCard({ session, busy, onEnd }: { session: SessionView; busy: boolean; onEnd: () => void }) {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  const { browser, system, phone } = deviceOf(session.agent)
  const name = [browser, system].filter(Boolean).join(' · ') || t('identity.web.sessions.unknown')
  return (
    <Card title={session.current ? t('identity.web.sessions.current') : name} icon={phone ? 'phone' : 'keyboard'}>
      <Facts
        facts={[
          ...(session.current ? [[t('identity.web.devices.program'), name] as const] : []),
          [t('identity.web.sessions.lastSeen'), f.ago(session.lastSeenAt, now)],
          [t('identity.web.sessions.since'), f.instant(session.createdAt)],
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
