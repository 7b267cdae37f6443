import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Me } from '#base/identity/web/session.tsx'
import { useRead } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { PasswordField } from '#kit/console/password-field.tsx'
import { Notice } from '#kit/console/states.tsx'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { Way } from '../contract.ts'
import { api } from './api.ts'
import { proveByPasskey } from './passkey.ts'
import './factors.css'

const DIGITS = 6

/** Proves who one is by one of the ways the account has here; the others are a touch away. */
export function ProveForm({ onProved }: { onProved: (me: Me) => void }) {
  const t = useWords()
  const { data, error } = useRead(api.factors.mine, {})
  const [chosen, setChosen] = useState<Way>()
  if (error && !data) return <Notice tone="error" title={tell(t, error).title} />
  if (!data) return <p className="k-hint">{t('kit.loading')}</p>
  const way = chosen ?? data.ways[0]
  if (!way) return <Notice title={t('factors.web.proof.none')} />
  const others = data.ways.filter(one => one !== way)
  return (
    <>
      {way === 'passkey' ? <ByPasskey onProved={onProved} /> : <ByText key={way} way={way} onProved={onProved} />}
      {others.length ? (
        <div className="fa-others">
          <p>{t('factors.web.proof.other')}</p>
          <ul className="k-ways">
            {others.map(one => (
              <li key={one}>
                <button type="button" onClick={() => setChosen(one)}>
                  {t(`factors.way.${one}`)}
                </button>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </>
  )
}

function ByPasskey({ onProved }: { onProved: (me: Me) => void }) {
  const t = useWords()
  const proving = useMutation({ mutationFn: proveByPasskey, onSuccess: onProved })
  return (
    <div className="k-stack">
      {proving.error ? <Notice tone="error" title={tell(t, proving.error).title} /> : null}
      <Button
        size="md"
        leftSection={<Icon name="key" size={18} />}
        loading={proving.isPending}
        data-autofocus
        onClick={() => proving.mutate()}
      >
        {t('factors.web.proof.passkey')}
      </Button>
    </div>
  )
}

function ByText({ way, onProved }: { way: Exclude<Way, 'passkey'>; onProved: (me: Me) => void }) {
  const t = useWords()
  const [value, setValue] = useState('')
  const proving = useMutation({ mutationFn: () => api.factors.prove({ body: { way, value } }), onSuccess: onProved })
  const needs = useNeeds({ value: value.trim() !== '' })
  const shared = {
    label: t(`factors.way.${way}`),
    size: 'md',
    value,
    error: needs.of('value'),
    'data-autofocus': true,
  } as const
  return (
    <form className="k-stack" {...needs.form(() => proving.mutate())}>
      {proving.error ? <Notice tone="error" title={tell(t, proving.error).title} /> : null}
      {way === 'password' ? (
        <PasswordField
          {...shared}
          autoComplete="current-password"
          onChange={event => setValue(event.currentTarget.value)}
        />
      ) : (
        <TextInput
          {...shared}
          {...(way === 'recovery' ? { autoComplete: 'off', spellCheck: false } : digitsOf(way))}
          onChange={event => setValue(event.currentTarget.value)}
        />
      )}
      <Button type="submit" size="md" loading={proving.isPending}>
        {t('factors.web.proof.go')}
      </Button>
    </form>
  )
}

const digitsOf = (way: 'totp' | 'personal-code') =>
  ({
    inputMode: 'numeric',
    maxLength: DIGITS + 1,
    ...(way === 'totp' ? { autoComplete: 'one-time-code' } : { autoComplete: 'off', type: 'password' }),
  }) as const
