import './citizen.css'
import { useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { newId } from '#core/ids.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { go, useParams } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  Button,
  Card,
  Choice,
  EmptyState,
  Notice,
  Page,
  ProblemState,
  Row,
  Rows,
  SelectField,
  Skeleton,
} from '#kit/citizen/index.ts'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { Screen } from '../contract.ts'
import { PRIORITIES, type Priority } from '../rules.ts'
import { AGAIN_MS, api, closedText, HALLS, isOpen, useMine, waitText } from './api.ts'

/** What the code at the door opens: what one may queue for, and how long it takes. */
export function Door() {
  const t = useWords()
  const f = useFormat()
  const { hallId = '' } = useParams()
  useLive([HALLS], { open: true })
  const { data, error, refetch } = useRead(api.halls.screen, { params: { hallId } }, { everyMs: AGAIN_MS })
  if (!data)
    return (
      <Page title={t('halls.web.door')} back="/sanh">
        {error ? <ProblemState problem={error} again={() => void refetch()} /> : <Skeleton block lines={5} />}
      </Page>
    )
  const { opening, room } = data
  return (
    <Page title={data.name} back="/sanh" intro={[data.address, data.unitName].filter(Boolean).join(', ')}>
      <Held hallId={hallId} />
      {opening.open ? null : (
        <Notice icon="clock" title={t('halls.web.closed')}>
          {closedText(t, opening, f.day)}
        </Notice>
      )}
      {opening.open && room.full ? (
        <Notice tone="yellow" title={t('halls.web.full', { limit: room.limit })}>
          {t('halls.web.full.text')}
        </Notice>
      ) : null}
      <Card flush title={t('halls.web.lines')}>
        <Rows>
          {data.lines.map(line => (
            <Row
              key={line.id}
              icon={
                <b className="ha-letter" aria-hidden>
                  {line.letter}
                </b>
              }
              title={line.name}
              detail={opening.open ? lineDetail(t, line) : t('halls.web.book')}
              to={`/sanh/${hallId}/lay-so/${line.id}`}
            />
          ))}
        </Rows>
      </Card>
      <Button kind="quiet" icon="panel" to={`/sanh/${hallId}/man-hinh`}>
        {t('halls.web.screen')}
      </Button>
    </Page>
  )
}

/** The number I hold here already. */
function Held({ hallId }: { hallId: string }) {
  const { status } = useSession()
  return status === 'in' ? <HeldHere hallId={hallId} /> : null
}

function HeldHere({ hallId }: { hallId: string }) {
  const t = useWords()
  const ticket = useMine().data?.tickets.find(one => one.hallId === hallId && isOpen(one))
  if (!ticket) return null
  return (
    <Card flush>
      <Rows>
        <Row
          icon="check"
          title={t('halls.web.home.number', { label: ticket.label })}
          detail={t(`halls.web.state.${ticket.state}`)}
          to="/so-thu-tu"
        />
      </Rows>
    </Card>
  )
}

const lineDetail = (t: ReturnType<typeof useWords>, line: Screen['lines'][number]) =>
  line.counters
    ? `${t('halls.web.waiting', { count: line.waiting })} · ${waitText(t, line.wait)}`
    : t('halls.web.noCounter', { count: line.waiting })

type When = 'here' | 'way' | 'slot'

/** When to come and who one is: then a number. */
export function TakeNumber() {
  const t = useWords()
  const f = useFormat()
  const { hallId = '', lineId = '' } = useParams()
  const { data, error, refetch } = useRead(api.halls.screen, { params: { hallId } })
  const slots = useRead(api.halls.slots, { params: { hallId } })
  const [id] = useState(() => newId())
  const [chosen, setWhen] = useState<When>()
  const [slotAt, setSlotAt] = useState('')
  const [priority, setPriority] = useState<Priority | 'none'>('none')
  const taking = useWrite(api.halls.take, { done: () => go('/so-thu-tu', { replace: true }) })
  const line = data?.lines.find(one => one.id === lineId)
  const when = data?.opening.open ? (chosen ?? 'here') : 'slot'
  const needs = useNeeds({ slot: when !== 'slot' || slotAt !== '' })
  const back = `/sanh/${hallId}`
  if (!data)
    return (
      <Page title={t('halls.web.take')} back={back}>
        {error ? <ProblemState problem={error} again={() => void refetch()} /> : <Skeleton block lines={5} />}
      </Page>
    )
  if (!line)
    return (
      <Page title={t('halls.web.take')} back={back}>
        <EmptyState icon="office" title={t('halls.web.line.gone')} />
      </Page>
    )
  const free = (slots.data?.days ?? []).flatMap(({ day, slots: all }) =>
    all
      .filter(slot => slot.left > 0)
      .map(slot => ({
        value: slot.at,
        label: t('halls.web.slot', { day: f.dayLong(day), time: f.time(slot.at), left: slot.left }),
      })),
  )
  const isFull = when === 'slot' && slots.data !== undefined && free.length === 0
  const take = () =>
    taking.mutate({
      params: { hallId },
      body: {
        id,
        lineId,
        priority: priority === 'none' ? null : priority,
        here: when === 'here',
        slotAt: when === 'slot' ? slotAt : null,
      },
    })
  return (
    <Page
      title={line.name}
      back={back}
      intro={data.opening.open ? lineDetail(t, line) : closedText(t, data.opening, f.day)}
    >
      <form className="s-form" {...needs.form(take)}>
        {data.opening.open ? (
          <Choice<When>
            name="when"
            label={t('halls.web.when')}
            value={when}
            onChange={setWhen}
            options={(['here', 'way', 'slot'] as const).map(value => ({
              value,
              label: t(`halls.web.when.${value}`),
              hint: t(`halls.web.when.${value}.hint`),
            }))}
          />
        ) : null}
        {isFull ? <Notice title={t('halls.web.slot.none')} /> : null}
        {when === 'slot' && free.length > 0 ? (
          <SelectField
            name="slot"
            label={t('halls.web.slot.label')}
            hint={t('halls.web.slot.hint')}
            value={slotAt}
            error={needs.of('slot')}
            onChange={setSlotAt}
            options={[{ value: '', label: t('halls.web.slot.choose') }, ...free]}
          />
        ) : null}
        <SelectField
          name="priority"
          label={t('halls.web.priority')}
          hint={t('halls.web.priority.hint')}
          value={priority}
          onChange={value => setPriority(value as Priority | 'none')}
          options={['none' as const, ...PRIORITIES].map(value => ({ value, label: priorityText(t, value) }))}
        />
        {taking.error ? <Notice tone="error" title={tell(t, taking.error).title} /> : null}
        {isFull ? null : (
          <Button type="submit" busy={taking.isPending && t('halls.web.taking')}>
            {t('halls.web.take')}
          </Button>
        )}
      </form>
    </Page>
  )
}

const priorityText = (t: ReturnType<typeof useWords>, value: Priority | 'none') =>
  value === 'none' ? t('halls.web.priority.none') : t(`halls.priority.${value}`)
