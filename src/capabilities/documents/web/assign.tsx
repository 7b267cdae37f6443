import { ActionIcon, Button, Textarea } from '@mantine/core'

import { useMediaQuery } from '@mantine/hooks'
import { useState } from 'react'
import { addDays, dayOf } from '#core/clock.ts'
import { useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { FormFoot, Modal, sayDone } from '#kit/console/index.ts'
import { DayField } from '#kit/console/when.tsx'
import { Icon } from '#kit/icon.tsx'
import { useNeeds } from '#kit/use-needs.ts'
import type { DocumentView } from '../contract.ts'
import { MOST_TASKS } from '../rules.ts'
import { api } from './api.ts'
import { OfficerField, OfficersField } from './officers.tsx'

interface Task {
  readonly key: number
  readonly leadId: string
  readonly helperIds: readonly string[]
  readonly dueOn: string | null
}

const TERMS = [1, 3, 7] as const

/** Bút phê, as on a telephone in the car: a few words, who, by when. */
export function AssignDialog({ document, onClose }: { document: DocumentView; onClose: () => void }) {
  const t = useWords()
  const isPhone = useMediaQuery('(max-width: 600px)') ?? false
  const { organisationId } = document
  const today = dayOf(new Date())
  const fresh = (key: number): Task => ({ key, leadId: '', helperIds: [], dueOn: document.dueOn })
  const [words, setWords] = useState('')
  const [tasks, setTasks] = useState<readonly Task[]>([fresh(0)])
  const [readerIds, setReaders] = useState<readonly string[]>([])
  const assign = useWrite(api.documents.assign, {
    refreshes: ['work'],
    done: ({ taskIds }) => {
      sayDone(t('documents.web.assigned', { count: taskIds.length }))
      onClose()
    },
  })
  const set = (key: number, patch: Partial<Task>) =>
    setTasks(tasks.map(task => (task.key === key ? { ...task, ...patch } : task)))
  const needs = useNeeds({ words: words.trim() !== '', leads: tasks.every(task => task.leadId !== '') })
  const submit = () =>
    assign.mutate({
      params: { documentId: document.id },
      body: {
        words: words.trim(),
        tasks: tasks.map(({ leadId, helperIds, dueOn }) => ({ leadId, helperIds: [...helperIds], dueOn })),
        readerIds: [...readerIds],
      },
    })
  return (
    <Modal opened onClose={onClose} fullScreen={isPhone} size="lg" title={t('documents.web.assign')}>
      <form className="k-stack" {...needs.form(submit)}>
        <p className="dc-quiet">{document.subject}</p>
        <Textarea
          label={t('documents.web.assign.words')}
          autosize
          minRows={2}
          maxLength={4000}
          value={words}
          data-autofocus
          error={needs.of('words')}
          onChange={event => setWords(event.currentTarget.value)}
        />
        <div className="dc-steps">
          {['handle', 'advise', 'urgent', 'know'].map(one => (
            <Button
              key={one}
              variant="default"
              size="xs"
              onClick={() => setWords(t(`documents.web.assign.phrase.${one}`))}
            >
              {t(`documents.web.assign.phrase.${one}`)}
            </Button>
          ))}
        </div>
        {tasks.map((task, i) => (
          <fieldset key={task.key} className="dc-task-field">
            <legend>
              {t('documents.web.assign.task', { n: i + 1, of: tasks.length })}
              {tasks.length > 1 ? (
                <ActionIcon
                  aria-label={t('documents.web.remove')}
                  onClick={() => setTasks(tasks.filter(one => one.key !== task.key))}
                >
                  <Icon name="cross" size={16} />
                </ActionIcon>
              ) : null}
            </legend>
            <div className="dc-pair">
              <OfficerField
                organisationId={organisationId}
                label={t('documents.web.lead')}
                value={task.leadId}
                error={task.leadId ? null : (needs.of('leads') ?? null)}
                onChange={leadId => set(task.key, { leadId, helperIds: task.helperIds.filter(id => id !== leadId) })}
              />
              <OfficersField
                organisationId={organisationId}
                label={t('documents.web.helpers')}
                without={[task.leadId]}
                value={task.helperIds}
                onChange={helperIds => set(task.key, { helperIds })}
              />
            </div>
            <div className="dc-due">
              <DayField
                label={t('documents.web.due')}
                minDate={today}
                value={task.dueOn}
                onChange={dueOn => set(task.key, { dueOn })}
              />
              {TERMS.map(days => (
                <Button
                  key={days}
                  variant="default"
                  size="xs"
                  onClick={() => set(task.key, { dueOn: addDays(today, days) })}
                >
                  {t('documents.web.in-days', { days })}
                </Button>
              ))}
            </div>
          </fieldset>
        ))}
        {tasks.length < MOST_TASKS ? (
          <div>
            <Button
              variant="default"
              leftSection={<Icon name="plus" size={16} />}
              onClick={() => setTasks([...tasks, fresh(Math.max(...tasks.map(task => task.key)) + 1)])}
            >
              {t('documents.web.assign.more')}
            </Button>
          </div>
        ) : null}
        <OfficersField
          organisationId={organisationId}
          label={t('documents.web.readers')}
          value={readerIds}
          onChange={setReaders}
        />
        <FormFoot problem={assign.error} onCancel={onClose} busy={assign.isPending}>
          {t('documents.web.assign.do')}
        </FormFoot>
      </form>
    </Modal>
  )
}
