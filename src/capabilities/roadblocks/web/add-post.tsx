import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { FormDialog, sayDone } from '#kit/console/index.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { api } from './api.ts'

/** Sets up a post; its head signs in by phone. */
export function AddPost({ onClose }: { onClose: () => void }) {
  const t = useWords()
  const own = useOwnArea('roadblocks.register')
  const [unitId, setUnitId] = useState<string>()
  const [name, setName] = useState('')
  const [address, setAddress] = useState('')
  const [head, setHead] = useState('')
  const [phone, setPhone] = useState('')
  const adding = useWrite(api.roadblocks.register, {
    done() {
      sayDone(t('roadblocks.web.console.added'))
      onClose()
    },
  })
  const needs = useNeeds({ name: name.trim() !== '', unit: unitId !== undefined })
  const submit = () => {
    if (!unitId) return
    const named = head.trim() && phone.trim() ? { head: { name: head.trim(), phone: phone.trim() } } : {}
    adding.mutate({ body: { name: name.trim(), unitId, address: address.trim(), ...named } })
  }
  return (
    <FormDialog
      title={t('roadblocks.web.console.add')}
      onClose={onClose}
      {...needs.form(submit)}
      problem={adding.error}
      busy={adding.isPending}
    >
      <TextInput
        label={t('roadblocks.web.console.name')}
        placeholder={t('roadblocks.web.console.name.example')}
        value={name}
        error={needs.of('name')}
        maxLength={200}
        data-autofocus
        onChange={event => setName(event.currentTarget.value)}
      />
      <UnitField
        label={t('roadblocks.web.console.unit')}
        tier="commune"
        within={own}
        value={unitId}
        onChange={setUnitId}
        error={needs.of('unit')}
      />
      <TextInput
        label={t('roadblocks.web.console.address')}
        value={address}
        maxLength={300}
        onChange={event => setAddress(event.currentTarget.value)}
      />
      <TextInput
        label={t('roadblocks.web.console.head')}
        value={head}
        maxLength={100}
        onChange={event => setHead(event.currentTarget.value)}
      />
      <TextInput
        label={t('roadblocks.web.console.head.phone')}
        value={phone}
        maxLength={20}
        inputMode="tel"
        onChange={event => setPhone(event.currentTarget.value)}
      />
    </FormDialog>
  )
}
