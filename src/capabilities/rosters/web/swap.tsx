import './rosters.css'
import { Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { WorkItem } from '#base/work/contract.ts'
import type { FormProps } from '#base/work/web/parts.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { FormFoot, sayDone } from '#kit/console/index.ts'
import type { Swap } from '../contract.ts'
import { api } from './api.ts'
import { useEntryText } from './table.tsx'

/** What two are to exchange, day by day. */
export function Exchange({ swap }: { swap: Swap }) {
  const f = useFormat()
  const people = [swap.asker, swap.other]
  const text = useEntryText(people)
  const of = (accountId: string, day: string) => swap.was.find(one => one.accountId === accountId && one.day === day)
  return (
    <ul className="ro-exchange">
      {swap.days.map(day => (
        <li key={day}>
          <strong>{f.day(day)}</strong>
          {people.map(({ id, name }) => {
            const entry = of(id, day)
            return entry ? (
              <span key={id}>
                {name}: {text(entry)}
              </span>
            ) : null
          })}
        </li>
      ))}
    </ul>
  )
}

/** On the item of work: who exchanges what. */
export function SwapPart({ item }: { item: WorkItem }) {
  const t = useWords()
  const { data } = useRead(api.rosters.swap, { params: { swapId: item.subject.id } })
  if (!data) return null
  return (
    <section className="k-stack">
      <h3>{t('rosters.web.swap.between', { asker: data.asker.name, other: data.other.name })}</h3>
      <Exchange swap={data} />
      {data.note ? <p>{data.note}</p> : null}
    </section>
  )
}

/** Approved at once, refused with a reason. */
export function DecisionForm({ item, move, onDone, onClose }: FormProps) {
  const t = useWords()
  const [reason, setReason] = useState('')
  const approve = move.name === 'approve'
  const deciding = useWrite(api.rosters.decideSwap, {
    done: () => {
      sayDone(t('rosters.web.decide.done'))
      onClose()
      onDone()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    deciding.mutate({ params: { swapId: item.subject.id }, body: { approve, reason: reason.trim() } })
  }
  return (
    <form className="k-stack" onSubmit={submit} noValidate>
      {approve ? (
        <p>{t('rosters.web.decide.approve')}</p>
      ) : (
        <Textarea
          label={t('rosters.web.reason')}
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
          maxLength={500}
          autosize
        />
      )}
      <FormFoot problem={deciding.error} onCancel={onClose} busy={deciding.isPending}>
        {t(`rosters.swap.move.${move.name}`)}
      </FormFoot>
    </form>
  )
}
