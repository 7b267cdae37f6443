import { Select, TextInput } from '@mantine/core'
import { useWords } from '#core/web/words.tsx'
import { TERMS } from '../rules.ts'

export interface NewFile {
  readonly title: string
  readonly term: (typeof TERMS)[number]
}

export const BLANK_FILE: NewFile = { title: '', term: '10' }

interface NewFileFieldsProps {
  readonly value: NewFile
  readonly onChange: (value: NewFile) => void
  /** What the title lacks. */
  readonly error: string | undefined
}

/** What a file of work is called and how long it is kept. */
export function NewFileFields({ value, onChange, error }: NewFileFieldsProps) {
  const t = useWords()
  return (
    <>
      <TextInput
        label={t('documents.web.work-file.title')}
        value={value.title}
        maxLength={500}
        data-autofocus
        error={error}
        onChange={event => onChange({ ...value, title: event.currentTarget.value })}
      />
      <Select
        label={t('documents.web.term')}
        allowDeselect={false}
        value={value.term}
        onChange={next => next && onChange({ ...value, term: next as NewFile['term'] })}
        data={TERMS.map(term => ({ value: term, label: t(`documents.web.term.${term}`) }))}
      />
    </>
  )
}
