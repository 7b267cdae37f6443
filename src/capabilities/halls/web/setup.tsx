import './console.css'
import { ActionIcon, Button, Checkbox, NumberInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { dayOf } from '#core/clock.ts'
import { useNow, useRead, useWrite } from '#core/web/data.tsx'
import { useParams } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  Notice,
  Page,
  PageSkeleton,
  Panel,
  ProblemState,
  refusedBy,
  sayDone,
} from '#kit/console/index.ts'
import { DayField } from '#kit/console/when.tsx'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { Board } from '../contract.ts'
import { api } from './api.ts'

const MANAGE = 'halls.manage'

/** What the hall is: its seats and lines, its counters, the days on which it is closed, the machine at its door. */
export function SetupPage() {
  const t = useWords()
  const { hallId = '' } = useParams()
  const { data, error, refetch } = useRead(api.halls.board, { params: { hallId } })
  if (!data) return error ? <ProblemState problem={error} again={() => void refetch()} /> : <PageSkeleton />
  return (
    <Page title={t('halls.web.setup.of', { name: data.name })} back={{ to: `/halls/${data.id}`, label: data.name }}>
      <div className="hc-setup">
        <HallForm key={data.lines.map(line => line.id).join()} board={data} />
        <Counters board={data} />
        <Closures board={data} />
        <KioskLink board={data} />
      </div>
    </Page>
  )
}

interface LineDraft {
  readonly key: string
  readonly id?: string
  readonly letter: string
  readonly name: string
  readonly fields: string
}

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']

function HallForm({ board }: { board: Board }) {
  const t = useWords()
  const [name, setName] = useState(board.name)
  const [address, setAddress] = useState(board.address)
  const [seats, setSeats] = useState<string | number>(board.seats)
  const [lines, setLines] = useState<LineDraft[]>(() =>
    board.lines.map(({ id, letter, name: named, fields }) => ({
      key: id,
      id,
      letter,
      name: named,
      fields: fields.join(', '),
    })),
  )
  const changing = useWrite(api.halls.change, { done: () => sayDone(t('halls.web.saved')) })
  const put = (key: string, patch: Partial<LineDraft>) =>
    setLines(lines.map(line => (line.key === key ? { ...line, ...patch } : line)))
  const add = () => {
    const letter = LETTERS.find(one => !lines.some(line => line.letter === one)) ?? 'Z'
    setLines([...lines, { key: `new ${lines.length} ${letter}`, letter, name: '', fields: '' }])
  }
  const needs = useNeeds({
    name: name.trim() !== '',
    seats: Number(seats) >= 1,
    lines: lines.length > 0 && lines.every(line => line.name.trim() !== ''),
  })
  const submit = () => {
    const body = {
      name,
      address,
      seats: Number(seats),
      lines: lines.map(line => ({
        ...(line.id ? { id: line.id } : {}),
        letter: line.letter,
        name: line.name,
        fields: line.fields
          .split(',')
          .map(one => one.trim())
          .filter(Boolean),
      })),
    }
    changing.mutate({ params: { hallId: board.id }, body })
  }
  return (
    <Panel title={t('halls.web.hall')}>
      <form className="k-stack" {...needs.form(submit)}>
        <TextInput
          label={t('halls.web.name')}
          value={name}
          error={needs.of('name')}
          onChange={event => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t('halls.web.address')}
          value={address}
          onChange={event => setAddress(event.currentTarget.value)}
        />
        <NumberInput
          label={t('halls.web.seats')}
          description={t('halls.web.seats.help', { limit: board.room.limit })}
          value={seats}
          error={needs.of('seats')}
          onChange={setSeats}
          min={1}
          max={5000}
          allowDecimal={false}
        />
        <fieldset className="hc-lines">
          <legend>{t('halls.web.lines')}</legend>
          {lines.map(line => (
            <div key={line.key}>
              <TextInput
                aria-label={t('halls.web.letter')}
                w={52}
                maxLength={1}
                value={line.letter}
                onChange={event => put(line.key, { letter: event.currentTarget.value.toUpperCase() })}
              />
              <TextInput
                aria-label={t('halls.web.line.name', { letter: line.letter })}
                placeholder={t('halls.web.line.example')}
                value={line.name}
                error={line.name.trim() ? undefined : needs.of('lines')}
                onChange={event => put(line.key, { name: event.currentTarget.value })}
              />
              <ActionIcon
                variant="default"
                size="lg"
                aria-label={t('halls.web.line.remove', { letter: line.letter })}
                onClick={() => setLines(lines.filter(one => one.key !== line.key))}
              >
                <Icon name="trash" size={18} />
              </ActionIcon>
            </div>
          ))}
          <Button variant="default" leftSection={<Icon name="plus" size={18} />} onClick={add}>
            {t('halls.web.line.add')}
          </Button>
          {lines.length === 0 && needs.of('lines') ? <p className="k-error">{needs.of('lines')}</p> : null}
        </fieldset>
        {changing.error ? <Notice tone="error" title={tell(t, changing.error).title} /> : null}
        <ActionButton
          kind="primary"
          type="submit"
          busy={changing.isPending}
          {...refusedBy(t, board.refused, { verb: MANAGE, unitId: board.unitId })}
        >
          {t('halls.web.save')}
        </ActionButton>
      </form>
    </Panel>
  )
}

function Counters({ board }: { board: Board }) {
  const t = useWords()
  const free =
    Array.from({ length: 99 }, (_, n) => n + 1).find(n => !board.counters.some(one => one.number === n)) ?? 99
  const [number, setNumber] = useState<string | number>(free)
  const [name, setName] = useState('')
  const [lineIds, setLineIds] = useState<string[]>([])
  const adding = useWrite(api.halls.addCounter, {
    done: () => {
      setName('')
      setLineIds([])
      setNumber('')
      sayDone(t('halls.web.saved'))
    },
  })
  const removing = useWrite(api.halls.removeCounter)
  const needs = useNeeds({ number: Number(number) >= 1, lines: lineIds.length > 0 })
  const add = () => adding.mutate({ params: { hallId: board.id }, body: { number: Number(number), name, lineIds } })
  const problem = adding.error ?? removing.error
  return (
    <Panel title={t('halls.web.counters')}>
      <ul className="hc-list">
        {board.counters.map(one => (
          <li key={one.id}>
            <span>
              <strong>{[t('halls.web.counter', { number: one.number }), one.name].filter(Boolean).join(' – ')}</strong>
              <small>
                {board.lines
                  .filter(line => one.lineIds.includes(line.id))
                  .map(line => `${line.letter} ${line.name}`)
                  .join(', ')}
              </small>
            </span>
            {board.refused === null ? (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => removing.mutate({ params: { counterId: one.id } })}
              >
                {t('halls.web.remove')}
                <span className="only-read"> {t('halls.web.counter', { number: one.number })}</span>
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      <form className="k-stack" {...needs.form(add)}>
        <div className="hc-issue hc-pair">
          <NumberInput
            error={needs.of('number')}
            label={t('halls.web.counter.number')}
            value={number}
            onChange={setNumber}
            min={1}
            max={99}
          />
          <TextInput
            label={t('halls.web.counter.name')}
            value={name}
            onChange={event => setName(event.currentTarget.value)}
          />
        </div>
        <Checkbox.Group
          error={needs.of('lines')}
          label={t('halls.web.counter.lines')}
          value={lineIds}
          onChange={setLineIds}
        >
          <div className="hc-checks">
            {board.lines.map(line => (
              <Checkbox key={line.id} value={line.id} label={`${line.letter} – ${line.name}`} />
            ))}
          </div>
        </Checkbox.Group>
        {problem ? <Notice tone="error" title={tell(t, problem).title} /> : null}
        <ActionButton
          type="submit"
          busy={adding.isPending}
          {...refusedBy(t, board.refused, { verb: MANAGE, unitId: board.unitId })}
        >
          {t('halls.web.counter.add')}
        </ActionButton>
      </form>
    </Panel>
  )
}

function Closures({ board }: { board: Board }) {
  const t = useWords()
  const f = useFormat()
  const today = dayOf(useNow())
  const [fromOn, setFrom] = useState<string | null>(today)
  const [untilOn, setUntil] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const closing = useWrite(api.halls.close, {
    done: ({ told }) => {
      setReason('')
      setUntil(null)
      sayDone(t('halls.web.closure.done', { count: told }))
    },
  })
  const lifting = useWrite(api.halls.lift)
  const needs = useNeeds({ from: fromOn !== null, until: untilOn !== null, reason: reason.trim() !== '' })
  const close = () => {
    if (fromOn && untilOn) closing.mutate({ params: { hallId: board.id }, body: { fromOn, untilOn, reason } })
  }
  return (
    <Panel title={t('halls.web.closures')}>
      {board.closures.length === 0 ? (
        <p className="k-hint">{t('halls.web.closures.none')}</p>
      ) : (
        <ul className="hc-list">
          {board.closures.map(one => (
            <li key={one.id}>
              <span>
                <strong>
                  {f.day(one.fromOn)} – {f.day(one.untilOn)}
                </strong>
                <small>{one.reason}</small>
              </span>
              {board.refused === null ? (
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() => lifting.mutate({ params: { hallId: board.id, hallClosureId: one.id } })}
                >
                  {t('halls.web.closure.lift')}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      <form className="k-stack" {...needs.form(close)}>
        <div className="hc-issue hc-pair">
          <DayField
            label={t('halls.web.closure.from')}
            value={fromOn}
            minDate={today}
            onChange={setFrom}
            error={needs.of('from')}
          />
          <DayField
            label={t('halls.web.closure.until')}
            value={untilOn}
            minDate={fromOn ?? today}
            onChange={setUntil}
            error={needs.of('until')}
          />
        </div>
        <TextInput
          label={t('halls.web.closure.reason')}
          description={t('halls.web.closure.reason.help')}
          value={reason}
          error={needs.of('reason')}
          onChange={event => setReason(event.currentTarget.value)}
        />
        {closing.error ? <Notice tone="error" title={tell(t, closing.error).title} /> : null}
        <ActionButton
          type="submit"
          busy={closing.isPending}
          {...refusedBy(t, board.refused, { verb: MANAGE, unitId: board.unitId })}
        >
          {t('halls.web.closure.do')}
        </ActionButton>
      </form>
    </Panel>
  )
}

/** The link is shown once: whoever has it takes numbers. */
function KioskLink({ board }: { board: Board }) {
  const t = useWords()
  const [made, setMade] = useState('')
  const making = useWrite(api.halls.newKiosk, { done: ({ link }) => setMade(link) })
  return (
    <Panel title={t('halls.web.machines')}>
      <div className="k-stack">
        <p>{t('halls.web.machines.screen')}</p>
        <TextInput readOnly aria-label={t('halls.web.screen')} value={`${location.origin}/sanh/${board.id}/man-hinh`} />
        <p>{t('halls.web.machines.kiosk')}</p>
        {made ? (
          <TextInput readOnly aria-label={t('halls.web.kiosk')} value={made} />
        ) : (
          <p className="k-hint">{t('halls.web.machines.none')}</p>
        )}
        {making.error ? <Notice tone="error" title={tell(t, making.error).title} /> : null}
        <ActionButton
          busy={making.isPending}
          {...refusedBy(t, board.refused, { verb: MANAGE, unitId: board.unitId })}
          onClick={() => making.mutate({ params: { hallId: board.id } })}
        >
          {t('halls.web.machines.new')}
        </ActionButton>
      </div>
    </Panel>
  )
}
