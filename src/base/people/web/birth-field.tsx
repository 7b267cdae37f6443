import { useWords } from '#core/web/words.tsx'
import { Icon } from '#kit/icon.tsx'
import type { Birth } from './birth.ts'
import './introduce.css'

export interface BirthFieldProps {
  readonly name: string
  readonly value: Birth
  readonly onChange: (birth: Birth) => void
  readonly error?: string | undefined
  /** That the year is enough, unless told. */
  readonly hint?: string
}

const PARTS = [
  ['day', 2],
  ['month', 2],
  ['year', 4],
] as const

/** Three small boxes, as on the card: day, month, year. */
export function BirthField({ name, value, onChange, error, hint }: BirthFieldProps) {
  const t = useWords()
  const about = [`${name}-hint`, error ? `${name}-error` : ''].filter(Boolean).join(' ')
  return (
    <fieldset className="s-field" data-wrong={error ? true : undefined} aria-describedby={about}>
      <legend className="s-label">{t('people.web.birth')}</legend>
      <p className="s-hint" id={`${name}-hint`}>
        {hint ?? t('people.web.birth.hint')}
      </p>
      {error ? (
        <p className="s-field-error" id={`${name}-error`}>
          <Icon name="warning" size={18} />
          <span>{error}</span>
        </p>
      ) : null}
      <div className="p-birth">
        {PARTS.map(([part, length], i) => (
          <label key={part} className={`p-birth-${part}`}>
            <span>{t(`people.web.birth.${part}`)}</span>
            <input
              className="s-input"
              id={i === 0 ? name : undefined}
              name={`${name}-${part}`}
              inputMode="numeric"
              autoComplete="off"
              maxLength={length}
              value={value[part]}
              aria-invalid={error ? true : undefined}
              onChange={event => onChange({ ...value, [part]: event.target.value.replace(/\D/g, '') })}
            />
          </label>
        ))}
      </div>
    </fieldset>
  )
}
