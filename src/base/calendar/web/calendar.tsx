import './calendar.css'
import { Button, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { dayOf } from '#core/clock.ts'
import { browserApi } from '#core/web/api.ts'
import { useRead, useWrite, wholeList } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, type Column, DataList, Page, Panel, Slim, sayDone, Tag, useFilter } from '#kit/console/index.ts'
import { DayField } from '#kit/console/when.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { calendar, type SpecialDay } from '../contract.ts'

const api = browserApi({ calendar })
const KINDS = ['holiday', 'swap', 'makeup'] as const
type Kind = (typeof KINDS)[number]

/** The days off of a year, computed and decided, and entering the yearly decision. */
export function CalendarPage() {
  const t = useWords()
  const thisYear = Number(dayOf(new Date()).slice(0, 4))
  const [filter, setFilter] = useFilter({ year: String(thisYear) })
  const read = useRead(api.calendar.year, { params: { year: filter.year } })
  useLive(['calendar'])
  const list = wholeList(read, read.data?.days)
  return (
    <Page title={t('calendar.web.calendar')} lead={t('calendar.web.lead')}>
      <Decide />
      <Panel flush>
        <div className="calendar-days">
          <DataList
            name="calendar"
            label={t('calendar.web.calendar')}
            list={list}
            columns={useColumns()}
            idOf={day => day.date}
            exportName={`lich-${filter.year}`}
            slim={day => <Line day={day} />}
            empty={{ icon: 'calendar', title: t('calendar.web.none') }}
            filters={
              <Select
                aria-label={t('calendar.web.year')}
                w={110}
                allowDeselect={false}
                value={filter.year}
                onChange={year => setFilter({ year: year ?? String(thisYear) })}
                data={Array.from({ length: 7 }, (_, i) => String(thisYear + 1 - i))}
              />
            }
          />
        </div>
      </Panel>
    </Page>
  )
}

function Line({ day }: { day: SpecialDay }) {
  const t = useWords()
  const f = useFormat()
  return (
    <Slim
      title={f.dayLong(day.date)}
      detail={day.note}
      end={<Tag strong={day.working}>{t(`calendar.web.kind.${day.kind}`)}</Tag>}
    />
  )
}

function useColumns(): readonly Column<SpecialDay>[] {
  const t = useWords()
  const f = useFormat()
  return [
    {
      id: 'date',
      label: t('calendar.web.date'),
      cell: day => <strong>{f.dayLong(day.date)}</strong>,
      text: day => day.date,
      width: '220px',
    },
    {
      id: 'kind',
      label: t('calendar.web.kind'),
      cell: day => <Tag strong={day.working}>{t(`calendar.web.kind.${day.kind}`)}</Tag>,
      text: day => t(`calendar.web.kind.${day.kind}`),
      width: '170px',
    },
    {
      id: 'note',
      label: t('calendar.web.note'),
      cell: day => day.note,
      text: day => day.note ?? '',
      width: 'minmax(160px, 2fr)',
    },
    { id: 'source', label: t('calendar.web.source'), cell: day => <Source day={day} />, width: '170px', end: true },
  ]
}

/** Computed days stand; decided ones can be taken out, and put back from the message that says so. */
function Source({ day }: { day: SpecialDay }) {
  const t = useWords()
  const f = useFormat()
  const again = useWrite(api.calendar.decide)
  const undecide = useWrite(api.calendar.undecide, {
    done: () =>
      sayDone(t('calendar.web.removed', { day: f.day(day.date) }), {
        label: t('calendar.web.undo'),
        onClick: () =>
          again.mutate({ params: { date: day.date }, body: { kind: day.kind as Kind, note: day.note ?? '' } }),
      }),
  })
  if (!day.decided) return t('calendar.web.computed')
  return (
    <ActionButton
      size="compact-sm"
      icon="trash"
      busy={undecide.isPending}
      onClick={() => undecide.mutate({ params: { date: day.date } })}
    >
      {t('calendar.web.remove')}
    </ActionButton>
  )
}

function Decide() {
  const t = useWords()
  const f = useFormat()
  const [date, setDate] = useState('')
  const [kind, setKind] = useState<Kind>('holiday')
  const [note, setNote] = useState('')
  const decide = useWrite(api.calendar.decide, {
    done: () => {
      sayDone(t('calendar.web.added', { day: f.day(date) }))
      setDate('')
      setNote('')
    },
  })
  const needs = useNeeds({ date: date !== '', note: note.trim() !== '' })
  return (
    <Panel title={t('calendar.web.add')}>
      <form className="calendar-add" {...needs.form(() => decide.mutate({ params: { date }, body: { kind, note } }))}>
        <DayField
          label={t('calendar.web.date')}
          placeholder={t('calendar.web.date.form')}
          ahead
          value={date || null}
          onChange={day => setDate(day ?? '')}
          error={needs.of('date')}
        />
        <Select
          label={t('calendar.web.kind')}
          allowDeselect={false}
          value={kind}
          onChange={value => setKind((value ?? 'holiday') as Kind)}
          data={KINDS.map(value => ({ value, label: t(`calendar.web.kind.${value}`) }))}
        />
        <TextInput
          label={t('calendar.web.note')}
          placeholder={t('calendar.web.note.example')}
          value={note}
          onChange={event => setNote(event.currentTarget.value)}
          error={needs.of('note')}
          maxLength={300}
        />
        <Button type="submit" loading={decide.isPending}>
          {t('calendar.web.add.do')}
        </Button>
      </form>
      {decide.error ? (
        <p className="k-error" role="alert">
          {tell(t, decide.error).title}
        </p>
      ) : null}
    </Panel>
  )
}
