import { type ComponentType, lazy, Suspense, useMemo, useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { BulkActs, Decision, Items, sayDone } from '#kit/console/index.ts'
import type { WorkKind, WorkLine, WorkResult } from '../contract.ts'
import { api } from './api.ts'
import { HandForm, TransferForm } from './forms.tsx'
import { type BulkFormProps, workPart } from './parts.ts'
import { type SharedStep, sharedSteps, titleOf } from './text.ts'

interface BulkProps {
  readonly kinds: readonly WorkKind[]
  readonly rows: readonly WorkLine[]
  readonly onDone: () => void
}

/** What can be done with all chosen items at once; each has its own result, and taking and handing over can be undone. */
export function BulkActions({ kinds, rows, onDone }: BulkProps) {
  const t = useWords()
  const [asking, setAsking] = useState<SharedStep | 'hand' | 'transfer'>()
  const [failed, setFailed] = useState<readonly WorkResult[]>([])
  const undo = useUndo()
  const close = () => setAsking(undefined)
  const finish = (results: readonly WorkResult[], canUndo = false) => {
    const problems = results.filter(result => result.problem)
    const well = results.filter(result => !result.problem)
    if (well.length)
      sayDone(
        t('work.web.bulk.done', { count: well.length }),
        canUndo ? { label: t('work.web.undo'), onClick: () => void undo(well) } : undefined,
      )
    close()
    if (problems.length) setFailed(problems)
    else onDone()
  }
  const claim = useWrite(api.work.claim, { done: reply => finish(reply.results, true) })
  const move = useWrite(api.work.moveMany, { done: reply => finish(reply.results) })
  const hand = useWrite(api.work.handMany, { done: reply => finish(reply.results, true) })
  const transfer = useWrite(api.work.transferMany, { done: reply => finish(reply.results) })
  /** What a dialog was refused before is not told when it is opened again. */
  const ask = (what: typeof asking) => {
    for (const write of [move, hand, transfer]) write.reset()
    setAsking(what)
  }
  const items = rows.map(({ id, version }) => ({ id, version }))
  const ids = rows.map(row => row.id)
  const kind = rows[0]?.kind ?? ''
  const { can } = useSession()
  const step = typeof asking === 'object' ? asking : undefined
  const take = {
    label: t('work.web.take'),
    busy: claim.isPending,
    onClick: () => claim.mutate({ body: { items } }),
  }
  const steps = sharedSteps(kinds, rows, (of, form) => !!workPart(of)?.bulkForms?.[form]).map(one => ({
    label: t(`${kind}.move.${one.name}`),
    onClick: () => ask(one),
  }))
  const acts = [
    ...(can('work.act') && rows.some(row => row.holder === null) ? [take] : []),
    ...(can('work.act') ? steps : []),
    { label: t('work.web.hand'), onClick: () => ask('hand') },
    ...(can('work.act') ? [{ label: t('work.web.transfer'), onClick: () => ask('transfer') }] : []),
  ]
  return (
    <>
      <BulkActs acts={acts} />
      {step?.form ? (
        <BulkForm
          kind={kind}
          form={step.form}
          rows={rows}
          step={step.name}
          onClose={close}
          onDone={() => {
            close()
            onDone()
          }}
        />
      ) : null}
      {step && !step.form ? (
        <Decision
          open
          onClose={close}
          title={t('work.web.bulk.ask', { step: t(`${kind}.move.${step.name}`), count: rows.length })}
          action={t(`${kind}.move.${step.name}`)}
          busy={move.isPending}
          problem={move.error}
          {...(step.needsNote ? { reason: { label: t('work.web.note') } } : {})}
          onDecide={note => move.mutate({ body: { step: step.name, items, ...(note ? { note } : {}) } })}
        >
          {t('work.web.bulk.help')}
        </Decision>
      ) : null}
      {asking === 'hand' ? (
        <HandAll
          rows={rows}
          write={hand}
          onClose={close}
          onHand={(accountId, note) => hand.mutate({ body: { ids, accountId, ...(note ? { note } : {}) } })}
        />
      ) : null}
      {asking === 'transfer' ? (
        <TransferForm
          write={transfer}
          from={sameUnit(rows)}
          onClose={close}
          onTransfer={(toUnit, note) => transfer.mutate({ body: { ids, toUnit, note } })}
        />
      ) : null}
      <Failures rows={rows} results={failed} onClose={() => setFailed([])} />
    </>
  )
}

const sameUnit = (rows: readonly WorkLine[]) =>
  rows.every(row => row.unit.id === rows[0]?.unit.id) ? rows[0]?.unit.id : undefined

function BulkForm({ kind, form, ...props }: BulkFormProps & { readonly kind: string; readonly form: string }) {
  const load = workPart(kind)?.bulkForms?.[form]
  const Form = useMemo(
    () => (load ? lazy(async () => ({ default: (await load()) as ComponentType<BulkFormProps> })) : undefined),
    [load],
  )
  return <Suspense fallback={null}>{Form ? <Form {...props} /> : null}</Suspense>
}

/** Gives items back to whom they were taken from, or to nobody. */
function useUndo() {
  const t = useWords()
  const release = useWrite(api.work.releaseMany)
  const hand = useWrite(api.work.handMany)
  return async (results: readonly WorkResult[]) => {
    for (const [accountId, own] of Map.groupBy(results, result => result.heldBefore)) {
      const ids = own.map(result => result.id)
      if (accountId) await hand.mutateAsync({ body: { ids, accountId } })
      else await release.mutateAsync({ body: { ids } })
    }
    sayDone(t('work.web.undone', { count: results.length }))
  }
}

interface HandAllProps {
  readonly rows: readonly WorkLine[]
  readonly write: { readonly isPending: boolean; readonly error: unknown }
  readonly onClose: () => void
  readonly onHand: (accountId: string, note: string) => void
}

/** Items of one kind at one unit in the same hands have the same officers, so that one of each is asked about. */
function HandAll({ rows, write, onClose, onHand }: HandAllProps) {
  const desks = new Map(rows.map(row => [`${row.kind} ${row.unit.id} ${row.holder?.id}`, row.id]))
  const { data } = useRead(api.work.officersForMany, { query: { ids: [...desks.values()].slice(0, 100).join() } })
  return (
    <HandForm
      officers={data?.officers}
      write={write}
      onClose={onClose}
      onHand={(officer, note) => onHand(officer.id, note)}
    />
  )
}

interface FailuresProps {
  readonly rows: readonly WorkLine[]
  readonly results: readonly WorkResult[]
  readonly onClose: () => void
}

/** Which items were left as they were, and why. They stay chosen. */
function Failures({ rows, results, onClose }: FailuresProps) {
  const t = useWords()
  const f = useFormat()
  const titles = new Map(rows.map(row => [row.id, titleOf(t, f, row)]))
  return (
    <Decision
      open={results.length > 0}
      onClose={onClose}
      title={t('work.web.bulk.failed', { count: results.length })}
      action={t('work.web.bulk.seen')}
      onDecide={onClose}
    >
      <Items items={results.map(({ id, problem }) => ({ id, title: titles.get(id), detail: problem?.title }))} />
    </Decision>
  )
}
