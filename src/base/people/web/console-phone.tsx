import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { FormFoot, Modal, sayDone } from '#kit/console/index.ts'
import { useNeeds } from '#kit/use-needs.ts'
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
  const needs = useNeeds({ phone: phone.trim() !== '' })
  return (
    <Modal opened onClose={onClose} title={t('people.office.newPhone.ask', { name: person.fullName })}>
      <form
        className="k-stack"
        {...needs.form(() => saving.mutate({ params: { personId: person.id }, body: { phone } }))}
      >
        <p>{t('people.office.newPhone.help')}</p>
        <TextInput
          label={t('people.office.newPhone.phone')}
          inputMode="tel"
          autoComplete="off"
          value={phone}
          error={needs.of('phone')}
          onChange={event => setPhone(event.currentTarget.value)}
          data-autofocus
        />
        <FormFoot problem={saving.error} onCancel={onClose} busy={saving.isPending}>
          {t('people.office.newPhone.do')}
        </FormFoot>
      </form>
    </Modal>
  )
}
