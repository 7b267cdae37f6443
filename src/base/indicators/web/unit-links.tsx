import { useEffect, useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { go } from '#core/web/router.tsx'
import { needWords, useWords } from '#core/web/words.tsx'
import { ActionButton } from '#kit/console/index.ts'
import type { IconName } from '#kit/icon.tsx'

/** Where a capability leads on from the figures of a unit. */
export interface UnitLink {
  /** `module.link`; its words are of that module. */
  readonly name: string
  readonly label: string
  readonly icon: IconName
  /** Who lacks it is not offered the way. */
  readonly verb: string
  readonly pathFor: (unitId: string) => string
}

const links = new Map<string, UnitLink>()

/** Said once by a capability, in its `web/console.ts`. */
export const addUnitLink = (link: UnitLink): void => void links.set(link.name, link)

/** The ways on from the figures of a unit. */
export function UnitLinks({ unitId }: { unitId: string }) {
  const t = useWords()
  const { can } = useSession()
  const [ready, setReady] = useState(false)
  const offered = [...links.values()].filter(link => can(link.verb))
  const modules = offered.map(({ name }) => name.split('.')[0] as string).join()
  useEffect(() => {
    void needWords(...modules.split(',').filter(Boolean)).then(() => setReady(true))
  }, [modules])
  if (!ready) return null
  return offered.map(({ name, label, icon, pathFor }) => (
    <ActionButton key={name} icon={icon} onClick={() => go(pathFor(unitId))}>
      {t(label)}
    </ActionButton>
  ))
}
