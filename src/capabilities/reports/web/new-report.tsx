import { Modal } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { fieldInstant, fieldText } from '#core/clock.ts'
import { useWrite } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { FormFoot } from '#kit/console/index.ts'
import { DayField, TimeField } from '#kit/console/when.tsx'
import { fullHour } from '../rules.ts'
import { api } from './api.ts'

/** A report out of hours: of which unit, up to which minute. */
export function NewReport({ onClose }: { onClose: () => void }) {
  const t = useWords()
  const area = useOwnArea('reports.write')
  const [today, hour] = fieldText(fullHour(new Date())).split('T') as [string, string]
  const [unitId, setUnitId] = useState(area)
  const [day, setDay] = useState<string | null>(today)
  const [time, setTime] = useState(hour)
  const [tried, setTried] = useState(false)
  const make = useWrite(api.reports.create, { refreshes: ['work'], done: ({ reportId }) => go(`/reports/${reportId}`) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    const at = day && time ? fieldInstant(`${day}T${time}`) : undefined
    if (unitId && at) make.mutate({ body: { unitId, at: at.toISOString() } })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('reports.web.new')}
      closeButtonProps={{ 'aria-label': t('console.close') }}
    >
      <form className="k-stack" onSubmit={submit} noValidate>
        <p>{t('reports.web.new.help')}</p>
        <UnitField
          label={t('reports.web.unit')}
          value={unitId}
          onChange={setUnitId}
          within={area}
          error={tried && !unitId ? t('reports.web.unit.missing') : null}
        />
        <div className="rp-pair">
          <DayField
            label={t('reports.web.day')}
            value={day}
            onChange={setDay}
            maxDate={today}
            error={tried && !day ? t('reports.web.day.missing') : null}
          />
          <TimeField
            label={t('reports.web.hour')}
            value={time}
            onChange={setTime}
            error={tried && !time ? t('reports.web.hour.missing') : null}
          />
        </div>
        <FormFoot problem={make.error} onCancel={onClose} busy={make.isPending}>
          {t('reports.web.new.do')}
        </FormFoot>
      </form>
    </Modal>
  )
}
