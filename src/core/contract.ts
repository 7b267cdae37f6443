import * as z from 'zod/mini'

/**
 * A contract is a plain object of endpoints. It is the only thing the server and the browser share about an API:
 * shapes, paths, and who may call. It runs in both.
 */
export type Schema = z.core.$ZodType
type Out<S> = S extends Schema ? z.core.output<S> : undefined
type In<S> = S extends Schema ? z.core.input<S> : undefined

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What a permission is asked about: a unit, a place, a person, or anything a module knows how to locate. */
export interface Ref {
  readonly kind: string
  readonly id: string
}

export const at = {
  unit: (id: string): Ref => ({ kind: 'unit', id }),
  place: (id: string): Ref => ({ kind: 'place', id }),
  person: (id: string): Ref => ({ kind: 'person', id }),
  of: (kind: string, id: string): Ref => ({ kind, id }),
}

/**
 * What a session has to do before anything else: prove the second factor, say who holds the phone, replace the first
 * password, set a factor up.
 */
export const BEFORES = ['second-factor', 'confirm-holder', 'change-password', 'set-up-factor'] as const
export type Before = (typeof BEFORES)[number]

/** How fresh a proof of who asks has to be: a stolen or forgotten session alone does not do it. */
export type Fresh = `${number} minutes`
export const FRESH: Fresh = '10 minutes'

/**
 * Who may call: one of five scopes (unit and below, place, self and household, signed link, as the thing it belongs to), or
 * a choice of them.
 * Plain data; what it is asked about is the endpoint's `about`.
 */
export type May =
  | { readonly scope: 'anyone' }
  | { readonly scope: 'signedIn'; readonly even?: readonly Before[]; readonly own?: true }
  | { readonly scope: 'self' }
  | { readonly scope: 'verb'; readonly verb: string }
  | { readonly scope: 'link'; readonly purpose: string }
  | { readonly scope: 'through'; readonly to: 'read' | 'write' }
  | { readonly scope: 'either'; readonly of: readonly May[] }

/** Public: no account needed. */
export const anyone: May = { scope: 'anyone' }
/** Any account, about itself: the handler reads nothing but what belongs to `ctx.who`. */
export const signedIn: May = { scope: 'signedIn' }
/** The same of what is the account's, and not of whoever else holds its phone. */
export const owner: May = { scope: 'signedIn', own: true }
/** Any account, even one that has something to do before all else: to do just that. */
export const signedInEven = (...even: Before[]): May => ({ scope: 'signedIn', even })
/** Any account, whatever it has still to do: to see that, to sign out. */
export const signedInFirst: May = signedInEven(...BEFORES)
/** `about` is a person who is the caller or of the caller's household. */
export const self: May = { scope: 'self' }
/**
 * A grant of the caller allows `verb` at what the endpoint is `about`. Without `about` the caller needs the verb
 * somewhere, and the handler limits its rows with `ctx.scope(verb)`.
 */
export const can = (verb: string): May => ({ scope: 'verb', verb })
/** The caller holds a link signed for `purpose`, given as the path parameter `token`. */
export const link = (purpose: string): May => ({ scope: 'link', purpose })
/**
 * `about` belongs to another thing, as a file does, and what is asked of the caller is what that thing asks of those who
 * read or change it: the `asks` of where it is located.
 */
export const through = (to: 'read' | 'write'): May => ({ scope: 'through', to })
export const either = (...of: May[]): May => ({ scope: 'either', of })

/**
 * A file as a reply: sent as such, never as JSON. What is large is made while it is sent: `stream` is read when the
 * request was permitted, audited and committed, so it reads with `app.db.sql`.
 */
export type FileReply = {
  readonly type: string
  readonly name: string
  /** To be saved, never shown in a page of ours: what somebody else made. */
  readonly attachment?: boolean
} & ({ readonly bytes: Uint8Array } | { readonly stream: AsyncIterable<Uint8Array | string> })
/** A file as a body: the raw request body, its name in the `x-file-name` header (URI-encoded). */
export interface Upload {
  readonly bytes: Uint8Array
  readonly type: string
  readonly name: string
}
export const file = z.custom<FileReply>(v => v !== null && typeof v === 'object' && ('bytes' in v || 'stream' in v))
export const upload = z.custom<Upload>(v => v !== null && typeof v === 'object' && 'bytes' in v)
/**
 * A body that the handler reads while it arrives, and limits itself: for what is too large to be held. Only a direct
 * handler takes one, since no transaction waits for a slow line.
 */
export type Stream = AsyncIterable<Uint8Array>
export const stream = z.custom<Stream>(v => v !== null && typeof v === 'object' && Symbol.asyncIterator in v)

/** Of a look at a list so many are noted. */
export const MOST_SHOWN = 50

export interface Input<P, Q, B> {
  readonly params: Out<P>
  readonly query: Out<Q>
  readonly body: Out<B>
}

export interface Endpoint<
  P extends Schema | undefined = Schema | undefined,
  Q extends Schema | undefined = Schema | undefined,
  B extends Schema | undefined = Schema | undefined,
  R extends Schema = Schema,
> {
  readonly method: Method
  /** Below `/api`, with `:name` for each member of `params`. */
  readonly path: string
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  readonly reply: R
  /** Said by `endpoint`: the reply is a file. */
  readonly givesFile?: boolean
  readonly may: May
  /** What the permission is asked about, and what the audit names. The server looks up where it is. */
  readonly about?: (input: Input<P, Q, B>) => Ref
  /** Who asks has proved within this time who they are: for acts that cannot be taken back or give power away. */
  readonly fresh?: Fresh
  /**
   * A look at somebody's personal data: audited with this purpose, in the same transaction. One that depends on what is
   * asked may answer that it is none.
   */
  readonly looks?: string | ((input: Input<P, Q, B>) => string | undefined)
  /**
   * Of a look at a list: whom it showed, so that they learn of it, too. The first `MOST_SHOWN` are kept. `told` where the
   * reply does not carry their ids: the handler says them (`tellShown`).
   */
  readonly shows?: 'told' | ((reply: Out<R>) => readonly (string | null)[])
  /** Largest body in bytes; 1 MiB unless said. */
  readonly maxBytes?: number
  /** Seconds for which a browser may keep the reply without asking again; only for what is the same for everybody. */
  readonly keepS?: number
  readonly summary?: string
}

/** Declares an endpoint. One without `may` does not compile. */
export function endpoint<
  R extends Schema,
  P extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
  B extends Schema | undefined = undefined,
>(spec: Endpoint<P, Q, B, R>): Endpoint<P, Q, B, R> {
  return { ...spec, givesFile: (spec.reply as Schema) === file }
}

// biome-ignore lint/suspicious/noExplicitAny: the widest endpoint; `about` and `shows` are contravariant in what they take
export type AnyEndpoint = Endpoint<any, any, any, any>
export type Contract = Readonly<Record<string, AnyEndpoint>>

export type InputOf<E> = E extends Endpoint<infer P, infer Q, infer B, Schema> ? Input<P, Q, B> : never
/** What a handler returns: the reply before its schema strips what is not declared. */
export type ReplyOf<E> = E extends { readonly reply: infer R } ? In<R> : never
/** What a caller receives. */
export type ResultOf<E> = E extends { readonly reply: infer R } ? Out<R> : never

type Sent<K extends string, S> = S extends Schema ? { readonly [_ in K]: In<S> } : { readonly [_ in K]?: undefined }
/** What a caller sends. */
export type CallOf<E> =
  E extends Endpoint<infer P, infer Q, infer B, Schema> ? Sent<'params', P> & Sent<'query', Q> & Sent<'body', B> : never

/** Years that people live in: what is earlier or later is mistyped, and some of it no calendar of a database has. */
const isOfOurTimes = z.refine<string>(text => /^(?:1[89]|2[0-4])\d\d-/.test(text))

/** Shapes that many contracts share. Query strings are strings on the wire. */
export const wire = {
  id: z.uuid(),
  day: z.iso.date().check(isOfOurTimes),
  instant: z.iso.datetime({ offset: true }).check(isOfOurTimes),
  text: (max = 200) => z.string().check(z.trim(), z.minLength(1), z.maxLength(max)),
  /** Free text that may be empty. */
  note: (max = 2000) => z.string().check(z.trim(), z.maxLength(max)),
  /** A whole number in a query string. */
  count: z.pipe(z.string().check(z.regex(/^\d{1,6}$/)), z.transform(Number)),
  /** What a list is sorted by: a name, or a name after `-` for what is last first. */
  sort: <const N extends string>(...names: readonly N[]) => z.enum(names.flatMap(name => [name, `-${name}`] as const)),
  flag: z.pipe(
    z.enum(['true', 'false']),
    z.transform(v => v === 'true'),
  ),
}

/**
 * A page of a list: keyset paging. `more` is the cursor of the next page; `atLeast` is an honest, capped count, and
 * `exact` says that the cap was not met: that many there are.
 */
export const page = <T extends Schema>(row: T) =>
  z.object({
    rows: z.array(row),
    more: z.nullable(z.string()),
    atLeast: z.optional(z.number()),
    exact: z.optional(z.boolean()),
  })

/** The reply of what only has to be done. */
export const ok = z.object({ ok: z.literal(true) })
export const done = { ok: true } as const
