import './notices.css'
import { ActionIcon, Button, Textarea, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { dayOf } from '#core/clock.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useUnsaved } from '#core/web/router.tsx'
import { type Say, useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, Modal, Notice, Panel, sayDone } from '#kit/console/index.ts'
import { DayField, TimeField } from '#kit/console/when.tsx'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { NoticeView, Version } from '../../notices/contract.ts'
import { api } from '../api.ts'
import { stayOf } from '../when.ts'
import { Ticks } from './ticks.tsx'

interface EditedLine {
  readonly id: string
  readonly place: string
  readonly address: string
  readonly day: string
  readonly from: string
  readonly to: string
}

interface Edited {
  readonly organ: string
  readonly phone: string
  readonly advice: string
  readonly correction: string
  readonly lines: readonly EditedLine[]
}

interface DraftProps {
  readonly notice: NoticeView
  readonly version: Version
  /** Whether something is not saved yet. */
  readonly onChanged: (isChanged: boolean) => void
}

type Format = ReturnType<typeof useFormat>

const editedLine = (f: Format, { id, place, address, from, to }: Version['lines'][number]): EditedLine => ({
  id,
  place,
  address,
  day: dayOf(new Date(from)),
  from: f.time(from),
  to: f.time(to),
})

/** What is typed of the lines that are still there, and those that are new. */
const merged = (f: Format, edited: readonly EditedLine[], known: Version, version: Version): readonly EditedLine[] => [
  ...edited.filter(({ id }) => version.lines.some(line => line.id === id)),
  ...version.lines.filter(({ id }) => !known.lines.some(line => line.id === id)).map(line => editedLine(f, line)),
]

/** The draft, to be saved: what it says, where and when. Saved, the preview shows it. */
export function DraftForm({ notice, version, onChanged }: DraftProps) {
  const t = useWords()
  const f = useFormat()
  const [edited, setEdited] = useState<Edited>(() => ({
    organ: version.organ,
    phone: version.phone,
    advice: version.advice,
    correction: version.correction,
    lines: version.lines.map(line => editedLine(f, line)),
  }))
  const [isChanged, setChanged] = useState(false)
  const changes = useRef(0)
  const [known, setKnown] = useState(version)
  // Lines come and go by saving, here or elsewhere, while others are typed: one that is left out would leave the draft.
  if (known !== version) {
    setKnown(version)
    setEdited({ ...edited, lines: merged(f, edited.lines, known, version) })
  }
  useUnsaved(isChanged, t('tracing.web.notice.leave'))
  useEffect(() => {
    onChanged(isChanged)
    return () => onChanged(false)
  }, [isChanged, onChanged])
  const change = (patch: Partial<Edited>) => {
    changes.current += 1
    setEdited({ ...edited, ...patch })
    setChanged(true)
  }
  const saving = useWrite(api.tracing.editNotice, { done: () => sayDone(t('tracing.web.notice.saved')) })
  const save = (stopIds: readonly string[] = []) => {
    const { lines, ...said } = edited
    const sent = changes.current
    const body = {
      ...said,
      lines: lines.map(({ id, place, address, day, from, to }) => {
        const stay = stayOf(day, from, to)
        return { id, place, address, from: stay.from.toISOString(), to: stay.to.toISOString() }
      }),
      stopIds: [...stopIds],
    }
    // What was typed while it was sent is not saved yet.
    const onSuccess = () => setChanged(changes.current !== sent)
    saving.mutate({ params: { noticeId: notice.id }, body }, { onSuccess })
  }
  const needs = useNeeds({
    organ: isThere(edited.organ) || t('tracing.web.notice.organ.missing'),
    phone: isThere(edited.phone) || t('tracing.web.notice.phone.missing'),
    advice: isThere(edited.advice) || t('tracing.web.notice.advice.missing'),
    ...Object.fromEntries(edited.lines.flatMap(line => needsOf(t, line))),
  } as Readonly<Record<string, true | string>>)
  return (
    <form className="k-stack" {...needs.form(() => save())}>
      {saving.error ? <Notice tone="error" title={tell(t, saving.error).title} /> : null}
      {version.n > 1 ? (
        <Panel title={t('tracing.web.notice.correction')}>
          <Textarea
            label={t('tracing.web.notice.correction.what')}
            description={t('tracing.web.notice.correction.help')}
            value={edited.correction}
            maxLength={500}
            autosize
            minRows={2}
            onChange={event => change({ correction: event.currentTarget.value })}
          />
        </Panel>
      ) : null}
      <Panel title={t('tracing.web.notice.where')} actions={<AddStops whole={needs.meet} onAdd={save} />}>
        {edited.lines.length === 0 ? <p className="k-hint">{t('tracing.web.notice.places.none')}</p> : null}
        {edited.lines.map((line, i) => (
          <LineFields
            key={line.id}
            line={line}
            at={i + 1}
            lacks={field => needs.of(nameOf(line, field))}
            onChange={patch =>
              change({ lines: edited.lines.map(one => (one.id === line.id ? { ...one, ...patch } : one)) })
            }
            onRemove={() => change({ lines: edited.lines.filter(one => one.id !== line.id) })}
          />
        ))}
      </Panel>
      <Panel title={t('tracing.web.notice.says')}>
        <div className="k-stack">
          <div className="no-organ">
            <TextInput
              label={t('tracing.web.notice.organ')}
              value={edited.organ}
              maxLength={200}
              error={needs.of('organ')}
              onChange={event => change({ organ: event.currentTarget.value })}
            />
            <TextInput
              label={t('tracing.web.notice.phone')}
              value={edited.phone}
              maxLength={60}
              error={needs.of('phone')}
              onChange={event => change({ phone: event.currentTarget.value })}
            />
          </div>
          <Textarea
            label={t('tracing.web.notice.advice')}
            description={t('tracing.web.notice.advice.help')}
            value={edited.advice}
            maxLength={1500}
            autosize
            minRows={5}
            error={needs.of('advice')}
            onChange={event => change({ advice: event.currentTarget.value })}
          />
        </div>
      </Panel>
      <div className="k-foot">
        <span className="k-hint" role="status">
          {isChanged ? t('tracing.web.notice.unsaved') : ''}
        </span>
        <Button type="submit" variant={isChanged ? 'filled' : 'default'} loading={saving.isPending}>
          {t('tracing.web.notice.save')}
        </Button>
      </div>
    </form>
  )
}

const isThere = (text: string): boolean => text.trim() !== ''

type LineField = 'place' | 'day' | 'from' | 'to'

const LINE_LACKS: Readonly<Record<LineField, string>> = {
  day: 'tracing.web.stop.day.missing',
  from: 'tracing.web.stop.time.missing',
  to: 'tracing.web.stop.time.missing',
  place: 'tracing.web.notice.place.missing',
}
const LINE_FIELDS = Object.keys(LINE_LACKS) as LineField[]

const nameOf = (line: EditedLine, field: LineField): string => `${line.id} ${field}`

const needsOf = (t: Say, line: EditedLine) =>
  LINE_FIELDS.map(field => [nameOf(line, field), isThere(line[field]) || t(LINE_LACKS[field])] as const)

interface LineProps {
  readonly line: EditedLine
  readonly at: number
  readonly lacks: (field: LineField) => string | undefined
  readonly onChange: (patch: Partial<EditedLine>) => void
  readonly onRemove: () => void
}

function LineFields({ line, at, lacks, onChange, onRemove }: LineProps) {
  const t = useWords()
  const of = (label: string) => t('tracing.web.notice.line.of', { label, at })
  return (
    <div className="no-line">
      <div className="no-line-head">
        <strong>{t('tracing.web.notice.line', { at })}</strong>
        <ActionIcon aria-label={of(t('tracing.web.notice.line.remove'))} onClick={onRemove}>
          <Icon name="trash" size={18} />
        </ActionIcon>
      </div>
      <div className="no-line-when">
        <DayField
          label={t('tracing.web.day')}
          value={line.day}
          onChange={day => onChange({ day: day ?? '' })}
          error={lacks('day')}
        />
        <TimeField
          label={t('tracing.web.from')}
          value={line.from}
          onChange={from => onChange({ from })}
          error={lacks('from')}
        />
        <TimeField label={t('tracing.web.to')} value={line.to} onChange={to => onChange({ to })} error={lacks('to')} />
      </div>
      <div className="no-pair">
        <TextInput
          label={t('tracing.web.notice.place')}
          value={line.place}
          maxLength={200}
          error={lacks('place')}
          onChange={event => onChange({ place: event.currentTarget.value })}
        />
        <TextInput
          label={t('tracing.web.notice.address')}
          value={line.address}
          maxLength={300}
          onChange={event => onChange({ address: event.currentTarget.value })}
        />
      </div>
    </div>
  )
}

interface AddStopsProps {
  /** Adding saves the draft, so that this has to be whole. */
  readonly whole: (form: HTMLFormElement | null, then: () => void) => void
  readonly onAdd: (ids: readonly string[]) => void
}

/** More mốc dịch tễ, of any case of the area. */
function AddStops({ whole, onAdd }: AddStopsProps) {
  const t = useWords()
  const [open, setOpen] = useState(false)
  const [ticked, setTicked] = useState<readonly string[]>([])
  const { data } = useRead(api.tracing.noticeStops, { query: { days: '14' } }, { when: open })
  const close = () => {
    setOpen(false)
    setTicked([])
  }
  return (
    <>
      <Button variant="default" onClick={event => whole(event.currentTarget.form, () => setOpen(true))}>
        {t('tracing.web.notice.add')}
      </Button>
      <Modal opened={open} onClose={close} size="lg" title={t('tracing.web.notice.add')}>
        <div className="k-stack">
          {data ? <Ticks stops={data.stops} ticked={ticked} onTick={setTicked} /> : null}
          <div className="k-foot">
            <Button variant="default" onClick={close}>
              {t('console.cancel')}
            </Button>
            <ActionButton
              kind="primary"
              why={ticked.length === 0 ? t('tracing.web.notice.ticks.unticked') : undefined}
              onClick={() => {
                onAdd(ticked)
                close()
              }}
            >
              {t('tracing.web.notice.add.do', { count: ticked.length })}
            </ActionButton>
          </div>
        </div>
      </Modal>
    </>
  )
}
