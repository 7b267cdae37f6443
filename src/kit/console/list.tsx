import { ActionIcon, Checkbox, Menu, Skeleton, TextInput } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useEffectEvent, useId, useMemo, useRef, useState } from 'react'
import type { ListOf } from '#core/web/data.tsx'
import { go, useSearch } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Icon } from '../icon.tsx'
import type { EmptyStateProps } from '../notice.ts'
import { tell } from '../problem.ts'
import { saveCsv } from './csv.ts'
import { useKept } from './kept.ts'
import { EmptyState, ProblemState, sayDone } from './states.tsx'
import { Views } from './views.tsx'

export interface Column<T> {
  readonly id: string
  readonly label: string
  readonly cell: (row: T) => ReactNode
  /** What the column says in a file; a column without it is not exported. */
  readonly text?: (row: T) => string | number
  /** A track of a CSS grid: `2fr`, `120px`, `minmax(160px, 1fr)`. */
  readonly width?: string
  readonly end?: boolean
  /** Not shown until chosen. */
  readonly extra?: boolean
  /** The list may be sorted by it, under this name. */
  readonly sort?: string
}

export interface DataListProps<T> {
  /** Names what is remembered on this device: columns and saved views. */
  readonly name: string
  /** What the list is of, for those who do not see it. */
  readonly label: string
  readonly list: ListOf<T>
  readonly columns: readonly Column<T>[]
  readonly idOf: (row: T) => string
  /** Opening a row: the path of the thing. */
  readonly pathOf?: (row: T) => string
  readonly onOpen?: (row: T) => void
  /** The row that is open beside the list. */
  readonly openId?: string | undefined
  /** Fields of the filter, which live in the address bar; see `useFilter`. */
  readonly filters?: ReactNode
  /** By which of the columns that have a `sort` it is sorted; after `-` what is last first. Lives in the address bar, too. */
  readonly sorting?: { readonly value: string; readonly set: (value: string) => void }
  /** What can be done with the chosen rows; without it rows cannot be chosen. */
  readonly bulk?: (rows: readonly T[], clear: () => void) => ReactNode
  /** The file's name; without it there is no export. */
  readonly exportName?: string
  /** Reads the whole list for a file, where that is not too long; else what was read already is exported. */
  readonly readAll?: () => Promise<readonly T[]>
  /** Exports elsewhere, such as on the server, instead of the rows that were read. */
  readonly onExport?: () => void
  /** How many rows a saved view has. */
  readonly countOf?: (search: string) => ReactNode
  readonly empty: EmptyStateProps
  /** A row where there is room for one column only, on two lines; without it the first two columns are shown. */
  readonly slim?: (row: T) => ReactNode
  readonly rowHeight?: number
  /** What rows say is never cut: each is as high as it needs. */
  readonly wraps?: boolean
}

const AHEAD = 8
/** The head stands before the rows and stays in sight. */
const HEAD_PX = 37
const SLIM_BELOW_PX = 520
const SLIM_ROW_PX = 64

/** A list of any length: read page by page, walked by keyboard, filtered by the address bar. */
export function DataList<T>(props: DataListProps<T>) {
  const { list, columns, idOf, bulk, rowHeight = 44, slim } = props
  const { ref, width } = useElementSize()
  const isSlim = width > 0 && width < SLIM_BELOW_PX
  const [hidden, setHidden] = useKept<readonly string[]>(
    `list.${props.name}.hidden`,
    columns.filter(column => column.extra).map(column => column.id),
  )
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const shown = useMemo(() => columns.filter(column => !hidden.includes(column.id)), [columns, hidden])
  const picked = list.rows.filter(row => chosen.has(idOf(row)))
  return (
    <div className="k-list" ref={ref}>
      <Toolbar {...props} hidden={hidden} setHidden={setHidden} shown={shown} picked={picked} />
      <Rows
        {...props}
        columns={isSlim ? slimColumns(props.label, shown, slim) : shown}
        rowHeight={isSlim && slim ? SLIM_ROW_PX : rowHeight}
        grows={(props.wraps ?? false) || isSlim}
        chosen={chosen}
        setChosen={setChosen}
      />
      {bulk && picked.length > 0 ? (
        <BulkBar count={picked.length} clear={() => setChosen(new Set())}>
          {bulk(picked, () => setChosen(new Set()))}
        </BulkBar>
      ) : null}
    </div>
  )
}

function slimColumns<T>(label: string, columns: readonly Column<T>[], slim: DataListProps<T>['slim']) {
  return slim ? [{ id: 'slim', label, cell: slim, width: 'minmax(0, 1fr)' }] : columns.slice(0, 2)
}

interface ToolbarProps<T> extends DataListProps<T> {
  readonly hidden: readonly string[]
  readonly setHidden: (hidden: readonly string[]) => void
  readonly shown: readonly Column<T>[]
  readonly picked: readonly T[]
}

function Toolbar<T>(props: ToolbarProps<T>) {
  const { list, columns, hidden, setHidden, filters, exportName, onExport, picked, shown } = props
  const t = useWords()
  const [reading, setReading] = useState(false)
  const saveAll = async () => {
    if (!exportName) return
    if (picked.length > 0 || list.complete || !props.readAll)
      return saveCsv(exportName, shown, picked.length > 0 ? picked : list.rows)
    setReading(true)
    await props
      .readAll()
      .then(rows => saveCsv(exportName, shown, rows))
      .catch((problem: unknown) => sayDone(tell(t, problem).title))
      .finally(() => setReading(false))
  }
  return (
    <div className="k-tools">
      {filters ? <Filters>{filters}</Filters> : null}
      <Count list={list} />
      <Views name={props.name} hidden={hidden} setHidden={setHidden} countOf={props.countOf} />
      <Menu closeOnItemClick={false}>
        <Menu.Target>
          <ActionIcon aria-label={t('console.columns')} title={t('console.columns')}>
            <Icon name="columns" size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('console.columns')}</Menu.Label>
          {columns.map(column => (
            <Menu.CheckboxItem
              key={column.id}
              checked={!hidden.includes(column.id)}
              onChange={on => setHidden(on ? hidden.filter(id => id !== column.id) : [...hidden, column.id])}
            >
              {column.label}
            </Menu.CheckboxItem>
          ))}
          <Orders columns={columns} sorting={props.sorting} />
        </Menu.Dropdown>
      </Menu>
      {exportName || onExport ? (
        <ActionIcon
          aria-label={t('console.export')}
          title={t('console.export')}
          loading={reading}
          onClick={() => (onExport ? onExport() : void saveAll())}
        >
          <Icon name="download" size={18} />
        </ActionIcon>
      ) : null}
    </div>
  )
}

/** The orders in words, where the heads of columns have no room. */
function Orders<T>({ columns, sorting }: Pick<DataListProps<T>, 'columns' | 'sorting'>) {
  const t = useWords()
  const sortable = columns.flatMap(({ sort, label }) => (sort ? [{ sort, label }] : []))
  if (!sorting || !sortable.length) return null
  return (
    <>
      <Menu.Label>{t('console.sort')}</Menu.Label>
      <Menu.RadioGroup value={sorting.value} onChange={value => value && sorting.set(value)}>
        {sortable.flatMap(({ sort, label }) =>
          [sort, `-${sort}`].map(value => (
            <Menu.RadioItem key={value} value={value}>
              {t(value === sort ? 'console.sort.up' : 'console.sort.down', { label })}
            </Menu.RadioItem>
          )),
        )}
      </Menu.RadioGroup>
    </>
  )
}

/** Places in the address that are no filters, or are seen without opening them. */
const SEEN = ['q', 'open', 'view', 'sort']

/** Where there is little room, what is searched for stands alone and the other filters wait behind a button. */
function Filters({ children }: { children: ReactNode }) {
  const t = useWords()
  const [search] = useSearch()
  const [open, setOpen] = useState(false)
  const set = [...search.keys()].filter(key => !SEEN.includes(key)).length
  return (
    <div className="k-filters" data-open={open || undefined}>
      {children}
      <button type="button" className="k-filter-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name="filter" size={18} />
        {set > 0 ? t('console.filters.set', { count: set }) : t('console.filters')}
      </button>
    </div>
  )
}

/** Never a number that was not counted: "hơn 10.000" where the count was cut off. */
function Count<T>({ list }: { list: ListOf<T> }) {
  const t = useWords()
  if (list.loading || list.problem) return null
  const count = list.complete ? list.rows.length : list.atLeast
  return (
    <span className="k-count" role="status">
      {list.complete || list.exact ? t('console.count', { count }) : t('console.count.more', { count })}
    </span>
  )
}

interface RowsProps<T> extends DataListProps<T> {
  readonly rowHeight: number
  /** A row is as high as what it says, and at least as `rowHeight`. */
  readonly grows: boolean
  readonly chosen: ReadonlySet<string>
  readonly setChosen: (chosen: ReadonlySet<string>) => void
}

/** Choosing rows one by one, and from the row chosen last to another: Shift with a click or with the arrows. */
function useChoice<T>({ list, idOf, chosen, setChosen }: RowsProps<T>) {
  const anchor = useRef<{ readonly at: number; readonly before: ReadonlySet<string> }>(undefined)
  const idAt = (at: number) => {
    const row = list.rows[at]
    return row === undefined ? undefined : idOf(row)
  }
  const toggle = (at: number) => {
    const id = idAt(at)
    if (id === undefined) return
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    anchor.current = { at, before: next }
    setChosen(next)
  }
  const extend = (from: number, to: number) => {
    anchor.current ??= { at: Math.max(0, from), before: chosen }
    const { at, before } = anchor.current
    const [first, last] = [Math.min(at, to), Math.max(at, to)]
    setChosen(new Set([...before, ...list.rows.slice(first, last + 1).map(idOf)]))
  }
  return {
    toggle,
    extend,
    all: () => setChosen(new Set(list.rows.map(idOf))),
    none: () => setChosen(new Set()),
    drop: () => {
      anchor.current = undefined
    },
  }
}

function Rows<T>(props: RowsProps<T>) {
  const { list, columns, idOf, bulk, rowHeight, grows, chosen } = props
  const opens = props.onOpen !== undefined || props.pathOf !== undefined
  const choice = useChoice(props)
  const t = useWords()
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(-1)
  const { rows } = list
  const tracks = [...(bulk ? ['36px'] : []), ...columns.map(column => column.width ?? 'minmax(96px, 1fr)')].join(' ')
  const hasBar = bulk !== undefined && chosen.size > 0
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: AHEAD,
    scrollPaddingEnd: HEAD_PX,
    getItemKey: index => {
      const row = rows[index]
      return row === undefined ? index : idOf(row)
    },
  })
  useEffect(() => {
    if (rowHeight) virtual.measure()
  }, [virtual, rowHeight])
  const keepInSight = useEffectEvent(() => {
    if (active >= 0) virtual.scrollToIndex(active)
  })
  useEffect(() => {
    if (hasBar) keepInSight()
  }, [hasBar])
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  const { more } = list
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - AHEAD) more()
  }, [last, rows.length, more])

  const open = (row: T) => {
    if (props.onOpen) props.onOpen(row)
    else if (props.pathOf) go(props.pathOf(row), { quiet: true })
  }
  const move = (to: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, to))
    setActive(next)
    virtual.scrollToIndex(next)
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return
    const page = Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 1
    const steps: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      j: active + 1,
      k: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: rows.length - 1,
    }
    const step = steps[event.shiftKey ? event.key.replace(/^[JK]$/, key => key.toLowerCase()) : event.key]
    const row = rows[active]
    if (step !== undefined) {
      if (event.shiftKey && bulk) choice.extend(active, Math.max(0, Math.min(rows.length - 1, step)))
      else choice.drop()
      move(step)
    } else if (event.key === 'Enter' && row !== undefined) open(row)
    else if ((event.key === ' ' || event.key === 'x') && row !== undefined && bulk) choice.toggle(active)
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey) && bulk) choice.all()
    else if (event.key === 'Escape' && chosen.size > 0) choice.none()
    else return
    event.preventDefault()
  }

  if (list.loading) return <RowsSkeleton columns={columns.length} rowHeight={rowHeight} />
  if (list.problem) return <ProblemState problem={list.problem} again={list.again} />
  if (rows.length === 0) return <EmptyState {...props.empty} />
  return (
    <>
      {/* A grid has nothing but rows. */}
      <span className="only-read" role="status">
        {list.loadingMore ? t('kit.loading') : ''}
      </span>
      {/* biome-ignore lint/a11y/useSemanticElements: a virtual list cannot be a table element */}
      <div
        className="k-grid"
        ref={scroller}
        role="grid"
        data-grows={grows || undefined}
        data-wraps={props.wraps}
        aria-label={props.label}
        aria-rowcount={list.complete ? rows.length + 1 : -1}
        aria-multiselectable={bulk ? true : undefined}
        aria-activedescendant={active >= 0 && rows[active] !== undefined ? `${id}-${active}` : undefined}
        tabIndex={0}
        onKeyDown={onKey}
        onFocus={event => {
          if (event.target === event.currentTarget && active < 0) setActive(0)
        }}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
        <div className="k-grid-head" role="row" style={{ gridTemplateColumns: tracks }}>
          {bulk ? (
            // biome-ignore lint/a11y/useSemanticElements: as above
            // biome-ignore lint/a11y/useFocusableInteractive: as above
            <div role="columnheader">
              <Checkbox
                aria-label={t('console.chooseAll')}
                checked={chosen.size > 0 && chosen.size === rows.length}
                indeterminate={chosen.size > 0 && chosen.size < rows.length}
                onChange={() => (chosen.size > 0 ? choice.none() : choice.all())}
              />
            </div>
          ) : null}
          {columns.map(column => (
            // biome-ignore lint/a11y/useSemanticElements: as above
            // biome-ignore lint/a11y/useFocusableInteractive: as above
            <div key={column.id} role="columnheader" data-end={column.end} aria-sort={ariaSort(column, props.sorting)}>
              <Heading column={column} sorting={props.sorting} />
            </div>
          ))}
        </div>
        <div className="k-grid-body" role="presentation" style={{ height: virtual.getTotalSize() }}>
          {items.map(item => {
            const row = rows[item.index]
            if (row === undefined) return null
            const rowId = idOf(row)
            return (
              // biome-ignore lint/a11y/useSemanticElements: as above
              // biome-ignore lint/a11y/useKeyWithClickEvents: the grid hears the keys
              // biome-ignore lint/a11y/useFocusableInteractive: as above
              <div
                key={item.key}
                id={`${id}-${item.index}`}
                className="k-row"
                role="row"
                ref={grows ? virtual.measureElement : undefined}
                data-index={item.index}
                data-opens={opens || undefined}
                aria-rowindex={item.index + 2}
                aria-selected={bulk ? chosen.has(rowId) : undefined}
                data-active={item.index === active || undefined}
                data-open={rowId === props.openId || undefined}
                style={{
                  gridTemplateColumns: tracks,
                  [grows ? 'minHeight' : 'height']: grows ? rowHeight : item.size,
                  transform: `translateY(${item.start}px)`,
                }}
                onClick={() => {
                  setActive(item.index)
                  open(row)
                }}
              >
                {bulk ? (
                  // biome-ignore lint/a11y/useSemanticElements: as above
                  // biome-ignore lint/a11y/useKeyWithClickEvents: as above
                  // biome-ignore lint/a11y/useFocusableInteractive: as above
                  <div role="gridcell" onClick={event => event.stopPropagation()}>
                    <Checkbox
                      tabIndex={-1}
                      aria-label={t('console.choose')}
                      checked={chosen.has(rowId)}
                      onChange={event => {
                        const { shiftKey } = event.nativeEvent as unknown as { readonly shiftKey?: boolean }
                        if (shiftKey) choice.extend(active, item.index)
                        else choice.toggle(item.index)
                        setActive(item.index)
                      }}
                    />
                  </div>
                ) : null}
                {columns.map(column => (
                  // biome-ignore lint/a11y/useSemanticElements: as above
                  // biome-ignore lint/a11y/useFocusableInteractive: as above
                  <div key={column.id} role="gridcell" data-end={column.end}>
                    {column.cell(row)}
                  </div>
                ))}
              </div>
            )
          })}
        </div>
        {list.loadingMore ? (
          <p className="k-more" aria-hidden>
            {t('kit.loading')}
          </p>
        ) : null}
      </div>
    </>
  )
}

type Sorting = DataListProps<unknown>['sorting']

const orderOf = (sort: string | undefined, sorting: Sorting) =>
  sort && sorting?.value === sort ? 'ascending' : sort && sorting?.value === `-${sort}` ? 'descending' : undefined

const ariaSort = ({ sort }: Pick<Column<unknown>, 'sort'>, sorting: Sorting) =>
  sort && sorting ? (orderOf(sort, sorting) ?? 'none') : undefined

/** The name of a column; pressed, the list is sorted by it, and pressed again the other way round. */
function Heading({ column, sorting }: { column: Pick<Column<unknown>, 'label' | 'sort'>; sorting: Sorting }) {
  const { label, sort } = column
  if (!sort || !sorting) return label
  const order = orderOf(sort, sorting)
  return (
    <button
      type="button"
      className="k-sort"
      data-order={order}
      onClick={() => sorting.set(order === 'descending' ? sort : order === 'ascending' ? `-${sort}` : sort)}
    >
      <span>{label}</span>
      <Icon name={order === 'ascending' ? 'up' : 'down'} size={14} />
    </button>
  )
}

function RowsSkeleton({ columns, rowHeight }: { columns: number; rowHeight: number }) {
  const t = useWords()
  return (
    <div className="k-grid" role="status">
      <span className="only-read">{t('kit.loading')}</span>
      {Array.from({ length: 10 }, (_, row) => (
        <div
          key={row}
          className="k-bones"
          style={{ height: rowHeight, gridTemplateColumns: `repeat(${columns}, 1fr)` }}
        >
          {Array.from({ length: columns }, (_, column) => (
            <Skeleton key={column} height={12} width={`${80 - ((row * 7 + column * 19) % 45)}%`} />
          ))}
        </div>
      ))}
    </div>
  )
}

function BulkBar({ count, clear, children }: { count: number; clear: () => void; children: ReactNode }) {
  const t = useWords()
  return (
    <div className="k-bulk" role="toolbar" aria-label={t('console.chosen', { count })}>
      <strong>{t('console.chosen', { count })}</strong>
      <div className="k-bulk-acts">{children}</div>
      <ActionIcon aria-label={t('console.chosen.clear')} onClick={clear}>
        <Icon name="cross" size={18} />
      </ActionIcon>
    </div>
  )
}

type Filter<F, A> = {
  readonly [K in keyof F]: K extends keyof A ? (A[K] extends readonly (infer V)[] ? V | F[K] : string) : string
}

/**
 * The filter of a list, in the address bar: `const [filter, setFilter] = useFilter({ state: 'open', q: '' })`. What
 * equals its default is not written there. Where only some values have a meaning, `among` has them: any other, such as of
 * an old link, is read as the default.
 */
export function useFilter<
  const F extends Readonly<Record<string, string>>,
  A extends { readonly [K in keyof F]?: readonly string[] } = Readonly<Record<never, never>>,
>(defaults: F, among?: A): readonly [Filter<F, A>, (patch: { readonly [K in keyof F]?: string }) => void] {
  const [search, setSearch] = useSearch()
  const read = ([key, fallback]: readonly [string, string]) => {
    const said = search.get(key)
    return [key, said !== null && (among?.[key]?.includes(said) ?? true) ? said : fallback]
  }
  const filter = Object.fromEntries(Object.entries(defaults).map(read)) as Filter<F, A>
  return [
    filter,
    patch =>
      setSearch(
        Object.fromEntries(
          Object.entries(patch).map(([key, value]) => [key, value === defaults[key] ? undefined : String(value)]),
        ),
      ),
  ]
}

/** A text filter that reaches the address bar when the officer stops typing. */
export function FilterText(props: { label: string; value: string; onChange: (value: string) => void }) {
  const { label, value, onChange } = props
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => onChange(text), 300)
    return () => clearTimeout(timer)
  }, [text, value, onChange])
  return (
    <TextInput
      className="k-find"
      aria-label={label}
      placeholder={label}
      value={text}
      leftSection={<Icon name="search" size={16} />}
      onChange={event => setText(event.currentTarget.value)}
    />
  )
}
