import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { App } from '#core/app.ts'
import { escapeHtml } from '#core/html.ts'
import type { Provider } from './pay.ts'

/**
 * A stand-in of a payment provider, no bank: a demo runs it beside itself, tests run it as a process of its own:
 * `node src/capabilities/services/payment-stand-in.ts PORT SECRET`. It takes a signed order, shows a page to confirm, tells
 * the shop by a signed call, and sends the payer back. `POST /tell?times=2` and the like have it misbehave as real ones do:
 * `times` repeats the call, `amount` says another amount, `id` another message.
 */
interface Order {
  readonly paymentId: string
  readonly amount: number
  readonly about: string
  readonly returnUrl: string
  readonly callbackUrl: string
}

const sign = (secret: string, message: string) => createHmac('sha256', secret).update(message).digest('hex')

function readOrder(secret: string, query: URLSearchParams): Order | undefined {
  const message = query.get('message') ?? ''
  const given = Buffer.from(query.get('signature') ?? '')
  const expected = Buffer.from(sign(secret, message))
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  return JSON.parse(message) as Order
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += chunk
  return body
}

const dong = (amount: number) => `${new Intl.NumberFormat('vi').format(amount)} đ`

const page = (order: Order, query: URLSearchParams) => `<!doctype html><html lang="vi"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Cổng thanh toán (thử nghiệm)</title>
<style>body{font:17px/1.5 system-ui,sans-serif;max-width:26rem;margin:0 auto;padding:24px}button{font:inherit;width:100%;min-height:48px;margin-top:12px;border-radius:8px;border:1px solid #666;background:#fff}
button[value=paid]{background:#0b5;color:#fff;border:0;font-weight:600}b{font-size:1.6em}</style>
<h1>Cổng thanh toán thử nghiệm</h1><p>Hồ sơ ${escapeHtml(order.about)}</p><p><b>${dong(order.amount)}</b></p>
<form method="post" action="/pay?${escapeHtml(query.toString())}"><button name="outcome" value="paid">Thanh toán</button><button name="outcome" value="failed">Hủy</button></form>
<p><small>Không có ngân hàng nào và không có tiền thật ở đây.</small></p></html>`

/** Tells the shop; answers what it said. */
async function tell(secret: string, order: Order, told: object): Promise<number> {
  const message = JSON.stringify({ paymentId: order.paymentId, amount: order.amount, ...told })
  const reply = await fetch(order.callbackUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message, signature: sign(secret, message) }),
    signal: AbortSignal.timeout(15_000),
  })
  return reply.status
}

export const serveStandIn = (secret: string): Server =>
  createServer(async (request, reply) => {
    const url = new URL(request.url ?? '/', 'http://stand-in')
    const order = readOrder(secret, url.searchParams)
    if (!order) return reply.writeHead(403).end('forged')
    if (request.method === 'GET')
      return reply.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page(order, url.searchParams))
    const form = new URLSearchParams(await bodyOf(request))
    const outcome = form.get('outcome') === 'failed' ? 'failed' : 'paid'
    const id = form.get('id') ?? randomBytes(12).toString('hex')
    const amount = Number(form.get('amount') ?? order.amount)
    const said: number[] = []
    for (let n = 0; n < Number(form.get('times') ?? 1); n++)
      said.push(await tell(secret, order, { id, amount, outcome }).catch(() => 0))
    if (form.has('quiet'))
      return reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ said }))
    return reply.writeHead(303, { location: order.returnUrl }).end()
  })

const running = new WeakMap<App, Promise<Provider & { readonly server: Server }>>()

/** That of a demo, started when somebody first pays. */
export function standIn(app: App): Promise<Provider> {
  const known = running.get(app) ?? start()
  running.set(app, known)
  return known
}

function start(): Promise<Provider & { readonly server: Server }> {
  const secret = randomBytes(16).toString('hex')
  const server = serveStandIn(secret).unref()
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
