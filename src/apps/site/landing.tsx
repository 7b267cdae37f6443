import { useEffect, useState } from 'react'
import type { ResultOf } from '#core/contract.ts'
import { installation } from '#core/installation.ts'
import { browserApi } from '#core/web/api.ts'
import { needWords, useLocale, useWords } from '#core/web/words.tsx'
import { Icon, type IconName } from '#kit/icon.tsx'
import { Mark } from '#kit/mark.tsx'

const api = browserApi({ core: installation })

const DOORS: readonly { readonly name: string; readonly href: string; readonly icon: IconName }[] = [
  { name: 'citizen', href: '/', icon: 'qr' },
  { name: 'checkpoint', href: '/dia-diem', icon: 'scan' },
  { name: 'console', href: '/console', icon: 'inbox' },
  { name: 'command', href: '/console/command', icon: 'chart' },
]
const WORK = ['scan', 'trace', 'tell', 'see'] as const
const PROMISES = ['offline', 'private', 'audited', 'open'] as const

/** The public page: what Saola is, and the doors to it. */
export function Landing() {
  const t = useWords()
  const [locale, setLocale] = useLocale()
  const other = locale === 'vi' ? 'en' : 'vi'
  useEffect(() => {
    document.title = t('site.title')
  }, [t])
  return (
    <>
      <header className="w-top">
        <a href="/site" className="w-brand">
          <Mark size={32} />
          Saola
        </a>
        <button type="button" lang={other} onClick={() => void setLocale(other)}>
          {other === 'en' ? 'English' : 'Tiếng Việt'}
        </button>
      </header>
      <main>
        <section className="w-hero">
          <h1>{t('site.hero')}</h1>
          <p>{t('site.lead')}</p>
          <a className="w-notices" href="/site/thong-bao">
            <Icon name="bell" size={20} />
            {t('site.notices')}
          </a>
        </section>
        <nav className="w-doors" aria-label={t('site.doors')}>
          {DOORS.map(door => (
            <a key={door.name} href={door.href}>
              <Icon name={door.icon} size={28} />
              <strong>{t(`site.door.${door.name}`)}</strong>
              <span>{t(`site.door.${door.name}.what`)}</span>
            </a>
          ))}
        </nav>
        <Demo />
        <section className="w-work">
          <h2>{t('site.work')}</h2>
          <ol>
            {WORK.map(step => (
              <li key={step}>
                <h3>{t(`site.work.${step}`)}</h3>
                <p>{t(`site.work.${step}.what`)}</p>
              </li>
            ))}
          </ol>
        </section>
        <section className="w-promises">
          <h2>{t('site.promises')}</h2>
          <dl>
            {PROMISES.map(promise => (
              <div key={promise}>
                <dt>{t(`site.promise.${promise}`)}</dt>
                <dd>{t(`site.promise.${promise}.what`)}</dd>
              </div>
            ))}
          </dl>
        </section>
      </main>
      <footer className="w-foot">
        <p>{t('site.name')}</p>
        <a href="/v">{t('site.check')}</a>
        <a href="/api">{t('site.api')}</a>
      </footer>
    </>
  )
}

/** Below `/site` only what the server writes has an address of its own. */
export function Missing() {
  const t = useWords()
  useEffect(() => {
    document.title = `${t('kit.problem.missing.title')} – Saola`
  }, [t])
  return (
    <main>
      <section className="w-hero">
        <h1>{t('kit.problem.missing.title')}</h1>
        <p>{t('kit.problem.missing.help')}</p>
        <a className="w-notices" href="/site">
          <Icon name="home" size={20} />
          {t('site.home')}
        </a>
      </section>
    </main>
  )
}

/** In a demo, who one may be. */
function Demo() {
  const t = useWords()
  const [about, setAbout] = useState<ResultOf<typeof installation.about>>()
  useEffect(() => {
    Promise.all([api.core.about({}), needWords('identity')])
      .then(([answer]) => setAbout(answer))
      .catch(() => undefined)
  }, [])
  if (about?.mode !== 'demo') return null
  return (
    <section className="w-demo">
      <h2>{t('site.demo')}</h2>
      <p>{t('site.demo.what')}</p>
      <div className="w-table">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('site.demo.role')}</th>
              <th scope="col">{t('site.demo.login')}</th>
              <th scope="col">{t('site.demo.password')}</th>
            </tr>
          </thead>
          <tbody>
            {about.accounts.map(account => (
              <tr key={account.login}>
                <th scope="row">{t(`identity.role.${account.role}`)}</th>
                <td>
                  <code>{account.login}</code>
                </td>
                <td>
                  <code>{account.password}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
