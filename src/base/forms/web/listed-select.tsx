import { type ComboboxParsedItem, MultiSelect, Select } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useWords } from '#core/web/words.tsx'
import { foundIn, isUnlisted, type Listed } from '../listed.ts'

interface ListedSelectProps {
  readonly label: ReactNode
  readonly description: string | undefined
  readonly error: string | null
  readonly list: readonly Listed[]
  readonly several: boolean
  readonly maxLength: number
  readonly values: readonly string[]
  readonly onChange: (values: readonly string[]) => void
}

/** Out of a long list at a desk: what is typed narrows it, marks optional; what it lacks is taken as it was typed. */
export function ListedSelect({ list, several, maxLength, values, onChange, ...common }: ListedSelectProps) {
  const t = useWords()
  const [typed, setTyped] = useState('')
  const own = typed.trim().slice(0, maxLength)
  const other = isUnlisted(list, own) && !values.includes(own) ? [own] : []
  const data = [
    ...list.map(({ value, label }) => ({ value, label })),
    ...values.filter(value => !list.some(one => one.value === value)).map(value => ({ value, label: value })),
    ...other.map(value => ({ value, label: t('forms.web.listed.other', { text: value }) })),
  ]
  const shared = {
    ...common,
    data,
    searchable: true,
    clearable: true,
    nothingFoundMessage: t('forms.web.listed.type'),
    onSearchChange: setTyped,
    filter: ({ options, search }: { options: ComboboxParsedItem[]; search: string }) => {
      const found = new Map(foundIn(list, search).map((one, i) => [one.value, i]))
      const isOffered = (one: ComboboxParsedItem) =>
        'value' in one && (found.has(one.value) || other.includes(one.value))
      const place = (one: ComboboxParsedItem) => ('value' in one ? (found.get(one.value) ?? list.length) : 0)
      return search.trim() ? options.filter(isOffered).toSorted((a, b) => place(a) - place(b)) : options
    },
  }
  return several ? (
    <MultiSelect {...shared} value={[...values]} onChange={onChange} />
  ) : (
    // Who leaves with what is chosen means it.
    <Select
      {...shared}
      value={values[0] ?? null}
      autoSelectOnBlur
      allowDeselect={false}
      onChange={value => onChange(value ? [value] : [])}
    />
  )
}
