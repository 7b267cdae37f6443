import { Modal, Skeleton, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { AccountView } from '#base/identity/web/api.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { FormFoot, ProblemState, sayDone } from '#kit/console/index.ts'
import { api } from './api.ts'

interface DialogProps {
  readonly account: Pick<AccountView, 'id' | 'name'>
  readonly onClose: () => void
}

/** Where a new way in is sent to an officer, changed by who administers them. */
export function OfficerContact({ account, onClose }: DialogProps) {
  const t = useWords()
  const { data, error, refetch } = useRead(api.accounts.contact, { params: { accountId: account.id } })
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('accounts.web.contact.officer.title', { name: account.name })}
      closeButtonProps={{ 'aria-label': t('console.close') }}
    >
      {data ? (
        <ContactForm account={account} onClose={onClose} phone={data.phone ?? ''} email={data.email ?? ''} />
      ) : error ? (
        <ProblemState problem={error} again={() => void refetch()} />
      ) : (
        <Skeleton height={220} />
      )}
    </Modal>
  )
}

interface FormProps extends DialogProps {
  readonly phone: string
  readonly email: string
}

function ContactForm({ account, onClose, ...before }: FormProps) {
  const t = useWords()
  const [phone, setPhone] = useState(before.phone)
  const [email, setEmail] = useState(before.email)
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const saving = useWrite(api.accounts.changeContact, {
    refreshes: ['identity'],
    done: ({ told }) => {
      onClose()
      sayDone(told ? t('accounts.web.contact.told', { to: told }) : t('accounts.web.contact.done'))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (reason.trim()) saving.mutate({ params: { accountId: account.id }, body: { phone, email, reason } })
  }
  return (
    <form className="k-stack" onSubmit={submit} noValidate>
      <p className="k-hint">{t('accounts.web.contact.officer.help')}</p>
      <TextInput
        label={t('accounts.web.contact.phone')}
        inputMode="tel"
        autoComplete="off"
        maxLength={20}
        value={phone}
        data-autofocus
        onChange={event => setPhone(event.currentTarget.value)}
      />
      <TextInput
        label={t('accounts.web.contact.email')}
        inputMode="email"
        autoComplete="off"
        maxLength={200}
        value={email}
        onChange={event => setEmail(event.currentTarget.value)}
      />
      <Textarea
        label={t('accounts.web.contact.reason')}
        autosize
        minRows={2}
        maxLength={300}
        value={reason}
        error={tried && !reason.trim() ? t('accounts.web.contact.reason.missing') : null}
        onChange={event => setReason(event.currentTarget.value)}
      />
      <FormFoot problem={saving.error} onCancel={onClose} busy={saving.isPending}>
        {t('identity.web.save')}
      </FormFoot>
    </form>
  )
}
