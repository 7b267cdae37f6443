import postgres from 'postgres'

/** What queries are written with: a pool, a transaction or a savepoint. */
export type Sql = postgres.ISql<Record<string, never>>
export type Fragment = postgres.PendingQuery<postgres.Row[]>

/** A database as the application sees it: one statement at a time, or a transaction. */
export interface Db {
  readonly sql: Sql
  begin<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** Calls `heard` for each notification; resolves when listening. */
  listen(channel: string, heard: (payload: string) => void): Promise<void>
  close(): Promise<void>
}

export interface Address {
  /** A directory for a UNIX socket, or a host. */
  readonly host?: string
  readonly port?: number
  readonly user?: string
  readonly database?: string
  readonly url?: string
}

const DATE = 1082
const INT8 = 20

/** The one set of options for every connection: camel-case columns, days as strings, counts as numbers. */
export function connect(address: Address, options: { max?: number; onNotice?: (text: string) => void } = {}): Db {
  const settings: postgres.Options<Record<string, postgres.PostgresType>> = {
    max: options.max ?? 10,
    idle_timeout: 0,
    onnotice: notice => options.onNotice?.(String(notice.message)),
    transform: { undefined: null, column: { from: postgres.toCamel } },
    types: {
      date: { to: DATE, from: [DATE], serialize: (day: string) => day, parse: (day: string) => day },
      bigint: { to: INT8, from: [INT8], serialize: String, parse: Number },
    },
    connection: { application_name: 'saola', TimeZone: 'UTC' },
  }
  const { url, ...parts } = address
  const pool = url ? postgres(url, settings) : postgres({ ...parts, ...settings })
  return {
    sql: withPlainArrays(pool as unknown as Sql),
    begin: work => pool.begin(sql => telling(sql as unknown as Sql, work)) as Promise<never>,
    listen: async (channel, heard) => void (await pool.listen(channel, heard)),
    close: () => pool.end({ timeout: 5 }),
  }
}

/** What is to be notified when a transaction commits: pairs of channel and payload, each once. */
type Notices = Map<string, readonly [channel: string, payload: string]>
const noticesOf = new WeakMap<Sql, Notices>()

/**
 * Notifies whoever listens on a channel: of a transaction when it commits, and once however often it was said. What was said
 * below a savepoint is said even when that is undone.
 */
export async function notify(sql: Sql, channel: string, payload: string): Promise<void> {
  const notices = noticesOf.get(sql)
  if (notices) notices.set(`${channel} ${payload}`, [channel, payload])
  else await sql`select pg_notify(${channel}, ${payload})`
}

/** A transaction that says at its end what is to be notified. */
async function telling<T>(raw: Sql, work: (sql: Sql) => Promise<T>): Promise<T> {
  const notices: Notices = new Map()
  const sql = withPlainArrays(raw, notices)
  const result = await work(sql)
  const said = [...notices.values()]
  if (said.length)
    await sql`
      select pg_notify(channel, payload)
      from unnest(${said.map(([channel]) => channel)}::text[], ${said.map(([, payload]) => payload)}::text[])
        as t (channel, payload)`
  return result
}

/**
 * postgres.js takes an array for one value of its first element's type (dates, booleans and bytes at least), and its cast
 * then fails. Sent without a type, PostgreSQL says what it expects.
 */
function withPlainArrays(sql: Sql, notices?: Notices): Sql {
  const plain = (value: unknown) => (isTypedArrayOfValues(value) ? sql.typed(value as never, 0) : value)
  const proxy = new Proxy(sql, {
    apply: (target, self, args: unknown[]) =>
      Reflect.apply(target as never, self, isTemplate(args) ? args.map(plain) : args),
    get(target, name) {
      const member = Reflect.get(target, name)
      if (name === 'unsafe')
        return (query: string, values: unknown[] = [], options?: object) =>
          target.unsafe(query, values.map(plain) as never[], options)
      if (name === 'savepoint')
        return (...args: unknown[]) => {
          const work = args.pop() as (sql: Sql) => unknown
          return member(...args, (inner: Sql) => work(withPlainArrays(inner, notices)))
        }
      return member
    },
  })
  if (notices) noticesOf.set(proxy, notices)
  return proxy
}

const isTemplate = ([first]: unknown[]) => Array.isArray(first) && 'raw' in first

function isTypedArrayOfValues(value: unknown): boolean {
  if (!Array.isArray(value)) return false
  const first = value.find(one => one !== null && one !== undefined)
  return first instanceof Date || first instanceof Uint8Array || typeof first === 'boolean'
}

/** The constraint a refused statement violated, if it was one. */
export function violated(error: unknown): string | undefined {
  return error instanceof postgres.PostgresError ? error.constraint_name : undefined
}

export function sqlState(error: unknown): string | undefined {
  return error instanceof postgres.PostgresError ? error.code : undefined
}

const DEADLOCK = '40P01'
const TRIES = 3

/**
 * Of transactions that wait for each other PostgreSQL ends one, which did nothing: it is run again. For work that leaves
 * nothing behind but what it wrote in its transaction.
 */
export async function despiteDeadlocks<T>(work: () => Promise<T>, tries = TRIES): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (sqlState(error) !== DEADLOCK || tries === 1) throw error
    return despiteDeadlocks(work, tries - 1)
  }
}

/** Runs `work` within the transaction so that, when it throws, only what it did is undone. */
export const attempt = <T>(sql: Sql, work: (sql: Sql) => Promise<T>): Promise<T> =>
  (sql as unknown as { savepoint(work: (sql: Sql) => Promise<T>): Promise<T> }).savepoint(work)

/**
 * As `Promise.all`, for what writes side by side in a transaction: waits for all of it also when something fails, so that nothing
 * is written after that was undone.
 */
export async function allEnded<T extends readonly unknown[] | []>(
  work: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(work)
  return Promise.all(work)
}
