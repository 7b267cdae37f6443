import { Checkbox, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { UnitField } from '#base/identity/web/unit-field.tsx'
import { ClientProblem } from '#core/client.ts'
import { dayOf } from '#core/clock.ts'
import { useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { FormFoot, Panel, sayDone } from '#kit/console/index.ts'
import { DayField } from '#kit/console/when.tsx'
import { useNeeds } from '#kit/use-needs.ts'
import type { PolicyState } from '../contract.ts'
import { api } from './api.ts'
import { type Field, fieldsOf, type ParamsSchema, readTyped, typedOf } from './params.ts'

interface NewOverrideProps {
  readonly rule: PolicyState
  readonly unitId: string | undefined
  readonly onClose: () => void
}

/** Sets a rule for a unit and everything below it, beginning with what holds there now. */
export function NewOverride({ rule, unitId: given, onClose }: NewOverrideProps) {
  const t = useWords()
  const fields = fieldsOf(rule.schema as ParamsSchema)
  const [unitId, setUnitId] = useState(given)
  const [from, setFrom] = useState(() => dayOf(new Date()))
  const [to, setTo] = useState('')
  const [document, setDocument] = useState('')
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(fields.map(field => [field.name, typedOf(field, rule.params[field.name])])),
  )
  const set = useWrite(api.policies.set, {
    done: () => {
      onClose()
      sayDone(t('policies.web.set.done'))
    },
  })
  const refused = set.error instanceof ClientProblem ? set.error.fields.map(one => one.path.split('.')[1]) : []
  const read = readTyped(fields, typed)
  const unreadable = 'unreadable' in read ? read.unreadable : []
  const needs = useNeeds<string>({
    unit: unitId !== undefined,
    document: document.trim() !== '',
    from: from !== '',
    ...Object.fromEntries(
      fields.map(({ name }) => [paramNeed(name), !unreadable.includes(name) || t('policies.web.set.wrong')]),
    ),
  })
  const submit = () => {
    if ('params' in read && unitId)
      set.mutate({ params: { code: rule.code }, body: { unitId, from, to: to || null, document, params: read.params } })
  }
  return (
    <Panel title={t('policies.web.set')}>
      <form className="k-stack" {...needs.form(submit)}>
        <UnitField
          label={t('policies.web.set.unit')}
          description={t('policies.web.set.unit.hint')}
          value={unitId}
          onChange={setUnitId}
          error={needs.of('unit')}
        />
        {fields.map(field => (
          <ParamField
            key={field.name}
            field={field}
            label={t(`${rule.code}.policy.${field.name}`)}
            value={typed[field.name] ?? ''}
            error={refused.includes(field.name) ? t('policies.web.set.wrong') : needs.of(paramNeed(field.name))}
            onChange={value => setTyped({ ...typed, [field.name]: value })}
          />
        ))}
        <TextInput
          label={t('policies.web.document')}
          description={t('policies.web.document.hint')}
          value={document}
          onChange={event => setDocument(event.currentTarget.value)}
          error={needs.of('document')}
          maxLength={300}
        />
        <DayField
          label={t('policies.web.from')}
          ahead
          value={from}
          onChange={day => setFrom(day ?? '')}
          error={needs.of('from')}
        />
        <DayField
          label={t('policies.web.to')}
          description={t('policies.web.to.hint')}
          value={to || null}
          {...(from ? { minDate: from } : {})}
          onChange={day => setTo(day ?? '')}
        />
        <FormFoot problem={set.error} onCancel={onClose} busy={set.isPending}>
          {t('policies.web.set.save')}
        </FormFoot>
      </form>
    </Panel>
  )
}

/** Apart from the fields that every rule has. */
const paramNeed = (name: string) => `param ${name}`

interface ParamFieldProps {
  readonly field: Field
  readonly label: string
  readonly value: string
  readonly error: string | undefined
  readonly onChange: (value: string) => void
}

function ParamField({ field, label, value, error, onChange }: ParamFieldProps) {
  const t = useWords()
  if (field.kind === 'flag')
    return (
      <Checkbox label={label} checked={value === 'true'} onChange={e => onChange(String(e.currentTarget.checked))} />
    )
  if (field.kind === 'json')
    return (
      <Textarea
        label={label}
        description={t('policies.web.json.hint')}
        value={value}
        error={error}
        autosize
        minRows={2}
        maxRows={14}
        spellCheck={false}
        onChange={event => onChange(event.currentTarget.value)}
      />
    )
  return (
    <TextInput
      label={label}
      value={value}
      error={error}
      inputMode={field.kind === 'number' ? (field.whole ? 'numeric' : 'decimal') : 'text'}
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}
