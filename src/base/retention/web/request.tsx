import './retention.css'
import { Select, Skeleton, Textarea } from '@mantine/core'
import { type ComponentProps, type ReactNode, useState } from 'react'
import type { WorkItem } from '#base/work/contract.ts'
import type { FormProps } from '#base/work/web/parts.ts'
import { BASES, type Basis } from '#core/keeps.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, Decision, Facts, FormFoot, Panel, ProblemState } from '#kit/console/index.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { PlanLine } from '../contract.ts'
import { api } from './api.ts'

/** In an item of work: what the citizen asks, and what carrying it out takes away and leaves. */
export function RequestPart({ item }: { item: WorkItem }) {
  const t = useWords()
  const f = useFormat()
  const dataRequestId = item.subject.id
  const { data, error, refetch } = useRead(api.retention.request, { params: { dataRequestId } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <Skeleton height={200} />
  const lines = data.plan.length ? data.plan : data.outcome
  return (
    <>
      <Panel title={t(`retention.web.ask.kind.${data.kind}`)}>
        <div className="k-stack">
          <Facts
            facts={[
              [t('retention.web.ask.who'), <strong key="who">{data.personName}</strong>],
              [t('retention.column.askedAt'), f.instant(data.askedAt)],
            ]}
          />
          <blockquote className="rt-said">{data.text}</blockquote>
          {data.reply ? (
            <>
              <strong>{t('retention.web.answer')}</strong>
              <blockquote className="rt-said">{data.reply}</blockquote>
            </>
          ) : null}
        </div>
      </Panel>
      <Panel title={t('retention.web.plan')}>
        {data.kind === 'deletion' ? <Plan lines={lines} /> : null}
        {data.kind === 'withdrawal' ? <p>{t('retention.web.plan.opt-out')}</p> : null}
        {data.kind === 'restriction' || data.kind === 'objection' ? <p>{t('retention.web.plan.hold')}</p> : null}
        {data.liftedAt ? <p>{t('retention.web.held.until', { at: f.instant(data.liftedAt) })}</p> : null}
      </Panel>
      {data.holds ? <EndHold dataRequestId={dataRequestId} onDone={() => void refetch()} /> : null}
    </>
  )
}

/** A restriction holds until the person wants otherwise, or the law does. */
function EndHold({ dataRequestId, onDone }: { dataRequestId: string; onDone: () => void }) {
  const t = useWords()
  const [ending, setEnding] = useState(false)
  const end = useWrite(api.retention.end, {
    done: () => {
      setEnding(false)
      onDone()
    },
  })
  return (
    <Panel title={t('retention.web.held')}>
      <ActionButton icon="undo" onClick={() => setEnding(true)}>
        {t('retention.web.end')}
      </ActionButton>
      <Decision
        open={ending}
        title={t('retention.web.end')}
        action={t('retention.web.end')}
        reason={{ label: t('retention.web.answer'), min: SHORTEST, hint: t('retention.web.end.help') }}
        onClose={() => setEnding(false)}
        busy={end.isPending}
        problem={end.error}
        onDecide={text => end.mutate({ params: { dataRequestId }, body: { text } })}
      />
    </Panel>
  )
}

function Plan({ lines }: { lines: readonly PlanLine[] }) {
  const t = useWords()
  const f = useFormat()
  if (!lines.length) return <p>{t('retention.web.plan.none')}</p>
  const what = ({ erased, rows, until }: PlanLine) =>
    erased
      ? t('retention.web.plan.deleted', { rows })
      : t('retention.web.plan.kept', { until: until ? f.day(until) : t('retention.web.stays.open') })
  return (
    <ul className="rt-lines">
      {lines.map(line => (
        <li key={line.table}>
          {line.words} <strong>{what(line)}</strong>
          {line.erased ? null : <p className="rt-quiet">{t(`retention.basis.${line.basis}`)}</p>}
        </li>
      ))}
    </ul>
  )
}

const SHORTEST = 5

function useText() {
  const t = useWords()
  const [text, setText] = useState('')
  const needs = useNeeds({ text: text.trim().length >= SHORTEST || t('kit.needed.more', { min: SHORTEST }) })
  const field = (
    <Textarea
      label={t('retention.web.answer')}
      description={t('retention.web.answer.help')}
      value={text}
      error={needs.of('text')}
      onChange={event => setText(event.currentTarget.value)}
      maxLength={2000}
      autosize
      minRows={4}
      data-autofocus
    />
  )
  return { text: text.trim(), field, form: needs.form }
}

const ended = ({ onDone, onClose }: FormProps) => ({
  refreshes: ['work'],
  done: () => {
    onClose()
    onDone()
  },
})

interface SayProps extends FormProps {
  readonly write: { readonly error: Parameters<typeof FormFoot>[0]['problem']; readonly isPending: boolean }
  readonly form: ComponentProps<'form'>
  readonly label: string
  readonly children: ReactNode
}

function SayForm({ write, form, label, children, onClose }: SayProps) {
  return (
    <form className="k-stack" {...form}>
      {children}
      <FormFoot problem={write.error} onCancel={onClose} busy={write.isPending}>
        {label}
      </FormFoot>
    </form>
  )
}

export function ReplyForm(props: FormProps) {
  const t = useWords()
  const { text, field, form } = useText()
  const write = useWrite(api.retention.reply, ended(props))
  const send = () => write.mutate({ params: { dataRequestId: props.item.subject.id }, body: { text } })
  return (
    <SayForm {...props} write={write} form={form(send)} label={t('retention.request.move.reply')}>
      {field}
    </SayForm>
  )
}

export function CarryForm(props: FormProps) {
  const t = useWords()
  const { text, field, form } = useText()
  const write = useWrite(api.retention.carry, ended(props))
  const send = () => write.mutate({ params: { dataRequestId: props.item.subject.id }, body: { text } })
  return (
    <SayForm {...props} write={write} form={form(send)} label={t('retention.request.move.carry')}>
      {field}
    </SayForm>
  )
}

export function RefuseForm(props: FormProps) {
  const t = useWords()
  const { text, field, form } = useText()
  const [basis, setBasis] = useState<Basis>('epidemic')
  const write = useWrite(api.retention.refuse, ended(props))
  const send = () => write.mutate({ params: { dataRequestId: props.item.subject.id }, body: { text, basis } })
  return (
    <SayForm {...props} write={write} form={form(send)} label={t('retention.request.move.refuse')}>
      <Select
        label={t('retention.web.answer.basis')}
        value={basis}
        onChange={value => setBasis((value ?? 'epidemic') as Basis)}
        data={BASES.filter(one => one !== 'none').map(one => ({ value: one, label: t(`retention.basis.${one}`) }))}
        allowDeselect={false}
      />
      {field}
    </SayForm>
  )
}
