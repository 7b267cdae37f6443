import { useState } from 'react'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { ActionButton, Facts, FormFoot, Panel, sayDone } from '#kit/console/index.ts'
import { PasswordField } from '#kit/console/password-field.tsx'
import { useNeeds } from '#kit/use-needs.ts'
import { api } from './api.ts'
import { type Contact, ContactFields } from './contact-fields.tsx'

/** Where a new way in is sent to me when I lose mine. */
export function MyContact() {
  const t = useWords()
  const [editing, setEditing] = useState(false)
  const { data } = useRead(api.accounts.myContact, {})
  if (!data) return null
  return (
    <Panel
      title={t('accounts.web.contact')}
      actions={
        editing ? null : (
          <ActionButton icon="edit" onClick={() => setEditing(true)}>
            {t('accounts.web.contact.change')}
          </ActionButton>
        )
      }
    >
      <p className="k-hint">{t('accounts.web.contact.help')}</p>
      {editing ? (
        <ContactForm before={{ phone: data.phone ?? '', email: data.email ?? '' }} onClose={() => setEditing(false)} />
      ) : (
        <Facts
          facts={[
            [t('accounts.web.contact.phone'), data.phone ?? t('accounts.web.contact.none')],
            [t('accounts.web.contact.email'), data.email ?? t('accounts.web.contact.none')],
          ]}
        />
      )}
    </Panel>
  )
}

function ContactForm(props: { before: Contact; onClose: () => void }) {
  const t = useWords()
  const [contact, setContact] = useState(props.before)
  const [password, setPassword] = useState('')
  const saving = useWrite(api.accounts.setContact, {
    done: () => {
      props.onClose()
      sayDone(t('accounts.web.contact.done'))
    },
  })
  const needs = useNeeds({ password: password !== '' })
  return (
    <form className="k-stack id-form" {...needs.form(() => saving.mutate({ body: { password, ...contact } }))}>
      <ContactFields value={contact} onChange={setContact} own />
      <PasswordField
        label={t('identity.web.password.current')}
        description={t('accounts.web.contact.password')}
        autoComplete="current-password"
        value={password}
        error={needs.of('password')}
        onChange={event => setPassword(event.currentTarget.value)}
      />
      <FormFoot problem={saving.error} onCancel={props.onClose} busy={saving.isPending}>
        {t('identity.web.save')}
      </FormFoot>
    </form>
  )
}
