import { ActionIcon, Popover, TextInput } from '@mantine/core'
import { DatePicker } from '@mantine/dates'
import { useEffect, useState } from 'react'
import { dayOf } from '#core/clock.ts'
import { useNow } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Icon } from '#kit/icon.tsx'
import { readDay } from './when.ts'

interface FieldProps {
  readonly label: string
  /** 'YYYY-MM-DD'; empty while nothing readable is typed. */
  readonly value: string
  readonly onChange: (value: string) => void
  readonly error?: string | undefined
}

/** A day: typed as people say it (`21/11`, `hôm qua`), or picked. What was understood stands under it. */
export function DayField({ label, value, onChange, error }: FieldProps) {
  const t = useWords()
  const f = useFormat()
  const today = dayOf(useNow())
  const shown = value ? f.day(value) : ''
  const [text, setText] = useState(shown)
  const [open, setOpen] = useState(false)
  const unread = text.trim() !== '' && !value
  useEffect(() => {
    if (value) setText(current => (readDay(current, today) === value ? current : f.day(value)))
  }, [value, today, f])
  return (
    <TextInput
      label={label}
      placeholder={t('tracing.web.day.example')}
      autoComplete="off"
      value={text}
      error={error ?? (unread ? t('tracing.web.day.unread') : undefined)}
      description={value ? f.dayLong(value).split(',')[0] : undefined}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      onChange={event => {
        setText(event.currentTarget.value)
        onChange(readDay(event.currentTarget.value, today) ?? '')
      }}
      onBlur={() => value && setText(shown)}
      rightSection={
        <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus>
          <Popover.Target>
            <ActionIcon size={28} aria-label={t('tracing.web.day.pick', { label })} onClick={() => setOpen(!open)}>
              <Icon name="calendar" size={16} />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown>
            <DatePicker
              value={value || null}
              defaultDate={value || today}
              maxDate={today}
              onChange={day => {
                setOpen(false)
                if (!day) return
                setText(f.day(day))
                onChange(day)
              }}
            />
          </Popover.Dropdown>
        </Popover>
      }
    />
  )
}
