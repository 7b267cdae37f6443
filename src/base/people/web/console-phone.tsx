import { Modal, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { FormFoot, sayDone } from '#kit/console/index.ts'
import { api, type PersonView } from './console-api.ts'

/** The person is here and has another number: what the old one opened is closed. */
export function NewPhone({ person, onClose }: { person: PersonView; onClose: () => void }) {
  const t = useWords()
  const [phone, setPhone] = useState('')
  const saving = useWrite(api.people.setPhone, {
    done: () => {
      onClose()
      sayDone(t('people.office.newPhone.done'))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate({ params: { personId: person.id }, body: { phone } })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('people.office.newPhone.ask', { name: person.fullName })}
      closeButtonProps={{ 'aria-label': t('console.close') }}
    >
      <form className="k-stack" onSubmit={submit}>
        <p>{t('people.office.newPhone.help')}</p>
        <TextInput
          label={t('people.office.newPhone.phone')}
          inputMode="tel"
          autoComplete="off"
          value={phone}
          onChange={event => setPhone(event.currentTarget.value)}
          data-autofocus
        />
        <FormFoot problem={saving.error} onCancel={onClose} busy={saving.isPending} disabled={!phone.trim()}>
          {t('people.office.newPhone.do')}
        </FormFoot>
      </form>
    </Modal>
  )
}
