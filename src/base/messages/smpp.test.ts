import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import smpp, { type Pdu, type Session } from 'smpp'
import { afterEach, expect, test, vi } from 'vitest'
import type { Context } from '#core/app.ts'
import { type Channel, NotNow, type Outgoing, Undeliverable } from './channel.ts'
import type { Receipt } from './receipts.ts'
import { smppChannel } from './smpp.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

interface Carrier {
  readonly url: string
  readonly submitted: Pdu[]
  readonly sessions: Session[]
  /** The status of the next answers; 0 when they are used up. */
  readonly statuses: number[]
  stop(): Promise<void>
}

interface CarrierOptions {
  readonly port?: number
  /** Answers after so long. */
  readonly delayMs?: number
}

/** A real SMSC on a port. It takes one password, and names messages by their number. */
async function carrier({ port = 0, delayMs = 0 }: CarrierOptions = {}): Promise<Carrier> {
  const submitted: Pdu[] = []
  const sessions: Session[] = []
  const statuses: number[] = []
  const server = smpp.createServer(session => {
    session.on('error', () => {})
    session.on('bind_transceiver', (pdu: Pdu) => {
      const isRight = pdu.system_id === 'saola' && pdu.password === 'p@ss'
      session.send(pdu.response({ command_status: isRight ? 0 : 0x0e }))
      if (isRight) sessions.push(session)
    })
    session.on('submit_sm', async (pdu: Pdu) => {
      await sleep(delayMs)
      const status = statuses.shift() ?? 0
      if (status === 0) submitted.push(pdu)
      session.send(pdu.response({ command_status: status, message_id: `m${submitted.length}` }))
    })
    session.on('enquire_link', (pdu: Pdu) => session.send(pdu.response()))
    session.on('unbind', (pdu: Pdu) => {
      session.send(pdu.response())
      session.close()
    })
  })
  await new Promise<void>(done => server.listen(port, '127.0.0.1', done))
  const stop = () =>
    new Promise<void>(done => {
      for (const session of server.sessions) session.destroy()
      server.close(() => done())
    })
  closing.push(stop)
  const bound = (server.address() as AddressInfo).port
  return { url: `smpp://saola:p%40ss@127.0.0.1:${bound}?rate=1000`, submitted, sessions, statuses, stop }
}

function channelTo(url: string, heard: (receipt: Receipt) => Promise<void> = async () => {}): Channel {
  const channel = smppChannel({ url, heard })
  closing.push(async () => channel.close?.())
  return channel
}

const ctx = {} as Context
const saying = (short: string): Outgoing => ({
  id: '0193a5a0-0000-7000-8000-000000000001',
  to: { phone: '+84901234561' },
  subject: '',
  short,
  body: '',
  locale: 'vi',
  urgency: 'urgent',
  template: 'messages.code',
  values: {},
  brandname: 'CDC HUE',
})
const fault = (send: Promise<unknown>) => send.then(() => undefined).catch((error: unknown) => error)
const textOf = ({ short_message: said, data_coding: coding }: Pdu) =>
  Buffer.isBuffer(said?.message) ? smpp.encodings[coding === 8 ? 'UCS2' : 'ASCII'].decode(said.message) : said?.message

test('a short text goes as it is, in the letters that it needs', async () => {
  const { url, submitted } = await carrier()
  const channel = channelTo(url)
  expect(await channel.send(saying('Ma cua ong/ba la 482913 {€}'), ctx)).toEqual({ references: ['m1'] })
  await channel.send(saying('Mã của ông/bà là 482913'), ctx)
  expect(submitted.map(textOf)).toEqual(['Ma cua ong/ba la 482913 {€}', 'Mã của ông/bà là 482913'])
  expect(submitted).toMatchObject([
    { source_addr: 'CDC HUE', source_addr_ton: 5, destination_addr: '84901234561', data_coding: 0, esm_class: 0 },
    { registered_delivery: 1, data_coding: 8 },
  ])
})

test('a long text goes in parts that a phone puts together again', async () => {
  const { url, submitted } = await carrier()
  const text = 'Đề nghị ông/bà khai báo y tế. '.repeat(5)
  const { references } = await channelTo(url).send(saying(text), ctx)
  expect(references).toEqual(['m1', 'm2', 'm3'])
  expect(submitted.map(textOf).join('')).toBe(text)
  const headers = submitted.map(pdu => [...(pdu.short_message?.udh?.[0] ?? [])])
  const mark = headers[0]?.[2]
  expect(headers).toEqual([1, 2, 3].map(n => [0, 3, mark, 3, n]))
  expect(submitted.every(pdu => pdu.esm_class === 0x40)).toBe(true)
})

test('what the carrier throttles is submitted again more slowly; a full queue is left alone at last', async () => {
  const { url, statuses, submitted } = await carrier()
  const channel = channelTo(url)
  statuses.push(0x58, 0x14)
  await channel.send(saying('Xin chao'), ctx)
  expect(submitted).toHaveLength(1)
  statuses.push(...Array<number>(5).fill(0x58))
  expect(await fault(channel.send(saying('Xin chao'), ctx))).toBeInstanceOf(NotNow)
})

test.each([
  [0x0b, 'given up'],
  [0x08, 'asked again'],
])('status %d of the carrier: %s', async (status, expected) => {
  const { url, statuses } = await carrier()
  statuses.push(status)
  const error = await fault(channelTo(url).send(saying('Xin chao'), ctx))
  expect(error instanceof Undeliverable ? 'given up' : 'asked again').toBe(expected)
})

test('a wrong password is a failure that somebody may mend, and is not said', async () => {
  const { url } = await carrier()
  const error = await fault(channelTo(url.replace('p%40ss', 'wrong')).send(saying('Xin chao'), ctx))
  expect(error).toMatchObject({ code: 'SMPP-BIND-0E' })
  expect(String(error)).not.toContain('wrong')
})

test('no more than the window are under way at once', async () => {
  const { url, submitted } = await carrier({ delayMs: 100 })
  const channel = channelTo(`${url}&window=2`)
  const began = performance.now()
  await Promise.all(Array.from({ length: 6 }, (_, i) => channel.send(saying(`Tin ${i}`), ctx)))
  expect(submitted).toHaveLength(6)
  expect(performance.now() - began).toBeGreaterThan(290)
})

test('a receipt is heard and answered; one that could not be kept comes again', async () => {
  const { url, sessions } = await carrier()
  const receipts: Receipt[] = []
  let isDown = true
  const channel = channelTo(url, async receipt => {
    if (isDown) throw new Error('database')
    receipts.push(receipt)
  })
  await channel.send(saying('Xin chao'), ctx)
  const deliver = (text: string) =>
    new Promise<number>(done =>
      sessions[0]?.deliver_sm({ esm_class: 4, short_message: text }, reply => done(reply.command_status)),
    )
  const text = 'id:m1 sub:001 dlvrd:001 submit date:2611200900 done date:2611200901 stat:DELIVRD err:000 text:Xin'
  expect(await deliver(text)).not.toBe(0)
  isDown = false
  expect(await deliver(text)).toBe(0)
  expect(await deliver(text.replace('DELIVRD', 'UNDELIV').replace('err:000', 'err:011'))).toBe(0)
  expect(await deliver(text.replace('DELIVRD', 'ENROUTE'))).toBe(0)
  expect(receipts).toEqual([
    { channel: 'smpp', reference: 'm1', state: 'delivered', detail: 'DELIVRD 000' },
    { channel: 'smpp', reference: 'm1', state: 'failed', detail: 'UNDELIV 011' },
  ])
})

test('a carrier that went away is found again', async () => {
  const first = await carrier()
  const channel = channelTo(first.url)
  await channel.send(saying('Mot'), ctx)
  await first.stop()
  expect(await fault(channel.send(saying('Hai'), ctx))).not.toBeInstanceOf(Undeliverable)
  const port = Number(new URL(first.url).port)
  const second = await carrier({ port })
  await vi.waitFor(() => channel.send(saying('Ba'), ctx), { timeout: 5_000 })
  expect(second.submitted.map(textOf)).toEqual(['Ba'])
  await expect(channel.check?.(ctx)).resolves.toBeUndefined()
})
