import { Select, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useWrite } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { FormDialog } from '#kit/console/index.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { DocumentLine } from '../contract.ts'
import { KIND_NAMES } from '../kinds.ts'
import { api } from './api.ts'
import { useOffices } from './list.tsx'

interface NewDraftProps {
  /** The incoming document that it answers. */
  readonly replyTo?: {
    readonly id: string
    readonly organisationId: string
    readonly subject: string
    readonly notation: string | null
  }
  readonly onClose: () => void
}

/** What is to be written: of which kind, about what; the template of the kind comes with it. */
export function NewDraft({ replyTo, onClose }: NewDraftProps) {
  const t = useWords()
  const offices = useOffices('documents.draft')
  const [office, setOffice] = useState(replyTo?.organisationId ?? '')
  const [kind, setKind] = useState<DocumentLine['kind']>('letter')
  const [subject, setSubject] = useState(
    replyTo ? t('documents.web.reply.subject', { notation: replyTo.notation ?? '' }) : '',
  )
  const organisationId = office || offices.with[0]?.id || ''
  const begin = useWrite(api.documents.begin, {
    refreshes: ['work'],
    done: ({ documentId }) => go(`/documents/${documentId}/draft`),
  })
  const needs = useNeeds({ subject: subject.trim() !== '' || t('documents.web.subject.missing') })
  const draft = () =>
    organisationId &&
    begin.mutate({ body: { organisationId, kind, subject: subject.trim(), replyToId: replyTo?.id ?? null } })
  return (
    <FormDialog
      title={t(replyTo ? 'documents.web.reply' : 'documents.web.draft.new')}
      onClose={onClose}
      {...needs.form(draft)}
      action={t('documents.web.draft.begin')}
      problem={begin.error}
      busy={begin.isPending}
    >
      {replyTo ? <p className="dc-quiet">{t('documents.web.reply.to', { subject: replyTo.subject })}</p> : null}
      {offices.with.length > 1 && !replyTo ? (
        <Select
          label={t('documents.web.office')}
          value={organisationId}
          allowDeselect={false}
          onChange={next => setOffice(next ?? '')}
          data={offices.with.map(one => ({ value: one.id, label: one.name }))}
        />
      ) : null}
      <Select
        label={t('documents.web.kind')}
        searchable
        allowDeselect={false}
        value={kind}
        onChange={next => next && setKind(next as DocumentLine['kind'])}
        data={KIND_NAMES.map(value => ({ value, label: t(`documents.kind.${value}`) }))}
      />
      <Textarea
        label={t('documents.web.subject')}
        description={t('documents.web.subject.help')}
        autosize
        minRows={2}
        maxLength={1000}
        value={subject}
        data-autofocus
        error={needs.of('subject')}
        onChange={event => setSubject(event.currentTarget.value)}
      />
    </FormDialog>
  )
}
