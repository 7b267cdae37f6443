import './form-fields.css'
import { Checkbox, Radio, Select, Textarea, TextInput } from '@mantine/core'
import type { KeyboardEvent } from 'react'
import { UnitField } from '#base/identity/web/unit-field.tsx'
import { dayOf } from '#core/clock.ts'
import { useLocale, useWords } from '#core/web/words.tsx'
import { DayField } from '#kit/console/when.tsx'
import type { FormContent, Question } from '../contract.ts'
import { listOf } from '../listed.ts'
import {
  type AnswerFault,
  type Answers,
  askedOf,
  isEmpty,
  kindOf,
  longestOf,
  numbersOf,
  ticked,
  valuesIn,
  valuesOf,
} from '../shape.ts'
import { fits } from './fits.ts'
import { ListedSelect } from './listed-select.tsx'
import { useNumber } from './number.ts'

export interface FormFieldsProps {
  readonly content: FormContent
  readonly answers: Answers
  readonly faults: readonly AnswerFault[]
  readonly onChange: (answers: Answers) => void
}

/** The whole form on one screen, for an officer who types what others say or have written. */
export function FormFields({ content, answers, faults, onChange }: FormFieldsProps) {
  const t = useWords()
  const [locale] = useLocale()
  const asked = askedOf(content, answers, fits)
  const numbers = numbersOf(content, fits)
  const wrong = new Map(faults.map(({ name, why }) => [name, why]))
  return (
    <div className="ff-form">
      {content.pages.map(page => {
        const questions = page.questions.filter(question => asked.has(question.name))
        if (questions.length === 0) return null
        const isOne = questions.filter(question => numbers.has(question.name)).length < 2
        return (
          <fieldset className="ff-part" key={page.name}>
            {isOne ? null : <legend>{page.title[locale]}</legend>}
            {questions.map(question => {
              const why = wrong.get(question.name)
              return (
                <Field
                  key={question.name}
                  content={content}
                  question={question}
                  number={numbers.get(question.name)}
                  value={answers[question.name]}
                  error={why ? t(`forms.web.fault.${why}`, { label: question.label[locale] }) : undefined}
                  onChange={value => onChange({ ...answers, [question.name]: value })}
                />
              )
            })}
          </fieldset>
        )
      })}
    </div>
  )
}

interface FieldProps {
  readonly content: FormContent
  readonly question: Question
  /** As on the paper; none for what is asked only after another answer. */
  readonly number: number | undefined
  readonly value: unknown
  readonly error: string | undefined
  readonly onChange: (value: unknown) => void
}

function Numbered({ number, question }: FieldProps) {
  const [locale] = useLocale()
  return (
    <>
      <span className="ff-number" aria-hidden="true">
        {number ? `${number}.` : '–'}
      </span>{' '}
      {question.label[locale]}
    </>
  )
}

function Field(props: FieldProps) {
  const { content, question, value, error, onChange } = props
  const [locale] = useLocale()
  const { name } = question
  const common = {
    label: <Numbered {...props} />,
    description: question.hint?.[locale],
    error: error ?? null,
  }
  const options = valuesOf(content, name).map(one => ({ value: one, label: question.options?.[one]?.[locale] ?? one }))
  const text = isEmpty(value) ? '' : String(value)
  switch (kindOf(content, question)) {
    case 'yesno':
      return <YesNo {...props} />
    case 'one':
      return (
        <Select
          {...common}
          data={options}
          value={text || null}
          clearable
          searchable
          autoSelectOnBlur
          // Who leaves with what is chosen means it.
          allowDeselect={false}
          onChange={next => onChange(next ?? undefined)}
        />
      )
    case 'several': {
      const values = valuesIn(value)
      return (
        <Checkbox.Group
          {...common}
          data-wrong={error ? true : undefined}
          value={values}
          onChange={next => onChange(ticked(values, next))}
        >
          <div className="ff-choices">
            {options.map(option => (
              <Checkbox key={option.value} value={option.value} label={option.label} />
            ))}
          </div>
        </Checkbox.Group>
      )
    }
    case 'listed':
    case 'country':
    case 'countries': {
      const several = kindOf(content, question) === 'countries'
      return (
        <ListedSelect
          {...common}
          list={listOf(content, question, locale)}
          several={several}
          maxLength={longestOf(content, name)}
          values={valuesIn(value)}
          onChange={next => onChange(several ? next : next[0])}
        />
      )
    }
    case 'day':
      return (
        <DayField
          {...common}
          value={text || null}
          {...(question.past ? { maxDate: dayOf(new Date()) } : {})}
          onChange={next => onChange(next ?? undefined)}
        />
      )
    case 'unit':
      return (
        <UnitField
          label={question.label[locale]}
          shown={common.label}
          value={text || undefined}
          tier="commune"
          error={common.error}
          onChange={onChange}
        />
      )
    case 'number':
      return <NumberField {...props} />
    case 'lines':
      return (
        <Textarea
          {...common}
          autosize
          minRows={2}
          maxLength={longestOf(content, name, 500)}
          value={text}
          onChange={event => onChange(event.currentTarget.value)}
        />
      )
    default:
      return (
        <TextInput
          {...common}
          maxLength={longestOf(content, name)}
          value={text}
          onChange={event => onChange(event.currentTarget.value)}
        />
      )
  }
}

function NumberField(props: FieldProps) {
  const { content, question, value, error, onChange } = props
  const [locale] = useLocale()
  const { text, inputMode, type } = useNumber({ content, name: question.name, value, onChange })
  return (
    <TextInput
      label={<Numbered {...props} />}
      description={question.hint?.[locale]}
      error={error ?? null}
      inputMode={inputMode}
      value={text}
      onChange={event => type(event.currentTarget.value)}
    />
  )
}

/** Yes or no by one key: C for có, K for không, or the arrows. */
function YesNo(props: FieldProps) {
  const { question, value, error, onChange } = props
  const t = useWords()
  const [locale] = useLocale()
  const byKey = (event: KeyboardEvent) => {
    const said = { c: true, k: false }[event.key.toLowerCase()]
    if (said !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) onChange(said)
  }
  return (
    <Radio.Group
      label={<Numbered {...props} />}
      description={question.hint?.[locale]}
      error={error ?? null}
      data-wrong={error ? true : undefined}
      value={value === undefined ? null : String(value)}
      onChange={chosen => onChange(chosen === 'true')}
      onKeyDown={byKey}
    >
      <div className="ff-choices">
        <Radio value="true" label={t('forms.web.yes')} />
        <Radio value="false" label={t('forms.web.no')} />
      </div>
    </Radio.Group>
  )
}
