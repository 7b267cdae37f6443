import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newId } from '#core/ids.ts'
import { keyringOf, newKeyring, type SigningKey } from '#core/keyring.ts'
import { idOfKey, pointOf } from './attest.ts'
import { encode, linkOf, open, read, type Statement, seal, textIn } from './codec.ts'
import type { Known } from './contract.ts'
import { spellNumber } from './numbers.ts'
import { verify } from './verify.ts'

const NOW = new Date('2026-11-20T02:00:00Z')
const KIND = 'isolation.order'
const key = keyringOf(newKeyring()).signingKeys('attestation')[0] as SigningKey
const known: Known = {
  keys: [{ id: idOfKey(key), point: pointOf(key).toString('base64') }],
  kinds: [
    {
      kind: KIND,
      fields: [
        { name: 'number', type: 'text' },
        { name: 'name', type: 'text' },
        { name: 'from', type: 'day' },
      ],
    },
  ],
}

const statement = (more: Partial<Statement> = {}): Statement => ({
  id: newId(NOW),
  kind: KIND,
  until: null,
  values: ['05/QĐ-UBND', 'Nguyễn Thị Hòa', '2026-11-20'],
  ...more,
})
const sealedBy = (by: SigningKey, what: Statement, keyId = idOfKey(by)) => {
  const signed = encode(keyId, what)
  return seal(signed, sign('sha256', signed, { key: by.privateKey, dsaEncoding: 'ieee-p1363' }))
}
const text = sealedBy(key, statement())
const verdictOf = async (given: string, at = NOW) => (await verify(given, known, at)).is

describe('a statement', () => {
  test('is read as it was written, and says what each value is', async () => {
    expect(await verify(text, known, NOW)).toMatchObject({
      is: 'genuine',
      facts: [
        { name: 'number', value: '05/QĐ-UBND' },
        { name: 'name', value: 'Nguyễn Thị Hòa' },
        { name: 'from', type: 'day', value: '2026-11-20' },
      ],
    })
  })

  test('any values and any id come back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { maxLength: 8 }),
        fc.boolean(),
        (values, ends) => {
          const given = statement({ values, until: ends ? new Date('2026-12-04T17:00:00Z') : null })
          const opened = open(sealedBy(key, given))
          expect(opened && read(opened)).toEqual(given)
        },
      ),
      { numRuns: 50 },
    )
  })

  test('fits a code of less than 62 modules', async () => {
    const { create } = await import('qrcode')
    const long = statement({
      values: [
        '123/QĐ-UBND',
        'UBND Thị trấn Phong Điền, Huyện Phong Điền, Tỉnh Thừa Thiên Huế',
        'Công Tằng Tôn Nữ Thị Hoàng Anh Thư',
        '1987',
        'facility',
        '2026-11-20',
        '2026-12-04',
      ],
    })
    const link = linkOf('https://saola.thuathienhue.gov.vn', sealedBy(key, long))
    expect(create(link, { errorCorrectionLevel: 'M' }).modules.size).toBeLessThan(78)
  })

  test('is found in a link, in small letters, and among spaces', async () => {
    const link = linkOf('https://saola.example.vn', text)
    for (const given of [link, text.toLowerCase(), ` ${text.slice(0, 40)}\n${text.slice(40)} `])
      expect(await verdictOf(textIn(given))).toBe('genuine')
  })

  test('nothing in it can be altered', async () => {
    for (let at = 0; at < text.length; at++) {
      const other = text[at] === 'B' ? 'C' : 'B'
      const altered = text.slice(0, at) + other + text.slice(at + 1)
      // The last character has bits that carry nothing.
      const same = open(altered)?.signature.toString() === open(text)?.signature.toString()
      if (at < text.length - 1 || !same) expect(await verdictOf(altered)).not.toBe('genuine')
    }
  })

  test.each<[string, () => string, string]>([
    ['another name under the same signature', () => swapped(), 'altered'],
    ['cut', () => text.slice(0, -8), 'altered'],
    ['a key of another installation', () => sealedBy(pairOf(), statement()), 'unknown-key'],
    ['another key under the name of ours', () => sealedBy(pairOf(), statement(), idOfKey(key)), 'altered'],
    ['a kind that nobody declares', () => sealedBy(key, statement({ kind: 'isolation.other' })), 'unreadable'],
    ['nothing', () => '', 'unreadable'],
    ['noise', () => randomBytes(120).toString('hex').toUpperCase(), 'unreadable'],
    ['a letter', () => 'Kính gửi', 'unreadable'],
    ['too long', () => 'A'.repeat(5000), 'unreadable'],
  ])('%s', async (_, make, verdict) => {
    expect(await verdictOf(make())).toBe(verdict)
  })

  test.each([
    ['a second before its end', '2026-12-04T16:59:59Z', 'genuine'],
    ['at its end', '2026-12-04T17:00:00Z', 'expired'],
  ])('%s', async (_, at, verdict) => {
    const ending = sealedBy(key, statement({ until: new Date('2026-12-04T17:00:00Z') }))
    expect(await verdictOf(ending, new Date(at))).toBe(verdict)
  })

  test('of before a field was added is read without it', async () => {
    const old = sealedBy(key, statement({ values: ['05/QĐ-UBND'] }))
    expect(await verify(old, known, NOW)).toMatchObject({ is: 'genuine', facts: [{ name: 'number' }] })
  })
})

function swapped(): string {
  const opened = open(text)
  if (!opened) throw new Error('unreadable')
  const other = encode(opened.keyId, statement({ id: opened.id, values: ['05/QĐ-UBND', 'Lê Thị Mai', '2026-11-20'] }))
  return seal(other, opened.signature)
}

function pairOf(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  return { version: 1, privateKey, publicKey }
}

test.each([
  [1, '01/QĐ-UBND'],
  [10, '10/QĐ-UBND'],
  [1234, '1234/QĐ-UBND'],
])('number %i is written %s', (n, written) => expect(spellNumber(n, 'QĐ-UBND')).toBe(written))
