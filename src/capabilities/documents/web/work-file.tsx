import './documents.css'
import { ActionIcon } from '@mantine/core'
import { useState } from 'react'
import { useRead, useWrite } from '#core/web/data.tsx'
import { Link, useParams } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  Decision,
  EmptyState,
  Facts,
  Page,
  PageSkeleton,
  Panel,
  ProblemState,
  SaveButton,
  sayDone,
  Tag,
} from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import { api } from './api.ts'
import { Line } from './list.tsx'

/** One file of work: its documents in the order of its list of contents. */
export function WorkFile() {
  const t = useWords()
  const f = useFormat()
  const { workFileId = '' } = useParams()
  const params = { workFileId }
  const { data: file, error, refetch } = useRead(api.documents.workFile, { params })
  const [closing, setClosing] = useState(false)
  const close = useWrite(api.documents.closeFile, {
    done: () => {
      sayDone(t('documents.web.work-file.was-closed'))
      setClosing(false)
    },
  })
  const takeOut = useWrite(api.documents.takeOut)
  if (error && !file) return <ProblemState problem={error} again={() => void refetch()} />
  if (file?.id !== workFileId) return <PageSkeleton />
  return (
    <Page
      title={file.title}
      back={{ to: '/documents/work-files', label: t('documents.web.work-files') }}
      lead={
        <span className="dc-lead">
          <Tag strong={!file.closedAt}>
            {t(file.closedAt ? 'documents.web.work-file.closed' : 'documents.web.work-file.open')}
          </Tag>
          <span>{file.code}</span>
        </span>
      }
      actions={
        <>
          <SaveButton icon="print" get={() => api.documents.contents({ params })} name={`muc-luc-${file.code}.pdf`}>
            {t('documents.web.contents')}
          </SaveButton>
          {file.mayChange ? (
            <ActionButton kind="primary" icon="lock" onClick={() => setClosing(true)}>
              {t('documents.web.work-file.close')}
            </ActionButton>
          ) : null}
        </>
      }
    >
      <div className="dc-columns">
        <Panel title={t('documents.web.work-file.documents')}>
          {file.documents.length ? (
            <ol className="dc-rows">
              {file.documents.map(row => (
                <li key={row.id} className="dc-numbered">
                  <span>{row.n}</span>
                  <Link to={`/documents/${row.id}`}>
                    <Line row={row} />
                  </Link>
                  {file.mayChange ? (
                    <ActionIcon
                      aria-label={t('documents.web.take-out')}
                      title={t('documents.web.take-out')}
                      onClick={() => takeOut.mutate({ params: { workFileId, documentId: row.id } })}
                    >
                      <Icon name="cross" size={16} />
                    </ActionIcon>
                  ) : null}
                </li>
              ))}
            </ol>
          ) : (
            <EmptyState icon="document" title={t('documents.web.work-file.empty')}>
              {t('documents.web.work-file.empty.help')}
            </EmptyState>
          )}
        </Panel>
        <Panel title={t('documents.web.about')}>
          <Facts
            narrow
            facts={[
              [t('documents.web.work-file.code'), file.code],
              [t('documents.web.term'), t(`documents.web.term.${file.term}`)],
              [t('documents.web.keeper'), file.keeper],
              [t('documents.web.work-file.opened'), f.day(file.openedAt)],
              [t('documents.web.work-file.closed-at'), file.closedAt ? f.day(file.closedAt) : null],
            ]}
          />
        </Panel>
      </div>
      <Decision
        open={closing}
        onClose={() => setClosing(false)}
        title={t('documents.web.work-file.close')}
        action={t('documents.web.work-file.close')}
        busy={close.isPending}
        problem={close.error}
        onDecide={() => close.mutate({ params })}
      >
        {t('documents.web.work-file.close.help')}
      </Decision>
    </Page>
  )
}
