import './kiosk.css'
import { useEffect, useState } from 'react'
import { newId } from '#core/ids.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { useParams } from '#core/web/router.tsx'
import { useFormat, useLocale, useWords } from '#core/web/words.tsx'
import { Notice, ProblemState, Skeleton } from '#kit/citizen/index.ts'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import type { Line, Screen, Ticket } from '../contract.ts'
import { PRIORITIES, type Priority } from '../rules.ts'
import { AGAIN_MS, api, closedText, HALLS, waitText } from './api.ts'

/** The next one finds the beginning again, whatever the last one left. */
const BACK_MS = 12_000

/** Where people take a number with a finger: large things, few words, a paper. */
export function Kiosk() {
  const t = useWords()
  const { token = '' } = useParams()
  useLive([HALLS], { open: true })
  const { data, error, refetch } = useRead(api.halls.kiosk, { params: { token } }, { everyMs: AGAIN_MS })
  const [line, setLine] = useState<Line>()
  const [ticket, setTicket] = useState<Ticket>()
  const [id, setId] = useState(() => newId())
  const taking = useWrite(api.halls.takeAtKiosk, { done: setTicket })
  const again = () => {
    setLine(undefined)
    setTicket(undefined)
    setId(newId())
    taking.reset()
  }
  useEffect(() => {
    document.title = `${t('halls.web.kiosk')} – Saola`
  }, [t])
  if (!data)
    return (
      <main className="ha-kiosk">
        {error ? <ProblemState problem={error} again={() => void refetch()} /> : <Skeleton lines={5} />}
      </main>
    )
  const take = (priority: Priority | null) => {
    if (line && !taking.isPending) taking.mutate({ params: { token }, body: { id, lineId: line.id, priority } })
  }
  return (
    <main className="ha-kiosk">
      <Head screen={data} />
      {ticket ? (
        <Printed ticket={ticket} onAgain={again} />
      ) : line ? (
        <Who line={line} busy={taking.isPending} problem={taking.error} onTake={take} onBack={again} />
      ) : (
        <Lines screen={data} onChoose={setLine} />
      )}
    </main>
  )
}

function Head({ screen }: { screen: Screen }) {
  const [locale, setLocale] = useLocale()
  const other = locale === 'vi' ? 'en' : 'vi'
  return (
    <header>
      <div>
        <h1>{screen.name}</h1>
        <p>{screen.unitName}</p>
      </div>
      <button type="button" lang={other} onClick={() => void setLocale(other)}>
        {other === 'en' ? 'English' : 'Tiếng Việt'}
      </button>
    </header>
  )
}

function Lines({ screen, onChoose }: { screen: Screen; onChoose: (line: Line) => void }) {
  const t = useWords()
  const f = useFormat()
  const { opening, room } = screen
  if (!opening.open)
    return (
      <Notice icon="clock" title={t('halls.web.closed')}>
        {closedText(t, opening, f.day)}
      </Notice>
    )
  return (
    <>
      <h2>{t('halls.web.kiosk.choose')}</h2>
      {room.full ? (
        <Notice tone="yellow" title={t('halls.web.full', { limit: room.limit })}>
          {t('halls.web.kiosk.full')}
        </Notice>
      ) : null}
      <div className="ha-choices">
        {screen.lines.map(line => (
          <button key={line.id} type="button" onClick={() => onChoose(line)}>
            <b aria-hidden>{line.letter}</b>
            <span>
              <strong>{line.name}</strong>
              <small>
                {line.counters
                  ? `${t('halls.web.waiting', { count: line.waiting })} · ${waitText(t, line.wait)}`
                  : t('halls.web.noCounter', { count: line.waiting })}
              </small>
            </span>
          </button>
        ))}
      </div>
    </>
  )
}

interface WhoProps {
  readonly line: Line
  readonly busy: boolean
  readonly problem: unknown
  readonly onTake: (priority: Priority | null) => void
  readonly onBack: () => void
}

function Who({ line, busy, problem, onTake, onBack }: WhoProps) {
  const t = useWords()
  return (
    <>
      <h2>{line.name}</h2>
      {problem ? <Notice tone="error" title={tell(t, problem).title} /> : null}
      <div className="ha-choices" aria-busy={busy}>
        <button type="button" className="ha-main" disabled={busy} onClick={() => onTake(null)}>
          <strong>{busy ? t('halls.web.taking') : t('halls.web.take')}</strong>
        </button>
        {PRIORITIES.map(one => (
          <button key={one} type="button" disabled={busy} onClick={() => onTake(one)}>
            <Icon name="person" size={40} />
            <span>
              <strong>{t(`halls.priority.${one}`)}</strong>
              <small>{t('halls.web.kiosk.first')}</small>
            </span>
          </button>
        ))}
      </div>
      <button type="button" className="ha-back" onClick={onBack}>
        <Icon name="back" size={28} /> {t('halls.web.kiosk.back')}
      </button>
    </>
  )
}

/** What is printed, and the same on the screen for whoever has no paper. */
function Printed({ ticket, onAgain }: { ticket: Ticket; onAgain: () => void }) {
  const t = useWords()
  const f = useFormat()
  useEffect(() => {
    window.print()
    const timer = setTimeout(onAgain, BACK_MS)
    return () => clearTimeout(timer)
    // Once for this number: a page that is drawn again prints nothing again.
  }, [ticket.id])
  return (
    <section className="ha-printed" role="status">
      <p>{ticket.hall}</p>
      <p className="ha-kind">{ticket.line}</p>
      <strong>{ticket.label}</strong>
      <p>{t('halls.web.before', { before: ticket.before })}</p>
      <p>{waitText(t, ticket.wait)}</p>
      {ticket.priority ? <p>{t(`halls.priority.${ticket.priority}`)}</p> : null}
      {ticket.room.full ? <p>{t('halls.web.kiosk.outside')}</p> : null}
      <p className="ha-at">{f.instant(ticket.takenAt)}</p>
      <button type="button" className="ha-main" onClick={onAgain}>
        {t('halls.web.kiosk.done')}
      </button>
    </section>
  )
}
