import './work.css'
import { Button, Select } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { UnitField } from '#base/identity/web/unit-field.tsx'
import type { CallOf } from '#core/contract.ts'
import { type ListOf, useList, useNow, useRead } from '#core/web/data.tsx'
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
  useFilter,
  ViewBar,
} from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import type { WorkKind, WorkLine, work } from '../contract.ts'
import { api } from './api.ts'
import { BulkActions } from './bulk.tsx'
import { Due } from './due.tsx'
import { ItemDetail } from './item.tsx'
import { StandingInNow } from './stand-ins.tsx'
import { countOf, dueOf, leftOf, stateOf, titleOf } from './text.ts'
import { useKinds } from './use-kinds.ts'

const VIEWS = ['all', 'mine', 'free', 'late', 'risen', 'done'] as const
type View = (typeof VIEWS)[number]
const NO_FILTER = { view: 'all', q: '', kind: '', state: '', unit: '', open: '' }
/** Who only leads begins with what has risen. */
const LED_FILTER = { ...NO_FILTER, view: 'risen' }
type Filter = typeof NO_FILTER

/** Everything an officer has to do: a list on the left, the thing on the right. */
export function Inbox() {
  const { kinds, ready, problem } = useKinds()
  if (problem) return <ProblemState problem={problem} />
  return ready ? <InboxOf kinds={kinds} /> : <PageSkeleton />
}

const narrowing = ({ q, kind, state, unit }: Filter) => ({
  ...(q ? { q } : {}),
  ...(kind ? { kind } : {}),
  ...(state ? { state } : {}),
  ...(unit ? { unitId: unit } : {}),
})

const viewOf = ({ view }: Filter) => ({
  ...(view === 'mine' ? { holder: 'me' as const } : {}),
  ...(view === 'free' ? { holder: 'nobody' as const } : {}),
  ...(view === 'late' ? { late: 'true' as const } : {}),
  ...(view === 'risen' ? { risen: 'true' as const } : {}),
  ...(view === 'done' ? { done: 'true' as const } : {}),
})

function InboxOf({ kinds }: { kinds: readonly WorkKind[] }) {
  const t = useWords()
  const { can } = useSession()
  const [filter, setFilter] = useFilter(can('work.act') ? NO_FILTER : LED_FILTER, { view: VIEWS })
  const query = { ...narrowing(filter), ...viewOf(filter) }
  const list = useList(api.work.inbox, after => ({ query: { ...query, ...(after ? { after } : {}) } }))
  const at = list.rows.findIndex(row => row.id === filter.open)
  const next = list.rows[at + 1]?.id ?? list.rows[at - 1]?.id ?? ''
  const columns = useColumns()
  const [notes] = useState(() => new Map<string, string>())
  return (
    <Page
      full
      title={t('work.web.inbox')}
      actions={<Changed query={query} list={list} isReading={filter.open !== ''} />}
    >
      <StandingInNow />
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
              notes={notes}
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
            readAll={() => readAll(query)}
            countOf={search => <CountOf search={search} />}
            slim={row => <Line row={row} alone />}
            rowHeight={60}
            wraps
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

/** So many rows a spreadsheet is sent with. */
const MOST_EXPORTED = 5000

/** The whole of a list, as far as a file of it is of use, and not only what was scrolled past. */
async function readAll(query: CallOf<typeof work.inbox>['query']): Promise<readonly WorkLine[]> {
  const rows: WorkLine[] = []
  let after: string | null | undefined
  do {
    const page = await api.work.inbox({ query: { ...query, limit: '200', ...(after ? { after } : {}) } })
    rows.push(...page.rows)
    after = page.more
  } while (after && rows.length < MOST_EXPORTED)
  return rows
}

/** How many items a saved view has. */
function CountOf({ search }: { search: string }) {
  const f = useFormat()
  const { can } = useSession()
  const given = Object.fromEntries(new URLSearchParams(search))
  const filter: Filter = { ...(can('work.act') ? NO_FILTER : LED_FILTER), ...given }
  const { data } = useRead(api.work.inbox, { query: { ...narrowing(filter), ...viewOf(filter), limit: '1' } })
  return data?.atLeast === undefined ? null : f.number(data.atLeast) + (data.exact ? '' : '+')
}

function emptyOf(t: ReturnType<typeof useWords>, filter: Filter) {
  const isNarrowed = Object.keys(narrowing(filter)).length > 0
  return {
    icon: 'inbox' as const,
    title: t(isNarrowed ? 'work.web.none.found' : `work.web.none.${filter.view}`),
    children: t(isNarrowed ? 'work.web.none.filter' : `work.web.none.${filter.view}.help`),
  }
}

interface ChangedProps {
  readonly query: CallOf<typeof work.head>['query']
  readonly list: ListOf<WorkLine>
  readonly isReading: boolean
}

/** Long enough for an own step to arrive in the list before it is compared. */
const SETTLE_MS = 1200

/**
 * The counts follow every change; the list only while nothing is being read, so that nothing moves under the hand.
 * Otherwise it says that it is no longer what is shown.
 */
function Changed({ query, list, isReading }: ChangedProps) {
  const t = useWords()
  useLive(['work', 'files'], { reads: ['work.counts', 'work.head', 'work.item'] })
  const { data, isPlaceholderData } = useRead(api.work.head, { query })
  const [changed, setChanged] = useState(false)
  const shown = list.rows.slice(0, data?.head.length ?? 0).map(row => `${row.id}:${row.version}`)
  const differs =
    data !== undefined &&
    !isPlaceholderData &&
    !list.loading &&
    (shown.join() !== data.head.join() || (list.complete && list.rows.length < data.head.length))
  const { again } = list
  useEffect(() => {
    if (!differs) return setChanged(false)
    const timer = setTimeout(() => (isReading ? setChanged(true) : again()), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [differs, isReading, again])
  return changed ? (
    <Button variant="default" leftSection={<Icon name="refresh" size={16} />} onClick={again}>
      {t('work.web.changed')}
    </Button>
  ) : null
}

/** Who works sees what is theirs, who leads what has risen; who only leads sees that first. */
const viewsFor = (can: (verb: string) => boolean): readonly View[] =>
  can('work.act')
    ? VIEWS.filter(view => view !== 'risen' || can('work.urge'))
    : (['risen', 'late', 'free', 'all', 'done'] as const).filter(view => view !== 'risen' || can('work.urge'))

/** What to look at, with how much there is. */
function Views({ filter, onChoose }: { filter: Filter; onChoose: (view: View) => void }) {
  const t = useWords()
  const f = useFormat()
  const { can } = useSession()
  const { data } = useRead(api.work.counts, { query: narrowing(filter) })
  const counts: Partial<Record<View, number>> = data ?? {}
  return (
    <ViewBar
      label={t('work.web.views')}
      views={viewsFor(can)}
      view={filter.view}
      nameOf={view => t(`work.web.view.${view}`)}
      countOf={view => {
        const count = counts[view]
        return count === undefined ? undefined : countOf(f, count, data?.most ?? 0)
      }}
      onChoose={onChoose}
    />
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

/** Who holds it, as the reader calls them. */
const holderOf = (t: ReturnType<typeof useWords>, { mine, standIn, holder }: WorkLine): string | undefined => {
  if (mine) return t('work.web.me')
  return standIn && holder ? t('work.web.stand-in.tag', { name: holder.name }) : holder?.name
}

function Line({ row, alone }: { row: WorkLine; alone?: boolean }) {
  const t = useWords()
  const f = useFormat()
  const who = holderOf(t, row)
  return (
    <Slim
      title={
        row.urgedAt ? (
          <>
            <Icon name="bell" size={14} label={t('work.web.urged.tag')} /> {titleOf(t, f, row)}
          </>
        ) : (
          titleOf(t, f, row)
        )
      }
      detail={
        <>
          {alone ? (
            <span className="work-line">
              <Due row={row} short /> · {stateOf(t, row)}
            </span>
          ) : null}
          <span className="work-line">
            {[alone ? undefined : stateOf(t, row), row.unit.name, who].filter(Boolean).join(' · ')}
          </span>
        </>
      }
    />
  )
}

function useColumns(): readonly Column<WorkLine>[] {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  const holder = (row: WorkLine) => holderOf(t, row) ?? '–'
  const further = (id: string, label: string, text: (row: WorkLine) => string, width: string): Column<WorkLine> => ({
    id,
    label,
    cell: text,
    text,
    width,
    extra: true,
  })
  return [
    {
      id: 'title',
      label: t('work.web.title'),
      cell: row => <Line row={row} />,
      text: row => titleOf(t, f, row),
      width: 'minmax(220px, 3fr)',
    },
    {
      id: 'due',
      label: t('work.web.due'),
      cell: row => <Due row={row} />,
      text: row => [dueOf(t, f, row, now), leftOf(t, row)].filter(Boolean).join(', '),
      width: '176px',
    },
    further('kind', t('work.web.kind'), row => t(`${row.kind}.flow`), 'minmax(120px, 1fr)'),
    further('state', t('work.web.state'), row => stateOf(t, row), '140px'),
    further('unit', t('work.web.unit'), row => row.unit.name, 'minmax(110px, 1fr)'),
    further('holder', t('work.web.holder'), holder, 'minmax(110px, 1fr)'),
    further('opened', t('work.web.opened'), row => f.instant(row.openedAt), '140px'),
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
