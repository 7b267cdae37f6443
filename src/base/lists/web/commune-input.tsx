import { Autocomplete } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useRead } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { api } from './api.ts'

const MOST = '12'
const TYPING_MS = 200

/** One commune for every row, by its name and what lies above it. */
export function CommuneInput({
  label,
  value,
  error,
  onChange,
}: {
  label: string
  value: string
  error: string | null
  onChange: (value: string) => void
}) {
  const t = useWords()
  const [asked] = useDebouncedValue(value.trim(), TYPING_MS)
  const found = useRead(
    api.units.list,
    { query: { q: asked, tier: 'commune', limit: MOST } },
    { when: asked.length > 1 },
  )
  const labels = asked.length > 1 ? (found.data?.rows ?? []).map(unit => unit.label) : []
  return (
    <Autocomplete
      aria-label={t('lists.web.value', { column: label })}
      placeholder={t('lists.web.commune')}
      value={value}
      error={error}
      filter={({ options }) => options}
      data={[...new Set(labels)]}
      onChange={onChange}
    />
  )
}
