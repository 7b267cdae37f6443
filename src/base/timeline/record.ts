import { type App, service } from '#core/app.ts'
import type { Sql } from '#core/db/db.ts'
import { timeOfId } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import { isKept } from './partitions.ts'

/** A kind of fact: its table, its columns with their types, and which of them make two facts the same. */
export interface FactKind<F extends { readonly id: string }> {
  readonly kind: string
  readonly table: string
  readonly columns: Readonly<Record<Exclude<keyof F & string, never>, string>>
  readonly same: readonly (keyof F & string)[]
}

/** `new`: recorded now. `known`: the same fact had been recorded before; nothing changed. */
export type Recorded = 'new' | 'known'

export interface Recorder {
  /**
   * Records one fact together with whatever else arrives in the same moment: one statement, one commit. Resolves when
   * the fact is durable. A bad fact fails alone. Rejects with `timeline.id-reused` when the id holds another fact and
   * `timeline.out-of-range` when the id's time is outside of what is kept.
   */
  record<F extends { readonly id: string }>(kind: FactKind<F>, fact: F): Promise<Recorded>
}

export const recorder = service<Recorder>('timeline.recorder')

const MAX_BATCH = 500
/** Two statements in flight: one fills while the other waits for the disk. */
const MAX_IN_FLIGHT = 2

interface Waiting {
  readonly fact: { readonly id: string }
  readonly done: (recorded: Recorded) => void
  readonly failed: (error: unknown) => void
}

export function createRecorder(app: App, wake: () => void): Recorder {
  const queues = new Map<string, Queue>()
  return {
    async record(kind, fact) {
      if (!isKept(timeOfId(fact.id), app.clock())) throw new Problem('timeline.out-of-range')
      const queue = queues.get(kind.kind) ?? createQueue(app.db.sql, kind as unknown as FactKind<{ id: string }>, wake)
      queues.set(kind.kind, queue)
      return new Promise((done, failed) => queue.add({ fact, done, failed }))
    },
  }
}

interface Queue {
  add(waiting: Waiting): void
}

function createQueue(sql: Sql, kind: FactKind<{ id: string }>, wake: () => void): Queue {
  let waiting: Waiting[] = []
  let inFlight = 0
  let scheduled = false

  const pump = () => {
    scheduled = false
    while (waiting.length && inFlight < MAX_IN_FLIGHT) {
      const batch = waiting.slice(0, MAX_BATCH)
      waiting = waiting.slice(MAX_BATCH)
      inFlight++
      void writeBatch(sql, kind, batch).finally(() => {
        inFlight--
        wake()
        pump()
      })
    }
  }
  return {
    add(one) {
      waiting.push(one)
      // Let everything that arrives in this turn of the event loop share the commit.
      if (!scheduled) {
        scheduled = true
        setImmediate(pump)
      }
    },
  }
}

/** Writes a batch; one that PostgreSQL refuses is halved until the bad fact stands alone. */
async function writeBatch(sql: Sql, kind: FactKind<{ id: string }>, batch: readonly Waiting[]): Promise<void> {
  try {
    // The same id twice in one moment: the later ones are compared with what the first one wrote.
    const first = new Map<string, Waiting>()
    for (const one of batch) if (!first.has(one.fact.id)) first.set(one.fact.id, one)
    const written = await insertFacts(
      sql,
      kind,
      [...first.values()].map(w => w.fact),
    )
    const repeated = batch.filter(w => !written.has(w.fact.id) || first.get(w.fact.id) !== w)
    for (const one of batch) if (!repeated.includes(one)) one.done('new')
    await Promise.all(repeated.map(one => answerRepeated(sql, kind, one)))
  } catch (error) {
    if (batch.length === 1) return batch[0]?.failed(error)
    const middle = batch.length >> 1
    await writeBatch(sql, kind, batch.slice(0, middle))
    await writeBatch(sql, kind, batch.slice(middle))
  }
}

const statements = new Map<string, string>()

function insertStatement(kind: FactKind<{ id: string }>, note: boolean): string {
  const key = note ? kind.kind : `${kind.kind} unnoted`
  const known = statements.get(key)
  if (known) return known
  const columns = Object.keys(kind.columns)
  const names = columns.map(snake).join(', ')
  const arrays = columns.map((column, i) => `$${i + 1}::${kind.columns[column as 'id']}[]`).join(', ')
  const statement = `
    with fact as (
      insert into ${kind.table} (${names}) select * from unnest(${arrays}) on conflict (id) do nothing returning id)
    ${note ? `, noted as (${noteFacts(kind.kind)})` : ''}
    select id from fact`
  statements.set(key, statement)
  return statement
}

const noteFacts = (kind: string) =>
  `insert into core.journal (kind, ids) select '${kind}', array_agg(id) from fact having count(*) > 0`

const snake = (name: string) => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)

/**
 * Inserts facts, and their note in the journal unless `note` is false, in one statement; answers the ids that were new.
 */
export async function insertFacts<F extends { readonly id: string }>(
  sql: Sql,
  kind: FactKind<F>,
  facts: readonly F[],
  { note = true } = {},
): Promise<Set<string>> {
  const columns = Object.keys(kind.columns) as (keyof F)[]
  const arrays = columns.map(column => facts.map(fact => fact[column] ?? null))
  const statement = insertStatement(kind as unknown as FactKind<{ id: string }>, note)
  const rows = await sql.unsafe<{ id: string }[]>(statement, arrays as never[], { prepare: true })
  return new Set(rows.map(row => row.id))
}

async function answerRepeated(
  sql: Sql,
  kind: FactKind<{ id: string }>,
  { fact, done, failed }: Waiting,
): Promise<void> {
  const [stored] = await sql<Record<string, unknown>[]>`select * from ${sql(kind.table)} where id = ${fact.id}`
  const given = fact as unknown as Record<string, unknown>
  const same = stored && kind.same.every(column => comparable(stored[column]) === comparable(given[column]))
  if (same) done('known')
  else failed(new Problem('timeline.id-reused', { status: 409 }))
}

const comparable = (value: unknown): string =>
  value instanceof Date ? value.toISOString() : value === undefined || value === null ? '' : String(value)
