import type { Context } from '#core/app.ts'
import { type Keeps, rows, withRow } from '#core/keeps.ts'

/** Corrections name two reports: the other one may go first. */
async function clearCorrections({ sql }: Context, ids: readonly string[]): Promise<void> {
  await sql`delete from reports.correction where of_id = any(${ids as string[]}::uuid[])`
}

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  report: rows('archive', 3650, 't.created_at', { before: clearCorrections }),
  entry: withRow('archive', 'reports.report', 'report_id'),
  thing: withRow('archive', 'reports.report', 'report_id'),
  correction: withRow('archive', 'reports.report', 'report_id'),
}
