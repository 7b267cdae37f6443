import { Radio, TextInput } from '@mantine/core'
import { useState } from 'react'
import { COPIES, type Copy } from '#base/signatures/contract.ts'
import { PinField, wholePin } from '#base/signatures/web/signing.tsx'
import { useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { FormFoot, Modal, sayDone } from '#kit/console/index.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { DocumentView } from '../contract.ts'
import { pagesIn } from '../rules.ts'
import { api } from './api.ts'

/** A copy under the seal: of the whole, of what is a copy itself, or of some pages. */
export function CopyDialog({ document, onClose }: { document: DocumentView; onClose: () => void }) {
  const t = useWords()
  const [form, setForm] = useState<Copy>('full')
  const [typed, setTyped] = useState('')
  const [pin, setPin] = useState('')
  const copy = useWrite(api.documents.copy, {
    refreshes: ['documents', 'files'],
    done: () => {
      sayDone(t('documents.web.copied'))
      onClose()
    },
  })
  const pages = pagesIn(typed)
  const isExtract = form === 'extract'
  const needs = useNeeds({
    pages: !isExtract || pages !== undefined || t('documents.web.copy.pages.bad'),
    pin: wholePin(t, pin),
  })
  const submit = () => {
    const body = { form, pin, ...(isExtract && pages ? { pages } : {}) }
    copy.mutate({ params: { documentId: document.id }, body })
  }
  const forms = COPIES.filter(one => one !== 'registered' || document.direction === 'incoming')
  return (
    <Modal opened onClose={onClose} title={t('documents.web.step.copy')}>
      <form className="k-stack" {...needs.form(submit)}>
        <p className="dc-quiet">{document.subject}</p>
        <p>{t('documents.web.copy.help')}</p>
        <Radio.Group label={t('documents.web.copy.form')} value={form} onChange={next => setForm(next as Copy)}>
          <div className="dc-steps">
            {forms.map(one => (
              <Radio key={one} value={one} label={t(`documents.web.copy.${one}`)} />
            ))}
          </div>
        </Radio.Group>
        {isExtract ? (
          <TextInput
            label={t('documents.web.copy.pages')}
            description={t('documents.web.copy.pages.help')}
            value={typed}
            error={needs.of('pages')}
            onChange={event => setTyped(event.currentTarget.value)}
          />
        ) : null}
        <PinField label={t('documents.web.seal-pin')} value={pin} onChange={setPin} error={needs.of('pin')} />
        <FormFoot problem={copy.error} onCancel={onClose} busy={copy.isPending}>
          {t('documents.web.copy.do')}
        </FormFoot>
      </form>
    </Modal>
  )
}
