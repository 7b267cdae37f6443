import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { Door } from '#base/identity/web/sign-in-console.tsx'
import { ProviderWays } from '#base/openid/web/office.tsx'
import { useWrite } from '#core/web/data.tsx'
import { go, Link } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { PasswordField } from '#kit/console/password-field.tsx'
import { Notice } from '#kit/console/states.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { api } from './api.ts'

/** What the link of a slip or a message carries: behind the hash it goes to no server and into no log. */
const carried = (): string => decodeURIComponent(location.hash.slice(1))

/** The first page of a new officer, or of one who was reset: the code, then a password of their own. */
export function Activate() {
  const t = useWords()
  const [code, setCode] = useState(carried)
  const looking = useWrite(api.accounts.look)
  const needs = useNeeds({ code: code.trim() !== '' })
  if (looking.data) return <Choose code={code} {...looking.data} onBack={() => looking.reset()} />
  return (
    <Door title={t('accounts.web.activate')} intro={t('accounts.web.activate.intro')}>
      <form className="k-stack" {...needs.form(() => looking.mutate({ body: { code } }))}>
        {looking.error ? <Notice tone="error" title={tell(t, looking.error).title} /> : null}
        <TextInput
          label={t('accounts.web.code')}
          description={t('accounts.web.code.help')}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          size="md"
          value={code}
          error={needs.of('code')}
          onChange={event => setCode(event.currentTarget.value)}
        />
        <Button type="submit" size="md" loading={looking.isPending}>
          {t('accounts.web.activate.next')}
        </Button>
      </form>
      <Link to="/">{t('accounts.web.back')}</Link>
    </Door>
  )
}

interface ChooseProps {
  readonly code: string
  readonly name: string
  readonly login: string
  readonly onBack: () => void
}

function Choose({ code, name, login, onBack }: ChooseProps) {
  const t = useWords()
  const { enter } = useSession()
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const activating = useWrite(api.accounts.activate, {
    done: me => {
      enter(me)
      go('/', { replace: true })
    },
  })
  const needs = useNeeds({
    password: password !== '',
    again: password === again || t('identity.web.password.differ'),
  })
  return (
    <Door title={t('accounts.web.activate.hello', { name })} intro={t('accounts.web.activate.login', { login })}>
      <form className="k-stack" {...needs.form(() => activating.mutate({ body: { code, password } }))}>
        {activating.error ? <Notice tone="error" title={tell(t, activating.error).title} /> : null}
        {/* So that the browser keeps the new password under this name. */}
        <input className="only-read" tabIndex={-1} aria-hidden="true" readOnly autoComplete="username" value={login} />
        <PasswordField
          label={t('identity.web.password.next')}
          description={t('identity.web.password.hint')}
          autoComplete="new-password"
          size="md"
          value={password}
          error={needs.of('password')}
          onChange={event => setPassword(event.currentTarget.value)}
        />
        <PasswordField
          label={t('identity.web.password.again')}
          autoComplete="new-password"
          size="md"
          error={needs.of('again')}
          value={again}
          onChange={event => setAgain(event.currentTarget.value)}
        />
        <Button type="submit" size="md" loading={activating.isPending}>
          {t('accounts.web.activate.set')}
        </Button>
      </form>
      <ProviderWays invitation={code} />
      <Button variant="subtle" className="k-quiet" onClick={onBack}>
        {t('accounts.web.activate.other')}
      </Button>
    </Door>
  )
}
