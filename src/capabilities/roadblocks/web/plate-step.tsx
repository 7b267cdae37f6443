import { useEffect, useState } from 'react'
import { useWords } from '#core/web/words.tsx'
import { Button, Check, Choice, ErrorSummary, type FieldFault, Notice, Page, TextField } from '#kit/citizen/index.ts'
import { type Plate, parsePlate, readPlate } from '../plates.ts'
import { VEHICLE_KINDS, type VehicleKind } from '../rules.ts'
import type { Draft } from './draft.ts'
import { postPath } from './paths.ts'
import type { Standing } from './post.tsx'
import { Waiting } from './queue.tsx'
import { TONES } from './tones.ts'
import type { Saved } from './vehicle.tsx'
import './roadblocks.css'

export interface PlateAnswer extends Pick<Draft, 'vehicle' | 'permit'> {
  readonly plate: Plate | undefined
  readonly foreign: boolean
}

interface PlateStepProps {
  readonly post: Standing
  readonly draft: Draft
  readonly saved: Saved | undefined
  readonly onNext: (answer: PlateAnswer) => Promise<void>
}

/** The plate and the kind of vehicle: where each vehicle begins, with the plate ready to be typed. */
export function PlateStep({ post, draft, saved, onNext }: PlateStepProps) {
  const t = useWords()
  const [text, setText] = useState(draft.plate?.text ?? '')
  const [foreign, setForeign] = useState(draft.plate?.kind === 'foreign')
  const [chosen, setChosen] = useState<VehicleKind | undefined>(draft.plate ? draft.vehicle : undefined)
  const [faults, setFaults] = useState<readonly FieldFault[]>([])
  const [busy, setBusy] = useState(false)
  const onFoot = chosen === 'foot'
  const vehicle = chosen ?? (parsePlate(text)?.motorbike ? 'motorbike' : 'car')
  useEffect(() => document.getElementById('plate')?.focus(), [])
  useEffect(() => {
    if (!saved) return
    setText('')
    setForeign(false)
    setChosen(undefined)
  }, [saved])
  const submit = () => {
    const plate = onFoot ? undefined : readPlate(text, foreign)
    const isRead = plate !== undefined || onFoot
    setFaults(isRead ? [] : [{ field: 'plate', message: t('roadblocks.plate') }])
    if (!isRead) return
    setBusy(true)
    void onNext({ plate, foreign, vehicle, permit: draft.permit }).finally(() => setBusy(false))
  }
  return (
    <Page title={t('roadblocks.web.record')} back={postPath(post.id)} intro={post.name}>
      {saved ? (
        <div role="status">
          <Notice
            tone={TONES[saved.decision]}
            title={t('roadblocks.web.saved', {
              what: saved.plate ?? t('roadblocks.web.saved.foot'),
              decision: t(`roadblocks.decision.${saved.decision}`),
            })}
          />
        </div>
      ) : null}
      <Waiting />
      <ErrorSummary faults={faults} />
      <form
        className="s-form rb-plate-form"
        noValidate
        onSubmit={event => {
          event.preventDefault()
          if (!busy) submit()
        }}
      >
        {onFoot ? null : (
          <>
            <TextField
              name="plate"
              label={t('roadblocks.web.plate')}
              hint={t('roadblocks.web.plate.hint')}
              value={text}
              onChange={setText}
              error={faults[0]?.message}
              maxLength={20}
              input={{ autoCapitalize: 'characters', autoCorrect: 'off', spellCheck: false, enterKeyHint: 'next' }}
            />
            <Check name="foreign" label={t('roadblocks.web.plate.foreign')} checked={foreign} onChange={setForeign} />
          </>
        )}
        <Choice
          name="vehicle"
          label={t('roadblocks.web.vehicle')}
          value={vehicle}
          onChange={setChosen}
          inline
          options={VEHICLE_KINDS.map(value => ({ value, label: t(`roadblocks.vehicle.${value}`) }))}
        />
        <div className="s-action">
          <Button type="submit" busy={busy && t('roadblocks.web.looking')}>
            {t('roadblocks.web.next')}
          </Button>
        </div>
      </form>
    </Page>
  )
}
