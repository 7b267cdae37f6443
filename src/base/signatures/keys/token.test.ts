import { execFileSync, spawnSync } from 'node:child_process'
import { verify } from 'node:crypto'
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { App } from '#core/app.ts'
import { type Token, tokenKeys, tokensOf } from './token.ts'

const LIBRARY = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so'].find(existsSync)
const hasTokens = LIBRARY !== undefined && spawnSync('softhsm2-util', ['--version']).status === 0

/** Tokens in software (Debian: softhsm2). */
describe.skipIf(!hasTokens)('keys in tokens (needs softhsm2)', () => {
  const app = { config: { settings: { SIGNATURES_PKCS11: LIBRARY } } } as unknown as App
  let tokens: Token[] = []

  beforeAll(async () => {
    const dir = mkdtempSync(join(tmpdir(), 'saola-tokens-'))
    writeFileSync(join(dir, 'softhsm2.conf'), `directories.tokendir = ${dir}\nlog.level = ERROR\n`)
    process.env.SOFTHSM2_CONF = join(dir, 'softhsm2.conf')
    for (const label of ['chu-tich', 'van-thu'])
      execFileSync('softhsm2-util', ['--init-token', '--free', '--label', label, '--so-pin', '1111', '--pin', '2468'])
    tokens = await tokensOf(app)
  })
  const slotOf = (label: string) => tokens.find(token => token.label === label)?.slot as string

  test.each(['rsa', 'ec'] as const)('a key of %s is made in the token and signs there', async algorithm => {
    const slot = slotOf('chu-tich')
    const made = await tokenKeys.create(app, { id: '', algorithm, pin: '2468', slot })
    await made.open.close()
    const open = await tokenKeys.open(app, '', made.place, '2468')
    const data = Buffer.from('Quyết định 05/QĐ-UBND')
    const signature = await open.sign(data)
    await open.close()
    expect(verify('sha256', data, made.publicKey, signature)).toBe(true)
    expect(verify('sha256', Buffer.from('Quyết định 06/QĐ-UBND'), made.publicKey, signature)).toBe(false)
  })

  test('a wrong PIN is refused also while somebody else is using the token', async () => {
    const slot = slotOf('van-thu')
    const made = await tokenKeys.create(app, { id: '', algorithm: 'ec', pin: '2468', slot })
    const wrong = tokenKeys.open(app, '', made.place, '0000')
    const data = Buffer.from('x')
    expect(verify('sha256', data, made.publicKey, await made.open.sign(data))).toBe(true)
    await made.open.close()
    await expect(wrong).rejects.toMatchObject({ code: 'signatures.wrong-pin' })
  })

  test('a token that was unplugged is named', async () => {
    const place = { keySealed: null, slot: 'gone', keyId: '00' }
    await expect(tokenKeys.open(app, '', place, '2468')).rejects.toMatchObject({ code: 'signatures.token-missing' })
  })
})
