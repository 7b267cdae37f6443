import { Suspense, useState } from 'react'
import { PasskeyEntry } from '#base/factors/web/door.tsx'
import { SignIn } from '#base/identity/web/sign-in-console.tsx'
import { ProviderWays } from '#base/openid/web/office.tsx'
import { StationDoor } from '#base/stations/web/door.tsx'
import { useStation } from '#base/stations/web/use-station.ts'
import { findPage, Link } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { PageSkeleton } from '#kit/console/states.tsx'
import type { ConsolePage } from '#kit/page.ts'
import { lazyPage } from '../lazy-page.tsx'
import { DemoAccounts } from './demo.tsx'

const words = ['accounts', 'openid', 'factors', 'stations', 'identity', 'core']

/** Pages before the door, whoever is signed in on this machine: the link of a slip may be opened anywhere. */
const outside: readonly ConsolePage[] = [
  { path: '/activate', words, load: () => import('#base/accounts/web/activate.tsx').then(m => m.Activate) },
  { path: '/help', words, load: () => import('#base/accounts/web/cannot-sign-in.tsx').then(m => m.CannotSignIn) },
  { path: '/openid', words, load: () => import('#base/openid/web/office.tsx').then(m => m.Return) },
  { path: '/station', words, load: () => import('#base/stations/web/register.tsx').then(m => m.RegisterStation) },
]

export const isOutside = (path: string): boolean => findPage(outside, path) !== undefined

export function Outside({ path }: { path: string }) {
  const found = findPage(outside, path)
  if (!found) return null
  const Found = lazyPage(found.page)
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Found />
    </Suspense>
  )
}

/** How one comes in: at a shared machine by name and code, anywhere by login and password. */
export function Doors() {
  const station = useStation()
  const [byPassword, setByPassword] = useState(false)
  if (station === undefined) return <PageSkeleton />
  if (station && !byPassword) return <StationDoor station={station} onPassword={() => setByPassword(true)} />
  return (
    <SignIn
      below={fill => (
        <>
          <PasskeyEntry />
          <ProviderWays />
          <OtherWays onStation={station ? () => setByPassword(false) : undefined} />
          <DemoAccounts onPick={fill} />
        </>
      )}
    />
  )
}

function OtherWays({ onStation }: { onStation: (() => void) | undefined }) {
  const t = useWords()
  return (
    <ul className="k-ways">
      {onStation ? (
        <li>
          <button type="button" onClick={onStation}>
            {t('stations.web.byCode')}
          </button>
        </li>
      ) : null}
      <li>
        <Link to="/activate">{t('accounts.web.ways.activate')}</Link>
      </li>
      <li>
        <Link to="/help">{t('accounts.web.ways.help')}</Link>
      </li>
      {onStation ? null : (
        <li>
          <Link to="/station">{t('stations.web.ways.register')}</Link>
        </li>
      )}
    </ul>
  )
}
