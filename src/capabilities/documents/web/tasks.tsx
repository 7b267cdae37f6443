import './documents.css'
import { NumberInput, Skeleton, Textarea, TextInput } from '@mantine/core'

import { useState } from 'react'
import { addDays, dayOf } from '#core/clock.ts'
import { useList, useRead, useWrite } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  type Column,
  DataList,
  Facts,
  FormDialog,
  Page,
  Panel,
  ProblemState,
  refusedBy,
  Slim,
  SplitView,
  sayDone,
  Tag,
  Timeline,
  useFilter,
  ViewBar,
} from '#kit/console/index.ts'
import { DayField } from '#kit/console/when.tsx'
import { useNeeds } from '#kit/use-needs.ts'
import { TASK_VIEWS, type TaskLine, type TaskView } from '../contract.ts'
import { api } from './api.ts'
import { useOffices } from './list.tsx'
import { OfficerField, OfficersField } from './officers.tsx'
import { Bar } from './task-lines.tsx'

/** Nhiệm vụ được giao: the caller's, those they gave, what is late. */
export function Tasks() {
  const t = useWords()
  const offices = useOffices('documents.assign')
  const [filter, setFilter] = useFilter({ view: 'mine', open: '' }, { view: TASK_VIEWS })
  const { view, open } = filter
  const [giving, setGiving] = useState(false)
  useLive(['documents', 'work'], { reads: ['documents.tasks', 'documents.task'] })
  const list = useList(api.documents.tasks, after => ({ query: { view, ...(after ? { after } : {}) } }))
  const columns = useColumns()
  return (
    <Page
      full
      title={t('documents.web.tasks')}
      actions={
        offices.with.length ? (
          <ActionButton kind="primary" icon="plus" onClick={() => setGiving(true)}>
            {t('documents.web.task.give')}
          </ActionButton>
        ) : null
      }
    >
      <ViewBar
        label={t('documents.web.views')}
        views={TASK_VIEWS}
        view={view}
        nameOf={one => t(`documents.web.tasks.${one}`)}
        onChoose={one => setFilter({ view: one, open: '' })}
      />
      <SplitView
        listPath={`/documents/tasks?view=${view}`}
        detail={open ? <Task key={open} taskId={open} /> : undefined}
        list={
          <DataList
            name="documents.tasks"
            label={t('documents.web.tasks')}
            list={list}
            columns={columns}
            idOf={row => row.id}
            openId={open || undefined}
            onOpen={row => setFilter({ open: row.id })}
            exportName="nhiem-vu"
            rowHeight={60}
            slim={row => <Line row={row} />}
            empty={{
              icon: 'check',
              title: t(`documents.web.tasks.none.${view}`),
              children: t('documents.web.tasks.none.help'),
            }}
          />
        }
      />
      {giving ? <Give offices={offices.with.map(one => one.id)} onClose={() => setGiving(false)} /> : null}
    </Page>
  )
}

function Line({ row }: { row: TaskLine }) {
  const t = useWords()
  const f = useFormat()
  return (
    <Slim
      title={row.title}
      detail={[
        row.lead.name,
        row.dueOn
          ? t(row.late ? 'documents.web.late.since' : 'documents.web.due.short', { day: f.day(row.dueOn) })
          : '',
        `${row.progress}%`,
        row.notation,
      ]
        .filter(Boolean)
        .join(' · ')}
      end={
        <Tag strong={row.late}>{row.late ? t('documents.web.late.tag') : t(`documents.task.state.${row.state}`)}</Tag>
      }
    />
  )
}

function useColumns(): readonly Column<TaskLine>[] {
  const t = useWords()
  const f = useFormat()
  return [
    {
      id: 'title',
      label: t('documents.web.task.title'),
      cell: row => <Line row={row} />,
      text: row => row.title,
      width: 'minmax(260px, 3fr)',
    },
    {
      id: 'lead',
      label: t('documents.web.lead'),
      cell: row => row.lead.name,
      text: row => row.lead.name,
      width: '160px',
      extra: true,
    },
    {
      id: 'due',
      label: t('documents.web.due'),
      cell: row => (row.dueOn ? f.day(row.dueOn) : ''),
      text: row => (row.dueOn ? f.day(row.dueOn) : ''),
      width: '110px',
      extra: true,
    },
    {
      id: 'progress',
      label: t('documents.web.progress'),
      cell: row => `${row.progress}%`,
      text: row => row.progress,
      width: '90px',
      extra: true,
    },
    {
      id: 'last',
      label: t('documents.web.last'),
      cell: row => row.lastNote ?? '',
      text: row => row.lastNote ?? '',
      width: 'minmax(160px, 1fr)',
      extra: true,
    },
  ]
}

function Task({ taskId }: { taskId: string }) {
  const t = useWords()
  const f = useFormat()
  const [step, setStep] = useState<string>()
  const { data: task, error, refetch } = useRead(api.documents.task, { params: { taskId } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (task?.id !== taskId) return <Skeleton height={320} />
  return (
    <div className="k-stack dc-detail">
      <header className="dc-task-title">
        <h2>{task.title}</h2>
        <Tag strong={task.late}>
          {task.late ? t('documents.web.late.tag') : t(`documents.task.state.${task.state}`)}
        </Tag>
      </header>
      <Bar progress={task.progress} />
      <Facts
        facts={[
          [t('documents.web.lead'), task.lead.name],
          [t('documents.web.helpers'), task.helpers.map(one => one.name).join(', ') || null],
          [t('documents.web.given-by'), `${task.givenBy ?? '–'} · ${f.instant(task.givenAt)}`],
          [
            t('documents.web.due'),
            task.dueOn ? <span className={task.late ? 'dc-late' : undefined}>{f.day(task.dueOn)}</span> : null,
          ],
          ...(task.documentId
            ? [
                [
                  t('documents.web.of-document'),
                  <Link key="document" to={`/documents/${task.documentId}`}>
                    {[task.notation, task.subject].filter(Boolean).join(' · ')}
                  </Link>,
                ] as const,
              ]
            : []),
        ]}
      />
      <div className="dc-steps">
        {task.steps.map((one, i) => (
          <ActionButton
            key={one.name}
            kind={i === 0 && one.refused === null ? 'primary' : 'plain'}
            {...refusedBy(t, one.refused, { verb: 'documents.assign' })}
            onClick={() => setStep(one.name)}
          >
            {t(`documents.web.task.step.${one.name}`)}
          </ActionButton>
        ))}
      </div>
      {task.notes.length ? (
        <Panel title={t('documents.web.story')}>
          <Timeline
            items={task.notes.toReversed().map(one => ({
              id: one.id,
              at: one.at,
              title: t(`documents.web.task.note.${one.what}`, {
                by: one.by ?? '–',
                progress: one.progress ?? 0,
                day: one.untilOn ? f.day(one.untilOn) : '',
              }),
              detail: one.note ? <p className="dc-quote">{one.note}</p> : undefined,
            }))}
          />
        </Panel>
      ) : null}
      {step ? <TaskStep task={task} step={step} onClose={() => setStep(undefined)} /> : null}
    </div>
  )
}

const DECISIONS: readonly string[] = ['close', 'return', 'grant', 'deny', 'cancel']

function TaskStep({ task, step, onClose }: { task: TaskView; step: string; onClose: () => void }) {
  const t = useWords()
  const [note, setNote] = useState('')
  const [progress, setProgress] = useState<number | string>(task.progress)
  const [untilOn, setUntil] = useState<string | null>(task.dueOn ? addDays(task.dueOn, 3) : null)
  const params = { taskId: task.id }
  const done = {
    refreshes: ['work'],
    done: () => {
      sayDone(t('documents.web.task.said'))
      onClose()
    },
  }
  const say = useWrite(api.documents.noteTask, done)
  const decide = useWrite(api.documents.decideTask, done)
  const needsNote = !['close', 'grant'].includes(step)
  const text = note.trim()
  const needs = useNeeds({
    progress: step !== 'progress' || /\d/.test(String(progress)),
    note: !needsNote || text !== '',
  })
  const submit = () => {
    if (DECISIONS.includes(step))
      return decide.mutate({ params, body: { what: step as 'close', ...(text ? { note: text } : {}) } })
    say.mutate({
      params,
      body: {
        what: step as 'progress',
        note: text,
        ...(step === 'progress' ? { progress: Number(progress) } : {}),
        ...(step === 'ask' && untilOn ? { untilOn } : {}),
      },
    })
  }
  return (
    <FormDialog
      title={t(`documents.web.task.step.${step}`)}
      onClose={onClose}
      {...needs.form(submit)}
      problem={say.error ?? decide.error}
      busy={say.isPending || decide.isPending}
    >
      <p className="dc-quiet">{task.title}</p>
      {step === 'progress' ? (
        <NumberInput
          label={t('documents.web.progress')}
          suffix="%"
          min={0}
          max={100}
          step={10}
          value={progress}
          error={needs.of('progress')}
          onChange={setProgress}
        />
      ) : null}
      {step === 'ask' ? (
        <DayField
          label={t('documents.web.task.until')}
          minDate={task.dueOn ? addDays(task.dueOn, 1) : dayOf(new Date())}
          value={untilOn}
          onChange={setUntil}
        />
      ) : null}
      <Textarea
        label={t(needsNote ? `documents.web.task.why.${step}` : 'documents.web.note')}
        autosize
        minRows={3}
        maxLength={4000}
        value={note}
        data-autofocus
        error={needs.of('note')}
        onChange={event => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  )
}

function Give({ offices, onClose }: { offices: readonly string[]; onClose: () => void }) {
  const t = useWords()
  const organisationId = offices[0] ?? ''
  const [title, setTitle] = useState('')
  const [leadId, setLead] = useState('')
  const [helperIds, setHelpers] = useState<readonly string[]>([])
  const [dueOn, setDue] = useState<string | null>(null)
  const give = useWrite(api.documents.giveTask, {
    refreshes: ['work'],
    done: () => {
      sayDone(t('documents.web.assigned', { count: 1 }))
      onClose()
    },
  })
  const needs = useNeeds({ title: title.trim() !== '', lead: leadId !== '' })
  const assign = () =>
    give.mutate({ body: { organisationId, title: title.trim(), leadId, helperIds: [...helperIds], dueOn } })
  return (
    <FormDialog
      title={t('documents.web.task.give')}
      onClose={onClose}
      {...needs.form(assign)}
      problem={give.error}
      busy={give.isPending}
    >
      <TextInput
        label={t('documents.web.task.title')}
        value={title}
        maxLength={500}
        data-autofocus
        error={needs.of('title')}
        onChange={event => setTitle(event.currentTarget.value)}
      />
      <OfficerField
        organisationId={organisationId}
        label={t('documents.web.lead')}
        value={leadId}
        error={needs.of('lead') ?? null}
        onChange={setLead}
      />
      <OfficersField
        organisationId={organisationId}
        label={t('documents.web.helpers')}
        without={[leadId]}
        value={helperIds}
        onChange={setHelpers}
      />
      <DayField label={t('documents.web.due')} minDate={dayOf(new Date())} value={dueOn} onChange={setDue} />
    </FormDialog>
  )
}
