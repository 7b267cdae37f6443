import { Suspense } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { Catch } from '#core/web/catch.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, Page, ProblemState, Row, Rows, Skeleton } from '#kit/citizen/index.ts'
import { lazyPage } from '../lazy-page.tsx'
import { homeCards } from './pages.ts'

/** What matters today. Each card belongs to a module and fails alone. */
export function Home() {
  const { status } = useSession()
  if (status === 'out') return <Welcome />
  if (status === 'loading')
    return (
      <main className="s-page">
        <Skeleton block lines={4} />
      </main>
    )
  return <Today />
}

function Today() {
  const t = useWords()
  const f = useFormat()
  return (
    <Page title={t('citizen.home.title')} intro={f.dayLong(new Date())}>
      {homeCards.map(card => {
        const View = lazyPage(card)
        return (
          <Catch key={card.name} at="home" show={(problem, again) => <ProblemState problem={problem} again={again} />}>
            <Suspense fallback={<Skeleton lines={2} />}>
              <View />
            </Suspense>
          </Catch>
        )
      })}
    </Page>
  )
}

const PROMISES = [
  ['qr', 'qr'],
  ['scan', 'scan'],
  ['notice', 'bell'],
] as const

function Welcome() {
  const t = useWords()
  return (
    <Page title={t('citizen.welcome.title')} intro={t('citizen.welcome.intro')}>
      <Card flush>
        <Rows>
          {PROMISES.map(([name, icon]) => (
            <Row
              key={name}
              icon={icon}
              title={t(`citizen.welcome.${name}`)}
              detail={t(`citizen.welcome.${name}.detail`)}
            />
          ))}
        </Rows>
      </Card>
      <Button to="/dang-nhap">{t('citizen.signIn')}</Button>
      <Button kind="quiet" href="/console">
        {t('citizen.staff')}
      </Button>
      <p className="s-hint">{t('citizen.welcome.private')}</p>
    </Page>
  )
}
