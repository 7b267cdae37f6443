import { Modal, Select } from '@mantine/core'
import { DateInput } from '@mantine/dates'
import { type FormEvent, useState } from 'react'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { dayOf, HOUR_MS, hourOf, startOf } from '#core/clock.ts'
import { useWrite } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { FormFoot } from '#kit/console/index.ts'
import { fullHour } from '../rules.ts'
import { api } from './api.ts'

const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour))

/** A report out of hours: of which unit, up to which full hour. */
export function NewReport({ onClose }: { onClose: () => void }) {
  const t = useWords()
  const area = useOwnArea('reports.write')
  const now = fullHour(new Date())
  const [unitId, setUnitId] = useState(area)
  const [day, setDay] = useState<string | null>(dayOf(now))
  const [hour, setHour] = useState<string | null>(String(hourOf(now)))
  const [tried, setTried] = useState(false)
  const make = useWrite(api.reports.create, { refreshes: ['work'], done: ({ reportId }) => go(`/reports/${reportId}`) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!unitId || !day || !hour) return
    const at = new Date(startOf(day).getTime() + Number(hour) * HOUR_MS).toISOString()
    make.mutate({ body: { unitId, at } })
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
          <DateInput
            label={t('reports.web.day')}
            valueFormat="DD/MM/YYYY"
            value={day}
            onChange={setDay}
            maxDate={dayOf(now)}
            error={tried && !day ? t('reports.web.day.missing') : null}
          />
          <Select
            label={t('reports.web.hour')}
            value={hour}
            onChange={setHour}
            allowDeselect={false}
            data={HOURS.map(value => ({ value, label: `${value.padStart(2, '0')}:00` }))}
          />
        </div>
        <FormFoot problem={make.error} onCancel={onClose} busy={make.isPending}>
          {t('reports.web.new.do')}
        </FormFoot>
      </form>
    </Modal>
  )
}
