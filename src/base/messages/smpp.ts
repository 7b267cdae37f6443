import { randomInt } from 'node:crypto'
import smpp, { type Pdu, type Session } from 'smpp'
import { type Channel, failure, NotNow, type Outgoing, Undeliverable } from './channel.ts'
import type { Receipt } from './receipts.ts'
import { measure } from './sms-text.ts'

export interface SmppOptions {
  /** `smpp[s]://system_id:password@host:port?source=NAME&window=10&rate=50`. */
  readonly url: string
  /** What the carrier tells of a message; it is told “taken” when this has kept it. */
  readonly heard: (receipt: Receipt) => Promise<void>
}

const PATIENCE_MS = 15_000
const LINK_EVERY_MS = 30_000
const THROTTLED_MS = 60_000
/** Pauses before what was throttled is submitted again; after the last the carrier is left alone. */
const PAUSES_MS = [250, 500, 1000, 2000]
const [MOST_AT_ONCE, MOST_A_SECOND] = [10, 50]

const STATUS = { throttled: 0x58, queueFull: 0x14, systemError: 0x08, submitFailed: 0x45 }
/** What another attempt may change; every other refusal is about the message or the number. */
const PASSING = new Set([STATUS.systemError, STATUS.submitFailed, 0x04, 0x64, 0x65, 0xff])
const [GSM, UCS2] = [0x00, 0x08]
const WITH_HEADER = 0x40
const RECEIPT = 0x04

interface Link {
  readonly session: Session
  readonly lost: Promise<never>
}

/** SMS by SMPP 3.4: one transceiver, kept alive, connected anew when it is lost. */
export function smppChannel({ url, heard }: SmppOptions): Channel {
  const address = new URL(url)
  const host = `${address.protocol === 'smpps:' ? 'ssmpp' : 'smpp'}://${address.host}`
  const numberOf = (name: string, otherwise: number) => Number(address.searchParams.get(name) ?? otherwise)
  const window = gate(numberOf('window', MOST_AT_ONCE), 1000 / numberOf('rate', MOST_A_SECOND))
  let link: Promise<Link> | undefined
  let isClosed = false

  async function bind(): Promise<Link> {
    const session = smpp.connect({ url: host })
    const lost = new Promise<never>((_, failed) => {
      session.on('error', (error: { code?: string }) => failed(failure(error.code ?? 'ESMPP')))
      session.on('close', () => failed(failure('ECONNRESET')))
    })
    lost.catch(() => {
      link = undefined
      session.destroy()
    })
    session.on('deliver_sm', (pdu: Pdu) => void receive(session, pdu, heard))
    session.on('enquire_link', (pdu: Pdu) => session.send(pdu.response()))
    session.on('unbind', (pdu: Pdu) => {
      session.send(pdu.response())
      session.close()
    })
    try {
      const reply = await answer(lost, done =>
        session.bind_transceiver(
          {
            system_id: decodeURIComponent(address.username),
            password: decodeURIComponent(address.password),
            interface_version: 0x34,
          },
          done,
        ),
      )
      if (reply.command_status !== 0) throw failure(`SMPP-BIND-${hex(reply.command_status)}`)
    } catch (error) {
      session.destroy()
      throw error
    }
    keepAlive(session, lost)
    return { session, lost }
  }

  const connected = (): Promise<Link> => {
    if (isClosed) return Promise.reject(failure('ECLOSED'))
    link ??= bind().catch((error: unknown) => {
      link = undefined
      throw error
    })
    return link
  }

  return {
    name: 'smpp',
    isSms: true,
    hasReceipts: true,
    carrier: address.host,
    canReach: to => to.phone !== undefined,
    async send(message) {
      const references: string[] = []
      const parts = partsOf(message, address.searchParams.get('source'))
      for (const part of parts)
        references.push(
          await window(async () => {
            const { session, lost } = await connected()
            return patiently(() => answer(lost, done => session.submit_sm(part, done)))
          }),
        )
      return { references }
    },
    async check() {
      const { session, lost } = await connected()
      await answer(lost, done => session.enquire_link({}, done))
    },
    tend: () => void connected().catch(() => {}),
    async close() {
      isClosed = true
      const open = await link?.catch(() => undefined)
      if (!open) return
      open.session.unbind({})
      await new Promise<void>(done => open.session.close(done))
    },
  }
}

/** Waits for a carrier's answer: until it comes, the link is lost, or too long. */
function answer(lost: Promise<never>, ask: (done: (reply: Pdu) => void) => boolean): Promise<Pdu> {
  let timer: NodeJS.Timeout
  const late = new Promise<never>((_, failed) => {
    timer = setTimeout(() => failed(failure('ETIMEDOUT')), PATIENCE_MS)
  })
  const replied = new Promise<Pdu>((done, failed) => {
    if (!ask(done)) failed(failure('ECONNRESET'))
  })
  return Promise.race([replied, lost, late]).finally(() => clearTimeout(timer))
}

/** A link whose other end does not answer is none. */
function keepAlive(session: Session, lost: Promise<never>): void {
  const timer = setInterval(() => {
    answer(lost, done => session.enquire_link({}, done)).catch(() => session.destroy())
  }, LINK_EVERY_MS)
  timer.unref()
  lost.catch(() => clearInterval(timer))
}

/** Submits again, more slowly, what the carrier throttles. */
async function patiently(submit: () => Promise<Pdu>): Promise<string> {
  for (const pause of PAUSES_MS) {
    const reply = await submit()
    if (!isThrottled(reply.command_status)) return accepted(reply)
    await new Promise(go => setTimeout(go, pause))
  }
  return accepted(await submit())
}

const isThrottled = (status: number) => status === STATUS.throttled || status === STATUS.queueFull

function accepted({ command_status: status, message_id: reference }: Pdu): string {
  if (status === 0) return reference ?? ''
  if (isThrottled(status)) throw new NotNow(`SMPP-${hex(status)}`, THROTTLED_MS)
  throw PASSING.has(status) ? failure(`SMPP-${hex(status)}`) : new Undeliverable(`SMPP-${hex(status)}`)
}

const hex = (status: number) => status.toString(16).padStart(2, '0').toUpperCase()

/** What is submitted for each part: those of a long text are put together again by their header (UDH). */
function partsOf({ to, short, brandname }: Outgoing, source: string | null): object[] {
  const { encoding, parts } = measure(short)
  const isGsm = encoding === 'GSM-7'
  const from = source ?? brandname ?? ''
  const common = {
    source_addr: from,
    // 5: letters. Below, 1 and 1: an international number (ITU E.164).
    source_addr_ton: /^\d*$/.test(from) ? 0 : 5,
    source_addr_npi: 0,
    destination_addr: (to.phone ?? '').replace('+', ''),
    dest_addr_ton: 1,
    dest_addr_npi: 1,
    data_coding: isGsm ? GSM : UCS2,
    registered_delivery: 1,
  }
  const bytesOf = (text: string) => smpp.encodings[isGsm ? 'ASCII' : 'UCS2'].encode(text)
  const [only = ''] = parts
  if (parts.length <= 1) return [{ ...common, short_message: bytesOf(only) }]
  const mark = randomInt(256)
  return parts.map((text, i) => ({
    ...common,
    esm_class: WITH_HEADER,
    short_message: { udh: Buffer.of(5, 0, 3, mark, parts.length, i + 1), message: bytesOf(text) },
  }))
}

/** A receipt is answered when it is kept; one that is not comes again. What people write back has no reader here. */
async function receive(session: Session, pdu: Pdu, heard: SmppOptions['heard']): Promise<void> {
  const receipt = Number(pdu.esm_class) & RECEIPT ? receiptOf(pdu) : undefined
  try {
    if (receipt) await heard(receipt)
    session.send(pdu.response())
  } catch {
    session.send(pdu.response({ command_status: STATUS.systemError }))
  }
}

const GONE: Readonly<Record<string, Receipt['state']>> = {
  DELIVRD: 'delivered',
  EXPIRED: 'failed',
  DELETED: 'failed',
  UNDELIV: 'failed',
  REJECTD: 'failed',
}

/** `id:… stat:DELIVRD err:000` of the appendix of SMPP 3.4; ACCEPTD and ENROUTE say nothing yet. */
function receiptOf(pdu: Pdu): Receipt | undefined {
  const said = String(pdu.short_message?.message ?? '')
  const read = (name: string) => new RegExp(`\\b${name}:(\\S+)`, 'i').exec(said)?.[1]
  const reference = String(pdu.receipted_message_id ?? read('id') ?? '').replace(/\0/g, '')
  const stat = read('stat')?.toUpperCase() ?? ''
  const state = GONE[stat]
  return state && reference
    ? { channel: 'smpp', reference, state, detail: `${stat} ${read('err') ?? ''}`.trim() }
    : undefined
}

/** Lets so many run at once, and begins them no closer than `everyMs`. */
function gate(most: number, everyMs: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  let next = 0
  return async work => {
    if (running >= most) await new Promise<void>(go => waiting.push(go))
    running++
    try {
      const now = Date.now()
      next = Math.max(next + everyMs, now)
      if (next > now) await new Promise(go => setTimeout(go, next - now))
      return await work()
    } finally {
      running--
      waiting.shift()?.()
    }
  }
}
