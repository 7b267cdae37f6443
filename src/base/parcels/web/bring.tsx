import { type FormEvent, useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { type Commune, CommuneField } from '#base/units/web/commune-field.tsx'
import { newId } from '#core/ids.ts'
import { useWrite } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Button, ErrorSummary, type FieldFault, Notice, Page, PhoneField, TextField } from '#kit/citizen/index.ts'
import { tell } from '#kit/problem.ts'
import { api } from './api.ts'

/** The post fetches papers at home and brings them to an office. */
export function Bring() {
  const t = useWords()
  const { me } = useSession()
  const [id] = useState(() => newId())
  const [commune, setCommune] = useState<Commune>()
  const [contents, setContents] = useState('')
  const [name, setName] = useState(me?.name ?? '')
  const [phone, setPhone] = useState((me?.phone ?? '').replace(/^\+84/, '0'))
  const [address, setAddress] = useState('')
  const bringing = useWrite(api.parcels.bring, { done: () => go('/buu-gui', { replace: true }) })
  const [faults, setFaults] = useState<readonly FieldFault[]>([])
  const faultOf = (field: string) => faults.find(fault => fault.field === field)?.message
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const given = { commune: commune?.id ?? '', contents, name, phone, address }
    const missing = Object.entries(given).flatMap(([field, value]) =>
      value.trim() ? [] : [{ field, message: t(`parcels.web.bring.missing.${field}`) }],
    )
    setFaults(missing)
    if (commune && !missing.length)
      bringing.mutate({ body: { id, unitId: commune.id, contents, name, phone, address } })
  }
  return (
    <Page title={t('parcels.web.bring')} back="/buu-gui" intro={t('parcels.web.bring.intro')}>
      <form className="s-form" noValidate onSubmit={submit}>
        <ErrorSummary faults={faults} />
        <h2>{t('parcels.web.bring.commune')}</h2>
        <CommuneField name="commune" value={commune} onChange={setCommune} error={faultOf('commune')} />
        <h2>{t('parcels.web.bring.from')}</h2>
        <TextField
          name="contents"
          label={t('parcels.web.bring.contents')}
          hint={t('parcels.web.bring.contents.hint')}
          error={faultOf('contents')}
          value={contents}
          onChange={setContents}
        />
        <TextField
          name="name"
          label={t('parcels.web.bring.name')}
          error={faultOf('name')}
          autoComplete="name"
          value={name}
          onChange={setName}
        />
        <PhoneField
          name="phone"
          label={t('parcels.web.bring.phone')}
          error={faultOf('phone')}
          value={phone}
          onChange={setPhone}
        />
        <TextField
          name="address"
          label={t('parcels.web.bring.address')}
          hint={t('parcels.web.bring.address.hint')}
          error={faultOf('address')}
          lines={2}
          value={address}
          onChange={setAddress}
        />
        {bringing.error ? <Notice tone="error" title={tell(t, bringing.error).title} /> : null}
        <Button type="submit" busy={bringing.isPending && t('parcels.web.bring.busy')}>
          {t('parcels.web.bring.do')}
        </Button>
      </form>
    </Page>
  )
}
