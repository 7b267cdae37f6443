import { Radio, Textarea } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { api as rules } from '#base/policies/web/api.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, FormFoot, Modal, sayDone } from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { type CaseView, ORIGINS } from '../contract.ts'
import { api } from './api.ts'
import { whyOf } from './why.ts'

export type Origin = (typeof ORIGINS)[number]

/** The classes in use at a unit, and the one that a case has already; all of them while that is not known. */
function useOrigins(unitId: string | undefined, own: Origin | ''): readonly Origin[] {
  const { data } = useRead(rules.policies.list, { query: unitId ? { unitId } : {} })
  const classes = data?.policies.find(one => one.code === 'tracing.origins')?.params.classes as Origin[] | undefined
  if (!classes) return ORIGINS
  return own && !classes.includes(own) ? [...classes, own] : classes
}

interface OriginFieldProps {
  readonly unitId: string | undefined
  readonly value: Origin | ''
  readonly onChange: (origin: Origin) => void
  readonly error?: ReactNode
}

/** Where a case was found, in the classes of the report. */
export function OriginField({ unitId, value, onChange, error }: OriginFieldProps) {
  const t = useWords()
  return (
    <Radio.Group
      label={t('tracing.web.origin')}
      description={t('tracing.web.origin.hint')}
      value={value}
      onChange={origin => onChange(origin as Origin)}
      error={error}
    >
      <div className="tr-radios" data-wrong={error ? true : undefined}>
        {useOrigins(unitId, value).map(one => (
          <Radio key={one} value={one} label={t(`tracing.origin.${one}`)} />
        ))}
      </div>
    </Radio.Group>
  )
}

/** Another class of origin, with the reason; what was changed before stands below. */
export function OriginAction({ file }: { file: CaseView }) {
  const t = useWords()
  const [open, setOpen] = useState(false)
  return (
    <>
      <ActionButton wide icon="edit" {...whyOf(t, file, 'write')} onClick={() => setOpen(true)}>
        {t('tracing.web.origin.change')}
      </ActionButton>
      {open ? <OriginDialog file={file} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function OriginDialog({ file, onClose }: { file: CaseView; onClose: () => void }) {
  const t = useWords()
  const [origin, setOrigin] = useState<Origin>(file.origin)
  const [reason, setReason] = useState('')
  const change = useWrite(api.tracing.reclassify, {
    refreshes: ['reports'],
    done: () => {
      onClose()
      sayDone(t('tracing.web.origin.changed'))
    },
  })
  const needs = useNeeds({ reason: reason.trim() !== '' || t('tracing.web.origin.change.missing') })
  const send = () => change.mutate({ params: { caseId: file.id }, body: { origin, reason: reason.trim() } })
  return (
    <Modal opened onClose={onClose} title={t('tracing.web.origin.change')}>
      <form className="k-stack" {...needs.form(send)}>
        <p>{t('tracing.web.origin.change.help')}</p>
        <OriginField
          unitId={file.unitId}
          value={origin}
          onChange={setOrigin}
          error={change.error ? tell(t, change.error).title : undefined}
        />
        <Textarea
          label={t('tracing.web.origin.change.reason')}
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
          maxLength={500}
          autosize
          error={needs.of('reason')}
        />
        <OriginChanges file={file} />
        <FormFoot onCancel={onClose} busy={change.isPending}>
          {t('tracing.web.origin.change.do')}
        </FormFoot>
      </form>
    </Modal>
  )
}

function OriginChanges({ file }: { file: CaseView }) {
  const t = useWords()
  const f = useFormat()
  return file.originChanges.map(({ at, by, was, now, reason }) => (
    <p key={at} className="tr-note">
      {t('tracing.web.origin.was', {
        at: f.instant(at),
        by: by ?? t('tracing.web.origin.system'),
        was: t(`tracing.origin.${was}`),
        now: t(`tracing.origin.${now}`),
        reason,
      })}
    </p>
  ))
}
