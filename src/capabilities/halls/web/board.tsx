import './console.css'
import { Button, Menu, Select, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { newId } from '#core/ids.ts'
import { useNow, useRead, useWrite } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { Link, useParams } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  Decision,
  EmptyState,
  Notice,
  Page,
  PageSkeleton,
  Panel,
  ProblemState,
  sayDone,
  Tag,
  useKept,
} from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { Board, CounterView, Waiting } from '../contract.ts'
import { PRIORITIES, type Priority } from '../rules.ts'
import { AGAIN_MS, api, closedText, HALLS, waitText } from './api.ts'

/** The day of whoever sits at a counter: one key for the next, and who waits beside it. */
export function BoardPage() {
  const { hallId = '' } = useParams()
  useLive([HALLS])
  const { data, error, refetch } = useRead(api.halls.board, { params: { hallId } }, { everyMs: AGAIN_MS })
  if (data) return <AtWork board={data} />
  return error ? <ProblemState problem={error} again={() => void refetch()} /> : <PageSkeleton />
}

function AtWork({ board }: { board: Board }) {
  const t = useWords()
  const f = useFormat()
  const [kept, keep] = useKept(`halls.counter.${board.id}`, '')
  const sits = board.counters.find(one => one.mine)
  const counter = sits ?? board.counters.find(one => one.id === kept) ?? board.counters[0]
  const { opening, room } = board
  return (
    <Page
      title={board.name}
      lead={t('halls.web.board.lead', {
        waiting: board.waiting.filter(one => one.state === 'waiting').length,
        served: board.served,
        inside: room.inside,
        limit: room.limit,
      })}
      back={{ to: '/halls', label: t('halls.web.title') }}
      actions={
        <div className="hc-actions">
          <Button component="a" href={`/sanh/${board.id}/man-hinh`} target="_blank" variant="default">
            {t('halls.web.screen')}
          </Button>
          <Button component={Link} to={`/halls/${board.id}/setup`} variant="default">
            {t('halls.web.setup')}
          </Button>
        </div>
      }
    >
      {opening.open ? null : <Notice icon="clock" title={closedText(t, opening, f.day)} />}
      {room.full ? <Notice tone="yellow" title={t('halls.web.full', { limit: room.limit })} /> : null}
      {counter ? (
        <div className="hc-work">
          <div>
            {sits ? null : (
              <Select
                label={t('halls.web.mycounter')}
                data={board.counters.map(one => ({ value: one.id, label: counterText(t, one) }))}
                value={counter.id}
                onChange={value => keep(value ?? '')}
                allowDeselect={false}
              />
            )}
            <AtCounter key={counter.id} board={board} counter={counter} />
            <Issue board={board} />
          </div>
          <Queue board={board} counter={counter} />
        </div>
      ) : (
        <EmptyState icon="office" title={t('halls.web.counters.none')}>
          {t('halls.web.counters.none.help')}
        </EmptyState>
      )}
    </Page>
  )
}

const counterText = (t: ReturnType<typeof useWords>, { number, name }: CounterView) =>
  [t('halls.web.counter', { number }), name].filter(Boolean).join(' – ')

interface AtProps {
  readonly board: Board
  readonly counter: CounterView
}

/** Every step says whom the officer saw, so that a key pressed twice does nothing twice. */
function useSteps(counter: CounterView) {
  const params = { counterId: counter.id }
  const seen = counter.ticketId
  const next = useWrite(api.halls.next)
  const recall = useWrite(api.halls.recall)
  const finish = useWrite(api.halls.finish)
  const transfer = useWrite(api.halls.transfer)
  const all = [next, recall, finish, transfer]
  const busy = all.some(one => one.isPending)
  const fresh = (work: () => void) => {
    if (busy) return
    for (const one of all) one.reset()
    work()
  }
  return {
    busy,
    problem: all.find(one => one.error)?.error ?? null,
    next: (how: 'done' | 'skipped' = 'done', ticketId?: string) =>
      fresh(() => next.mutate({ params, body: { seen, how, ...(ticketId ? { ticketId } : {}) } })),
    recall: () => fresh(() => seen && recall.mutate({ params, body: { seen } })),
    finish: () => fresh(() => seen && finish.mutate({ params, body: { seen, how: 'done' } })),
    transfer: (lineId: string) => fresh(() => seen && transfer.mutate({ params, body: { seen, lineId } })),
  }
}

function AtCounter({ board, counter }: AtProps) {
  const t = useWords()
  const f = useFormat()
  const now = useNow(5_000)
  const steps = useSteps(counter)
  const here = counter.ticketId !== null
  useKeys(counter.mine, {
    n: () => steps.next(),
    r: () => steps.recall(),
    v: () => here && steps.next('skipped'),
    x: () => steps.finish(),
  })
  if (!counter.mine) return <Sit board={board} counter={counter} />
  return (
    <Panel title={counterText(t, counter)} actions={<Leave counter={counter} />}>
      <div className="hc-now" aria-live="polite">
        <strong>{counter.label ?? '–'}</strong>
        <span>
          {counter.calledAt
            ? t('halls.web.called.at', {
                time: f.time(counter.calledAt),
                ago: f.ago(counter.calledAt, now),
                calls: counter.calls,
              })
            : t('halls.web.called.none')}
        </span>
      </div>
      {steps.problem ? <Notice tone="error" title={tell(t, steps.problem).title} /> : null}
      <div className="hc-keys">
        <ActionButton kind="primary" size="lg" wide busy={steps.busy} onClick={() => steps.next()}>
          {t('halls.web.do.next')} <kbd>N</kbd>
        </ActionButton>
        <ActionButton wide onClick={steps.recall} {...(here ? {} : { why: t('halls.web.do.nobody') })}>
          {t('halls.web.do.recall')} <kbd>R</kbd>
        </ActionButton>
        <ActionButton wide onClick={() => steps.next('skipped')} {...(here ? {} : { why: t('halls.web.do.nobody') })}>
          {t('halls.web.do.skip')} <kbd>V</kbd>
        </ActionButton>
        <ActionButton wide onClick={steps.finish} {...(here ? {} : { why: t('halls.web.do.nobody') })}>
          {t('halls.web.do.finish')} <kbd>X</kbd>
        </ActionButton>
        {here ? (
          <Menu>
            <Menu.Target>
              <Button variant="default" fullWidth>
                {t('halls.web.do.transfer')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {board.lines.map(line => (
                <Menu.Item key={line.id} onClick={() => steps.transfer(line.id)}>
                  {line.letter} – {line.name}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        ) : (
          <ActionButton wide why={t('halls.web.do.nobody')}>
            {t('halls.web.do.transfer')}
          </ActionButton>
        )}
      </div>
    </Panel>
  )
}

/** Single keys, as long as nobody types and no dialog is open. */
function useKeys(on: boolean, keys: Readonly<Record<string, () => void>>): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    if (!on) return
    const hear = (event: KeyboardEvent) => {
      const { target } = event
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
      if (target instanceof Element && target.closest('input, textarea, select, [role="dialog"], [role="menu"]')) return
      const press = latest.current[event.key.toLowerCase()]
      if (!press) return
      event.preventDefault()
      press()
    }
    addEventListener('keydown', hear)
    return () => removeEventListener('keydown', hear)
  }, [on])
}

function Sit({ counter }: AtProps) {
  const t = useWords()
  const sit = useWrite(api.halls.sit)
  const params = { counterId: counter.id }
  return (
    <Panel title={counterText(t, counter)}>
      <div className="k-stack">
        <p>
          {counter.open && counter.officer
            ? t('halls.web.taken', { name: counter.officer })
            : counter.note || t('halls.web.counter.closed')}
        </p>
        {sit.error ? <Notice tone="error" title={tell(t, sit.error).title} /> : null}
        <ActionButton
          kind="primary"
          wide
          busy={sit.isPending}
          onClick={() => sit.mutate({ params, body: { open: true, note: '' } })}
        >
          {t('halls.web.do.open')}
        </ActionButton>
      </div>
    </Panel>
  )
}

/** A closed counter tells people why and until when. */
function Leave({ counter }: { counter: CounterView }) {
  const t = useWords()
  const [open, setOpen] = useState(false)
  const sit = useWrite(api.halls.sit, { done: () => setOpen(false) })
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
        {t('halls.web.do.close')}
      </Button>
      <Decision
        open={open}
        onClose={() => setOpen(false)}
        title={counterText(t, counter)}
        action={t('halls.web.do.close')}
        reason={{ label: t('halls.web.close.note'), min: 3, hint: t('halls.web.close.hint') }}
        busy={sit.isPending}
        problem={sit.error}
        onDecide={note => sit.mutate({ params: { counterId: counter.id }, body: { open: false, note } })}
      >
        {t('halls.web.close.text')}
      </Decision>
    </>
  )
}

/** For who has no phone and does not find their way with the kiosk. */
function Issue({ board }: { board: Board }) {
  const t = useWords()
  const [lineId, setLineId] = useState(board.lines[0]?.id ?? '')
  const [priority, setPriority] = useState<Priority | ''>('')
  const [number, setNumber] = useState('')
  const issue = useWrite(api.halls.issue, {
    done: ticket => sayDone(t('halls.web.issued', { label: ticket.label, before: ticket.before })),
  })
  const arrive = useWrite(api.halls.arrive, {
    done: () => {
      setNumber('')
      sayDone(t('halls.web.arrived'))
    },
  })
  const params = { hallId: board.id }
  const needs = useNeeds({ number: /\d/.test(number) })
  const problem = issue.error ?? arrive.error
  return (
    <Panel title={t('halls.web.issue')}>
      <div className="hc-issue">
        <Select
          label={t('halls.web.line')}
          data={board.lines.map(line => ({ value: line.id, label: `${line.letter} – ${line.name}` }))}
          value={lineId}
          onChange={value => setLineId(value ?? '')}
          allowDeselect={false}
        />
        <Select
          label={t('halls.web.priority')}
          data={[
            { value: '', label: t('halls.web.priority.none') },
            ...PRIORITIES.map(value => ({ value, label: t(`halls.priority.${value}`) })),
          ]}
          value={priority}
          onChange={value => setPriority((value ?? '') as Priority | '')}
          allowDeselect={false}
        />
        <ActionButton
          busy={issue.isPending}
          why={lineId ? undefined : t('halls.web.lines.none')}
          onClick={() => issue.mutate({ params, body: { id: newId(), lineId, priority: priority || null } })}
        >
          {t('halls.web.take')}
        </ActionButton>
      </div>
      <form
        className="hc-issue"
        {...needs.form(() => arrive.mutate({ params, body: { number: Number(number.replace(/\D/g, '')) } }))}
      >
        <TextInput
          label={t('halls.web.arrive')}
          description={t('halls.web.arrive.help')}
          value={number}
          error={needs.of('number')}
          inputWrapperOrder={['label', 'description', 'error', 'input']}
          onChange={event => setNumber(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={arrive.isPending}>
          {t('halls.web.arrive.do')}
        </Button>
      </form>
      {problem ? <Notice tone="error" title={tell(t, problem).title} /> : null}
    </Panel>
  )
}

const SHOWN = 40

/** Who waits for this counter, then those who were called and did not come, then those who booked. */
function Queue({ board, counter }: AtProps) {
  const t = useWords()
  const steps = useSteps(counter)
  const mine = board.waiting.filter(one => counter.lineIds.includes(one.lineId))
  const lines = board.lines.filter(line => counter.lineIds.includes(line.id))
  return (
    <Panel
      title={t('halls.web.queue', { count: mine.filter(one => one.state === 'waiting').length })}
      actions={<span className="k-hint">{[...new Set(lines.map(line => waitText(t, line.wait)))].join(' · ')}</span>}
    >
      {steps.problem ? <Notice tone="error" title={tell(t, steps.problem).title} /> : null}
      {mine.length === 0 ? (
        <EmptyState icon="check" title={t('halls.web.queue.none')}>
          {t('halls.web.queue.none.help')}
        </EmptyState>
      ) : (
        (['waiting', 'skipped', 'booked'] as const).map(state => {
          const some = mine.filter(one => one.state === state)
          return some.length ? (
            <section key={state} className="hc-queue">
              <h3>{t(`halls.web.queue.${state}`)}</h3>
              <ul>
                {some.slice(0, SHOWN).map(one => (
                  <Row
                    key={one.id}
                    one={one}
                    board={board}
                    callable={counter.mine}
                    onCall={() => steps.next('done', one.id)}
                  />
                ))}
              </ul>
              {some.length > SHOWN ? (
                <p className="k-hint">{t('halls.web.queue.more', { count: some.length - SHOWN })}</p>
              ) : null}
            </section>
          ) : null
        })
      )}
    </Panel>
  )
}

interface RowProps {
  readonly one: Waiting
  readonly board: Board
  readonly callable: boolean
  readonly onCall: () => void
}

function Row({ one, board, callable, onCall }: RowProps) {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  const since =
    one.state === 'booked' && one.slotAt
      ? t('halls.web.slot.at', { time: f.time(one.slotAt) })
      : f.ago(one.queuedAt, now)
  return (
    <li>
      <strong>{one.label}</strong>
      <span>
        {board.lines.find(line => line.id === one.lineId)?.name}
        <small>
          {since} · {t(`halls.web.source.${one.source}`)}
          {one.here ? '' : ` · ${t('halls.web.away')}`}
        </small>
      </span>
      {one.priority ? <Tag strong>{t(`halls.priority.${one.priority}`)}</Tag> : null}
      {callable ? (
        <Button size="compact-sm" variant="default" onClick={onCall} leftSection={<Icon name="bell" size={16} />}>
          {t('halls.web.do.call')}
          <span className="only-read"> {one.label}</span>
        </Button>
      ) : null}
    </li>
  )
}
