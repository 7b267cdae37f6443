import { describe, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { addPerson } from '#base/people/people.ts'
import { at } from '#core/contract.ts'
import { type Addresses, type Channel, NotNow, type Outgoing, type Taken, Undeliverable } from './channel.ts'
import { mailboxChannel } from './mailbox.ts'
import { forgetOldTexts } from './queries.ts'
import { receive } from './receipts.ts'
import { channelsService, deliverDue, type NewMessage, sendMessage, sendMessages } from './send.ts'
import { receiptsUrl } from './settings.ts'
import { type Template, template } from './template.ts'

const NOW = '2026-11-20T02:00:00Z'
const AN = '+84901234561'
const notice = template({ id: 'messages.notice', urgency: 'urgent' })
const leaflet = template({ id: 'messages.leaflet', urgency: 'ordinary' })

/** A carrier that does as it is told and remembers what it got. */
interface Carrier extends Channel {
  readonly sent: Outgoing[]
  hasReceipts: boolean
  answer: () => Promise<Taken>
}
function carrier(name: string, kind: keyof Addresses): Carrier {
  const sent: Outgoing[] = []
  const self: Carrier = {
    name,
    sent,
    canReach: to => to[kind] !== undefined,
    hasReceipts: false,
    answer: async () => ({ references: [`${name}-${sent.length}`] }),
    async send(message) {
      sent.push(message)
      return self.answer()
    },
  }
  return self
}

interface Post extends Stage {
  readonly sms: Carrier
  readonly mail: Carrier
  send(message?: Partial<NewMessage>): Promise<string>
  /** Sends what is due now, as the schedule does every minute. */
  tick(): Promise<void>
  deliveries(): Promise<readonly { state: string; channel: string | null; reason: string | null; attempts: number }[]>
}

/** A scene with two carriers and two templates. */
const post = (play: (post: Post) => Promise<void>) =>
  scene(async stage => {
    const { app, settle, sql } = stage
    const sms = carrier('sms', 'phone')
    const mail = carrier('mail', 'email')
    app.provide(channelsService, [sms, mail])
    declareTemplates(stage, notice, leaflet)
    await play({
      ...stage,
      sms,
      mail,
      send: async message => {
        const id = await app.run(ctx =>
          sendMessage(ctx, { template: notice.id, to: { phone: AN }, values: { code: '1' }, ...message }),
        )
        await settle()
        return id
      },
      tick: async () => {
        await app.run(deliverDue)
        await settle()
      },
      deliveries: () => sql`select state, channel, reason, attempts from messages.delivery order by channel, id`,
    })
  })

function declareTemplates({ app }: Stage, ...more: Template[]): void {
  const { declared } = app
  Object.assign(app, {
    declared: (kind: string) => (kind === 'template' ? [...declared(kind), ...more] : declared(kind)),
  })
}

describe('a message', () => {
  test(
    'goes out at once by the first channel that reaches, and what it said is forgotten',
    post(async ({ send, sms, mail, sql }) => {
      const id = await send({ to: { phone: AN, email: 'an@example.org' }, values: { code: '482913' } })
      expect(sms.sent.map(one => one.to.phone)).toEqual([AN])
      expect(mail.sent).toEqual([])
      expect(await sql`select sealed from messages.message where id = ${id}`).toEqual([{ sealed: null }])
    }),
  )

  test(
    'that cannot be read fails alone: what goes out beside it goes out, and once',
    post(async ({ app, sql, sms, settle, tick, deliveries }) => {
      const message: NewMessage = { template: notice.id, to: { phone: AN }, values: { code: '1' } }
      const [broken] = await app.run(ctx => sendMessages(ctx, [message, message]))
      await sql`update messages.message set sealed = '\\x00' where id = ${broken as string}`
      await settle()
      await tick()
      expect(sms.sent).toHaveLength(1)
      expect((await deliveries()).map(one => [one.state, one.reason]).sort()).toEqual([
        ['failed', 'forgotten'],
        ['sent', null],
      ])
    }),
  )

  test(
    'is not readable in the database, before or after',
    post(async ({ app, sql, settle, at: setClock }) => {
      setClock(NOW)
      await app.run(ctx => sendMessage(ctx, { template: notice.id, to: { phone: AN }, values: { code: '482913' } }))
      const dump = async () =>
        JSON.stringify([
          await sql`select m::text, encode(sealed, 'escape') from messages.message m`,
          await sql`select d::text from messages.delivery d`,
          await sql`select payload from core.event`,
        ])
      for (const clear of ['482913', '1234561']) expect(await dump()).not.toContain(clear)
      await settle()
      for (const clear of ['482913', '1234561']) expect(await dump()).not.toContain(clear)
    }),
  )

  test(
    'is not sent when what it tells of did not happen',
    post(async ({ app, sms, settle }) => {
      await app
        .run(async ctx => {
          await sendMessage(ctx, { template: notice.id, to: { phone: AN }, values: {} })
          throw new Error('rolled back')
        })
        .catch(() => {})
      await settle()
      expect(sms.sent).toEqual([])
    }),
  )

  test(
    'to a person goes to the address in the register at that moment',
    post(async ({ app, send, sms, deliveries }) => {
      const personId = await app.run(ctx => addPerson(ctx, { fullName: 'Nguyễn Văn An', identifiers: { phone: AN } }))
      const nowhere = await app.run(ctx => addPerson(ctx, { fullName: 'Trần Thị Em' }))
      await send({ to: { personId } })
      await send({ to: { personId: nowhere } })
      expect(sms.sent.map(one => one.to)).toEqual([{ phone: AN }])
      expect((await deliveries()).map(one => one.reason ?? one.state).sort()).toEqual(['no-address', 'sent'])
    }),
  )

  test(
    'in the reader’s language',
    post(async ({ send, sms }) => {
      await send({ template: 'messages.code', values: { code: '482913', minutes: 5 }, locale: 'en' })
      await send({ template: 'messages.code', values: { code: '482913', minutes: 5 } })
      expect(sms.sent.map(one => one.short.slice(0, 12))).toEqual(['Your code is', 'Mã của ông/b'])
    }),
  )
})

describe('a carrier that does not take it', () => {
  test(
    'for now is asked again after growing pauses, and given up at last',
    post(async ({ send, sms, tick, deliveries, at: setClock }) => {
      sms.answer = async () => Promise.reject(Object.assign(new Error('busy'), { code: 'EBUSY' }))
      await send()
      expect(await deliveries()).toMatchObject([{ state: 'queued', reason: 'unreachable', attempts: 1 }])
      await tick()
      expect(sms.sent).toHaveLength(1)
      let minutes = 0
      for (const pause of [1, 5, 15, 60, 240]) {
        minutes += pause
        setClock(new Date(Date.parse(NOW) + minutes * 60_000))
        await tick()
      }
      expect(sms.sent).toHaveLength(6)
      expect(new Set(sms.sent.map(one => one.id)).size).toBe(1)
      expect(await deliveries()).toMatchObject([{ state: 'failed', reason: 'unreachable', attempts: 6 }])
    }),
  )

  test(
    'ever is not asked again, and the next channel is tried',
    post(async ({ send, sms, mail, deliveries }) => {
      sms.answer = async () => Promise.reject(new Undeliverable('550'))
      await send({ to: { phone: AN, email: 'an@example.org' } })
      expect([sms.sent.length, mail.sent.length]).toEqual([1, 1])
      expect(await deliveries()).toMatchObject([
        { channel: 'mail', state: 'sent' },
        { channel: 'sms', state: 'failed', reason: 'refused' },
      ])
    }),
  )

  test(
    'at all is left alone after a few, and the rest wait without using up their attempts',
    post(async ({ app, sms, settle, deliveries }) => {
      sms.answer = async () => Promise.reject(new Error('down'))
      const list = Array.from({ length: 40 }, () => ({ template: notice.id, to: { phone: AN }, values: {} }))
      await app.run(ctx => sendMessages(ctx, list))
      await settle()
      expect(sms.sent.length).toBeLessThanOrEqual(10)
      const states = await deliveries()
      expect(states).toHaveLength(40)
      expect(states.filter(one => one.state === 'queued' && one.attempts === 0).length).toBeGreaterThanOrEqual(30)
    }),
  )
})

describe('people are left in peace', () => {
  test(
    'at night, unless it is urgent',
    post(async ({ send, sms, tick, at: setClock }) => {
      setClock('2026-11-20T15:30:00Z')
      await send({ template: leaflet.id })
      await send()
      expect(sms.sent.map(one => one.urgency)).toEqual(['urgent'])
      await tick()
      expect(sms.sent).toHaveLength(1)
      setClock('2026-11-21T00:00:00Z')
      await tick()
      expect(sms.sent.map(one => one.urgency)).toEqual(['urgent', 'ordinary'])
    }),
  )

  test(
    'when they said so, unless it is urgent',
    post(async ({ as, world, send, sms, deliveries }) => {
      const citizen = as.citizen()
      const silence = () => citizen.messages.setPreferences({ body: { ordinary: false, off: [], quiet: null } })
      await expect(silence()).rejects.toMatchObject({ code: 'messages.no-person' })
      const { personId } = await citizen.people.introduce({
        body: {
          fullName: 'Nguyễn Thị Dân',
          birthDate: '1990',
          sex: 'female',
          unitId: world.units['Xã Phong Hòa'] as string,
          address: '',
        },
      })
      await silence()
      expect(await citizen.messages.preferences({})).toMatchObject({ ordinary: false })
      await send({ template: leaflet.id, to: { personId } })
      await send({ to: { personId } })
      expect(sms.sent.map(one => one.urgency)).toEqual(['urgent'])
      expect((await deliveries()).map(one => one.reason ?? one.state).sort()).toEqual(['opted-out', 'sent'])
      await citizen.messages.setPreferences({ body: { ordinary: true, off: [], quiet: null } })
      await send({ template: leaflet.id, to: { personId } })
      expect(sms.sent.map(one => one.urgency)).toEqual(['urgent', 'ordinary'])
    }),
  )

  test(
    'in their own hours and not by channels they do not want, unless it is urgent',
    post(async ({ app, as, world, send, sms, mail, tick, at: setClock }) => {
      const citizen = as.citizen()
      const unitId = world.units['Xã Phong Hòa'] as string
      const body = { fullName: 'Nguyễn Thị Dân', birthDate: '1990', sex: 'female' as const, unitId, address: '' }
      const { personId } = await citizen.people.introduce({ body })
      const wishes = { ordinary: true, off: ['sms'], quiet: { from: '08:00', until: '10:00' } }
      await citizen.messages.setPreferences({ body: wishes })
      expect(await citizen.messages.preferences({})).toMatchObject(wishes)
      await send({ template: leaflet.id, to: { personId, email: 'an@example.org' } })
      await send({ to: { personId } })
      expect([sms.sent.map(one => one.urgency), mail.sent]).toEqual([['urgent'], []])
      setClock('2026-11-20T03:00:00Z')
      await tick()
      expect(mail.sent.map(one => one.urgency)).toEqual(['ordinary'])
      const token = mail.sent[0]?.unsubscribe as string
      expect(app.keyring.readLink('messages.unsubscribe', token, app.clock())).toBe(personId)
    }),
  )

  test(
    'when they press the button of their mail program',
    post(async ({ as, anyone, world, send, mail }) => {
      const citizen = as.citizen()
      const unitId = world.units['Xã Phong Hòa'] as string
      const body = { fullName: 'Nguyễn Thị Dân', birthDate: '1990', sex: 'female' as const, unitId, address: '' }
      const { personId } = await citizen.people.introduce({ body })
      await citizen.messages.setPreferences({ body: { ordinary: true, off: ['sms'], quiet: null } })
      await send({ template: leaflet.id, to: { personId, email: 'an@example.org' } })
      await anyone.messages.unsubscribe({ params: { token: mail.sent[0]?.unsubscribe as string } })
      expect(await citizen.messages.preferences({})).toMatchObject({ ordinary: false, off: ['sms'] })
      await expect(anyone.messages.unsubscribe({ params: { token: 'khong' } })).rejects.toMatchObject({ status: 403 })
    }),
  )

  test(
    'of what is of no use any more',
    post(async ({ app, sms, settle, at: setClock, deliveries }) => {
      const until = new Date(Date.parse(NOW) + 60_000)
      await app.run(ctx => sendMessage(ctx, { template: notice.id, to: { phone: AN }, values: {}, until }))
      setClock(new Date(until.getTime() + 1))
      await settle()
      expect(sms.sent).toEqual([])
      expect(await deliveries()).toMatchObject([{ state: 'suppressed', reason: 'expired' }])
    }),
  )
})

test(
  'ten thousand are queued by a few statements and go out in turns; a code does not wait for them',
  post(async ({ app, sms, settle, send, sql }) => {
    const list = Array.from({ length: 300 }, (_, i) => ({
      template: notice.id,
      to: { phone: `+849012${String(i).padStart(5, '0')}` },
      values: { code: String(i) },
    }))
    const ids = await app.run(ctx => sendMessages(ctx, list))
    expect(new Set(ids).size).toBe(300)
    expect(await sql`select count(*) from core.event`).toEqual([{ count: 1 }])
    await app.run(ctx => sendMessage(ctx, { template: notice.id, to: { phone: AN }, values: { code: 'now' } }))
    await settle()
    expect(sms.sent.findIndex(one => one.to.phone === AN)).toBeLessThanOrEqual(50)
    expect(sms.sent).toHaveLength(301)
    await send()
    expect(await sql`select count(*) from messages.delivery where state = 'sent'`).toEqual([{ count: 302 }])
  }),
)

describe('a receipt of the carrier', () => {
  const withReceipts = (play: (post: Post) => Promise<void>) =>
    post(stage => {
      stage.sms.hasReceipts = true
      return play(stage)
    })
  const told = (state: 'delivered' | 'failed', reference = 'sms-1') => ({ channel: 'sms', reference, state })

  test(
    'turns sent into delivered, once, and then it is forgotten what it said',
    withReceipts(async ({ app, send, deliveries, sql }) => {
      await send()
      const isKnown = () => sql`select sealed is not null as known from messages.message`
      expect(await isKnown()).toEqual([{ known: true }])
      await app.run(ctx => receive(ctx, [told('delivered')]))
      await app.run(ctx => receive(ctx, [told('delivered'), told('failed')]))
      expect(await deliveries()).toMatchObject([{ state: 'delivered', reason: null }])
      expect(await isKnown()).toEqual([{ known: false }])
    }),
  )

  test(
    'may come before the delivery is written',
    withReceipts(async ({ app, send, deliveries, tick }) => {
      await app.run(ctx => receive(ctx, [told('delivered')]))
      await send()
      expect(await deliveries()).toMatchObject([{ state: 'sent' }])
      await tick()
      expect(await deliveries()).toMatchObject([{ state: 'delivered' }])
    }),
  )

  test(
    'of a long message counts when all its parts arrived',
    withReceipts(async ({ app, send, sms, deliveries }) => {
      sms.answer = async () => ({ references: ['a', 'b'] })
      await send()
      await app.run(ctx => receive(ctx, [told('delivered', 'a')]))
      expect(await deliveries()).toMatchObject([{ state: 'sent' }])
      await app.run(ctx => receive(ctx, [told('delivered', 'b')]))
      expect(await deliveries()).toMatchObject([{ state: 'delivered' }])
    }),
  )

  test(
    'that it did not arrive sends it by the next channel',
    withReceipts(async ({ app, send, mail, settle, deliveries }) => {
      await send({ to: { phone: AN, email: 'an@example.org' } })
      await app.run(ctx => receive(ctx, [told('failed')]))
      await settle()
      expect(mail.sent).toHaveLength(1)
      expect(await deliveries()).toMatchObject([
        { channel: 'mail', state: 'sent' },
        { channel: 'sms', state: 'failed', reason: 'not-delivered' },
      ])
    }),
  )

  test(
    'is taken from whoever holds the link of the channel, and from nobody else',
    withReceipts(async ({ app, anyone, send, deliveries }) => {
      await send()
      const token = receiptsUrl(app, 'sms').split('/').at(-1) as string
      const tell = (given: string) =>
        anyone.messages.receipts({ params: { token: given }, body: { id: 'sms-1', state: 'delivered' } })
      await expect(tell(`${token.slice(0, -1)}x`)).rejects.toMatchObject({ status: 403 })
      expect(await deliveries()).toMatchObject([{ state: 'sent' }])
      await tell(token)
      expect(await deliveries()).toMatchObject([{ state: 'delivered' }])
    }),
  )
})

describe('what did not arrive', () => {
  const refuse = async () => Promise.reject(new Undeliverable('550'))

  test(
    'is kept for some days and sent again by hand, by all its channels anew',
    post(async ({ as, world, send, sms, settle, deliveries, sql }) => {
      sms.answer = refuse
      await send({ unitId: world.units['Xã Phong Hòa'] as string })
      const admin = as.administrator('46')
      const { rows } = await admin.messages.deliveries({ query: { dead: 'true' } })
      expect(rows).toMatchObject([{ state: 'failed', canReplay: true }])
      sms.answer = async () => ({ references: ['second'] })
      const ids = rows.map(row => row.id)
      expect(await as.administrator('45').messages.replay({ body: { ids } })).toEqual({ count: 0 })
      expect(await admin.messages.replay({ body: { ids } })).toEqual({ count: 1 })
      expect(await admin.messages.replay({ body: { ids } })).toEqual({ count: 0 })
      await settle()
      expect((await deliveries()).map(one => one.state).sort()).toEqual(['failed', 'sent'])
      expect(await sql`select count(*) from messages.delivery where replayed_at is not null`).toEqual([{ count: 1 }])
    }),
  )

  test(
    'is sent again all at once, since a moment; what is older stays',
    post(async ({ as, send, sms, at: setClock, deliveries }) => {
      sms.answer = refuse
      await send()
      setClock('2026-11-20T05:00:00Z')
      await send()
      await send()
      sms.answer = async () => ({})
      const body = { failedSince: '2026-11-20T04:00:00Z' }
      expect(await as.administrator().messages.replay({ body })).toEqual({ count: 2 })
      expect((await deliveries()).filter(one => one.state === 'sent')).toHaveLength(2)
    }),
  )

  test(
    'cannot be sent again once it is forgotten',
    post(async ({ app, as, send, sms, at: setClock, sql }) => {
      sms.answer = refuse
      await send()
      setClock('2026-11-23T02:00:01Z')
      await app.run(ctx => forgetOldTexts(ctx.sql, ctx.now))
      expect(await sql`select sealed from messages.message`).toEqual([{ sealed: null }])
      const { rows } = await as.administrator().messages.deliveries({ query: { dead: 'true' } })
      expect(rows).toMatchObject([{ canReplay: false }])
      expect(await as.administrator().messages.replay({ body: { failedSince: NOW } })).toEqual({ count: 0 })
    }),
  )
})

test(
  'a carrier that asks for patience is asked again when it said, at no cost of attempts; the others wait with it',
  post(async ({ app, sms, settle, tick, deliveries, at: setClock }) => {
    sms.answer = async () => Promise.reject(new NotNow('429', 600_000))
    const list = Array.from({ length: 30 }, () => ({ template: notice.id, to: { phone: AN }, values: {} }))
    await app.run(ctx => sendMessages(ctx, list))
    await settle()
    expect(sms.sent.length).toBeLessThanOrEqual(5)
    expect((await deliveries()).every(one => one.state === 'queued' && one.attempts === 0)).toBe(true)
    sms.answer = async () => ({})
    setClock('2026-11-20T02:10:00Z')
    await tick()
    expect((await deliveries()).every(one => one.state === 'sent')).toBe(true)
  }),
)

describe('who sees what became of them', () => {
  test(
    'sees the area’s, newest first, with masked addresses',
    post(async ({ as, world, send }) => {
      const unitId = world.units['Xã Phong Hòa'] as string
      await send({ unitId, about: at.of('contact', 'c1') })
      await send({ unitId: world.units['45'] as string })
      await send()
      const { rows } = await as.administrator('46').messages.deliveries({ query: {} })
      expect(rows).toMatchObject([
        { state: 'sent', channel: 'sms', to: '•••••••••561', about: { kind: 'contact', id: 'c1' } },
      ])
      expect((await as.administrator().messages.deliveries({ query: {} })).rows).toHaveLength(3)
      const refused = await as
        .healthOfficer('46')
        .messages.deliveries({ query: {} })
        .catch((e: { code: string }) => e.code)
      expect(refused).toBe('core.refused.verb')
    }),
  )

  test(
    'pages through them by filters',
    post(async ({ as, app, settle, sms }) => {
      const list = Array.from({ length: 120 }, () => ({ template: notice.id, to: { phone: AN }, values: {} }))
      await app.run(ctx => sendMessages(ctx, list))
      await settle()
      expect(sms.sent).toHaveLength(120)
      const admin = as.administrator()
      const seen = new Set<string>()
      let after: string | undefined
      do {
        const page = await admin.messages.deliveries({
          query: { state: 'sent', channel: 'sms', template: notice.id, after },
        })
        for (const row of page.rows) seen.add(row.id)
        after = page.more ?? undefined
      } while (after)
      expect(seen.size).toBe(120)
      expect((await admin.messages.deliveries({ query: { state: 'failed' } })).rows).toEqual([])
    }),
  )
})

describe('the mailbox of a demo', () => {
  const useMailbox = ({ app }: Stage) => app.provide(channelsService, [mailboxChannel])

  test(
    'shows a phone its own messages, however the number is written',
    post(async stage => {
      useMailbox(stage)
      await stage.send({ template: 'messages.code', values: { code: '482913', minutes: 5 } })
      const read = async (phone: string) => (await stage.anyone.messages.mailbox({ query: { phone } })).messages
      expect(await read('0901 234 561')).toMatchObject([{ to: AN, text: expect.stringContaining('482913') }])
      expect(await read('0901 234 562')).toEqual([])
      const { messages } = await stage.as.administrator().messages.wholeMailbox({})
      expect(messages).toHaveLength(1)
    }),
  )

  test(
    'does not exist in production',
    post(async stage => {
      useMailbox(stage)
      await stage.send()
      Object.assign(stage.app, { config: { ...stage.app.config, mode: 'production' } })
      const refused = await stage.anyone.messages
        .mailbox({ query: { phone: AN } })
        .catch((e: { status: number }) => e.status)
      expect(refused).toBe(404)
    }),
  )
})
