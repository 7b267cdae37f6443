import { type App, service } from '#core/app.ts'
import { arrayText } from '#core/db/arrays.ts'
import { type Sql, sqlState } from '#core/db/db.ts'
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

type AnyKind = FactKind<{ id: string }>

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
      const queue = queues.get(kind.kind) ?? createQueue(app.db.sql, kind as unknown as AnyKind, wake)
      queues.set(kind.kind, queue)
      // As PostgreSQL spells it: the answer is looked up by it.
      const id = fact.id.toLowerCase()
      return new Promise((done, failed) => queue.add({ fact: id === fact.id ? fact : { ...fact, id }, done, failed }))
    },
  }
}

interface Queue {
  add(waiting: Waiting): void
}

function createQueue(sql: Sql, kind: AnyKind, wake: () => void): Queue {
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

/** Writes a batch in one statement; one that is refused for a fact in it is halved until that fact stands alone. */
async function writeBatch(sql: Sql, kind: AnyKind, batch: readonly Waiting[]): Promise<void> {
  // The same id twice in one moment: the later ones are compared with what the first one wrote.
  const first = new Map<string, Waiting>()
  for (const one of batch) if (!first.has(one.fact.id)) first.set(one.fact.id, one)
  // In the order of their ids, always: of two statements with the same facts one waits for the other, never both.
  const facts = [...first.values()].map(one => one.fact).sort((a, b) => (a.id < b.id ? -1 : 1))
  let written: ReadonlySet<string>
  try {
    written = await insertFacts(sql, kind, facts)
  } catch (error) {
    if (batch.length > 1 && blamesAFact(error)) {
      const middle = batch.length >> 1
      await writeBatch(sql, kind, batch.slice(0, middle))
      await writeBatch(sql, kind, batch.slice(middle))
    } else for (const one of batch) one.failed(error)
    return
  }
  const isNew = (one: Waiting) => written.has(one.fact.id) && first.get(one.fact.id) === one
  for (const one of batch) if (isNew(one)) one.done('new')
  await answerRepeated(
    sql,
    kind,
    batch.filter(one => !isNew(one)),
  )
}

/**
 * Whether the others may fare better without one of the facts: a value that cannot be sent, that PostgreSQL cannot read
 * (class 22) or that a constraint or the partitions refuse (23). When the database is away, all fail alike.
 */
function blamesAFact(error: unknown): boolean {
  const state = sqlState(error)
  return state ? /^2[23]/.test(state) : error instanceof TypeError || error instanceof RangeError
}

const statements = new Map<string, string>()

function insertStatement(kind: AnyKind, note: boolean): string {
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
    select count(*)::int as n, case when count(*) < $${columns.length + 1}::int then array_agg(id) end as some from fact`
  statements.set(key, statement)
  return statement
}

const noteFacts = (kind: string) =>
  `insert into core.journal (kind, ids) select '${kind}', array_agg(id) from fact having count(*) > 0`

const snake = (name: string) => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)

/** How many facts were new, and which when not all were. */
interface Written {
  readonly n: number
  readonly some: readonly string[] | null
}

/**
 * Inserts facts, and their note in the journal unless `note` is false, in one statement; answers the ids that were new.
 */
export async function insertFacts<F extends { readonly id: string }>(
  sql: Sql,
  kind: FactKind<F>,
  facts: readonly F[],
  { note = true } = {},
): Promise<Set<string>> {
  const arrays = (Object.entries(kind.columns) as [keyof F, string][]).map(([column, type]) =>
    arrayText(type, facts.map(fact => fact[column]) as never[]),
  )
  const statement = insertStatement(kind as unknown as AnyKind, note)
  const [written] = await sql.unsafe<Written[]>(statement, [...arrays, facts.length], { prepare: true })
  return new Set(written?.some ?? (written?.n ? facts.map(fact => fact.id) : []))
}

/** Facts whose ids were there: the same ones are known, others must not take their place. */
async function answerRepeated(sql: Sql, kind: AnyKind, repeated: readonly Waiting[]): Promise<void> {
  if (!repeated.length) return
  try {
    const rows = await sql<Stored[]>`
      select * from ${sql(kind.table)} where id = any(${repeated.map(one => one.fact.id)}::uuid[])`
    const stored = new Map(rows.map(row => [row.id, row]))
    for (const { fact, done, failed } of repeated) {
      const known = stored.get(fact.id)
      if (known && isSame(kind, known, fact)) done('known')
      else failed(new Problem('timeline.id-reused', { status: 409 }))
    }
  } catch (error) {
    for (const one of repeated) one.failed(error)
  }
}

interface Stored {
  readonly id: string
  readonly [column: string]: unknown
}

function isSame(kind: AnyKind, stored: Stored, fact: { readonly id: string }): boolean {
  const given: Readonly<Record<string, unknown>> = { ...fact }
  const types: Readonly<Record<string, string>> = kind.columns
  return kind.same.every(
    column => comparable(stored[column], types[column]) === comparable(given[column], types[column]),
  )
}

function comparable(value: unknown, type: string | undefined): string | null {
  if (value === undefined || value === null) return null
  if (value instanceof Date) return value.toISOString()
  return type === 'uuid' ? String(value).toLowerCase() : String(value)
}
