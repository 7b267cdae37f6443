import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { Context } from '#core/app.ts'
import { NotNow, type Outgoing, Undeliverable } from './channel.ts'
import { retryAfterMs } from './http-carrier.ts'
import { signatureOf, smsHookChannel } from './sms-hook.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

const NOW = new Date('2026-11-20T02:00:00Z')
const SECRET = 'bí mật chung'

/** A real gateway on a free port that answers as it is told, and the channel to it. */
async function gateway(answer: (reply: ServerResponse) => void = reply => reply.writeHead(202).end()) {
  const received: Received[] = []
  const server = createServer((request, reply) => {
    let body = ''
    request.on('data', chunk => {
      body += chunk
    })
    request.on('end', () => {
      received.push({ headers: request.headers, body })
      answer(reply)
    })
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const close = () =>
    new Promise<void>(done => {
      server.closeAllConnections()
      server.close(() => done())
    })
  closing.push(close)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sms`
  const channel = smsHookChannel({ url, secret: SECRET, receiptsUrl: 'https://saola.example/r', clock: () => NOW })
  return { channel, received, close }
}

const ctx = {} as Context
const message: Outgoing = {
  id: '0193a5a0-0000-7000-8000-000000000001',
  to: { phone: '+84901234561' },
  subject: '',
  short: 'Mã của ông/bà là 482913',
  body: '',
  locale: 'vi',
  urgency: 'urgent',
  template: 'messages.code',
  values: {},
  brandname: 'CDC HUE',
}
const fault = (send: Promise<unknown>) => send.then(() => undefined).catch((error: unknown) => error)

test('posts what a phone is to show, signed, under an id that stays the same', async () => {
  const { channel, received } = await gateway()
  expect(await channel.send(message, ctx)).toEqual({ references: [message.id] })
  const [{ headers, body } = {} as Received] = received
  expect(JSON.parse(body)).toEqual({
    id: message.id,
    to: '+84901234561',
    from: 'CDC HUE',
    text: 'Mã của ông/bà là 482913',
    encoding: 'UCS-2',
    segments: 1,
    urgency: 'urgent',
    receipts: 'https://saola.example/r',
  })
  expect(headers['idempotency-key']).toBe(message.id)
  expect(headers['x-saola-signature']).toBe(signatureOf(SECRET, String(NOW.getTime() / 1000), body))
  expect(signatureOf('another', String(NOW.getTime() / 1000), body)).not.toBe(headers['x-saola-signature'])
})

test.each([
  [400, 'given up'],
  [422, 'given up'],
  [401, 'asked again'],
  [409, 'taken'],
  [500, 'asked again'],
  [503, 'asked again'],
  [429, 'waits'],
])('a gateway that says %d: %s', async (status, expected) => {
  const { channel } = await gateway(reply => reply.writeHead(status).end('so +84901234561'))
  const error = await fault(channel.send(message, ctx))
  const what =
    error === undefined
      ? 'taken'
      : error instanceof Undeliverable
        ? 'given up'
        : error instanceof NotNow
          ? 'waits'
          : 'asked again'
  expect(what).toBe(expected)
  expect(String(error)).not.toContain('84901234561')
})

test('waits as long as the gateway says, at most an hour', async () => {
  const { channel } = await gateway(reply => reply.writeHead(503, { 'retry-after': '120' }).end())
  expect(await fault(channel.send(message, ctx))).toMatchObject({ code: '503', afterMs: 120_000 })
  expect(retryAfterMs('Fri, 20 Nov 2026 02:05:00 GMT', NOW)).toBe(300_000)
  expect(retryAfterMs('86400', NOW)).toBe(3_600_000)
  expect(retryAfterMs('bald', NOW)).toBeUndefined()
})

test('a gateway that is not there, or leads elsewhere, may be asked again', async () => {
  const gone = await gateway()
  await gone.close()
  expect(await fault(gone.channel.send(message, ctx))).toMatchObject({ code: 'ECONNREFUSED' })
  const moved = await gateway(reply => reply.writeHead(302, { location: 'http://127.0.0.1:1/' }).end())
  expect(await fault(moved.channel.send(message, ctx))).not.toBeInstanceOf(Undeliverable)
})

test('is looked at without a message', async () => {
  const well = await gateway()
  await expect(well.channel.check?.(ctx)).resolves.toBeUndefined()
  expect(JSON.parse(well.received[0]?.body ?? '')).toEqual({ ping: true })
  const refused = await gateway(reply => reply.writeHead(401).end())
  await expect(refused.channel.check?.(ctx)).rejects.toMatchObject({ code: '401' })
})
