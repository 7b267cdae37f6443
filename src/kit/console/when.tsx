import { ActionIcon, Popover, TextInput, type TextInputProps } from '@mantine/core'
import { DatePicker } from '@mantine/dates'
import { useState } from 'react'
import { addDays, dayOf } from '#core/clock.ts'
import type { Format } from '#core/format.ts'
import { serverNow } from '#core/web/server-clock.ts'
import { type Say, useFormat, useWords } from '#core/web/words.tsx'
import { Icon } from '../icon.tsx'
import { typedDay, typedTime } from '../typed.ts'
import { useTyped } from '../use-typed.ts'

/** So far ahead a day without its year may lie. */
const AHEAD_DAYS = 330

export interface DayFieldProps
  extends Omit<TextInputProps, 'value' | 'onChange' | 'onBlur' | 'onKeyDown' | 'rightSection'> {
  /** 'YYYY-MM-DD'; null while nothing readable is typed. */
  readonly value: string | null
  readonly onChange: (day: string | null) => void
  readonly minDate?: string
  readonly maxDate?: string
  /** A day to come is meant, as with a `minDate`, though an earlier one may be typed with its year. */
  readonly ahead?: boolean
}

/** A day, typed as people say it (`28/11`, `281126`, `28`, `hôm qua`) or picked. */
export function DayField({
  value,
  onChange,
  minDate,
  maxDate,
  ahead = minDate !== undefined,
  error,
  ...field
}: DayFieldProps) {
  const t = useWords()
  const f = useFormat()
  const today = dayOf(serverNow())
  const read = (text: string) => {
    const day = typedDay(text, today, maxDate ?? (ahead ? addDays(today, AHEAD_DAYS) : today))
    return day && (minDate ?? day) <= day && day <= (maxDate ?? day) ? day : undefined
  }
  const typed = useTyped({
    value: value ?? '',
    read,
    show: day => f.day(day),
    onChange: day => onChange(day || null),
  })
  return (
    <TextInput
      placeholder={t('kit.day.form')}
      autoComplete="off"
      {...field}
      {...typed.field}
      value={typed.text}
      error={typed.unread ? unreadDay(t, f, minDate, maxDate) : error}
      onChange={event => typed.type(event.currentTarget.value)}
      rightSection={
        <Picker day={value} {...(minDate ? { minDate } : {})} {...(maxDate ? { maxDate } : {})} onPick={onChange} />
      }
    />
  )
}

function unreadDay(t: Say, f: Format, minDate: string | undefined, maxDate: string | undefined): string {
  if (minDate && maxDate) return t('kit.day.unread.between', { from: f.day(minDate), day: f.day(maxDate) })
  if (maxDate) return t('kit.day.unread.until', { day: f.day(maxDate) })
  return minDate ? t('kit.day.unread.since', { day: f.day(minDate) }) : t('kit.day.unread')
}

interface PickerProps extends Pick<DayFieldProps, 'minDate' | 'maxDate'> {
  readonly day: string | null
  readonly onPick: (day: string) => void
}

function Picker({ day, onPick, ...days }: PickerProps) {
  const t = useWords()
  const [open, setOpen] = useState(false)
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus>
      <Popover.Target>
        <ActionIcon size={28} aria-label={t('kit.day.pick')} onClick={() => setOpen(!open)}>
          <Icon name="calendar" size={16} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        {/* Escape closes the calendar, and not the dialog that it is in. */}
        <DatePicker
          {...days}
          __stopPropagation
          value={day}
          defaultDate={day ?? days.maxDate ?? days.minDate ?? dayOf(serverNow())}
          onChange={picked => {
            setOpen(false)
            if (picked) onPick(picked)
          }}
        />
      </Popover.Dropdown>
    </Popover>
  )
}

interface TimeFieldProps {
  readonly label: string
  /** 'HH:MM'; empty while nothing readable is typed. */
  readonly value: string
  readonly onChange: (time: string) => void
  readonly error?: string | null | undefined
}

/** A time of the day as people say it: `7h30`, `0730`, `7`. */
export function TimeField({ label, value, onChange, error }: TimeFieldProps) {
  const t = useWords()
  const typed = useTyped({ value, read: typedTime, show: time => time, onChange })
  return (
    <TextInput
      {...typed.field}
      label={label}
      placeholder={t('kit.time.form')}
      autoComplete="off"
      value={typed.text}
      error={typed.unread ? t('kit.time.unread') : error}
      onChange={event => typed.type(event.currentTarget.value)}
    />
  )
}

interface MomentFieldProps extends Pick<DayFieldProps, 'minDate' | 'maxDate' | 'description'> {
  readonly label: string
  /** 'YYYY-MM-DDTHH:MM', see `fieldInstant`; a part may be missing. */
  readonly value: string
  readonly onChange: (moment: string) => void
  readonly error?: string | null | undefined
}

/** A day and a time of it. */
export function MomentField({ label, value, onChange, description, error, ...days }: MomentFieldProps) {
  const t = useWords()
  const [day = '', time = ''] = value.split('T')
  const change = (nextDay: string, nextTime: string) => onChange(nextDay || nextTime ? `${nextDay}T${nextTime}` : '')
  return (
    <fieldset className="k-moment">
      <legend className="k-label">{label}</legend>
      {description ? <p className="k-hint">{description}</p> : null}
      <DayField
        {...days}
        label={t('kit.day')}
        value={day || null}
        error={error}
        onChange={next => change(next ?? '', time)}
      />
      <TimeField label={t('kit.time')} value={time} onChange={next => change(day, next)} />
    </fieldset>
  )
}
