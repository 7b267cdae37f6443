import './register.css'
import { Skeleton, Textarea } from '@mantine/core'
import { useState } from 'react'
import { FileStrip } from '#base/files/web/file-strip.tsx'
import type { WorkItem } from '#base/work/contract.ts'
import type { FormProps } from '#base/work/web/parts.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { FormFoot, Notice, Panel, ProblemState } from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import { useNeeds } from '#kit/use-needs.ts'
import type { CorrectionView } from '../contract.ts'
import { api } from './api.ts'

/** In an item of work: what the entry says, what it is to say, and the paper that proves it. */
export function CorrectionPart({ item }: { item: WorkItem }) {
  const t = useWords()
  const correctionId = item.subject.id
  const { data, error, refetch } = useRead(api.register.correction, { params: { correctionId } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <Skeleton height={200} />
  return (
    <Panel title={t('register.web.asked')}>
      <div className="k-stack">
        <Changes lines={data.lines} />
        {data.note ? (
          <div>
            <p className="rg-label">{t('register.web.note')}</p>
            <blockquote className="rg-said">{data.note}</blockquote>
          </div>
        ) : null}
        {data.warnings.length ? (
          <Notice icon="warning" title={t('people.office.id.doubt')}>
            <ul className="rg-doubts">
              {data.warnings.map(warning => (
                <li key={warning}>{t(`people.office.id.doubt.${warning}`)}</li>
              ))}
            </ul>
          </Notice>
        ) : null}
        <div>
          <p className="rg-label">{t('register.web.photos')}</p>
          {data.photos.length ? (
            <FileStrip files={data.photos} refreshes={['register']} />
          ) : (
            <p className="rg-none">{t('register.web.photos.none')}</p>
          )}
        </div>
        {data.answer ? (
          <div>
            <p className="rg-label">{t('register.web.answer')}</p>
            <blockquote className="rg-said">{data.answer}</blockquote>
          </div>
        ) : null}
        {data.refused ? <Notice icon="stop" title={t(data.refused)} /> : null}
      </div>
    </Panel>
  )
}

function Changes({ lines }: { lines: CorrectionView['lines'] }) {
  const t = useWords()
  return (
    <ul className="rg-changes">
      {lines.map(({ field, was, asked, now }) => (
        <li key={field}>
          <span className="rg-label">{t(`people.field.${field}`)}</span>
          <div className="rg-change">
            <span>{was ?? t('register.web.blank')}</span>
            <Icon name="next" size={16} />
            <strong>{asked}</strong>
          </div>
          {now ? <small>{t('register.web.now', { now })}</small> : null}
        </li>
      ))}
    </ul>
  )
}

const STEPS = ['accept', 'refuse', 'more'] as const
type Step = (typeof STEPS)[number]
const isStep = (name: string): name is Step => (STEPS as readonly string[]).includes(name)
const SHORTEST = 5

export function AnswerForm({ item, move, onDone, onClose }: FormProps) {
  const t = useWords()
  const [text, setText] = useState('')
  const answering = useWrite(api.register.answer, {
    refreshes: ['work', 'people'],
    done: () => {
      onClose()
      onDone()
    },
  })
  const step = isStep(move.name) ? move.name : 'accept'
  const needs = useNeeds({
    text: step === 'accept' || text.trim().length >= SHORTEST || t('kit.needed.more', { min: SHORTEST }),
  })
  const send = () => answering.mutate({ params: { correctionId: item.subject.id }, body: { step, text: text.trim() } })
  return (
    <form className="k-stack" {...needs.form(send)}>
      <p>{t(`register.web.${step}.help`)}</p>
      <Textarea
        label={t(`register.web.${step}.text`)}
        value={text}
        error={needs.of('text')}
        onChange={event => setText(event.currentTarget.value)}
        maxLength={1000}
        autosize
        minRows={3}
        data-autofocus
      />
      <FormFoot problem={answering.error} onCancel={onClose} busy={answering.isPending}>
        {t(`register.correction.move.${step}`)}
      </FormFoot>
    </form>
  )
}
