import { TextInput } from '@mantine/core'
import { DateInput, type DateInputProps } from '@mantine/dates'
import { addDays, dayOf } from '#core/clock.ts'
import { serverNow } from '#core/web/server-clock.ts'
import { useWords } from '#core/web/words.tsx'
import { typedDay, typedTime } from '../typed.ts'
import { useTyped } from '../use-typed.ts'

/** So far ahead a day without its year may lie. */
const AHEAD_DAYS = 330

type DayFieldProps = Omit<DateInputProps, 'valueFormat' | 'dateParser' | 'value' | 'onChange'> & {
  readonly value: string | null
  readonly onChange: (day: string | null) => void
}

/** A day, chosen or typed as offices type it: `28/11`, `28.11.26`, `281126`. With a `minDate` the next one is meant. */
export function DayField(props: DayFieldProps) {
  const t = useWords()
  const today = dayOf(serverNow())
  const last = props.minDate ? addDays(today, AHEAD_DAYS) : today
  return (
    <DateInput
      valueFormat="DD/MM/YYYY"
      dateParser={typed => typedDay(typed, last) ?? null}
      clearButtonProps={{ 'aria-label': t('console.clear') }}
      {...props}
    />
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
  const { text, unread, type, leave } = useTyped({ value, read: typedTime, show: time => time, onChange })
  return (
    <TextInput
      label={label}
      placeholder={t('kit.time.example')}
      autoComplete="off"
      value={text}
      error={unread ? t('kit.time.unread') : error}
      onChange={event => type(event.currentTarget.value)}
      onBlur={leave}
    />
  )
}

interface MomentFieldProps extends Pick<DateInputProps, 'minDate' | 'maxDate' | 'description'> {
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
        clearable
        value={day || null}
        error={error}
        onChange={next => change(next ?? '', time)}
      />
      <TimeField label={t('kit.time')} value={time} onChange={next => change(day, next)} />
    </fieldset>
  )
}
