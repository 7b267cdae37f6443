import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Suspense, use, useEffect, useState } from 'react'
import { useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { CopyButton, FormFoot, Modal, ProblemState } from '#kit/console/index.ts'
import type { QrPath } from '#kit/qr.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { api } from './api.ts'
import { makePasskey } from './passkey.ts'
import './factors.css'

const QUIET_ZONE = 4
const CODE_DIGITS = 6

export interface SetupProps {
  /** With the recovery codes, when these are to be shown. */
  readonly onDone: (recovery: readonly string[] | null) => void
  readonly onCancel: () => void
}

/** An authenticator: scan, then the first code. */
export function AddTotp({ onDone, onCancel }: SetupProps) {
  const t = useWords()
  const [code, setCode] = useState('')
  const begun = useWrite(api.factors.beginTotp)
  const confirming = useWrite(api.factors.confirmTotp, { done: ({ recovery }) => onDone(recovery) })
  const { mutate: begin } = begun
  useEffect(() => begin({}), [begin])
  const needs = useNeeds({ code: code.replace(/\s/g, '').length >= CODE_DIGITS || t('factors.web.totp.code.short') })
  if (begun.error) return <ProblemState problem={begun.error} again={() => begin({})} />
  if (!begun.data) return <p className="k-hint">{t('kit.loading')}</p>
  const { uri, secret } = begun.data
  return (
    <form className="k-stack id-form" {...needs.form(() => confirming.mutate({ body: { code } }))}>
      <p>{t('factors.web.totp.scan')}</p>
      <TotpCode uri={uri} />
      <p className="k-hint">
        {t('factors.web.totp.secret')} <code className="fa-secret">{secret.match(/.{1,4}/g)?.join(' ')}</code>
      </p>
      <TextInput
        label={t('factors.web.totp.code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={7}
        value={code}
        error={needs.of('code')}
        onChange={event => setCode(event.currentTarget.value)}
      />
      <FormFoot problem={confirming.error} onCancel={onCancel} busy={confirming.isPending}>
        {t('factors.web.totp.confirm')}
      </FormFoot>
    </form>
  )
}

function TotpCode({ uri }: { uri: string }) {
  const [drawing] = useState(() => import('#kit/qr.ts').then(({ qrPath }) => qrPath(uri)))
  return (
    <div className="fa-qr">
      <Suspense fallback={null}>
        <Drawing drawing={drawing} />
      </Suspense>
    </div>
  )
}

function Drawing({ drawing }: { drawing: Promise<QrPath> }) {
  const t = useWords()
  const { path, size } = use(drawing)
  const side = size + 2 * QUIET_ZONE
  return (
    <svg
      viewBox={`${-QUIET_ZONE} ${-QUIET_ZONE} ${side} ${side}`}
      role="img"
      aria-label={t('factors.web.totp.qr')}
      shapeRendering="crispEdges"
    >
      <path d={path} />
    </svg>
  )
}

/** A passkey of this device, under a name. */
export function AddPasskey({ onDone, onCancel }: SetupProps) {
  const t = useWords()
  const [name, setName] = useState('')
  const making = useMutation({ mutationFn: () => makePasskey(name.trim()), onSuccess: onDone })
  const needs = useNeeds({ name: name.trim() !== '' })
  return (
    <form className="k-stack id-form" {...needs.form(() => making.mutate())}>
      <TextInput
        label={t('factors.web.passkey.name')}
        description={t('factors.web.passkey.name.hint')}
        maxLength={60}
        value={name}
        error={needs.of('name')}
        onChange={event => setName(event.currentTarget.value)}
      />
      <FormFoot problem={making.error} onCancel={onCancel} busy={making.isPending}>
        {t('factors.web.passkey.create')}
      </FormFoot>
    </form>
  )
}

/** The recovery codes, this one time: they go only when somebody says that they are kept. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const t = useWords()
  return (
    <Modal
      opened
      onClose={onKept}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
      title={t('factors.web.recovery.title')}
    >
      <div className="k-stack">
        <p>{t('factors.web.recovery.help')}</p>
        <ol className="fa-codes">
          {codes.map(code => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ol>
        <div className="fa-foot">
          <CopyButton text={codes.join('\n')}>{t('factors.web.recovery.copy')}</CopyButton>
          <Button onClick={onKept}>{t('factors.web.recovery.kept')}</Button>
        </div>
      </div>
    </Modal>
  )
}
