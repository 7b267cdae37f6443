import { expect, test } from 'vitest'
import { keyringOf, newKeyring } from '../keyring.ts'
import { sealerFor } from './seal.ts'

const CODE = '046090900001|NGUYEN VAN AN|1990-12-01|0|990000000000000001|<1<<0905000001'

test('what a device seals, the server opens as what it was sealed for', async () => {
  const keyring = keyringOf(newKeyring())
  const seal = await sealerFor(keyring.sealingKey())
  const sealed = await seal(CODE, 'a')
  expect(keyring.openSealed(sealed, 'a')).toBe(CODE)
  expect(keyring.openSealed(await seal('Đặng Thị Ngọc Ánh', 'b'), 'b')).toBe('Đặng Thị Ngọc Ánh')
  expect(sealed).not.toBe(await seal(CODE, 'a'))
  expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('NGUYEN')
})

test('a seal of another item, one that was altered and one of another installation are not opened', async () => {
  const keyring = keyringOf(newKeyring())
  const sealed = await (await sealerFor(keyring.sealingKey()))(CODE, 'a')
  expect(() => keyring.openSealed(sealed, 'b')).toThrow()
  expect(() => keyring.openSealed(`${sealed.slice(0, -8)}AAAAAAAA`, 'a')).toThrow()
  expect(() => keyring.openSealed('', 'a')).toThrow()
  expect(() => keyringOf(newKeyring()).openSealed(sealed, 'a')).toThrow()
})

test('what was sealed before the key was changed is opened still', async () => {
  const stored = newKeyring()
  const before = keyringOf(stored)
  const sealed = await (await sealerFor(before.sealingKey()))(CODE, 'a')
  const [secret = ''] = newKeyring().identifiers.map(key => key.secret)
  const after = keyringOf({ ...stored, identifiers: [...stored.identifiers, { version: 2, secret }] })
  expect(after.sealingKey()).not.toBe(before.sealingKey())
  expect(after.openSealed(sealed, 'a')).toBe(CODE)
})
