import { Radio, SegmentedControl, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { testsLacking } from '#base/timeline/test-days.ts'
import { dayOf } from '#core/clock.ts'
import { newId } from '#core/ids.ts'
import { useWrite } from '#core/web/data.tsx'
import { serverNow } from '#core/web/server-clock.ts'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, FormFoot, Modal, Notice, sayDone, Tag } from '#kit/console/index.ts'
import { DayField } from '#kit/console/when.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { type OrderView, TEST_METHODS } from '../contract.ts'
import { api } from './api.ts'

/** While somebody is under the order, signed and not yet confirmed as kept. */
const TESTED_IN: readonly string[] = ['signed', 'in-force', 'over']

/** When a test is due, what came of it, and writing one down. */
export function Tests({ order }: { order: OrderView }) {
  const t = useWords()
  const f = useFormat()
  const { can } = useSession()
  const [writing, setWriting] = useState(false)
  const today = dayOf(new Date())
  const lacking = testsLacking(order)
  const opens = can('isolation.propose') && TESTED_IN.includes(order.state)
  if (order.testDays.length === 0 && order.tests.length === 0 && !opens) return null
  return (
    <section className="is-tests" aria-label={t('isolation.web.tests')}>
      <header>
        <h3>{t('isolation.web.tests')}</h3>
        {opens ? (
          <ActionButton icon="plus" size="compact-sm" onClick={() => setWriting(true)}>
            {t('isolation.web.test.write')}
          </ActionButton>
        ) : null}
      </header>
      {order.testDays.length > 0 ? (
        <ul>
          {order.testDays.map(day => (
            <li key={day}>
              <span>{t('isolation.web.test.due', { day: f.day(day) })}</span>
              <Tag strong={lacking.includes(day) && day <= today}>
                {t(`isolation.web.test.${lacking.includes(day) ? (day <= today ? 'late' : 'later') : 'done'}`)}
              </Tag>
            </li>
          ))}
        </ul>
      ) : (
        <p className="k-hint">{t('isolation.web.tests.none')}</p>
      )}
      {order.tests.length > 0 ? (
        <ul>
          {order.tests.map(test => (
            <li key={test.id}>
              <span>
                {f.day(test.takenOn)} · {t(`isolation.test.method.${test.method}`)}
                {test.note ? ` · ${test.note}` : ''}
                {test.by ? ` · ${test.by}` : ''}
              </span>
              <Tag strong={test.outcome === 'positive'}>{t(`isolation.test.outcome.${test.outcome}`)}</Tag>
            </li>
          ))}
        </ul>
      ) : null}
      <Modal opened={writing} onClose={() => setWriting(false)} title={t('isolation.web.test.write')}>
        <TestForm order={order} onClose={() => setWriting(false)} onDone={() => setWriting(false)} />
      </Modal>
    </section>
  )
}

interface TestFormProps {
  readonly order: OrderView
  readonly onClose: () => void
  readonly onDone: () => void
}

function TestForm({ order, onClose, onDone }: TestFormProps) {
  const t = useWords()
  const today = dayOf(new Date())
  const [id] = useState(() => newId(serverNow()))
  const [takenOn, setTakenOn] = useState<string | null>(today)
  const [method, setMethod] = useState<(typeof TEST_METHODS)[number]>('rapid')
  const [outcome, setOutcome] = useState<'negative' | 'positive'>()
  const [note, setNote] = useState('')
  const writing = useWrite(api.isolation.test, {
    refreshes: ['work', 'followup'],
    done: () => {
      sayDone(t('isolation.web.test.written', { name: order.name }))
      onDone()
    },
  })
  const needs = useNeeds({
    outcome: outcome !== undefined || t('isolation.web.test.outcome.missing'),
    day: takenOn !== null,
  })
  const write = () => {
    if (takenOn && outcome)
      writing.mutate({
        params: { orderId: order.id },
        body: { id, takenOn, method, outcome, ...(note.trim() ? { note: note.trim() } : {}) },
      })
  }
  return (
    <form className="k-stack" {...needs.form(write)}>
      <Radio.Group
        label={t('isolation.web.test.outcome')}
        value={outcome ?? null}
        error={needs.of('outcome')}
        data-wrong={needs.of('outcome') ? true : undefined}
        onChange={value => setOutcome(value as 'negative' | 'positive')}
      >
        <div className="is-choices">
          <Radio value="negative" label={t('isolation.test.outcome.negative')} data-autofocus />
          <Radio value="positive" label={t('isolation.test.outcome.positive')} />
        </div>
      </Radio.Group>
      {outcome === 'positive' ? (
        <Notice tone="red" title={t('isolation.web.test.positive')}>
          {t('isolation.web.test.positive.help')}
        </Notice>
      ) : null}
      <DayField
        label={t('isolation.web.test.on')}
        value={takenOn}
        minDate={order.fromOn}
        maxDate={today}
        error={needs.of('day')}
        onChange={setTakenOn}
      />
      <SegmentedControl
        aria-label={t('isolation.web.test.method')}
        value={method}
        onChange={value => setMethod(value as typeof method)}
        data={TEST_METHODS.map(value => ({ value, label: t(`isolation.test.method.${value}`) }))}
      />
      <TextInput
        label={t('isolation.web.test.note')}
        value={note}
        maxLength={1000}
        onChange={event => setNote(event.currentTarget.value)}
      />
      {writing.error ? <Notice tone="error" title={tell(t, writing.error).title} /> : null}
      <FormFoot onCancel={onClose} busy={writing.isPending}>
        {t('isolation.web.test.save')}
      </FormFoot>
    </form>
  )
}
