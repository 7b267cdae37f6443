import { useNow } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, Facts, Notice, Tag } from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import type { SessionView } from './api.ts'
import { deviceOf, isNewDevice } from './device.ts'

interface SessionsProps {
  readonly sessions: readonly SessionView[]
  /** Without it none can be ended here. */
  readonly onEnd?: ((session: SessionView) => void) | undefined
  readonly busy: boolean
}

/** Where an account is signed in: device, address and last use, each with a way to end it. */
export function Sessions({ sessions, onEnd, busy }: SessionsProps) {
  const t = useWords()
  if (sessions.length === 0)
    return <Notice title={t('identity.web.sessions.none')}>{t('identity.web.sessions.none.help')}</Notice>
  return (
    <ul className="id-rows">
      {sessions.map(session => (
        <li key={session.id}>
          <Session session={session} />
          {onEnd && !session.current ? (
            <ActionButton icon="signout" busy={busy} onClick={() => onEnd(session)}>
              {t('identity.web.sessions.end')}
            </ActionButton>
          ) : null}
        </li>
      ))}
    </ul>
  )
}

function Session({ session }: { session: SessionView }) {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  const { browser, system, phone } = deviceOf(session.agent)
  return (
    <div className="id-row">
      <p className="id-row-title">
        <Icon name={phone ? 'phone' : 'keyboard'} size={18} />
        <strong>{browser ?? t('identity.web.sessions.unknown')}</strong>
        {system ? <span>{system}</span> : null}
        {session.current ? <Tag strong>{t('identity.web.sessions.current')}</Tag> : null}
        {isNewDevice(session, now) ? <Tag>{t('identity.web.sessions.new')}</Tag> : null}
      </p>
      <Facts
        facts={[
          [t('identity.web.sessions.lastSeen'), f.ago(session.lastSeenAt, now)],
          [t('identity.web.sessions.since'), f.instant(session.createdAt)],
          [t('identity.web.sessions.address'), session.address],
        ]}
      />
    </div>
  )
}
