import { useState } from 'react'
import { dayOf } from '#core/clock.ts'
import { useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, FormFoot, Modal, sayDone } from '#kit/console/index.ts'
import { DayField, TimeField } from '#kit/console/when.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { CaseView } from '../contract.ts'
import { api } from './api.ts'
import { instantAt } from './when.ts'
import { whyOf } from './why.ts'

/** From isolation on the case passes it on to nobody: the period ends there. */
export function IsolationAction({ file }: { file: CaseView }) {
  const t = useWords()
  const [open, setOpen] = useState(false)
  return (
    <>
      <ActionButton wide icon="home" {...whyOf(t, file, 'write')} onClick={() => setOpen(true)}>
        {t(file.isolatedAt ? 'tracing.web.isolate.correct' : 'tracing.web.isolate')}
      </ActionButton>
      {open ? <IsolationDialog file={file} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function IsolationDialog({ file, onClose }: { file: CaseView; onClose: () => void }) {
  const t = useWords()
  const f = useFormat()
  const at = file.isolatedAt ?? new Date()
  const [day, setDay] = useState(dayOf(new Date(at)))
  const [time, setTime] = useState(f.time(at))
  const isolating = useWrite(api.tracing.isolate, {
    done: () => {
      onClose()
      sayDone(t('tracing.web.isolated.done'))
    },
  })
  const needs = useNeeds({
    day: day !== '' || t('tracing.web.stop.day.missing'),
    time: time !== '' || t('tracing.web.stop.time.missing'),
  })
  const isolate = () =>
    isolating.mutate({ params: { caseId: file.id }, body: { isolatedAt: instantAt(day, time).toISOString() } })
  return (
    <Modal opened onClose={onClose} title={t('tracing.web.isolate')}>
      <form className="k-stack" {...needs.form(isolate)}>
        <p>{t('tracing.web.isolate.help')}</p>
        <div className="tr-pair">
          <DayField
            label={t('tracing.web.day')}
            value={day}
            onChange={next => setDay(next ?? '')}
            error={needs.of('day') ?? (isolating.error ? tell(t, isolating.error).title : undefined)}
          />
          <TimeField label={t('tracing.web.time')} value={time} onChange={setTime} error={needs.of('time')} />
        </div>
        <FormFoot onCancel={onClose} busy={isolating.isPending}>
          {t('tracing.web.isolate.do')}
        </FormFoot>
      </form>
    </Modal>
  )
}
