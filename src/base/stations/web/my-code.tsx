import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, FormFoot, Notice, Panel, sayDone } from '#kit/console/index.ts'
import { PasswordField } from '#kit/console/password-field.tsx'
import { useNeeds } from '#kit/use-needs.ts'
import { api } from './api.ts'

/** My personal code for shared machines: whether there is one, a new one, and doing without. */
export function MyCode() {
  const t = useWords()
  const f = useFormat()
  const [setting, setSetting] = useState(false)
  const { data } = useRead(api.stations.myCode, {})
  const dropping = useWrite(api.stations.dropCode, { done: () => sayDone(t('stations.web.code.dropped')) })
  if (!data) return null
  return (
    <Panel
      title={t('stations.web.code')}
      actions={
        data.setAt && !setting ? (
          <ActionButton icon="trash" busy={dropping.isPending} onClick={() => dropping.mutate({})}>
            {t('stations.web.code.drop')}
          </ActionButton>
        ) : null
      }
    >
      <p className="k-hint">{t('stations.web.code.help')}</p>
      {setting ? (
        <CodeForm onClose={() => setSetting(false)} />
      ) : (
        <Notice
          icon="keyboard"
          title={data.setAt ? t('stations.web.code.since', { at: f.instant(data.setAt) }) : t('stations.web.code.none')}
          action={
            <Button variant="default" onClick={() => setSetting(true)}>
              {t(data.setAt ? 'stations.web.code.change' : 'stations.web.code.set')}
            </Button>
          }
        />
      )}
    </Panel>
  )
}

const DIGITS = 6
const digitsOf = (text: string) => text.replace(/\D/g, '').slice(0, DIGITS)

function CodeForm({ onClose }: { onClose: () => void }) {
  const t = useWords()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [again, setAgain] = useState('')
  const saving = useWrite(api.stations.setCode, {
    done: () => {
      onClose()
      sayDone(t('stations.web.code.done'))
    },
  })
  const needs = useNeeds({
    code: code.length === DIGITS || t('stations.web.code.hint'),
    again: code === again || t('stations.web.code.differ'),
    password: password !== '',
  })
  const digits = { type: 'password', inputMode: 'numeric', autoComplete: 'off', maxLength: DIGITS } as const
  return (
    <form className="k-stack id-form" {...needs.form(() => saving.mutate({ body: { password, code } }))}>
      <TextInput
        {...digits}
        label={t('stations.web.code.new')}
        description={t('stations.web.code.hint')}
        value={code}
        error={needs.of('code')}
        onChange={event => setCode(digitsOf(event.currentTarget.value))}
      />
      <TextInput
        {...digits}
        label={t('stations.web.code.again')}
        value={again}
        error={needs.of('again')}
        onChange={event => setAgain(digitsOf(event.currentTarget.value))}
      />
      <PasswordField
        label={t('identity.web.password.current')}
        description={t('stations.web.code.password')}
        autoComplete="current-password"
        value={password}
        error={needs.of('password')}
        onChange={event => setPassword(event.currentTarget.value)}
      />
      <FormFoot problem={saving.error} onCancel={onClose} busy={saving.isPending}>
        {t('identity.web.save')}
      </FormFoot>
    </form>
  )
}
