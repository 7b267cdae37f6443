import { useEffect, useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { go } from '#core/web/router.tsx'
import { needWords, useWords } from '#core/web/words.tsx'
import { ActionButton } from '#kit/console/index.ts'
import type { IconName } from '#kit/icon.tsx'

/** What a capability offers to do for a person, wherever in the console a person is shown. */
export interface PersonAction {
  /** `module.action`; its words are of that module. */
  readonly name: string
  readonly label: string
  readonly icon: IconName
  /** Who lacks it is not offered the action. */
  readonly verb: string
  /** `workId`: the item of work that shows the person. */
  readonly pathFor: (personId: string, workId?: string) => string
}

const actions = new Map<string, PersonAction>()

/** Said once by a capability, in its `web/console.ts`. */
export const addPersonAction = (action: PersonAction): void => void actions.set(action.name, action)

const moduleOf = ({ name }: PersonAction): string => name.split('.')[0] as string

interface PersonActionsProps {
  readonly personId: string
  readonly workId?: string
  /** The module that shows the person and needs no action of its own. */
  readonly beside?: string
}

export function PersonActions({ personId, workId, beside }: PersonActionsProps) {
  const t = useWords()
  const { can } = useSession()
  const [ready, setReady] = useState(false)
  const offered = [...actions.values()].filter(action => can(action.verb) && moduleOf(action) !== beside)
  const modules = offered.map(moduleOf).join()
  useEffect(() => {
    void needWords(...modules.split(',').filter(Boolean)).then(() => setReady(true))
  }, [modules])
  if (!ready) return null
  return offered.map(action => (
    <ActionButton key={action.name} wide icon={action.icon} onClick={() => go(action.pathFor(personId, workId))}>
      {t(action.label)}
    </ActionButton>
  ))
}
