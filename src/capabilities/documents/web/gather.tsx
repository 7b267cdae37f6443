import { Select } from '@mantine/core'
import { useState } from 'react'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { FormDialog, sayDone } from '#kit/console/index.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { api } from './api.ts'
import { BLANK_FILE, NewFileFields } from './new-file.tsx'

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
  const [file, setFile] = useState(BLANK_FILE)
  const gather = useWrite(api.documents.gather, {
    done: ({ added }) => {
      sayDone(t('documents.web.gathered', { count: added }))
      onClose()
      onDone()
    },
  })
  const put = (workFileId: string) => gather.mutate({ params: { workFileId }, body: { documentIds: [...documentIds] } })
  const open = useWrite(api.documents.openFile, { done: ({ workFileId }) => put(workFileId) })
  const needs = useNeeds({
    title: fileId !== NEW || file.title.trim() !== '' || t('documents.web.work-file.title.missing'),
  })
  const submit = () => {
    if (fileId === NEW) open.mutate({ body: { organisationId, ...file, title: file.title.trim() } })
    else put(fileId)
  }
  const files = data?.rows ?? []
  return (
    <FormDialog
      title={t('documents.web.gather')}
      onClose={onClose}
      {...needs.form(submit)}
      action={t('documents.web.gather.do', { count: documentIds.length })}
      problem={gather.error ?? open.error}
      busy={gather.isPending || open.isPending}
    >
      <Select
        label={t('documents.web.work-file')}
        allowDeselect={false}
        searchable
        value={fileId}
        onChange={next => setFileId(next ?? NEW)}
        data={[
          { value: NEW, label: t('documents.web.work-file.new') },
          ...files.map(one => ({ value: one.id, label: `${one.code} · ${one.title}` })),
        ]}
      />
      {fileId === NEW ? <NewFileFields value={file} onChange={setFile} error={needs.of('title')} /> : null}
    </FormDialog>
  )
}
