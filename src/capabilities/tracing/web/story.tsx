import { ActionIcon } from '@mantine/core'
import { useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { useNow, useRead, useWrite } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  EmptyState,
  Notice,
  Panel,
  refusedBy,
  sayDone,
  sayProblem,
  Tag,
  WhoCanGrant,
} from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import type { CaseView, Stop } from '../contract.ts'
import { api } from './api.ts'
import { type TimelineDay, timelineOf } from './days.ts'
import { IsolationAction } from './isolation.tsx'
import { NamedAction } from './named.tsx'
import { OriginAction } from './origin.tsx'
import { OutcomeAction, OutcomeHistory } from './outcome.tsx'
import { StopForm } from './stop-form.tsx'
import { whyOf } from './why.ts'

/** Visits whose weeks are gone, kept because the case is open. */
function HeldVisits({ caseId }: { caseId: string }) {
  const t = useWords()
  const f = useFormat()
  const { data } = useRead(api.tracing.heldVisits, { params: { caseId } })
  if (!data?.visits.length) return null
  return (
    <Panel title={t('tracing.web.held')}>
      <p>{t('tracing.web.held.why')}</p>
      <ul>
        {data.visits.map(one => (
          <li key={`${one.person} ${one.from}`}>
            {one.person}: {one.place}, {f.instant(one.from)}
            {one.until ? ` – ${f.instant(one.until)}` : ''}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** The mốc dịch tễ: told in the interview and recorded at doors, in one line of time; on the right, the next one. */
export function Story({ file }: { file: CaseView }) {
  const t = useWords()
  const { can } = useSession()
  const [editing, setEditing] = useState<Stop>()
  const { why, missing } = whyOf(t, file, 'write')
  return (
    <div className="tr-story">
      <CaseTimeline file={file} onEdit={why ? undefined : setEditing} />
      <aside className="k-stack">
        <HeldVisits caseId={file.id} />
        {why ? (
          <Notice
            icon="lock"
            title={t('tracing.web.story.locked')}
            action={missing ? <WhoCanGrant {...missing} /> : null}
          >
            {why}
          </Notice>
        ) : (
          <>
            <StopForm key={editing?.id ?? 'new'} file={file} editing={editing} onDone={() => setEditing(undefined)} />
            <Panel title={t('tracing.web.more')}>
              <div className="k-stack tr-more">
                <IsolationAction file={file} />
                <OutcomeAction wide end={file.end} />
                <OutcomeHistory end={file.end} />
                <NamedAction file={file} />
                <OriginAction file={file} />
                <ActionButton
                  wide
                  icon="bell"
                  {...refusedBy(t, can('tracing.notify') ? null : 'core.refused.verb', { verb: 'tracing.notify' })}
                  onClick={() => go(`/notices/new?case=${file.id}`)}
                >
                  {t('tracing.web.notice.draft')}
                </ActionButton>
                <ActionButton
                  wide
                  icon="upload"
                  {...whyOf(t, file, 'write')}
                  onClick={() => go(`/lists/new?kind=tracing.contacts&of=${file.id}`)}
                >
                  {t('tracing.web.lists.contacts')}
                </ActionButton>
                <ActionButton
                  wide
                  icon="camera"
                  {...whyOf(t, file, 'write')}
                  onClick={() => go(`/cases/${file.id}/papers`)}
                >
                  {t('tracing.web.papers.do')}
                </ActionButton>
              </div>
            </Panel>
          </>
        )}
        {file.note ? (
          <Panel title={t('tracing.web.note')}>
            <p className="tr-note">{file.note}</p>
          </Panel>
        ) : null}
      </aside>
    </div>
  )
}

type OnEdit = ((stop: Stop) => void) | undefined

function CaseTimeline({ file, onEdit }: { file: CaseView; onEdit: OnEdit }) {
  const t = useWords()
  const now = useNow()
  const [open, setOpen] = useState(false)
  const { earlier, days } = timelineOf(file, now)
  const stops = earlier.reduce((sum, one) => sum + one.stops.length, 0)
  return (
    <section className="tr-line" aria-label={t('tracing.web.story')}>
      <Scale />
      {earlier.length > 0 ? (
        <button type="button" className="tr-earlier" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name={open ? 'down' : 'next'} size={16} />
          {t('tracing.web.earlier', { days: earlier.length, stops })}
        </button>
      ) : null}
      {open ? earlier.map(day => <DayOf key={day.day} file={file} day={day} onEdit={onEdit} />) : null}
      {days.map(day => (
        <DayOf key={day.day} file={file} day={day} onEdit={onEdit} />
      ))}
      {file.stops.length === 0 ? (
        <EmptyState icon="place" title={t('tracing.web.story.none')}>
          {t('tracing.web.story.none.help')}
        </EmptyState>
      ) : null}
    </section>
  )
}

const HOURS = [0, 6, 12, 18, 24]

/** The hours above all days, and what the shading means. */
function Scale() {
  const t = useWords()
  return (
    <div className="tr-scale">
      <p>
        <i className="tr-key" />
        {t('tracing.web.infectious')}
      </p>
      <div aria-hidden="true">
        {HOURS.map(hour => (
          <span key={hour} style={{ left: `${(hour / 24) * 100}%` }}>
            {t('tracing.web.hour', { hour })}
          </span>
        ))}
      </div>
    </div>
  )
}

interface DayProps {
  readonly file: CaseView
  readonly day: TimelineDay
  readonly onEdit: OnEdit
}

function DayOf({ file, day, onEdit }: DayProps) {
  const t = useWords()
  const f = useFormat()
  const [weekday, date] = f.dayLong(day.day).split(', ')
  return (
    <section className="tr-day" data-infectious={day.infectious ? true : undefined}>
      <header>
        <h3>
          {date?.slice(0, 5)} <small>{weekday}</small>
        </h3>
        <Strip day={day} />
      </header>
      {day.marks.length > 0 ? (
        <p className="tr-marks">
          {day.marks.map(({ mark, at }) => (
            <Tag key={mark} strong>
              {t(`tracing.web.mark.${mark}`)}
              {at ? ` ${f.time(at)}` : ''}
            </Tag>
          ))}
        </p>
      ) : null}
      {day.stops.length > 0 ? (
        <ol>
          {day.stops.map(stop => (
            <StopRow key={stop.id} file={file} stop={stop} onEdit={onEdit} />
          ))}
        </ol>
      ) : day.infectious ? (
        <p className="tr-gap">{t('tracing.web.day.gap')}</p>
      ) : null}
    </section>
  )
}

/** The day as a line of 24 hours: shaded where the case could pass it on, a bar for each stay. */
function Strip({ day }: { day: TimelineDay }) {
  const percent = (share: number) => `${share * 100}%`
  const { infectious, bars } = day
  return (
    <div className="tr-strip" aria-hidden="true">
      {infectious ? (
        <i
          className="tr-shade"
          style={{ left: percent(infectious.from), width: percent(infectious.to - infectious.from) }}
        />
      ) : null}
      {bars.map(({ stop, from, to }) => (
        <i
          key={stop.id}
          className="tr-bar"
          data-source={stop.source}
          data-estimated={stop.estimated || undefined}
          style={{ left: percent(from), width: percent(to - from) }}
        />
      ))}
    </div>
  )
}

function StopRow({ file, stop, onEdit }: { file: CaseView; stop: Stop; onEdit: OnEdit }) {
  const t = useWords()
  const f = useFormat()
  const told = stop.source === 'interview'
  const place = [stop.placeName, stop.areaName, stop.unitName].filter(Boolean).join(' · ')
  const minutes = Math.round((Date.parse(stop.to) - Date.parse(stop.from)) / 60_000)
  return (
    <li className="tr-stop">
      <div className="tr-when">
        <span>
          {f.time(stop.from)} – {f.time(stop.to)}
        </span>
        <small>
          {f.minutes(minutes)}
          {stop.estimated ? ` · ${t('tracing.web.estimated')}` : ''}
        </small>
      </div>
      <span className="tr-source" title={t(`tracing.web.stop.${stop.source}`)}>
        <Icon name={told ? 'message' : 'qr'} size={18} label={t(`tracing.web.stop.${stop.source}`)} />
      </span>
      <div className="tr-what">
        <p>{told ? t('tracing.web.quote', { words: stop.words }) : place}</p>
        {told && place ? (
          <p className="tr-place">
            <Icon name="place" size={16} />
            {place}
          </p>
        ) : null}
        {told && !place ? (
          <p className="tr-unmatched">
            <Icon name="question" size={16} />
            {t('tracing.web.stop.unmatched')}
          </p>
        ) : null}
        {stop.companions ? <small>{t('tracing.web.stop.with', { names: stop.companions })}</small> : null}
        {stop.traced ? null : <small>{t('tracing.web.stop.outside')}</small>}
      </div>
      {told && onEdit ? <StopActions file={file} stop={stop} onEdit={onEdit} /> : null}
    </li>
  )
}

function StopActions({ file, stop, onEdit }: { file: CaseView; stop: Stop; onEdit: (stop: Stop) => void }) {
  const t = useWords()
  const params = { caseId: file.id }
  const adding = useWrite(api.tracing.addStop)
  const removing = useWrite(api.tracing.removeStop)
  const { words, placeId, areaId, from, to, companions } = stop
  const putBack = () => adding.mutate({ params, body: { words, placeId, areaId, from, to, companions } })
  const remove = () =>
    removing.mutate(
      { params: { ...params, stopId: stop.id } },
      {
        onSuccess: () => sayDone(t('tracing.web.stop.removed'), { label: t('console.undo'), onClick: putBack }),
        onError: sayProblem,
      },
    )
  return (
    <div className="tr-acts">
      <ActionIcon aria-label={t('tracing.web.stop.edit', { words })} onClick={() => onEdit(stop)}>
        <Icon name="edit" size={18} />
      </ActionIcon>
      <ActionIcon aria-label={t('tracing.web.stop.remove', { words })} loading={removing.isPending} onClick={remove}>
        <Icon name="trash" size={18} />
      </ActionIcon>
    </div>
  )
}
