import './rosters.css'
import { Button, Checkbox, NumberInput, Select, Skeleton, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { addDays, dayOf } from '#core/clock.ts'
import { useNow, useRead, useWrite } from '#core/web/data.tsx'
import { useParams, useSearch } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  FormFoot,
  Modal,
  Notice,
  Page,
  ProblemState,
  SaveButton,
  sayDone,
  sayProblem,
} from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import type { RosterEntry, RosterWeek } from '../contract.ts'
import { mondayOf } from '../rules.ts'
import { api } from './api.ts'
import { EditDialog } from './edit.tsx'
import { RosterTable } from './table.tsx'

/** The roster of an office for a week: planned here, and published. */
export function Week() {
  const t = useWords()
  const f = useFormat()
  const { unitId = '' } = useParams()
  const today = dayOf(useNow())
  const [search] = useSearch()
  const monday = mondayOf(search.get('day') || today)
  const params = { unitId, day: monday }
  const { data, error } = useRead(api.rosters.week, { params })
  if (error && !data) return <ProblemState problem={error} />
  const span = { from: f.day(monday), until: f.day(addDays(monday, 6)) }
  return (
    <Page
      title={data?.unit.name ?? t('rosters.web.today')}
      named={t('rosters.web.today')}
      lead={t('rosters.web.week', span)}
      back={{ to: '/rosters', label: t('rosters.web.back') }}
      actions={data ? <Actions week={data} /> : null}
    >
      <WeekNav monday={monday} />
      {data ? <WeekOf week={data} /> : <Skeleton height={320} />}
    </Page>
  )
}

/** From week to week, in the address. */
export function WeekNav({ monday }: { monday: string }) {
  const t = useWords()
  const thisWeek = mondayOf(dayOf(useNow()))
  const [, setSearch] = useSearch()
  const to = (day: string) => () => setSearch({ day })
  return (
    <nav className="ro-nav" aria-label={t('rosters.web.today')}>
      <Button variant="default" leftSection={<Icon name="back" size={16} />} onClick={to(addDays(monday, -7))}>
        {t('rosters.web.week.before')}
      </Button>
      <Button variant="default" disabled={monday === thisWeek} onClick={to(thisWeek)}>
        {t('rosters.web.week.now')}
      </Button>
      <Button variant="default" rightSection={<Icon name="next" size={16} />} onClick={to(addDays(monday, 7))}>
        {t('rosters.web.week.after')}
      </Button>
    </nav>
  )
}

interface Cell {
  readonly accountId: string
  readonly name: string
  readonly day: string
  readonly entry: RosterEntry | undefined
}

function WeekOf({ week }: { week: RosterWeek }) {
  const t = useWords()
  const { can } = useSession()
  const [cell, setCell] = useState<Cell>()
  return (
    <>
      <State week={week} />
      <RosterTable
        monday={week.monday}
        people={week.people}
        entries={week.entries}
        days={week.days}
        {...(can('rosters.plan')
          ? { onCell: (person, day, entry) => setCell({ accountId: person.id, name: person.name, day, entry }) }
          : {})}
      />
      <p className="k-hint">{t('rosters.paper.key')}</p>
      {cell ? <EditDialog week={week} cell={cell} onClose={() => setCell(undefined)} /> : null}
    </>
  )
}

function State({ week: { version, publishedAt, publishedBy, overReason } }: { week: RosterWeek }) {
  const t = useWords()
  const f = useFormat()
  const text = publishedAt
    ? t('rosters.web.published', { at: f.instant(publishedAt), by: publishedBy ?? '' })
    : t(version ? 'rosters.web.draft' : 'rosters.web.empty')
  return (
    <p className="ro-state">
      <Icon name={publishedAt ? 'check' : 'edit'} size={16} /> {text}
      {overReason ? ` · ${overReason}` : ''}
    </p>
  )
}

function Actions({ week }: { week: RosterWeek }) {
  const t = useWords()
  const { can } = useSession()
  const [open, setOpen] = useState<'fill' | 'publish' | 'planners'>()
  const params = { unitId: week.unit.id, day: week.monday }
  const copying = useWrite(api.rosters.copy, { done: () => sayDone(t('rosters.web.copied')) })
  const copy = () => copying.mutate({ params }, { onError: sayProblem })
  const isDraft = week.publishedAt === null
  const close = () => setOpen(undefined)
  return (
    <>
      {can('rosters.plan') && isDraft ? (
        <>
          <ActionButton icon="turn" onClick={() => setOpen('fill')}>
            {t('rosters.web.fill')}
          </ActionButton>
          <ActionButton icon="document" busy={copying.isPending} onClick={copy}>
            {t('rosters.web.copy')}
          </ActionButton>
        </>
      ) : null}
      <SaveButton icon="download" get={() => api.rosters.sheet({ params })} name={`lich-truc-${week.monday}.xlsx`}>
        {t('rosters.web.sheet')}
      </SaveButton>
      {isDraft ? null : (
        <SaveButton icon="print" get={() => api.rosters.paper({ params })} name={`lich-truc-${week.monday}.pdf`}>
          {t('rosters.web.print')}
        </SaveButton>
      )}
      {can('rosters.charge') ? (
        <ActionButton icon="people" onClick={() => setOpen('planners')}>
          {t('rosters.web.planners')}
        </ActionButton>
      ) : null}
      {can('rosters.plan') && isDraft && week.entries.length ? (
        <ActionButton kind="primary" icon="check" onClick={() => setOpen('publish')}>
          {t('rosters.web.publish')}
        </ActionButton>
      ) : null}
      {open === 'fill' ? <FillDialog week={week} onClose={close} /> : null}
      {open === 'publish' ? <PublishDialog week={week} onClose={close} /> : null}
      {open === 'planners' ? <PlannersDialog unitId={week.unit.id} onClose={close} /> : null}
    </>
  )
}

function FillDialog({ week, onClose }: { week: RosterWeek; onClose: () => void }) {
  const t = useWords()
  const [by, setBy] = useState<'days' | 'weeks'>('days')
  const [weeks, setWeeks] = useState(1)
  const filling = useWrite(api.rosters.fill, {
    done: ({ filled }) => {
      onClose()
      sayDone(t('rosters.web.fill.done', { count: filled }))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    filling.mutate({ params: { unitId: week.unit.id, day: week.monday }, body: { by, weeks } })
  }
  return (
    <Modal opened onClose={onClose} title={t('rosters.web.fill')}>
      <form className="k-stack" onSubmit={submit} noValidate>
        <p>{t('rosters.web.fill.help')}</p>
        <Select
          label={t('rosters.web.fill.by')}
          allowDeselect={false}
          value={by}
          onChange={next => setBy(next === 'weeks' ? 'weeks' : 'days')}
          data={(['days', 'weeks'] as const).map(value => ({ value, label: t(`rosters.web.fill.${value}`) }))}
        />
        <NumberInput
          label={t('rosters.web.fill.count')}
          value={weeks}
          onChange={next => setWeeks(Number(next) || 1)}
          min={1}
          max={8}
          allowDecimal={false}
        />
        <FormFoot problem={filling.error} onCancel={onClose} busy={filling.isPending}>
          {t('rosters.web.fill')}
        </FormFoot>
      </form>
    </Modal>
  )
}

function PublishDialog({ week, onClose }: { week: RosterWeek; onClose: () => void }) {
  const t = useWords()
  const [reason, setReason] = useState('')
  const isOver = week.days.some(day => day.over)
  const publishing = useWrite(api.rosters.publish, {
    done: () => {
      onClose()
      sayDone(t('rosters.web.publish.done'))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const { unit, monday, version } = week
    publishing.mutate({ params: { unitId: unit.id, day: monday }, body: { version, reason: reason.trim() } })
  }
  return (
    <Modal opened onClose={onClose} title={t('rosters.web.publish.title')}>
      <form className="k-stack" onSubmit={submit} noValidate>
        <p>{t('rosters.web.publish.help')}</p>
        {isOver ? (
          <>
            <Notice title={t('rosters.web.reason.over')} />
            <Textarea
              label={t('rosters.web.reason')}
              value={reason}
              onChange={event => setReason(event.currentTarget.value)}
              maxLength={500}
              autosize
            />
          </>
        ) : null}
        <FormFoot problem={publishing.error} onCancel={onClose} busy={publishing.isPending}>
          {t('rosters.web.publish')}
        </FormFoot>
      </form>
    </Modal>
  )
}

/** Whom the leader charges with planning this office. */
function PlannersDialog({ unitId, onClose }: { unitId: string; onClose: () => void }) {
  const t = useWords()
  const { data } = useRead(api.rosters.planners, { params: { unitId } })
  const charging = useWrite(api.rosters.charge, { done: () => sayDone(t('rosters.web.saved')) })
  const discharging = useWrite(api.rosters.discharge, { done: () => sayDone(t('rosters.web.saved')) })
  const problem = charging.error ?? discharging.error
  return (
    <Modal opened onClose={onClose} title={t('rosters.web.planners')}>
      <div className="k-stack">
        <p>{t('rosters.web.planners.help')}</p>
        {(data?.officers ?? []).map(({ id, name, charged }) => (
          <Checkbox
            key={id}
            label={name}
            checked={charged}
            onChange={() => (charged ? discharging : charging).mutate({ params: { unitId, accountId: id } })}
          />
        ))}
        {problem ? <Notice tone="error" title={tell(t, problem).title} /> : null}
      </div>
    </Modal>
  )
}
