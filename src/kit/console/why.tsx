import { Popover, UnstyledButton } from '@mantine/core'
import { type ComponentType, createContext, use } from 'react'
import { type Say, useWords } from '#core/web/words.tsx'
import { Icon } from '../icon.tsx'

/** A right that is missing, and where; without a unit, where the officer works. */
export interface Missing {
  readonly verb: string
  readonly unitId?: string | undefined
}

const Explanation = createContext<ComponentType<Missing> | undefined>(undefined)

/** The shell says who can grant a right, since the kit knows no accounts. */
export const ExplainWith = Explanation.Provider

/** Beside every refusal: which right is missing, at which area, and who can grant it. */
export function WhoCanGrant(missing: Missing) {
  const t = useWords()
  const Explained = use(Explanation)
  if (!Explained) return null
  return (
    <Popover width={320} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className="k-ask">{t('console.why.who')}</UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Explained {...missing} />
      </Popover.Dropdown>
    </Popover>
  )
}

/** Why something may not be done, and the right that is missing when that is why. Nothing when it may. */
export interface Refused {
  readonly why?: string | undefined
  readonly missing?: Missing | undefined
}

/** For a button: `<ActionButton {...refusedBy(t, item.refused, { verb, unitId })}>`; `refused` is the code of a problem. */
export const refusedBy = (t: Say, refused: string | null | undefined, missing: Missing): Refused =>
  refused ? { why: t(refused), ...(refused.startsWith('core.refused.') ? { missing } : {}) } : {}

/** The reason under what is off. */
export function Why({ why, missing, id }: Refused & { readonly id?: string }) {
  if (!why) return null
  return (
    <div className="k-why">
      <Icon name="lock" size={14} />
      <div>
        <p id={id}>{why}</p>
        {missing ? <WhoCanGrant {...missing} /> : null}
      </div>
    </div>
  )
}
