import './documents.css'
import { Button, NumberInput, Select, Textarea, TextInput } from '@mantine/core'

import { useRef, useState } from 'react'
import { FileButtons, FileDrop, Uploading } from '#base/files/web/uploader.tsx'
import { useUploads } from '#base/files/web/use-uploads.ts'
import { dayOf } from '#core/clock.ts'
import { useWrite } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { FormFoot, Notice, Page, PageSkeleton, Panel, sayDone } from '#kit/console/index.ts'
import { DayField } from '#kit/console/when.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { documents } from '../contract.ts'
import { KIND_NAMES, type Kind, URGENCIES, type Urgency } from '../kinds.ts'
import { api } from './api.ts'
import { useOffices } from './list.tsx'

/** A document on paper: what the book asks for, in the order in which it stands on the paper. */
export function Register() {
  const t = useWords()
  const offices = useOffices('documents.register')
  if (!offices.ready) return <PageSkeleton />
  return (
    <Page title={t('documents.web.register.title')} back={{ to: '/documents', label: t('documents.web.title') }}>
      {offices.with[0] ? (
        <Form offices={offices.with.map(one => ({ value: one.id, label: one.name }))} />
      ) : (
        <Notice tone="error" title={t('documents.web.no-office')} />
      )}
    </Page>
  )
}

const SECRECIES = ['', 'Mật', 'Tối mật', 'Tuyệt mật']
const EMPTY = { author: '', notation: '', datedOn: null as string | null, subject: '', signerName: '', secrecy: '' }

function Form({ offices }: { offices: readonly { value: string; label: string }[] }) {
  const t = useWords()
  const [office, setOffice] = useState(offices[0]?.value ?? '')
  const [kind, setKind] = useState<Kind>('letter')
  const [urgency, setUrgency] = useState<Urgency>('normal')
  const [said, setSaid] = useState(EMPTY)
  const [dueOn, setDueOn] = useState<string | null>(null)
  const [pages, setPages] = useState<number | string>(1)
  const [another, setAnother] = useState(false)
  const documentId = useRef('')
  const today = dayOf(new Date())
  const uploads = useUploads({ documents }, (sending, file) =>
    sending.documents.attach({ params: { documentId: documentId.current }, body: file as never }),
  )
  const register = useWrite(api.documents.register, { refreshes: ['work'] })
  const set = (patch: Partial<typeof EMPTY>) => setSaid({ ...said, ...patch })
  const needs = useNeeds({
    author: said.author.trim() !== '',
    notation: said.notation.trim() !== '',
    dated: said.datedOn !== null,
    subject: said.subject.trim() !== '',
    secrecy: said.secrecy === '',
  })
  const submit = async (isAnother: boolean) => {
    const { datedOn, author, notation, subject, signerName } = said
    if (!datedOn) return
    setAnother(isAnother)
    const body = {
      organisationId: office,
      kind,
      urgency,
      author: author.trim(),
      notation: notation.trim(),
      subject: subject.trim(),
      datedOn,
      dueOn,
      pages: Number(pages) || 1,
      ...(signerName.trim() ? { signerName: signerName.trim() } : {}),
    }
    const made = await register.mutateAsync({ body }).catch(() => undefined)
    if (!made) return
    documentId.current = made.documentId
    const kept = await uploads.send()
    sayDone(t('documents.web.registered', { number: made.number }))
    if (!isAnother || !kept) return go(`/documents/${made.documentId}`)
    setSaid(EMPTY)
    uploads.clear()
    setDueOn(null)
  }
  return (
    <form className="dc-form k-stack" {...needs.form(by => void submit(by?.getAttribute('name') === 'another'))}>
      {register.error ? <Notice tone="error" title={tell(t, register.error).title} /> : null}
      <Panel title={t('documents.web.register.paper')}>
        <div className="k-stack">
          {offices.length > 1 ? (
            <Select
              label={t('documents.web.office')}
              allowDeselect={false}
              value={office}
              onChange={next => setOffice(next ?? '')}
              data={[...offices]}
            />
          ) : null}
          <TextInput
            label={t('documents.web.author')}
            value={said.author}
            maxLength={500}
            data-autofocus
            error={needs.of('author')}
            onChange={event => set({ author: event.currentTarget.value })}
          />
          <div className="dc-pair">
            <TextInput
              label={t('documents.web.notation')}
              placeholder="1205/UBND-VX"
              value={said.notation}
              maxLength={100}
              error={needs.of('notation')}
              onChange={event => set({ notation: event.currentTarget.value })}
            />
            <DayField
              label={t('documents.web.dated')}
              value={said.datedOn}
              maxDate={today}
              error={needs.of('dated')}
              onChange={next => set({ datedOn: next })}
            />
            <Select
              label={t('documents.web.kind')}
              searchable
              allowDeselect={false}
              value={kind}
              onChange={next => next && setKind(next as Kind)}
              data={KIND_NAMES.map(value => ({ value, label: t(`documents.kind.${value}`) }))}
            />
          </div>
          <Textarea
            label={t('documents.web.subject')}
            autosize
            minRows={2}
            maxLength={1000}
            value={said.subject}
            error={needs.of('subject')}
            onChange={event => set({ subject: event.currentTarget.value })}
          />
          <div className="dc-pair">
            <TextInput
              label={t('documents.web.signer')}
              value={said.signerName}
              maxLength={200}
              onChange={event => set({ signerName: event.currentTarget.value })}
            />
            <Select
              label={t('documents.web.urgency')}
              allowDeselect={false}
              value={urgency}
              onChange={next => next && setUrgency(next as Urgency)}
              data={URGENCIES.map(value => ({ value, label: t(`documents.urgency.${value}`) }))}
            />
            <Select
              label={t('documents.web.secrecy')}
              allowDeselect={false}
              value={said.secrecy}
              onChange={next => set({ secrecy: next ?? '' })}
              data={SECRECIES.map(value => ({ value, label: value || t('documents.web.secrecy.none') }))}
            />
            <NumberInput label={t('documents.web.page-count')} min={1} max={9999} value={pages} onChange={setPages} />
            <DayField label={t('documents.web.due')} minDate={today} value={dueOn} onChange={setDueOn} />
          </div>
          {said.secrecy ? <Notice tone="error" title={t('documents.secret')} /> : null}
        </div>
      </Panel>
      <Panel title={t('documents.web.register.scan')}>
        <FileDrop onFiles={uploads.add}>
          <div className="k-stack">
            <p className="dc-quiet">{t('documents.web.register.scan.help')}</p>
            <FileButtons onFiles={uploads.add} />
            <Uploading uploads={uploads} />
          </div>
        </FileDrop>
      </Panel>
      <div className="dc-foot">
        <Button
          type="submit"
          name="another"
          variant="default"
          loading={another && (register.isPending || uploads.busy)}
        >
          {t('documents.web.register.another')}
        </Button>
        <FormFoot
          onCancel={() => go('/documents')}
          busy={!another && (register.isPending || uploads.busy)}
          lacks={said.secrecy ? t('documents.secret') : undefined}
        >
          {t('documents.web.register.do')}
        </FormFoot>
      </div>
    </form>
  )
}
