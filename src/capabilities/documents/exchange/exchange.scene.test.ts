import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { TINY_PDF } from '#base/files/testing.ts'
import { ownMark } from '#base/interchange/card.ts'
import { savePartner, send } from '#base/interchange/index.ts'
import { takeWaiting } from '#base/interchange/take.ts'
import { sendList } from '#base/lists/testing.ts'
import { newId } from '#core/ids.ts'
import { makeOffice, type TestOffice } from '../testing.ts'
import { newSeal } from './edxml/certificate.ts'
import type { DocumentMessage, Edxml, Status, StatusMessage } from './edxml/message.ts'
import { type Seal, signSkeleton } from './edxml/sign.ts'
import { skeletonOf, wholeOf } from './edxml/write.ts'

type World = Awaited<ReturnType<typeof neighbours>>

/** An office here, and an agency of another province that speaks over the wire with a key of its own. */
async function neighbours(stage: Stage) {
  const office = await makeOffice(stage, 'Phong Điền')
  const partnerId = await savePartner(stage.sql, {
    id: newId(),
    name: 'Tỉnh Quảng Trị',
    carrier: 'https',
    address: 'http://127.0.0.1:9',
    mark: ownMark(stage.app),
    keys: stage.app.keyring
      .signingKeys('interchange')
      .map(one => one.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')),
    unitId: stage.world.units['46'] as string,
    at: stage.app.clock(),
    by: null,
  })
  const seal = await newSeal('Sở Y tế tỉnh Quảng Trị', 'H50.09', stage.app.clock())
  await stage.sql`
    insert into exchange.agency (code, old_code, name, partner_id, certificates, told_at)
    values ('H50.09', '000.00.09.H50', 'Sở Y tế tỉnh Quảng Trị', ${partnerId},
      ${[seal.certificate.raw.toString('base64')]}, ${stage.app.clock()})`
  return { office, partnerId, seal }
}

const LETTER = (office: TestOffice): DocumentMessage => ({
  is: 'document',
  from: { id: 'H50.09', name: 'Sở Y tế tỉnh Quảng Trị' },
  to: [{ id: office.code, name: 'Sở Y tế' }],
  documentId: 'H50.09,2026/11/20,12/SYT-NVY',
  code: { number: '12', notation: 'SYT-NVY' },
  place: 'Đông Hà',
  date: '2026-11-20',
  kind: { type: 18, name: 'Công văn' },
  subject: 'Phối hợp truy vết tại vùng giáp ranh',
  content: '',
  signer: { name: 'Đỗ Văn Hùng', position: 'Giám đốc' },
  toPlaces: ['Như trên'],
  other: { priority: 1, pages: 2, appendixes: [] },
  responseFor: [],
  trace: [{ organId: 'H50.09', at: new Date('2026-11-20T01:00:00Z') }],
  business: { type: 'new', replaces: [] },
  attachments: [{ id: 'f1', name: '12-SYT-NVY.pdf', type: 'application/pdf' }],
})

/** Puts a message into the inbox, as the door does, and works on it. Answers the fault it was refused with, or `done`. */
async function arrive(
  stage: Stage,
  { partnerId, seal }: Pick<World, 'partnerId' | 'seal'>,
  message: Edxml | string,
  other: { seal?: Seal; bytes?: Buffer } = {},
) {
  const bytes = other.bytes ?? TINY_PDF
  const enclosed =
    typeof message !== 'string' && message.is === 'document'
      ? message.attachments.map(one => ({ ...one, bytes: async () => bytes }))
      : []
  const digests = enclosed.map(({ id }) => ({ id, sha256: createHash('sha256').update(TINY_PDF).digest() }))
  const skeleton =
    typeof message === 'string'
      ? message
      : signSkeleton(skeletonOf(message), other.seal ?? seal, stage.app.clock(), digests)
  const id = await stage.app.run(ctx =>
    send(ctx, { partnerId, kind: 'exchange.edxml', content: wholeOf(skeleton, enclosed) }),
  )
  await stage.sql`
    insert into interchange.incoming
      (id, partner_id, message_id, seq, kind, unit_id, content_id, size, sha256, state, received_at)
    select ${newId()}, partner_id, id, (select seq + 1 from interchange.inbox where partner_id = ${partnerId}), kind,
      ${stage.world.units['46'] as string}, content_id, size, sha256, 'waiting', queued_at
    from interchange.outgoing where id = ${id}`
  await stage.sql`delete from interchange.outgoing where id = ${id}`
  await takeWaiting(stage.app)
  await stage.settle()
  const [row] = await stage.sql<{ state: string; problem: string | null }[]>`
    select state, problem from interchange.incoming where message_id = ${id}`
  return row?.problem ?? row?.state
}

/** The statuses that wait to be sent, oldest first. */
async function statuses({ sql }: Stage): Promise<string[]> {
  const rows = await sql<{ status: string; note: string }[]>`
    select s.status, s.note from exchange.step s join interchange.outgoing o on o.id = s.message_id
    where s.way = 'out' and s.what = 'status' order by o.seq`
  return rows.map(row => (row.note ? `${row.status} ${row.note}` : row.status))
}

const arrived = ({ sql }: Stage) => sql<
  { id: string; state: string; subject: string; notation: string; urgency: string }[]
>`
  select id, state, subject, notation, urgency from documents.document where direction = 'incoming' and via = 'exchange' order by notation`

describe('a document of another system', () => {
  test(
    'waits to be registered with its file, its author is told of each step, and it comes once',
    scene(async stage => {
      const world = await neighbours(stage)
      expect(await arrive(stage, world, LETTER(world.office))).toBe('done')
      const [document] = await arrived(stage)
      expect(document).toMatchObject({
        state: 'arrived',
        subject: 'Phối hợp truy vết tại vùng giáp ranh',
        notation: '12/SYT-NVY',
        urgency: 'urgent',
      })
      expect(await statuses(stage)).toEqual(['01'])
      expect(await arrive(stage, world, LETTER(world.office))).toBe('done')
      expect(await arrived(stage)).toHaveLength(1)
      const files =
        await stage.sql`select from files.file where subject_kind = 'document' and subject_id = ${document?.id as string}`
      expect(files.count).toBe(1)
      const { steps } = await world.office.clerk.exchange.document({ params: { documentId: document?.id as string } })
      expect(steps[0]).toMatchObject({
        way: 'in',
        what: 'new',
        agency: { code: 'H50.09' },
        trace: [{ organId: 'H50.09' }, { organId: world.office.code }],
        isWeak: false,
      })
      const { rows } = await world.office.clerk.exchange.list({ query: {} })
      expect(rows[0]).toMatchObject({ way: 'in', notation: '12/SYT-NVY', agency: { name: 'Sở Y tế tỉnh Quảng Trị' } })
    }),
  )

  test(
    'is given back when its author asks and the clerk agrees',
    scene(async stage => {
      const world = await neighbours(stage)
      await arrive(stage, world, LETTER(world.office))
      const recall: DocumentMessage = {
        ...LETTER(world.office),
        business: { type: 'recall', reason: 'Gửi nhầm nơi nhận', replaces: [] },
        attachments: [],
      }
      expect(await arrive(stage, world, recall)).toBe('done')
      const [document] = await arrived(stage)
      const params = { documentId: document?.id as string }
      await world.office.clerk.documents.answerChange({ params, body: { agrees: true } })
      expect((await arrived(stage))[0]?.state).toBe('withdrawn')
      expect(await statuses(stage)).toEqual(['01', '15', '13'])
    }),
  )

  test(
    'is replaced by another that comes with the request; refused, the reason goes back',
    scene(async stage => {
      const world = await neighbours(stage)
      await arrive(stage, world, LETTER(world.office))
      const other: DocumentMessage = {
        ...LETTER(world.office),
        documentId: 'H50.09,2026/11/20,13/SYT-NVY',
        code: { number: '13', notation: 'SYT-NVY' },
        business: {
          type: 'replace',
          reason: 'Sai số liệu',
          replaces: [{ documentId: LETTER(world.office).documentId, organIds: [world.office.code] }],
        },
      }
      expect(await arrive(stage, world, other)).toBe('done')
      expect(await arrived(stage)).toHaveLength(2)
      const [document] = await arrived(stage)
      const params = { documentId: document?.id as string }
      await world.office.clerk.documents.answerChange({ params, body: { agrees: false, note: 'Đã giải quyết xong' } })
      expect(await statuses(stage)).toEqual(['01', '01', '16 Đã giải quyết xong'])
    }),
  )
})

describe('what is refused has a name, is kept, and its author is told', () => {
  const STATUS = (documentId: string, status: Status): StatusMessage => ({
    is: 'status',
    responseFor: { organId: 'H46.1', code: '1/SYT', date: '2026-11-20', documentId },
    from: { id: 'H50.09', name: 'Sở Y tế tỉnh Quảng Trị' },
    status,
    description: '',
    at: new Date('2026-11-20T02:00:00Z'),
    trace: [{ organId: 'H50.09', at: new Date('2026-11-20T02:00:00Z') }],
  })
  type Change = (letter: DocumentMessage) => Edxml | string
  test.each<[string, Change, string, string[]]>([
    ['text before the declaration', letter => ` ${skeletonOf(letter)}`, 'exchange.text-before', []],
    ['no signature', letter => skeletonOf({ ...letter, attachments: [] }), 'exchange.unsigned', ['02']],
    ['an agency nobody told of', l => ({ ...l, from: { id: 'H51.09', name: 'Ai đó' } }), 'exchange.unknown-agency', []],
    ['somebody else’s id', l => ({ ...l, documentId: 'H51,2026/11/20,12/X' }), 'exchange.foreign-id', ['02']],
    ['an addressee that is not here', l => ({ ...l, to: [{ id: 'G99', name: 'Bộ' }] }), 'exchange.not-for-us', []],
    ['a kind that there is not', l => ({ ...l, kind: { type: 77, name: '?' } }), 'exchange.unknown-type', ['02']],
    ['a status of what was never sent', () => STATUS('H46.1,2026/11/20,1/SYT', '03'), 'exchange.unknown-document', []],
    [
      'a recall of what never came',
      l => ({ ...l, business: { type: 'recall', replaces: [] }, attachments: [] }),
      'exchange.unknown-document',
      ['02'],
    ],
  ])('%s', (_, change, problem, told) =>
    scene(async stage => {
      const world = await neighbours(stage)
      expect(await arrive(stage, world, change(LETTER(world.office)))).toBe(problem)
      expect(await arrived(stage)).toEqual([])
      const sent = await stage.sql`select from interchange.outgoing where kind = 'exchange.edxml'`
      expect(sent.count).toBe(told.length)
      const { rows } = await stage.as.administrator('46').interchange.messages({ query: { way: 'in', bad: 'true' } })
      expect(rows).toMatchObject([{ problem }])
      const { text } = await stage.as
        .administrator('46')
        .interchange.inspect({ params: { exchangedId: rows[0]?.id as string } })
      expect(text).toContain('QCVN_102_2016')
    })(),
  )

  test(
    'another’s signature, other bytes than were signed, other content under a known id',
    scene(async stage => {
      const world = await neighbours(stage)
      const letter = LETTER(world.office)
      const stranger = await newSeal('Ai đó', 'H50.09', stage.app.clock())
      expect(await arrive(stage, world, letter, { seal: stranger })).toBe('exchange.wrong-signature')
      expect(await arrive(stage, world, letter, { bytes: Buffer.from('%PDF-1.4 other') })).toBe('exchange.wrong-digest')
      expect(await arrived(stage)).toEqual([])
      expect(await arrive(stage, world, letter)).toBe('done')
      expect(await arrive(stage, world, { ...letter, subject: 'Khác' })).toBe('exchange.other-content')
      expect(await arrived(stage)).toMatchObject([{ subject: letter.subject }])
    }),
  )
})

describe('codes of organisations', () => {
  test(
    'are given and put right with their day, those without one first; none is taken twice, and nobody else gives them',
    scene(async stage => {
      const { office } = await neighbours(stage)
      const other = await makeOffice(stage, 'Phong Điền', 'committee')
      await stage.sql`delete from units.exchange_code where organisation_id = ${other.id}`
      const admin = stage.as.administrator('46')
      const missing = await admin.exchange.codes({ query: {} })
      expect(missing.rows[0]).toMatchObject({ id: other.id, code: null, isOffice: true })
      const set = (id: string, code: string, since = '2026-11-01') =>
        admin.exchange.setCode({ params: { organisationId: id }, body: { code, since } }).then(
          () => 'done',
          (e: { code: string }) => e.code,
        )
      expect(await set(other.id, 'H57.33')).toBe('done')
      expect(await set(other.id, '000.00.33.H57', '2020-05-01')).toBe('done')
      expect(await set(other.id, 'H57.34', '2026-11-02')).toBe('done')
      expect(await set(other.id, office.code)).toBe('units.exchange-code-taken')
      expect(await set(other.id, 'H50.09')).toBe('exchange.code-of-others')
      expect(await set(other.id, '000.00.09.H50')).toBe('exchange.code-of-others')
      expect(await set(other.id, 'h57-1')).toBe('units.bad-exchange-code')
      expect(await set(other.id, 'H57.35', '2026-11-21')).toBe('exchange.code-in-future')
      const { rows } = await admin.exchange.codes({ query: { q: 'h57.34', state: 'given' } })
      expect(rows).toMatchObject([
        {
          code: { code: 'H57.34', since: '2026-11-02' },
          oldCode: { code: '000.00.33.H57', since: '2020-05-01' },
          former: [
            {
              code: 'H57.33',
              since: '2026-11-01',
              endedAt: '2026-11-20T02:00:00.000Z',
              by: expect.stringMatching(/\S/),
            },
          ],
        },
      ])
      const refused = { code: expect.stringMatching(/^core\.refused/) }
      await expect(stage.as.administrator('45').exchange.codes({ query: {} })).resolves.toMatchObject({ rows: [] })
      const foreign = { params: { organisationId: other.id }, body: { code: 'H57.36', since: '2026-11-01' } }
      await expect(stage.as.administrator('45').exchange.setCode(foreign)).rejects.toMatchObject(refused)
      await expect(office.leader.exchange.codes({ query: {} })).rejects.toMatchObject(refused)
    }),
  )

  test(
    'come from a file by the names of organisations; each bad line says why',
    scene(async stage => {
      await neighbours(stage)
      const other = await makeOffice(stage, 'Phong Điền', 'committee')
      await stage.sql`delete from units.exchange_code where organisation_id = ${other.id}`
      const rowsOf = [
        'Tên cơ quan,Mã định danh,Ngày quyết định',
        'ủy ban nhân dân phong điền,h57.33,01/11/2026',
        'Sở Y tế Phong Điền,H57.33,',
        'Sở Không Có,H57.40,',
        'Sở Y tế Phong Điền,H50.09,',
      ]
      const admin = stage.as.administrator('46')
      const { list, faults } = await sendList(admin, rowsOf.join('\n'), { kind: 'exchange.codes' })
      expect(list).toMatchObject({ added: 1, refused: 3 })
      expect(faults.map(one => [one.line, one.reason])).toEqual([
        [3, 'units.exchange-code-taken'],
        [4, 'exchange.codes.unknown'],
        [5, 'exchange.code-of-others'],
      ])
      const { rows } = await admin.exchange.codes({ query: { q: 'H57.33' } })
      expect(rows).toMatchObject([{ id: other.id, code: { code: 'H57.33', since: '2026-11-01' } }])
    }),
  )
})
