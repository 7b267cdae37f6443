import './audit.css'
import { Skeleton, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { WorkItem } from '#base/work/contract.ts'
import type { FormProps } from '#base/work/web/parts.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Facts, FormFoot, Notice, Panel, ProblemState } from '#kit/console/index.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { api } from './api.ts'

/** In an item of work: what the citizen asks, and who looked. */
export function QuestionPart({ item }: { item: WorkItem }) {
  const t = useWords()
  const f = useFormat()
  const questionId = item.subject.id
  const { data: question, error, refetch } = useRead(api.audit.question, { params: { questionId } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!question || question.id !== questionId) return <Skeleton height={200} />
  const { by, look, answer, refused } = question
  return (
    <Panel title={t('audit.web.question')}>
      <div className="k-stack">
        <blockquote className="au-said">{question.text}</blockquote>
        <Facts
          facts={[
            [t('audit.web.question.look'), t('audit.web.question.times', { ...look, day: f.day(look.day) })],
            [t('audit.web.question.by'), <strong key="by">{by.name}</strong>],
            [t('audit.rows.list.office'), [by.role, by.office].filter(Boolean).join(', ')],
          ]}
        />
        {answer ? (
          <>
            <strong>{t('audit.web.answered')}</strong>
            <blockquote className="au-said">{answer}</blockquote>
          </>
        ) : null}
        {refused ? <Notice icon="stop" title={t(refused)} /> : null}
      </div>
    </Panel>
  )
}

const SHORTEST = 5

export function AnswerForm({ item, onDone, onClose }: FormProps) {
  const t = useWords()
  const [text, setText] = useState('')
  const answering = useWrite(api.audit.answer, {
    refreshes: ['work'],
    done: () => {
      onClose()
      onDone()
    },
  })
  const needs = useNeeds({ text: text.trim().length >= SHORTEST || t('kit.needed.more', { min: SHORTEST }) })
  const send = () => answering.mutate({ params: { questionId: item.subject.id }, body: { text: text.trim() } })
  return (
    <form className="k-stack" {...needs.form(send)}>
      <Textarea
        label={t('audit.web.answer')}
        description={t('audit.web.answer.help')}
        value={text}
        error={needs.of('text')}
        onChange={event => setText(event.currentTarget.value)}
        maxLength={2000}
        autosize
        minRows={4}
        data-autofocus
      />
      <FormFoot problem={answering.error} onCancel={onClose} busy={answering.isPending}>
        {t('audit.web.answer.send')}
      </FormFoot>
    </form>
  )
}
