import { generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { keyringOf, newKeyring, openKeyring, PURPOSES, type Purpose } from './keyring.ts'

type Stored = ReturnType<typeof newKeyring>

const NOW = new Date('2026-11-20T02:00:00Z')
const LATER = new Date('2026-11-21T02:00:00Z')

/** The same ring with one more version of a key. */
function rotated(stored: Stored, purpose: Purpose): Stored {
  const version = Math.max(...stored[purpose].map(key => key.version)) + 1
  return { ...stored, [purpose]: [...stored[purpose], { version, secret: randomBytes(32).toString('base64') }] }
}

describe('sealed texts', () => {
  const ring = keyringOf(newKeyring())

  test.each([[''], ['046090900001'], ['+84905000001'], ['Nguyễn Văn Hòa'], ['x'.repeat(10_000)]])('%.20s', plain => {
    expect(ring.decrypt(ring.encrypt(plain))).toBe(plain)
  })

  test('the same text is sealed differently each time', () => {
    expect(ring.encrypt('046090900001').equals(ring.encrypt('046090900001'))).toBe(false)
  })

  test('every single altered byte is noticed, and every cut', () => {
    const sealed = ring.encrypt('046090900001')
    for (let at = 0; at < sealed.length; at++) {
      const altered = Buffer.from(sealed)
      altered[at] = (altered[at] as number) ^ 1
      expect(() => ring.decrypt(altered)).toThrow()
    }
    for (let length = 0; length < sealed.length; length++)
      expect(() => ring.decrypt(sealed.subarray(0, length))).toThrow()
    expect(() => ring.decrypt(Buffer.concat([sealed, Buffer.of(0)]))).toThrow()
  })

  test('another ring reads nothing', () => {
    const sealed = ring.encrypt('046090900001')
    expect(() => keyringOf(newKeyring()).decrypt(sealed)).toThrow()
  })

  test('after a rotation both versions are read, new texts are sealed with the newest, and an unknown one is named', () => {
    const stored = newKeyring()
    const old = keyringOf(stored)
    const both = keyringOf(rotated(stored, 'identifiers'))
    const [before, after] = [old.encrypt('046090900001'), both.encrypt('046090900001')]
    expect([before[0], after[0]]).toEqual([1, 2])
    expect([both.decrypt(before), both.decrypt(after)]).toEqual(['046090900001', '046090900001'])
    expect(() => old.decrypt(after)).toThrow('version 2')
  })
})

test('sealed bytes open as what they were sealed as, and as nothing else', () => {
  const ring = keyringOf(newKeyring())
  const bytes = randomBytes(100_000)
  const sealed = ring.seal(bytes, 'one row')
  expect(ring.open(sealed, 'one row').equals(bytes)).toBe(true)
  expect(() => ring.open(sealed, 'another row')).toThrow()
  expect(() => ring.decrypt(sealed)).toThrow()
})

describe('blind index', () => {
  const stored = newKeyring()
  const ring = keyringOf(stored)

  test('finds the same text of the same kind, in this installation alone', () => {
    const index = ring.blindIndex('cccd', '046090900001')
    expect(index).toHaveLength(16)
    expect(keyringOf(stored).blindIndex('cccd', '046090900001').equals(index)).toBe(true)
    expect(ring.blindIndex('cmnd', '046090900001').equals(index)).toBe(false)
    expect(ring.blindIndex('cccd', '046090900002').equals(index)).toBe(false)
    expect(keyringOf(newKeyring()).blindIndex('cccd', '046090900001').equals(index)).toBe(false)
  })

  test('kind and value cannot run into each other', () => {
    expect(ring.blindIndex('a', 'bc').equals(ring.blindIndex('ab', 'c'))).toBe(false)
  })
})

describe('links', () => {
  const stored = newKeyring()
  const ring = keyringOf(stored)
  const token = ring.signLink('declare', 'Người số 7', LATER)

  test.each([
    ['before it expires', NOW, 'Người số 7'],
    ['in its last second', LATER, 'Người số 7'],
    ['a second after', new Date(LATER.getTime() + 1000), undefined],
  ])('%s', (_, now, subject) => {
    expect(ring.readLink('declare', token, now)).toBe(subject)
  })

  test('serves its purpose and no other', () => {
    expect(ring.readLink('declar', token, NOW)).toBeUndefined()
    expect(ring.readLink('certificate', token, NOW)).toBeUndefined()
  })

  test('purpose and subject cannot run into each other', () => {
    const [version, subject, expires, mac] = ring.signLink('a', 'b', LATER).split('.')
    expect(ring.readLink(`a.${version}`, `${subject}.${expires}.${mac}`, NOW)).toBeUndefined()
    expect(ring.readLink('a.1', `${version}.${subject}.${expires}.${mac}`, NOW)).toBeUndefined()
  })

  test('nothing in it can be altered', () => {
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === 'A' ? 'B' : 'A'
      const altered = token.slice(0, at) + other + token.slice(at + 1)
      expect(ring.readLink('declare', altered, NOW)).toBeUndefined()
    }
    for (const junk of ['', '.', '...', '1...', `${token}.`, `${token}.x`, token.replace(/^1/, '2')])
      expect(ring.readLink('declare', junk, NOW)).toBeUndefined()
  })

  test('of an old key are good until they expire; a key taken out of the ring ends its links', () => {
    const both = rotated(stored, 'links')
    expect(keyringOf(both).readLink('declare', token, NOW)).toBe('Người số 7')
    expect(keyringOf(both).signLink('declare', 'x', LATER)).toMatch(/^2\./)
    const newOnly = { ...both, links: both.links.filter(key => key.version === 2) }
    expect(keyringOf(newOnly).readLink('declare', token, NOW)).toBeUndefined()
  })
})

describe('pairs', () => {
  const stored = newKeyring()
  const pairsOf = (given: Stored) => keyringOf(given).signingKeys('attestation')
  const pairOn = (namedCurve: string) => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve })
    return privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')
  }

  test('what one half signs, the other checks, and no other pair', () => {
    const [pair] = pairsOf(stored)
    const [other] = pairsOf(newKeyring())
    if (!pair || !other) throw new Error('no pairs')
    const words = Buffer.from('Quyết định')
    const signature = sign('sha256', words, pair.privateKey)
    expect(verify('sha256', words, pair.publicKey, signature)).toBe(true)
    expect(verify('sha256', words, other.publicKey, signature)).toBe(false)
  })

  test('after a rotation both are there, the newest first', () => {
    const both = { ...stored, attestation: [...stored.attestation, { version: 2, secret: pairOn('prime256v1') }] }
    expect(pairsOf(both).map(pair => pair.version)).toEqual([2, 1])
  })

  test('a pair on another curve is refused', () => {
    expect(() => pairsOf({ ...stored, attestation: [{ version: 1, secret: pairOn('secp384r1') }] })).toThrow(
      'prime256v1',
    )
  })
})

describe('the file', () => {
  const dir = mkdtempSync(join(tmpdir(), 'saola-keyring-'))
  const path = join(dir, 'deep', 'keyring.json')
  afterEach(() => rmSync(join(dir, 'deep'), { recursive: true, force: true }))

  test('is made once, for its owner alone, and read the next time', () => {
    const sealed = openKeyring(path).encrypt('046090900001')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const text = readFileSync(path, 'utf8')
    expect(openKeyring(path).decrypt(sealed)).toBe('046090900001')
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  test('of before there were pairs gets them once and keeps the rest', () => {
    const { attestation: _, ...before } = newKeyring()
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, JSON.stringify(before))
    const spki = () => openKeyring(path).signingKeys('attestation')[0]?.publicKey.export({ format: 'jwk' })
    expect(spki()).toEqual(spki())
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject(before)
  })

  test('holds a key of 32 bytes for each purpose; each has its own', () => {
    const stored = newKeyring()
    const secrets = PURPOSES.map(purpose => stored[purpose][0]?.secret ?? '')
    expect(new Set(secrets).size).toBe(PURPOSES.length)
    for (const secret of secrets) expect(Buffer.from(secret, 'base64')).toHaveLength(32)
  })

  test.each([
    ['a purpose without a key', (s: Stored) => ({ ...s, links: [] }), 'links'],
    ['a purpose that is not there', ({ index: _, ...s }: Stored) => s as Stored, 'index'],
    ['a short key', (s: Stored) => ({ ...s, index: [{ version: 1, secret: 'AAAA' }] }), '32 bytes'],
    [
      'a version that is no byte',
      (s: Stored) => ({ ...s, codes: [{ secret: s.codes[0]?.secret ?? '', version: 256 }] }),
      '256',
    ],
    ['two keys of one version', (s: Stored) => ({ ...s, codes: [...s.codes, ...s.codes] }), 'twice'],
  ])('is refused with %s', (_, spoil, why) => {
    expect(() => keyringOf(spoil(newKeyring()))).toThrow(why)
  })
})
