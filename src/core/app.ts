import type { Logger } from 'pino'
import { type Located, type Rights, type Scope, scopeOf, type Tree, type Who } from './access.ts'
import { type Bus, createBus } from './bus.ts'
import type { Ref } from './contract.ts'
import type { Db, Sql } from './db/db.ts'
import type { EventType } from './event.ts'
import type { Keyring } from './keyring.ts'
import type { AnyModule, Declared, Locator } from './module.ts'
import { type Jobs, writeEvents } from './outbox.ts'
import type { Locale } from './words.ts'

export type Mode = 'demo' | 'production'

export interface Config {
  readonly mode: Mode
  /** Where the public reaches this installation: links, posters and QR codes start with it. */
  readonly origin: string
  readonly dataDir: string
  /** What modules are told from outside, by the names of variables: addresses and secrets of carriers. Never logged. */
  readonly settings?: Readonly<Record<string, string>>
  /** Where backups go, and the public half of the key they are sealed with, when not in the data directory. */
  readonly backups?: { readonly folder?: string | undefined; readonly recipient?: string | undefined }
}

/** What a handler, a subscriber, a schedule or a command works with. */
export interface Context {
  /** The open transaction; the pool in a direct handler. */
  readonly sql: Sql
  readonly now: Date
  /** Null for the system itself and for a caller who has not signed in. */
  readonly who: Who | null
  readonly locale: Locale
  readonly requestId: string
  readonly app: App
  /** Tells the rest of the system, in this transaction. */
  emit<P extends object>(type: EventType<P>, ...payloads: P[]): Promise<void>
  /** Which units and places a verb of the caller reaches, for lists. */
  scope(verb: string): Scope
}

/** A value that one module provides to those above it, once per process. */
export interface Service<T> {
  readonly service: string
  readonly _type?: T
}
export const service = <T>(name: string): Service<T> => ({ service: name })

export interface App {
  readonly config: Config
  readonly db: Db
  readonly keyring: Keyring
  readonly log: Logger
  readonly modules: readonly AnyModule[]
  readonly rights: Rights
  readonly bus: Bus
  readonly jobs: Jobs
  clock: () => Date
  /** Replaced by the units module when the tree changes. */
  tree: Tree
  /** Set by the identity module. */
  authenticate: (token: string) => Promise<Who | null>
  /** Which of these sessions go on; set by the identity module. */
  stillIn: (sessionIds: readonly string[]) => Promise<ReadonlySet<string>>
  /** Facts were just recorded: whoever follows them in this process may look now. */
  wakeFollowers: () => void
  provide<T>(which: Service<T>, value: T): void
  use<T>(which: Service<T>): T
  /** What the modules declare of one kind, in their order. */
  readonly declared: Declared
  locate(sql: Sql, ref: Ref): Promise<Located | undefined>
  context(sql: Sql, about?: Partial<Pick<Context, 'who' | 'locale' | 'requestId' | 'now'>>): Context
  /** Runs `work` in a transaction of its own, as the system. */
  run<T>(work: (ctx: Context) => Promise<T>): Promise<T>
  start(): Promise<void>
  stop(): Promise<void>
}

const NOWHERE: Tree = { contains: () => false, within: () => [], everywhere: () => false }

export interface Parts {
  readonly config: Config
  readonly db: Db
  readonly keyring: Keyring
  readonly log: Logger
  readonly jobs: Jobs
  readonly modules: readonly AnyModule[]
  readonly clock?: () => Date
}

export function createApp(parts: Parts): App {
  const { db } = parts
  const declared: Declared = kind =>
    parts.modules.flatMap(m => (m.declares ?? []).filter(d => d.declares === kind)) as never
  const modules = parts.modules.map(module => withGathered(module, declared))
  const locators = new Map<string, Locator>(modules.flatMap(m => Object.entries(m.locates ?? {})))
  const rights = rightsOf(modules)
  const whereabouts = rememberWhere(() => app.clock())
  const services = new Map<string, unknown>()
  const started: AnyModule[] = []
  const app: App = {
    ...parts,
    modules,
    rights,
    bus: createBus(db, parts.log),
    clock: parts.clock ?? (() => new Date()),
    tree: NOWHERE,
    authenticate: async () => null,
    stillIn: async () => new Set(),
    wakeFollowers: () => {},
    provide: (which, value) => void services.set(which.service, value),
    use(which) {
      if (!services.has(which.service)) throw new Error(`No module provides “${which.service}”.`)
      return services.get(which.service) as never
    },
    declared,
    async locate(sql, ref) {
      if (ref.kind === 'unit') return { unitId: ref.id }
      const locator = locators.get(ref.kind)
      if (!locator) throw new Error(`No module locates a “${ref.kind}”.`)
      const find = async () => {
        const found = await locator(sql, ref.id, app)
        return found && 'belongsTo' in found ? app.locate(sql, found.belongsTo) : found
      }
      return locator.rememberMs ? whereabouts(ref, locator.rememberMs, find) : find()
    },
    context: (sql, about = {}) => ({
      sql,
      now: about.now ?? app.clock(),
      who: about.who ?? null,
      locale: about.locale ?? 'vi',
      requestId: about.requestId ?? 'system',
      app,
      emit: (type, ...payloads) => writeEvents(app, sql, type, payloads),
      scope: verb => scopeOf(about.who ?? null, verb, rights, app.tree),
    }),
    run: work => db.begin(sql => work(app.context(sql))),
    async start() {
      for (const module of modules) {
        started.push(module)
        await module.start?.(app)
      }
      await app.bus.start()
    },
    async stop() {
      for (const module of started.splice(0).reverse()) await module.stop?.(app)
    },
  }
  return app
}

function withGathered(module: AnyModule, declared: Declared): AnyModule {
  if (!module.gathers) return module
  const { on = [], follows = {} } = module.gathers(declared)
  return { ...module, on: [...(module.on ?? []), ...on], follows: { ...module.follows, ...follows } }
}

const MOST_REMEMBERED = 50_000

function rememberWhere(clock: () => Date) {
  const known = new Map<string, { located: Located; until: number }>()
  return async (ref: Ref, ms: number, find: () => Promise<Located | undefined>) => {
    const key = `${ref.kind}/${ref.id}`
    const now = clock().getTime()
    const remembered = known.get(key)
    if (remembered && remembered.until > now) return remembered.located
    const located = await find()
    if (known.size >= MOST_REMEMBERED) known.clear()
    if (located) known.set(key, { located, until: now + ms })
    return located
  }
}

/** The verbs of each role, gathered from what the modules allow. */
export function rightsOf(modules: readonly AnyModule[]): Rights {
  const rights = new Map<string, Set<string>>()
  for (const module of modules)
    for (const [role, verbs] of Object.entries(module.allows ?? {})) {
      const held = rights.get(role) ?? new Set()
      for (const verb of verbs) held.add(verb)
      rights.set(role, held)
    }
  return rights
}
