import { ActionIcon, Menu } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { ListOf } from '#core/web/data.tsx'
import { useSearch } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Icon } from '../icon.tsx'
import { saveCsv } from './csv.ts'
import type { Column, DataListProps } from './list-props.ts'
import { sayProblem } from './states.tsx'
import { Views } from './views.tsx'

interface ToolbarProps<T> extends DataListProps<T> {
  readonly hidden: readonly string[]
  readonly setHidden: (hidden: readonly string[]) => void
  readonly shown: readonly Column<T>[]
  readonly picked: readonly T[]
}

export function Toolbar<T>(props: ToolbarProps<T>) {
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
      .catch(sayProblem)
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
  const said = list.complete || list.exact ? t('console.count', { count }) : t('console.count.more', { count })
  return (
    <span className="k-count" role="status">
      {list.earlier ? '…' : said}
    </span>
  )
}
