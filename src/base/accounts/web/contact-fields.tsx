import { TextInput } from '@mantine/core'
import { useWords } from '#core/web/words.tsx'

export interface Contact {
  readonly phone: string
  readonly email: string
}

interface ContactFieldsProps {
  readonly value: Contact
  readonly onChange: (value: Contact) => void
  /** Whether it is the reader's own: the browser may know it. */
  readonly own?: boolean
}

/** Where a new way in is sent. */
export function ContactFields({ value, onChange, own = false }: ContactFieldsProps) {
  const t = useWords()
  return (
    <>
      <TextInput
        label={t('accounts.web.contact.phone')}
        inputMode="tel"
        autoComplete={own ? 'tel' : 'off'}
        maxLength={20}
        value={value.phone}
        data-autofocus
        onChange={event => onChange({ ...value, phone: event.currentTarget.value })}
      />
      <TextInput
        label={t('accounts.web.contact.email')}
        inputMode="email"
        autoComplete={own ? 'email' : 'off'}
        maxLength={200}
        value={value.email}
        onChange={event => onChange({ ...value, email: event.currentTarget.value })}
      />
    </>
  )
}
