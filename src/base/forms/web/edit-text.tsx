import { Textarea } from '@mantine/core'
import { useWords } from '#core/web/words.tsx'
import type { Text } from '../contract.ts'

interface TextsProps {
  readonly label: string
  readonly value: Text
  readonly onChange: (value: Text) => void
  /** Says that the Vietnamese is missing, once it was tried without. */
  readonly required?: boolean
  readonly error?: string | null
}

/** Words in both languages; an empty English one is said in Vietnamese. */
export function Texts({ label, value, onChange, required = false, error }: TextsProps) {
  const t = useWords()
  return (
    <div className="fe-texts">
      <Textarea
        label={label}
        value={value.vi}
        maxLength={500}
        autosize
        minRows={1}
        error={error ?? (required && !value.vi.trim() ? t('forms.edit.missing') : null)}
        onChange={event => onChange({ ...value, vi: event.currentTarget.value })}
      />
      <Textarea
        label={t('forms.edit.english', { label })}
        placeholder={t('forms.edit.english.empty')}
        value={value.en}
        maxLength={500}
        autosize
        minRows={1}
        lang="en"
        onChange={event => onChange({ ...value, en: event.currentTarget.value })}
      />
    </div>
  )
}
