import type { CallOf, Contract, FileReply, ResultOf } from './contract.ts'
import { Problem, type ProblemBody, type ProblemParams } from './problem.ts'

/** The typed client of the browser: `api.checkpoints.scan({ params, body })`. */
export type Client<C extends Readonly<Record<string, Contract>>> = {
  readonly [M in keyof C]: {
    readonly [E in keyof C[M]]: (
      call: CallOf<C[M][E]>,
      options?: { signal?: AbortSignal },
    ) => Promise<ResultOf<C[M][E]> extends FileReply ? Blob : ResultOf<C[M][E]>>
  }
}

interface AnyCall {
  readonly params?: Record<string, string>
  readonly query?: Record<string, unknown>
  readonly body?: unknown
}

/** A problem as it arrives: with its message in the reader's language and the reference to quote. */
export class ClientProblem extends Problem {
  readonly title: string
  readonly instance: string
  readonly fields: NonNullable<ProblemBody['fields']>
  constructor(body: ProblemBody) {
    super(body.code, { status: body.status, params: body.params })
    this.message = body.title
    this.title = body.title
    this.instance = body.instance
    this.fields = body.fields ?? []
  }
}

export interface Transport {
  readonly base?: string
  readonly fetch?: typeof fetch
  /** Headers to add to each request, such as the language. */
  readonly headers?: () => Record<string, string>
}

/** `/places/:placeId` and `{ placeId }` → `/places/…` */
export function fillPath(path: string, params: Readonly<Record<string, string>> | undefined): string {
  return path.replace(/:(\w+)/g, (_, name: string) => {
    const value = params?.[name]
    if (value === undefined) throw new Error(`${path}: no value for :${name}`)
    return encodeURIComponent(value)
  })
}

export function client<C extends Readonly<Record<string, Contract>>>(
  contracts: C,
  transport: Transport = {},
): Client<C> {
  const send = transport.fetch ?? ((...args: Parameters<typeof fetch>) => fetch(...args))
  const group = (contract: Contract) =>
    Object.fromEntries(
      Object.entries(contract).map(([name, spec]) => [
        name,
        async (call: AnyCall = {}, options: { signal?: AbortSignal } = {}) => {
          const headers: Record<string, string> = { accept: 'application/json', ...transport.headers?.() }
          const url = `${transport.base ?? ''}/api${fillPath(spec.path, call.params)}${search(call.query)}`
          const reply = await send(url, {
            method: spec.method,
            headers,
            credentials: 'same-origin',
            ...bodyOf(call.body, headers),
            ...(options.signal ? { signal: options.signal } : {}),
          }).catch((cause: unknown) => {
            if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
            throw new Problem('core.offline', { status: 0, cause })
          })
          if (!reply.ok) throw await problemOf(reply)
          return spec.givesFile ? reply.blob() : reply.json()
        },
      ]),
    )
  return Object.fromEntries(Object.entries(contracts).map(([name, c]) => [name, group(c)])) as unknown as Client<C>
}

function bodyOf(body: unknown, headers: Record<string, string>): { body?: BodyInit } {
  if (body === undefined) return {}
  if (body instanceof Blob) {
    headers['content-type'] = body.type || 'application/octet-stream'
    if ('name' in body) headers['x-file-name'] = encodeURIComponent(String(body.name))
    return { body }
  }
  headers['content-type'] = 'application/json'
  return { body: JSON.stringify(body) }
}

function search(query: Record<string, unknown> | undefined): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '')
  return given.length ? `?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}` : ''
}

async function problemOf(reply: Response): Promise<Problem> {
  const isProblem = reply.headers.get('content-type')?.includes('problem+json')
  if (isProblem) return new ClientProblem((await reply.json()) as ProblemBody)
  const params: ProblemParams = { status: reply.status }
  return new Problem('core.unexpected', { status: reply.status, params })
}
