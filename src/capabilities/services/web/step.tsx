import { Modal, Select, Textarea } from '@mantine/core'
import { DateInput } from '@mantine/dates'
import { useState } from 'react'
import type { FormProps } from '#base/work/web/parts.ts'
import { addDays, dayOf } from '#core/clock.ts'
import { useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { FormFoot, Notice, sayDone } from '#kit/console/index.ts'
import type { StepName } from '../contract.ts'
import { api } from './api.ts'

/** From the inbox: the same dialog. */
export function ItemStep({ item, move, onDone, onClose }: FormProps) {
  if (move.name === 'return') return <HandDialog dossierId={item.subject.id} onDone={onDone} onClose={onClose} />
  return (
    <StepDialog
      dossierId={item.subject.id}
      step={move.name as StepName}
      needsNote={move.needsNote}
      onDone={onDone}
      onClose={onClose}
    />
  )
}

interface StepProps {
  readonly dossierId: string
  readonly step: StepName
  readonly needsNote: boolean
  readonly onDone: () => void
  readonly onClose: () => void
}

const SUPPLY_DAYS = 10
const linesOf = (text: string) =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)

/** One step with a dossier: what it does, and the reason that the citizen will read. */
export function StepDialog({ dossierId, step, needsNote, onDone, onClose }: StepProps) {
  const t = useWords()
  const [reason, setReason] = useState('')
  const [items, setItems] = useState('')
  const [untilOn, setUntilOn] = useState<string | null>(() => addDays(dayOf(new Date()), SUPPLY_DAYS))
  const [tried, setTried] = useState(false)
  const taking = useWrite(api.services.step, { refreshes: ['work'] })
  const isSupplement = step === 'supplement'
  const lacks = needsNote && !reason.trim()
  const take = () => {
    setTried(true)
    if (lacks) return
    const body = {
      step,
      ...(reason.trim() ? { reason: reason.trim() } : {}),
      ...(isSupplement ? { items: linesOf(items), ...(untilOn ? { untilOn } : {}) } : {}),
    }
    taking.mutate(
      { params: { dossierId }, body },
      {
        onSuccess: () => {
          sayDone(t('services.web.step.done', { step: t(`services.dossier.move.${step}`) }))
          onDone()
        },
      },
    )
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`services.dossier.move.${step}`)}
      closeButtonProps={{ 'aria-label': t('console.close') }}
    >
      <form
        className="k-stack"
        onSubmit={event => {
          event.preventDefault()
          take()
        }}
      >
        <p>{t(`services.web.step.${step}`)}</p>
        {isSupplement ? (
          <Textarea
            label={t('services.web.step.items')}
            description={t('services.web.step.items.hint')}
            autosize
            minRows={2}
            value={items}
            onChange={event => setItems(event.currentTarget.value)}
            data-autofocus
          />
        ) : null}
        <Textarea
          label={t(needsNote ? 'services.web.step.reason' : 'services.web.step.note')}
          description={needsNote ? t('services.web.step.reason.hint') : undefined}
          error={tried && lacks ? t('services.no-reason') : undefined}
          autosize
          minRows={3}
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
          {...(isSupplement ? {} : { 'data-autofocus': true })}
        />
        {isSupplement ? (
          <DateInput
            label={t('services.web.step.until')}
            valueFormat="DD/MM/YYYY"
            minDate={dayOf(new Date())}
            value={untilOn}
            onChange={setUntilOn}
          />
        ) : null}
        <FormFoot problem={taking.error} onCancel={onClose} busy={taking.isPending} danger={step === 'refuse'}>
          {t(`services.dossier.move.${step}`)}
        </FormFoot>
      </form>
    </Modal>
  )
}

interface DialogProps {
  readonly dossierId: string
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Sorry for being late, and a new day: once. */
export function SorryDialog({ dossierId, onDone, onClose }: DialogProps) {
  const t = useWords()
  const [reason, setReason] = useState('')
  const [untilOn, setUntilOn] = useState<string | null>(() => addDays(dayOf(new Date()), 3))
  const saying = useWrite(api.services.apologise, { refreshes: ['work'], done: onDone })
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('services.web.sorry')}
      closeButtonProps={{ 'aria-label': t('console.close') }}
    >
      <form
        className="k-stack"
        onSubmit={event => {
          event.preventDefault()
          if (reason.trim() && untilOn)
            saying.mutate({ params: { dossierId }, body: { reason: reason.trim(), untilOn } })
        }}
      >
        <p>{t('services.web.sorry.help')}</p>
        <Textarea
          label={t('services.web.step.reason')}
          description={t('services.web.step.reason.hint')}
          autosize
          minRows={3}
          required
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
          data-autofocus
        />
        <DateInput
          label={t('services.web.sorry.day')}
          valueFormat="DD/MM/YYYY"
          minDate={addDays(dayOf(new Date()), 1)}
          value={untilOn}
          onChange={setUntilOn}
        />
        <FormFoot problem={saying.error} onCancel={onClose} busy={saying.isPending}>
          {t('services.web.sorry')}
        </FormFoot>
      </form>
    </Modal>
  )
}

/** The result leaves the house. */
export function HandDialog({ dossierId, onDone, onClose }: DialogProps) {
  const t = useWords()
  const [by, setBy] = useState<'counter' | 'post'>('counter')
  const [reference, setReference] = useState('')
  const handing = useWrite(api.services.hand, { refreshes: ['work'], done: onDone })
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('services.dossier.move.return')}
      closeButtonProps={{ 'aria-label': t('console.close') }}
    >
      <form
        className="k-stack"
        onSubmit={event => {
          event.preventDefault()
          handing.mutate({
            params: { dossierId },
            body: { by, ...(reference.trim() ? { reference: reference.trim() } : {}) },
          })
        }}
      >
        <Select
          label={t('services.web.hand.how')}
          data={(['counter', 'post'] as const).map(value => ({ value, label: t(`services.web.return.${value}`) }))}
          value={by}
          allowDeselect={false}
          onChange={value => setBy(value === 'post' ? 'post' : 'counter')}
          data-autofocus
        />
        {by === 'post' ? (
          <Textarea
            label={t('services.web.hand.reference')}
            rows={1}
            value={reference}
            onChange={event => setReference(event.currentTarget.value)}
          />
        ) : null}
        <FormFoot problem={handing.error} onCancel={onClose} busy={handing.isPending}>
          {t('services.dossier.move.return')}
        </FormFoot>
      </form>
    </Modal>
  )
}

/** The chair signs the result; what it says besides its name is written here. */
export function SignDialog({
  dossierIds,
  onDone,
  onClose,
}: {
  dossierIds: readonly string[]
  onDone: () => void
  onClose: () => void
}) {
  const t = useWords()
  const [text, setText] = useState('')
  const signing = useWrite(api.services.sign, { refreshes: ['work'] })
  const failed = signing.data?.results.filter(one => one.problem) ?? []
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('services.web.sign')}
      closeButtonProps={{ 'aria-label': t('console.close') }}
    >
      <form
        className="k-stack"
        onSubmit={event => {
          event.preventDefault()
          signing.mutate(
            { body: { dossierIds: [...dossierIds], ...(text.trim() ? { text: text.trim() } : {}) } },
            {
              onSuccess: ({ results }) => {
                if (results.some(one => one.problem)) return
                sayDone(t('services.web.sign.done', { count: results.length }))
                onDone()
              },
            },
          )
        }}
      >
        <p>{t('services.web.sign.help', { count: dossierIds.length })}</p>
        {dossierIds.length === 1 ? (
          <Textarea
            label={t('services.web.sign.text')}
            description={t('services.web.sign.text.hint')}
            autosize
            minRows={3}
            value={text}
            onChange={event => setText(event.currentTarget.value)}
            data-autofocus
          />
        ) : null}
        {failed.length ? (
          <Notice tone="error" title={t('services.web.sign.failed', { count: failed.length })}>
            {[...new Set(failed.map(one => one.problem?.title))].join(' ')}
          </Notice>
        ) : null}
        <FormFoot problem={signing.error} onCancel={onClose} busy={signing.isPending}>
          {t('services.web.sign')}
        </FormFoot>
      </form>
    </Modal>
  )
}
