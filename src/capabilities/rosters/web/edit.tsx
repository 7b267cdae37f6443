import { Checkbox, Select, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { FormFoot, Modal, sayDone } from '#kit/console/index.ts'
import { TimeField } from '#kit/console/when.tsx'
import type { RosterEntry, RosterWeek } from '../contract.ts'
import { daysOfWeek, KINDS, type Kind } from '../rules.ts'
import { api } from './api.ts'

interface Props {
  readonly week: RosterWeek
  readonly cell: {
    readonly accountId: string
    readonly name: string
    readonly day: string
    readonly entry: RosterEntry | undefined
  }
  readonly onClose: () => void
}

const isKind = (text: string | null): text is Kind => KINDS.some(kind => kind === text)

/** What the roster says of somebody on a day, and on others of the week alike. */
export function EditDialog({ week, cell, onClose }: Props) {
  const t = useWords()
  const f = useFormat()
  const { accountId, name, entry } = cell
  const [kind, setKind] = useState<Kind | null>(entry?.kind ?? 'office')
  const [days, setDays] = useState<readonly string[]>([cell.day])
  const [fromTime, setFrom] = useState(entry?.fromTime ?? '07:00')
  const [untilTime, setUntil] = useState(entry?.untilTime ?? '19:00')
  const [standInId, setStandIn] = useState(entry?.standInId ?? null)
  const [note, setNote] = useState(entry?.note ?? '')
  const [reason, setReason] = useState('')
  const saving = useWrite(api.rosters.save, {
    done: () => {
      onClose()
      sayDone(t('rosters.web.saved'))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const said = {
      accountId,
      kind,
      fromTime: kind === 'duty' ? fromTime : null,
      untilTime: kind === 'duty' ? untilTime : null,
      standInId: kind === 'leave' ? standInId : null,
      note: note.trim(),
    }
    const body = { version: week.version, entries: days.map(day => ({ ...said, day })), reason: reason.trim() }
    saving.mutate({ params: { unitId: week.unit.id, day: week.monday }, body })
  }
  const isOver = (saving.error as { code?: string } | null)?.code === 'rosters.over-limit'
  return (
    <Modal opened onClose={onClose} title={name}>
      <form className="k-stack" onSubmit={submit} noValidate>
        <Select
          label={t('rosters.web.kind')}
          allowDeselect={false}
          value={kind ?? 'none'}
          onChange={next => setKind(isKind(next) ? next : null)}
          data={[...KINDS, 'none'].map(value => ({ value, label: t(`rosters.kind.${value}`) }))}
        />
        {kind === 'duty' ? (
          <div className="ro-pair">
            <TimeField label={t('rosters.web.from')} value={fromTime} onChange={setFrom} />
            <TimeField label={t('rosters.web.until')} value={untilTime} onChange={setUntil} />
          </div>
        ) : null}
        {kind === 'leave' ? (
          <Select
            label={t('rosters.web.stand-in')}
            placeholder={t('rosters.web.stand-in.none')}
            clearable
            searchable
            value={standInId}
            onChange={setStandIn}
            data={week.people.filter(one => one.id !== accountId).map(one => ({ value: one.id, label: one.name }))}
          />
        ) : null}
        <Checkbox.Group label={t('rosters.web.days')} value={[...days]} onChange={setDays}>
          <div className="ro-days">
            {daysOfWeek(week.monday).map((day, i) => (
              <Checkbox key={day} value={day} label={`${t(`rosters.weekday.${i + 1}`)} ${f.dayShort(day)}`} />
            ))}
          </div>
        </Checkbox.Group>
        <TextInput
          label={t('rosters.web.note')}
          value={note}
          onChange={event => setNote(event.currentTarget.value)}
          maxLength={200}
        />
        {isOver || reason ? (
          <TextInput
            label={t('rosters.web.reason')}
            value={reason}
            onChange={event => setReason(event.currentTarget.value)}
            maxLength={500}
          />
        ) : null}
        <FormFoot problem={saving.error} onCancel={onClose} busy={saving.isPending}>
          {t('rosters.web.save')}
        </FormFoot>
      </form>
    </Modal>
  )
}
