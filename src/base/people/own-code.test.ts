import { createSecretKey, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BASE32, parseCode } from './codes.ts'
import { signOwn, verifyOwn } from './own-code.ts'

const keys = [2, 1].map(version => ({ version, secret: createSecretKey(Buffer.alloc(32, version)) }))
const [newest, old] = keys as [(typeof keys)[0], (typeof keys)[0]]
const id = '019aa000-0000-7000-8000-000000000001'
const text = signOwn({ subject: 'person', id }, newest)

test('round trip', () =>
  fc.assert(
    fc.property(
      fc.uuid(),
      fc.constantFrom('person' as const, 'place' as const),
      fc.nat(255),
      (uuid, subject, version) => {
        const key = { version, secret: createSecretKey(randomBytes(32)) }
        const code = signOwn({ subject, id: uuid }, key)
        expect(code).toMatch(/^SL1[PL][0-9A-HJKMNP-TV-Z]{40}$/)
        expect(parseCode(code)).toEqual({ kind: 'own', subject, id: uuid, keyVersion: version, text: code })
        expect(verifyOwn(code, [key])).toEqual({ genuine: true, subject, id: uuid, keyVersion: version })
      },
    ),
  ))

test('an old key still verifies, an unknown one does not', () => {
  const card = signOwn({ subject: 'person', id }, old)
  expect(verifyOwn(card, keys)).toMatchObject({ genuine: true, keyVersion: 1 })
  expect(verifyOwn(card, [newest])).toEqual({ genuine: false, reason: 'unknownKey' })
})

test('typed by hand in small letters with spaces', () =>
  expect(verifyOwn(text.toLowerCase().replace(/(.{4})/g, '$1 '), keys)).toMatchObject({ genuine: true, id }))

test('every change of a character is found', () => {
  for (let at = 0; at < text.length; at++)
    for (const letter of BASE32)
      if (letter !== text[at])
        expect(verifyOwn(text.slice(0, at) + letter + text.slice(at + 1), keys)).toMatchObject({ genuine: false })
})

test('a person’s card is not a place’s', () =>
  expect(verifyOwn(text.replace('SL1P', 'SL1L'), keys)).toEqual({ genuine: false, reason: 'forged' }))

test.each([
  ['', 'malformed'],
  ['SL1', 'malformed'],
  [text.slice(0, -1), 'malformed'],
  [`${text}0`, 'malformed'],
  [`SL1P${'0'.repeat(40)}`, 'unknownKey'],
])('%j is refused as %s', (code, reason) => expect(verifyOwn(code, keys)).toEqual({ genuine: false, reason }))

test('every cut is named', () => {
  for (let end = 4; end < text.length; end++)
    expect(parseCode(text.slice(0, end))).toEqual({ kind: 'unknown', reason: 'truncated', looksLike: 'own' })
})

test('what cannot be signed is refused', () => {
  expect(() => signOwn({ subject: 'person', id: '7' }, newest)).toThrow(RangeError)
  expect(() => signOwn({ subject: 'person', id }, { version: 256, secret: newest.secret })).toThrow(RangeError)
  expect(() => signOwn({ subject: 'person', id }, { version: 1, secret: createSecretKey(Buffer.alloc(16)) })).toThrow(
    RangeError,
  )
})
