import type { ReactNode } from 'react'
import type { ListOf } from '#core/web/data.tsx'
import type { EmptyStateProps } from '../notice.ts'

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
