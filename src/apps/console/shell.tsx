import { Button } from '@mantine/core'
import { type ReactNode, Suspense, useEffect, useMemo } from 'react'
import { WhyNotCard } from '#base/accounts/web/why-not.tsx'
import { SecondFactor, SetUpFactor } from '#base/factors/web/door.tsx'
import { ProofDialog } from '#base/factors/web/proof.tsx'
import { type Me, useSession } from '#base/identity/web/session.tsx'
import { FirstPassword } from '#base/identity/web/sign-in-console.tsx'
import { leaveThrough } from '#base/openid/web/api.ts'
import { StationLock } from '#base/stations/web/lock.tsx'
import { useSavedViews } from '#base/views/web/use-views.ts'
import { Catch } from '#core/web/catch.tsx'
import { useHearing } from '#core/web/live.ts'
import { findPage, go, Link, ParamsProvider, usePlace } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Frame, type NavSection } from '#kit/console/frame.tsx'
import { type Command, Palette } from '#kit/console/palette.tsx'
import { EmptyState, PageSkeleton, ProblemState } from '#kit/console/states.tsx'
import { KeepViewsWith } from '#kit/console/views.tsx'
import { ExplainWith, WhoCanGrant } from '#kit/console/why.tsx'
import type { ConsolePage } from '#kit/page.ts'
import { lazyPage } from '../lazy-page.tsx'
import { Doors, isOutside, Outside } from './outside.tsx'
import { finders, GROUPS, pages } from './pages.ts'

export function Shell() {
  const { status, me } = useSession()
  const { path } = usePlace()
  if (import.meta.env.DEV && path === '/kit') return <Bare />
  if (status === 'loading') return <PageSkeleton />
  if (isOutside(path)) return <Outside path={path} />
  if (!me) return path === '/' || findPage(pages, path) ? <Doors /> : <Missing />
  if (me.before === 'second-factor') return <SecondFactor />
  if (me.before === 'change-password') return <FirstPassword />
  if (me.before)
    return (
      <>
        <SetUpFactor />
        <ProofDialog />
      </>
    )
  return <Office me={me} />
}

/** The gallery of the kit needs nobody signed in. */
function Bare() {
  const found = findPage(pages, '/kit')
  return <Suspense fallback={<PageSkeleton />}>{found ? <View page={found.page} /> : null}</Suspense>
}

function View({ page }: { page: ConsolePage }) {
  const Found = lazyPage(page)
  return <Found />
}

function Office({ me }: { me: Me }) {
  const t = useWords()
  const { can, signOut } = useSession()
  const { path } = usePlace()
  useHearing()
  const open = useMemo(() => pages.filter(page => page.verb === undefined || can(page.verb)), [can])
  const listed = open.filter(page => page.nav).sort((a, b) => placeOf(a) - placeOf(b))
  const sections: readonly NavSection[] = GROUPS.map(group => ({
    name: group,
    label: t(`console.group.${group}`),
    items: listed.flatMap(({ path: to, nav }) =>
      nav?.group === group ? [{ to, label: t(nav.label), icon: nav.icon }] : [],
    ),
  })).filter(section => section.items.length > 0)
  const commands: readonly Command[] = listed.flatMap(page =>
    page.nav ? [{ id: page.path, label: t(page.nav.label), icon: page.nav.icon, to: page.path }] : [],
  )
  const beginOf = ({ nav }: ConsolePage): number =>
    nav?.begin !== undefined && (!nav.beginsWith || can(nav.beginsWith)) ? nav.begin : NOT_A_BEGINNING
  const first = listed.toSorted((a, b) => beginOf(a) - beginOf(b))[0]?.path
  useEffect(() => {
    if (path === '/' && first) go(first, { replace: true })
  }, [path, first])
  const found = findPage(pages, path === '/' && first ? first : path)
  const body = <Body found={found} open={open} at={path} />
  if (found?.page.face === 'wall') return <Wall>{body}</Wall>
  return (
    <ExplainWith value={WhyNotCard}>
      <KeepViewsWith value={useSavedViews}>
        <Frame
          sections={sections}
          officer={officerOf(t, me)}
          account={ACCOUNT(t)}
          aside={<StationLock />}
          onSignOut={() => void leaveThrough(signOut)}
        >
          {body}
        </Frame>
        <ProofDialog />
        <Palette commands={commands} finders={finders.filter(finder => !finder.verb || can(finder.verb))} />
      </KeepViewsWith>
    </ExplainWith>
  )
}

const NOT_A_BEGINNING = 9

/** Groups in their order, pages in theirs. */
const placeOf = ({ nav }: ConsolePage): number => (nav ? GROUPS.indexOf(nav.group) * 1000 + nav.order : 0)

const ACCOUNT = (t: ReturnType<typeof useWords>) =>
  findPage(pages, '/account') ? [{ to: '/account', label: t('console.me'), icon: 'key' as const }] : []

/** For whom one works and where: the first grant says it, the others are counted. */
function officerOf(t: ReturnType<typeof useWords>, me: Me) {
  const areas = [...new Set(me.grants.flatMap(grant => grant.areaName ?? grant.placeName ?? []))]
  const roles = [...new Set(me.grants.map(grant => grant.role))]
  const area = areas[0] ?? t('console.noArea')
  const organisation = me.grants.find(grant => grant.organisationName)?.organisationName
  return {
    name: me.name,
    unit: organisation ?? (roles[0] ? t(`identity.role.${roles[0]}`) : ''),
    area: areas.length > 1 ? t('console.areas', { area, more: areas.length - 1 }) : area,
  }
}

function Missing() {
  const t = useWords()
  return (
    <EmptyState
      icon="search"
      title={t('kit.problem.missing.title')}
      action={
        <Button variant="default" component={Link} to="/">
          {t('console.home')}
        </Button>
      }
    >
      {t('kit.problem.missing.help')}
    </EmptyState>
  )
}

interface BodyProps {
  readonly found: ReturnType<typeof findPage<ConsolePage>>
  readonly open: readonly ConsolePage[]
  readonly at: string
}

function Body({ found, open, at }: BodyProps) {
  const t = useWords()
  if (!found) return <Missing />
  const { page, params } = found
  if (!open.includes(page))
    return (
      <EmptyState icon="lock" title={t('console.refused')} action={page.verb ? <WhoCanGrant verb={page.verb} /> : null}>
        {t('console.refused.help')}
      </EmptyState>
    )
  return (
    <Catch at={at} show={(problem, again) => <ProblemState problem={problem} again={again} />}>
      <Suspense fallback={<PageSkeleton />}>
        <ParamsProvider params={params}>
          <View page={page} />
        </ParamsProvider>
      </Suspense>
    </Catch>
  )
}

function Wall({ children }: { children: ReactNode }) {
  return (
    <div
      className="k-wall"
      ref={element => {
        if (!element) return
        document.documentElement.dataset.face = 'wall'
        const leave = (event: KeyboardEvent) => event.key === 'Escape' && go('/')
        addEventListener('keydown', leave)
        return () => {
          delete document.documentElement.dataset.face
          removeEventListener('keydown', leave)
        }
      }}
    >
      {children}
    </div>
  )
}
