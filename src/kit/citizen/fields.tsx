import {
  type ComponentProps,
  type HTMLAttributes,
  type ReactNode,
  useEffect,
  useEffectEvent,
  useId,
  useLayoutEffect,
  useRef,
} from 'react'
import { useWords } from '#core/web/words.tsx'
import { Icon } from '../icon.tsx'
import { digits, phoneText } from '../phone.ts'

export interface FieldProps {
  /** Also the id of its control, which the error summary leads to. */
  readonly name: string
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly error?: string | undefined
}

interface ControlIds {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
}

function Field({ name, label, hint, error, children }: FieldProps & { children: (ids: ControlIds) => ReactNode }) {
  const about = [hint ? `${name}-hint` : '', error ? `${name}-error` : ''].filter(Boolean).join(' ')
  return (
    <div className="s-field" data-wrong={error ? true : undefined}>
      <label className="s-label" htmlFor={name}>
        {label}
      </label>
      {hint ? (
        <p className="s-hint" id={`${name}-hint`}>
          {hint}
        </p>
      ) : null}
      {error ? <FieldError id={`${name}-error`}>{error}</FieldError> : null}
      {children({ id: name, 'aria-describedby': about || undefined, 'aria-invalid': error ? true : undefined })}
    </div>
  )
}

function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p className="s-field-error" id={id}>
      <Icon name="warning" size={18} />
      <span>{children}</span>
    </p>
  )
}

export interface TextFieldProps extends FieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly type?: 'text' | 'email' | 'password' | 'search'
  readonly inputMode?: HTMLAttributes<HTMLInputElement>['inputMode']
  readonly autoComplete?: string
  readonly maxLength?: number
  /** More than one line, as many as this to begin with. */
  readonly lines?: number
  readonly input?: ComponentProps<'input'>
}

export function TextField({ value, onChange, type = 'text', lines, input, ...field }: TextFieldProps) {
  const common = {
    className: 's-input',
    name: field.name,
    value,
    autoComplete: field.autoComplete ?? 'off',
    maxLength: field.maxLength,
  }
  return (
    <Field {...field}>
      {ids =>
        lines ? (
          <textarea {...common} {...ids} rows={lines} onChange={event => onChange(event.target.value)} />
        ) : (
          <input
            {...common}
            type={type}
            {...input}
            {...ids}
            inputMode={field.inputMode}
            onChange={event => onChange(event.target.value)}
          />
        )
      }
    </Field>
  )
}

export interface PhoneFieldProps extends FieldProps {
  /** Digits only; `+84` becomes `0`. */
  readonly value: string
  readonly onChange: (value: string) => void
}

export function PhoneField({ value, onChange, ...field }: PhoneFieldProps) {
  const caret = useDigitCaret(value)
  return (
    <Field {...field}>
      {ids => (
        <input
          {...ids}
          ref={caret.input}
          className="s-input s-input-phone"
          name={field.name}
          type="tel"
          inputMode="tel"
          autoComplete="tel-national"
          value={phoneText(value)}
          onChange={event => {
            caret.keep(event.target)
            onChange(digits(event.target.value.replace(/^\s*\+?84/, '0')).slice(0, 11))
          }}
        />
      )}
    </Field>
  )
}

/** Where digits are set in groups as they are typed, the caret stays behind the digit it was behind. */
function useDigitCaret(value: string) {
  const input = useRef<HTMLInputElement>(null)
  const after = useRef<number>(undefined)
  useLayoutEffect(() => {
    const field = input.current
    if (!field || after.current === undefined || document.activeElement !== field) return
    const at = placeBehind(field.value, Math.min(after.current, value.length))
    field.setSelectionRange(at, at)
    after.current = undefined
  })
  return {
    input,
    keep: ({ value: typed, selectionStart }: HTMLInputElement) => {
      const atEnd = selectionStart === null || selectionStart >= typed.length
      after.current = atEnd ? undefined : digits(typed.slice(0, selectionStart)).length
    },
  }
}

/** The place in a text behind its first `count` digits. */
function placeBehind(text: string, count: number): number {
  let at = 0
  for (let seen = 0; at < text.length && seen < count; at++) if (digits(text[at] ?? '')) seen++
  return at
}

export interface CodeFieldProps extends FieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
  /** How many digits; six unless told. */
  readonly length?: number
  /** Called when the last digit is in. */
  readonly onFull?: (code: string) => void
}

/** A one-time code: one field, so that the phone can fill it from the message. */
export function CodeField({ value, onChange, length = 6, onFull, ...field }: CodeFieldProps) {
  return (
    <Field {...field}>
      {ids => (
        <input
          {...ids}
          className="s-input s-input-code"
          name={field.name}
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9]*"
          value={value}
          onChange={event => {
            const code = digits(event.target.value).slice(0, length)
            onChange(code)
            // A full one that is being corrected is not sent by its first changed digit.
            if (code.length === length && value.length < length) onFull?.(code)
          }}
        />
      )}
    </Field>
  )
}

export interface SelectFieldProps extends FieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

export function SelectField({ value, onChange, options, ...field }: SelectFieldProps) {
  const t = useWords()
  return (
    <Field {...field}>
      {ids => (
        <select {...ids} className="s-input" name={field.name} value={value} onChange={e => onChange(e.target.value)}>
          {value === '' ? <option value="">{t('kit.choose')}</option> : null}
          {options.map(option => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

export interface ChoiceOption<V extends string> {
  readonly value: V
  readonly label: ReactNode
  readonly hint?: ReactNode
}

export interface ChoiceProps<V extends string> extends FieldProps {
  readonly value: V | undefined
  readonly onChange: (value: V) => void
  readonly options: readonly ChoiceOption<V>[]
  /** Side by side, for two or three short answers such as Có / Không. */
  readonly inline?: boolean
}

/** One of a few, each a card as large as a thumb. */
export function Choice<V extends string>({ value, onChange, options, inline, ...field }: ChoiceProps<V>) {
  const { name, label, hint, error } = field
  const about = [hint ? `${name}-hint` : '', error ? `${name}-error` : ''].filter(Boolean).join(' ')
  return (
    <fieldset className="s-field s-choice" data-wrong={error ? true : undefined} aria-describedby={about || undefined}>
      <legend className="s-label">{label}</legend>
      {hint ? (
        <p className="s-hint" id={`${name}-hint`}>
          {hint}
        </p>
      ) : null}
      {error ? <FieldError id={`${name}-error`}>{error}</FieldError> : null}
      <div className={inline ? 's-options s-options-inline' : 's-options'}>
        {options.map((option, i) => (
          <label key={option.value} className="s-option">
            <input
              type="radio"
              id={i === 0 ? name : undefined}
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>
              {option.label}
              {option.hint ? <small>{option.hint}</small> : null}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

export interface CheckProps {
  readonly name: string
  readonly label: ReactNode
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

export function Check({ name, label, checked, onChange }: CheckProps) {
  const id = useId()
  return (
    <label className="s-option s-check" htmlFor={id}>
      <input id={id} type="checkbox" name={name} checked={checked} onChange={e => onChange(e.target.checked)} />
      <span>{label}</span>
    </label>
  )
}

export interface ChecksProps<V extends string> extends FieldProps {
  readonly values: readonly V[]
  readonly onChange: (values: readonly V[]) => void
  readonly options: readonly ChoiceOption<V>[]
}

/** Any of a few, each a card as large as a thumb. */
export function Checks<V extends string>({ values, onChange, options, ...field }: ChecksProps<V>) {
  const { name, label, hint, error } = field
  const about = [hint ? `${name}-hint` : '', error ? `${name}-error` : ''].filter(Boolean).join(' ')
  return (
    <fieldset className="s-field s-choice" data-wrong={error ? true : undefined} aria-describedby={about || undefined}>
      <legend className="s-label">{label}</legend>
      {hint ? (
        <p className="s-hint" id={`${name}-hint`}>
          {hint}
        </p>
      ) : null}
      {error ? <FieldError id={`${name}-error`}>{error}</FieldError> : null}
      <div className="s-options">
        {options.map((option, i) => (
          <label key={option.value} className="s-option s-check">
            <input
              type="checkbox"
              id={i === 0 ? name : undefined}
              name={name}
              value={option.value}
              checked={values.includes(option.value)}
              onChange={event =>
                onChange(
                  event.target.checked ? [...values, option.value] : values.filter(value => value !== option.value),
                )
              }
            />
            <span>
              {option.label}
              {option.hint ? <small>{option.hint}</small> : null}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

export interface FieldFault {
  /** The `name` of the field. */
  readonly field: string
  readonly message: string
}

/**
 * What is wrong with a form, on top of it, each line leading to its field. Takes the focus when it appears, says
 * something new or is there still after another try; not while its reader types or mends one thing after another.
 */
export function ErrorSummary({ faults }: { faults: readonly FieldFault[] }) {
  const t = useWords()
  const box = useRef<HTMLDivElement>(null)
  const before = useRef<readonly string[]>([])
  const said = faults.map(fault => fault.message).join('\n')
  const again = useEffectEvent((event: Event) => {
    const form = event.target as HTMLElement
    const isOwn = faults.some(fault => form.contains(document.getElementById(fault.field)))
    if (isOwn) setTimeout(() => box.current?.focus())
  })
  useEffect(() => {
    const lines = said ? said.split('\n') : []
    const isNew = lines.some(line => !before.current.includes(line))
    before.current = lines
    if (lines.length === 0) return
    if (isNew) box.current?.focus()
    const hear = (event: Event) => again(event)
    addEventListener('submit', hear)
    return () => removeEventListener('submit', hear)
  }, [said])
  if (faults.length === 0) return null
  return (
    <div className="s-summary" ref={box} tabIndex={-1} role="alert">
      <h2>{t('kit.faults', { count: faults.length })}</h2>
      <ul>
        {faults.map(fault => (
          <li key={fault.field}>
            <a
              href={`#${fault.field}`}
              onClick={event => {
                event.preventDefault()
                document.getElementById(fault.field)?.focus()
              }}
            >
              {fault.message}
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}
