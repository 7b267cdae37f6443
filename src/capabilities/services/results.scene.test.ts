import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { verifyPdf } from '#base/signatures/index.ts'
import { enrolForTest, hasProgram, laidOut, organisationOf, signTurns, TEST_PIN } from '#base/signatures/testing.ts'
import { textOfPdf } from '../../../e2e/support/pdf.ts'
import { resultRef } from './result.ts'
import { fileOnline, step, type Town, toSignature, town, view } from './testing.ts'

const TEXT = 'Chưa đăng ký kết hôn với ai.'

/** A dossier that waits for the chair, who has a certificate; and the clerk who keeps the seal of the commune. */
async function signable(stage: Stage) {
  const here = await town(stage)
  const keeper = stage.as.healthOfficer('Xã Phong Bình')
  const organisationId = await stage.app.run(ctx => organisationOf(ctx, here.unitId))
  const [chairId, keeperId] = [(await here.chair.player()).accountId, (await keeper.player()).accountId]
  await stage.app.run(ctx => enrolForTest(ctx, { accountId: chairId }))
  const giveSeal = () => stage.app.run(ctx => enrolForTest(ctx, { organisationId, clerks: [keeperId] }))
  const { dossierId } = await fileOnline(here)
  await toSignature(here, dossierId)
  await here.clerk.services.cash({ params: { dossierId } })
  const sign = async (more: object = { pin: TEST_PIN }) => {
    const { results } = await here.chair.services.sign({ body: { dossierIds: [dossierId], text: TEXT, ...more } })
    return results[0]?.problem?.code ?? null
  }
  const seal = () => signTurns(keeper, stage.sql, resultRef(dossierId))
  return { ...here, keeper, dossierId, giveSeal, sign, seal }
}

const mine = ({ me }: Town, dossierId: string) => me.services.myDossier({ params: { dossierId } })

async function paperOf(stage: Stage, { me }: Town, dossierId: string): Promise<Buffer> {
  const url = `/api/me/services/${dossierId}/forms/result`
  const { rawPayload } = await stage.server.inject({ url, cookies: { saola: (await me.player()).token } })
  return rawPayload
}

describe('a result', () => {
  test(
    'is there once who decides has signed and the seal is on it; the citizen has the very document',
    scene(async stage => {
      const here = await signable(stage)
      await here.giveSeal()
      const { dossierId, chair, keeper, clerk, sign, seal } = here
      expect(await chair.services.signing({ params: { dossierId } })).toEqual({
        how: 'digital',
        seal: 'Ủy ban nhân dân xã Phong Bình',
      })
      expect(await sign({})).toBe('services.pin-needed')
      await expect(sign({ pin: '000000' })).rejects.toMatchObject({ code: 'signatures.wrong-pin' })
      expect(await sign()).toBeNull()
      expect(await sign()).toBe('services.being-signed')
      // One item, not two: who decided finds no turn of it, who keeps the seal does.
      expect((await chair.signatures.turns({ query: {} })).turns).toEqual([])
      expect((await keeper.work.inbox({ query: { kind: 'signatures.turn' } })).rows).toHaveLength(1)
      expect(await mine(here, dossierId)).toMatchObject({ state: 'processing', result: null })
      expect(await view(clerk, dossierId)).toMatchObject({
        state: 'processing',
        awaitsSeal: true,
        result: null,
        signers: [{ state: 'signed' }, { state: 'open', isSeal: true }],
      })
      expect(await seal()).toEqual([])
      expect(await mine(here, dossierId)).toMatchObject({
        state: 'returned',
        result: { number: '01/XN-UBND', isSigned: true },
      })
      expect((await view(clerk, dossierId)).stages.map(one => one.name)).toEqual([
        'Tiếp nhận hồ sơ',
        'Thẩm định hồ sơ',
        'Lãnh đạo UBND xã ký',
        'Đóng dấu, ban hành',
        'Trả kết quả',
      ])
      const pdf = await paperOf(stage, here, dossierId)
      expect((await textOfPdf(pdf)).join(' ')).toContain(TEXT)
      const verdict = await stage.app.run(ctx => verifyPdf(ctx, pdf))
      expect(verdict.verdict).toBe('valid')
      expect(verdict.signatures.map(one => one.signer?.name)).toContain('Ủy ban nhân dân xã Phong Bình')
      expect(await paperOf(stage, here, dossierId)).toEqual(pdf)
      if (!hasProgram('pdfsig', '-v')) return
      const { 'a.pdf': path } = laidOut({ 'a.pdf': pdf })
      expect(
        execFileSync('pdfsig', [path], { encoding: 'utf8', stdio: 'pipe' }).match(/Signature is Valid/g)?.length,
      ).toBeGreaterThan(1)
    }),
  )

  test(
    'needs no seal where nobody keeps one, and is finished by the one signature',
    scene(async stage => {
      const here = await signable(stage)
      expect(await here.chair.services.signing({ params: { dossierId: here.dossierId } })).toMatchObject({ seal: null })
      expect(await here.sign()).toBeNull()
      expect(await mine(here, here.dossierId)).toMatchObject({ state: 'returned', result: { isSigned: true } })
    }),
  )

  test(
    'whose seal is refused comes back to who decides, keeps its number, and its code is worth nothing meanwhile',
    scene(async stage => {
      const here = await signable(stage)
      await here.giveSeal()
      const { dossierId, keeper, clerk, sign, seal } = here
      await sign()
      expect(await mine(here, dossierId)).toMatchObject({ state: 'processing', awaitsSeal: true })
      expect((await clerk.services.queue({ query: {} })).rows).toMatchObject([{ awaitsSeal: true, stage: null }])
      const [turn] = (await keeper.signatures.turns({ query: {} })).turns
      await keeper.signatures.refuse({ body: { turnIds: [turn?.id as string], why: 'Sai tên người được cấp' } })
      const back = await view(clerk, dossierId)
      expect(back).toMatchObject({
        state: 'processing',
        awaitsSeal: false,
        result: null,
        signers: [{}, { why: 'Sai tên người được cấp' }],
      })
      expect(back.stages.at(-1)).toMatchObject({ name: 'Lãnh đạo UBND xã ký', endedAt: null })
      const revoked = await stage.sql`select from attestation.statement where revoked_at is not null`
      expect(revoked).toHaveLength(1)
      await sign()
      await seal()
      expect(await mine(here, dossierId)).toMatchObject({ result: { number: '01/XN-UBND', isSigned: true } })
    }),
  )

  test(
    'that is being signed is taken back by any other way the dossier goes',
    scene(async stage => {
      const here = await signable(stage)
      await here.giveSeal()
      const { dossierId, chair, keeper, me, sign } = here
      await sign()
      await step(chair, dossierId, 'send-back', { reason: 'Cần xác minh thêm' })
      expect((await keeper.signatures.turns({ query: {} })).turns).toEqual([])
      await step(here.officer, dossierId, 'forward')
      await sign()
      await me.services.takeBack({ params: { dossierId }, body: { reason: 'Không cần nữa' } })
      expect((await keeper.signatures.turns({ query: {} })).turns).toEqual([])
      expect(await mine(here, dossierId)).toMatchObject({ state: 'withdrawn', result: null })
      expect((await paperOf(stage, here, dossierId)).toString()).toContain('services.no-such-form')
    }),
  )

  test(
    'is attested by its code where the policy says so, or refused where a signature is wanted of who has none',
    scene(async stage => {
      const here = await signable(stage)
      const { dossierId, unitId, sign, chair } = here
      const admin = stage.as.administrator('Thừa Thiên Huế')
      const set = (params: object) =>
        admin.policies.set({
          params: { code: 'services.result-signing' },
          body: { unitId, from: '2026-11-20', to: null, document: 'QĐ thử', params: { seal: 'preferred', ...params } },
        })
      await set({ signature: 'required', seal: 'required' })
      expect(await sign()).toBe('services.needs-seal')
      await expect(chair.services.signing({ params: { dossierId } })).rejects.toMatchObject({
        code: 'services.needs-seal',
      })
      const other = stage.as.leader('Thừa Thiên Huế')
      const { results } = await other.services.sign({ body: { dossierIds: [dossierId] } })
      expect(results[0]?.problem).toMatchObject({ code: 'services.needs-certificate' })
      stage.at('2026-11-20T02:05:00Z')
      await set({ signature: 'attestation' })
      expect(await sign({})).toBeNull()
      expect(await mine(here, dossierId)).toMatchObject({ state: 'returned', result: { isSigned: false } })
      expect((await textOfPdf(await paperOf(stage, here, dossierId))).join(' ')).toContain('chưa có chữ ký số')
    }),
  )
})
