import { Readable } from 'node:stream'
import type { App } from '#core/app.ts'
import type { ProblemBody } from '#core/problem.ts'
import { ownMark, stamp } from './card.ts'
import { type Addressee, Busy, carrier, type Parcel, Refused, Unreached } from './carrier.ts'
import { PIECE_BYTES, whole } from './content.ts'

/** What the other side keeps as refused, in its place: sent again it would be refused again. */
const FOR_GOOD = new Set(['interchange.too-large', 'interchange.other-content', 'interchange.unknown-kind'])
const PATIENCE_MS = 30_000
/** A slow line still carries so much. */
const BYTES_A_MS = 50

/** Between installations: a signed request, answered when the message is durable there. The same one twice is one. */
export const https = carrier({ name: 'https', window: 12, deliver })

async function deliver(app: App, to: Addressee, parcel: Parcel): Promise<void> {
  const { id, seq, kind, size, sha256 } = parcel
  const from = ownMark(app)
  const signature = stamp(app, { id, seq, kind, size, sha256, from, to: to.mark ?? '' })
  const query = new URLSearchParams({ from, id, kind, sha256, signature, seq: String(seq), size: String(size) })
  const reply = await post(`${to.address}/api/interchange/messages?${query}`, parcel)
  if (reply.ok) return void (await reply.arrayBuffer())
  throw await faultOf(reply)
}

async function post(url: string, { content, size }: Parcel): Promise<Response> {
  const body = size <= PIECE_BYTES ? await whole(content()) : Readable.toWeb(Readable.from(content()))
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: body as BodyInit,
    duplex: 'half',
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MS + Math.ceil(size / BYTES_A_MS)),
  } as const
  return fetch(url, init).catch((cause: unknown) => {
    throw new Unreached(codeOf(cause), cause)
  })
}

/** A refused connection is told apart from one that was too slow. */
function codeOf(cause: unknown): string {
  const { name, cause: below } = cause as { name?: string; cause?: { code?: string } }
  return name === 'TimeoutError' || below?.code === 'UND_ERR_HEADERS_TIMEOUT'
    ? 'interchange.too-slow'
    : 'interchange.unreachable'
}

async function faultOf(reply: Response): Promise<Error> {
  const body = (await reply.json().catch(() => ({}))) as Partial<ProblemBody>
  const { code = '', params = {} } = body
  if (FOR_GOOD.has(code)) return new Refused(code, params)
  if (code === 'interchange.busy') return new Busy(Number(params.seconds) || 5)
  return new Unreached(code.startsWith('interchange.') ? code : 'interchange.bad-answer')
}
