import { type ComponentType, lazy, Suspense, useMemo, useState } from 'react'
import { PersonActions } from '#base/people/web/person-actions.tsx'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { ActionButton, Decision, Modal, refusedBy, sayDone, sayFailed, Why } from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import type { WorkItem, WorkMove } from '../contract.ts'
import { api } from './api.ts'
import { HandForm, TransferForm } from './forms.tsx'
import { type FormProps, workPart } from './parts.ts'

interface ActionsProps {
  readonly item: WorkItem
  readonly onMoved: (step: string) => void
}

/** What may happen next, each with the reason when it may not; then who works on it. */
export function Actions({ item, onMoved }: ActionsProps) {
  const t = useWords()
  const [asking, setAsking] = useState<WorkMove>()
  const move = useWrite(api.work.move)
  const take = (one: WorkMove, note?: string) =>
    move.mutate(
      { params: { workId: item.id }, body: { step: one.name, version: item.version, ...(note ? { note } : {}) } },
      { onSuccess: () => onMoved(one.name) },
    )
  // Who may take no step at all is told so once, and not under each of them.
  const watches = isWatching(item)
  const moves = watches ? [] : item.moves
  const primary = moves.find(one => one.refused === null && !one.needsNote)
  return (
    <>
      {item.refused.urge === null ? <Urge item={item} /> : null}
      {moves.map(one => (
        <ActionButton
          key={one.name}
          wide
          kind={one === primary ? 'primary' : 'plain'}
          {...refusedMove(t, item, one)}
          busy={move.isPending && move.variables?.body.step === one.name}
          onClick={() => (one.form || one.needsNote ? setAsking(one) : take(one))}
        >
          {t(`${item.kind}.move.${one.name}`)}
        </ActionButton>
      ))}
      {move.error && !asking ? (
        <p className="k-error" role="alert">
          {tell(t, move.error).title}
        </p>
      ) : null}
      <Holding item={item} />
      {item.person ? (
        <PersonActions personId={item.person.id} workId={item.id} beside={item.kind.split('.')[0] as string} />
      ) : null}
      {watches ? <Watching item={item} /> : null}
      {asking?.form ? (
        <StepForm item={item} move={asking} onClose={() => setAsking(undefined)} onDone={() => onMoved(asking.name)} />
      ) : null}
      {asking && !asking.form ? (
        <Decision
          open
          onClose={() => setAsking(undefined)}
          title={t(`${item.kind}.move.${asking.name}`)}
          action={t(`${item.kind}.move.${asking.name}`)}
          reason={{ label: t('work.web.note'), hint: t('work.web.note.hint') }}
          busy={move.isPending}
          problem={move.error}
          onDecide={note => take(asking, note)}
        />
      ) : null}
    </>
  )
}

const lacksRight = (refused: string | null) => refused?.startsWith('core.refused.') ?? false

/** Whether every step is for others to take. */
const isWatching = ({ moves, refused }: WorkItem): boolean =>
  moves.length > 0 && lacksRight(refused.act) && moves.every(move => lacksRight(move.refused))

function Watching({ item: { kind, moves, unit } }: { item: WorkItem }) {
  const t = useWords()
  const steps = moves.map(({ name }) => t(`${kind}.move.${name}`)).join(', ')
  return (
    <Why
      why={t('work.web.steps.others', { steps })}
      missing={{ verb: moves[0]?.verb ?? 'work.act', unitId: unit.id }}
    />
  )
}

function refusedMove(t: ReturnType<typeof useWords>, { kind, unit }: WorkItem, move: WorkMove) {
  if (move.refused) return refusedBy(t, move.refused, { verb: move.verb, unitId: unit.id })
  return move.form && !workPart(kind)?.forms?.[move.form] ? { why: t('work.needs-form') } : {}
}

function StepForm({ item, move, onClose, onDone }: FormProps) {
  const t = useWords()
  const load = workPart(item.kind)?.forms?.[move.form ?? '']
  const Form = useMemo(
    () => (load ? lazy(async () => ({ default: (await load()) as ComponentType<FormProps> })) : undefined),
    [load],
  )
  return (
    <Modal opened onClose={onClose} title={t(`${item.kind}.move.${move.name}`)}>
      <Suspense fallback={null}>
        {Form ? <Form item={item} move={move} onClose={onClose} onDone={onDone} /> : null}
      </Suspense>
    </Modal>
  )
}

/** For who leads: what is asked for stands on top of the item, and its holder is told. */
function Urge({ item }: { item: WorkItem }) {
  const t = useWords()
  const [open, setOpen] = useState(false)
  const urge = useWrite(api.work.urge, {
    done: () => {
      setOpen(false)
      sayDone(t('work.web.urged'))
    },
  })
  return (
    <>
      <ActionButton wide kind={item.urging ? 'plain' : 'primary'} icon="bell" onClick={() => setOpen(true)}>
        {t('work.web.urge')}
      </ActionButton>
      <Decision
        open={open}
        onClose={() => setOpen(false)}
        title={t('work.web.urge.ask')}
        action={t('work.web.urge')}
        reason={{ label: t('work.web.urge.note'), hint: t('work.web.urge.hint') }}
        busy={urge.isPending}
        problem={urge.error}
        onDecide={note => urge.mutate({ params: { workId: item.id }, body: { note } })}
      >
        {item.holder ? t('work.web.urge.holder', { name: item.holder.name }) : t('work.web.urge.nobody')}
      </Decision>
    </>
  )
}

/** Who works on it: take it, put it back, hand it over, give it to another unit. */
function Holding({ item }: { item: WorkItem }) {
  const t = useWords()
  const [dialog, setDialog] = useState<'hand' | 'transfer'>()
  const claim = useWrite(api.work.claim, {
    done: ({ results }) => {
      const problem = results[0]?.problem
      if (problem) sayFailed(problem.title)
      else sayDone(t('work.web.taken'))
    },
  })
  const release = useWrite(api.work.release, { done: () => sayDone(t('work.web.released')) })
  const { refused, unit } = item
  if (refused.act === 'work.done') return null
  const acting = refusedBy(t, refused.act, { verb: 'work.act', unitId: unit.id })
  const held = item.holder ? { why: t('work.web.held', { name: item.holder.name }) } : {}
  return (
    <>
      {item.mine ? (
        <ActionButton
          wide
          icon="undo"
          {...acting}
          busy={release.isPending}
          onClick={() => release.mutate({ params: { workId: item.id } })}
        >
          {t('work.web.release')}
        </ActionButton>
      ) : isWatching(item) ? null : (
        <ActionButton
          wide
          icon="person"
          {...(refused.act ? acting : held)}
          busy={claim.isPending}
          onClick={() => claim.mutate({ body: { items: [{ id: item.id }] } })}
        >
          {t('work.web.take')}
        </ActionButton>
      )}
      {refused.hand === null ? (
        <ActionButton wide icon="send" onClick={() => setDialog('hand')}>
          {t('work.web.hand')}
        </ActionButton>
      ) : null}
      {refused.act === null ? (
        <ActionButton wide icon="office" onClick={() => setDialog('transfer')}>
          {t('work.web.transfer')}
        </ActionButton>
      ) : null}
      {dialog === 'hand' ? <Hand item={item} onClose={() => setDialog(undefined)} /> : null}
      {dialog === 'transfer' ? <Transfer item={item} onClose={() => setDialog(undefined)} /> : null}
    </>
  )
}

interface DialogProps {
  readonly item: WorkItem
  readonly onClose: () => void
}

function Hand({ item, onClose }: DialogProps) {
  const t = useWords()
  const params = { workId: item.id }
  const { data } = useRead(api.work.officers, { params })
  const hand = useWrite(api.work.hand, { done: onClose })
  return (
    <HandForm
      officers={data?.officers}
      write={hand}
      onClose={onClose}
      onHand={(officer, note) =>
        hand.mutate(
          { params, body: { accountId: officer.id, ...(note ? { note } : {}) } },
          { onSuccess: () => sayDone(t('work.web.handed', { name: officer.name })) },
        )
      }
    />
  )
}

function Transfer({ item, onClose }: DialogProps) {
  const t = useWords()
  const transfer = useWrite(api.work.transfer, {
    done: () => {
      onClose()
      sayDone(t('work.web.transferred'))
    },
  })
  return (
    <TransferForm
      write={transfer}
      from={item.unit.id}
      onClose={onClose}
      onTransfer={(unitId, note) => transfer.mutate({ params: { workId: item.id }, body: { unitId, note } })}
    />
  )
}
