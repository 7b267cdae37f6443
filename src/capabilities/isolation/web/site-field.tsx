import { Loader, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import type { ResultOf } from '#core/contract.ts'
import { useRead } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import type { isolation } from '../contract.ts'
import { api } from './api.ts'

export type Site = ResultOf<typeof isolation.sites>['sites'][number]

const TYPING_MS = 200

interface SiteFieldProps {
  readonly unitId: string
  readonly value: Site | undefined
  readonly onChange: (site: Site | undefined) => void
}

/** A place of the register in which the order is served: sites of the province at once, any other by its name. */
export function SiteField({ unitId, value, onChange }: SiteFieldProps) {
  const t = useWords()
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), TYPING_MS)
  const typed = value && asked === value.name ? '' : asked
  const found = useRead(api.isolation.sites, { query: { unitId, ...(typed ? { q: typed } : {}) } })
  const sites = [...(value ? [value] : []), ...(found.data?.sites ?? []).filter(site => site.id !== value?.id)]
  return (
    <Select
      label={t('isolation.web.site')}
      description={t('isolation.web.site.hint')}
      placeholder={t('isolation.web.site.none')}
      searchable
      clearable
      filter={({ options }) => options}
      nothingFoundMessage={found.isFetching ? '…' : t('isolation.web.site.unknown')}
      rightSection={found.isFetching ? <Loader size={14} /> : undefined}
      data={sites.map(site => ({ value: site.id, label: site.name }))}
      renderOption={({ option }) => <Option site={sites.find(site => site.id === option.value)} />}
      value={value?.id ?? null}
      onChange={id => onChange(sites.find(site => site.id === id))}
      onSearchChange={setText}
    />
  )
}

function Option({ site }: { site: Site | undefined }) {
  const t = useWords()
  if (!site) return null
  const left = site.capacity === null ? undefined : site.capacity - site.people
  const room =
    left === undefined ? '' : left > 0 ? t('isolation.web.site.left', { left }) : t('isolation.web.site.full')
  return (
    <span className="is-site">
      {site.name}
      <small>{[site.address, site.unitName, room].filter(Boolean).join(', ')}</small>
    </span>
  )
}
