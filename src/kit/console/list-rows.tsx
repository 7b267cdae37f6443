import { Checkbox, Skeleton } from '@mantine/core'
import { useVirtualizer, type VirtualItem, type Virtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type RefObject, useEffect, useEffectEvent, useId, useRef, useState } from 'react'
import { go } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Icon } from '../icon.tsx'
import type { Column, DataListProps } from './list-props.ts'
import { EmptyState, ProblemState } from './states.tsx'

const AHEAD = 8
/** The head stands before the rows and stays in sight. */
const HEAD_PX = 37

interface RowsProps<T> extends DataListProps<T> {
  readonly rowHeight: number
  /** A row is as high as what it says, and at least as `rowHeight`. */
  readonly grows: boolean
  readonly chosen: ReadonlySet<string>
  readonly setChosen: (chosen: ReadonlySet<string>) => void
}

export function Rows<T>(props: RowsProps<T>) {
  const { list, columns, rowHeight } = props
  if (list.loading || (list.earlier && list.rows.length === 0))
    return <RowsSkeleton columns={columns.length} rowHeight={rowHeight} />
  if (list.problem) return <ProblemState problem={list.problem} again={list.again} />
  if (list.rows.length === 0) return <EmptyState {...props.empty} />
  return <Grid {...props} />
}

function Grid<T>(props: RowsProps<T>) {
  const { list, columns, bulk, grows } = props
  const { rows } = list
  const t = useWords()
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualRows(props, scroller)
  const choice = useChoice(props)
  const { active, setActive, onKey } = useWalk(props, virtual, choice)
  const tracks = [...(bulk ? ['36px'] : []), ...columns.map(column => column.width ?? 'minmax(96px, 1fr)')].join(' ')
  return (
    <>
      {/* A grid has nothing but rows. */}
      <span className="only-read" role="status">
        {list.loadingMore || list.earlier ? t('kit.loading') : ''}
      </span>
      {/* biome-ignore lint/a11y/useSemanticElements: a virtual list cannot be a table element */}
      <div
        className="k-grid"
        ref={scroller}
        role="grid"
        data-grows={grows || undefined}
        data-wraps={props.wraps}
        aria-label={props.label}
        aria-busy={list.earlier}
        aria-rowcount={list.complete ? rows.length + 1 : -1}
        aria-multiselectable={bulk ? true : undefined}
        aria-activedescendant={active >= 0 && rows[active] !== undefined ? `${id}-${active}` : undefined}
        tabIndex={0}
        onKeyDown={onKey}
        onFocus={event => {
          if (event.target === event.currentTarget && active < 0) setActive(0)
        }}
      >
        <Head {...props} tracks={tracks} choice={choice} />
        <div className="k-grid-body" role="presentation" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(item => {
            const row = rows[item.index]
            return row === undefined ? null : (
              <Row
                key={item.key}
                {...props}
                id={`${id}-${item.index}`}
                row={row}
                item={item}
                measure={virtual.measureElement}
                tracks={tracks}
                isActive={item.index === active}
                onActive={() => setActive(item.index)}
                onChoose={isRange => (isRange ? choice.extend(active, item.index) : choice.toggle(item.index))}
              />
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

type VirtualRows = Virtualizer<HTMLDivElement, Element>

/** Only the rows in sight are drawn, and more are read before the last is. */
function useVirtualRows<T>(props: RowsProps<T>, scroller: RefObject<HTMLDivElement | null>): VirtualRows {
  const { list, idOf, rowHeight } = props
  const { rows, more } = list
  const virtual = useVirtualizer<HTMLDivElement, Element>({
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
  const last = virtual.getVirtualItems().at(-1)?.index ?? 0
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - AHEAD) more()
  }, [last, rows.length, more])
  return virtual
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

type RowChoice = ReturnType<typeof useChoice>

/** Where a key leads from the row that is active; `page` is how many rows are seen. */
const stepsOf = (active: number, page: number, count: number): Readonly<Record<string, number>> => ({
  ArrowDown: active + 1,
  ArrowUp: active - 1,
  j: active + 1,
  k: active - 1,
  PageDown: active + page,
  PageUp: active - page,
  Home: 0,
  End: count - 1,
})

/** One row is active: walked to by keys, opened by Enter, chosen by the space bar. */
function useWalk<T>(props: RowsProps<T>, virtual: VirtualRows, choice: RowChoice) {
  const { list, bulk, rowHeight, chosen } = props
  const { rows } = list
  const [active, setActive] = useState(-1)
  const hasBar = bulk !== undefined && chosen.size > 0
  const keepInSight = useEffectEvent(() => {
    if (active >= 0) virtual.scrollToIndex(active)
  })
  useEffect(() => {
    if (hasBar) keepInSight()
  }, [hasBar])
  const within = (at: number) => Math.max(0, Math.min(rows.length - 1, at))
  const move = (to: number) => {
    setActive(to)
    virtual.scrollToIndex(to)
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return
    const page = Math.floor((virtual.scrollElement?.clientHeight ?? rowHeight) / rowHeight) - 1
    const key = event.shiftKey ? event.key.replace(/^[JK]$/, letter => letter.toLowerCase()) : event.key
    const step = stepsOf(active, page, rows.length)[key]
    const row = rows[active]
    if (step !== undefined) {
      if (event.shiftKey && bulk) choice.extend(active, within(step))
      else choice.drop()
      move(within(step))
    } else if (key === 'Enter' && row !== undefined) openRow(props, row)
    else if ((key === ' ' || key === 'x') && row !== undefined && bulk) choice.toggle(active)
    else if (key === 'a' && (event.ctrlKey || event.metaKey) && bulk) choice.all()
    else if (key === 'Escape' && chosen.size > 0) choice.none()
    else return
    event.preventDefault()
  }
  return { active, setActive, onKey }
}

function openRow<T>({ onOpen, pathOf }: DataListProps<T>, row: T): void {
  if (onOpen) onOpen(row)
  else if (pathOf) go(pathOf(row), { quiet: true })
}

interface HeadProps<T> extends RowsProps<T> {
  readonly tracks: string
  readonly choice: RowChoice
}

function Head<T>({ list, columns, bulk, sorting, chosen, tracks, choice }: HeadProps<T>) {
  const t = useWords()
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual list cannot be a table element
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div className="k-grid-head" role="row" style={{ gridTemplateColumns: tracks }}>
      {bulk ? (
        // biome-ignore lint/a11y/useSemanticElements: as above
        // biome-ignore lint/a11y/useFocusableInteractive: as above
        <div role="columnheader">
          <Checkbox
            aria-label={t('console.chooseAll')}
            checked={chosen.size > 0 && chosen.size === list.rows.length}
            indeterminate={chosen.size > 0 && chosen.size < list.rows.length}
            onChange={() => (chosen.size > 0 ? choice.none() : choice.all())}
          />
        </div>
      ) : null}
      {columns.map(column => (
        // biome-ignore lint/a11y/useSemanticElements: as above
        // biome-ignore lint/a11y/useFocusableInteractive: as above
        <div key={column.id} role="columnheader" data-end={column.end} aria-sort={ariaSort(column, sorting)}>
          <Heading column={column} sorting={sorting} />
        </div>
      ))}
    </div>
  )
}

interface RowProps<T> extends RowsProps<T> {
  readonly id: string
  readonly row: T
  readonly item: VirtualItem
  readonly measure: (node: Element | null) => void
  readonly tracks: string
  readonly isActive: boolean
  readonly onActive: () => void
  readonly onChoose: (isRange: boolean) => void
}

function Row<T>(props: RowProps<T>) {
  const { columns, row, item, grows, bulk, chosen, onActive } = props
  const rowId = props.idOf(row)
  const opens = props.onOpen !== undefined || props.pathOf !== undefined
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual list cannot be a table element
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid hears the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div
      id={props.id}
      className="k-row"
      role="row"
      ref={grows ? props.measure : undefined}
      data-index={item.index}
      data-opens={opens || undefined}
      aria-rowindex={item.index + 2}
      aria-selected={bulk ? chosen.has(rowId) : undefined}
      data-active={props.isActive || undefined}
      data-open={rowId === props.openId || undefined}
      style={{
        gridTemplateColumns: props.tracks,
        [grows ? 'minHeight' : 'height']: grows ? props.rowHeight : item.size,
        transform: `translateY(${item.start}px)`,
      }}
      onClick={() => {
        onActive()
        openRow(props, row)
      }}
    >
      {bulk ? <ChoiceCell {...props} isChosen={chosen.has(rowId)} /> : null}
      {columns.map(column => (
        // biome-ignore lint/a11y/useSemanticElements: as above
        // biome-ignore lint/a11y/useFocusableInteractive: as above
        <div key={column.id} role="gridcell" data-end={column.end}>
          {column.cell(row)}
        </div>
      ))}
    </div>
  )
}

function ChoiceCell<T>({ isChosen, onChoose, onActive }: RowProps<T> & { readonly isChosen: boolean }) {
  const t = useWords()
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual list cannot be a table element
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid hears the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div role="gridcell" onClick={event => event.stopPropagation()}>
      <Checkbox
        tabIndex={-1}
        aria-label={t('console.choose')}
        checked={isChosen}
        onChange={event => {
          onChoose((event.nativeEvent as MouseEvent).shiftKey)
          onActive()
        }}
      />
    </div>
  )
}

type Sorting = DataListProps<unknown>['sorting']
type Sortable = Pick<Column<unknown>, 'label' | 'sort'>

const orderOf = (sort: string | undefined, sorting: Sorting) =>
  sort && sorting?.value === sort ? 'ascending' : sort && sorting?.value === `-${sort}` ? 'descending' : undefined

const ariaSort = ({ sort }: Sortable, sorting: Sorting) =>
  sort && sorting ? (orderOf(sort, sorting) ?? 'none') : undefined

/** The name of a column; pressed, the list is sorted by it, and pressed again the other way round. */
function Heading({ column, sorting }: { column: Sortable; sorting: Sorting }) {
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
