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
  /** The same for many, in their order: of each what happened, or why it was not recorded. */
  recordAll<F extends { readonly id: string }>(kind: FactKind<F>, facts: readonly F[]): Promise<Outcome[]>
}

/** An error that is no problem is a fault of ours or of the database. */
export type Outcome = Recorded | Error

type AnyKind = FactKind<{ id: string }>

export const recorder = service<Recorder>('timeline.recorder')

const MAX_BATCH = 500
/** Two statements in flight: one fills while the other waits for the disk. */
const MAX_IN_FLIGHT = 2

/** Facts that are to be recorded together are answered together. */
interface Order {
  readonly outcomes: Outcome[]
  open: number
  readonly done: (outcomes: Outcome[]) => void
}

interface Waiting {
  readonly fact: { readonly id: string }
  readonly order: Order
  readonly n: number
}

function settle({ order, n }: Waiting, outcome: Outcome): void {
  order.outcomes[n] = outcome
  if (--order.open === 0) order.done(order.outcomes)
}

export function createRecorder(app: App, wake: () => void): Recorder {
  const queues = new Map<string, Queue>()
  const queueOf = (kind: AnyKind) => {
    const queue = queues.get(kind.kind) ?? createQueue(app.db.sql, kind, wake)
    queues.set(kind.kind, queue)
    return queue
  }
  const recordAll = (kind: AnyKind, facts: readonly { readonly id: string }[]): Promise<Outcome[]> =>
    new Promise(done => {
      if (!facts.length) return done([])
      const now = app.clock()
      const order: Order = { outcomes: new Array(facts.length), open: facts.length, done }
      const kept = facts.map((fact, n): Waiting => ({ fact: spelt(fact), order, n }))
      for (const one of kept)
        if (isKept(timeOfId(one.fact.id), now)) queueOf(kind).add(one)
        else settle(one, new Problem('timeline.out-of-range'))
    })
  return {
    recordAll: (kind, facts) => recordAll(kind as unknown as AnyKind, facts),
    async record(kind, fact) {
      const [outcome] = await recordAll(kind as unknown as AnyKind, [fact])
      if (outcome === 'new' || outcome === 'known') return outcome
      throw outcome
    },
  }
}

/** As PostgreSQL spells its id: the answer is looked up by it. */
function spelt<F extends { readonly id: string }>(fact: F): F {
  const id = fact.id.toLowerCase()
  return id === fact.id ? fact : { ...fact, id }
}

interface Queue {
  add(waiting: Waiting): void
}

function createQueue(sql: Sql, kind: AnyKind, wake: () => void): Queue {
  const waiting: Waiting[] = []
  let inFlight = 0
  let scheduled = false

  const pump = () => {
    scheduled = false
    while (waiting.length && inFlight < MAX_IN_FLIGHT) {
      inFlight++
      void writeBatch(sql, kind, waiting.splice(0, MAX_BATCH)).finally(() => {
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
  const facts = Array.from(first.values(), one => one.fact).sort((a, b) => (a.id < b.id ? -1 : 1))
  let written: ReadonlySet<string>
  try {
    written = await insertFacts(sql, kind, facts)
  } catch (error) {
    if (batch.length > 1 && blamesAFact(error)) {
      const middle = batch.length >> 1
      await writeBatch(sql, kind, batch.slice(0, middle))
      await writeBatch(sql, kind, batch.slice(middle))
    } else for (const one of batch) settle(one, asError(error))
    return
  }
  const isNew = (one: Waiting) => written.has(one.fact.id) && first.get(one.fact.id) === one
  const repeated = written.size === batch.length ? [] : batch.filter(one => !isNew(one))
  for (const one of batch) if (!repeated.length || isNew(one)) settle(one, 'new')
  await answerRepeated(sql, kind, repeated)
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

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
    for (const one of repeated) {
      const known = stored.get(one.fact.id)
      const isKnown = known && isSame(kind, known, one.fact)
      settle(one, isKnown ? 'known' : new Problem('timeline.id-reused', { status: 409 }))
    }
  } catch (error) {
    for (const one of repeated) settle(one, asError(error))
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
