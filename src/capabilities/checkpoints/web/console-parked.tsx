import './console.css'
import { Checkbox, Skeleton, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { WorkItem } from '#base/work/contract.ts'
import type { FormProps } from '#base/work/web/parts.ts'
import { fieldInstant, fieldText } from '#core/clock.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, Decision, EmptyState, FormFoot, Panel, ProblemState, sayDone } from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import type { ParkedScan } from '../contract.ts'
import { api } from './api.ts'

const useParked = (item: WorkItem) => useRead(api.checkpoints.parked, { params: { placeId: item.subject.id } })

function useSettle(item: WorkItem, done: () => void = () => undefined) {
  const t = useWords()
  const settling = useWrite(api.checkpoints.settle, {
    refreshes: ['work'],
    done: ({ settled, left }) => {
      sayDone(t('checkpoints.web.parked.done', { settled, left }))
      done()
    },
  })
  const params = { placeId: item.subject.id }
  return {
    settling,
    settle: (body: Parameters<typeof settling.mutate>[0]['body']) => settling.mutate({ params, body }),
  }
}

/** In the commune's inbox: scans of a place that a device delivered later and that are doubted. */
export function ParkedPart({ item }: { item: WorkItem }) {
  const t = useWords()
  const { data, error, refetch } = useParked(item)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <Skeleton height={220} />
  const picked = data.scans.filter(scan => chosen.has(scan.id))
  const toggle = (ids: readonly string[], on: boolean) => {
    const next = new Set(chosen)
    for (const id of ids)
      if (on) next.add(id)
      else next.delete(id)
    setChosen(next)
  }
  return (
    <Panel title={t('checkpoints.web.parked.count', { count: data.count })}>
      {data.scans.length === 0 ? (
        <EmptyState icon="check" title={t('checkpoints.web.parked.none')} />
      ) : (
        <div className="k-stack">
          <Checkbox
            label={t('checkpoints.web.parked.all', { count: data.scans.length })}
            checked={picked.length === data.scans.length}
            indeterminate={picked.length > 0 && picked.length < data.scans.length}
            onChange={event =>
              toggle(
                data.scans.map(scan => scan.id),
                event.currentTarget.checked,
              )
            }
          />
          <ul className="cp-parked">
            {data.scans.map(scan => (
              <Line key={scan.id} scan={scan} chosen={chosen.has(scan.id)} onChoose={on => toggle([scan.id], on)} />
            ))}
          </ul>
          <Choose item={item} picked={picked} onDone={() => setChosen(new Set())} />
        </div>
      )}
    </Panel>
  )
}

interface LineProps {
  readonly scan: ParkedScan
  readonly chosen: boolean
  readonly onChoose: (on: boolean) => void
}

function Line({ scan, chosen, onChoose }: LineProps) {
  const t = useWords()
  const f = useFormat()
  const name = scan.name ?? t('checkpoints.web.parked.unread')
  return (
    <li>
      <Checkbox
        checked={chosen}
        onChange={event => onChoose(event.currentTarget.checked)}
        label={
          <>
            <strong>{name}</strong>
            {scan.birthYear ? ` · ${scan.birthYear}` : ''}
            {scan.direction ? ` · ${t(`checkpoints.web.way.${scan.direction}`)}` : ''}
            {scan.at ? ` · ${t('checkpoints.web.parked.at', { at: f.instant(scan.at) })}` : ''}
            <span className="cp-why">
              {[t(scan.reason), scan.area, t('checkpoints.web.parked.by', { name: scan.recorder })]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </>
        }
      />
    </li>
  )
}

interface ChooseProps {
  readonly item: WorkItem
  readonly picked: readonly ParkedScan[]
  readonly onDone: () => void
}

/** What is done with the chosen ones; a time can be corrected one by one. */
function Choose({ item, picked, onDone }: ChooseProps) {
  const t = useWords()
  const [discarding, setDiscarding] = useState(false)
  const [when, setWhen] = useState<string>()
  const { settling, settle } = useSettle(item, () => {
    setDiscarding(false)
    setWhen(undefined)
    onDone()
  })
  const ids = picked.map(scan => scan.id)
  const [first] = picked
  const none = picked.length === 0 ? t('checkpoints.web.parked.choose') : undefined
  const unread = picked.some(scan => !scan.readable) ? t('checkpoints.web.parked.unreadable') : undefined
  return (
    <>
      {when !== undefined && picked.length === 1 ? (
        <TextInput
          type="datetime-local"
          label={t('checkpoints.web.parked.when')}
          value={when}
          onChange={event => setWhen(event.currentTarget.value)}
        />
      ) : null}
      {settling.error && !discarding ? (
        <p className="k-error" role="alert">
          {tell(t, settling.error).title}
        </p>
      ) : null}
      <div className="cp-ways">
        <ActionButton
          kind="primary"
          why={none ?? unread}
          busy={settling.isPending}
          onClick={() => {
            const at = when === undefined || picked.length > 1 ? undefined : fieldInstant(when)
            settle({ ids, decision: 'record', reason: '', ...(at ? { at: at.toISOString() } : {}) })
          }}
        >
          {t('checkpoints.web.parked.record')}
        </ActionButton>
        {picked.length === 1 && first?.readable && when === undefined ? (
          <ActionButton onClick={() => setWhen(fieldText(first.at ?? first.receivedAt))}>
            {t('checkpoints.web.parked.correct')}
          </ActionButton>
        ) : null}
        <ActionButton kind="danger" why={none} onClick={() => setDiscarding(true)}>
          {t('checkpoints.web.parked.discard')}
        </ActionButton>
      </div>
      <Decision
        open={discarding}
        onClose={() => setDiscarding(false)}
        title={t('checkpoints.web.parked.discard.title', { count: picked.length })}
        action={t('checkpoints.web.parked.discard')}
        danger
        reason={{ label: t('checkpoints.web.parked.why'), hint: t('checkpoints.web.parked.why.hint') }}
        busy={settling.isPending}
        problem={settling.error}
        onDecide={reason => settle({ ids, decision: 'discard', reason })}
      />
    </>
  )
}

/** The step that ends the work: whatever is left is discarded, with a reason. */
export function SettleAll({ item, onDone, onClose }: FormProps) {
  const t = useWords()
  const { data } = useParked(item)
  const [reason, setReason] = useState('')
  const { settling, settle } = useSettle(item, () => {
    onClose()
    onDone()
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    settle({ decision: 'discard', reason: reason.trim() })
  }
  return (
    <form className="k-stack" onSubmit={submit}>
      <p>{t('checkpoints.web.parked.rest', { count: data?.count ?? 0 })}</p>
      <Textarea
        label={t('checkpoints.web.parked.why')}
        description={t('checkpoints.web.parked.why.hint')}
        value={reason}
        maxLength={500}
        autosize
        minRows={2}
        data-autofocus
        onChange={event => setReason(event.currentTarget.value)}
      />
      <FormFoot problem={settling.error} onCancel={onClose} busy={settling.isPending} danger>
        {t('checkpoints.web.parked.discard')}
      </FormFoot>
    </form>
  )
}
