import { DateInput, type DateInputProps } from '@mantine/dates'
import { typedDay } from '#base/forms/web/typed.ts'
import { addDays, dayOf } from '#core/clock.ts'
import { useWords } from '#core/web/words.tsx'

/** So far ahead a day without its year may lie. */
const AHEAD_DAYS = 330

type DayFieldProps = Pick<DateInputProps, 'label' | 'error' | 'clearable' | 'minDate' | 'maxDate'> & {
  readonly value: string | null
  readonly onChange: (day: string | null) => void
}

/** A day, chosen or typed as offices type it: `28/11`, `28.11.26`, `281126`. With a `minDate` the next one is meant. */
export function DayField(props: DayFieldProps) {
  const today = dayOf(new Date())
  const t = useWords()
  const last = props.minDate ? addDays(today, AHEAD_DAYS) : today
  return (
    <DateInput
      valueFormat="DD/MM/YYYY"
      dateParser={typed => typedDay(typed, last) ?? null}
      clearButtonProps={{ 'aria-label': t('documents.web.clear') }}
      {...props}
    />
  )
}
