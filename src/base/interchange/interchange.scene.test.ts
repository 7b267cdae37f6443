import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { setPolicy } from '#base/policies/index.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import { newId } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import { markOfKey, ownMark } from './card.ts'
import { type Message, type Outcome, savePartner, send, traffic, whole } from './index.ts'
import { pressure } from './policies.ts'
import { greet, sendDue } from './send.ts'
import { takeWaiting } from './take.ts'

const KIND = 'testing.letter'
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (e: { code: string }) => e.code,
  )

/** Letters are understood: what they say is noted in their order, and some are refused or break. */
function letters(stage: Stage) {
  const taken: string[] = []
  const ended: string[] = []
  let broken = 0
  const letter = traffic({
    kind: KIND,
    mostBytes: 3_000_000,
    async take(_, message: Message) {
      const text = (await whole(message.content())).toString()
      if (text === 'bad') throw new Problem('core.unreadable', { params: { line: 3 } })
      if (text === 'broken' && broken++ < 9) throw new Error('Something broke.')
      taken.push(text.length > 100 ? `${text.length} bytes` : text)
    },
    ended: async (_, { state, problem }: Outcome) => void ended.push(problem ? `${state} ${problem}` : state),
  })
  const { declared } = stage.app
  Object.assign(stage.app, {
    declared: (kind: string) => (kind === 'traffic' ? [...declared(kind as never), letter] : declared(kind as never)),
  })
  return { taken, ended }
}

/** The installation as a partner of its own: both sides of an exchange in one. */
async function itself(stage: Stage): Promise<string> {
  await stage.server.listen({ port: 0, host: '127.0.0.1' })
  const { port } = stage.server.server.address() as { port: number }
  return partner(stage, {
    mark: ownMark(stage.app),
    address: `http://127.0.0.1:${port}`,
    keys: stage.app.keyring
      .signingKeys('interchange')
      .map(one => one.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')),
  })
}

const partner = (stage: Stage, of: { mark: string; address: string; keys: string[] }) =>
  savePartner(stage.sql, {
    id: newId(),
    name: 'Tỉnh Quảng Trị',
    carrier: 'https',
    unitId: unitNamed(stage.world, 'Phong Điền'),
    at: stage.app.clock(),
    by: null,
    ...of,
  })

const post = (stage: Stage, partnerId: string, text: string | Buffer) =>
  stage.app.run(ctx => send(ctx, { partnerId, kind: KIND, content: [Buffer.from(text)] }))

/** Both sides go on until there is nothing to do. */
async function settle({ app }: Stage) {
  for (let rounds = 0; rounds < 20; rounds++) if ((await sendDue(app)) + (await takeWaiting(app)) === 0) return
}

const statesOf = ({ sql }: Stage, table: 'outgoing' | 'incoming') =>
  sql<{ state: string }[]>`
    select state from ${sql(`interchange.${table}`)} where kind = ${KIND} order by abs(seq)`.then(rows =>
    rows.map(row => row.state),
  )

describe('between two installations', () => {
  test(
    'messages are worked on once each, in the order in which they were queued, and the sender hears what became of them',
    scene(async stage => {
      const seen = letters(stage)
      const id = await itself(stage)
      const texts = Array.from({ length: 30 }, (_, i) => `letter ${i}`)
      for (const text of texts) await post(stage, id, text)
      await settle(stage)
      expect(seen.taken).toEqual(texts)
      expect(await statesOf(stage, 'outgoing')).toEqual(texts.map(() => 'done'))
      expect(seen.ended.filter(one => one === 'done')).toHaveLength(30)
    }),
  )

  test(
    'one of several pieces arrives whole, and no piece can be read in the database',
    scene(async stage => {
      const seen = letters(stage)
      const id = await itself(stage)
      await post(stage, id, 'Nguyễn'.repeat(300_000))
      await settle(stage)
      expect(seen.taken).toEqual([`${'Nguyễn'.length * 300_000} bytes`])
      const pieces = await stage.sql<{ sealed: Buffer }[]>`select sealed from interchange.piece`
      expect(pieces.length).toBeGreaterThan(6)
      expect(pieces.some(({ sealed }) => sealed.includes('Nguyễn'))).toBe(false)
    }),
  )

  test(
    'a refused one is kept with its fault, those behind it go on, and it can be worked on again',
    scene(async stage => {
      const seen = letters(stage)
      const id = await itself(stage)
      for (const text of ['one', 'bad', 'two']) await post(stage, id, text)
      await settle(stage)
      expect(seen.taken).toEqual(['one', 'two'])
      expect(await statesOf(stage, 'incoming')).toEqual(['done', 'refused', 'done'])
      expect(seen.ended).toContain('refused core.unreadable')
      const admin = stage.as.administrator('46')
      const { rows } = await admin.interchange.messages({ query: { way: 'in', bad: 'true' } })
      expect(rows).toMatchObject([
        { state: 'refused', problem: 'core.unreadable', params: { line: 3 }, canRepeat: true },
      ])
      const { text } = await admin.interchange.inspect({ params: { exchangedId: rows[0]?.id as string } })
      expect(text).toBe('bad')
      const troubles = await stage.sql`select from work.item where kind = 'interchange.trouble' and open`
      expect(troubles.count).toBe(1)
      await admin.interchange.repeat({ params: { exchangedId: rows[0]?.id as string } })
      await settle(stage)
      expect(await statesOf(stage, 'incoming')).toEqual(['done', 'refused', 'done'])
    }),
  )

  test(
    'one that breaks is tried again, then set aside; after that it can be worked on again, and the sender hears of it',
    scene(async stage => {
      const seen = letters(stage)
      const id = await itself(stage)
      for (const text of ['broken', 'next']) await post(stage, id, text)
      let now = Date.parse('2026-11-20T02:00:00Z')
      for (let i = 0; i < 5; i++) {
        await settle(stage)
        now += 3_600_000
        stage.at(new Date(now))
      }
      await settle(stage)
      expect(seen.taken).toEqual(['next'])
      expect(await statesOf(stage, 'incoming')).toEqual(['dead', 'done'])
      const admin = stage.as.administrator('46')
      const [dead] = (await admin.interchange.messages({ query: { way: 'in', bad: 'true' } })).rows
      await admin.interchange.repeat({ params: { exchangedId: dead?.id as string } })
      for (let i = 0; i < 5; i++) {
        await settle(stage)
        now += 3_600_000
        stage.at(new Date(now))
      }
      await settle(stage)
      expect(seen.taken).toEqual(['next', 'broken'])
      expect(await statesOf(stage, 'outgoing')).toEqual(['done', 'done'])
    }),
  )

  test(
    'a partner that is down loses nothing: the queue waits longer and longer, and goes on by itself',
    scene(async stage => {
      const seen = letters(stage)
      const id = await itself(stage)
      const [{ address = '' } = {}] = await stage.sql<{ address: string }[]>`select address from interchange.partner`
      await stage.sql`update interchange.partner set address = 'http://127.0.0.1:9'`
      await post(stage, id, 'one')
      await sendDue(stage.app)
      await sendDue(stage.app)
      const admin = stage.as.administrator('46')
      const down = (await admin.interchange.partners({})).partners[0]
      expect(down).toMatchObject({ failures: 1, problem: 'interchange.unreachable', out: { waiting: 1 } })
      stage.at('2026-11-20T02:00:03Z')
      await sendDue(stage.app)
      expect((await admin.interchange.partners({})).partners[0]).toMatchObject({
        failures: 2,
        dueAt: '2026-11-20T02:00:08.000Z',
      })
      await stage.sql`update interchange.partner set address = ${address}`
      stage.at('2026-11-20T02:00:09Z')
      await settle(stage)
      expect(seen.taken).toEqual(['one'])
      expect((await admin.interchange.partners({})).partners[0]).toMatchObject({ failures: 0, problem: null })
    }),
  )

  test(
    'a partner that was not reached and speaks is tried at once',
    scene(async stage => {
      const seen = letters(stage)
      const from = await sender(stage)
      const [{ id = '' } = {}] = await stage.sql<{ id: string }[]>`
        update interchange.partner set failures = 6, due_at = '2026-11-20T08:00:00Z' returning id`
      await post(stage, id, 'one')
      expect(await sendDue(stage.app)).toBe(0)
      expect(await from.post(1, 'here again')).toBe('new')
      const [row] = await stage.sql<{ dueAt: Date }[]>`select due_at from interchange.partner`
      expect(row?.dueAt.toISOString()).toBe('2026-11-20T02:00:00.000Z')
      await greet(stage.app)
      const greetings = await stage.sql`select from interchange.outgoing where kind = 'interchange.void'`
      expect(greetings.count).toBe(1)
      expect(seen.taken).toEqual([])
    }),
  )

  test(
    'paused, nothing is sent; given up, the place goes out empty and those behind go on',
    scene(async stage => {
      const seen = letters(stage)
      const id = await itself(stage)
      const admin = stage.as.administrator('46')
      await admin.interchange.pause({ params: { partnerId: id }, body: { why: 'Bên kia bảo trì' } })
      const first = await post(stage, id, 'one')
      await post(stage, id, 'two')
      await settle(stage)
      expect(seen.taken).toEqual([])
      await admin.interchange.drop({ params: { exchangedId: first } })
      expect(await code(admin.interchange.drop({ params: { exchangedId: first } }))).toBe('interchange.not-waiting')
      await admin.interchange.pause({ params: { partnerId: id }, body: { why: null } })
      await settle(stage)
      expect(seen.taken).toEqual(['two'])
      await admin.interchange.repeat({ params: { exchangedId: first } })
      await settle(stage)
      expect(seen.taken).toEqual(['two', 'one'])
    }),
  )
})

interface Sender {
  readonly privateKey: KeyObject
  readonly mark: string
  /** Posts as it stands, or with something changed after it was signed. */
  post(
    seq: number,
    text: string,
    change?: { body?: string; id?: string; query?: Record<string, string> },
  ): Promise<string>
}

/** A partner with a key of its own, which speaks over the wire. */
async function sender(stage: Stage, isKnown = true): Promise<Sender> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
  const mark = markOfKey(key)
  if (isKnown) await partner(stage, { mark, address: 'http://127.0.0.1:9', keys: [key] })
  return {
    privateKey,
    mark,
    async post(seq, text, { body = text, id = newId(), query = {} } = {}) {
      const sha256 = createHash('sha256').update(text).digest('hex')
      const size = Buffer.byteLength(text)
      const said = ['saola-interchange-1', mark, ownMark(stage.app), id, seq, KIND, size, sha256].join('\n')
      const signature = sign(null, Buffer.from(said), privateKey).toString('base64url')
      const search = { from: mark, id, kind: KIND, sha256, signature, seq: String(seq), size: String(size), ...query }
      const reply = await stage.server.inject({
        method: 'POST',
        url: `/api/interchange/messages?${new URLSearchParams(search)}`,
        headers: { 'content-type': 'application/octet-stream' },
        payload: body,
      })
      return reply.statusCode === 200 ? (reply.json().isNew ? 'new' : 'known') : reply.json().code
    },
  }
}

describe('at the door', () => {
  const KNOWN_ID = newId()
  test.each<[string, boolean, Parameters<Sender['post']>, string]>([
    ['a stranger', false, [1, 'x'], 'interchange.unknown-partner'],
    ['a signature of something else', true, [1, 'x', { query: { seq: '7' } }], 'interchange.wrong-signature'],
    ['content that was changed on the way', true, [1, 'x', { body: 'y' }], 'interchange.wrong-digest'],
    ['content that goes on', true, [1, 'x', { body: 'xx' }], 'interchange.wrong-digest'],
    ['too much', true, [1, 'x'.repeat(3_000_001)], 'interchange.too-large'],
    ['other content under a known id', true, [2, 'other', { id: KNOWN_ID }], 'interchange.other-content'],
    ['another message in a place that is taken', true, [1, 'other'], 'interchange.other-content'],
  ])('%s is refused with a name', (_, isKnown, shot, problem) =>
    scene(async stage => {
      const seen = letters(stage)
      const from = await sender(stage, isKnown)
      if (problem === 'interchange.other-content') expect(await from.post(1, 'first', { id: KNOWN_ID })).toBe('new')
      const before = await statesOf(stage, 'incoming')
      expect(await from.post(...shot)).toBe(problem)
      await takeWaiting(stage.app)
      expect(seen.taken).toEqual(before.length ? ['first'] : [])
      const { rows } = await stage.as.administrator('46').interchange.messages({ query: { way: 'in', bad: 'true' } })
      const isKept = isKnown && shot[1] !== 'other' ? true : shot[2]?.id !== undefined
      if (isKept) expect(rows).toMatchObject([{ problem }])
    })(),
  )

  test(
    'the same one twice is one, and what is refused for its size holds nobody up',
    scene(async stage => {
      const seen = letters(stage)
      const from = await sender(stage)
      const id = newId()
      expect(await from.post(1, 'one', { id })).toBe('new')
      expect(await from.post(1, 'one', { id })).toBe('known')
      await from.post(2, 'x'.repeat(3_000_001))
      expect(await from.post(4, 'four')).toBe('new')
      await takeWaiting(stage.app)
      expect(seen.taken).toEqual(['one'])
      expect(await from.post(3, 'three')).toBe('new')
      await takeWaiting(stage.app)
      expect(seen.taken).toEqual(['one', 'three', 'four'])
    }),
  )

  test(
    'who has too much waiting here is asked to be slower',
    scene(async stage => {
      letters(stage)
      const from = await sender(stage)
      const setting = {
        unitId: COUNTRY_ID,
        from: '2026-11-20',
        document: 'Thử',
        params: { mostWaiting: 2, seconds: 7 },
      }
      await stage.app.run(ctx => setPolicy(ctx, pressure.code, setting))
      expect([await from.post(1, 'one'), await from.post(2, 'two')]).toEqual(['new', 'new'])
      expect(await from.post(3, 'three')).toBe('interchange.busy')
      await takeWaiting(stage.app)
      expect(await from.post(3, 'three')).toBe('new')
    }),
  )
})

test(
  'a card is exchanged, and nothing but a card is taken',
  scene(async stage => {
    const admin = stage.as.administrator('46')
    const unitId = stage.world.units['46'] as string
    const add = (card: string) => code(admin.interchange.addPartner({ body: { unitId, card } }))
    const { card, mark } = await admin.interchange.card({})
    expect(mark).toMatch(/^([0-9a-f]{4} ){7}[0-9a-f]{4}$/)
    expect(await add(card)).toBe('interchange.own-card')
    const key = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
    const other = { saola: 'interchange-1', name: 'Quảng Trị', address: 'https://saola.quangtri.example', keys: [key] }
    expect(await add(JSON.stringify({ ...other, keys: ['AAAA'] }))).toBe('interchange.bad-card')
    expect(await add('{')).toBe('interchange.bad-card')
    expect(await add(JSON.stringify({ ...other, address: 'ftp://x' }))).toBe('interchange.bad-address')
    expect(await add(JSON.stringify(other))).toBe('done')
    expect(await add(JSON.stringify({ ...other, name: 'Tỉnh Quảng Trị' }))).toBe('done')
    expect((await admin.interchange.partners({})).partners).toMatchObject([
      { name: 'Tỉnh Quảng Trị', address: 'https://saola.quangtri.example', mark: expect.stringMatching(/ /) },
    ])
  }),
)
