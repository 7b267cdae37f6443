import { dayOf } from '#core/clock.ts'
import { serverNow } from '#core/web/server-clock.ts'
import { useFormat, useWords } from '#core/web/words.tsx'
import { typedDay, typedTime } from '../typed.ts'
import { useTyped } from '../use-typed.ts'
import { type FieldProps, TextField } from './fields.tsx'

interface WhenProps extends FieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
}

/** A day as people write it: `21/11/2026`, `21/11`, `21112026`; its value is 'YYYY-MM-DD', empty while it cannot be read. */
export function DayField({ value, onChange, max, ...field }: WhenProps & { readonly max?: string }) {
  const t = useWords()
  const f = useFormat()
  const read = (text: string) => {
    const day = typedDay(text, max ?? dayOf(serverNow()))
    return day && max && day > max ? undefined : day
  }
  const typed = useTyped({ value, read, show: day => f.day(day), onChange })
  const fault = max ? t('kit.day.unread.until', { day: f.day(max) }) : t('kit.day.unread')
  return (
    <TextField
      {...field}
      error={typed.unread ? fault : field.error}
      inputMode="numeric"
      value={typed.text}
      onChange={typed.type}
      input={{ ...typed.field, placeholder: t('kit.day.form') }}
    />
  )
}

/** A time of the day: `7:30`, `7h30`, `0730`; its value is 'HH:MM', empty while it cannot be read. */
export function TimeField({ value, onChange, ...field }: WhenProps) {
  const t = useWords()
  const typed = useTyped({ value, read: typedTime, show: time => time, onChange })
  return (
    <TextField
      {...field}
      error={typed.unread ? t('kit.time.unread') : field.error}
      inputMode="numeric"
      value={typed.text}
      onChange={typed.type}
      input={{ ...typed.field, placeholder: t('kit.time.form') }}
    />
  )
}

/** A day and a time of it, 'YYYY-MM-DDTHH:MM', see `fieldInstant`; what is wrong with it stands at the day. */
export function MomentField({ name, label, value, onChange, max, ...field }: WhenProps & { readonly max?: string }) {
  const t = useWords()
  const [day = '', time = ''] = value.split('T')
  return (
    <fieldset className="s-field s-moment">
      <legend className="s-label">{label}</legend>
      <DayField
        {...field}
        {...(max ? { max } : {})}
        name={name}
        label={t('kit.day')}
        value={day}
        onChange={next => onChange(`${next}T${time}`)}
      />
      <TimeField
        name={`${name}-time`}
        label={t('kit.time')}
        value={time}
        onChange={next => onChange(`${day}T${next}`)}
      />
    </fieldset>
  )
}
