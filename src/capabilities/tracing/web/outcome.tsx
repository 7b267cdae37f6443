import { Radio, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { dayOf } from '#core/clock.ts'
import type { Format } from '#core/format.ts'
import { useNow, useWrite } from '#core/web/data.tsx'
import { type Say, useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, FormFoot, Modal, refusedBy, sayDone, Timeline } from '#kit/console/index.ts'
import { DayField, TimeField } from '#kit/console/when.tsx'
import { useNeeds } from '#kit/use-needs.ts'
import { type CaseEnd, ENDINGS, type Ending, type EndLine } from '../contract.ts'
import { api } from './api.ts'
import { instantAt } from './when.ts'

/** `Khỏi bệnh 21/11/2026 08:00`; a list knows the day alone. */
export function endingOf(t: Say, f: Format, { outcome, outcomeAt, outcomeOn, facility }: EndLine): string {
  if (!outcome) return t('tracing.web.outcome.open')
  const when = outcomeAt ? f.instant(outcomeAt) : outcomeOn ? f.day(outcomeOn) : ''
  const what = facility ? t('tracing.web.outcome.to', { facility }) : t(`tracing.outcome.${outcome}`)
  return [what, when].filter(Boolean).join(' ')
}

/** How the case ended, or a correction of it. */
export function OutcomeAction({ end, wide = false }: { end: CaseEnd; wide?: boolean }) {
  const t = useWords()
  const [open, setOpen] = useState(false)
  return (
    <>
      <ActionButton
        wide={wide}
        kind={wide ? 'plain' : 'primary'}
        icon="health"
        {...refusedBy(t, end.refused, { verb: 'tracing.outcome', unitId: end.unitId })}
        onClick={() => setOpen(true)}
      >
        {t(end.outcome ? 'tracing.web.outcome.correct' : 'tracing.web.outcome.record')}
      </ActionButton>
      {open ? <OutcomeDialog end={end} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

const NONE = 'none'

function OutcomeDialog({ end, onClose }: { end: CaseEnd; onClose: () => void }) {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  const was = end.outcome
  const [outcome, setOutcome] = useState<Ending | typeof NONE | ''>(was ?? '')
  const [day, setDay] = useState(end.outcomeOn ?? dayOf(now))
  const [time, setTime] = useState(f.time(end.outcomeAt ?? now))
  const [facility, setFacility] = useState(end.facility)
  const [source, setSource] = useState('')
  const [reason, setReason] = useState('')
  const recording = useWrite(api.tracing.recordOutcome, {
    refreshes: ['reports', 'followup'],
    done: () => {
      onClose()
      sayDone(t('tracing.web.outcome.recorded'))
    },
  })
  const isTransfer = outcome === 'transferred'
  const needs = useNeeds({
    outcome: outcome !== '' || t('tracing.web.outcome.which.missing'),
    day: outcome === NONE || day !== '' || t('tracing.web.stop.day.missing'),
    time: outcome === NONE || time !== '' || t('tracing.web.stop.time.missing'),
    facility: !isTransfer || facility.trim() !== '' || t('tracing.outcome.facility'),
    source: source.trim() !== '' || t('tracing.web.outcome.source.missing'),
    reason: was === null || reason.trim() !== '' || t('tracing.outcome.reason'),
  })
  const record = () => {
    if (outcome === '') return
    recording.mutate({
      params: { caseId: end.id },
      body: {
        outcome: outcome === NONE ? null : outcome,
        ...(outcome === NONE ? {} : { at: instantAt(day, time).toISOString() }),
        ...(isTransfer ? { facility: facility.trim() } : {}),
        source: source.trim(),
        ...(was ? { reason: reason.trim() } : {}),
      },
    })
  }
  return (
    <Modal opened onClose={onClose} title={t(was ? 'tracing.web.outcome.correct' : 'tracing.web.outcome.record')}>
      <form className="k-stack" {...needs.form(record)}>
        <p>{t('tracing.web.outcome.help')}</p>
        <Radio.Group
          label={t('tracing.web.outcome.which')}
          value={outcome}
          onChange={next => setOutcome(next as Ending | typeof NONE)}
          error={needs.of('outcome')}
        >
          <div className="tr-radios" data-wrong={needs.of('outcome') ? true : undefined}>
            {ENDINGS.map(one => (
              <Radio key={one} value={one} label={t(`tracing.outcome.${one}`)} />
            ))}
            {was ? <Radio value={NONE} label={t('tracing.web.outcome.none')} /> : null}
          </div>
        </Radio.Group>
        {isTransfer ? (
          <TextInput
            label={t('tracing.web.outcome.facility')}
            value={facility}
            maxLength={300}
            onChange={event => setFacility(event.currentTarget.value)}
            error={needs.of('facility')}
          />
        ) : null}
        {outcome === NONE ? null : (
          <div className="tr-pair">
            <DayField
              label={t('tracing.web.day')}
              value={day}
              onChange={next => setDay(next ?? '')}
              error={needs.of('day')}
            />
            <TimeField label={t('tracing.web.time')} value={time} onChange={setTime} error={needs.of('time')} />
          </div>
        )}
        <TextInput
          label={t('tracing.web.outcome.source')}
          description={t('tracing.web.outcome.source.hint')}
          value={source}
          maxLength={300}
          onChange={event => setSource(event.currentTarget.value)}
          error={needs.of('source')}
        />
        {was ? (
          <Textarea
            label={t('tracing.web.outcome.reason')}
            value={reason}
            onChange={event => setReason(event.currentTarget.value)}
            maxLength={500}
            autosize
            error={needs.of('reason')}
          />
        ) : null}
        <FormFoot problem={recording.error} onCancel={onClose} busy={recording.isPending}>
          {t('tracing.web.outcome.save')}
        </FormFoot>
      </form>
    </Modal>
  )
}

/** Each time it was written down: what it was, what it was said to be, by whom and why. */
export function OutcomeHistory({ end }: { end: CaseEnd }) {
  const t = useWords()
  const f = useFormat()
  if (!end.changes.length) return null
  const told = (outcome: Ending | null, when: string) =>
    [outcome ? t(`tracing.outcome.${outcome}`) : t('tracing.web.outcome.open'), when].filter(Boolean).join(' ')
  return (
    <Timeline
      items={end.changes.map(change => {
        const now = told(change.now, change.nowAt ? f.instant(change.nowAt) : '')
        const was = told(change.was, change.wasOn ? f.day(change.wasOn) : '')
        const by = change.by ?? t('tracing.web.origin.system')
        return {
          id: change.id,
          at: change.at,
          title: t('tracing.web.outcome.change', { was, now }),
          detail: [
            change.facility ? t('tracing.web.outcome.to', { facility: change.facility }) : '',
            t('tracing.web.outcome.detail', { by, source: change.source }),
            change.reason,
          ]
            .filter(Boolean)
            .join(' · '),
        }
      })}
    />
  )
}
