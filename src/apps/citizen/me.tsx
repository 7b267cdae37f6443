import { useEffect, useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { leaveThrough } from '#base/openid/web/api.ts'
import { heldIn } from '#core/web/held.ts'
import { setTheme, type Theme, useTheme } from '#core/web/theme.ts'
import { needWords, useLocale, useWords } from '#core/web/words.tsx'
import { Button, Card, Choice, Notice, Page, Row, Rows } from '#kit/citizen/index.ts'
import { rows } from './pages.ts'

const THEMES: readonly Theme[] = ['system', 'light', 'dark']

export function Me() {
  const t = useWords()
  const [locale, setLocale] = useLocale()
  const { theme } = useTheme()
  const { status } = useSession()
  return (
    <Page title={t('citizen.me.title')} {...(status === 'out' ? { intro: t('citizen.me.signedOut') } : {})}>
      {status === 'out' ? <Button to="/dang-nhap">{t('citizen.signIn')}</Button> : null}
      {status === 'in' ? <Mine /> : null}
      <Card title={t('citizen.me.settings')}>
        <Choice
          name="language"
          label={t('citizen.me.language')}
          inline
          value={locale}
          onChange={value => void setLocale(value)}
          options={[
            { value: 'vi', label: 'Tiếng Việt' },
            { value: 'en', label: 'English' },
          ]}
        />
        <Choice
          name="theme"
          label={t('citizen.me.theme')}
          value={theme}
          onChange={setTheme}
          options={THEMES.map(value => ({ value, label: t(`citizen.me.theme.${value}`) }))}
        />
      </Card>
      {status === 'in' ? <SignOut /> : null}
    </Page>
  )
}

function Mine() {
  const t = useWords()
  const { me } = useSession()
  const [ready, setReady] = useState(false)
  useEffect(() => {
    void needWords(...rows.flatMap(page => page.words)).then(() => setReady(true))
  }, [])
  return (
    <Card flush>
      <Rows>
        <Row icon="person" title={me?.name ?? ''} detail={me?.phone ?? undefined} />
        {ready
          ? rows.map(({ path, row }) => row && <Row key={path} to={path} icon={row.icon} title={t(row.label)} />)
          : null}
      </Rows>
    </Card>
  )
}

function SignOut() {
  const t = useWords()
  const { signOut } = useSession()
  const [busy, setBusy] = useState(false)
  const held = heldIn('scans') + heldIn('roadblocks')
  return (
    <>
      {held > 0 ? (
        <Notice icon="offline" title={t('citizen.me.signOut.held', { count: held })}>
          {t('citizen.me.signOut.held.text')}
        </Notice>
      ) : null}
      <Button
        kind="secondary"
        icon="signout"
        busy={busy && t('citizen.me.signOut.busy')}
        onClick={() => {
          setBusy(true)
          void leaveThrough(signOut).finally(() => setBusy(false))
        }}
      >
        {t('citizen.me.signOut')}
      </Button>
    </>
  )
}
