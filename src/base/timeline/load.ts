import type { Sql } from '#core/db/db.ts'
import { ensurePartitions, keptSince } from './partitions.ts'
import { insertFacts } from './record.ts'
import { type Scan, scanFact } from './scan.ts'
import { rebuildVisits } from './visits.ts'

const CHUNK = 20_000

/**
 * Records very many scans: the same facts through the same statement as `record`, in large batches and without a note
 * in the journal. Whoever loads then calls `finishLoading`, and computes figures anew instead of following.
 */
export async function loadScans(sql: Sql, scans: readonly Scan[]): Promise<void> {
  for (let at = 0; at < scans.length; at += CHUNK)
    await insertFacts(sql, scanFact, scans.slice(at, at + CHUNK), { note: false })
}

/** Makes room for facts of every day that is kept. */
export const prepareLoading = (sql: Sql, now: Date): Promise<void> => ensurePartitions(sql, keptSince(now), now)

export async function finishLoading(sql: Sql): Promise<void> {
  await rebuildVisits(sql)
  await sql.unsafe('analyze timeline.scan, timeline.visit')
}
