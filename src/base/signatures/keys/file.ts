import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  type KeyObject,
  randomBytes,
  scrypt,
  sign,
} from 'node:crypto'
import { promisify } from 'node:util'
import { Problem } from '#core/problem.ts'
import { newKey } from '../local-ca.ts'
import type { KeyProvider, OpenKey } from './provider.ts'

const derive = promisify(scrypt) as (pin: string, salt: Buffer, length: number, options: object) => Promise<Buffer>
const signing = promisify(sign) as (algorithm: string, data: Uint8Array, key: KeyObject) => Promise<Buffer>
/** 64 MB for each try: who copied the database and has the keyring, too, still guesses slowly. */
const COST = { N: 65_536, r: 8, p: 1, maxmem: 128 * 1024 * 1024 }
const SALT = 16
const IV = 12
const TAG = 16

async function lock(pkcs8: Buffer, pin: string): Promise<Buffer> {
  const salt = randomBytes(SALT)
  const iv = randomBytes(IV)
  const cipher = createCipheriv('aes-256-gcm', await derive(pin, salt, 32, COST), iv)
  return Buffer.concat([salt, iv, cipher.update(pkcs8), cipher.final(), cipher.getAuthTag()])
}

async function unlock(locked: Buffer, pin: string): Promise<Buffer> {
  const key = await derive(pin, locked.subarray(0, SALT), 32, COST)
  const decipher = createDecipheriv('aes-256-gcm', key, locked.subarray(SALT, SALT + IV))
  decipher.setAuthTag(locked.subarray(-TAG))
  try {
    return Buffer.concat([decipher.update(locked.subarray(SALT + IV, -TAG)), decipher.final()])
  } catch {
    throw new Problem('signatures.wrong-pin')
  }
}

const opened = (key: KeyObject): OpenKey => ({ sign: data => signing('sha256', data, key), close: async () => {} })

/** Keys that lie in the database: locked by the PIN, and sealed by the keyring, which does not lie there. */
export const fileKeys: KeyProvider = {
  async create(app, { id, algorithm, pin }) {
    const { publicKey, privateKey } = newKey(algorithm)
    const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' })
    const keySealed = app.keyring.seal(await lock(pkcs8, pin), id)
    return { publicKey, place: { keySealed, slot: null, keyId: null }, open: opened(privateKey) }
  },
  async open(app, id, { keySealed }, pin) {
    const pkcs8 = await unlock(app.keyring.open(keySealed as Buffer, id), pin)
    return opened(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }))
  },
}
