import { Button, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Door } from '#base/identity/web/sign-in-console.tsx'
import { useWrite } from '#core/web/data.tsx'
import { Link } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Notice } from '#kit/console/states.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { api } from './api.ts'

/** “I cannot sign in”: a request to the help desk of the unit. What it answers does not tell whether there is the account. */
export function CannotSignIn() {
  const t = useWords()
  const [login, setLogin] = useState('')
  const [phone, setPhone] = useState('')
  const [note, setNote] = useState('')
  const asking = useWrite(api.accounts.help)
  const needs = useNeeds({ login: login.trim() !== '' })
  if (asking.data)
    return (
      <Door title={t('accounts.web.help.sent')} intro={t('accounts.web.help.sent.what')}>
        <p>{t('accounts.web.help.sent.else')}</p>
        <Link to="/">{t('accounts.web.back')}</Link>
      </Door>
    )
  return (
    <Door title={t('accounts.web.help')} intro={t('accounts.web.help.intro')}>
      <form className="k-stack" {...needs.form(() => asking.mutate({ body: { login, phone, note } }))}>
        {asking.error ? <Notice tone="error" title={tell(t, asking.error).title} /> : null}
        <TextInput
          label={t('identity.web.login')}
          description={t('accounts.web.help.login')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          size="md"
          maxLength={100}
          value={login}
          error={needs.of('login')}
          onChange={event => setLogin(event.currentTarget.value)}
        />
        <TextInput
          label={t('accounts.web.help.phone')}
          description={t('accounts.web.help.phone.help')}
          inputMode="tel"
          autoComplete="tel"
          size="md"
          maxLength={20}
          value={phone}
          onChange={event => setPhone(event.currentTarget.value)}
        />
        <Textarea
          label={t('accounts.web.help.note')}
          autosize
          minRows={2}
          maxLength={500}
          size="md"
          value={note}
          onChange={event => setNote(event.currentTarget.value)}
        />
        <Button type="submit" size="md" loading={asking.isPending}>
          {t('accounts.web.help.send')}
        </Button>
      </form>
      <Link to="/">{t('accounts.web.back')}</Link>
    </Door>
  )
}
