import './parked.css'
import { Checkbox, Skeleton, Textarea } from '@mantine/core'
import { useState } from 'react'
import { dayOf, fieldInstant, fieldText } from '#core/clock.ts'
import { serverNow } from '#core/web/server-clock.ts'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  Decision,
  EmptyState,
  FormFoot,
  Panel,
  ProblemState,
  sayDone,
  wholeReason,
} from '#kit/console/index.ts'
import { MomentField } from '#kit/console/when.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { type Parked, type ParkedRow, parkedFacts, type Settling, SHORTEST_REASON } from './parked-rows.ts'
import type { FormProps } from './parts.ts'

function useSettle({ settle }: Parked, done: () => void) {
  const t = useWords()
  return (body: Settling) =>
    settle(body, {
      onSuccess: ({ settled, left }) => {
        sayDone(t('work.web.parked.done', { settled, left }))
        done()
      },
    })
}

/** In the inbox: records of a place that a device delivered later and that are doubted. */
export function ParkedPanel({ parked }: { parked: Parked }) {
  const t = useWords()
  const { rows, count, error, refetch } = parked
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  if (error && !rows) return <ProblemState problem={error} again={() => void refetch()} />
  if (!rows) return <Skeleton height={220} />
  const picked = rows.filter(row => chosen.has(row.id))
  const toggle = (ids: readonly string[], on: boolean) => {
    const next = new Set(chosen)
    for (const id of ids)
      if (on) next.add(id)
      else next.delete(id)
    setChosen(next)
  }
  return (
    <Panel title={t('work.web.parked.count', { count })}>
      {rows.length === 0 ? (
        <EmptyState icon="check" title={t('work.web.parked.none')} />
      ) : (
        <div className="k-stack">
          <Checkbox
            label={t('work.web.parked.all', { count: rows.length })}
            checked={picked.length === rows.length}
            indeterminate={picked.length > 0 && picked.length < rows.length}
            onChange={event =>
              toggle(
                rows.map(row => row.id),
                event.currentTarget.checked,
              )
            }
          />
          <ul className="work-parked">
            {rows.map(row => (
              <Line key={row.id} row={row} chosen={chosen.has(row.id)} onChoose={on => toggle([row.id], on)} />
            ))}
          </ul>
          <Choose parked={parked} picked={picked} onDone={() => setChosen(new Set())} />
        </div>
      )}
    </Panel>
  )
}

interface LineProps {
  readonly row: ParkedRow
  readonly chosen: boolean
  readonly onChoose: (on: boolean) => void
}

function Line({ row, chosen, onChoose }: LineProps) {
  const t = useWords()
  const f = useFormat()
  return (
    <li>
      <Checkbox
        checked={chosen}
        onChange={event => onChoose(event.currentTarget.checked)}
        label={
          <>
            <strong>{row.title}</strong>
            <span className="work-parked-why">{parkedFacts(t, f, row).join(' · ')}</span>
            <span className="work-parked-why">{t(row.reason)}</span>
          </>
        }
      />
    </li>
  )
}

interface ChooseProps {
  readonly parked: Parked
  readonly picked: readonly ParkedRow[]
  readonly onDone: () => void
}

/** What is done with the chosen ones; a time can be corrected one by one. */
function Choose({ parked, picked, onDone }: ChooseProps) {
  const t = useWords()
  const [discarding, setDiscarding] = useState(false)
  const [when, setWhen] = useState<string>()
  const { settling, correctable } = parked
  const settle = useSettle(parked, () => {
    setDiscarding(false)
    setWhen(undefined)
    onDone()
  })
  const ids = picked.map(row => row.id)
  const [first] = picked
  if (!first) return <p className="k-hint">{t('work.web.parked.choose')}</p>
  const at = when === undefined || picked.length > 1 ? undefined : fieldInstant(when)
  const half = when !== undefined && picked.length === 1 && !at ? t('work.web.parked.when.half') : undefined
  const unread = picked.some(row => !row.readable) ? t('work.web.parked.unreadable') : undefined
  return (
    <>
      {when !== undefined && picked.length === 1 ? (
        <MomentField label={t('work.web.parked.when')} maxDate={dayOf(serverNow())} value={when} onChange={setWhen} />
      ) : null}
      {settling.error && !discarding ? (
        <p className="k-error" role="alert">
          {tell(t, settling.error).title}
        </p>
      ) : null}
      <div className="work-parked-ways">
        <ActionButton
          kind="primary"
          why={unread ?? half}
          busy={settling.isPending}
          onClick={() => settle({ ids, decision: 'record', reason: '', ...(at ? { at: at.toISOString() } : {}) })}
        >
          {t('work.web.parked.record')}
        </ActionButton>
        {correctable && picked.length === 1 && first.readable && when === undefined ? (
          <ActionButton onClick={() => setWhen(fieldText(first.at ?? first.receivedAt))}>
            {t('work.web.parked.correct')}
          </ActionButton>
        ) : null}
        <ActionButton kind="danger" onClick={() => setDiscarding(true)}>
          {t('work.web.parked.discard')}
        </ActionButton>
      </div>
      <Decision
        open={discarding}
        onClose={() => setDiscarding(false)}
        title={t('work.web.parked.discard.title', { count: picked.length })}
        action={t('work.web.parked.discard')}
        danger
        reason={{ label: t('work.web.parked.why'), hint: t('work.web.parked.why.hint') }}
        busy={settling.isPending}
        problem={settling.error}
        onDecide={reason => settle({ ids, decision: 'discard', reason })}
      />
    </>
  )
}

/** The step that ends the work: whatever is left is discarded, with a reason. */
export function DiscardRest({ parked, onDone, onClose }: { parked: Parked } & Pick<FormProps, 'onDone' | 'onClose'>) {
  const t = useWords()
  const [reason, setReason] = useState('')
  const settle = useSettle(parked, () => {
    onClose()
    onDone()
  })
  const said = reason.trim()
  const needs = useNeeds({ reason: wholeReason(t, said, SHORTEST_REASON) })
  return (
    <form className="k-stack" {...needs.form(() => settle({ decision: 'discard', reason: said }))}>
      <p>{t('work.web.parked.rest', { count: parked.count })}</p>
      <Textarea
        label={t('work.web.parked.why')}
        description={t('work.web.parked.why.hint')}
        value={reason}
        error={needs.of('reason')}
        maxLength={500}
        autosize
        minRows={2}
        data-autofocus
        onChange={event => setReason(event.currentTarget.value)}
      />
      <FormFoot problem={parked.settling.error} onCancel={onClose} busy={parked.settling.isPending} danger>
        {t('work.web.parked.discard')}
      </FormFoot>
    </form>
  )
}
