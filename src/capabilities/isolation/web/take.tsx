import { Button, Checkbox, Skeleton, Textarea } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { WorkResult } from '#base/work/contract.ts'
import { Failed } from '#base/work/web/failed.tsx'
import type { BulkFormProps, FormProps } from '#base/work/web/parts.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Items, Modal, Notice, ProblemState, sayDone, wholeReason } from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { Lacking } from '../contract.ts'
import { api } from './api.ts'

/** An order that a step is taken with. */
interface Chosen {
  readonly id: string
  readonly name: string
  readonly state: string
}

export type Step = 'sign' | 'certify' | 'refuse' | 'withdraw' | 'confirm' | 'return' | 'end-early' | 'cancel'

interface TakeProps {
  readonly chosen: readonly Chosen[]
  /** `sign` takes proposals and confirmed orders alike. */
  readonly step: Step
  /** A test is due that nobody has a result of: to be confirmed all the same it has to be said why. */
  readonly untested?: boolean
  readonly onClose: () => void
  readonly onDone: () => void
}

const SHORTEST = 3
const isSignature = (step: Step): step is 'sign' | 'certify' => step === 'sign' || step === 'certify'
const needsReason = (step: Step): boolean => !isSignature(step) && step !== 'confirm'

/** One step with one order, in the dialog of its item of work. */
export function ItemForm({ item, move, onDone, onClose }: FormProps) {
  const { data: order } = useRead(
    api.isolation.order,
    { params: { orderId: item.subject.id } },
    { when: move.name === 'confirm' },
  )
  const chosen = [{ id: item.subject.id, name: item.person?.name ?? '', state: item.state }]
  const done = () => {
    onClose()
    onDone()
  }
  return (
    <TakeForm
      chosen={chosen}
      step={move.name as Step}
      untested={move.name === 'confirm' && Boolean(order?.testDue)}
      onClose={onClose}
      onDone={done}
    />
  )
}

/** The same with many, from the inbox. */
export function ManyForm({ rows, step, onDone, onClose }: BulkFormProps) {
  const chosen = rows.map(row => ({ id: row.subject.id, name: row.person?.name ?? '', state: row.state }))
  return <TakeDialog chosen={chosen} step={step as Step} onClose={onClose} onDone={onDone} />
}

export function TakeDialog(props: TakeProps) {
  const { chosen, step, onClose } = props
  const t = useWords()
  const count = chosen.length
  const title = isSignature(step)
    ? t('isolation.web.sign.ask', { count })
    : t('isolation.web.step.ask', { step: t(`isolation.order.move.${step}`), count })
  return (
    <Modal opened onClose={onClose} title={title}>
      {step === 'confirm' ? <ConfirmForm {...props} /> : <TakeForm {...props} />}
    </Modal>
  )
}

/** Before anything is sent: who lacks which test. They are left out, or confirmed with the reason why there is none. */
function ConfirmForm(props: TakeProps) {
  const { chosen, onClose, onDone } = props
  const t = useWords()
  const [withLacking, setWithLacking] = useState(false)
  const [reason, setReason] = useState('')
  const orderIds = chosen.map(order => order.id)
  const { data, error } = useRead(api.isolation.lacking, { body: { orderIds } })
  const take = useTake(props)
  const excused = withLacking ? (data?.orders ?? []).filter(one => !one.positive) : []
  const needs = useNeeds({ reason: excused.length === 0 || wholeReason(t, reason, SHORTEST) })
  if (!data) return error ? <ProblemState problem={error} /> : <Skeleton height={120} />
  if (take.failed.length > 0) return <LeftOver chosen={chosen} failed={take.failed} onSeen={onDone} />
  const lacking = new Map(data.orders.map(one => [one.id, one]))
  const ready = chosen.filter(order => !lacking.has(order.id))
  const count = ready.length + excused.length
  const confirm = () => {
    if (count > 0)
      void take.takeAll([
        { orderIds: ready.map(order => order.id) },
        { orderIds: excused.map(order => order.id), note: reason.trim() },
      ])
  }
  return (
    <form className="k-stack" {...needs.form(confirm)}>
      {lacking.size === 0 ? (
        <Names chosen={chosen} />
      ) : (
        <>
          <Notice icon="health" title={t('isolation.web.lacking', { count: lacking.size })}>
            {t('isolation.web.lacking.ready', { count: ready.length })}
          </Notice>
          <LackingList chosen={chosen} lacking={lacking} />
          {data.orders.some(one => !one.positive) ? (
            <Checkbox
              label={t('isolation.web.lacking.with')}
              checked={withLacking}
              onChange={event => setWithLacking(event.currentTarget.checked)}
            />
          ) : null}
        </>
      )}
      {excused.length > 0 ? (
        <Textarea
          label={t('isolation.web.test.why')}
          value={reason}
          maxLength={1000}
          autosize
          minRows={3}
          error={needs.of('reason')}
          onChange={event => setReason(event.currentTarget.value)}
        />
      ) : null}
      {take.problem ? (
        <p className="k-error" role="alert">
          {tell(t, take.problem).title}
        </p>
      ) : null}
      <div className="k-foot">
        <Button variant="default" onClick={onClose}>
          {t('console.cancel')}
        </Button>
        {count > 0 ? (
          <Button type="submit" loading={take.busy}>
            {t('isolation.web.lacking.count', { count })}
          </Button>
        ) : (
          <span className="k-hint">{t('isolation.web.lacking.nobody')}</span>
        )}
      </div>
    </form>
  )
}

function LackingList({ chosen, lacking }: { chosen: readonly Chosen[]; lacking: ReadonlyMap<string, Lacking> }) {
  const t = useWords()
  const f = useFormat()
  const items = chosen.flatMap(({ id, name }) => {
    const one = lacking.get(id)
    if (!one) return []
    const days = one.days.map(f.dayShort).join(', ')
    return [
      {
        id,
        title: name,
        detail: one.positive ? t('isolation.web.lacking.positive') : t('isolation.web.lacking.days', { days }),
      },
    ]
  })
  return <Items items={items} />
}

interface Share {
  readonly orderIds: readonly string[]
  readonly note?: string
}

function useTake({ chosen, step, onDone }: TakeProps) {
  const t = useWords()
  const [failed, setFailed] = useState<readonly WorkResult[]>([])
  const done = ({ results }: { readonly results: readonly WorkResult[] }) => {
    const left = results.filter(result => result.problem)
    const count = results.length - left.length
    if (count > 0)
      sayDone(
        isSignature(step)
          ? t('isolation.web.sign.done', { count })
          : t('isolation.web.stepped', { step: t(`isolation.order.move.${step}`), count }),
      )
    if (left.length) setFailed(left)
    else onDone()
  }
  const sign = useWrite(api.isolation.sign, { refreshes: ['work'], done })
  const other = useWrite(api.isolation.step, { refreshes: ['work'], done })
  const shared = useWrite(api.isolation.step, { refreshes: ['work'] })
  const orderIds = chosen.map(order => order.id)
  return {
    failed,
    busy: sign.isPending || other.isPending || shared.isPending,
    problem: sign.error ?? other.error ?? shared.error,
    take: (note: string) =>
      isSignature(step)
        ? sign.mutate({ body: { orderIds } })
        : other.mutate({ body: { step, orderIds, ...(note ? { note } : {}) } }),
    /** Each share with its own note; what became of all is told at once. */
    async takeAll(shares: readonly Share[]) {
      if (isSignature(step)) return
      const results: WorkResult[] = []
      try {
        for (const { orderIds: ids, note } of shares)
          if (ids.length)
            results.push(
              ...(await shared.mutateAsync({ body: { step, orderIds: [...ids], ...(note ? { note } : {}) } })).results,
            )
      } catch {
        // The problem is shown; what was taken before it stands.
        return
      }
      done({ results })
    },
  }
}

function TakeForm(props: TakeProps) {
  const { chosen, step, untested = false, onClose, onDone } = props
  const t = useWords()
  const [reason, setReason] = useState('')
  const { take, busy, problem, failed } = useTake(props)
  const asksWhy = needsReason(step) || untested
  const needs = useNeeds({ reason: !asksWhy || wholeReason(t, reason, SHORTEST) })
  if (failed.length > 0) return <LeftOver chosen={chosen} failed={failed} onSeen={onDone} />
  return (
    <form className="k-stack" {...needs.form(() => take(reason.trim()))}>
      {isSignature(step) ? <Signing chosen={chosen} /> : null}
      {untested ? (
        <Notice title={t('isolation.web.test.lacking')}>{t('isolation.web.test.lacking.help')}</Notice>
      ) : null}
      {asksWhy ? (
        <Textarea
          label={t(untested ? 'isolation.web.test.why' : 'isolation.web.step.reason')}
          value={reason}
          maxLength={1000}
          autosize
          minRows={3}
          data-autofocus
          error={needs.of('reason')}
          onChange={event => setReason(event.currentTarget.value)}
        />
      ) : (
        <Names chosen={chosen} />
      )}
      {problem ? (
        <p className="k-error" role="alert">
          {tell(t, problem).title}
        </p>
      ) : null}
      <div className="k-foot">
        <Button variant="default" onClick={onClose}>
          {t('console.cancel')}
        </Button>
        <Button type="submit" loading={busy} {...(asksWhy ? {} : { 'data-autofocus': true })}>
          {isSignature(step)
            ? t('isolation.web.sign.count', { count: chosen.length })
            : t(`isolation.order.move.${step}`)}
        </Button>
      </div>
    </form>
  )
}

/** How many of what, and what a signature sets going. */
function Signing({ chosen }: { chosen: readonly Chosen[] }) {
  const t = useWords()
  const certificates = chosen.filter(order => order.state === 'confirmed').length
  const orders = chosen.length - certificates
  return (
    <div className="is-signing">
      {orders > 0 ? <strong>{t('isolation.web.sign.orders', { count: orders })}</strong> : null}
      {certificates > 0 ? <strong>{t('isolation.web.sign.certificates', { count: certificates })}</strong> : null}
      <p>{t('isolation.web.sign.what')}</p>
    </div>
  )
}

const Names = ({ chosen }: { chosen: readonly Chosen[] }): ReactNode => (
  <ul className="is-names">
    {chosen.map(order => (
      <li key={order.id}>{order.name}</li>
    ))}
  </ul>
)

interface LeftOverProps {
  readonly chosen: readonly Chosen[]
  readonly failed: readonly WorkResult[]
  readonly onSeen: () => void
}

function LeftOver({ chosen, failed, onSeen }: LeftOverProps) {
  const t = useWords()
  return (
    <Failed
      said={t('isolation.web.failed', { count: failed.length })}
      failed={failed}
      nameOf={id => chosen.find(order => order.id === id)?.name}
      seen={t('isolation.web.failed.seen')}
      onSeen={onSeen}
    />
  )
}
