import { MultiSelect, Select } from '@mantine/core'
import { useRead } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { api } from './api.ts'

export function useOfficers(organisationId: string) {
  const { data } = useRead(api.documents.officers, { query: { organisationId } }, { when: organisationId !== '' })
  return data?.officers ?? []
}

interface FieldProps {
  readonly organisationId: string
  readonly label: string
  readonly leading?: boolean
  readonly without?: readonly string[]
  readonly error?: string | null
}

/** One of those who work in the office. */
export function OfficerField(props: FieldProps & { value: string; onChange: (id: string) => void }) {
  const { organisationId, label, leading, without = [], value, onChange, error } = props
  const officers = useOfficers(organisationId)
  return (
    <Select
      label={label}
      searchable
      value={value || null}
      error={error ?? null}
      onChange={next => onChange(next ?? '')}
      data={officers
        .filter(one => (!leading || one.leads) && !without.includes(one.id))
        .map(one => ({ value: one.id, label: one.name }))}
    />
  )
}

export function OfficersField(props: FieldProps & { value: readonly string[]; onChange: (ids: string[]) => void }) {
  const { organisationId, label, without = [], value, onChange, error } = props
  const t = useWords()
  const officers = useOfficers(organisationId)
  return (
    <MultiSelect
      label={label}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('console.clear') }}
      value={[...value]}
      error={error ?? null}
      onChange={onChange}
      data={officers.filter(one => !without.includes(one.id)).map(one => ({ value: one.id, label: one.name }))}
    />
  )
}
