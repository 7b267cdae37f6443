import { useState } from 'react'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { fieldInstant, fieldText } from '#core/clock.ts'
import { useWrite } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { FormDialog } from '#kit/console/index.ts'
import { DayField, TimeField } from '#kit/console/when.tsx'
import { useNeeds } from '#kit/use-needs.ts'
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
  const make = useWrite(api.reports.create, { refreshes: ['work'], done: ({ reportId }) => go(`/reports/${reportId}`) })
  const needs = useNeeds({
    unit: unitId !== undefined || t('reports.web.unit.missing'),
    day: day !== null || t('reports.web.day.missing'),
    time: time !== '' || t('reports.web.hour.missing'),
  })
  const submit = () => {
    const at = fieldInstant(`${day}T${time}`)
    if (unitId && at) make.mutate({ body: { unitId, at: at.toISOString() } })
  }
  return (
    <FormDialog
      title={t('reports.web.new')}
      onClose={onClose}
      {...needs.form(submit)}
      action={t('reports.web.new.do')}
      problem={make.error}
      busy={make.isPending}
    >
      <p>{t('reports.web.new.help')}</p>
      <UnitField
        label={t('reports.web.unit')}
        value={unitId}
        onChange={setUnitId}
        within={area}
        error={needs.of('unit')}
      />
      <div className="rp-pair">
        <DayField label={t('reports.web.day')} value={day} onChange={setDay} maxDate={today} error={needs.of('day')} />
        <TimeField label={t('reports.web.hour')} value={time} onChange={setTime} error={needs.of('time')} />
      </div>
    </FormDialog>
  )
}
