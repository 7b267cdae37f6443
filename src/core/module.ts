import type { Located } from './access.ts'
import type { App, Context } from './app.ts'
import type { Contract, InputOf, Ref, ReplyOf } from './contract.ts'
import type { Sql } from './db/db.ts'
import type { EventType } from './event.ts'
import type { Keeps } from './keeps.ts'
import type { SitePage } from './site.ts'

export type Handler<E> = (input: InputOf<E>, ctx: Context) => Promise<ReplyOf<E>>

/** Exactly one handler per endpoint of the contract: a missing one, a stray one and a wrong reply do not compile. */
export type Handlers<C extends Contract> = { readonly [K in keyof C]: Handler<C[K]> }

export interface Subscription {
  readonly event: string
  readonly handle: (payload: never, ctx: Context) => Promise<void>
}

/** Listens to an event. Delivery to a module is recorded with all that it does then: once, or not at all. */
export const on = <P extends object>(
  type: EventType<P>,
  handle: (payload: P, ctx: Context) => Promise<void>,
): Subscription => ({ event: type.name, handle: handle as Subscription['handle'] })

/** A schedule; `cron` is in UTC. */
export interface Schedule {
  readonly cron: string
  readonly run: (ctx: Context) => Promise<void>
}

/** Every day at a time of Vietnam, `HH:MM`. */
export function daily(time: string, run: Schedule['run']): Schedule {
  const [hour, minute] = time.split(':').map(Number) as [number, number]
  return { cron: `${minute} ${(hour + 24 - 7) % 24} * * *`, run }
}
export const everyMinutes = (n: number, run: Schedule['run']): Schedule => ({ cron: `*/${n} * * * *`, run })

/** Follows facts in batches, by a cursor that cannot skip a late commit. Ids are unique within a batch. */
export interface Follower {
  readonly kind: string
  readonly follow: (ids: readonly string[], ctx: Context) => Promise<void>
}

/** Finds where a thing is, for permission: or what it belongs to, and is with. Undefined when there is no such thing. */
export interface Locator {
  (sql: Sql, id: string, app: App): Promise<Located | { readonly belongsTo: Ref } | undefined>
  /** For how long an answer may be remembered: set for what does not move from one moment to the next. */
  readonly rememberMs?: number
}
export const remembered = (rememberMs: number, locate: Locator): Locator => Object.assign(locate, { rememberMs })

/** Something a module declares for a base module to gather: a flow, an indicator, a policy, a retention. */
export interface Declaration {
  readonly declares: string
}

/** Everything of one kind that the modules declare, in their order. */
export type Declared = <T extends Declaration>(kind: T['declares']) => readonly T[]

export interface Module<C extends Contract = Contract, N extends string = string> {
  readonly name: N
  /** `import.meta.dirname`: where its migrations and words are. */
  readonly dir: string
  readonly contract: C
  readonly handlers: Handlers<C>
  /** Public pages that the server writes, below `/site`. */
  readonly site?: readonly SitePage[]
  /** Topics that pages hear which know nobody, as the screen in a hall. Their names say nothing of anybody. */
  readonly openTopics?: readonly string[]
  /** Handlers that run outside a transaction, because they record facts that are committed in groups. */
  readonly direct?: readonly (keyof C & string)[]
  readonly on?: readonly Subscription[]
  readonly every?: Readonly<Record<string, Schedule>>
  readonly follows?: Readonly<Record<string, Follower>>
  /** Which verbs of this module each role has. */
  readonly allows?: Readonly<Record<string, readonly string[]>>
  readonly locates?: Readonly<Record<string, Locator>>
  /** Which problem a violated constraint is. */
  readonly constraints?: Readonly<Record<string, string>>
  readonly declares?: readonly Declaration[]
  /** What each of its tables keeps, for what, and how that ends. */
  readonly keeps?: Keeps
  /** What it listens to and follows on behalf of what all modules declare, besides its own. */
  readonly gathers?: (declared: Declared) => Pick<Module, 'on' | 'follows'>
  /** What goes on beside requests for as long as the server runs, outside of any transaction; ends when told to. */
  readonly runs?: Readonly<Record<string, (app: App, until: AbortSignal) => Promise<void>>>
  /** Runs once per process, before requests are served: caches, listeners, timers. */
  readonly start?: (app: App) => Promise<void>
  readonly stop?: (app: App) => Promise<void>
}

// biome-ignore lint/suspicious/noExplicitAny: the list of modules; handlers are contravariant in their input
export type AnyModule = Module<any, string>

export const defineModule = <const C extends Contract, const N extends string>(module: Module<C, N>): Module<C, N> =>
  module
