import { expect, test } from 'vitest'
import { scene } from '#apps/testing/scene.ts'
import { sealerFor } from '#core/web/seal.ts'
import type { KeptDraft } from './contract.ts'

const NOW = '2026-11-20T02:00:00Z'
const NAME = 'form.ai.declarations.domestic@2026'
const kept = (at: string): string =>
  JSON.stringify({ at: new Date(at).getTime(), draft: { answers: { symptoms: ['fever'] } } } satisfies KeptDraft)

test(
  'a draft that a device keeps is opened for the account that wrote it and under its name, for two days',
  scene(async ({ as, at }) => {
    at(NOW)
    const [citizen, other] = [as.citizen('0905000001'), as.citizen('0905000002')]
    const open = async (who: typeof citizen, sealed: string, name = NAME) =>
      (await who.forms.draft({ body: { name, sealed } })).text
    const { key, about, text } = await citizen.forms.draft({ body: { name: NAME, sealed: null } })
    expect(text).toBeNull()
    const sealed = await (await sealerFor(key))(kept(NOW), about)
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('fever')
    expect(await open(citizen, sealed)).toBe('{"answers":{"symptoms":["fever"]}}')
    expect(await open(other, sealed)).toBeNull()
    expect(await open(citizen, sealed, 'another')).toBeNull()
    expect(await open(citizen, `${sealed.slice(0, -4)}AAAA`)).toBeNull()
    expect(await open(citizen, kept(NOW))).toBeNull()
    at('2026-11-22T02:00:01Z')
    expect(await open(citizen, sealed)).toBeNull()
  }),
)

test(
  'nobody has one opened without signing in',
  scene(async ({ anyone }) => {
    await expect(anyone.forms.draft({ body: { name: NAME, sealed: null } })).rejects.toMatchObject({ status: 401 })
  }),
)
