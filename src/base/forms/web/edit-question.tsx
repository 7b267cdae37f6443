import { Button, Checkbox, Select } from '@mantine/core'
import type { PolicyState } from '#base/policies/contract.ts'
import { type Say, useLocale, useWords } from '#core/web/words.tsx'
import { Icon } from '#kit/icon.tsx'
import {
  CHOICES,
  DECIDING,
  type EditFault,
  type EditForm,
  type EditQuestion,
  newOption,
  questionsIn,
  type When,
} from '../editing.ts'
import { type Language, NONE } from '../shape.ts'
import { Texts } from './edit-text.tsx'

interface EditQuestionProps {
  readonly form: EditForm
  readonly question: EditQuestion
  readonly faults: readonly EditFault[]
  readonly rules: readonly PolicyState[]
  readonly onChange: (question: EditQuestion) => void
}

/** One question: its words, its answers, and when it is asked. How it is asked stays what it was. */
export function EditQuestionForm({ form, question, faults, rules, onChange }: EditQuestionProps) {
  const t = useWords()
  const has = (why: EditFault['why']) => faults.some(fault => fault.why === why)
  const named = rulesNaming(rules, question.name)
  return (
    <div className="fe-question k-stack">
      <Texts
        label={t('forms.edit.label')}
        value={question.label}
        required={has('label')}
        onChange={label => onChange({ ...question, label })}
      />
      <Texts label={t('forms.edit.hint')} value={question.hint} onChange={hint => onChange({ ...question, hint })} />
      {CHOICES.includes(question.kind) ? (
        <Options question={question} missing={has('option-words')} onChange={onChange} />
      ) : null}
      {DECIDING.includes(question.kind) ? (
        <Texts label={t('forms.edit.says')} value={question.says} onChange={says => onChange({ ...question, says })} />
      ) : null}
      <div className="fe-flags">
        <Checkbox
          label={t('forms.edit.required')}
          checked={question.required}
          onChange={event => onChange({ ...question, required: event.currentTarget.checked })}
        />
        <Checkbox
          label={t('forms.edit.lasting')}
          checked={question.lasting}
          onChange={event => onChange({ ...question, lasting: event.currentTarget.checked })}
        />
        {question.kind === 'day' ? (
          <Checkbox
            label={t('forms.edit.past')}
            checked={question.past}
            onChange={event => onChange({ ...question, past: event.currentTarget.checked })}
          />
        ) : null}
      </div>
      <Condition form={form} question={question} onChange={when => onChange({ ...question, when })} />
      <p className="k-hint">
        {t('forms.edit.code')} <code>{question.name}</code>
        {named.length > 0
          ? ` · ${t('forms.edit.named', { rules: named.map(code => t(`${code}.policy`)).join(', ') })}`
          : ''}
      </p>
    </div>
  )
}

/** The rules of the same module that speak of a question by its name. */
export const rulesNaming = (rules: readonly PolicyState[], name: string): string[] =>
  rules
    .filter(({ params }) => Object.values(params).some(value => Array.isArray(value) && value.includes(name)))
    .map(({ code }) => code)

interface OptionsProps {
  readonly question: EditQuestion
  readonly missing: boolean
  readonly onChange: (question: EditQuestion) => void
}

function Options({ question, missing, onChange }: OptionsProps) {
  const t = useWords()
  const { options, kind } = question
  const hasNone = options.some(option => option.value === NONE)
  const change = (next: EditQuestion['options']) => onChange({ ...question, options: next })
  return (
    <fieldset className="fe-options">
      <legend>{t('forms.edit.options')}</legend>
      {options.map((option, i) => (
        <div key={option.value} className="fe-option">
          <Texts
            label={option.value === NONE ? t('forms.edit.option.none') : t('forms.edit.option', { n: i + 1 })}
            value={option.words}
            required={missing}
            onChange={words => change(options.with(i, { ...option, words }))}
          />
          <Button
            variant="subtle"
            size="compact-sm"
            aria-label={t('forms.edit.remove', { what: option.words.vi || t('forms.edit.option', { n: i + 1 }) })}
            onClick={() => change(options.toSpliced(i, 1))}
          >
            <Icon name="trash" size={16} />
          </Button>
        </div>
      ))}
      <div className="fe-flags">
        <Button
          variant="default"
          size="compact-sm"
          onClick={() =>
            change(options.toSpliced(hasNone ? options.length - 1 : options.length, 0, newOption(options)))
          }
        >
          {t('forms.edit.option.add')}
        </Button>
        {kind === 'several' && !hasNone ? (
          <Button variant="default" size="compact-sm" onClick={() => change([...options, newOption(options, NONE)])}>
            {t('forms.edit.option.none.add')}
          </Button>
        ) : null}
      </div>
    </fieldset>
  )
}

interface ConditionProps {
  readonly form: EditForm
  readonly question: EditQuestion
  readonly onChange: (when: When | null) => void
}

/** Always, or only after some answers to a question before it. */
function Condition({ form, question, onChange }: ConditionProps) {
  const t = useWords()
  const [locale] = useLocale()
  const all = questionsIn(form)
  const before = all.slice(0, all.indexOf(question)).filter(one => DECIDING.includes(one.kind))
  const asked = all.find(one => one.name === question.when?.name)
  return (
    <div className="fe-texts">
      <Select
        label={t('forms.edit.when')}
        data={before.map(one => ({ value: one.name, label: one.label[locale] || one.name }))}
        placeholder={t('forms.edit.when.always')}
        value={question.when?.name ?? null}
        clearable
        onChange={name => onChange(name ? { name, values: [] } : null)}
      />
      {question.when && asked ? (
        <Checkbox.Group
          label={t('forms.edit.when.values')}
          value={question.when.values.map(String)}
          onChange={texts =>
            onChange({
              name: asked.name,
              values: answersOf(t, locale, asked)
                .filter(one => texts.includes(one.text))
                .map(one => one.value),
            })
          }
        >
          <div className="fe-flags">
            {answersOf(t, locale, asked).map(({ text, label }) => (
              <Checkbox key={text} value={text} label={label} />
            ))}
          </div>
        </Checkbox.Group>
      ) : null}
    </div>
  )
}

/** What may be answered to a question that others depend on. */
function answersOf(t: Say, locale: Language, { kind, options }: EditQuestion) {
  if (kind === 'yesno')
    return [true, false].map(value => ({
      value,
      text: String(value),
      label: t(value ? 'forms.web.yes' : 'forms.web.no'),
    }))
  return options.map(({ value, words }) => ({ value, text: value, label: words[locale] || words.vi || value }))
}

/** `Khi “Phương tiện” là Xe khách, Tàu hỏa`. */
export function whenText(t: Say, locale: Language, all: readonly EditQuestion[], { name, values }: When): string {
  const asked = all.find(one => one.name === name)
  const answers = asked ? answersOf(t, locale, asked).filter(one => values.includes(one.value)) : []
  return t('forms.edit.when.text', {
    question: asked?.label[locale] || name,
    answers: answers.map(one => one.label).join(', '),
  })
}
