import './screen.css'
import { useEffect, useRef, useState } from 'react'
import { useNow, useRead } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { useParams } from '#core/web/router.tsx'
import { useFormat, useLocale, useWords } from '#core/web/words.tsx'
import { ProblemState, QrView, Skeleton } from '#kit/citizen/index.ts'
import { Icon } from '#kit/icon.tsx'
import type { CounterNow, Screen } from '../contract.ts'
import { announce, mayBeHeard, newCalls, spoken, unlock } from './announce.ts'
import { AGAIN_MS, api, closedText, HALLS, waitText } from './api.ts'

/** Numbers older than this are said to be old. */
const OLD_MS = 45_000
/** How long a call stands out. */
const FRESH_MS = 20_000
const KEPT = 'saola.hall.'

interface Kept {
  readonly screen: Screen
  readonly at: number
}

/** What the screen showed last, for when it is switched on while the network is away. */
function keptOf(hallId: string): Kept | undefined {
  try {
    return JSON.parse(localStorage.getItem(KEPT + hallId) ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}

function keep(hallId: string, kept: Kept): void {
  try {
    localStorage.setItem(KEPT + hallId, JSON.stringify(kept))
  } catch {
    // A full store only costs what is shown after a restart without a network.
  }
}

/** The screen on the wall of a hall: read from ten metres, touched by nobody. It shows numbers and nobody's name. */
export function HallScreen() {
  const t = useWords()
  const { hallId = '' } = useParams()
  useLive([HALLS], { open: true })
  const { data, error, refetch, dataUpdatedAt } = useRead(
    api.halls.screen,
    { params: { hallId } },
    { everyMs: AGAIN_MS },
  )
  const [old] = useState(() => keptOf(hallId))
  useEffect(() => {
    if (data) keep(hallId, { screen: data, at: dataUpdatedAt })
  }, [hallId, data, dataUpdatedAt])
  useEffect(() => {
    document.title = `${t('halls.web.screen')} – Saola`
  }, [t])
  const shown = data ? { screen: data, at: dataUpdatedAt } : old
  if (shown) return <Wall {...shown} />
  return error ? (
    <main className="ha-wall ha-empty">
      <ProblemState problem={error} again={() => void refetch()} />
    </main>
  ) : (
    <main className="ha-wall ha-empty">
      <Skeleton lines={5} />
    </main>
  )
}

/** Announces what was called since the page looked last. */
function useCalls(counters: readonly CounterNow[]): void {
  const t = useWords()
  const [locale] = useLocale()
  const before = useRef<readonly CounterNow[]>(undefined)
  useEffect(() => {
    for (const { label, number } of newCalls(before.current, counters))
      announce(t('halls.web.say', { label: spoken(label ?? ''), counter: number }), locale)
    before.current = counters
  }, [counters, t, locale])
}

function Wall({ screen, at }: Kept) {
  const t = useWords()
  const f = useFormat()
  const now = useNow(1_000)
  useCalls(screen.counters)
  const isOld = now.getTime() - at > OLD_MS
  const { opening, room } = screen
  return (
    <main className="ha-wall">
      <header>
        <div>
          <h1>{screen.name}</h1>
          <p>{screen.unitName}</p>
        </div>
        <p className="ha-clock">
          <span>{f.dayLong(now)}</span>
          <time>{f.time(now)}</time>
        </p>
      </header>
      {isOld ? (
        <p className="ha-old" role="status">
          <Icon name="offline" /> {t('halls.web.old', { time: f.time(new Date(at)) })}
        </p>
      ) : null}
      {opening.open ? null : (
        <p className="ha-closed" role="status">
          <Icon name="clock" /> {closedText(t, opening, f.day)}
        </p>
      )}
      <section
        className="ha-counters"
        aria-label={t('halls.web.counters')}
        data-many={screen.counters.length > 6 || undefined}
      >
        {screen.counters.map(counter => (
          <Counter key={counter.id} counter={counter} now={now} />
        ))}
      </section>
      <aside>
        <section>
          <h2>{t('halls.web.next')}</h2>
          {screen.next.length ? (
            <ol className="ha-next">
              {screen.next.map(label => (
                <li key={label}>{label}</li>
              ))}
            </ol>
          ) : (
            <p>{t('halls.web.next.none')}</p>
          )}
        </section>
        <section>
          <h2>{t('halls.web.lines')}</h2>
          <ul className="ha-lines">
            {screen.lines.map(line => (
              <li key={line.id}>
                <b>{line.letter}</b>
                <span>{line.name}</span>
                <em>{line.counters ? waitText(t, line.wait) : t('halls.web.wait.closed')}</em>
              </li>
            ))}
          </ul>
        </section>
      </aside>
      <footer>
        <p data-full={room.full || undefined}>
          <Icon name={room.full ? 'warning' : 'people'} />{' '}
          {room.full
            ? t('halls.web.full', { limit: room.limit })
            : t('halls.web.room', { inside: room.inside, limit: room.limit })}
        </p>
        <SoundButton />
        <p className="ha-phone">
          <span>{t('halls.web.phone')}</span>
          <QrView text={`${location.origin}/sanh/${screen.id}`} label={t('halls.web.phone')} />
        </p>
      </footer>
    </main>
  )
}

function Counter({ counter, now }: { counter: CounterNow; now: Date }) {
  const t = useWords()
  const { number, name, open, note, label, calledAt } = counter
  const isFresh = calledAt !== null && now.getTime() - new Date(calledAt).getTime() < FRESH_MS
  return (
    <div className="ha-counter" data-fresh={(open && label && isFresh) || undefined} data-closed={!open || undefined}>
      <p>
        {t('halls.web.counter', { number })}
        {name ? <small>{name}</small> : null}
      </p>
      {open ? <strong>{label ?? '–'}</strong> : <em>{note || t('halls.web.counter.closed')}</em>}
    </div>
  )
}

/** A browser that was not started with sound allowed wants one touch. */
function SoundButton() {
  const t = useWords()
  const [heard, setHeard] = useState(mayBeHeard)
  useEffect(() => {
    unlock()
    const timer = setInterval(() => setHeard(mayBeHeard()), 1_000)
    return () => clearInterval(timer)
  }, [])
  if (heard) return null
  return (
    <button type="button" onClick={unlock}>
      <Icon name="bell" /> {t('halls.web.sound')}
    </button>
  )
}
