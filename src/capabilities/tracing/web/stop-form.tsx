import { Button, Select, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useRef, useState } from 'react'
import { walkByArrows } from '#base/people/web/console-find.tsx'
import { dayOf } from '#core/clock.ts'
import { Problem } from '#core/problem.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { type Say, useFormat, useWords } from '#core/web/words.tsx'
import { Panel, sayDone } from '#kit/console/index.ts'
import { DayField, TimeField } from '#kit/console/when.tsx'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { CaseView, Stop } from '../contract.ts'
import { api, type Suggestion } from './api.ts'
import { stayOf } from './when.ts'

type Match = Pick<Suggestion, 'id' | 'name' | 'unitName'>

interface Draft {
  readonly words: string
  readonly place: Match | undefined
  readonly areaId: string | null
  readonly day: string
  readonly from: string
  readonly to: string
  readonly companions: string
}

const EMPTY: Draft = { words: '', place: undefined, areaId: null, day: '', from: '', to: '', companions: '' }

interface StopFormProps {
  readonly file: CaseView
  /** The stop that is told again; without it a new one is added. */
  readonly editing: Stop | undefined
  readonly onDone: () => void
}

/** A stop as the case tells it, ready for the next one as soon as it is added: the day stays, the hands stay. */
export function StopForm({ file, editing, onDone }: StopFormProps) {
  const t = useWords()
  const f = useFormat()
  const words = useRef<HTMLTextAreaElement>(null)
  const told = useRef<HTMLDivElement>(null)
  const [draft, setDraft] = useState<Draft>(() => (editing ? draftOf(editing, f.time) : EMPTY))
  const adding = useWrite(api.tracing.addStop)
  const saving = useWrite(api.tracing.editStop)
  const removing = useWrite(api.tracing.removeStop)
  const change = (patch: Partial<Draft>) => setDraft(current => ({ ...current, ...patch }))
  const stay = draft.day && draft.from && draft.to ? stayOf(draft.day, draft.from, draft.to) : undefined
  const refused = refusedAt(t, adding.error ?? saving.error)
  const needs = useNeeds({
    words: draft.words.trim() !== '' || t('tracing.web.stop.words.missing'),
    day: draft.day !== '' || t('tracing.web.stop.day.missing'),
    from: draft.from !== '' || t('tracing.web.stop.time.missing'),
    to: draft.to !== '' || t('tracing.web.stop.time.missing'),
  })
  const params = { caseId: file.id }

  const added = (stopId: string) => {
    sayDone(t('tracing.web.stop.added'), {
      label: t('console.undo'),
      onClick: () => removing.mutate({ params: { ...params, stopId } }),
    })
    setDraft({ ...EMPTY, day: draft.day })
    words.current?.focus()
  }
  const send = () => {
    if (!stay) return
    const body = {
      words: draft.words.trim(),
      placeId: draft.place?.id ?? null,
      areaId: draft.areaId,
      from: stay.from.toISOString(),
      to: stay.to.toISOString(),
      companions: draft.companions.trim(),
    }
    if (editing) saving.mutate({ params: { ...params, stopId: editing.id }, body }, { onSuccess: onDone })
    else adding.mutate({ params, body }, { onSuccess: reply => added(reply.stopId) })
  }

  return (
    <Panel title={t(editing ? 'tracing.web.stop.change' : 'tracing.web.stop.add')}>
      <form className="k-stack tr-stop-form" {...needs.form(send)}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: hears the arrows of the field and the buttons inside */}
        <div className="k-stack" ref={told} onKeyDown={event => walkByArrows(event, told.current)}>
          <Textarea
            ref={words}
            label={t('tracing.web.stop.words')}
            placeholder={t('tracing.web.stop.words.example')}
            value={draft.words}
            maxLength={300}
            autosize
            minRows={2}
            error={needs.of('words')}
            autoFocus={editing !== undefined}
            onChange={event => change({ words: event.currentTarget.value })}
          />
          <PlaceMatch caseId={file.id} draft={draft} change={change} />
        </div>
        <div className="tr-stay">
          <DayField
            label={t('tracing.web.day')}
            value={draft.day}
            onChange={day => change({ day: day ?? '' })}
            error={needs.of('day')}
          />
          <TimeField
            label={t('tracing.web.from')}
            value={draft.from}
            onChange={from => change({ from })}
            error={needs.of('from') ?? refused.from}
          />
          <TimeField
            label={t('tracing.web.to')}
            value={draft.to}
            onChange={to => change({ to })}
            error={needs.of('to') ?? refused.to}
          />
        </div>
        {stay ? (
          <p className="k-hint" role="status">
            {f.minutes(Math.round((stay.to.getTime() - stay.from.getTime()) / 60_000))}
            {stay.isNextDay ? ` · ${t('tracing.web.stop.next-day', { day: f.day(stay.to) })}` : ''}
          </p>
        ) : null}
        <TextInput
          label={t('tracing.web.stop.companions')}
          value={draft.companions}
          maxLength={500}
          autoComplete="off"
          onChange={event => change({ companions: event.currentTarget.value })}
        />
        {refused.other ? (
          <p className="k-error" role="alert">
            {refused.other}
          </p>
        ) : null}
        <div className="k-foot">
          {editing ? (
            <Button variant="default" onClick={onDone}>
              {t('console.cancel')}
            </Button>
          ) : null}
          <Button type="submit" loading={adding.isPending || saving.isPending}>
            {t(editing ? 'tracing.web.stop.save' : 'tracing.web.stop.add')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}

function draftOf(stop: Stop, time: (instant: string) => string): Draft {
  return {
    words: stop.words,
    place: stop.placeId ? { id: stop.placeId, name: stop.placeName ?? '', unitName: stop.unitName } : undefined,
    areaId: stop.areaId,
    day: dayOf(new Date(stop.from)),
    from: time(stop.from),
    to: time(stop.to),
    companions: stop.companions,
  }
}

const FIELDS: Readonly<Record<string, 'from' | 'to'>> = {
  'tracing.stop.ends-before-start': 'to',
  'tracing.stop.in-future': 'from',
}

/** `other`: of the whole, nothing that a field could say. */
function refusedAt(t: Say, problem: unknown): Partial<Record<'from' | 'to' | 'other', string>> {
  if (!problem) return {}
  const field = problem instanceof Problem ? (FIELDS[problem.code] ?? 'other') : 'other'
  return { [field]: tell(t, problem).title }
}

interface MatchProps {
  readonly caseId: string
  readonly draft: Draft
  readonly change: (patch: Partial<Draft>) => void
}

const TYPING_MS = 300
const SHORTEST = 2

/** Which place of the register is meant: offered by the words as they are typed, chosen by a person. */
function PlaceMatch({ caseId, draft, change }: MatchProps) {
  const { place } = draft
  return place ? (
    <div className="tr-match">
      <PickedPlace place={place} onOther={() => change({ place: undefined, areaId: null })} />
      <AreaField placeId={place.id} value={draft.areaId} onChange={areaId => change({ areaId })} />
    </div>
  ) : (
    <Offers caseId={caseId} words={draft.words} onPick={picked => change({ place: picked, areaId: null })} />
  )
}

function PickedPlace({ place, onOther }: { place: Match; onOther: () => void }) {
  const t = useWords()
  return (
    <div>
      <p className="k-label">{t('tracing.web.match')}</p>
      <div className="tr-matched">
        <Icon name="place" size={18} />
        <span>
          {place.name}
          <small>{place.unitName}</small>
        </span>
        <Button variant="subtle" className="k-quiet" onClick={onOther}>
          {t('tracing.web.match.change')}
        </Button>
      </div>
    </div>
  )
}

interface OffersProps {
  readonly caseId: string
  readonly words: string
  readonly onPick: (place: Match) => void
}

function Offers({ caseId, words, onPick }: OffersProps) {
  const t = useWords()
  const [other, setOther] = useState('')
  const [asked] = useDebouncedValue((other.trim() || words.trim()).slice(0, 300), TYPING_MS)
  const long = asked.length >= SHORTEST
  const { data, isFetching } = useRead(
    api.tracing.suggestPlaces,
    { params: { caseId }, query: { words: asked } },
    { when: long },
  )
  const found = long ? (data?.places ?? []) : []
  return (
    <div className="tr-match">
      <p className="k-label">{t('tracing.web.match')}</p>
      <p className="k-hint" role="status">
        {t(found.length > 0 ? 'tracing.web.match.choose' : matchHint(long, isFetching))}
      </p>
      {found.length > 0 ? (
        <ul className="tr-offers">
          {found.map(place => (
            <li key={place.id}>
              <button type="button" onClick={() => onPick(place)}>
                {place.name}
                <small>
                  {[place.unitName, place.near ? t(`tracing.web.match.near.${place.near}`) : '']
                    .filter(Boolean)
                    .join(' · ')}
                </small>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      {long ? (
        <TextInput
          aria-label={t('tracing.web.match.other')}
          placeholder={t('tracing.web.match.other')}
          value={other}
          autoComplete="off"
          onChange={event => setOther(event.currentTarget.value)}
        />
      ) : null}
    </div>
  )
}

const matchHint = (long: boolean, fetching: boolean) =>
  !long ? 'tracing.web.match.type' : fetching ? 'tracing.web.match.looking' : 'tracing.web.match.nothing'

interface AreaProps {
  readonly placeId: string
  readonly value: string | null
  readonly onChange: (areaId: string | null) => void
}

/** One QR code may cover a whole market: which hall, when the case remembers it. */
function AreaField({ placeId, value, onChange }: AreaProps) {
  const t = useWords()
  const { data } = useRead(api.places.get, { params: { placeId } })
  if (!data || data.areas.length === 0) return null
  return (
    <Select
      label={t('tracing.web.area')}
      description={t('tracing.web.area.hint')}
      clearable
      data={data.areas.map(area => ({ value: area.id, label: area.name }))}
      value={value}
      onChange={onChange}
    />
  )
}
