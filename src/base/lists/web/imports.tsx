import './lists.css'
import { useList } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { type Say, useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, type Column, DataList, Page, PageSkeleton, ProblemState, Slim, Tag } from '#kit/console/index.ts'
import type { ImportView } from '../contract.ts'
import { api } from './api.ts'
import { useListKinds } from './kinds.ts'

/** The lists that were sent of late, latest first. */
export function Imports() {
  const t = useWords()
  const { ready, problem } = useListKinds()
  const list = useList(api.lists.imports, after => ({ query: after ? { after } : {} }))
  const columns = useColumns()
  if (problem) return <ProblemState problem={problem} />
  if (!ready) return <PageSkeleton />
  return (
    <Page
      full
      title={t('lists.web.title')}
      actions={
        <ActionButton kind="primary" icon="upload" onClick={() => go('/lists/new')}>
          {t('lists.web.new')}
        </ActionButton>
      }
    >
      <DataList
        name="lists"
        label={t('lists.web.title')}
        list={list}
        columns={columns}
        idOf={row => row.id}
        onOpen={row => go(`/lists/${row.id}`)}
        slim={row => <Line row={row} />}
        empty={{ icon: 'upload', title: t('lists.web.none'), children: t('lists.web.none.help') }}
      />
    </Page>
  )
}

/** Rows that were typed in have no file. */
export const nameOf = (t: Say, { name }: ImportView): string => name || t('lists.web.typed')

/** What became of a list, in a word or in its counts. */
export function outcomeOf(t: Say, row: ImportView): string {
  if (row.state !== 'done') return t(`lists.web.state.${row.state}`)
  return [
    t('lists.web.added', { count: row.added }),
    row.known > 0 ? t('lists.web.known', { count: row.known }) : '',
    row.refused > 0 ? t('lists.web.refused', { count: row.refused }) : '',
  ]
    .filter(Boolean)
    .join(' · ')
}

function Line({ row }: { row: ImportView }) {
  const t = useWords()
  const f = useFormat()
  return (
    <Slim
      title={nameOf(t, row)}
      detail={[t(`${row.kind}.list`), f.instant(row.sentAt)].join(' · ')}
      end={<Tag strong={row.state !== 'done'}>{t(`lists.web.state.${row.state}`)}</Tag>}
    />
  )
}

function useColumns(): readonly Column<ImportView>[] {
  const t = useWords()
  const f = useFormat()
  return [
    {
      id: 'name',
      label: t('lists.web.file'),
      cell: row => <strong>{nameOf(t, row)}</strong>,
      text: row => nameOf(t, row),
      width: 'minmax(180px, 2fr)',
    },
    {
      id: 'kind',
      label: t('lists.web.kind'),
      cell: row => t(`${row.kind}.list`),
      text: row => t(`${row.kind}.list`),
      width: 'minmax(120px, 1fr)',
    },
    {
      id: 'sent',
      label: t('lists.web.sent'),
      cell: row => f.instant(row.sentAt),
      text: row => f.instant(row.sentAt),
      width: '140px',
    },
    {
      id: 'lines',
      label: t('lists.web.lines'),
      cell: row => f.number(row.lines),
      text: row => row.lines,
      width: '96px',
      end: true,
    },
    {
      id: 'outcome',
      label: t('lists.web.outcome'),
      cell: row => (row.state === 'done' ? outcomeOf(t, row) : <Tag strong>{outcomeOf(t, row)}</Tag>),
      text: row => outcomeOf(t, row),
      width: 'minmax(220px, 2fr)',
    },
  ]
}
