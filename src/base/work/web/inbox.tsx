import './work.css'
import { Button, Select } from '@mantine/core'
import { useEffect, useState } from 'react'
import { UnitField } from '#base/identity/web/unit-field.tsx'
import { useList, useNow, useRead } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  type Column,
  DataList,
  FilterText,
  Page,
  PageSkeleton,
  ProblemState,
  Slim,
  SplitView,
  Tag,
  useFilter,
} from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import type { WorkKind, WorkLine } from '../contract.ts'
import { api } from './api.ts'
import { BulkActions } from './bulk.tsx'
import { Due } from './due.tsx'
import { ItemDetail } from './item.tsx'
import { countOf, dueOf, stateOf, titleOf } from './text.ts'
import { useKinds } from './use-kinds.ts'

const VIEWS = ['all', 'mine', 'late', 'done'] as const
type View = (typeof VIEWS)[number]
const NO_FILTER = { view: 'all', q: '', kind: '', state: '', holder: '', unit: '', open: '' }
type Filter = typeof NO_FILTER

/** Everything an officer has to do: a list on the left, the thing on the right. */
export function Inbox() {
  const { kinds, ready, problem } = useKinds()
  if (problem) return <ProblemState problem={problem} />
  return ready ? <InboxOf kinds={kinds} /> : <PageSkeleton />
}

const narrowing = ({ q, kind, state, holder, unit }: Filter) => ({
  ...(q ? { q } : {}),
  ...(kind ? { kind } : {}),
  ...(state ? { state } : {}),
  ...(holder ? { holder: 'nobody' as const } : {}),
  ...(unit ? { unitId: unit } : {}),
})

const viewOf = ({ view }: Filter) => ({
  ...(view === 'mine' ? { holder: 'me' as const } : {}),
  ...(view === 'late' ? { late: 'true' as const } : {}),
  ...(view === 'done' ? { done: 'true' as const } : {}),
})

function InboxOf({ kinds }: { kinds: readonly WorkKind[] }) {
  const t = useWords()
  const [filter, setFilter] = useFilter(NO_FILTER)
  const list = useList(api.work.inbox, after => ({
    query: { ...narrowing(filter), ...viewOf(filter), ...(after ? { after } : {}) },
  }))
  const at = list.rows.findIndex(row => row.id === filter.open)
  const next = list.rows[at + 1]?.id ?? list.rows[at - 1]?.id ?? ''
  const columns = useColumns(kinds.length > 1)
  return (
    <Page full title={t('work.web.inbox')} actions={<Changed isReading={filter.open !== ''} read={list.again} />}>
      <Views filter={filter} onChoose={view => setFilter({ view, open: '' })} />
      <SplitView
        listPath="/inbox"
        detail={
          filter.open ? (
            <ItemDetail
              key={filter.open}
              workId={filter.open}
              onDone={() => setFilter({ open: at < 0 ? filter.open : next })}
              onBack={id => setFilter({ open: id })}
            />
          ) : undefined
        }
        nothing={<Keys />}
        list={
          <DataList
            name="work.inbox"
            label={t('work.web.inbox')}
            list={list}
            columns={columns}
            idOf={row => row.id}
            openId={filter.open}
            onOpen={row => setFilter({ open: row.id })}
            exportName="hop-viec"
            slim={row => <Line row={row} />}
            empty={emptyOf(t, filter)}
            filters={<Filters kinds={kinds} filter={filter} onChange={setFilter} />}
            {...(filter.view === 'done'
              ? {}
              : {
                  bulk: (rows: readonly WorkLine[], clear: () => void) => (
                    <BulkActions kinds={kinds} rows={rows} onDone={clear} />
                  ),
                })}
          />
        }
      />
    </Page>
  )
}

function emptyOf(t: ReturnType<typeof useWords>, filter: Filter) {
  const isNarrowed = Object.keys(narrowing(filter)).length > 0
  return {
    icon: 'inbox' as const,
    title: t(`work.web.none.${filter.view}`),
    children: t(isNarrowed ? 'work.web.none.filter' : `work.web.none.${filter.view}.help`),
  }
}

/**
 * The counts follow every change; the list only while nothing is being read, so that nothing moves under the hand.
 * Otherwise it says that something changed.
 */
function Changed({ isReading, read }: { isReading: boolean; read: () => void }) {
  const t = useWords()
  useLive(['work'], { reads: ['work.counts', 'work.item'] })
  const { dataUpdatedAt } = useRead(api.work.counts, { query: {} })
  const [shownAt, setShownAt] = useState(dataUpdatedAt)
  useEffect(() => {
    if (shownAt === 0) setShownAt(dataUpdatedAt)
    else if (dataUpdatedAt > shownAt && !isReading) {
      setShownAt(dataUpdatedAt)
      read()
    }
  }, [dataUpdatedAt, shownAt, isReading, read])
  return dataUpdatedAt > shownAt && isReading ? (
    <Button
      variant="default"
      leftSection={<Icon name="refresh" size={16} />}
      onClick={() => {
        setShownAt(dataUpdatedAt)
        read()
      }}
    >
      {t('work.web.changed')}
    </Button>
  ) : null
}

/** What to look at, with how much there is. */
function Views({ filter, onChoose }: { filter: Filter; onChoose: (view: View) => void }) {
  const t = useWords()
  const f = useFormat()
  const { data } = useRead(api.work.counts, { query: narrowing(filter) })
  const counts: Partial<Record<View, number>> = data ?? {}
  return (
    <div className="work-views" role="group" aria-label={t('work.web.views')}>
      {VIEWS.map(view => {
        const count = counts[view]
        return (
          <button key={view} type="button" aria-pressed={view === filter.view} onClick={() => onChoose(view)}>
            {t(`work.web.view.${view}`)}
            {count === undefined ? null : <b>{countOf(f, count, data?.most ?? 0)}</b>}
          </button>
        )
      })}
    </div>
  )
}

interface FiltersProps {
  readonly kinds: readonly WorkKind[]
  readonly filter: Filter
  readonly onChange: (patch: Partial<Filter>) => void
}

function Filters({ kinds, filter, onChange }: FiltersProps) {
  const t = useWords()
  const chosen = kinds.find(one => one.kind === filter.kind) ?? (kinds.length === 1 ? kinds[0] : undefined)
  const states = chosen?.states.filter(state => chosen.final.includes(state) === (filter.view === 'done')) ?? []
  return (
    <>
      <FilterText label={t('work.web.find')} value={filter.q} onChange={q => onChange({ q })} />
      {kinds.length > 1 ? (
        <Select
          aria-label={t('work.web.kind')}
          placeholder={t('work.web.kind.any')}
          clearable
          w={200}
          value={filter.kind || null}
          onChange={kind => onChange({ kind: kind ?? '', state: '' })}
          data={kinds.map(({ kind }) => ({ value: kind, label: t(`${kind}.flow`) }))}
        />
      ) : null}
      {chosen && states.length > 1 ? (
        <Select
          aria-label={t('work.web.state')}
          placeholder={t('work.web.state.any')}
          clearable
          w={170}
          value={filter.state || null}
          onChange={state => onChange({ state: state ?? '', kind: chosen.kind })}
          data={states.map(value => ({ value, label: t(`${chosen.kind}.state.${value}`) }))}
        />
      ) : null}
      {filter.view === 'all' || filter.view === 'late' ? (
        <Select
          aria-label={t('work.web.holder')}
          placeholder={t('work.web.holder.any')}
          clearable
          w={150}
          value={filter.holder || null}
          onChange={holder => onChange({ holder: holder ?? '' })}
          data={[{ value: 'nobody', label: t('work.web.holder.nobody') }]}
        />
      ) : null}
      <UnitField
        bare
        label={t('work.web.unit')}
        placeholder={t('work.web.unit.any')}
        value={filter.unit || undefined}
        onChange={unit => onChange({ unit: unit ?? '' })}
      />
    </>
  )
}

function Line({ row }: { row: WorkLine }) {
  const t = useWords()
  const f = useFormat()
  return (
    <Slim
      title={titleOf(t, f, row)}
      detail={
        <>
          <Due row={row} /> · {row.unit.name}
          {row.holder ? ` · ${row.mine ? t('work.web.me') : row.holder.name}` : ''}
        </>
      }
      end={<Tag>{stateOf(t, row)}</Tag>}
    />
  )
}

function useColumns(manyKinds: boolean): readonly Column<WorkLine>[] {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  const holder = (row: WorkLine) => (row.mine ? t('work.web.me') : (row.holder?.name ?? '–'))
  return [
    {
      id: 'title',
      label: t('work.web.title'),
      cell: row => <strong>{titleOf(t, f, row)}</strong>,
      text: row => titleOf(t, f, row),
      width: 'minmax(220px, 3fr)',
    },
    {
      id: 'kind',
      label: t('work.web.kind'),
      cell: row => t(`${row.kind}.flow`),
      text: row => t(`${row.kind}.flow`),
      width: 'minmax(120px, 1fr)',
      extra: !manyKinds,
    },
    {
      id: 'state',
      label: t('work.web.state'),
      cell: row => <Tag>{stateOf(t, row)}</Tag>,
      text: row => stateOf(t, row),
      width: '140px',
    },
    {
      id: 'due',
      label: t('work.web.due'),
      cell: row => <Due row={row} />,
      text: row => dueOf(t, f, row, now),
      width: '190px',
    },
    {
      id: 'unit',
      label: t('work.web.unit'),
      cell: row => row.unit.name,
      text: row => row.unit.name,
      width: 'minmax(110px, 1fr)',
    },
    { id: 'holder', label: t('work.web.holder'), cell: holder, text: holder, width: 'minmax(110px, 1fr)', extra: true },
    {
      id: 'opened',
      label: t('work.web.opened'),
      cell: row => f.instant(row.openedAt),
      text: row => row.openedAt,
      width: '140px',
      end: true,
      extra: true,
    },
  ]
}

const KEYS = ['move', 'open', 'choose', 'range'] as const

/** What an officer at a keyboard can do, while there is room to say it. */
function Keys() {
  const t = useWords()
  return (
    <div className="work-keys">
      <p>{t('work.web.pick')}</p>
      <dl>
        {KEYS.map(key => (
          <div key={key}>
            <dt>
              <kbd>{t(`work.web.keys.${key}.key`)}</kbd>
            </dt>
            <dd>{t(`work.web.keys.${key}`)}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
