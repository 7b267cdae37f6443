import { Button, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { browserApi } from '#core/web/api.ts'
import { useWrite } from '#core/web/data.tsx'
import { useLocale, useWords } from '#core/web/words.tsx'
import { PasswordField } from '#kit/console/password-field.tsx'
import { Notice } from '#kit/console/states.tsx'
import { Mark } from '#kit/mark.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { identity } from '../contract.ts'
import { useSession } from './session.tsx'

const api = browserApi({ identity })

/** The office's door: nothing of the console is shown before it. */
export function Door({ title, intro, children }: { title: string; intro?: string; children: ReactNode }) {
  const [locale, setLocale] = useLocale()
  const other = locale === 'vi' ? 'en' : 'vi'
  return (
    <div className="k-door">
      <header>
        <a href="/site">
          <Mark size={32} />
          <strong>Saola</strong>
        </a>
        <Button variant="subtle" className="k-quiet" lang={other} onClick={() => void setLocale(other)}>
          {other === 'en' ? 'English' : 'Tiếng Việt'}
        </Button>
      </header>
      <main>
        <h1>{title}</h1>
        {intro ? <p className="k-lead">{intro}</p> : null}
        {children}
      </main>
    </div>
  )
}

/** An officer signs in by name and password. `below` stands under the form: in a demo, who one may be. */
export function SignIn({ below }: { below?: (fill: (login: string, password: string) => void) => ReactNode }) {
  const t = useWords()
  const { enter } = useSession()
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const signing = useWrite(api.identity.signIn, { done: enter })
  const needs = useNeeds({ login: login.trim() !== '', password: password !== '' })
  const submit = () => signing.mutate({ body: { login: login.trim(), password } })
  return (
    <Door title={t('identity.web.office.title')} intro={t('identity.web.office.intro')}>
      <form className="k-stack" {...needs.form(submit)}>
        {signing.error ? <Notice tone="error" title={tell(t, signing.error).title} /> : null}
        <TextInput
          label={t('identity.web.login')}
          name="login"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          size="md"
          value={login}
          error={needs.of('login')}
          onChange={event => setLogin(event.currentTarget.value)}
        />
        <PasswordField
          label={t('identity.web.password')}
          name="password"
          autoComplete="current-password"
          size="md"
          value={password}
          error={needs.of('password')}
          onChange={event => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" size="md" loading={signing.isPending}>
          {t('identity.web.enter')}
        </Button>
      </form>
      {below?.((name, secret) => {
        setLogin(name)
        setPassword(secret)
        signing.mutate({ body: { login: name, password: secret } })
      })}
    </Door>
  )
}

/** The first password was chosen by somebody else: nothing is allowed before it is replaced. */
export function FirstPassword() {
  const t = useWords()
  const { refresh, signOut } = useSession()
  return (
    <Door title={t('identity.web.first.title')} intro={t('identity.web.first.intro')}>
      <PasswordForm onDone={() => void refresh()} />
      <Button variant="subtle" className="k-quiet" onClick={() => void signOut()}>
        {t('identity.web.first.later')}
      </Button>
    </Door>
  )
}

/** Replaces one's own password; other sessions of the account end. */
export function PasswordForm({ onDone }: { onDone: () => void }) {
  const t = useWords()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const changing = useWrite(api.identity.changePassword, { done: onDone })
  const needs = useNeeds({
    current: current !== '',
    next: next !== '',
    again: next === again || t('identity.web.password.differ'),
  })
  return (
    <form className="k-stack" {...needs.form(() => changing.mutate({ body: { current, next } }))}>
      {changing.error ? <Notice tone="error" title={tell(t, changing.error).title} /> : null}
      <PasswordField
        label={t('identity.web.password.current')}
        autoComplete="current-password"
        value={current}
        error={needs.of('current')}
        onChange={event => setCurrent(event.currentTarget.value)}
      />
      <PasswordField
        label={t('identity.web.password.next')}
        description={t('identity.web.password.hint')}
        autoComplete="new-password"
        value={next}
        error={needs.of('next')}
        onChange={event => setNext(event.currentTarget.value)}
      />
      <PasswordField
        label={t('identity.web.password.again')}
        autoComplete="new-password"
        value={again}
        error={needs.of('again')}
        onChange={event => setAgain(event.currentTarget.value)}
      />
      <Button type="submit" loading={changing.isPending}>
        {t('identity.web.password.change')}
      </Button>
    </form>
  )
}
