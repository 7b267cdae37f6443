import { Button, FileButton, NumberInput, Radio, Select, Skeleton } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  Decision,
  Dialog,
  EmptyState,
  Facts,
  FormFoot,
  Panel,
  ProblemState,
  SaveButton,
  sayDone,
  Tag,
} from '#kit/console/index.ts'
import { PasswordField } from '#kit/console/password-field.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { CertificateView, Mine } from '../contract.ts'
import { api } from './api.ts'
import { wholePin } from './signing.tsx'

/** With what I sign: my own certificate, and the seals entrusted to me. */
export function Certificates() {
  const t = useWords()
  const [adding, setAdding] = useState(false)
  const { data, error, refetch } = useRead(api.signatures.mine, {})
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <Skeleton height={200} />
  const shown = data.certificates.filter(one => one.state === 'active' || one.state === 'requested')
  const past = data.certificates.filter(one => !shown.includes(one))
  return (
    <Panel
      title={t('signatures.web.certificates')}
      actions={
        <Button variant="default" onClick={() => setAdding(true)}>
          {t('signatures.web.enrol')}
        </Button>
      }
    >
      {shown.length ? (
        <ul className="si-cards">
          {shown.map(one => (
            <Certificate key={one.id} certificate={one} />
          ))}
        </ul>
      ) : (
        <EmptyState icon="key" title={t('signatures.web.certificates.none')}>
          {t('signatures.web.certificates.none.help')}
        </EmptyState>
      )}
      {past.length ? <Past certificates={past} /> : null}
      {adding ? <Enrol mine={data} onClose={() => setAdding(false)} /> : null}
    </Panel>
  )
}

function Past({ certificates }: { certificates: readonly CertificateView[] }) {
  const t = useWords()
  const f = useFormat()
  return (
    <details className="si-past">
      <summary>{t('signatures.web.past', { n: certificates.length })}</summary>
      <ul>
        {certificates.map(one => (
          <li key={one.id}>
            {one.name} · {t(`signatures.web.state.${one.state}`)}
            {one.endedAt ? ` ${f.day(one.endedAt)}` : null}
            {one.endedWhy ? ` · ${one.endedWhy}` : null}
          </li>
        ))}
      </ul>
    </details>
  )
}

function Certificate({ certificate: one }: { certificate: CertificateView }) {
  const t = useWords()
  const f = useFormat()
  const [revoking, setRevoking] = useState(false)
  const params = { certificateId: one.id }
  const revoke = useWrite(api.signatures.revoke, { done: () => setRevoking(false) })
  return (
    <li>
      <p className="si-turn-title">
        <strong>{one.name}</strong>
        <Tag strong={one.ends !== 'no'}>
          {t(one.ends === 'no' ? `signatures.web.state.${one.state}` : `signatures.web.ends.${one.ends}`)}
        </Tag>
      </p>
      <Facts
        facts={[
          [t('signatures.web.what'), t(one.organisationId ? 'signatures.web.seal' : 'signatures.web.own')],
          [t('signatures.fact.issuer'), one.issuer ?? t('signatures.web.state.requested')],
          ...(one.validFrom && one.validTo
            ? [[t('signatures.fact.held'), `${f.day(one.validFrom)} – ${f.day(one.validTo)}`] as const]
            : []),
          [
            t('signatures.web.key'),
            `${t(`signatures.web.provider.${one.provider}`)}, ${one.algorithm === 'ec' ? 'EC P-256' : 'RSA 2048'}`,
          ],
        ]}
      />
      {one.state === 'requested' ? <Request certificate={one} /> : <Picture certificate={one} />}
      <div className="si-acts">
        <ActionButton icon="cross" kind="danger" onClick={() => setRevoking(true)}>
          {t('signatures.web.revoke')}
        </ActionButton>
      </div>
      <Decision
        open={revoking}
        onClose={() => setRevoking(false)}
        title={t('signatures.web.revoke.ask', { name: one.name })}
        action={t('signatures.web.revoke')}
        danger
        reason={{ label: t('signatures.web.revoke.why') }}
        busy={revoke.isPending}
        problem={revoke.error}
        onDecide={why => revoke.mutate({ params, body: { why } })}
      >
        {t('signatures.web.revoke.help')}
      </Decision>
    </li>
  )
}

/** While the authority has not certified the key: the request out, the certificate in. */
function Request({ certificate: { id } }: { certificate: CertificateView }) {
  const t = useWords()
  const params = { certificateId: id }
  const install = useWrite(api.signatures.install, { done: () => sayDone(t('signatures.web.installed')) })
  return (
    <div className="k-stack">
      <p className="k-hint">{t('signatures.web.request.help')}</p>
      <div className="si-acts">
        <SaveButton get={() => api.signatures.certificateRequest({ params })} name="yeu-cau-chung-thu.csr">
          {t('signatures.web.request')}
        </SaveButton>
        <FileButton onChange={file => (file ? install.mutate({ params, body: file as never }) : undefined)}>
          {props => (
            <Button {...props} loading={install.isPending}>
              {t('signatures.web.install')}
            </Button>
          )}
        </FileButton>
      </div>
      {install.error ? (
        <p className="k-error" role="alert">
          {tell(t, install.error).title}
        </p>
      ) : null}
    </div>
  )
}

const SEAL_MM = { least: 20, most: 45 }

/** The picture that is seen on papers. */
function Picture({ certificate: one }: { certificate: CertificateView }) {
  const t = useWords()
  const params = { certificateId: one.id }
  const [mm, setMm] = useState<number | string>(one.sealMm)
  const url = usePicture(one)
  const set = useWrite(api.signatures.setPicture, { done: () => sayDone(t('signatures.web.picture.set')) })
  const query = one.organisationId ? { sealMm: String(mm) } : {}
  return (
    <div className="si-picture">
      {url ? (
        <img src={url} alt={t('signatures.web.picture')} data-seal={one.organisationId ? true : undefined} />
      ) : (
        <p className="k-hint">{t('signatures.web.picture.none')}</p>
      )}
      {one.organisationId ? (
        <NumberInput
          label={t('signatures.web.seal.mm')}
          value={mm}
          min={SEAL_MM.least}
          max={SEAL_MM.most}
          allowDecimal={false}
          onChange={setMm}
          w={160}
        />
      ) : null}
      <FileButton
        accept="image/*"
        onChange={file => (file ? set.mutate({ params, query, body: file as never }) : undefined)}
      >
        {props => (
          <Button variant="default" {...props} loading={set.isPending}>
            {t('signatures.web.picture.choose')}
          </Button>
        )}
      </FileButton>
      {set.error ? (
        <p className="k-error" role="alert">
          {tell(t, set.error).title}
        </p>
      ) : null}
    </div>
  )
}

function usePicture({ id, hasPicture }: CertificateView): string | undefined {
  const { data } = useRead(api.signatures.picture, { params: { certificateId: id } }, { when: hasPicture })
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    if (!hasPicture || !data) return
    const made = URL.createObjectURL(data)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [data, hasPicture])
  return url
}

function Enrol({ mine, onClose }: { mine: Mine; onClose: () => void }) {
  const t = useWords()
  const [whose, setWhose] = useState('own')
  const [provider, setProvider] = useState<'file' | 'token'>(mine.providers[0] ?? 'token')
  const [slot, setSlot] = useState<string | null>(mine.tokens[0]?.slot ?? null)
  const [algorithm, setAlgorithm] = useState<'rsa' | 'ec'>('rsa')
  const [pin, setPin] = useState('')
  const enrol = useWrite(api.signatures.enrol, {
    done: () => {
      sayDone(t('signatures.web.enrolled'))
      onClose()
    },
  })
  const organisationId = whose === 'own' ? null : whose
  const needs = useNeeds({ token: provider === 'file' || slot !== null, pin: wholePin(t, pin) })
  const send = () =>
    enrol.mutate({
      body: { organisationId, provider, algorithm, pin, ...(provider === 'token' && slot ? { slot } : {}) },
    })
  return (
    <Dialog title={t('signatures.web.enrol')} onClose={onClose}>
      <form className="k-stack" {...needs.form(send)}>
        <p className="k-hint">{t('signatures.web.enrol.help')}</p>
        {mine.seals.length ? (
          <Radio.Group label={t('signatures.web.what')} value={whose} onChange={setWhose}>
            <div className="k-stack si-radios">
              <Radio value="own" label={t('signatures.web.own')} />
              {mine.seals.map(seal => (
                <Radio key={seal.id} value={seal.id} label={t('signatures.web.seal-of', { name: seal.name })} />
              ))}
            </div>
          </Radio.Group>
        ) : null}
        <Select
          label={t('signatures.web.key')}
          allowDeselect={false}
          value={provider}
          data={mine.providers.map(value => ({ value, label: t(`signatures.web.provider.${value}`) }))}
          onChange={value => setProvider(value === 'file' ? 'file' : 'token')}
        />
        {provider === 'token' ? (
          <Select
            label={t('signatures.web.token')}
            value={slot}
            data={mine.tokens.map(token => ({ value: token.slot, label: token.label }))}
            nothingFoundMessage={t('signatures.web.token.none')}
            placeholder={mine.tokens.length ? '' : t('signatures.web.token.none')}
            onChange={setSlot}
            error={needs.of('token')}
          />
        ) : null}
        <Select
          label={t('signatures.web.algorithm')}
          allowDeselect={false}
          value={algorithm}
          data={[
            { value: 'rsa', label: 'RSA 2048' },
            { value: 'ec', label: 'EC P-256' },
          ]}
          onChange={value => setAlgorithm(value === 'ec' ? 'ec' : 'rsa')}
        />
        <PasswordField
          label={t('signatures.web.pin')}
          description={t(provider === 'file' ? 'signatures.web.pin.new' : 'signatures.web.pin.help')}
          value={pin}
          onChange={event => setPin(event.currentTarget.value)}
          autoComplete="off"
          maxLength={32}
          error={needs.of('pin')}
        />
        <FormFoot problem={enrol.error} onCancel={onClose} busy={enrol.isPending}>
          {t('signatures.web.enrol.do')}
        </FormFoot>
      </form>
    </Dialog>
  )
}
