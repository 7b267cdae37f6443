import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import type { Acting } from '#apps/testing/cast.ts'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { printPaper } from '#base/attestation/paper.ts'
import { setPolicy } from '#base/policies/index.ts'
import { verifyPdf } from '#base/signatures/index.ts'
import { PdfFile } from '#base/signatures/pdf/file.ts'
import { pagesOf } from '#base/signatures/pdf/pages.ts'
import { enrolForTest, hasProgram, laidOut, signTurns, TEST_PIN } from '#base/signatures/testing.ts'
import { at } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { receiveDocument } from './outside.ts'
import { signing } from './policies.ts'
import { accountOf, CONTENT, makeOffice, PAPER, type TestOffice } from './testing.ts'

const problem = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    error => error.code,
  )
const inboxOf = async (acting: Acting) =>
  (await acting.work.inbox({ query: {} })).rows.flatMap(row => (row.mine ? row.kind : []))
const bytesOf = async (reply: unknown) => Buffer.from(await (reply as Blob).arrayBuffer())

/** An office whose leaders have certificates and whose clerk keeps the seal. */
async function signingOffice(stage: Stage, unit = 'Phong Điền', kind = 'health-department') {
  const office = await makeOffice(stage, unit, kind)
  for (const one of [office.leader, office.deputy]) await certified(stage, one)
  const clerks = [await accountOf(office.clerk)]
  await stage.app.run(ctx => enrolForTest(ctx, { organisationId: office.id, clerks }))
  return office
}

async function certified(stage: Stage, acting: Acting): Promise<void> {
  const accountId = await accountOf(acting)
  await stage.app.run(ctx => enrolForTest(ctx, { accountId }))
}

interface Drafted {
  readonly signers?: readonly (readonly [Acting, number])[]
  readonly to?: Acting
  readonly recipients?: readonly { readonly name: string; readonly organisationId: string }[]
  readonly kind?: 'letter' | 'report'
}

/** A draft of the specialist, written and submitted. */
async function submitted(office: TestOffice, { signers, to, recipients = [], kind = 'report' }: Drafted = {}) {
  const { specialist, leader } = office
  const { documentId } = await specialist.documents.begin({
    body: { organisationId: office.id, kind, subject: 'Kết quả phòng chống dịch tháng 11' },
  })
  const params = { documentId }
  const who = signers ?? [[leader, 1] as const]
  const named = await Promise.all(
    who.map(async ([acting, n]) => ({ accountId: await accountOf(acting), title: 'Giám đốc', n })),
  )
  const content = { version: 1, kind, urgency: 'normal' as const, subject: 'Kết quả tháng 11', content: CONTENT }
  await specialist.documents.write({ params, body: { ...content, recipients: [...recipients], signers: named } })
  const approver = to ? { to: await accountOf(to) } : {}
  await specialist.documents.step({ params, body: { step: 'submit', ...approver } })
  return params
}

const signs = (stage: Stage, acting: Acting, { documentId }: { documentId: string }) =>
  signTurns(acting, stage.sql, at.of('document', documentId))

const issue = (office: TestOffice, params: { documentId: string }) =>
  office.clerk.documents.issue({ params, body: { pin: TEST_PIN } })

const stateOf = async (acting: Acting, params: { documentId: string }) =>
  (await acting.documents.document({ params })).state

const verdictOf = async (acting: Acting, params: { documentId: string }) =>
  (await acting.documents.verdicts({ params })).files[0]?.verdict

describe('a document whose signers and seal have certificates', () => {
  test(
    'is signed on the paper, gets number and seal after that, and every signature stays valid',
    scene(async stage => {
      const office = await signingOffice(stage)
      const { leader, clerk, specialist } = office
      const params = await submitted(office)
      // One item, and the one page of all that is to be signed.
      expect(await inboxOf(leader)).toEqual(['signatures.turn'])
      expect(await problem(leader.documents.sign({ params }))).toBe('documents.by-certificate')
      expect(await problem(issue(office, params))).toBe('documents.not-now')
      const unsigned = await bytesOf(await leader.documents.paper({ params }))
      expect(await signs(stage, leader, params)).toEqual([])
      expect(await specialist.documents.document({ params })).toMatchObject({
        state: 'numbering',
        signing: { by: 'certificate', signers: [{ title: 'Giám đốc', signedAt: '2026-11-20T02:00:00.000Z' }] },
      })
      const signed = await bytesOf(await leader.documents.paper({ params }))
      expect(signed.subarray(0, unsigned.length).equals(unsigned)).toBe(true)
      expect(await problem(clerk.documents.issue({ params, body: {} }))).toBe('documents.pin-wanted')
      expect(await issue(office, params)).toEqual({ notation: '01/BC-SYT' })
      const paper = await bytesOf(await clerk.documents.paper({ params }))
      expect(paper.subarray(0, signed.length).equals(signed)).toBe(true)
      const verdict = await verdictOf(clerk, params)
      expect(verdict?.verdict).toBe('valid')
      const signers = verdict?.signatures.filter(one => one.kind === 'signature')
      expect(signers?.map(one => [one.signer?.name, one.verdict, one.format])).toEqual([
        [expect.stringMatching(/^Cán bộ/), 'valid', 'PAdES B-LTA'],
        // Number and day are a signature of its own on the paper, and one seal to who reads of it.
        ['Sở Y tế Phong Điền', 'valid', 'PAdES B-LTA'],
      ])
      expect(verdict?.signatures.flatMap(one => one.findings)).toEqual([])
    }),
  )

  test.skipIf(!hasProgram('pdfsig', '-v') || !hasProgram('pdftotext', '-v'))(
    'says number and day where the paper left blanks, and pdfsig finds nothing wrong with it',
    scene(async stage => {
      const office = await signingOffice(stage)
      const params = await submitted(office)
      const textOf = async () => {
        const { 'a.pdf': path } = laidOut({ 'a.pdf': await bytesOf(await office.clerk.documents.paper({ params })) })
        return { path, text: execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' }).normalize('NFC') }
      }
      await signs(stage, office.leader, params)
      const before = await textOf()
      expect(before.text).toMatch(/Số: +\/BC-SYT/)
      expect(before.text).toMatch(/Huế, ngày +tháng +năm\n/)
      expect(before.text).not.toContain('DỰ THẢO')
      await issue(office, params)
      const { path, text } = await textOf()
      expect(text).toMatch(/Số: +01 *\/BC-SYT/)
      expect(text).toMatch(/Huế, ngày +20 +tháng +11 +năm +2026/)
      const said = execFileSync('pdfsig', [path], { encoding: 'utf8' })
      expect(said.match(/Signature is Valid/g)).toHaveLength(3)
      expect(said).not.toMatch(/Signature is Invalid|Digest Mismatch/)
    }),
  )

  test(
    'goes to those who sign in their rounds: together, then the next',
    scene(async stage => {
      const office = await signingOffice(stage)
      const { leader, deputy, clerk } = office
      const third = stage.as.role(
        'leader',
        { areaId: stage.world.units['Phong Điền'] as string, organisationId: office.id },
        'third',
      )
      await certified(stage, third)
      const params = await submitted(office, {
        signers: [
          [deputy, 1],
          [third, 1],
          [leader, 2],
        ],
        to: deputy,
      })
      expect([await inboxOf(deputy), await inboxOf(third)]).toEqual([['signatures.turn'], ['signatures.turn']])
      const refused = (await leader.documents.document({ params })).steps.find(one => one.name === 'sign-paper')
      expect(refused?.refused).toBe('documents.not-your-turn')
      await signs(stage, third, params)
      await signs(stage, deputy, params)
      expect(await stateOf(clerk, params)).toBe('signing')
      await signs(stage, leader, params)
      expect(await stateOf(clerk, params)).toBe('numbering')
      await issue(office, params)
      expect((await verdictOf(clerk, params))?.verdict).toBe('valid')
    }),
  )

  test(
    'sent back by who would not sign it, or by the clerk, is signed anew by all',
    scene(async stage => {
      const office = await signingOffice(stage)
      const { leader, deputy, clerk, specialist } = office
      const params = await submitted(office, {
        signers: [
          [deputy, 1],
          [leader, 2],
        ],
        to: deputy,
      })
      await signs(stage, deputy, params)
      const { turns } = await leader.signatures.turns({ query: {} })
      await leader.signatures.refuse({ body: { turnIds: turns.map(turn => turn.id), why: 'Sai số liệu' } })
      expect(await specialist.documents.document({ params })).toMatchObject({ state: 'drafting', signing: null })
      const submit = async () =>
        specialist.documents.step({ params, body: { step: 'submit', to: await accountOf(deputy) } })
      await submit()
      expect(await inboxOf(leader)).toEqual([])
      await signs(stage, deputy, params)
      await signs(stage, leader, params)
      await clerk.documents.step({ params, body: { step: 'return', note: 'Thiếu nơi nhận' } })
      await submit()
      expect((await specialist.documents.document({ params })).signing?.signers.map(one => one.signedAt)).toEqual([
        null,
        null,
      ])
      await leader.documents.step({ params, body: { step: 'return', note: 'Chưa ký' } })
      expect(await inboxOf(deputy)).toEqual([])
      expect((await deputy.signatures.turns({ query: {} })).turns).toEqual([])
    }),
  )

  test(
    'is not signed with a key that has ended, nor sealed with one, and loses no number by it',
    scene(async stage => {
      const office = await signingOffice(stage)
      const { leader, clerk } = office
      const params = await submitted(office)
      const soon = await submitted(office)
      const { turns } = await leader.signatures.turns({ query: {} })
      await signs(stage, leader, soon)
      await stage.sql`update signatures.certificate set valid_to = ${new Date('2026-11-20T02:00:00Z')}`
      const [waiting] = turns.filter(turn => turn.certificateId)
      const body = { certificateId: waiting?.certificateId as string, pin: TEST_PIN, turnIds: turns.map(one => one.id) }
      expect(await problem(leader.signatures.sign({ body }))).toBe('signatures.certificate-expired')
      expect(await problem(issue(office, soon))).toBe('signatures.certificate-expired')
      expect(await stateOf(clerk, params)).toBe('signing')
      expect(await stateOf(clerk, soon)).toBe('numbering')
      const clerks = [await accountOf(clerk)]
      await stage.app.run(ctx => enrolForTest(ctx, { organisationId: office.id, clerks }))
      expect(await issue(office, soon)).toEqual({ notation: '01/BC-SYT' })
    }),
  )

  test(
    'is sealed only by a clerk to whom the seal is entrusted, with its PIN; whatever fails takes no number',
    scene(async stage => {
      const office = await signingOffice(stage)
      const { clerk, leader } = office
      const params = await submitted(office)
      await signs(stage, leader, params)
      expect(await problem(clerk.documents.issue({ params, body: { pin: '000000' } }))).toBe('signatures.wrong-pin')
      const stranger = stage.as.role(
        'clerk',
        { areaId: stage.world.units['Phong Điền'] as string, organisationId: office.id },
        'new',
      )
      expect(await problem(stranger.documents.issue({ params, body: { pin: TEST_PIN } }))).toBe(
        'signatures.not-entrusted',
      )
      stage.at('2026-11-20T02:10:00Z')
      expect(await issue(office, params)).toEqual({ notation: '01/BC-SYT' })
      const audited =
        await stage.sql`select from core.audit where endpoint = 'documents.issue' and ref_id = ${params.documentId}`
      expect(audited).toHaveLength(1)
    }),
  )

  test(
    'is issued with others by one PIN, in the order of signing; what cannot be keeps its reason and takes no number',
    scene(async stage => {
      const office = await signingOffice(stage)
      const { clerk, leader } = office
      const [first, second, unsigned] = [await submitted(office), await submitted(office), await submitted(office)]
      await signs(stage, leader, second)
      stage.at('2026-11-20T02:05:00Z')
      await signs(stage, leader, first)
      const { rows } = await clerk.documents.numbering({})
      expect(rows.map(row => [row.id, row.office, row.sealed])).toEqual([
        [second.documentId, 'Sở Y tế Phong Điền', true],
        [first.documentId, 'Sở Y tế Phong Điền', true],
      ])
      const strange = newId()
      const documentIds = [first, second, unsigned, first].map(one => one.documentId).concat(strange)
      const body = { organisationId: office.id, documentIds }
      expect(await problem(clerk.documents.issueMany({ body }))).toBe('documents.pin-wanted')
      expect(await problem(clerk.documents.issueMany({ body: { ...body, pin: '000000' } }))).toBe(
        'signatures.wrong-pin',
      )
      expect(await problem(leader.documents.issueMany({ body: { ...body, pin: TEST_PIN } }))).toBe('core.refused.verb')
      stage.at('2026-11-20T02:20:00Z')
      const { results } = await clerk.documents.issueMany({ body: { ...body, pin: TEST_PIN } })
      expect(new Map(results.map(one => [one.id, one.notation ?? one.problem?.code]))).toEqual(
        new Map([
          [strange, 'core.not-found'],
          [second.documentId, '01/BC-SYT'],
          [first.documentId, '02/BC-SYT'],
          [unsigned.documentId, 'documents.not-now'],
        ]),
      )
      expect(results).toHaveLength(4)
      expect((await verdictOf(clerk, first))?.verdict).toBe('valid')
      expect(await clerk.documents.numbering({})).toEqual({ rows: [] })
      const audited = await stage.sql<{ refId: string }[]>`
        select ref_id from core.audit where endpoint = 'documents.issue' order by id`
      expect(audited.map(row => row.refId)).toEqual([second.documentId, first.documentId])
    }),
  )

  test(
    'of another office is none of what an office issues at once',
    scene(async stage => {
      const office = await signingOffice(stage)
      const other = await signingOffice(stage, 'Xã Phong Bình', 'committee')
      const theirs = await submitted(other)
      await signs(stage, other.leader, theirs)
      const body = { organisationId: office.id, documentIds: [theirs.documentId], pin: TEST_PIN }
      const { results } = await office.clerk.documents.issueMany({ body })
      expect(results).toMatchObject([{ id: theirs.documentId, notation: null, problem: { code: 'core.not-found' } }])
      expect(await stateOf(other.clerk, theirs)).toBe('numbering')
    }),
  )

  test(
    'arrives with its signatures, which the clerk who registers it sees, and is found by the code on it',
    scene(async stage => {
      const office = await signingOffice(stage)
      const commune = await makeOffice(stage, 'Xã Phong Bình', 'committee')
      const recipients = [{ name: 'Ủy ban nhân dân Xã Phong Bình', organisationId: commune.id }]
      const params = await submitted(office, { recipients })
      const pageOf = async () => {
        const [row] = await stage.sql<{ code: string; digest: Buffer | null }[]>`
          select code, digest from documents.document where id = ${params.documentId}`
        const reply = await stage.server.inject({ url: `/site/van-ban/${row?.code}` })
        return { ...row, body: reply.body.normalize('NFC') }
      }
      expect((await pageOf()).body).toContain('Văn bản chưa phát hành')
      await signs(stage, office.leader, params)
      await issue(office, params)
      const [arrived] = (await commune.clerk.documents.list({ query: { view: 'incoming' } })).rows
      const received = { documentId: arrived?.id as string }
      expect(await verdictOf(commune.clerk, received)).toMatchObject({ verdict: 'valid' })
      const { body, digest } = await pageOf()
      for (const said of [
        '01/BC-SYT',
        'Sở Y tế Phong Điền',
        'Giám đốc',
        'Đã ký số, đóng dấu',
        digest?.toString('hex').slice(0, 8) ?? '?',
      ])
        expect(body).toContain(said)
      expect(body).not.toContain('Kết quả tháng 11')
      expect((await stage.server.inject({ url: `/site/van-ban/${'A'.repeat(20)}` })).statusCode).toBe(404)
      await office.clerk.documents.change({ params, body: { what: 'recall', reason: 'Nhầm' } })
      expect((await pageOf()).body).toContain('Đã đề nghị thu hồi')
    }),
  )
})

describe('where somebody has no certificate', () => {
  test(
    'it is said before, and the document is signed by an act, as its page says',
    scene(async stage => {
      const office = await makeOffice(stage, 'Phong Điền')
      await certified(stage, office.leader)
      const params = await submitted(office)
      const { way } = await office.specialist.documents.draft({ params, query: {} })
      expect(way).toEqual({ by: 'act', lacking: [{ name: 'Sở Y tế Phong Điền', isSeal: true, why: 'none' }] })
      await office.leader.documents.sign({ params })
      await office.clerk.documents.issue({ params, body: {} })
      expect(await office.clerk.documents.document({ params })).toMatchObject({ signing: { by: 'act' } })
      expect((await verdictOf(office.clerk, params))?.verdict).toBe('unsigned')
      const [row] = await stage.sql<{ code: string }[]>`
        select code from documents.document where id = ${params.documentId}`
      const { body } = await stage.server.inject({ url: `/site/van-ban/${row?.code}` })
      expect(body.normalize('NFC')).toContain('chưa ký số')
    }),
  )

  test(
    'nothing is submitted where the province requires certificates',
    scene(async stage => {
      const office = await makeOffice(stage, 'Phong Điền')
      await stage.app.run(ctx =>
        setPolicy(ctx, signing.code, {
          unitId: stage.world.units['Phong Điền'] as string,
          from: '2026-11-20',
          document: 'Thử',
          params: { required: true },
        }),
      )
      expect(await problem(submitted(office))).toBe('documents.certificates-lacking')
    }),
  )

  test(
    'whoever got theirs while it was being approved signs the paper',
    scene(async stage => {
      const office = await makeOffice(stage, 'Phong Điền')
      const params = await submitted(office)
      expect(await inboxOf(office.leader)).toEqual(['documents.draft'])
      await certified(stage, office.leader)
      const clerks = [await accountOf(office.clerk)]
      await stage.app.run(ctx => enrolForTest(ctx, { organisationId: office.id, clerks }))
      expect(await office.leader.documents.sign({ params })).toEqual({ state: 'signing' })
      expect(await signs(stage, office.leader, params)).toEqual([])
      expect(await stateOf(office.clerk, params)).toBe('numbering')
    }),
  )
})

describe('a copy', () => {
  test(
    'of a document that was issued bears the seal, and breaks none of its signatures',
    scene(async stage => {
      const office = await signingOffice(stage)
      const params = await submitted(office)
      const copy = (form: 'full' | 'registered' | 'extract', pages?: number[]) =>
        office.clerk.documents.copy({ params, body: { form, pin: TEST_PIN, ...(pages ? { pages } : {}) } })
      expect(await problem(copy('full'))).toBe('documents.not-now')
      await signs(stage, office.leader, params)
      await issue(office, params)
      expect(await copy('full')).toMatchObject({ name: 'sao-y-01-BC-SYT.pdf' })
      expect(await problem(copy('registered'))).toBe('documents.no-such-copy')
      const { copyFiles, files } = await office.clerk.documents.document({ params })
      expect([copyFiles.length, files.length]).toEqual([1, 1])
      const copied = await bytesOf(await office.clerk.files.get({ params: { fileId: copyFiles[0]?.id as string } }))
      const verdict = await stage.app.run(ctx => verifyPdf(ctx, copied))
      expect(verdict).toMatchObject({ verdict: 'valid' })
      expect(verdict.signatures.filter(one => one.kind === 'signature')).toHaveLength(4)
    }),
  )

  test(
    'of a document that was received is of the whole or of some pages',
    scene(async stage => {
      const office = await signingOffice(stage)
      const { bytes } = await printPaper(LONG, { title: 'Thử', now: stage.app.clock() })
      const { documentId } = await stage.app.run(ctx =>
        receiveDocument(ctx, {
          ...PAPER,
          organisationId: office.id,
          via: 'exchange',
          exchangeId: 'H57,2026/11/19,1205/UBND-VX',
          files: [{ bytes, name: 'cv.pdf', type: 'application/pdf' }],
        }),
      )
      const params = { documentId }
      await office.clerk.documents.accept({ params, body: {} })
      const copy = (form: 'full' | 'registered' | 'extract', pages?: number[]) =>
        office.clerk.documents.copy({ params, body: { form, pin: TEST_PIN, ...(pages ? { pages } : {}) } })
      expect(await copy('registered')).toMatchObject({ name: 'sao-luc-1205-UBND-VX.pdf' })
      expect(await problem(copy('extract'))).toBe('documents.pages-wanted')
      expect(await problem(copy('extract', [99]))).toBe('signatures.broken-pdf')
      const { id } = await copy('extract', [2])
      const extract = await bytesOf(await office.clerk.files.get({ params: { fileId: id } }))
      expect(pagesOf(new PdfFile(extract))).toHaveLength(1)
    }),
  )
})

const LONG = {
  agency: ['Ủy ban nhân dân tỉnh'],
  number: '1205/UBND-VX',
  place: 'Huế',
  signedAt: new Date('2026-11-19T02:00:00Z'),
  title: '',
  subject: 'V/v rà soát vật tư',
  body: Array.from({ length: 60 }, () => ({
    style: 'text' as const,
    text: 'Rà soát vật tư phòng, chống dịch. '.repeat(4),
  })),
  signer: { title: 'Chủ tịch', name: 'Nguyễn Văn A' },
  to: ['Như trên'],
  hint: '',
}
