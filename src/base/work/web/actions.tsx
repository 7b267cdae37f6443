import { Button, Modal, Select, Textarea } from '@mantine/core'
import { type ComponentType, type FormEvent, lazy, type ReactNode, Suspense, useMemo, useState } from 'react'
import { UnitField } from '#base/identity/web/unit-field.tsx'
import { PersonActions } from '#base/people/web/person-actions.tsx'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { ActionButton, Decision, sayDone } from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import type { WorkItem, WorkMove } from '../contract.ts'
import { api } from './api.ts'
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
  const primary = item.moves.find(one => one.refused === null && !one.needsNote)
  return (
    <>
      {item.moves.map(one => (
        <ActionButton
          key={one.name}
          wide
          kind={one === primary ? 'primary' : 'plain'}
          why={whyNot(t, item, one)}
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
      {item.person ? <PersonActions personId={item.person.id} beside={item.kind.split('.')[0] as string} /> : null}
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

function whyNot(t: ReturnType<typeof useWords>, { kind }: WorkItem, move: WorkMove): string | undefined {
  if (move.refused) return t(move.refused, { verb: move.verb })
  return move.form && !workPart(kind)?.forms?.[move.form] ? t('work.needs-form') : undefined
}

function StepForm({ item, move, onClose, onDone }: FormProps) {
  const t = useWords()
  const load = workPart(item.kind)?.forms?.[move.form ?? '']
  const Form = useMemo(
    () => (load ? lazy(async () => ({ default: (await load()) as ComponentType<FormProps> })) : undefined),
    [load],
  )
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`${item.kind}.move.${move.name}`)}
      closeButtonProps={{ 'aria-label': t('console.close') }}
    >
      <Suspense fallback={null}>
        {Form ? <Form item={item} move={move} onClose={onClose} onDone={onDone} /> : null}
      </Suspense>
    </Modal>
  )
}

/** Who works on it: take it, put it back, hand it over, give it to another unit. */
function Holding({ item }: { item: WorkItem }) {
  const t = useWords()
  const [dialog, setDialog] = useState<'hand' | 'transfer'>()
  const claim = useWrite(api.work.claim, {
    done: ({ results }) => sayDone(results[0]?.problem?.title ?? t('work.web.taken')),
  })
  const release = useWrite(api.work.release, { done: () => sayDone(t('work.web.released')) })
  const why = item.actRefused ? t(item.actRefused, { verb: 'work.act' }) : undefined
  if (item.actRefused === 'work.done') return null
  return (
    <>
      {item.mine ? (
        <ActionButton
          wide
          icon="undo"
          why={why}
          busy={release.isPending}
          onClick={() => release.mutate({ params: { workId: item.id } })}
        >
          {t('work.web.release')}
        </ActionButton>
      ) : (
        <ActionButton
          wide
          icon="person"
          why={why ?? (item.holder ? t('work.web.held', { name: item.holder.name }) : undefined)}
          busy={claim.isPending}
          onClick={() => claim.mutate({ body: { items: [{ id: item.id }] } })}
        >
          {t('work.web.take')}
        </ActionButton>
      )}
      {why ? null : (
        <>
          <ActionButton wide icon="send" onClick={() => setDialog('hand')}>
            {t('work.web.hand')}
          </ActionButton>
          <ActionButton wide icon="office" onClick={() => setDialog('transfer')}>
            {t('work.web.transfer')}
          </ActionButton>
        </>
      )}
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
  const [accountId, setAccountId] = useState<string | null>(null)
  const [note, setNote] = useState('')
  const officers = data?.officers.filter(one => one.id !== item.holder?.id) ?? []
  const hand = useWrite(api.work.hand, {
    done: () => {
      onClose()
      sayDone(t('work.web.handed', { name: officers.find(one => one.id === accountId)?.name ?? '' }))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (accountId) hand.mutate({ params, body: { accountId, ...(note.trim() ? { note: note.trim() } : {}) } })
  }
  return (
    <Dialog title={t('work.web.hand')} onClose={onClose} onSubmit={submit} action={t('work.web.hand.do')} write={hand}>
      <Select
        label={t('work.web.officer')}
        description={t('work.web.officer.hint')}
        searchable
        data={officers.map(({ id, name }) => ({ value: id, label: name }))}
        nothingFoundMessage={t('work.web.officer.none')}
        value={accountId}
        onChange={setAccountId}
        data-autofocus
      />
      <Textarea
        label={t('work.web.note.optional')}
        value={note}
        onChange={e => setNote(e.currentTarget.value)}
        autosize
      />
    </Dialog>
  )
}

function Transfer({ item, onClose }: DialogProps) {
  const t = useWords()
  const [unitId, setUnitId] = useState<string>()
  const [note, setNote] = useState('')
  const transfer = useWrite(api.work.transfer, {
    done: () => {
      onClose()
      sayDone(t('work.web.transferred'))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (unitId && note.trim()) transfer.mutate({ params: { workId: item.id }, body: { unitId, note: note.trim() } })
  }
  return (
    <Dialog
      title={t('work.web.transfer')}
      onClose={onClose}
      onSubmit={submit}
      action={t('work.web.transfer.do')}
      write={transfer}
    >
      <p>{t('work.web.transfer.help')}</p>
      <UnitField label={t('work.web.unit.to')} value={unitId} onChange={setUnitId} required />
      <Textarea
        label={t('work.web.note')}
        value={note}
        onChange={event => setNote(event.currentTarget.value)}
        required
        withAsterisk={false}
        autosize
        minRows={2}
      />
    </Dialog>
  )
}

interface FrameProps {
  readonly title: string
  readonly action: string
  readonly onClose: () => void
  readonly onSubmit: (event: FormEvent) => void
  readonly write: { readonly isPending: boolean; readonly error: unknown }
  readonly children: ReactNode
}

function Dialog({ title, action, onClose, onSubmit, write, children }: FrameProps) {
  const t = useWords()
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('console.close') }}>
      <form className="k-stack" onSubmit={onSubmit}>
        {children}
        {write.error ? (
          <p className="k-error" role="alert">
            {tell(t, write.error).title}
          </p>
        ) : null}
        <div className="k-foot">
          <Button variant="default" onClick={onClose}>
            {t('console.cancel')}
          </Button>
          <Button type="submit" loading={write.isPending}>
            {action}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
