import { once } from 'node:events'
import { connect } from 'node:tls'

/*
 * HTTP/2 by hand (RFC 9113), for requests that no library lets one send.
 */
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
const [DATA, HEADERS, RESET, SETTINGS, GOAWAY] = [0, 1, 3, 4, 7]
const [END_STREAM, END_HEADERS, PADDED, PRIORITY, ACK] = [1, 4, 8, 32, 1]
/** The statuses that stand in the static table of HPACK. */
const STATUSES = new Map([200, 204, 206, 304, 400, 404, 500].map((status, i) => [0x80 | (8 + i), status]))

const frame = (type: number, flags: number, stream: number, payload: Uint8Array): Buffer => {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head.writeUInt8(type, 3)
  head.writeUInt8(flags, 4)
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}

/** A length in seven bits, or in more of them. */
function lengthOf(bytes: Buffer): Buffer {
  if (bytes.length < 127) return Buffer.from([bytes.length])
  const parts = [127]
  let rest = bytes.length - 127
  for (; rest >= 128; rest >>= 7) parts.push((rest & 127) | 128)
  return Buffer.from([...parts, rest])
}

/** Fields as they are, not compressed and in no table: whatever they are. */
const fieldsOf = (fields: readonly (readonly [string, string])[]): Buffer =>
  Buffer.concat(
    fields.flatMap(([name, value]) => {
      const [n, v] = [Buffer.from(name), Buffer.from(value)]
      return [Buffer.from([0]), lengthOf(n), n, lengthOf(v), v]
    }),
  )

export interface Malformed {
  readonly fields: readonly (readonly [string, string])[]
  readonly body?: string
}

/** Sends one request on a connection of its own. Answers the status, or that the proxy broke it off. */
export async function sendFrames(
  port: number,
  name: string,
  { fields, body = '' }: Malformed,
): Promise<number | 'broken off'> {
  const socket = connect({
    port,
    host: '127.0.0.1',
    servername: name,
    rejectUnauthorized: false,
    ALPNProtocols: ['h2'],
  })
  try {
    await once(socket, 'secureConnect')
    if (socket.alpnProtocol !== 'h2') throw new Error('HTTP/2 is not spoken there')
    socket.write(PREFACE)
    socket.write(frame(SETTINGS, 0, 0, Buffer.alloc(0)))
    socket.write(frame(HEADERS, END_HEADERS | (body ? 0 : END_STREAM), 1, fieldsOf(fields)))
    if (body) socket.write(frame(DATA, END_STREAM, 1, Buffer.from(body)))
    return await answerOn(socket)
  } finally {
    socket.destroy()
  }
}

async function answerOn(socket: ReturnType<typeof connect>): Promise<number | 'broken off'> {
  let left = Buffer.alloc(0)
  try {
    for await (const piece of socket) {
      left = Buffer.concat([left, piece as Buffer])
      while (left.length >= 9 && left.length >= 9 + left.readUIntBE(0, 3)) {
        const payload = left.subarray(9, 9 + left.readUIntBE(0, 3))
        const [type = 0, flags = 0] = [left[3], left[4]]
        left = left.subarray(9 + payload.length)
        if (type === SETTINGS && !(flags & ACK)) socket.write(frame(SETTINGS, ACK, 0, Buffer.alloc(0)))
        if (type === RESET || type === GOAWAY) return 'broken off'
        if (type === HEADERS) return statusIn(payload, flags)
      }
    }
  } catch {
    // Reset below HTTP: as good as a frame that says so.
  }
  return 'broken off'
}

function statusIn(payload: Buffer, flags: number): number {
  let at = (flags & PADDED ? 1 : 0) + (flags & PRIORITY ? 5 : 0)
  // A new size of the table may come first.
  while (((payload[at] ?? 0) & 0xe0) === 0x20) at++
  const known = STATUSES.get(payload[at] ?? 0)
  if (known) return known
  const length = payload[at + 1] ?? 0
  const value = payload.subarray(at + 2, at + 2 + (length & 127))
  return Number(length & 128 ? digitsIn(value) : value.toString('latin1'))
}

/** Digits in the code of HPACK: of five bits up to 2, of six above. */
function digitsIn(bytes: Buffer): string {
  const bits = [...bytes].map(byte => byte.toString(2).padStart(8, '0')).join('')
  let digits = ''
  for (let at = 0; digits.length < 3; ) {
    const isShort = bits.startsWith('000', at)
    const code = Number.parseInt(bits.slice(at, at + (isShort ? 5 : 6)), 2)
    digits += isShort ? code : code - 0b011001 + 3
    at += isShort ? 5 : 6
  }
  return digits
}
