import { describe, expect, test } from 'vitest'
import type { Acting } from '#apps/testing/cast.ts'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { printPapers } from '#base/attestation/paper.ts'
import { DAY_MS } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { nameOf, pem } from './certificates.ts'
import { keyOfRequest } from './enrol.ts'
import { askSignatures, cancelSignatures, requestsAbout, type SignRequest, signedPapers, verifyPdf } from './index.ts'
import { certify, newLocalCa } from './local-ca.ts'
import { certificateById } from './queries.ts'
import { warnOfEnds } from './renewals.ts'
import { enrolForTest, organisationOf, paperOf, signTurns, TEST_PIN } from './testing.ts'

const COMMUNE = 'Xã Phong Bình'
const ABOUT = at.of('scene', 'a-decision')

/** A chair, a clerk to whom the commune's seal is entrusted, and somebody else of the same commune. */
async function office(stage: Stage) {
  const unitId = unitNamed(stage.world, COMMUNE)
  const chair = stage.as.role('commune-chair', { areaId: unitId })
  const clerk = stage.as.healthOfficer(COMMUNE)
  const other = stage.as.tracer(COMMUNE)
  const [chairId, clerkId] = [(await chair.player()).accountId, (await clerk.player()).accountId]
  const organisationId = await stage.app.run(ctx => organisationOf(ctx, unitId))
  await stage.app.run(ctx => enrolForTest(ctx, { accountId: chairId }))
  await stage.app.run(ctx => enrolForTest(ctx, { organisationId, clerks: [clerkId] }))
  const ask = async (wish: Partial<SignRequest> = {}) => {
    const papers = wish.papers ?? [{ name: 'quyet-dinh.pdf', bytes: await paperOf('Quyết định') }]
    const signers = [
      { by: 'account', accountId: chairId, title: 'Chủ tịch' } as const,
      { by: 'seal', organisationId } as const,
    ]
    const requestId = await stage.app.run(ctx =>
      askSignatures(ctx, { about: ABOUT, unitId, title: '05/QĐ-UBND', order: 'in-order', signers, ...wish, papers }),
    )
    await stage.settle()
    return requestId
  }
  const about = () => stage.app.run(ctx => requestsAbout(ctx, ABOUT))
  return { unitId, chair, clerk, other, chairId, clerkId, organisationId, ask, about }
}

const turnsOf = async (as: Acting) => (await as.signatures.turns({ query: {} })).turns
const inboxOf = async (as: Acting) =>
  (await as.work.inbox({ query: { kind: 'signatures.turn' } })).rows.map(row => row.params.title)
const endedOf = ({ sql }: Stage) => sql<{ outcome: string }[]>`
  select payload->>'outcome' as outcome from core.event where name = 'signatures.ended'`

describe('papers that wait to be signed', () => {
  test(
    'one signs after the other, and who asked is told when all have',
    scene(async stage => {
      const { chair, clerk, ask, about } = await office(stage)
      const requestId = await ask()
      expect(await inboxOf(chair)).toEqual(['05/QĐ-UBND'])
      expect(await turnsOf(clerk)).toEqual([])
      expect(await signTurns(chair, stage.sql, ABOUT)).toEqual([])
      expect(await turnsOf(chair)).toEqual([])
      expect(await turnsOf(clerk)).toMatchObject([{ title: '05/QĐ-UBND', sealOf: 'Ủy ban nhân dân xã Phong Bình' }])
      expect(await signTurns(clerk, stage.sql, ABOUT)).toEqual([])
      expect(await about()).toMatchObject([{ state: 'signed', signers: [{ state: 'signed' }, { state: 'signed' }] }])
      expect(await endedOf(stage)).toEqual([{ outcome: 'signed' }])
      const { turns: last } = await chair.signatures.turns({ query: { signed: 'true' } })
      expect(last).toMatchObject([{ title: '05/QĐ-UBND', sealOf: null }])
      const [paper] = await stage.app.run(ctx => signedPapers(ctx, requestId))
      const verdict = await stage.app.run(ctx => verifyPdf(ctx, paper?.bytes as Buffer))
      expect(verdict.verdict).toBe('valid')
      expect(verdict.signatures.map(one => [one.signer?.name, one.format])).toEqual([
        [expect.stringMatching(/^Cán bộ/), 'PAdES B-LTA'],
        ['Ủy ban nhân dân xã Phong Bình', 'PAdES B-LTA'],
        ['Dấu thời gian của bản trình diễn', 'PAdES B-LTA'],
      ])
    }),
  )

  test(
    'all may sign at once where no order is wanted',
    scene(async stage => {
      const { chair, clerk, ask, about } = await office(stage)
      await ask({ order: 'parallel' })
      expect([(await turnsOf(chair)).length, (await turnsOf(clerk)).length]).toEqual([1, 1])
      await signTurns(clerk, stage.sql, ABOUT)
      await signTurns(chair, stage.sql, ABOUT)
      expect(await about()).toMatchObject([{ state: 'signed' }])
    }),
  )

  test(
    'many are signed with one PIN, and what was signed already keeps none of the others',
    scene(async stage => {
      const { chair, ask, chairId } = await office(stage)
      const signers = [{ by: 'account', accountId: chairId }] as const
      for (const title of ['01/GM', '02/GM', '03/GM']) await ask({ title, signers, order: 'parallel' })
      const turns = await turnsOf(chair)
      const certificateId = turns[0]?.certificateId as string
      const turnIds = turns.map(turn => turn.id)
      await chair.signatures.sign({ body: { certificateId, pin: TEST_PIN, turnIds: turnIds.slice(0, 1) } })
      const { results } = await chair.signatures.sign({ body: { certificateId, pin: TEST_PIN, turnIds } })
      expect(results.map(result => result.problem?.code ?? null)).toEqual(['signatures.not-open', null, null])
      const audited = await stage.sql`select from core.audit where endpoint = 'signatures.sign'`
      expect(audited).toHaveLength(3)
    }),
  )

  test(
    'who refuses says why, and nobody else is asked any more',
    scene(async stage => {
      const { chair, clerk, ask, about } = await office(stage)
      await ask({ order: 'parallel' })
      const turnIds = (await turnsOf(chair)).map(turn => turn.id)
      await chair.signatures.refuse({ body: { turnIds, why: 'Sai căn cứ' } })
      expect(await turnsOf(clerk)).toEqual([])
      expect(await inboxOf(clerk)).toEqual([])
      expect(await about()).toMatchObject([
        { state: 'refused', signers: [{ state: 'refused', why: 'Sai căn cứ' }, { state: 'closed' }] },
      ])
      expect(await endedOf(stage)).toEqual([{ outcome: 'refused' }])
    }),
  )

  test(
    'who asked takes it back',
    scene(async stage => {
      const { chair, ask, about } = await office(stage)
      await ask()
      const [turn] = await turnsOf(chair)
      await stage.app.run(ctx => cancelSignatures(ctx, ABOUT))
      expect(await inboxOf(chair)).toEqual([])
      const body = { certificateId: turn?.certificateId as string, pin: TEST_PIN, turnIds: [turn?.id as string] }
      const { results } = await chair.signatures.sign({ body })
      expect(results[0]?.problem?.code).toBe('signatures.not-open')
      expect(await about()).toMatchObject([{ state: 'cancelled' }])
    }),
  )

  test(
    'what cannot be signed is not asked for',
    scene(async stage => {
      const { ask, other } = await office(stage)
      const { accountId } = await other.player()
      await expect(ask({ signers: [{ by: 'account', accountId }] })).rejects.toMatchObject({
        code: 'signatures.no-certificate',
      })
      await expect(ask({ signers: [] })).rejects.toMatchObject({ code: 'signatures.no-signers' })
      await expect(ask({ papers: [{ name: 'a', bytes: Buffer.from('x') }] })).rejects.toMatchObject({
        code: 'signatures.not-a-pdf',
      })
      expect(await stage.sql`select from signatures.request`).toHaveLength(0)
    }),
  )
})

describe('whose signature it is', () => {
  test(
    'nobody signs, reads or refuses what is another’s, though they work in the same office',
    scene(async stage => {
      const { chair, other, ask } = await office(stage)
      await ask()
      const [turn] = await turnsOf(chair)
      const [id, certificateId, paperId] = [
        turn?.id as string,
        turn?.certificateId as string,
        turn?.papers[0]?.id as string,
      ]
      const notFound = { status: 404 }
      await expect(other.signatures.paper({ params: { signPaperId: paperId } })).rejects.toMatchObject(notFound)
      await expect(other.signatures.refuse({ body: { turnIds: [id], why: 'x' } })).rejects.toMatchObject(notFound)
      const body = { certificateId, pin: TEST_PIN, turnIds: [id] }
      await expect(other.signatures.sign({ body })).rejects.toMatchObject(notFound)
      await expect(other.signatures.certificateRequest({ params: { certificateId } })).rejects.toMatchObject(notFound)
      const { accountId } = await other.player()
      const own = await stage.app.run(ctx => enrolForTest(ctx, { accountId }))
      const { results } = await other.signatures.sign({ body: { ...body, certificateId: own } })
      expect(results[0]?.problem?.code).toBe('signatures.not-this-certificate')
    }),
  )

  test(
    'a wrong PIN signs nothing, and whoever guesses waits',
    scene(async stage => {
      const { chair, ask, about } = await office(stage)
      await ask()
      const [turn] = await turnsOf(chair)
      const body = { certificateId: turn?.certificateId as string, pin: '000000', turnIds: [turn?.id as string] }
      for (let guess = 0; guess < 5; guess++)
        await expect(chair.signatures.sign({ body })).rejects.toMatchObject({ code: 'signatures.wrong-pin' })
      await expect(chair.signatures.sign({ body: { ...body, pin: TEST_PIN } })).rejects.toMatchObject({ status: 429 })
      expect(await about()).toMatchObject([{ state: 'open' }])
    }),
  )

  test(
    'a seal is of those to whom it is entrusted, and of them only so long',
    scene(async stage => {
      const { chair, clerk, other, organisationId, ask } = await office(stage)
      await ask({ signers: [{ by: 'seal', organisationId }] })
      expect(await turnsOf(chair)).toEqual([])
      expect(await turnsOf(clerk)).toHaveLength(1)
      const administrator = stage.as.administrator('Thừa Thiên Huế')
      const [login] = await stage.sql<
        { login: string }[]
      >`select login from identity.account where id = ${(await other.player()).accountId}`
      await administrator.signatures.entrust({
        params: { sealId: organisationId },
        body: { logins: [login?.login as string] },
      })
      expect(await turnsOf(clerk)).toEqual([])
      expect(await turnsOf(other)).toHaveLength(1)
      expect(await signTurns(other, stage.sql, ABOUT)).toEqual([])
      const unknown = administrator.signatures.entrust({
        params: { sealId: organisationId },
        body: { logins: ['khong.co'] },
      })
      await expect(unknown).rejects.toMatchObject({ code: 'signatures.no-such-officer' })
      const far = stage.as.administrator('Tỉnh Quảng Trị')
      await expect(
        far.signatures.entrust({ params: { sealId: organisationId }, body: { logins: [] } }),
      ).rejects.toMatchObject({
        status: 403,
      })
    }),
  )
})

describe('certificates', () => {
  test(
    'one that was revoked or has ended signs no more, and what it signed before holds',
    scene(async stage => {
      const { chair, chairId, ask } = await office(stage)
      const signers = [{ by: 'account', accountId: chairId }] as const
      const before = await ask({ signers })
      await signTurns(chair, stage.sql, ABOUT)
      await ask({ signers })
      const [turn] = await turnsOf(chair)
      const certificateId = turn?.certificateId as string
      const body = { certificateId, pin: TEST_PIN, turnIds: [turn?.id as string] }
      await stage.sql`update signatures.certificate set valid_to = '2026-11-19' where id = ${certificateId}`
      await expect(chair.signatures.sign({ body })).rejects.toMatchObject({ code: 'signatures.certificate-expired' })
      await stage.sql`update signatures.certificate set valid_to = '2028-11-19' where id = ${certificateId}`
      stage.at('2026-11-20T08:00:00Z')
      await chair.signatures.revoke({ params: { certificateId }, body: { why: 'Mất máy' } })
      await expect(chair.signatures.sign({ body })).rejects.toMatchObject({ code: 'signatures.certificate-revoked' })
      const [paper] = await stage.app.run(ctx => signedPapers(ctx, before))
      const verdict = await stage.app.run(ctx => verifyPdf(ctx, paper?.bytes as Buffer))
      expect(verdict.signatures[0]).toMatchObject({ verdict: 'valid', findings: ['revoked-later'] })
    }),
  )

  test(
    'of an authority outside: the request goes out, and only the certificate for its key comes in, from who is trusted',
    scene(async stage => {
      const clerk = stage.as.healthOfficer(COMMUNE)
      const { certificateId } = await clerk.signatures.enrol({
        body: { organisationId: null, provider: 'file', algorithm: 'rsa', pin: TEST_PIN },
      })
      const request = await clerk.signatures.certificateRequest({ params: { certificateId } })
      expect(Buffer.from(await request.arrayBuffer()).toString()).toContain('BEGIN CERTIFICATE REQUEST')
      const now = stage.app.clock()
      const [ca, stranger] = [newLocalCa(now), newLocalCa(now)]
      const row = await stage.app.run(ctx => certificateById(ctx.sql, certificateId))
      const key = keyOfRequest(row?.request as Buffer)
      const issue = (by: typeof ca, publicKey = key) => {
        const leaf = certify(by, now, { subject: nameOf({ commonName: 'Nguyễn Văn Thư' }), publicKey })
        return new File(
          [pem('CERTIFICATE', leaf.raw), pem('CERTIFICATE', by.issuing.certificate.raw)],
          'c.pem',
        ) as never
      }
      const install = (body: never) => clerk.signatures.install({ params: { certificateId }, body })
      await expect(install(issue(ca))).rejects.toMatchObject({ code: 'signatures.unknown-authority' })
      const root = new File([pem('CERTIFICATE', ca.root.certificate.raw)], 'root.pem') as never
      const between = new File([pem('CERTIFICATE', ca.issuing.certificate.raw)], 'x.pem') as never
      const administrator = stage.as.administrator()
      await expect(administrator.signatures.addRoots({ body: between })).rejects.toMatchObject({
        code: 'signatures.not-a-root',
      })
      await administrator.signatures.addRoots({ body: root })
      await expect(install(issue(stranger))).rejects.toMatchObject({ code: 'signatures.unknown-authority' })
      await expect(install(issue(ca, ca.root.certificate.publicKey))).rejects.toMatchObject({
        code: 'signatures.other-key',
      })
      await expect(install(new File(['x'], 'x') as never)).rejects.toMatchObject({
        code: 'signatures.not-a-certificate',
      })
      await install(issue(ca))
      const { certificates } = await clerk.signatures.mine({})
      expect(certificates).toMatchObject([{ state: 'active', issuer: 'Chứng thực chuyên dùng của bản trình diễn' }])
      await expect(install(issue(ca))).rejects.toMatchObject({ code: 'signatures.not-requested' })
    }),
  )

  test(
    'that ends soon is in the inbox of whose it is, until there is another',
    scene(async stage => {
      const { chair, chairId } = await office(stage)
      const soon = new Date(stage.app.clock().getTime() + 20 * DAY_MS)
      await stage.sql`update signatures.certificate set valid_to = ${soon} where account_id = ${chairId}`
      await stage.app.run(warnOfEnds)
      await stage.app.run(warnOfEnds)
      const inbox = async () => (await chair.work.inbox({ query: { kind: 'signatures.renewal', holder: 'me' } })).rows
      expect(await inbox()).toHaveLength(1)
      await stage.app.run(ctx => enrolForTest(ctx, { accountId: chairId }))
      expect(await inbox()).toEqual([])
    }),
  )

  test(
    'the picture of a signature keeps its ink and loses its paper',
    scene(async stage => {
      const { chair } = await office(stage)
      const { default: sharp } = await import('sharp')
      const photo = await sharp({ create: { width: 400, height: 200, channels: 3, background: '#fff' } })
        .composite([
          {
            input: await sharp({ create: { width: 80, height: 40, channels: 3, background: '#1030a0' } })
              .png()
              .toBuffer(),
            left: 160,
            top: 80,
          },
        ])
        .jpeg()
        .toBuffer()
      const { certificates } = await chair.signatures.mine({})
      const params = { certificateId: certificates[0]?.id as string }
      await chair.signatures.setPicture({
        params,
        query: {},
        body: new File([new Uint8Array(photo)], 'ky.jpg') as never,
      })
      const picture = await chair.signatures.picture({ params })
      const { width, height, hasAlpha } = await sharp(Buffer.from(await picture.arrayBuffer())).metadata()
      expect([hasAlpha, (width as number) < 120, (height as number) < 80]).toEqual([true, true, true])
      const broken = chair.signatures.setPicture({ params, query: {}, body: new File(['x'], 'x.png') as never })
      await expect(broken).rejects.toMatchObject({ code: 'signatures.broken-picture' })
    }),
  )
})

/** What somebody's browser sends from the public page. */
async function sent(stage: Stage, content: Uint8Array | string | undefined, address = '127.0.0.1') {
  const form = new FormData()
  form.set(
    'file',
    content === undefined
      ? new File([], '')
      : new File([content as BlobPart], 'Giấy mời.pdf', { type: 'application/pdf' }),
  )
  const request = new Request('http://localhost/', { method: 'POST', body: form })
  return stage.server.inject({
    method: 'POST',
    url: '/site/xac-thuc-van-ban',
    headers: { 'content-type': request.headers.get('content-type') as string, 'sec-fetch-site': 'same-origin' },
    payload: Buffer.from(await request.arrayBuffer()),
    remoteAddress: address,
  })
}

describe('the public page', () => {
  test(
    'says to anybody who signed, without script and without keeping anything',
    scene(async stage => {
      const { chair, clerk, ask } = await office(stage)
      const requestId = await ask()
      await signTurns(chair, stage.sql, ABOUT)
      await signTurns(clerk, stage.sql, ABOUT)
      const [paper] = await stage.app.run(ctx => signedPapers(ctx, requestId))
      const bytes = paper?.bytes as Buffer
      const before = await stage.sql`select count(*) from core.audit`
      const page = await sent(stage, bytes)
      expect(page.statusCode).toBe(200)
      expect(page.headers['cache-control']).toBe('no-store')
      expect(page.body).toContain('Chữ ký hợp lệ')
      expect(page.body).toContain('Ủy ban nhân dân xã Phong Bình')
      expect(page.body).toContain('2026-11-20T09:00:00+07:00')
      expect(page.body).toContain('Giấy mời.pdf')
      expect(page.body).not.toContain('<script')
      expect(await stage.sql`select count(*) from core.audit`).toEqual(before)
      const altered = Buffer.from(bytes)
      altered.writeUInt8(altered.readUInt8(60) ^ 1, 60)
      const bad = await sent(stage, altered)
      expect(bad.body).toMatch(/Không hợp lệ|Không đọc được/)
    }),
  )

  test(
    'names what it cannot check, as a page',
    scene(async stage => {
      const picture = await sent(stage, 'GIF89a')
      expect([picture.statusCode, picture.body.includes('không phải là PDF')]).toEqual([422, true])
      expect((await sent(stage, undefined)).statusCode).toBe(400)
      const huge = await sent(stage, Buffer.alloc(70 * 1024 * 1024))
      expect([huge.statusCode, huge.headers['content-type']]).toEqual([413, 'text/html; charset=utf-8'])
      const foreign = await stage.server.inject({
        method: 'POST',
        url: '/site/xac-thuc-van-ban',
        headers: { 'sec-fetch-site': 'cross-site' },
        payload: 'x',
      })
      expect(foreign.statusCode).toBe(403)
    }),
  )

  test(
    'stops machines',
    scene(async stage => {
      let last = 0
      for (let n = 0; n <= 300 && last !== 429; n++) last = (await sent(stage, 'x', '203.0.113.9')).statusCode
      expect(last).toBe(429)
      expect((await sent(stage, 'x', '198.51.100.7')).statusCode).toBe(422)
    }),
  )
})

test(
  'a paper of ours says where the signature goes, and the seal lies over its left third',
  scene(async stage => {
    const { chair, clerk, ask } = await office(stage)
    const { default: sharp } = await import('sharp')
    const ink = async (width: number, height: number) =>
      new File(
        [
          new Uint8Array(
            await sharp({ create: { width, height, channels: 4, background: '#1030a0' } })
              .png()
              .toBuffer(),
          ),
        ],
        'x.png',
      ) as never
    for (const [as, width, height] of [
      [chair, 400, 160],
      [clerk, 300, 300],
    ] as const) {
      const { certificates } = await as.signatures.mine({})
      const params = { certificateId: certificates.find(one => one.state === 'active')?.id as string }
      await as.signatures.setPicture({ params, query: {}, body: await ink(width, height) })
    }
    const bytes = await printPapers(
      [
        {
          agency: ['UBND xã Phong Bình'],
          number: '05/QĐ-UBND',
          place: 'Phong Bình',
          signedAt: stage.app.clock(),
          title: 'Quyết định',
          subject: 'Về việc thử',
          body: [],
          signer: { title: 'Chủ tịch', name: 'Nguyễn Hữu Thành' },
          to: [],
          hint: '',
        },
      ],
      { title: 'x', now: stage.app.clock() },
    )
    const requestId = await ask({ papers: [{ name: 'a.pdf', bytes }] })
    await signTurns(chair, stage.sql, ABOUT)
    await signTurns(clerk, stage.sql, ABOUT)
    const [paper] = await stage.app.run(ctx => signedPapers(ctx, requestId))
    const text = Buffer.from(paper?.bytes ?? []).toString('latin1')
    const rects = [...text.matchAll(/\/Rect \[([\d. ]+)\]/g)].map(found => (found[1] as string).split(' ').map(Number))
    const [hand, seal] = rects.filter(rect => rect[2] !== 0) as [number[], number[]]
    // A signature of 45 mm at most, right of the middle; a seal of 36 mm.
    expect((hand[2] as number) - (hand[0] as number)).toBeLessThanOrEqual(128)
    expect(hand[0]).toBeGreaterThan(595 / 2)
    expect((seal[2] as number) - (seal[0] as number)).toBeCloseTo(102.05, 1)
    const third = (hand[0] as number) + ((hand[2] as number) - (hand[0] as number)) / 3
    expect(seal[2]).toBeCloseTo(third, 1)
    expect(((seal[1] as number) + (seal[3] as number)) / 2).toBeCloseTo(
      ((hand[1] as number) + (hand[3] as number)) / 2,
      1,
    )
  }),
)
