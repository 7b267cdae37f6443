import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, Decision, Notice, Panel, ProblemState, sayDone } from '#kit/console/index.ts'
import { Icon, type IconName } from '#kit/icon.tsx'
import { api, type MyFactors } from './api.ts'
import { hasPasskeys } from './passkey.ts'
import { AddPasskey, AddTotp, RecoveryCodes } from './setup.tsx'

/** My second factors: what there is, one more, one less, and the codes on paper. */
export function MyFactorsPanel() {
  const t = useWords()
  const { data, error, refetch } = useRead(api.factors.mine, {})
  if (error && !data) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return null
  return (
    <Panel title={t('factors.web.title')}>
      <p className="k-hint">{t('factors.web.help')}</p>
      {data.required ? <Notice icon="lock" title={t('factors.web.required')} /> : null}
      <FactorList factors={data} onAdded={() => void refetch()} />
    </Panel>
  )
}

type Adding = 'totp' | 'passkey' | undefined

/** What can be set up and taken away. `onAdded` once the recovery codes, if any, are kept. */
export function FactorList({ factors, onAdded }: { factors: MyFactors; onAdded: () => void }) {
  const t = useWords()
  const f = useFormat()
  const [adding, setAdding] = useState<Adding>()
  const [codes, setCodes] = useState<readonly string[]>()
  const dropTotp = useWrite(api.factors.dropTotp, { done: () => sayDone(t('factors.web.totp.dropped')) })
  const dropPasskey = useWrite(api.factors.dropPasskey, { done: () => sayDone(t('factors.web.passkey.dropped')) })
  const setup = {
    onCancel: () => setAdding(undefined),
    onDone(recovery: readonly string[] | null) {
      setAdding(undefined)
      if (recovery) setCodes(recovery)
      else added()
    },
  }
  const added = () => {
    setCodes(undefined)
    sayDone(t('factors.web.added'))
    onAdded()
  }
  return (
    <>
      <ul className="id-rows">
        <Row icon="phone" title={t('factors.web.totp')} help={t('factors.web.totp.help')}>
          {factors.totpSince ? (
            <ActionButton icon="trash" busy={dropTotp.isPending} onClick={() => dropTotp.mutate({})}>
              {t('factors.web.totp.drop')}
            </ActionButton>
          ) : (
            <Button variant="default" disabled={adding === 'totp'} onClick={() => setAdding('totp')}>
              {t('factors.web.totp.add')}
            </Button>
          )}
          {factors.totpSince ? (
            <p className="fa-since">{t('factors.web.totp.since', { at: f.instant(factors.totpSince) })}</p>
          ) : null}
          {adding === 'totp' ? (
            <div className="fa-below">
              <AddTotp {...setup} />
            </div>
          ) : null}
        </Row>
        <Row icon="key" title={t('factors.web.passkey')} help={t('factors.web.passkey.help')}>
          {hasPasskeys() ? (
            <Button variant="default" disabled={adding === 'passkey'} onClick={() => setAdding('passkey')}>
              {t('factors.web.passkey.add')}
            </Button>
          ) : null}
          {factors.passkeys.length ? (
            <ul className="fa-keys">
              {factors.passkeys.map(one => (
                <li key={one.id}>
                  <span>
                    <strong>{one.name}</strong>
                    <small>
                      {one.usedAt
                        ? t('factors.web.passkey.used', { at: f.instant(one.usedAt) })
                        : t('factors.web.passkey.unused', { at: f.instant(one.madeAt) })}
                    </small>
                  </span>
                  <ActionButton
                    icon="trash"
                    busy={dropPasskey.isPending}
                    onClick={() => dropPasskey.mutate({ params: { passkeyId: one.id } })}
                  >
                    {t('factors.web.passkey.drop', { name: one.name })}
                  </ActionButton>
                </li>
              ))}
            </ul>
          ) : null}
          {adding === 'passkey' ? (
            <div className="fa-below">
              <AddPasskey {...setup} />
            </div>
          ) : null}
        </Row>
        {factors.totpSince || factors.passkeys.length ? (
          <Recovery left={factors.recoveryLeft} onNew={setCodes} />
        ) : null}
      </ul>
      {codes ? <RecoveryCodes codes={codes} onKept={added} /> : null}
    </>
  )
}

function Recovery({ left, onNew }: { left: number; onNew: (codes: readonly string[]) => void }) {
  const t = useWords()
  const [asking, setAsking] = useState(false)
  const renewing = useWrite(api.factors.renewRecovery, {
    done: ({ recovery }) => {
      setAsking(false)
      if (recovery) onNew(recovery)
    },
  })
  return (
    <Row icon="print" title={t('factors.web.recovery')} help={t('factors.web.recovery.left', { left })}>
      <Button variant="default" onClick={() => setAsking(true)}>
        {t('factors.web.recovery.renew')}
      </Button>
      <Decision
        open={asking}
        onClose={() => setAsking(false)}
        title={t('factors.web.recovery.renew.ask')}
        action={t('factors.web.recovery.renew')}
        busy={renewing.isPending}
        problem={renewing.error}
        onDecide={() => renewing.mutate({})}
      >
        {t('factors.web.recovery.renew.help')}
      </Decision>
    </Row>
  )
}

interface RowProps {
  readonly icon: IconName
  readonly title: string
  readonly help: string
  readonly children: ReactNode
}

function Row({ icon, title, help, children }: RowProps) {
  return (
    <li className="fa-row">
      <div className="id-row">
        <p className="id-row-title">
          <Icon name={icon} size={18} />
          <strong>{title}</strong>
        </p>
        <p className="k-hint">{help}</p>
      </div>
      {children}
    </li>
  )
}
