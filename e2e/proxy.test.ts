import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serve } from '#apps/server.ts'
import { endpoints } from '#apps/testing/everyone.ts'
import { createAccount } from '#base/identity/accounts.ts'
import { addGrant } from '#base/identity/grants.ts'
import { MOST_BYTES } from '#base/lists/contract.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import type { App } from '#core/app.ts'
import { freePort } from './miniature.ts'
import { type Malformed, sendFrames } from './support/frames.ts'
import {
  type Asked,
  ask,
  askPlain,
  freePorts,
  isInstalled,
  open,
  PROXIES,
  type RunningProxy,
  startProxy,
} from './support/proxy.ts'

/*
 * The files of deploy/ as they are given, each in the proxy of Debian it is for, in front of an installation in production.
 */
const LOGIN = 'binh.tt'
const PASSWORD = 'mật khẩu của proxy'
const ORIGIN = 'https://saola.example.vn'
const MEBI = 1024 * 1024
/** What somebody could have looked for: it is to be in no file of a proxy. */
const SOUGHT = 'NguyenThiAnhTuyet'

let app: App
let port: number
let stopSaola: () => Promise<void>
const dataDir = mkdtempSync(join(tmpdir(), 'saola-behind-'))

beforeAll(async () => {
  port = await freePort()
  process.env.SAOLA_ORIGIN = ORIGIN
  process.env.SAOLA_HOST = '127.0.0.1'
  const served = await serve({ port, dataDir, demo: 'none' })
  app = served.app
  stopSaola = served.stop
  await app.run(async ctx => {
    const shape = { kind: 'officer', name: 'Trần Thị Bình', login: LOGIN, password: PASSWORD } as const
    const accountId = await createAccount(ctx, { ...shape, unitId: COUNTRY_ID, mustChangePassword: false })
    await addGrant(ctx, { accountId, role: 'tracer', areaId: COUNTRY_ID })
  })
})
afterAll(async () => {
  await stopSaola?.()
  rmSync(dataDir, { recursive: true, force: true })
  delete process.env.SAOLA_ORIGIN
  delete process.env.SAOLA_HOST
})

describe.each(PROXIES)('%s', name => {
  const isThere = isInstalled(name)
  const when = test.skipIf(!isThere)
  const why = isThere ? '' : `: skipped, there is no ${name}: apt-get install ${name}`
  let proxy: RunningProxy
  beforeAll(async () => {
    if (isThere) proxy = await startProxy(name, await freePorts(port))
  })
  afterAll(() => proxy?.stop())

  const post = (path: string, body: object, asked: Asked = {}) =>
    ask(proxy.ports, path, {
      method: 'POST',
      body: JSON.stringify(body),
      ...asked,
      headers: { origin: ORIGIN, 'content-type': 'application/json', ...asked.headers },
    })
  const signIn = async (asked: Asked = {}) => {
    const reply = await post('/api/identity/sessions', { login: LOGIN, password: PASSWORD }, asked)
    const [cookie = ''] = reply.headers['set-cookie'] ?? []
    return { reply, cookie, headers: { cookie: cookie.split(';')[0] ?? '' } }
  }

  when(`leads to HTTPS of the own name, whatever is asked for${why}`, async () => {
    const led = await askPlain(proxy.ports, '/q/ABC?x=1')
    expect([led.status, led.headers.location?.replace(/:\d+\//, '/')]).toEqual([
      expect.toSatisfy(status => status === 301 || status === 308),
      `${ORIGIN}/q/ABC?x=1`,
    ])
    const other = await askPlain(proxy.ports, '/', 'evil.example').catch(() => undefined)
    expect(other?.headers.location ?? '').not.toContain('evil.example')
  })

  when(`lets nobody in by another name, or by an old TLS${why}`, async () => {
    const other = await ask(proxy.ports, '/api/health/live', { name: 'evil.example' }).then(
      reply => reply.body,
      () => 'nothing',
    )
    expect(other).not.toContain('live')
    const old = await new Promise(done => {
      const socket = connectTls({
        port: proxy.ports.https,
        host: '127.0.0.1',
        servername: 'saola.example.vn',
        rejectUnauthorized: false,
        minVersion: 'TLSv1',
        maxVersion: 'TLSv1.1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      })
      socket.once('secureConnect', () => done('let in')).once('error', () => done('refused'))
    })
    expect(old).toBe('refused')
  })

  when(`signs in, with a cookie of HTTPS alone, and keeps what Saola says of HTTPS${why}`, async () => {
    const { reply, cookie, headers } = await signIn()
    expect([reply.status, cookie]).toEqual([200, expect.stringMatching(/; Path=\/;.*HttpOnly; Secure; SameSite=Lax/)])
    expect(JSON.parse((await ask(proxy.ports, '/api/me', { headers })).body)).toMatchObject({ login: LOGIN })
    for (const path of ['/', '/console', '/api/me', '/site']) {
      const { headers } = await ask(proxy.ports, path)
      expect([path, headers['strict-transport-security']]).toEqual([path, expect.stringMatching(/max-age=\d{8}/)])
      expect([path, headers['x-content-type-options']]).toEqual([path, 'nosniff'])
    }
    const page = await ask(proxy.ports, '/console')
    expect(page.headers['content-security-policy']).toContain('upgrade-insecure-requests')
    const foreign = await signIn({ headers: { origin: 'https://evil.example' } })
    expect([foreign.reply.status, foreign.cookie]).toEqual([403, ''])
    // A page that is reached by a name of its own and an address of ours is none of ours.
    const rebound = await signIn({ headers: { origin: 'https://evil.example', host: 'evil.example' } })
      .then(({ cookie }) => cookie)
      .catch(() => '')
    expect(rebound).toBe('')
    // Nothing of a demo is there.
    expect((await ask(proxy.ports, '/api/messages/mailbox?phone=0901234567')).status).toBe(404)
    for (const login of ['quantri', 'truyvet', 'lanhdao', 'admin'])
      expect((await post('/api/identity/sessions', { login, password: 'saola-hue-2026' })).status).toBe(422)
  })

  when(`says who asks, and nobody else says that${why}`, async () => {
    const lies = {
      'x-forwarded-for': '203.0.113.9',
      'x-real-ip': '203.0.113.9',
      forwarded: 'for=203.0.113.9',
      'user-agent': `liar by ${name}`,
    }
    expect((await signIn({ from: '127.0.9.5', headers: lies })).reply.status).toBe(200)
    const [session] = await app.db.sql<{ address: string }[]>`
      select address from identity.session where agent = ${`liar by ${name}`}`
    expect(session?.address).toBe('127.0.9.0')
    const help = (from: string) =>
      post(
        '/api/accounts/help',
        { login: LOGIN, note: 'Quên', phone: '0901234567' },
        { from, headers: { 'x-forwarded-for': `203.0.113.${Math.floor(Math.random() * 200)}` } },
      )
    const statuses = []
    for (let n = 0; n < 61; n++) statuses.push((await help(`127.0.7.${PROXIES.indexOf(name) + 1}`)).status)
    expect([statuses.filter(status => status < 300).length, statuses.at(-1)]).toEqual([60, 429])
    expect((await help(`127.0.8.${PROXIES.indexOf(name) + 1}`)).status).toBe(200)
  })

  when(`tells open pages at once what changed, and leaves them open${why}`, async () => {
    const { headers } = await signIn()
    const live = await open(proxy.ports, '/api/live', { headers })
    await expect.poll(live.heard).toContain(': open')
    for (const topic of ['first.topic', 'second.topic']) {
      await app.run(ctx => app.bus.publish(ctx.sql, topic))
      await expect.poll(live.heard, { timeout: 5_000 }).toContain(topic)
    }
    // What Saola says to keep it open comes through.
    await expect.poll(live.heard, { timeout: 40_000 }).toContain('still here')
    expect([live.status, live.isOpen()]).toEqual([200, true])
    live.close()
  })

  when(`takes the largest file that Saola takes, and none that is much larger${why}`, async () => {
    const { headers } = await signIn()
    const send = async (bytes: number) => {
      const body = Buffer.alloc(bytes, 'a')
      body.write('%PDF-1.7')
      const reply = await ask(proxy.ports, '/api/lists/imports?kind=people.register', {
        method: 'POST',
        body,
        headers: { ...headers, origin: ORIGIN, 'content-type': 'application/octet-stream', 'x-file-name': 'a.xlsx' },
      }).catch(() => ({ status: 413, body: 'cut off' }))
      return [reply.status, reply.body.match(/"code":"([\w.-]+)"/)?.[1] ?? 'by the proxy']
    }
    expect(await send(MOST_BYTES)).toEqual([422, 'lists.file.not-a-list'])
    // Saola says so before all of it has come; a proxy that still hands it on may break off instead.
    expect(await send(MOST_BYTES + 1)).toEqual([413, expect.toBeOneOf(['core.too-large', 'by the proxy'])])
    for (const { endpoint } of endpoints) expect(endpoint.maxBytes ?? 0).toBeLessThanOrEqual(66 * MEBI)
    // Whoever of the two is the first to say so: the proxy stops at its limit, Saola at what the request says of its length.
    // Caddy before 2.7 says of it that it could not be handed on.
    const [status, refusedBy] = await send(72 * MEBI)
    expect(status === 413 || (status === 502 && refusedBy === 'by the proxy')).toBe(true)
  })

  when(`and Saola agree where a request ends: none is left over for somebody else's answer${why}`, async () => {
    const hidden = 'GET /api/nothing HTTP/1.1\r\nHost: saola.example.vn\r\nX: '
    const heads = [
      'Content-Length: 6\r\nTransfer-Encoding: chunked',
      'Transfer-Encoding: chunked\r\nContent-Length: 6',
      'Transfer-Encoding: xchunked\r\nContent-Length: 6',
      'Transfer-Encoding:\tchunked\r\nContent-Length: 6',
      'Content-Length: 5\r\nContent-Length: 90',
    ]
    for (const head of heads) {
      await attack(
        `POST /api/identity/sessions HTTP/1.1\r\nHost: saola.example.vn\r\n${head}\r\n\r\n0\r\n\r\n${hidden}`,
      )
      for (let n = 0; n < 5; n++)
        expect([head, (await ask(proxy.ports, '/api/health/live')).body]).toEqual([head, '{"live":true}'])
    }
  })

  when(`makes one request of one, also of HTTP/2 that no library would send${why}`, async () => {
    const [agent, known] = [`smuggled past ${name}`, `came to ${name} by HTTP/2`]
    const body = JSON.stringify({ login: LOGIN, password: PASSWORD })
    const hidden = [
      'POST /api/identity/sessions HTTP/1.1',
      'Host: saola.example.vn',
      `Origin: ${ORIGIN}`,
      `User-Agent: ${agent}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n')
    const about = (method: string, path: string, more: readonly (readonly [string, string])[] = []) => [
      [':method', method] as const,
      [':scheme', 'https'] as const,
      [':authority', 'saola.example.vn'] as const,
      [':path', path] as const,
      ...more,
    ]
    const post = (...more: (readonly [string, string])[]) =>
      about('POST', '/api/accounts/help', [['content-type', 'application/json'], ['origin', ORIGIN], ...more])
    const get = (...more: (readonly [string, string])[]) => about('GET', '/api/health/live', more)
    const send = (malformed: Malformed) => sendFrames(proxy.ports.https, 'saola.example.vn', malformed)
    // What is right is answered, and would be seen if it were hidden in another: or the rest would show nothing.
    expect(await send({ fields: get() })).toBe(200)
    const signingIn = [
      ['user-agent', known],
      ['origin', ORIGIN],
      ['content-type', 'application/json'],
    ] as const
    expect(await send({ fields: about('POST', '/api/identity/sessions', signingIn), body })).toBe(200)
    const opened = async (by: string) => (await app.db.sql`select from identity.session where agent = ${by}`).count
    expect(await opened(known)).toBe(1)

    const malformed: Readonly<Record<string, Malformed>> = {
      'a body in chunks': { fields: post(['transfer-encoding', 'chunked']), body: `0\r\n\r\n${hidden}` },
      'a length of nothing': { fields: post(['content-length', '0']), body: hidden },
      'a length that is too short': { fields: post(['content-length', '2']), body: `{}${hidden}` },
      'a length that is too long': { fields: post(['content-length', '9000']), body: hidden },
      'two lengths': { fields: post(['content-length', '2'], ['content-length', '900']), body: `{}${hidden}` },
      'a line in a value': { fields: get(['x-a', 'b\r\ntransfer-encoding: chunked']) },
      'a request in a value': { fields: get(['x-a', `b\r\n\r\n${hidden}`]) },
      'a line feed in a value': { fields: get(['x-a', `b\n\n${hidden.replaceAll('\r', '')}`]) },
      'a request in a name': { fields: get([`x: y\r\n\r\n${hidden}\r\nx-a`, 'b']) },
      'a request in the path': { fields: about('GET', `/ HTTP/1.1\r\nHost: saola.example.vn\r\n\r\n${hidden}`) },
      'a request in the method': { fields: about(`GET / HTTP/1.1\r\nHost: a\r\n\r\n${hidden}\r\nGET`, '/') },
      'a request in the host': {
        fields: [...about('GET', '/').filter(([of]) => of !== ':authority'), [':authority', `a\r\n\r\n${hidden}`]],
      },
      'two paths': { fields: [[':path', '/api/me'], ...get()] },
      'a name in capitals': { fields: get(['Transfer-Encoding', 'chunked']) },
    }
    const ownAnswers = async (what: string) => {
      for (let n = 0; n < 3; n++)
        expect([what, (await ask(proxy.ports, '/api/health/live')).body]).toEqual([what, '{"live":true}'])
    }
    for (const [what, request] of Object.entries(malformed)) {
      expect([what, await send(request)]).toEqual([what, expect.toBeOneOf([400, 502, 'broken off'])])
      await ownAnswers(what)
    }
    // Refused by one, left out by the other.
    expect(await send({ fields: get(['connection', 'keep-alive']) })).toSatisfy(
      answer => answer === 200 || answer === 400,
    )
    await ownAnswers('a connection of its own')
    expect(await opened(agent)).toBe(0)
  })

  async function attack(text: string): Promise<void> {
    const socket = connectTls({
      port: proxy.ports.https,
      host: '127.0.0.1',
      servername: 'saola.example.vn',
      rejectUnauthorized: false,
    })
    let heard = ''
    socket
      .on('error', () => {})
      .on('data', piece => {
        heard += piece
      })
    socket.write(text)
    await expect.poll(() => heard).toMatch(/^HTTP\/1\.1 [45]/)
    socket.destroy()
  }

  when(`writes down nobody's addresses, also when something goes wrong${why}`, async () => {
    await ask(proxy.ports, `/api/people?q=${SOUGHT}`)
    const body = Buffer.alloc(72 * MEBI)
    await ask(proxy.ports, `/api/lists/imports?kind=${SOUGHT}`, { method: 'POST', body }).catch(() => {})
    await Promise.all(Array.from({ length: 300 }, () => ask(proxy.ports, `/api/health/live?q=${SOUGHT}`)))
    const dead = await startProxy(name, await freePorts(await freePort()))
    try {
      expect((await ask(dead.ports, `/q/${SOUGHT}`)).status).toBeGreaterThanOrEqual(502)
      for (const told of [proxy.told(), dead.told()]) expect(told.includes(SOUGHT)).toBe(false)
    } finally {
      await dead.stop()
    }
  })
})
