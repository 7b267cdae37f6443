import { type ReactNode, Suspense, useEffect } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { installation } from '#core/installation.ts'
import { browserApi } from '#core/web/api.ts'
import { Catch } from '#core/web/catch.tsx'
import { useOldest, useRead } from '#core/web/data.tsx'
import { findPage, go, Link, ParamsProvider, usePlace } from '#core/web/router.tsx'
import { useLocale, useWords } from '#core/web/words.tsx'
import { Button, EmptyState, OfflineBar, Page, PageSkeleton, ProblemState, Tabs } from '#kit/citizen/index.ts'
import type { IconName } from '#kit/icon.tsx'
import { Mark } from '#kit/mark.tsx'
import type { Bar, TabName } from '#kit/page.ts'
import { lazyPage } from '../lazy-page.tsx'
import { Home } from './home.tsx'
import { bars, pages } from './pages.ts'
import { useUpdate } from './update.ts'

const api = browserApi({ core: installation })

const TABS: readonly { readonly name: TabName; readonly to: string; readonly icon: IconName }[] = [
  { name: 'home', to: '/', icon: 'home' },
  { name: 'scan', to: '/quet-ma', icon: 'scan' },
  { name: 'places', to: '/dia-diem', icon: 'place' },
  { name: 'me', to: '/toi', icon: 'person' },
]

export function Shell() {
  const t = useWords()
  const { path } = usePlace()
  const { status, me } = useSession()
  const found = findPage(pages, path)
  const signedIn = status === 'in' && !me?.before
  if (found?.page.face) return <Machine found={found} face={found.page.face} />
  const current = path === '/' ? 'home' : found?.page.tab
  const tabs = TABS.filter(tab => tab.name === 'home' || findPage(pages, tab.to))
  return (
    <div className={signedIn ? 's-under-tabs' : undefined}>
      <OfflineBar updatedAt={useOldest()} />
      <Top />
      <UpdateBar />
      {bars
        .filter(bar => bar.when())
        .map(bar => (
          <ModuleBar key={bar.name} bar={bar} />
        ))}
      <Catch at={path} show={(problem, again) => <ProblemState problem={problem} again={again} />}>
        <Suspense fallback={<Waiting />}>
          <CurrentPage found={found} />
        </Suspense>
      </Catch>
      {signedIn ? (
        <Tabs tabs={tabs.map(tab => ({ ...tab, label: t(`citizen.tab.${tab.name}`) }))} current={current} />
      ) : null}
    </div>
  )
}

type Found = NonNullable<ReturnType<typeof findPage<(typeof pages)[number]>>>

/** A page on a machine for everybody, such as the screen in a hall. */
function Machine({ found, face }: { found: Found; face: 'bare' | 'wall' }) {
  const { path } = usePlace()
  useEffect(() => {
    if (face !== 'wall') return
    document.documentElement.dataset.face = 'wall'
    return () => {
      delete document.documentElement.dataset.face
    }
  }, [face])
  return (
    <Catch at={path} show={(problem, again) => <ProblemState problem={problem} again={again} />}>
      <Suspense fallback={<Waiting />}>
        <CurrentPage found={found} />
      </Suspense>
    </Catch>
  )
}

function CurrentPage({ found }: { found: Found | undefined }) {
  const { path, search } = usePlace()
  const { status, me } = useSession()
  const t = useWords()
  if (me?.before === 'confirm-holder') return <HolderQuestion />
  if (path === '/') return <Home />
  if (!found) return <Missing />
  if (!found.page.open && status !== 'in')
    return status === 'loading' ? (
      <Waiting />
    ) : (
      <Page title={t('kit.problem.signedOut.title')} intro={t('citizen.me.signedOut')}>
        <Button to={`/dang-nhap?den=${encodeURIComponent(path + search)}`}>{t('citizen.signIn')}</Button>
      </Page>
    )
  const View = lazyPage(found.page)
  const view = (
    <ParamsProvider params={found.params}>
      <View key={path} />
    </ParamsProvider>
  )
  return found.page.demo ? <InDemo>{view}</InDemo> : view
}

/** Before anything of the account is shown: the phone may have passed on. */
const HOLDER = { words: ['people'], load: () => import('#base/people/web/holder.tsx').then(m => m.Holder) }

function HolderQuestion() {
  const View = lazyPage(HOLDER)
  return <View />
}

function InDemo({ children }: { children: ReactNode }) {
  const { data, error, refetch } = useRead(api.core.about, {})
  if (data) return data.mode === 'demo' ? children : <Missing />
  return error ? <ProblemState problem={error} again={() => void refetch()} /> : <Waiting />
}

function Top() {
  const [locale, setLocale] = useLocale()
  const other = locale === 'vi' ? 'en' : 'vi'
  return (
    <header className="s-top">
      <div className="s-top-in">
        <Link className="s-brand" to="/">
          <Mark />
          Saola
        </Link>
        <button type="button" className="s-lang" lang={other} onClick={() => void setLocale(other)}>
          {other === 'en' ? 'English' : 'Tiếng Việt'}
        </button>
      </div>
    </header>
  )
}

function UpdateBar() {
  const t = useWords()
  const update = useUpdate()
  if (!update) return null
  return (
    <div className="s-update" role="status">
      <span>{t('citizen.update')}</span>
      <button type="button" onClick={update}>
        {t('citizen.update.now')}
      </button>
    </div>
  )
}

/** A bar that fails is no reason for the page to fail. */
function ModuleBar({ bar }: { bar: Bar }) {
  const View = lazyPage(bar)
  return (
    <Catch at={bar.name} show={() => null}>
      <Suspense fallback={null}>
        <View />
      </Suspense>
    </Catch>
  )
}

function Waiting() {
  return <PageSkeleton lines={5} />
}

function Missing() {
  const t = useWords()
  return (
    <main className="s-page">
      <EmptyState
        icon="search"
        title={t('citizen.missing.title')}
        action={
          <Button fit onClick={() => go('/', { replace: true })}>
            {t('citizen.missing.home')}
          </Button>
        }
      >
        {t('citizen.missing.text')}
      </EmptyState>
    </main>
  )
}
