import { ActionIcon, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { mobileNumber } from '#base/people/identifiers.ts'
import { useWords } from '#core/web/words.tsx'
import { ActionButton, FormDialog, Notice, Panel, PhoneLink, ProblemState, sayDone } from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { Member, StaffProps } from './staff-writes.ts'
import './staff.css'

/** Who is on the staff of a place, for the office that set it up; on a phone they have pages of their own, see `StaffList`. */
export function StaffPanel<R extends string>(props: StaffProps<R>) {
  const { place, read, add, remove } = props
  const t = useWords()
  const [adding, setAdding] = useState(false)
  const staff = read.data?.staff
  const leave = (member: Member<R>) =>
    remove.with(member.grantId, () =>
      sayDone(t('identity.web.staff.removed', { name: member.name }), {
        label: t('identity.web.staff.undo'),
        onClick: () => add.with(member),
      }),
    )
  return (
    <Panel title={t(`${place.words}.staff`)}>
      {!staff && read.error ? <ProblemState problem={read.error} again={() => void read.refetch()} /> : null}
      {remove.error ? <Notice tone="error" title={tell(t, remove.error).title} /> : null}
      <ul className="i-staff">
        {staff?.map(member => (
          <li key={member.grantId}>
            <div>
              <strong>{member.name}</strong>
              <span>
                {t(`${place.words}.role.${member.role}`)}
                {member.phone ? ' · ' : null}
                {member.phone ? <PhoneLink phone={member.phone} /> : null}
              </span>
            </div>
            <ActionIcon
              aria-label={t('identity.web.staff.remove', { name: member.name })}
              disabled={remove.isPending}
              onClick={() => leave(member)}
            >
              <Icon name="trash" size={18} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <ActionButton wide icon="plus" onClick={() => setAdding(true)}>
        {t(`${place.words}.staff.add`)}
      </ActionButton>
      {adding ? <NewMember {...props} onClose={() => setAdding(false)} /> : null}
    </Panel>
  )
}

function NewMember<R extends string>({ place, add, onClose }: StaffProps<R> & { readonly onClose: () => void }) {
  const t = useWords()
  const [phone, setPhone] = useState('')
  const [name, setName] = useState('')
  const [role, setRole] = useState<R>(place.roles[0])
  const needs = useNeeds({
    phone: mobileNumber(phone) !== undefined || t('identity.staff.phone'),
    name: name.trim() !== '' || t('identity.web.staff.name.missing'),
  })
  return (
    <FormDialog
      title={t(`${place.words}.staff.add`)}
      onClose={onClose}
      {...needs.form(() => add.with({ phone, name: name.trim(), role }, onClose))}
      problem={add.error}
      busy={add.isPending}
    >
      <p>{t(`${place.words}.staff.add.intro`)}</p>
      <TextInput
        label={t('identity.web.staff.phone')}
        value={phone}
        maxLength={20}
        inputMode="tel"
        data-autofocus
        error={needs.of('phone')}
        onChange={event => setPhone(event.currentTarget.value)}
      />
      <TextInput
        label={t('identity.web.staff.name')}
        value={name}
        maxLength={100}
        error={needs.of('name')}
        onChange={event => setName(event.currentTarget.value)}
      />
      <Select
        label={t('identity.web.staff.role')}
        value={role}
        allowDeselect={false}
        data={place.roles.map(value => ({
          value,
          label: `${t(`${place.words}.role.${value}`)}: ${t(`${place.words}.role.${value}.may`)}`,
        }))}
        onChange={next => setRole((next as R | null) ?? place.roles[0])}
      />
    </FormDialog>
  )
}
