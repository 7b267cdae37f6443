import type { Declaration } from './module.ts'

/**
 * Rows that let somebody in, or to something: a restore must not give back what was taken away since the backup. A module
 * declares the tables; what they say last lies beside the backups, and holds after a restore.
 */
export type Powers = Declaration & { readonly declares: 'powers'; readonly table: string } & (
    | {
        readonly how: 'columns'
        readonly columns: readonly string[]
        /** SQL over `t`: of which rows. What came to be at `since` is said for as long as a backup is kept. */
        readonly when: string
        readonly since?: string
      }
    | { readonly how: 'rows'; readonly account: string }
  )

/** What has an end: grants that were revoked, machines that were sent away. `at` is the column that says when it ended. */
export const ended = (table: string, at: string, ...more: readonly string[]): Powers => ({
  declares: 'powers',
  table,
  how: 'columns',
  columns: [at, ...more],
  when: `t.${at} is not null`,
  since: `t.${at}`,
})

/** What a row of an account says as it is now: a password. `when` is SQL over `t`. */
export const asNow = (table: string, columns: readonly string[], when: string): Powers => ({
  declares: 'powers',
  table,
  how: 'columns',
  columns,
  when,
})

/** A table of accounts that holds afterwards what it held last, and nothing else: passkeys. */
export const wholly = (table: string, account: string): Powers => ({ declares: 'powers', table, how: 'rows', account })
