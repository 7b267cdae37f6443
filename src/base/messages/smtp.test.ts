import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerOptions } from 'smtp-server'
import { afterEach, expect, test } from 'vitest'
import type { Context } from '#core/app.ts'
import { type Channel, type Outgoing, Undeliverable } from './channel.ts'
import { smtpChannel } from './smtp.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

interface Received {
  readonly from: string
  readonly to: readonly string[]
  readonly source: string
}

async function read(stream: SMTPServerDataStream): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

/** A real SMTP server on a free port, and the channel to it. */
async function mailServer(options: SMTPServerOptions = {}): Promise<{ channel: Channel; received: Received[] }> {
  const received: Received[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      read(stream).then(source => {
        const { mailFrom, rcptTo } = session.envelope
        received.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map(r => r.address), source })
        done()
      }, done)
    },
    ...options,
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  closing.push(() => new Promise(done => server.close(() => done())))
  const { port } = server.server.address() as AddressInfo
  const channel = smtpChannel({
    url: `smtp://127.0.0.1:${port}?from=cdc@hue.example`,
    origin: 'https://saola.hue.example',
  })
  closing.push(async () => channel.close?.())
  return { channel, received }
}

const ctx = {} as Context
const message = (email: string, more: Partial<Outgoing> = {}): Outgoing => ({
  id: '0193a5a0-0000-7000-8000-000000000001',
  to: { email },
  subject: 'Mời ông/bà khai báo y tế',
  short: '…',
  body: 'Kính gửi ông/bà,\n\nVui lòng liên hệ trạm y tế phường Thuận Hóa.',
  locale: 'vi',
  urgency: 'urgent',
  template: 'messages.notice',
  values: {},
  ...more,
})

test('a message arrives as it was written, under the same id at every attempt', async () => {
  const { channel, received } = await mailServer()
  const { references: [reference] = [] } = await channel.send(message('an@example.org'), ctx)
  await channel.send(message('an@example.org'), ctx)
  expect(reference).toBe('<0193a5a0-0000-7000-8000-000000000001@saola.hue.example>')
  expect(received).toHaveLength(2)
  const [{ from, to, source } = {} as Received] = received
  expect({ from, to }).toEqual({ from: 'cdc@hue.example', to: ['an@example.org'] })
  const [head = '', ...body] = source.split('\r\n\r\n')
  expect(head).toContain(`Message-ID: ${reference}`)
  expect(head).toContain('Auto-Submitted: auto-generated')
  expect(decoded(body.join('\r\n\r\n'), head)).toContain('Vui lòng liên hệ trạm y tế phường Thuận Hóa.')
})

function decoded(body: string, head: string): string {
  if (/Content-Transfer-Encoding: base64/i.test(head)) return Buffer.from(body, 'base64').toString('utf8')
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

test('text in an address or a subject adds no recipient and no header', async () => {
  const { channel, received } = await mailServer()
  await channel.send(message('an@example.org, binh@example.org'), ctx).catch(() => {})
  await channel.send(message('an@example.org', { subject: 'Tin\r\nBcc: binh@example.org' }), ctx)
  expect(received.flatMap(one => one.to).filter(to => to.includes('binh'))).toEqual([])
  expect(received.every(one => !/^Bcc:/im.test(one.source))).toBe(true)
})

test('no field that somebody wrote becomes a header, a recipient or another message', async () => {
  const { channel, received } = await mailServer()
  const evil = 'Tin\r\nBcc: binh@example.org\r\n\r\n.\r\nMAIL FROM:<binh@example.org>'
  const fields: Partial<Outgoing>[] = [
    { subject: evil },
    { body: evil },
    { id: evil },
    { locale: evil as 'vi' },
    { unsubscribe: evil },
    ...[
      'an@example.org\r\nBcc: binh@example.org',
      'an@example.org>, <binh@example.org',
      '"\r\nBcc: binh@example.org"@example.org',
    ].map(email => ({ to: { email } })),
  ]
  for (const more of fields) {
    const before = received.length
    await channel.send(message('an@example.org', more), ctx).catch(() => {})
    expect([more, received.length - before]).toEqual([more, expect.toSatisfy(n => n <= 1)])
  }
  expect(received.length).toBeGreaterThanOrEqual(4)
  for (const { from, to, source } of received) {
    expect(from).toBe('cdc@hue.example')
    expect(to).not.toContain('binh@example.org')
    const [head = ''] = source.split('\r\n\r\n')
    expect(head).not.toMatch(/^(?:bcc|cc|mail from)\b/im)
  }
})

const refuse = (code: number) => Object.assign(new Error('no such mailbox <an@example.org>'), { responseCode: code })

test('a recipient the server does not know is given up, and the reason keeps no address', async () => {
  const { channel } = await mailServer({ onRcptTo: (_address, _session, done) => done(refuse(550)) })
  const error = await channel.send(message('an@example.org'), ctx).catch((e: unknown) => e)
  expect(error).toBeInstanceOf(Undeliverable)
  expect((error as Undeliverable).detail).toBe('550')
  expect(String(error)).not.toContain('an@example.org')
})

test('a server that says “later” may be asked again', async () => {
  const { channel } = await mailServer({ onRcptTo: (_address, _session, done) => done(refuse(451)) })
  const error = await channel.send(message('an@example.org'), ctx).catch((e: unknown) => e)
  expect(error).not.toBeInstanceOf(Undeliverable)
  expect(error).toMatchObject({ code: '451' })
  expect(String(error)).not.toContain('an@example.org')
})

test('a server that is not there may be asked again', async () => {
  const { channel } = await mailServer()
  await closing.shift()?.()
  const error = await channel.send(message('an@example.org'), ctx).catch((e: unknown) => e)
  expect(error).not.toBeInstanceOf(Undeliverable)
  expect(error).toMatchObject({ code: expect.stringMatching(/^E/) })
})

test('only an e-mail address is reached', async () => {
  const { channel } = await mailServer()
  expect([
    channel.canReach({ email: 'an@example.org' }, 'x'),
    channel.canReach({ phone: '+84900000001' }, 'x'),
  ]).toEqual([true, false])
})
