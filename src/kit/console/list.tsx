import { ActionIcon } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { type ReactNode, useMemo, useState } from 'react'
import { useWords } from '#core/web/words.tsx'
import { Icon } from '../icon.tsx'
import { useKept } from './kept.ts'
import type { Column, DataListProps } from './list-props.ts'
import { Rows } from './list-rows.tsx'
import { Toolbar } from './list-tools.tsx'

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
