import { useSaveFile } from '#core/web/save-file.ts'
import './documents.css'
import { Button, Menu, Select } from '@mantine/core'
import { useState } from 'react'
import { dayOf } from '#core/clock.ts'
import { useList, useRead } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { go } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  type Column,
  DataList,
  FilterText,
  Page,
  Slim,
  sayProblem,
  Tag,
  useFilter,
  ViewBar,
} from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import { type DocumentLine, type Office, VIEWS } from '../contract.ts'
import { KIND_NAMES, URGENCIES } from '../kinds.ts'
import { api } from './api.ts'
import { GatherDialog } from './gather.tsx'
import { IssueMany } from './issue-many.tsx'
import { NewDraft } from './new-draft.tsx'

export const stateOf = ({ direction, state }: Pick<DocumentLine, 'direction' | 'state'>) =>
  `documents.${direction === 'incoming' ? 'incoming' : 'draft'}.state.${state}`

/** The offices in which the caller works, and of these where they may do something. */
export function useOffices(verb?: string) {
  const { data } = useRead(api.documents.offices, {})
  const all = data?.offices ?? []
  return { ready: data !== undefined, all, with: verb ? all.filter(one => one.verbs.includes(verb)) : all }
}

/** The registers: what waits, what arrived, what left; found by words with and without accents. */
export function Documents() {
  const t = useWords()
  const offices = useOffices()
  const [filter, setFilter] = useFilter(
    { view: 'waits', q: '', kind: '', urgency: '', office: '' },
    { view: VIEWS, kind: KIND_NAMES, urgency: URGENCIES },
  )
  const { view, q, kind, urgency, office } = filter
  const [drafting, setDrafting] = useState(false)
  // Not in the bar of what is chosen: that goes with what leaves the list, before its number was read.
  const [issuing, setIssuing] = useState<{ rows: readonly DocumentLine[]; clear: () => void }>()
  useLive(['documents', 'work'], { reads: ['documents'] })
  const list = useList(api.documents.list, after => ({
    query: {
      view,
      ...(q ? { q } : {}),
      ...(kind ? { kind } : {}),
      ...(urgency ? { urgency } : {}),
      ...(office ? { organisationId: office } : {}),
      ...(after ? { after } : {}),
    },
  }))
  const columns = useColumns()
  const may = (verb: string) => offices.all.some(one => one.verbs.includes(verb))
  return (
    <Page
      full
      title={t('documents.web.title')}
      actions={
        <>
          {may('documents.register') ? <Books offices={offices.all} /> : null}
          {may('documents.draft') ? (
            <ActionButton icon="edit" onClick={() => setDrafting(true)}>
              {t('documents.web.draft.new')}
            </ActionButton>
          ) : null}
          {may('documents.register') ? (
            <ActionButton kind="primary" icon="plus" onClick={() => go('/documents/register')}>
              {t('documents.web.register')}
            </ActionButton>
          ) : null}
        </>
      }
    >
      <ViewBar
        label={t('documents.web.views')}
        views={VIEWS}
        view={view}
        nameOf={one => t(`documents.web.view.${one}`)}
        onChoose={one => setFilter({ view: one })}
      />
      <DataList
        name="documents.list"
        label={t('documents.web.title')}
        list={list}
        columns={columns}
        idOf={row => row.id}
        pathOf={row => `/documents/${row.id}`}
        exportName="van-ban"
        rowHeight={60}
        slim={row => <Line row={row} />}
        empty={{
          icon: 'document',
          title: q ? t('documents.web.none.found') : t(`documents.web.none.${view}`),
          children: q ? t('documents.web.none.found.help') : t('documents.web.none.help'),
        }}
        bulk={(rows, clear) => (
          <>
            {mayIssue(rows, offices.all) ? (
              <Button leftSection={<Icon name="send" size={18} />} onClick={() => setIssuing({ rows, clear })}>
                {t('documents.web.issue-many')}
              </Button>
            ) : null}
            {may('documents.draft') ? <Gather rows={rows} onDone={clear} /> : null}
          </>
        )}
        filters={
          <>
            <FilterText
              label={t('documents.web.find')}
              value={q}
              onChange={next => setFilter({ q: next, ...(next && view === 'waits' ? { view: 'all' } : {}) })}
            />
            <Select
              aria-label={t('documents.web.kind')}
              placeholder={t('documents.web.kind.any')}
              clearable
              searchable
              w={170}
              value={kind || null}
              onChange={next => setFilter({ kind: next ?? '' })}
              data={KIND_NAMES.map(value => ({ value, label: t(`documents.kind.${value}`) }))}
            />
            <Select
              aria-label={t('documents.web.urgency')}
              placeholder={t('documents.web.urgency.any')}
              clearable
              w={150}
              value={urgency || null}
              onChange={next => setFilter({ urgency: next ?? '' })}
              data={URGENCIES.map(value => ({ value, label: t(`documents.urgency.${value}`) }))}
            />
            {offices.all.length > 1 ? (
              <Select
                aria-label={t('documents.web.office')}
                placeholder={t('documents.web.office.any')}
                clearable
                w={220}
                value={office || null}
                onChange={next => setFilter({ office: next ?? '' })}
                data={offices.all.map(one => ({ value: one.id, label: one.name }))}
              />
            ) : null}
          </>
        }
      />
      {issuing ? (
        <IssueMany
          isChosen={one => issuing.rows.some(row => row.id === one.id)}
          onClose={() => setIssuing(undefined)}
          onDone={() => {
            setIssuing(undefined)
            issuing.clear()
          }}
        />
      ) : null}
      {drafting ? <NewDraft onClose={() => setDrafting(false)} /> : null}
    </Page>
  )
}

/** All of them are signed, and of offices where the caller gives numbers. */
const mayIssue = (rows: readonly DocumentLine[], offices: readonly Office[]): boolean =>
  rows.every(
    row =>
      row.direction === 'outgoing' &&
      row.state === 'numbering' &&
      offices.some(office => office.id === row.organisationId && office.verbs.includes('documents.issue')),
  )

function Gather({ rows, onDone }: { rows: readonly DocumentLine[]; onDone: () => void }) {
  const t = useWords()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t('documents.web.gather')}
      </Button>
      {open ? (
        <GatherDialog
          documentIds={rows.map(row => row.id)}
          organisationId={rows[0]?.organisationId ?? ''}
          onClose={() => setOpen(false)}
          onDone={onDone}
        />
      ) : null}
    </>
  )
}

function Books({ offices }: { offices: readonly Office[] }) {
  const t = useWords()
  const { busy, save } = useSaveFile(sayProblem)
  const year = dayOf(new Date()).slice(0, 4)
  const take = (organisationId: string, direction: DocumentLine['direction'], as: 'pdf' | 'xlsx') =>
    save(
      api.documents.book({ query: { organisationId, direction, year, as } }),
      `so-van-ban-${direction === 'incoming' ? 'den' : 'di'}-${year}.${as}`,
    )
  return (
    <Menu>
      <Menu.Target>
        <Button variant="default" loading={busy} leftSection={<Icon name="print" size={18} />}>
          {t('documents.web.books')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {offices
          .filter(office => office.verbs.includes('documents.register'))
          .flatMap(office =>
            (['incoming', 'outgoing'] as const).flatMap(direction =>
              (['pdf', 'xlsx'] as const).map(as => (
                <Menu.Item key={`${office.id} ${direction} ${as}`} onClick={() => void take(office.id, direction, as)}>
                  {t(`documents.web.book.${direction}`, { year, as: as.toUpperCase(), office: office.abbreviation })}
                </Menu.Item>
              )),
            ),
          )}
      </Menu.Dropdown>
    </Menu>
  )
}

export function Urgent({ urgency }: { urgency: DocumentLine['urgency'] }) {
  const t = useWords()
  return urgency === 'normal' ? null : (
    <span className="dc-urgent">
      <Icon name="warning" size={14} />
      {t(`documents.urgency.${urgency}`)}
    </span>
  )
}

export function Line({ row }: { row: DocumentLine }) {
  const t = useWords()
  const f = useFormat()
  const detail = [
    row.direction === 'incoming' && row.number ? t('documents.web.number.short', { number: row.number }) : '',
    row.notation,
    row.datedOn ? f.day(row.datedOn) : '',
    row.direction === 'incoming' ? row.author : t(`documents.kind.${row.kind}`),
    row.dueOn ? t('documents.web.due.short', { day: f.dayShort(row.dueOn) }) : '',
  ]
  return (
    <Slim
      title={
        <span className={row.unread ? 'dc-unread' : undefined}>
          <Urgent urgency={row.urgency} /> {row.subject}
        </span>
      }
      detail={detail.filter(Boolean).join(' · ')}
      end={<Tag strong={row.waits}>{t(stateOf(row))}</Tag>}
    />
  )
}

function useColumns(): readonly Column<DocumentLine>[] {
  const t = useWords()
  const f = useFormat()
  const further = (
    id: string,
    text: (row: DocumentLine) => string,
    width: string,
    extra = true,
  ): Column<DocumentLine> => ({
    id,
    label: t(`documents.web.column.${id}`),
    text,
    width,
    cell: text,
    extra,
  })
  return [
    {
      id: 'subject',
      label: t('documents.web.column.subject'),
      cell: row => <Line row={row} />,
      text: row => row.subject,
      width: 'minmax(280px, 4fr)',
    },
    further('number', row => (row.number ? f.number(row.number) : ''), '80px'),
    further('notation', row => row.notation ?? '', '150px'),
    further('dated', row => (row.datedOn ? f.day(row.datedOn) : ''), '110px'),
    further('kind', row => t(`documents.kind.${row.kind}`), '130px'),
    further('author', row => row.author, 'minmax(160px, 1fr)'),
    further('listed', row => f.instant(row.listedAt), '150px'),
    further('due', row => (row.dueOn ? f.day(row.dueOn) : ''), '110px'),
    further('state', row => t(stateOf(row)), '140px'),
  ]
}
