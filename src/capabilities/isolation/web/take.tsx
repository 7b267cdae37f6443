import { Button, Modal, Textarea } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { WorkResult } from '#base/work/contract.ts'
import type { BulkFormProps, FormProps } from '#base/work/web/parts.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { Notice, sayDone } from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
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
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('console.close') }}>
      <TakeForm {...props} />
    </Modal>
  )
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
  const orderIds = chosen.map(order => order.id)
  return {
    failed,
    busy: sign.isPending || other.isPending,
    problem: sign.error ?? other.error,
    take: (note: string) =>
      isSignature(step)
        ? sign.mutate({ body: { orderIds } })
        : other.mutate({ body: { step, orderIds, ...(note ? { note } : {}) } }),
  }
}

function TakeForm(props: TakeProps) {
  const { chosen, step, untested = false, onClose, onDone } = props
  const t = useWords()
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const { take, busy, problem, failed } = useTake(props)
  const asksWhy = needsReason(step) || untested
  const short = asksWhy && reason.trim().length < SHORTEST
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!short) take(reason.trim())
  }
  if (failed.length > 0) return <Failed chosen={chosen} failed={failed} onSeen={onDone} />
  return (
    <form className="k-stack" onSubmit={submit}>
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
          error={tried && short ? t('console.reason.short', { min: SHORTEST }) : null}
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

interface FailedProps {
  readonly chosen: readonly Chosen[]
  readonly failed: readonly WorkResult[]
  readonly onSeen: () => void
}

/** Which were left as they were, and why. */
function Failed({ chosen, failed, onSeen }: FailedProps) {
  const t = useWords()
  const names = new Map(chosen.map(order => [order.id, order.name]))
  return (
    <div className="k-stack">
      <p>{t('isolation.web.failed', { count: failed.length })}</p>
      <ul className="work-failures">
        {failed.map(({ id, problem }) => (
          <li key={id}>
            <strong>{names.get(id)}</strong>
            <span>{problem?.title}</span>
          </li>
        ))}
      </ul>
      <div className="k-foot">
        <Button data-autofocus onClick={onSeen}>
          {t('isolation.web.failed.seen')}
        </Button>
      </div>
    </div>
  )
}
