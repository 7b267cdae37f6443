import './notices.css'
import { ActionIcon, Button, Modal, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useState } from 'react'
import { dayOf } from '#core/clock.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useUnsaved } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, Notice, Panel, sayDone } from '#kit/console/index.ts'
import { DayField, TimeField } from '#kit/console/when.tsx'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
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

/** The draft, to be saved: what it says, where and when. Saved, the preview shows it. */
export function DraftForm({ notice, version, onChanged }: DraftProps) {
  const t = useWords()
  const f = useFormat()
  const [edited, setEdited] = useState<Edited>(() => ({
    organ: version.organ,
    phone: version.phone,
    advice: version.advice,
    correction: version.correction,
    lines: version.lines.map(({ id, place, address, from, to }) => ({
      id,
      place,
      address,
      day: dayOf(new Date(from)),
      from: f.time(from),
      to: f.time(to),
    })),
  }))
  const [isChanged, setChanged] = useState(false)
  const [tried, setTried] = useState(false)
  useUnsaved(isChanged, t('tracing.web.notice.leave'))
  useEffect(() => {
    onChanged(isChanged)
    return () => onChanged(false)
  }, [isChanged, onChanged])
  const change = (patch: Partial<Edited>) => {
    setEdited({ ...edited, ...patch })
    setChanged(true)
  }
  const saving = useWrite(api.tracing.editNotice, {
    done: () => {
      setChanged(false)
      sayDone(t('tracing.web.notice.saved'))
    },
  })
  const save = (stopIds: readonly string[] = []) => {
    setTried(true)
    const { lines, ...said } = edited
    if (!said.organ.trim() || !said.phone.trim() || !said.advice.trim() || lines.some(isOpen)) return
    saving.mutate({
      params: { noticeId: notice.id },
      body: {
        ...said,
        lines: lines.map(({ id, place, address, day, from, to }) => {
          const stay = stayOf(day, from, to)
          return { id, place, address, from: stay.from.toISOString(), to: stay.to.toISOString() }
        }),
        stopIds: [...stopIds],
      },
    })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save()
  }
  const missing = (text: string, id: string) => (tried && !text.trim() ? t(id) : undefined)
  return (
    <form className="k-stack" onSubmit={submit} noValidate>
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
      <Panel title={t('tracing.web.notice.where')} actions={<AddStops onAdd={save} />}>
        {edited.lines.length === 0 ? <p className="k-hint">{t('tracing.web.notice.places.none')}</p> : null}
        {edited.lines.map((line, i) => (
          <LineFields
            key={line.id}
            line={line}
            at={i + 1}
            tried={tried}
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
              error={missing(edited.organ, 'tracing.web.notice.organ.missing')}
              onChange={event => change({ organ: event.currentTarget.value })}
            />
            <TextInput
              label={t('tracing.web.notice.phone')}
              value={edited.phone}
              maxLength={60}
              error={missing(edited.phone, 'tracing.web.notice.phone.missing')}
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
            error={missing(edited.advice, 'tracing.web.notice.advice.missing')}
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

const isOpen = ({ place, day, from, to }: EditedLine) => !place.trim() || !day || !from || !to

interface LineProps {
  readonly line: EditedLine
  readonly at: number
  readonly tried: boolean
  readonly onChange: (patch: Partial<EditedLine>) => void
  readonly onRemove: () => void
}

function LineFields({ line, at, tried, onChange, onRemove }: LineProps) {
  const t = useWords()
  const missing = (text: string, id: string) => (tried && !text.trim() ? t(id) : undefined)
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
          error={missing(line.day, 'tracing.web.stop.day.missing')}
        />
        <TimeField
          label={t('tracing.web.from')}
          value={line.from}
          onChange={from => onChange({ from })}
          error={missing(line.from, 'tracing.web.stop.time.missing')}
        />
        <TimeField
          label={t('tracing.web.to')}
          value={line.to}
          onChange={to => onChange({ to })}
          error={missing(line.to, 'tracing.web.stop.time.missing')}
        />
      </div>
      <div className="no-pair">
        <TextInput
          label={t('tracing.web.notice.place')}
          value={line.place}
          maxLength={200}
          error={missing(line.place, 'tracing.web.notice.place.missing')}
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

/** More mốc dịch tễ, of any case of the area. */
function AddStops({ onAdd }: { onAdd: (ids: readonly string[]) => void }) {
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
      <Button variant="default" onClick={() => setOpen(true)}>
        {t('tracing.web.notice.add')}
      </Button>
      <Modal
        opened={open}
        onClose={close}
        size="lg"
        title={t('tracing.web.notice.add')}
        closeButtonProps={{ 'aria-label': t('console.close') }}
      >
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
