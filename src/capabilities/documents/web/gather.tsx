import { Modal, Select, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { FormFoot, sayDone } from '#kit/console/index.ts'
import { TERMS } from '../rules.ts'
import { api } from './api.ts'

interface GatherProps {
  readonly documentIds: readonly string[]
  readonly organisationId: string
  readonly onClose: () => void
  readonly onDone: () => void
}

const NEW = 'new'

/** Puts documents into a file of work: one that is open, or a new one. */
export function GatherDialog({ documentIds, organisationId, onClose, onDone }: GatherProps) {
  const t = useWords()
  const { data } = useRead(api.documents.workFiles, { query: { organisationId, open: 'true' } })
  const [fileId, setFileId] = useState<string>(NEW)
  const [title, setTitle] = useState('')
  const [term, setTerm] = useState<(typeof TERMS)[number]>('10')
  const [tried, setTried] = useState(false)
  const gather = useWrite(api.documents.gather, {
    done: ({ added }) => {
      sayDone(t('documents.web.gathered', { count: added }))
      onClose()
      onDone()
    },
  })
  const put = (workFileId: string) => gather.mutate({ params: { workFileId }, body: { documentIds: [...documentIds] } })
  const open = useWrite(api.documents.openFile, { done: ({ workFileId }) => put(workFileId) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (fileId !== NEW) return put(fileId)
    if (title.trim()) open.mutate({ body: { organisationId, title: title.trim(), term } })
  }
  const files = data?.rows ?? []
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('documents.web.gather')}
      closeButtonProps={{ 'aria-label': t('console.close') }}
    >
      <form className="k-stack" onSubmit={submit} noValidate>
        <Select
          label={t('documents.web.work-file')}
          allowDeselect={false}
          searchable
          value={fileId}
          onChange={next => setFileId(next ?? NEW)}
          data={[
            { value: NEW, label: t('documents.web.work-file.new') },
            ...files.map(file => ({ value: file.id, label: `${file.code} · ${file.title}` })),
          ]}
        />
        {fileId === NEW ? (
          <>
            <TextInput
              label={t('documents.web.work-file.title')}
              value={title}
              maxLength={500}
              data-autofocus
              error={tried && !title.trim() ? t('documents.web.work-file.title.missing') : null}
              onChange={event => setTitle(event.currentTarget.value)}
            />
            <Select
              label={t('documents.web.term')}
              allowDeselect={false}
              value={term}
              onChange={next => next && setTerm(next as typeof term)}
              data={TERMS.map(value => ({ value, label: t(`documents.web.term.${value}`) }))}
            />
          </>
        ) : null}
        <FormFoot problem={gather.error ?? open.error} onCancel={onClose} busy={gather.isPending || open.isPending}>
          {t('documents.web.gather.do', { count: documentIds.length })}
        </FormFoot>
      </form>
    </Modal>
  )
}
