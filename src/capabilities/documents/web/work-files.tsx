import './documents.css'
import { Select } from '@mantine/core'
import { useState } from 'react'
import { useList, useWrite } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  type Column,
  DataList,
  FilterText,
  FormDialog,
  Page,
  Slim,
  Tag,
  useFilter,
} from '#kit/console/index.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { WorkFileLine } from '../contract.ts'
import { api } from './api.ts'
import { useOffices } from './list.tsx'
import { BLANK_FILE, NewFileFields } from './new-file.tsx'

/** Hồ sơ công việc: what belongs to one matter, kept together. */
export function WorkFiles() {
  const t = useWords()
  const f = useFormat()
  const offices = useOffices('documents.draft')
  const [filter, setFilter] = useFilter({ q: '', open: 'true' })
  const [making, setMaking] = useState(false)
  const list = useList(api.documents.workFiles, after => ({
    query: {
      ...(filter.q ? { q: filter.q } : {}),
      ...(filter.open ? { open: filter.open as 'true' } : {}),
      ...(after ? { after } : {}),
    },
  }))
  const columns: readonly Column<WorkFileLine>[] = [
    {
      id: 'title',
      label: t('documents.web.work-file.title'),
      text: row => row.title,
      width: 'minmax(260px, 3fr)',
      cell: row => <Line row={row} />,
    },
    {
      id: 'code',
      label: t('documents.web.work-file.code'),
      text: row => row.code,
      cell: row => row.code,
      width: '140px',
      extra: true,
    },
    {
      id: 'opened',
      label: t('documents.web.work-file.opened'),
      text: row => f.day(row.openedAt),
      cell: row => f.day(row.openedAt),
      width: '120px',
      extra: true,
    },
  ]
  return (
    <Page
      full
      title={t('documents.web.work-files')}
      actions={
        offices.with.length ? (
          <ActionButton kind="primary" icon="plus" onClick={() => setMaking(true)}>
            {t('documents.web.work-file.new')}
          </ActionButton>
        ) : null
      }
    >
      <DataList
        name="documents.work-files"
        label={t('documents.web.work-files')}
        list={list}
        columns={columns}
        idOf={row => row.id}
        pathOf={row => `/documents/work-files/${row.id}`}
        rowHeight={60}
        slim={row => <Line row={row} />}
        empty={{
          icon: 'office',
          title: t('documents.web.work-files.none'),
          children: t('documents.web.work-files.none.help'),
        }}
        filters={
          <>
            <FilterText
              label={t('documents.web.work-file.find')}
              value={filter.q}
              onChange={next => setFilter({ q: next })}
            />
            <Select
              aria-label={t('documents.web.work-file.state')}
              allowDeselect={false}
              w={150}
              value={filter.open}
              onChange={next => setFilter({ open: next ?? '' })}
              data={[
                { value: 'true', label: t('documents.web.work-file.open') },
                { value: 'false', label: t('documents.web.work-file.closed') },
              ]}
            />
          </>
        }
      />
      {making ? <NewFile organisationId={offices.with[0]?.id ?? ''} onClose={() => setMaking(false)} /> : null}
    </Page>
  )
}

function Line({ row }: { row: WorkFileLine }) {
  const t = useWords()
  return (
    <Slim
      title={row.title}
      detail={[row.code, row.keeper, t('documents.web.work-file.count', { count: row.count })]
        .filter(Boolean)
        .join(' · ')}
      end={<Tag>{t(`documents.web.term.${row.term}`)}</Tag>}
    />
  )
}

function NewFile({ organisationId, onClose }: { organisationId: string; onClose: () => void }) {
  const t = useWords()
  const [file, setFile] = useState(BLANK_FILE)
  const open = useWrite(api.documents.openFile, { done: ({ workFileId }) => go(`/documents/work-files/${workFileId}`) })
  const needs = useNeeds({ title: file.title.trim() !== '' || t('documents.web.work-file.title.missing') })
  const make = () => open.mutate({ body: { organisationId, ...file, title: file.title.trim() } })
  return (
    <FormDialog
      title={t('documents.web.work-file.new')}
      onClose={onClose}
      {...needs.form(make)}
      problem={open.error}
      busy={open.isPending}
    >
      <NewFileFields value={file} onChange={setFile} error={needs.of('title')} />
    </FormDialog>
  )
}
