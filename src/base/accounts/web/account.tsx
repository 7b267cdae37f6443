import { Skeleton } from '@mantine/core'
import { useState } from 'react'
import type { AccountView } from '#base/identity/web/api.ts'
import { useSession } from '#base/identity/web/session.tsx'
import { Sessions } from '#base/identity/web/sessions.tsx'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  Decision,
  Facts,
  Page,
  PageSkeleton,
  Panel,
  ProblemState,
  sayDone,
  WithActions,
} from '#kit/console/index.ts'
import type { Way } from '../contract.ts'
import { StateTag } from './accounts.tsx'
import { api } from './api.ts'
import { GivenWay } from './given-way.tsx'
import { Grants } from './grants.tsx'
import { OfficerContact } from './officer-contact.tsx'

/** One account: who it is, what it may do, where it is signed in, and what may be done with it. */
export function AccountDetail({ accountId }: { accountId: string }) {
  const { data, error, refetch } = useRead(api.identity.account, { params: { accountId } })
  if (data) return <Shown account={data} />
  return error ? <ProblemState problem={error} again={() => void refetch()} /> : <PageSkeleton />
}

function Shown({ account }: { account: AccountView }) {
  const t = useWords()
  const f = useFormat()
  const { can } = useSession()
  return (
    <Page
      title={account.name}
      lead={
        <span className="id-lead">
          <span>{account.login ?? account.phone}</span>
          {account.unitLabel ? <span>{account.unitLabel}</span> : null}
          <StateTag row={account} />
        </span>
      }
    >
      <WithActions actions={<Actions account={account} />}>
        <Facts
          facts={[
            [t('identity.web.created'), f.instant(account.createdAt)],
            [
              t('identity.web.sessions.lastSeen'),
              account.lastSeenAt ? f.instant(account.lastSeenAt) : t('identity.web.never'),
            ],
            ...(account.disabledAt ? [[t('identity.web.state.disabled'), f.instant(account.disabledAt)] as const] : []),
          ]}
        />
        <Grants account={account} />
        {can('identity.administer') ? <AccountSessions account={account} /> : null}
      </WithActions>
    </Page>
  )
}

type Asking = 'reset' | 'factors' | 'disable' | 'contact' | undefined

/** Why the caller may not administer the account, if so. */
function useWhy(account: AccountView): string | undefined {
  const t = useWords()
  if (account.administered) return undefined
  const above = account.grants.some(grant => !grant.mine)
  return t(above ? 'identity.account-beyond' : 'identity.not-yourself')
}

function Actions({ account }: { account: AccountView }) {
  const t = useWords()
  const why = useWhy(account)
  const { can } = useSession()
  const [asking, setAsking] = useState<Asking>()
  const [given, setGiven] = useState<Way>()
  const params = { accountId: account.id }
  const close = () => setAsking(undefined)
  const resetting = useWrite(api.accounts.reset, {
    refreshes: ['identity'],
    done: way => {
      close()
      setGiven(way)
    },
  })
  const resettingFactors = useWrite(api.factors.reset, {
    refreshes: ['identity'],
    done: () => {
      close()
      sayDone(t('factors.web.reset.done'))
    },
  })
  const disabling = useWrite(api.identity.disableAccount, {
    done: () => {
      close()
      sayDone(t(account.disabledAt ? 'identity.web.enable.done' : 'identity.web.disable.done'))
    },
  })
  return (
    <>
      {account.login ? (
        <ActionButton
          wide
          icon="key"
          why={account.resetRefused ? t(account.resetRefused) : undefined}
          onClick={() => setAsking('reset')}
        >
          {t('accounts.web.reset')}
        </ActionButton>
      ) : null}
      {account.hasFactor ? (
        <ActionButton
          wide
          icon="phone"
          why={account.resetRefused ? t(account.resetRefused) : undefined}
          onClick={() => setAsking('factors')}
        >
          {t('factors.web.reset')}
        </ActionButton>
      ) : null}
      {can('identity.administer') && account.login ? (
        <ActionButton wide icon="phone" why={why} onClick={() => setAsking('contact')}>
          {t('accounts.web.contact.officer')}
        </ActionButton>
      ) : null}
      {!can('identity.administer') ? null : account.disabledAt ? (
        <ActionButton
          wide
          icon="check"
          why={why}
          busy={disabling.isPending}
          onClick={() => disabling.mutate({ params, body: { disabled: false } })}
        >
          {t('identity.web.enable')}
        </ActionButton>
      ) : (
        <ActionButton wide icon="lock" kind="danger" why={why} onClick={() => setAsking('disable')}>
          {t('identity.web.disable')}
        </ActionButton>
      )}
      <Decision
        open={asking === 'reset'}
        onClose={close}
        title={t('accounts.web.reset.ask', { name: account.name })}
        action={t('accounts.web.reset')}
        busy={resetting.isPending}
        problem={resetting.error}
        onDecide={() => resetting.mutate({ params })}
      >
        {t('accounts.web.reset.help')} {t(account.hasContact ? 'accounts.web.reset.sent' : 'accounts.web.reset.shown')}
      </Decision>
      <Decision
        open={asking === 'factors'}
        onClose={close}
        title={t('factors.web.reset.ask', { name: account.name })}
        action={t('factors.web.reset')}
        danger
        busy={resettingFactors.isPending}
        problem={resettingFactors.error}
        onDecide={() => resettingFactors.mutate({ params })}
      >
        {t('factors.web.reset.help')}
      </Decision>
      <Decision
        open={asking === 'disable'}
        onClose={close}
        title={t('identity.web.disable.ask', { name: account.name })}
        action={t('identity.web.disable')}
        danger
        busy={disabling.isPending}
        problem={disabling.error}
        onDecide={() => disabling.mutate({ params, body: { disabled: true } })}
      >
        {t('identity.web.disable.help')}
      </Decision>
      {asking === 'contact' ? <OfficerContact account={account} onClose={close} /> : null}
      {given ? <GivenWay way={given} name={account.name} onClose={() => setGiven(undefined)} /> : null}
    </>
  )
}

function AccountSessions({ account }: { account: AccountView }) {
  const t = useWords()
  const why = useWhy(account)
  const params = { accountId: account.id }
  const { data, error, isPending, refetch } = useRead(api.identity.accountSessions, { params })
  const ending = useWrite(api.identity.endAccountSessions, {
    done: ({ ended }) => sayDone(t('identity.web.sessions.ended.count', { count: ended })),
  })
  return (
    <Panel
      title={t('identity.web.sessions')}
      actions={
        data?.sessions.length ? (
          <ActionButton
            icon="signout"
            why={why}
            busy={ending.isPending}
            onClick={() => ending.mutate({ params, query: {} })}
          >
            {t('identity.web.sessions.endAll')}
          </ActionButton>
        ) : null
      }
    >
      {error && !data ? <ProblemState problem={error} again={() => void refetch()} /> : null}
      {isPending ? <Skeleton height={56} /> : null}
      {data ? (
        <Sessions
          sessions={data.sessions}
          busy={ending.isPending}
          onEnd={why ? undefined : ({ id }) => ending.mutate({ params, query: { sessionId: id } })}
        />
      ) : null}
    </Panel>
  )
}
