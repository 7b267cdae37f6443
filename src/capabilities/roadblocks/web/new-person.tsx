import { useState } from 'react'
import { newId } from '#core/ids.ts'
import { serverNow } from '#core/web/server-clock.ts'
import { useWords } from '#core/web/words.tsx'
import { Button, Card, ErrorSummary, type FieldFault, PhoneField, TextField } from '#kit/citizen/index.ts'
import type { Person } from './draft.ts'

/** Somebody without a code: a name at least, and a number where they have one. */
export function NewPerson({ onAdd, onCancel }: { onAdd: (person: Person) => void; onCancel: () => void }) {
  const t = useWords()
  const [name, setName] = useState('')
  const [birth, setBirth] = useState('')
  const [number, setNumber] = useState('')
  const [phone, setPhone] = useState('')
  const [faults, setFaults] = useState<readonly FieldFault[]>([])
  const submit = () => {
    const wrong: FieldFault[] = []
    if (!name.trim()) wrong.push({ field: 'new-name', message: t('roadblocks.web.people.name.missing') })
    if (birth && !(/^(19|20)\d{2}$/.test(birth) && Number(birth) <= serverNow().getFullYear()))
      wrong.push({ field: 'new-birth', message: t('roadblocks.web.people.birth.wrong') })
    setFaults(wrong)
    if (wrong.length > 0) return
    const fullName = name.trim()
    onAdd({
      key: newId(),
      name: fullName,
      ...(birth ? { birthYear: birth } : {}),
      typed: {
        fullName,
        ...(birth ? { birthYear: birth } : {}),
        ...(number.trim() ? { idNumber: number.trim() } : {}),
        ...(phone ? { phone } : {}),
      },
    })
  }
  const wrongIn = (field: string) => faults.find(one => one.field === field)?.message
  return (
    <Card title={t('roadblocks.web.people.new')} icon="plus">
      <ErrorSummary faults={faults} />
      <form
        className="s-form"
        noValidate
        onSubmit={event => {
          event.preventDefault()
          submit()
        }}
      >
        <TextField
          name="new-name"
          label={t('roadblocks.web.people.name')}
          value={name}
          onChange={setName}
          maxLength={100}
          error={wrongIn('new-name')}
        />
        <TextField
          name="new-birth"
          label={t('roadblocks.web.people.birth')}
          value={birth}
          onChange={setBirth}
          inputMode="numeric"
          maxLength={4}
          error={wrongIn('new-birth')}
        />
        <TextField
          name="new-number"
          label={t('roadblocks.web.people.number')}
          value={number}
          onChange={setNumber}
          maxLength={20}
        />
        <PhoneField name="new-phone" label={t('roadblocks.web.people.phone')} value={phone} onChange={setPhone} />
        <Button type="submit">{t('roadblocks.web.people.add')}</Button>
        <Button kind="quiet" onClick={onCancel}>
          {t('roadblocks.web.people.new.cancel')}
        </Button>
      </form>
    </Card>
  )
}
