import { useId, useMemo, useState } from 'react'
import { nameKey } from '#core/text.ts'
import { useWords } from '#core/web/words.tsx'
import { Button, RiskTag, TextField } from '#kit/citizen/index.ts'
import type { PlaceChoice } from '../contract.ts'
import './roadblocks.css'

interface PlaceFieldProps {
  readonly name: string
  readonly label: string
  readonly choices: readonly PlaceChoice[]
  /** Offered before anything is typed. */
  readonly usual: readonly string[]
  readonly value: string
  readonly error?: string | undefined
  readonly onChange: (id: string) => void
}

const MOST = 6

/** A place of the list on this device, by some letters of its name, accents optional. */
export function PlaceField({ name, label, choices, usual, value, error, onChange }: PlaceFieldProps) {
  const t = useWords()
  const titled = useId()
  const [text, setText] = useState('')
  const chosen = choices.find(({ id }) => id === value)
  const keyed = useMemo(() => choices.map(choice => ({ choice, key: ` ${nameKey(choice.label)}` })), [choices])
  const words = nameKey(text)
  const shown = words
    ? keyed.filter(({ key }) => key.includes(` ${words}`)).map(one => one.choice)
    : usual.flatMap(id => choices.find(choice => choice.id === id) ?? [])
  if (chosen)
    return (
      <section className="rb-place" aria-labelledby={titled}>
        <p className="s-label" id={titled}>
          {label}
        </p>
        <div className="rb-chosen">
          <Name choice={chosen} />
          <Button kind="secondary" fit onClick={() => onChange('')}>
            {t('roadblocks.web.place.change')}
          </Button>
        </div>
      </section>
    )
  return (
    <section className="rb-place">
      <TextField
        name={name}
        label={label}
        hint={t('roadblocks.web.place.find')}
        error={error}
        value={text}
        onChange={setText}
        type="search"
        input={{
          enterKeyHint: 'done',
          onKeyDown: event => {
            const [first] = shown
            if (event.key !== 'Enter' || !first || !words) return
            event.preventDefault()
            onChange(first.id)
          },
        }}
      />
      {words && shown.length === 0 ? <p className="s-hint">{t('roadblocks.web.place.none')}</p> : null}
      <ul className="rb-choices">
        {shown.slice(0, MOST).map(choice => (
          <li key={choice.id}>
            <button type="button" onClick={() => onChange(choice.id)}>
              <Name choice={choice} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Its name, what lies above it, and whether it is listed: never by colour alone. */
function Name({ choice }: { choice: PlaceChoice }) {
  const t = useWords()
  const [first, ...above] = choice.label.split(', ')
  return (
    <span className="rb-name">
      <span>
        {first}
        {above.length > 0 ? <small>{above.join(', ')}</small> : null}
      </span>
      {choice.listed === 'whole' ? <RiskTag tone="red">{t('roadblocks.web.place.listed')}</RiskTag> : null}
      {choice.listed === 'part' ? <RiskTag tone="yellow">{t('roadblocks.web.place.part')}</RiskTag> : null}
    </span>
  )
}
