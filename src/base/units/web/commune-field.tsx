import { useEffect, useState } from 'react'
import { nameKey } from '#core/text.ts'
import { browserApi } from '#core/web/api.ts'
import { useRead } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { Choice, Notice, Skeleton, searchEnter, TextField } from '#kit/citizen/index.ts'
import { tell } from '#kit/problem.ts'
import { units } from '../contract.ts'

const api = browserApi({ units })
const PAUSE_MS = 250
const SHORTEST = 2
const MOST = 8

export interface Commune {
  readonly id: string
  /** With what lies above it: `Phường Thuận Hòa, Thành phố Huế, Tỉnh Thừa Thiên Huế`. */
  readonly label: string
}

export interface CommuneFieldProps {
  readonly name: string
  readonly value: Commune | undefined
  readonly onChange: (commune: Commune) => void
  readonly error?: string | undefined
}

/** A commune by its name, accents optional: type some letters, choose one of a few. Say the words of `units`. */
export function CommuneField({ name, value, onChange, error }: CommuneFieldProps) {
  const t = useWords()
  const [text, setText] = useState('')
  const asked = useSettled(text.trim(), PAUSE_MS)
  const long = asked.length >= SHORTEST
  const found = useRead(
    api.units.list,
    { query: { q: asked, tier: 'commune', limit: String(MOST) } },
    {
      when: long,
    },
  )
  const rows = long ? (found.data?.rows ?? []) : value ? [value] : []
  const [first, ...above] = value ? split(value.label) : []
  const isAsked = asked === text.trim()
  const named = rows.filter(row => nameKey(split(row.label)[0] ?? '') === nameKey(asked))
  const hit = isAsked && long ? (only(rows) ?? only(named)) : undefined
  return (
    <>
      <TextField
        name={name}
        label={t('units.web.commune')}
        hint={t('units.web.commune.hint')}
        error={error}
        type="search"
        value={text}
        onChange={setText}
        input={searchEnter({
          name,
          typed: text,
          hit,
          isTaken: hit !== undefined && hit.id === value?.id,
          onTake: onChange,
        })}
      />
      <p className="only-read" role="status">
        {long && found.data ? t('units.web.commune.found', { count: rows.length }) : ''}
      </p>
      {long && found.isPending ? <Skeleton lines={3} /> : null}
      {long && found.error ? <Notice tone="error" title={tell(t, found.error).title} /> : null}
      {long && found.data && rows.length === 0 ? (
        <Notice title={t('units.web.commune.none', { text: asked })}>{t('units.web.commune.none.help')}</Notice>
      ) : null}
      {rows.length > 0 ? (
        <Choice
          name={`${name}-choice`}
          label={long ? t('units.web.commune.choose') : t('units.web.commune.chosen')}
          value={value?.id}
          onChange={id => {
            const row = rows.find(one => one.id === id)
            if (row) onChange({ id: row.id, label: row.label })
          }}
          options={rows.map(row => ({ value: row.id, ...inWords(row.label) }))}
        />
      ) : null}
      {value && long && !rows.some(row => row.id === value.id) ? (
        <p className="s-hint">
          {t('units.web.commune.chosen')}: {first} {above.length > 0 ? `(${above.join(', ')})` : ''}
        </p>
      ) : null}
    </>
  )
}

const only = <T,>(rows: readonly T[]): T | undefined => (rows.length === 1 ? rows[0] : undefined)

const split = (label: string): string[] => label.split(', ')

function inWords(label: string) {
  const [first = label, ...above] = split(label)
  return { label: first, hint: above.join(', ') }
}

/** A value once it has stayed the same for a while. */
function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return settled
}
