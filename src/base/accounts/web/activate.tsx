import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { Door } from '#base/identity/web/sign-in-console.tsx'
import { ProviderWays } from '#base/openid/web/office.tsx'
import { useWrite } from '#core/web/data.tsx'
import { go, Link } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Notice } from '#kit/console/states.tsx'
import { tell } from '#kit/problem.ts'
import { api } from './api.ts'

/** What the link of a slip or a message carries: behind the hash it goes to no server and into no log. */
const carried = (): string => decodeURIComponent(location.hash.slice(1))

/** The first page of a new officer, or of one who was reset: the code, then a password of their own. */
export function Activate() {
  const t = useWords()
  const [code, setCode] = useState(carried)
  const looking = useWrite(api.accounts.look)
  if (looking.data) return <Choose code={code} {...looking.data} onBack={() => looking.reset()} />
  const submit = (event: FormEvent) => {
    event.preventDefault()
    looking.mutate({ body: { code } })
  }
  return (
    <Door title={t('accounts.web.activate')} intro={t('accounts.web.activate.intro')}>
      <form className="k-stack" onSubmit={submit}>
        {looking.error ? <Notice tone="error" title={tell(t, looking.error).title} /> : null}
        <TextInput
          label={t('accounts.web.code')}
          description={t('accounts.web.code.help')}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
          size="md"
          value={code}
          onChange={event => setCode(event.currentTarget.value)}
        />
        <Button type="submit" size="md" loading={looking.isPending} disabled={!code.trim()}>
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
  const [differ, setDiffer] = useState(false)
  const activating = useWrite(api.accounts.activate, {
    done: me => {
      enter(me)
      go('/', { replace: true })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setDiffer(password !== again)
    if (password === again) activating.mutate({ body: { code, password } })
  }
  return (
    <Door title={t('accounts.web.activate.hello', { name })} intro={t('accounts.web.activate.login', { login })}>
      <form className="k-stack" onSubmit={submit}>
        {activating.error ? <Notice tone="error" title={tell(t, activating.error).title} /> : null}
        {/* So that the browser keeps the new password under this name. */}
        <input className="only-read" tabIndex={-1} aria-hidden="true" readOnly autoComplete="username" value={login} />
        <PasswordInput
          label={t('identity.web.password.next')}
          description={t('identity.web.password.hint')}
          autoComplete="new-password"
          required
          withAsterisk={false}
          size="md"
          value={password}
          onChange={event => setPassword(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('identity.web.password.again')}
          autoComplete="new-password"
          required
          withAsterisk={false}
          size="md"
          error={differ ? t('identity.web.password.differ') : null}
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
