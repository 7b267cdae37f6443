import { spawn } from 'node:child_process'
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import smpp, { type Pdu } from 'smpp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { alone, committedApp } from '#apps/testing/committed.ts'
import { citizenAccount } from '#base/identity/accounts.ts'
import type { App } from '#core/app.ts'
import { createServer as createApi } from '#core/http/server.ts'
import { newId } from '#core/ids.ts'
import { loadWords } from '#core/load-words.ts'
import { type Delivery, deliver } from '#core/outbox.ts'
import { deliverDue, type NewMessage, sendMessages } from './send.ts'
import { subscribe } from './subscriptions.ts'

/** Messages to carriers that are real servers, by an application whose transactions commit. */
const stage = alone()
const AN = '+84901234561'
const closing: (() => Promise<void> | void)[] = []
let now: Date

beforeEach(async () => {
  now = new Date('2026-11-20T02:00:00Z')
  await stage.db.sql`truncate messages.message, messages.receipt, messages.token, messages.inbox cascade`
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

interface Post {
  readonly app: App
  send(messages: readonly Partial<NewMessage>[]): Promise<void>
  /** The minutes pass, so many at a time; what is due is sent as the schedule does. */
  pass(minutes: number, step?: number): Promise<void>
  states(): Promise<Record<string, number>>
}

async function post(settings: Readonly<Record<string, string>>): Promise<Post> {
  const waiting: Delivery[] = []
  const app = committedApp(stage.db, {
    config: { mode: 'production', origin: 'https://saola.example', dataDir: '/nonexistent', settings },
    jobs: { enqueue: async (_sql, deliveries) => void waiting.push(...deliveries) },
    clock: () => now,
  })
  loadWords(app.modules)
  await app.start()
  closing.push(() => app.stop())
  const settle = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const delivery = next
      await app.run(ctx => deliver(ctx, delivery))
    }
  }
  return {
    app,
    async send(messages) {
      const whole = messages.map(one => ({
        template: 'messages.code',
        to: { phone: AN },
        values: { code: '482913', minutes: 5 },
        ...one,
      }))
      await app.run(ctx => sendMessages(ctx, whole))
      await settle()
    },
    async pass(minutes, step = 1) {
      for (let i = 0; i < minutes; i += step) {
        now = new Date(now.getTime() + step * 60_000)
        await app.run(deliverDue)
        await settle()
      }
    },
    async states() {
      const rows = await stage.db.sql<{ state: string; count: number }[]>`
        select state, count(*) from messages.delivery group by 1`
      return Object.fromEntries(rows.map(row => [row.state, row.count]))
    },
  }
}

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** A server on a port, which can be killed and started again there. */
async function httpServer(answer: (received: Received, reply: ServerResponse) => void, port = 0) {
  const received: Received[] = []
  const server = createServer(async (request, reply) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const one = { headers: request.headers, body: Buffer.concat(chunks) }
    received.push(one)
    answer(one, reply)
  })
  await new Promise<void>(done => server.listen(port, '127.0.0.1', done))
  const kill = () =>
    new Promise<void>(done => {
      server.closeAllConnections()
      server.close(() => done())
    })
  closing.push(kill)
  return { received, kill, port: (server.address() as AddressInfo).port }
}

describe('an SMS gateway', () => {
  const taken = (_: Received, reply: ServerResponse) => void reply.writeHead(202).end()
  const settings = (port: number) => ({
    SMS_WEBHOOK_URL: `http://127.0.0.1:${port}/sms`,
    SMS_WEBHOOK_SECRET: 'chung',
  })

  test('that is down for an hour loses nothing and gets nothing twice', async () => {
    const first = await httpServer(taken)
    const { send, pass, states } = await post(settings(first.port))
    const phone = (i: number) => `+849012${String(i).padStart(5, '0')}`
    await send(Array.from({ length: 30 }, (_, i) => ({ to: { phone: phone(i) } })))
    expect(await states()).toEqual({ sent: 30 })
    await first.kill()
    await send(Array.from({ length: 60 }, (_, i) => ({ to: { phone: phone(100 + i) } })))
    await pass(60, 5)
    expect(await states()).toEqual({ sent: 30, queued: 60 })
    const second = await httpServer(taken, first.port)
    await pass(240, 10)
    expect(await states()).toEqual({ sent: 90 })
    const phones = second.received.map(one => JSON.parse(String(one.body)).to as string)
    expect(phones.toSorted()).toEqual(Array.from({ length: 60 }, (_, i) => phone(100 + i)))
  })

  test('says what arrived where the message said, and has the price and parts of it noted', async () => {
    const { port, received } = await httpServer(taken)
    const { app, send, states } = await post(settings(port))
    await send([{}])
    const { id, receipts, text } = JSON.parse(String(received[0]?.body))
    expect(text).toContain('Ma cua ong/ba la 482913')
    expect(await stage.db.sql`select segments, dong from messages.delivery`).toEqual([{ segments: 1, dong: 350 }])
    const api = await createApi(app)
    const tell = () =>
      api.inject({
        method: 'POST',
        url: new URL(receipts).pathname,
        payload: { receipts: [{ id, state: 'delivered' }] },
      })
    expect((await tell()).statusCode).toBe(200)
    expect((await tell()).statusCode).toBe(200)
    expect(await states()).toEqual({ delivered: 1 })
    await api.close()
  })
})

test('an SMSC that is quicker with its receipts than with its answers: each message is delivered once all its parts are', async () => {
  const server = smpp.createServer(session => {
    let n = 0
    session.on('error', () => {})
    session.on('bind_transceiver', (pdu: Pdu) => session.send(pdu.response()))
    session.on('unbind', (pdu: Pdu) => session.send(pdu.response()))
    session.on('submit_sm', (pdu: Pdu) => {
      const id = `m${++n}`
      session.deliver_sm({ esm_class: 4, short_message: `id:${id} stat:DELIVRD err:000` }, () =>
        session.send(pdu.response({ message_id: id })),
      )
    })
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  closing.push(() => {
    for (const session of server.sessions) session.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const { send, pass, states } = await post({ SMPP_URL: `smpp://saola:x@127.0.0.1:${port}?rate=1000` })
  await send([{}, { values: { code: '482913 '.repeat(30), minutes: 5 } }])
  await pass(1)
  expect(await states()).toEqual({ delivered: 2 })
  expect(await stage.db.sql`select count(*) from messages.part where state = 'delivered'`).toEqual([{ count: 3 }])
  expect(await stage.db.sql`select count(*) from messages.message where sealed is not null`).toEqual([{ count: 0 }])
})

describe('a push service', () => {
  /** A browser: its keys, and how it opens what it gets (RFC 8291). */
  function browser(endpoint: string) {
    const pair = createECDH('prime256v1')
    const point = pair.generateKeys()
    const auth = randomBytes(16)
    const open = (body: Buffer) => {
      const [salt, ours] = [body.subarray(0, 16), body.subarray(21, 86)]
      const derive = (secret: Buffer, from: Buffer, info: Buffer, length: number) =>
        Buffer.from(hkdfSync('sha256', secret, from, info, length))
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), point, ours])
      const secret = derive(pair.computeSecret(ours), auth, info, 32)
      const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
      const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
      const cipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(body.subarray(-16))
      const plain = Buffer.concat([cipher.update(body.subarray(86, -16)), cipher.final()])
      return JSON.parse(plain.subarray(0, plain.lastIndexOf(2)).toString())
    }
    const keys = { p256dh: point.toString('base64url'), auth: auth.toString('base64url') }
    return { given: { endpoint, keys }, open }
  }

  test('wakes the browsers of an account, says nothing of health, and forgets a browser that is gone', async () => {
    let status = 201
    const { port, received } = await httpServer((_, reply) => void reply.writeHead(status).end())
    const host = `127.0.0.1:${port}`
    const { app, send, states } = await post({ PUSH_CONTACT: 'mailto:cdc@hue.example', PUSH_HOSTS: host })
    const { given, open } = browser(`http://${host}/push/1`)
    const accountId = await app.run(async ctx => {
      const account = await citizenAccount(ctx, AN)
      const who = { accountId: account.accountId, sessionId: newId(), name: '', personIds: [], grants: [] }
      await subscribe(app.context(ctx.sql, { who }), given, [host])
      return account.accountId
    })
    const toAccount = { to: { accountId } }
    await send([toAccount])
    const [one] = received
    const shown = open(one?.body as Buffer)
    expect(shown).toEqual({
      id: shown.id,
      title: 'Saola',
      body: 'Ông/bà có tin mới. Chạm để đọc.',
      url: `/tin-nhan?tin=${shown.id}`,
    })
    expect(one?.headers).toMatchObject({ ttl: '86400', urgency: 'high', 'content-encoding': 'aes128gcm' })
    expect(await stage.db.sql`select id from messages.inbox where account_id = ${accountId}`).toEqual([
      { id: shown.id },
    ])
    status = 410
    await send([toAccount])
    expect(await states()).toEqual({ sent: 1, failed: 1 })
    expect(await stage.db.sql`select count(*) from messages.subscription`).toEqual([{ count: 0 }])
  })
})

describe('Zalo (its stand-in, a process of its own)', () => {
  async function zalo() {
    const script = join(import.meta.dirname, 'zns-stand-in.ts')
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
    closing.push(() => void child.kill())
    const url = await new Promise<string>(done => child.stdout.once('data', data => done(String(data).trim())))
    const look = async () => (await (await fetch(url)).json()) as { sent: unknown[]; renewed: number }
    const settings = {
      ZNS_APP_ID: 'app',
      ZNS_SECRET: 'secret',
      ZNS_REFRESH_TOKEN: 'first',
      ZNS_TEMPLATES: '{"messages.code":{"id":"123456","params":{"otp":"code"}}}',
      ZNS_URL: url,
      ZNS_OAUTH_URL: `${url}/oauth`,
    }
    return { url, look, settings, say: (path: string) => fetch(url + path, { method: 'POST' }) }
  }

  test('gets its template, by a token that is renewed when it ends and never twice by one', async () => {
    const { look, say, settings } = await zalo()
    const { app, send, states } = await post(settings)
    await send([{}, {}, {}])
    expect(await look()).toMatchObject({
      renewed: 1,
      sent: [{ phone: '84901234561', template_id: '123456', template_data: { otp: '482913' } }, {}, {}],
    })
    await say('/end-token')
    await send([{}])
    const { sent, renewed } = await look()
    expect([sent.length, renewed]).toEqual([4, 2])
    expect(await states()).toEqual({ sent: 4 })
    const [row] = await stage.db.sql<{ sealed: Buffer }[]>`select sealed from messages.token`
    expect(String(row?.sealed)).not.toContain('refresh')
    expect(app.keyring.decrypt(row?.sealed as Buffer)).toContain('refresh-2')
  })

  test('does not know everybody: they get it another way', async () => {
    const { settings } = await zalo()
    const gateway = await httpServer((_, reply) => void reply.writeHead(202).end())
    const sms = { SMS_WEBHOOK_URL: `http://127.0.0.1:${gateway.port}/`, SMS_WEBHOOK_SECRET: 'chung' }
    const { send, states } = await post({ ...settings, ...sms })
    await send([{ to: { phone: '+84909999999' } }])
    expect(gateway.received).toHaveLength(1)
    expect(await states()).toEqual({ failed: 1, sent: 1 })
  })

  test('is asked again when it is down', async () => {
    const { say, settings, look } = await zalo()
    const { send, pass, states } = await post(settings)
    await say('/down')
    await send([{}])
    expect(await states()).toEqual({ queued: 1 })
    await pass(2)
    expect(await states()).toEqual({ sent: 1 })
    expect((await look()).sent).toHaveLength(1)
  })
})

test.each([
  ['SMTP_URL', 'mail.example.vn'],
  ['SMPP_URL', 'http://user:mat-khau@example.vn'],
  ['SMS_WEBHOOK_URL', 'https://sms.example.vn'],
  ['PUSH_CONTACT', 'cdc@hue.example'],
])('a setting that makes no sense is said at the start, without its value: %s', async (name, value) => {
  const error = await post({ [name]: value }).catch((e: Error) => e)
  expect(error).toMatchObject({ name: 'StartupError' })
  expect(String((error as Error).message)).toMatch(/^S|^P/)
  expect(String((error as Error).message)).not.toContain(value)
})
