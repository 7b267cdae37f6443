/**
 * A stand-in of a postal carrier for tests and demos, no post: `node src/base/parcels/courier-stand-in.ts PORT SECRET`. It takes
 * signed orders, each once, gives tracking numbers and tells by signed calls what becomes of a parcel. It misbehaves when
 * asked: `POST /down` answers 503 for the next order, `POST /slow` takes the next order and answers nothing, `POST /tell` with
 * `{ order, status, at?, id?, times?, codTaken? }` tells something, also late or twice. `GET /` says what it was sent.
 */
import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { App } from '#core/app.ts'
import type { Courier } from './courier.ts'

interface Order {
  readonly id: string
  readonly reference: string
  readonly way: 'out' | 'in'
  readonly cod: number
  readonly to: { readonly name: string; readonly phone: string; readonly address: string }
  readonly callbackUrl: string
}

interface ToTell {
  readonly order: string
  readonly status: string
  readonly at?: string
  readonly id?: string
  readonly times?: number
  readonly place?: string
  readonly note?: string
  readonly codTaken?: number
}

const sign = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex')

function isSigned(secret: string, text: string, signature: unknown): boolean {
  const [expected, given] = [Buffer.from(sign(secret, text)), Buffer.from(String(signature))]
  return expected.length === given.length && timingSafeEqual(expected, given)
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += chunk
  return body
}

/** How long a demo takes from one word to the next. */
const STEP_MS = 20_000
const WAY_OF_A_PARCEL = [
  { status: 'picked-up', place: 'Bưu cục Thuận Hóa' },
  { status: 'in-transit', place: 'Trung tâm khai thác Huế' },
  { status: 'out-for-delivery', place: 'Bưu cục phát' },
  { status: 'delivered', place: 'Bưu cục phát' },
]

export function serveStandIn(secret: string, goesOn = false): Server {
  const orders = new Map<string, { order: Order; tracking: string }>()
  const said: string[] = []
  let isDown = false
  let isSlow = false

  async function tell({ order: orderId, times = 1, ...told }: ToTell): Promise<number[]> {
    const known = orders.get(orderId)
    const message = JSON.stringify({
      id: told.id ?? randomBytes(10).toString('hex'),
      order: orderId,
      tracking: known?.tracking ?? 'VN000000000VN',
      status: told.status,
      at: told.at ?? new Date().toISOString(),
      place: told.place ?? '',
      note: told.note ?? '',
      ...(told.codTaken === undefined ? {} : { codTaken: told.codTaken }),
    })
    const url = known?.order.callbackUrl ?? [...orders.values()][0]?.order.callbackUrl ?? ''
    const statuses: number[] = []
    for (let n = 0; n < times; n++) {
      const reply = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ message, signature: sign(secret, message) }),
        signal: AbortSignal.timeout(15_000),
      }).catch(() => undefined)
      statuses.push(reply?.status ?? 0)
    }
    return statuses
  }

  /** Brings it, a step at a time. */
  function bring(order: Order): void {
    for (const [n, step] of WAY_OF_A_PARCEL.entries()) {
      const last = step.status === 'delivered' && order.cod ? { codTaken: order.cod } : {}
      setTimeout(() => void tell({ order: order.id, ...step, ...last }), (n + 1) * STEP_MS).unref()
    }
  }

  function take(order: Order): { tracking: string } {
    const known = orders.get(order.id)
    if (known) return { tracking: known.tracking }
    const tracking = `EA${String(randomInt(1_000_000_000)).padStart(9, '0')}VN`
    orders.set(order.id, { order, tracking })
    if (goesOn) bring(order)
    return { tracking }
  }

  const json = (reply: ServerResponse, value: object, status = 200) =>
    void reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))

  return createServer(async (request, reply) => {
    const body = await bodyOf(request)
    said.push(`${request.method} ${request.url}`)
    if (request.url === '/orders') {
      if (isDown) {
        isDown = false
        return json(reply, {}, 503)
      }
      if (!isSigned(secret, body, request.headers['x-signature'])) return json(reply, {}, 403)
      const order = JSON.parse(body) as Order
      if (/không có thật/i.test(order.to.address)) return json(reply, { why: 'Địa chỉ không phát được.' }, 422)
      const taken = take(order)
      if (isSlow) {
        isSlow = false
        return void request.socket.destroy()
      }
      return json(reply, taken)
    }
    if (request.url === '/down') isDown = true
    if (request.url === '/slow') isSlow = true
    if (request.url === '/tell') return json(reply, { statuses: await tell(JSON.parse(body) as ToTell) })
    return json(reply, { orders: [...orders.values()], said })
  })
}

const running = new WeakMap<App, Promise<Courier & { readonly server: Server }>>()

/** That of a demo, started when the first parcel is ordered; it brings what it is given. */
export function standIn(app: App): Promise<Courier> {
  const known = running.get(app) ?? start()
  running.set(app, known)
  return known
}

function start(): Promise<Courier & { readonly server: Server }> {
  const secret = randomBytes(16).toString('hex')
  const server = serveStandIn(secret, true).unref()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      resolve({ url: `http://127.0.0.1:${port}`, secret, server })
    })
  })
}

export async function stopStandIn(app: App): Promise<void> {
  const known = await running.get(app)
  known?.server.close()
  running.delete(app)
}

if (import.meta.main)
  serveStandIn(process.argv[3] ?? 'secret').listen(Number(process.argv[2] ?? 0), '127.0.0.1', function (this: Server) {
    console.log(`http://127.0.0.1:${(this.address() as { port: number }).port}`)
  })
