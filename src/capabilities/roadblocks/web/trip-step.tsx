import { useState } from 'react'
import { useWords } from '#core/web/words.tsx'
import { Button, Choice, ErrorSummary, type FieldFault, Page } from '#kit/citizen/index.ts'
import { PURPOSES } from '../rules.ts'
import type { Desk } from './api.ts'
import { type Draft, isComplete } from './draft.ts'
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
  const field = draft.fromId ? (draft.toId ? 'purpose' : 'to') : 'from'
  return (
    <Page title={t('roadblocks.web.trip')} back={back} {...(draft.plate ? { intro: draft.plate.text } : {})}>
      <ErrorSummary faults={faults} />
      <PlaceField
        name="from"
        label={t('roadblocks.web.from')}
        choices={desk.choices}
        usual={desk.usualFrom}
        value={draft.fromId}
        onChange={fromId => onChange({ fromId })}
      />
      <PlaceField
        name="to"
        label={t('roadblocks.web.to')}
        choices={desk.choices}
        usual={desk.usual}
        value={draft.toId}
        onChange={toId => onChange({ toId })}
      />
      <div className="rb-chips">
        <Choice
          name="purpose"
          label={t('roadblocks.web.purpose')}
          value={draft.purpose}
          onChange={purpose => onChange({ purpose })}
          inline
          options={PURPOSES.map(value => ({ value, label: t(`roadblocks.purpose.${value}`) }))}
        />
      </div>
      <div className="s-action">
        <Button
          onClick={() =>
            isComplete(draft) ? onNext() : setFaults([{ field, message: t('roadblocks.web.trip.missing') }])
          }
        >
          {t('roadblocks.web.next')}
        </Button>
      </div>
    </Page>
  )
}
