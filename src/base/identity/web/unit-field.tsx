import { Loader, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { type ReactNode, useState } from 'react'
import { units } from '#base/units/contract.ts'
import { browserApi } from '#core/web/api.ts'
import { useRead } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { useSession } from './session.tsx'

const api = browserApi({ units })
const SHOWN = '20'
const TYPING_MS = 200

interface UnitFieldProps {
  readonly label: string
  /** The label as it is seen, where that is more than its words. */
  readonly shown?: ReactNode
  /** The label is only read aloud: for a row of filters. */
  readonly bare?: boolean
  readonly placeholder?: string
  readonly description?: string
  readonly value: string | undefined
  readonly onChange: (unitId: string | undefined) => void
  /** Only units below this one, itself included. */
  readonly within?: string | undefined
  /** Only units of this tier, such as `commune`. */
  readonly tier?: string
  /** A unit that makes no sense here, such as where the thing is already. */
  readonly except?: string | undefined
  readonly error?: string | null | undefined
}

/** The area in which the officer holds the verb, when it is one: there is no sense in offering others. */
export function useOwnArea(verb = 'identity.administer'): string | undefined {
  const { me } = useSession()
  const areas = (me?.grants ?? []).flatMap(grant =>
    grant.areaId && me?.rights[grant.role]?.includes(verb) ? [grant.areaId] : [],
  )
  return areas.length === 1 ? areas[0] : undefined
}

/** A unit by what one types of its name; accents may be left out. */
export function UnitField({ label, shown, bare, value, onChange, within, tier, except, ...rest }: UnitFieldProps) {
  const t = useWords()
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), TYPING_MS)
  const found = useRead(
    api.units.list,
    { query: { q: asked, limit: SHOWN, ...(within ? { parent: within } : {}), ...(tier ? { tier } : {}) } },
    { when: asked.length > 0 },
  )
  const chosen = useRead(api.units.get, { params: { unitId: value ?? '' }, query: {} }, { when: value !== undefined })
  const known = chosen.data ? [chosen.data] : []
  const options = [...known, ...(asked ? (found.data?.rows ?? []) : [])].filter(unit => unit.id !== except)
  return (
    <Select
      {...rest}
      {...(bare ? { 'aria-label': label } : { label: shown ?? label })}
      searchable
      clearable
      // Who chooses what is chosen means it.
      allowDeselect={false}
      filter={({ options: all }) => all}
      nothingFoundMessage={asked && !found.isFetching ? t('identity.web.unit.none') : t('identity.web.unit.type')}
      rightSection={found.isFetching ? <Loader size={14} /> : undefined}
      data={[
        ...new Map(options.map(unit => [unit.id, { value: unit.id, label: unit.label || unit.fullName }])).values(),
      ]}
      value={value ?? null}
      onChange={unitId => onChange(unitId ?? undefined)}
      onSearchChange={setText}
    />
  )
}
