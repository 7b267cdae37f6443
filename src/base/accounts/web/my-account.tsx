import '#base/identity/web/identity.css'
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { MyFactorsPanel } from '#base/factors/web/my-factors.tsx'
import { type Me, useSession } from '#base/identity/web/session.tsx'
import { Sessions } from '#base/identity/web/sessions.tsx'
import { PasswordForm } from '#base/identity/web/sign-in-console.tsx'
import { PushPanel } from '#base/messages/web/push-panel.tsx'
import { MyLinks } from '#base/openid/web/office.tsx'
import { MyCode } from '#base/stations/web/my-code.tsx'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { ActionButton, Facts, Notice, Page, Panel, ProblemState, sayDone } from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { api } from './api.ts'
import { MyContact } from './my-contact.tsx'
import { MyRequests } from './my-requests.tsx'

/** My name, my rights, my password, and where I am signed in. */
export function MyAccount() {
  const t = useWords()
  const { me, refresh } = useSession()
  const [changes, setChanges] = useState(0)
  if (!me) return null
  const changed = () => {
    sayDone(t('identity.web.me.password.done'))
    // A fresh form: what was typed is not left on the screen.
    setChanges(changes + 1)
    void refresh()
  }
  return (
    <Page title={t('identity.web.me.title')} lead={me.login ?? me.phone}>
      <Panel title={t('identity.web.me.name')}>
        <NameForm me={me} />
      </Panel>
      <Panel title={t('identity.web.me.grants')}>
        <MyGrants me={me} />
      </Panel>
      <MyRequests />
      {me.login ? (
        <Panel title={t('identity.web.me.password')}>
          <p className="k-hint">{t('identity.web.me.password.help')}</p>
          <div className="id-form">
            <PasswordForm key={changes} onDone={changed} />
          </div>
        </Panel>
      ) : null}
      {me.login ? <MyFactorsPanel /> : null}
      {me.login ? <MyLinks /> : null}
      {me.login ? <MyCode /> : null}
      {me.login ? <MyContact /> : null}
      {me.login ? <PushPanel /> : null}
      <MySessions />
    </Page>
  )
}

function NameForm({ me }: { me: Me }) {
  const t = useWords()
  const { refresh } = useSession()
  const [name, setName] = useState(me.name)
  const renaming = useWrite(api.identity.rename, {
    done: () => {
      sayDone(t('identity.web.me.name.done'))
      void refresh()
    },
  })
  const needs = useNeeds({ name: name.trim() !== '' })
  return (
    <form className="id-line" {...needs.form(() => renaming.mutate({ body: { name } }))}>
      <TextInput
        aria-label={t('identity.web.me.name')}
        value={name}
        maxLength={100}
        onChange={event => setName(event.currentTarget.value)}
        error={renaming.error ? tell(t, renaming.error).title : needs.of('name')}
      />
      <Button type="submit" variant="default" loading={renaming.isPending}>
        {t('identity.web.save')}
      </Button>
    </form>
  )
}

function MyGrants({ me }: { me: Me }) {
  const t = useWords()
  if (me.grants.length === 0)
    return <Notice title={t('identity.web.me.grants.none')}>{t('identity.web.me.grants.none.help')}</Notice>
  return (
    <Facts
      narrow
      facts={me.grants.map(grant => [
        t(`identity.role.${grant.role}`),
        [grant.areaLabel ?? grant.placeName, grant.organisationName].filter(Boolean).join(' · '),
      ])}
    />
  )
}

function MySessions() {
  const t = useWords()
  const { data, error, refetch } = useRead(api.identity.mySessions, {})
  const ending = useWrite(api.identity.endMySession, { done: () => sayDone(t('identity.web.sessions.ended')) })
  const endingAll = useWrite(api.identity.endMyOtherSessions, {
    done: ({ ended }) => sayDone(t('identity.web.sessions.ended.count', { count: ended })),
  })
  const sessions = data?.sessions ?? []
  const alone = sessions.length < 2 ? t('identity.web.sessions.alone') : undefined
  return (
    <Panel
      title={t('identity.web.devices')}
      actions={
        <ActionButton icon="signout" busy={endingAll.isPending} why={alone} onClick={() => endingAll.mutate({})}>
          {t('identity.web.sessions.endOthers')}
        </ActionButton>
      }
    >
      <p className="k-hint">{t('identity.web.sessions.help')}</p>
      {error && !data ? <ProblemState problem={error} again={() => void refetch()} /> : null}
      {data ? (
        <Sessions
          sessions={sessions}
          busy={ending.isPending}
          onEnd={({ id }) => ending.mutate({ params: { sessionId: id } })}
        />
      ) : null}
    </Panel>
  )
}
