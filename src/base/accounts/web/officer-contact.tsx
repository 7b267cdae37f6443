import { Skeleton, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { AccountView } from '#base/identity/web/api.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { FormFoot, Modal, ProblemState, sayDone } from '#kit/console/index.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { api } from './api.ts'
import { type Contact, ContactFields } from './contact-fields.tsx'

interface DialogProps {
  readonly account: Pick<AccountView, 'id' | 'name'>
  readonly onClose: () => void
}

/** Where a new way in is sent to an officer, changed by who administers them. */
export function OfficerContact({ account, onClose }: DialogProps) {
  const t = useWords()
  const { data, error, refetch } = useRead(api.accounts.contact, { params: { accountId: account.id } })
  return (
    <Modal opened onClose={onClose} title={t('accounts.web.contact.officer.title', { name: account.name })}>
      {data ? (
        <ContactForm
          account={account}
          onClose={onClose}
          before={{ phone: data.phone ?? '', email: data.email ?? '' }}
        />
      ) : error ? (
        <ProblemState problem={error} again={() => void refetch()} />
      ) : (
        <Skeleton height={220} />
      )}
    </Modal>
  )
}

interface FormProps extends DialogProps {
  readonly before: Contact
}

function ContactForm({ account, onClose, before }: FormProps) {
  const t = useWords()
  const [contact, setContact] = useState(before)
  const [reason, setReason] = useState('')
  const saving = useWrite(api.accounts.changeContact, {
    refreshes: ['identity'],
    done: ({ told }) => {
      onClose()
      sayDone(told ? t('accounts.web.contact.told', { to: told }) : t('accounts.web.contact.done'))
    },
  })
  const needs = useNeeds({ reason: reason.trim() !== '' || t('accounts.web.contact.reason.missing') })
  const save = () => saving.mutate({ params: { accountId: account.id }, body: { ...contact, reason } })
  return (
    <form className="k-stack" {...needs.form(save)}>
      <p className="k-hint">{t('accounts.web.contact.officer.help')}</p>
      <ContactFields value={contact} onChange={setContact} />
      <Textarea
        label={t('accounts.web.contact.reason')}
        autosize
        minRows={2}
        maxLength={300}
        value={reason}
        error={needs.of('reason')}
        onChange={event => setReason(event.currentTarget.value)}
      />
      <FormFoot problem={saving.error} onCancel={onClose} busy={saving.isPending}>
        {t('identity.web.save')}
      </FormFoot>
    </form>
  )
}
