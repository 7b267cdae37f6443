import './notices.css'
import { Button, Checkbox } from '@mantine/core'
import { useState } from 'react'
import { dayOf } from '#core/clock.ts'
import { useFormat, useWords } from '#core/web/words.tsx'
import { EmptyState, Tag } from '#kit/console/index.ts'
import type { NoticeStop } from '../../notices/contract.ts'

interface TicksProps {
  readonly stops: readonly NoticeStop[]
  readonly ticked: readonly string[]
  readonly onTick: (ids: readonly string[]) => void
}

/** Mốc dịch tễ to tick, day by day. What is not known to be public is shown only to who asks for it. */
export function Ticks({ stops, ticked, onTick }: TicksProps) {
  const t = useWords()
  const [all, setAll] = useState(false)
  const others = stops.filter(stop => stop.offer !== 'public').length
  const shown = stops.filter(stop => all || stop.offer === 'public' || ticked.includes(stop.id))
  return (
    <div className="no-days">
      {[...Map.groupBy(shown, stop => dayOf(new Date(stop.from)))].map(([day, ofDay]) => (
        <Day key={day} day={day} stops={ofDay} ticked={ticked} onTick={onTick} />
      ))}
      {shown.length === 0 ? (
        <EmptyState icon="place" title={t('tracing.web.notice.ticks.none')}>
          {t('tracing.web.notice.ticks.none.help')}
        </EmptyState>
      ) : null}
      {others > 0 ? (
        <div>
          <Button variant="default" aria-expanded={all} onClick={() => setAll(!all)}>
            {t(all ? 'tracing.web.notice.ticks.fewer' : 'tracing.web.notice.ticks.others', { count: others })}
          </Button>
          <p className="k-hint">{t('tracing.web.notice.ticks.why')}</p>
        </div>
      ) : null}
    </div>
  )
}

function Day({ day, stops, ticked, onTick }: TicksProps & { day: string }) {
  const f = useFormat()
  return (
    <section>
      <h3>{f.dayLong(day)}</h3>
      <ul className="no-stops">
        {stops.map(stop => (
          <Stop key={stop.id} stop={stop} ticked={ticked} onTick={onTick} />
        ))}
      </ul>
    </section>
  )
}

function Stop({ stop, ticked, onTick }: Omit<TicksProps, 'stops'> & { stop: NoticeStop }) {
  const t = useWords()
  const f = useFormat()
  const isTicked = ticked.includes(stop.id)
  const where = [stop.address, stop.unitName].filter(Boolean).join(', ')
  const hours = `${f.time(stop.from)}–${f.time(stop.to)}${stop.estimated ? ` (${t('tracing.web.estimated')})` : ''}`
  return (
    <li>
      <Checkbox
        label={
          <>
            <strong>{stop.place}</strong>, {hours}
          </>
        }
        description={[where, stop.caseNumber].filter(Boolean).join(' · ')}
        checked={isTicked}
        onChange={() => onTick(isTicked ? ticked.filter(id => id !== stop.id) : [...ticked, stop.id])}
      />
      <span className="no-tags">
        {stop.offer === 'public' ? null : <Tag strong>{t(`tracing.web.notice.offer.${stop.offer}`)}</Tag>}
        {stop.noticed === null ? null : (
          <Tag>
            {stop.noticed
              ? t('tracing.web.notice.noticed', { number: stop.noticed })
              : t('tracing.web.notice.noticed.draft')}
          </Tag>
        )}
      </span>
    </li>
  )
}
