import './console.css'
import { Button, Skeleton, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { type KeyboardEvent, useRef, useState } from 'react'
import { useRead } from '#core/web/data.tsx'
import { type Say, useWords } from '#core/web/words.tsx'
import { Notice } from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { api, type PersonLine, tellApart } from './console-api.ts'

const TYPING_MS = 250
const SHORTEST = 2

export interface FindPersonProps {
  readonly label: string
  readonly description?: string
  readonly onPick: (person: PersonLine) => void
  /** Offers to enter somebody the register does not know, with what was typed. */
  readonly onUnknown?: (typed: string) => void
  /** Never offered: the person it is about. */
  readonly exceptId?: string
  readonly error?: string | undefined
  readonly autoFocus?: boolean
}

/** Finds somebody in the register by name, phone or paper, and lets one be chosen; the arrows walk the candidates. */
export function FindPerson(props: FindPersonProps) {
  const { label, description, onPick, onUnknown, exceptId, error, autoFocus } = props
  const t = useWords()
  const box = useRef<HTMLDivElement>(null)
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), TYPING_MS)
  const long = asked.length >= SHORTEST
  const { data, error: problem, isFetching } = useRead(api.people.search, { query: { q: asked } }, { when: long })
  const found = long ? (data?.people.filter(person => person.id !== exceptId) ?? []) : []
  const settled = long && asked === text.trim() && !isFetching && data !== undefined
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears the arrows of the field and the buttons inside
    <div className="k-stack pe-find" ref={box} onKeyDown={event => walkByArrows(event, box.current)}>
      <TextInput
        label={label}
        description={description ?? t('people.office.find.hint')}
        leftSection={<Icon name="search" size={16} />}
        value={text}
        error={error}
        autoComplete="off"
        spellCheck={false}
        {...(autoFocus ? { 'data-autofocus': true, autoFocus } : {})}
        onChange={event => setText(event.currentTarget.value)}
        onKeyDown={event => event.key === 'Enter' && event.preventDefault()}
      />
      <p className="only-read" role="status">
        {settled ? t('people.office.found', { count: found.length }) : ''}
      </p>
      {problem ? <Notice tone="error" title={tell(t, problem).title} /> : null}
      {settled && data.capped ? <TooMany text={asked} /> : null}
      {long && !data && !problem ? <Bones /> : null}
      {found.length > 0 ? (
        <ul className="pe-found">
          {found.map(person => (
            <li key={person.id}>
              <button type="button" onClick={() => onPick(person)}>
                <strong>{person.fullName}</strong>
                <span>{told(t, person)}</span>
                {person.address ? <small>{person.address}</small> : null}
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      {settled && found.length === 0 ? <p className="pe-none">{t('people.office.none', { text: asked })}</p> : null}
      {settled && onUnknown ? (
        <Button
          variant="default"
          className="pe-unknown"
          leftSection={<Icon name="plus" size={18} />}
          onClick={() => onUnknown(asked)}
        >
          {t('people.office.unknown')}
        </Button>
      ) : null}
    </div>
  )
}

/** What tells them apart, and whether they asked for restriction. */
export const told = (t: Say, person: PersonLine): string =>
  [tellApart(t, person), person.restricted ? t('people.office.restricted') : ''].filter(Boolean).join(' · ')

/** Too many of one name: what to add, said with what was typed. */
export function TooMany({ text }: { text: string }) {
  const t = useWords()
  return (
    <Notice icon="people" title={t('people.office.many')}>
      {t('people.office.many.help', { text })}
    </Notice>
  )
}

const Bones = () => (
  <div className="pe-found">
    {[0, 1, 2].map(i => (
      <div key={i} className="pe-bone">
        <Skeleton height={14} width="46%" mb={8} />
        <Skeleton height={12} width="70%" />
      </div>
    ))}
  </div>
)

/** The arrows go from a field to what was found under it, and back. */
export function walkByArrows(event: KeyboardEvent, box: HTMLElement | null): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (!step || !box) return
  const stops = [...box.querySelectorAll<HTMLElement>('input, textarea, li > button')]
  const next = stops[stops.indexOf(document.activeElement as HTMLElement) + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}
