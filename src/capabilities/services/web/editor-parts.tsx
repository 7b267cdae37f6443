import { ActionIcon, Button, Checkbox, NumberInput, Select, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { editPath, isForm } from '#base/forms/web/console.ts'
import { paramsOf } from '#base/forms/web/form-state.ts'
import { useSession } from '#base/identity/web/session.tsx'
import { useOwnArea } from '#base/identity/web/unit-field.tsx'
import { policies } from '#base/policies/contract.ts'
import { browserApi } from '#core/web/api.ts'
import { useRead } from '#core/web/data.tsx'
import { Link } from '#core/web/router.tsx'
import { useLocale, useWords } from '#core/web/words.tsx'
import { Icon } from '#kit/icon.tsx'
import type { ProcedureContent, Requirement, Stage } from '../contract.ts'

interface ChoiceProps<V extends string> {
  readonly label: string
  /** Said to who does not see the row's head; shown above the field otherwise. */
  readonly inRow?: boolean
  readonly values: readonly V[]
  /** Their words: `<words>.<value>`. */
  readonly words: string
  readonly value: V
  readonly onChange: (value: V) => void
  readonly w?: number
}

/** One of a few, in words. */
export function Choice<V extends string>({ label, inRow, values, words, value, onChange, w }: ChoiceProps<V>) {
  const t = useWords()
  return (
    <Select
      {...(inRow ? { 'aria-label': label } : { label })}
      {...(w ? { w } : {})}
      allowDeselect={false}
      data={values.map(one => ({ value: one, label: t(`${words}.${one}`) }))}
      value={value}
      onChange={next => {
        const chosen = values.find(one => one === next)
        if (chosen) onChange(chosen)
      }}
    />
  )
}

/** Whether a line says what it is. */
export const isNamed = ({ name }: { readonly name: string }) => name.trim() !== ''

interface NameProps {
  readonly label: string
  readonly value: string
  readonly lacks: string | undefined
  readonly onChange: (value: string) => void
}

function Name({ label, value, lacks, onChange }: NameProps) {
  return (
    <TextInput
      aria-label={label}
      className="sv-wide"
      value={value}
      error={value.trim() ? undefined : lacks}
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}

interface LinesProps<T> {
  readonly rows: readonly T[]
  /** Said at each line without a name. */
  readonly lacks: string | undefined
  readonly onChange: (rows: T[]) => void
}

export function PaperLines({ rows, lacks, onChange }: LinesProps<Requirement>) {
  const t = useWords()
  // One that was taken away in between leaves its number free, not twice.
  const last = Math.max(0, ...rows.map(row => Number(/^giay-to-(\d+)$/.exec(row.key)?.[1] ?? 0)))
  const blank: Requirement = { key: `giay-to-${last + 1}`, name: '', form: 'copy', required: true }
  return (
    <Rows rows={rows} blank={blank} onChange={onChange}>
      {(paper, change) => (
        <>
          <Name
            label={t('services.web.editor.paper')}
            value={paper.name}
            lacks={lacks}
            onChange={name => change({ name })}
          />
          <Choice
            label={t('services.web.editor.form')}
            inRow
            w={200}
            values={['original', 'certified', 'copy']}
            words="services.site.paper"
            value={paper.form}
            onChange={form => change({ form })}
          />
          <Checkbox
            label={t('services.web.editor.required')}
            checked={paper.required}
            onChange={event => change({ required: event.currentTarget.checked })}
          />
          <ResultOf codes={paper.resultOf ?? []} onChange={resultOf => change({ resultOf })} />
        </>
      )}
    </Rows>
  )
}

/** What stands between separators, tidied; what is empty is none. */
export const partsOf = (text: string, separator: string | RegExp): string[] =>
  text
    .split(separator)
    .map(part => part.trim())
    .filter(Boolean)

interface ResultOfProps {
  readonly codes: readonly string[]
  readonly onChange: (codes: string[]) => void
}

/** Codes of procedures, as they are typed: a space after the first begins the next. */
function ResultOf({ codes, onChange }: ResultOfProps) {
  const t = useWords()
  const [typed, setTyped] = useState('')
  const separator = /[\s,]+/
  const written = codes.join(' ')
  const text = partsOf(typed, separator).join(' ') === written ? typed : written
  return (
    <TextInput
      aria-label={t('services.web.editor.resultOf')}
      placeholder={t('services.web.editor.resultOf')}
      w={210}
      value={text}
      onChange={event => {
        setTyped(event.currentTarget.value)
        onChange(partsOf(event.currentTarget.value, separator))
      }}
    />
  )
}

export function FeeLines({ rows, lacks, onChange }: LinesProps<ProcedureContent['fees'][number]>) {
  const t = useWords()
  return (
    <Rows rows={rows} blank={{ name: t('services.web.fee'), amount: 0 }} onChange={onChange}>
      {(fee, change) => (
        <>
          <Name
            label={t('services.web.editor.fee')}
            value={fee.name}
            lacks={lacks}
            onChange={name => change({ name })}
          />
          <NumberInput
            aria-label={t('services.web.editor.amount')}
            suffix=" đ"
            thousandSeparator="."
            decimalSeparator=","
            min={0}
            w={160}
            value={fee.amount}
            onChange={value => change({ amount: Number(value) || 0 })}
          />
        </>
      )}
    </Rows>
  )
}

const BLANK_STEP: Stage = { name: '', role: 'process', at: 'office', hours: 8 }

export function StepLines({ rows, lacks, onChange }: LinesProps<Stage>) {
  const t = useWords()
  return (
    <Rows rows={rows} blank={BLANK_STEP} onChange={onChange}>
      {(step, change) => (
        <>
          <Name
            label={t('services.web.editor.step')}
            value={step.name}
            lacks={lacks}
            onChange={name => change({ name })}
          />
          <Choice
            label={t('services.web.editor.role')}
            inRow
            w={170}
            values={['process', 'approve']}
            words="services.web.role"
            value={step.role}
            onChange={role => change({ role })}
          />
          <Choice
            label={t('services.web.editor.at')}
            inRow
            w={190}
            values={['office', 'decider']}
            words="services.web.at"
            value={step.at}
            onChange={at => change({ at })}
          />
          <NumberInput
            aria-label={t('services.web.editor.hours')}
            suffix={` ${t('services.web.editor.h')}`}
            min={1}
            max={2000}
            w={110}
            value={step.hours}
            onChange={value => change({ hours: Number(value) || 1 })}
          />
        </>
      )}
    </Rows>
  )
}

interface RowsProps<T> extends Omit<LinesProps<T>, 'lacks'> {
  readonly blank: T
  readonly children: (row: T, change: (patch: Partial<T>) => void) => ReactNode
}

/** Lines that are added, changed and taken away. */
function Rows<T extends object>({ rows, blank, onChange, children }: RowsProps<T>) {
  const t = useWords()
  return (
    <div className="k-stack">
      {rows.map((row, i) => (
        <div className="sv-row sv-line" key={i}>
          {children(row, patch => onChange(rows.map((one, at) => (at === i ? { ...one, ...patch } : one))))}
          <ActionIcon
            aria-label={t('services.web.editor.remove')}
            onClick={() => onChange(rows.filter((_, at) => at !== i))}
          >
            <Icon name="cross" size={16} />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="plus" size={16} />}
          onClick={() => onChange([...rows, blank])}
        >
          {t('services.web.editor.add')}
        </Button>
      </div>
    </div>
  )
}

const rules = browserApi({ policies })

interface FormFieldProps {
  readonly value: string | null
  readonly onChange: (code: string | null) => void
}

/** Which form is answered, of all that there are; it is changed, and others are made, on the page of forms. */
export function FormField({ value, onChange }: FormFieldProps) {
  const t = useWords()
  const [locale] = useLocale()
  const { can } = useSession()
  const unitId = useOwnArea('services.catalogue')
  const { data } = useRead(rules.policies.list, { query: unitId ? { unitId } : {} })
  const forms = data?.policies.filter(isForm) ?? []
  const known = forms.map(form => {
    const { title, inForce } = paramsOf(form)
    return {
      value: form.code,
      label: inForce ? title[locale] : t('services.web.editor.suspended', { form: title[locale] }),
    }
  })
  const chosen = value && !known.some(one => one.value === value) ? [{ value, label: value }] : []
  return (
    <div>
      <Select
        label={t('services.web.answers')}
        placeholder={t('services.web.editor.no-form')}
        clearable
        searchable
        nothingFoundMessage={t('forms.edit.none')}
        data={[...known, ...chosen].toSorted((a, b) => a.label.localeCompare(b.label, 'vi'))}
        value={value}
        onChange={onChange}
      />
      {can('policies.set') ? (
        <p className="k-hint sv-links">
          {value ? <Link to={editPath(value, unitId)}>{t('services.web.editor.form.edit')}</Link> : null}
          <Link to="/forms">{t('services.web.editor.form.all')}</Link>
        </p>
      ) : null}
    </div>
  )
}
