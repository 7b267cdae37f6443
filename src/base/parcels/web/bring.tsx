import { useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { type Commune, CommuneField } from '#base/units/web/commune-field.tsx'
import { newId } from '#core/ids.ts'
import { useWrite } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Button, Notice, Page, PhoneField, TextField } from '#kit/citizen/index.ts'
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
  const whole = commune && contents.trim() && name.trim() && phone.trim() && address.trim()
  const submit = () => {
    if (commune) bringing.mutate({ body: { id, unitId: commune.id, contents, name, phone, address } })
  }
  return (
    <Page title={t('parcels.web.bring')} back="/buu-gui" intro={t('parcels.web.bring.intro')}>
      <form
        className="s-form"
        onSubmit={event => {
          event.preventDefault()
          submit()
        }}
      >
        <p className="s-hint">{t('parcels.web.bring.commune')}</p>
        <CommuneField name="commune" value={commune} onChange={setCommune} />
        <TextField
          name="contents"
          label={t('parcels.web.bring.contents')}
          hint={t('parcels.web.bring.contents.hint')}
          value={contents}
          onChange={setContents}
        />
        <TextField name="name" label={t('parcels.web.bring.name')} value={name} onChange={setName} />
        <PhoneField name="phone" label={t('parcels.web.bring.phone')} value={phone} onChange={setPhone} />
        <TextField
          name="address"
          label={t('parcels.web.bring.address')}
          lines={2}
          value={address}
          onChange={setAddress}
        />
        {bringing.error ? <Notice tone="error" title={tell(t, bringing.error).title} /> : null}
        <Button type="submit" busy={bringing.isPending && t('parcels.web.bring.busy')} disabled={!whole}>
          {t('parcels.web.bring.do')}
        </Button>
      </form>
    </Page>
  )
}
