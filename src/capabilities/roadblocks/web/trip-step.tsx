import { type FormEvent, useState } from 'react'
import { useWords } from '#core/web/words.tsx'
import { Button, Choice, ErrorSummary, type FieldFault, Page } from '#kit/citizen/index.ts'
import { PURPOSES } from '../rules.ts'
import type { Desk } from './api.ts'
import type { Draft } from './draft.ts'
import { PlaceField } from './place-field.tsx'

interface TripStepProps {
  readonly desk: Desk
  readonly draft: Draft
  readonly back: string
  readonly onChange: (patch: Partial<Draft>) => void
  readonly onNext: () => void
}

/** From where, to where, what for: places of the list on this device, so that it works without a network. */
export function TripStep({ desk, draft, back, onChange, onNext }: TripStepProps) {
  const t = useWords()
  const [faults, setFaults] = useState<readonly FieldFault[]>([])
  const left = lacking(draft)
  const wrong = faults.filter(fault => left.some(field => field === fault.field))
  const wrongIn = (field: (typeof left)[number]) => wrong.find(fault => fault.field === field)?.message
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setFaults(left.map(field => ({ field, message: t(`roadblocks.web.trip.missing.${field}`) })))
    if (left.length === 0) onNext()
  }
  return (
    <Page title={t('roadblocks.web.trip')} back={back} {...(draft.plate ? { intro: draft.plate.text } : {})}>
      <ErrorSummary faults={wrong} />
      <form className="s-form" noValidate onSubmit={submit}>
        <PlaceField
          name="from"
          label={t('roadblocks.web.from')}
          choices={desk.choices}
          usual={desk.usualFrom}
          value={draft.fromId}
          error={wrongIn('from')}
          onChange={fromId => onChange({ fromId })}
        />
        <PlaceField
          name="to"
          label={t('roadblocks.web.to')}
          choices={desk.choices}
          usual={desk.usual}
          value={draft.toId}
          error={wrongIn('to')}
          onChange={toId => onChange({ toId })}
        />
        <div className="rb-chips">
          <Choice
            name="purpose"
            label={t('roadblocks.web.purpose')}
            value={draft.purpose}
            error={wrongIn('purpose')}
            onChange={purpose => onChange({ purpose })}
            inline
            options={PURPOSES.map(value => ({ value, label: t(`roadblocks.purpose.${value}`) }))}
          />
        </div>
        <div className="s-action">
          <Button type="submit">{t('roadblocks.web.next')}</Button>
        </div>
      </form>
    </Page>
  )
}

function lacking(draft: Draft) {
  const given = { from: draft.fromId, to: draft.toId, purpose: draft.purpose }
  return (['from', 'to', 'purpose'] as const).filter(field => !given[field])
}
