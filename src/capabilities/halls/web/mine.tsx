import './citizen.css'
import { useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, EmptyState, Facts, Notice, Page, ProblemState, Skeleton } from '#kit/citizen/index.ts'
import { tell } from '#kit/problem.ts'
import type { Ticket } from '../contract.ts'
import { api, isOpen, useMine, waitText } from './api.ts'

/** The numbers I hold: how many stand before me, and what to do now. */
export function MyNumbers() {
  const t = useWords()
  const { data, error, refetch } = useMine()
  return (
    <Page title={t('halls.web.mine')} back="/">
      {!data && error ? <ProblemState problem={error} again={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton block lines={4} /> : null}
      {data?.tickets.length === 0 ? (
        <Card>
          <EmptyState icon="office" title={t('halls.web.mine.none')}>
            {t('halls.web.mine.none.help')}
          </EmptyState>
        </Card>
      ) : null}
      {data?.tickets.map(ticket => (
        <Held key={ticket.id} ticket={ticket} />
      ))}
      <Button kind={data?.tickets.some(isOpen) ? 'quiet' : 'primary'} to="/sanh" icon="search">
        {t('halls.web.mine.find')}
      </Button>
    </Page>
  )
}

function Held({ ticket }: { ticket: Ticket }) {
  const t = useWords()
  const f = useFormat()
  const here = useWrite(api.halls.here)
  const leave = useWrite(api.halls.leave)
  const params = { ticketId: ticket.id }
  const { state } = ticket
  const waits = state === 'waiting' || state === 'booked'
  const problem = here.error ?? leave.error
  return (
    <Card>
      <section className="ha-ticket" data-state={state} aria-live="polite">
        <p>{ticket.hall}</p>
        <strong>{ticket.label}</strong>
        <p>{headline(t, f, ticket)}</p>
      </section>
      {state === 'waiting' && ticket.here && ticket.room.full && ticket.before > 0 ? (
        <Notice tone="yellow" title={t('halls.web.full', { limit: ticket.room.limit })}>
          {t('halls.web.full.text')}
        </Notice>
      ) : null}
      <Facts
        facts={[
          [t('halls.web.line'), ticket.line],
          ...(state === 'waiting' ? [[t('halls.web.wait'), waitText(t, ticket.wait)] as const] : []),
          ...(ticket.slotAt ? [[t('halls.web.slot.label'), f.instant(ticket.slotAt)] as const] : []),
          ...(ticket.priority ? [[t('halls.web.priority'), t(`halls.priority.${ticket.priority}`)] as const] : []),
          [t('halls.web.address'), ticket.address],
        ]}
      />
      {problem ? <Notice tone="error" title={tell(t, problem).title} /> : null}
      {waits && !ticket.here ? (
        <Button icon="check" busy={here.isPending && t('halls.web.sending')} onClick={() => here.mutate({ params })}>
          {t('halls.web.here')}
        </Button>
      ) : null}
      {waits ? (
        <Button kind="quiet" busy={leave.isPending && t('halls.web.sending')} onClick={() => leave.mutate({ params })}>
          {t('halls.web.leave')}
        </Button>
      ) : null}
    </Card>
  )
}

function headline(t: ReturnType<typeof useWords>, f: ReturnType<typeof useFormat>, ticket: Ticket): string {
  if (ticket.state === 'called') return t('halls.web.state.called.at', { counter: ticket.counter ?? 0 })
  if (ticket.state === 'waiting') return t('halls.web.before', { before: ticket.before })
  if (ticket.state === 'booked' && ticket.slotAt)
    return t('halls.web.state.booked.at', { time: f.time(ticket.slotAt), day: f.dayLong(ticket.day) })
  return t(`halls.web.state.${ticket.state}`)
}
