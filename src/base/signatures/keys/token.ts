import { createPublicKey, type KeyObject, randomBytes } from 'node:crypto'
import type { PKCS11 } from 'pkcs11js'
import type { App } from '#core/app.ts'
import { Problem } from '#core/problem.ts'
import { integer, sequence } from '../asn1/der.ts'
import { sha256 } from '../cms.ts'
import type { Algorithm, KeyProvider, OpenKey } from './provider.ts'

type Library = typeof import('pkcs11js')
interface Loaded {
  readonly lib: Library
  readonly module: PKCS11
}

/** The library of the tokens' maker. */
const SETTING = 'SIGNATURES_PKCS11'
/** What a token answers to a wrong PIN, and when it has locked itself. */
const WRONG = new Set(['CKR_PIN_INCORRECT', 'CKR_PIN_LEN_RANGE', 'CKR_PIN_INVALID'])

let loaded: Promise<Loaded> | undefined
/** A library is loaded once in a process, whatever applications run in it. */
function load(app: App): Promise<Loaded> {
  const path = app.config.settings?.[SETTING]
  if (!path) throw new Problem('signatures.no-tokens')
  loaded ??= import('pkcs11js').then(lib => {
    const module = new lib.PKCS11()
    module.load(path)
    module.C_Initialize()
    return { lib, module }
  })
  return loaded.catch((cause: unknown) => {
    loaded = undefined
    throw new Problem('signatures.no-tokens', { cause })
  })
}

export interface Token {
  /** Its serial number: slots are counted anew at each start. */
  readonly slot: string
  readonly label: string
}

const serialOf = ({ module }: Loaded, slot: Buffer): Token => {
  const { label, serialNumber } = module.C_GetTokenInfo(slot)
  return { slot: serialNumber.replace(/\0/g, '').trim(), label: label.replace(/\0/g, '').trim() }
}

/** The tokens that are plugged in; none where no library is set. */
export async function tokensOf(app: App): Promise<Token[]> {
  if (!app.config.settings?.[SETTING]) return []
  const all = await load(app)
  return all.module
    .C_GetSlotList(true)
    .map(slot => serialOf(all, slot))
    .filter(token => token.slot)
}

/** Whoever uses a token waits here: a login holds for the whole process, so two at once would share one PIN. */
const turns = new Map<string, Promise<void>>()
async function takeTurn(slot: string): Promise<() => void> {
  const before = turns.get(slot) ?? Promise.resolve()
  const { promise, resolve } = Promise.withResolvers<void>()
  turns.set(
    slot,
    before.then(() => promise),
  )
  await before
  return resolve
}

interface Session extends Loaded {
  readonly handle: Buffer
  end(): Promise<void>
}

async function logIn(app: App, serial: string, pin: string): Promise<Session> {
  const all = await load(app)
  const done = await takeTurn(serial)
  const { lib, module } = all
  try {
    const slot = module.C_GetSlotList(true).find(one => serialOf(all, one).slot === serial)
    if (!slot) throw new Problem('signatures.token-missing')
    const handle = module.C_OpenSession(slot, lib.CKF_SERIAL_SESSION | lib.CKF_RW_SESSION)
    const end = async () => {
      try {
        module.C_Logout(handle)
      } catch {
        // Was not logged in: the session is closed all the same.
      }
      module.C_CloseSession(handle)
      done()
    }
    try {
      module.C_Login(handle, lib.CKU_USER, pin)
    } catch (cause) {
      module.C_CloseSession(handle)
      throw pinProblem(cause)
    }
    return { ...all, handle, end }
  } catch (error) {
    done()
    throw error
  }
}

function pinProblem(cause: unknown): Problem {
  const code = cause instanceof Error ? cause.message.split(':')[0] : ''
  if (code && WRONG.has(code)) return new Problem('signatures.wrong-pin')
  if (code === 'CKR_PIN_LOCKED') return new Problem('signatures.pin-locked')
  return new Problem('signatures.token-failed', { status: 503, cause })
}

const OID_P256 = Buffer.from('06082a8648ce3d030107', 'hex')

function generate({ lib, module, handle }: Session, algorithm: Algorithm, keyId: Buffer) {
  const label = 'saola'
  const shared = [
    { type: lib.CKA_TOKEN, value: true },
    { type: lib.CKA_ID, value: keyId },
    { type: lib.CKA_LABEL, value: label },
  ]
  const open = [
    ...shared,
    { type: lib.CKA_VERIFY, value: true },
    ...(algorithm === 'rsa'
      ? [
          { type: lib.CKA_MODULUS_BITS, value: 2048 },
          { type: lib.CKA_PUBLIC_EXPONENT, value: Buffer.of(1, 0, 1) },
        ]
      : [{ type: lib.CKA_EC_PARAMS, value: OID_P256 }]),
  ]
  const secret = [
    ...shared,
    { type: lib.CKA_PRIVATE, value: true },
    { type: lib.CKA_SENSITIVE, value: true },
    { type: lib.CKA_EXTRACTABLE, value: false },
    { type: lib.CKA_SIGN, value: true },
  ]
  const mechanism = algorithm === 'rsa' ? lib.CKM_RSA_PKCS_KEY_PAIR_GEN : lib.CKM_EC_KEY_PAIR_GEN
  return module.C_GenerateKeyPair(handle, { mechanism }, open, secret)
}

function publicKeyOf({ lib, module, handle }: Session, key: Buffer, algorithm: Algorithm): KeyObject {
  const read = (type: number) => module.C_GetAttributeValue(handle, key, [{ type }])[0]?.value as Buffer
  if (algorithm === 'rsa') {
    const [n, e] = [read(lib.CKA_MODULUS), read(lib.CKA_PUBLIC_EXPONENT)].map(part => part.toString('base64url'))
    return createPublicKey({ key: { kty: 'RSA', n: n as string, e: e as string }, format: 'jwk' })
  }
  // An octet string around 04, x, y.
  const point = read(lib.CKA_EC_POINT).subarray(-64)
  const [x, y] = [point.subarray(0, 32), point.subarray(32)].map(part => part.toString('base64url'))
  return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: x as string, y: y as string }, format: 'jwk' })
}

/** r and s beside each other become the two integers that certificates and CMS have. */
const derOf = (raw: Buffer): Buffer =>
  sequence(integer(raw.subarray(0, raw.length / 2)), integer(raw.subarray(raw.length / 2)))

function openKey(session: Session, key: Buffer, algorithm: Algorithm): OpenKey {
  const { lib, module, handle, end } = session
  return {
    async sign(data) {
      const isRsa = algorithm === 'rsa'
      module.C_SignInit(handle, { mechanism: isRsa ? lib.CKM_SHA256_RSA_PKCS : lib.CKM_ECDSA }, key)
      if (isRsa) return module.C_SignAsync(handle, Buffer.from(data), Buffer.alloc(512))
      return derOf(await module.C_SignAsync(handle, sha256(data), Buffer.alloc(128)))
    },
    close: end,
  }
}

function findKey({ lib, module, handle }: Session, keyId: string): { key: Buffer; algorithm: Algorithm } {
  module.C_FindObjectsInit(handle, [
    { type: lib.CKA_CLASS, value: lib.CKO_PRIVATE_KEY },
    { type: lib.CKA_ID, value: Buffer.from(keyId, 'hex') },
  ])
  const [key] = module.C_FindObjects(handle, 1)
  module.C_FindObjectsFinal(handle)
  if (!key) throw new Problem('signatures.token-missing')
  const type = module.C_GetAttributeValue(handle, key, [{ type: lib.CKA_KEY_TYPE }])[0]?.value as Buffer
  return { key, algorithm: type.readUInt8(0) === lib.CKK_RSA ? 'rsa' : 'ec' }
}

/** Keys in tokens and security modules (PKCS #11): made there, used there, never seen here. */
export const tokenKeys: KeyProvider = {
  async create(app, { algorithm, pin, slot = '' }) {
    const session = await logIn(app, slot, pin)
    try {
      const keyId = randomBytes(8)
      const { publicKey, privateKey } = generate(session, algorithm, keyId)
      return {
        publicKey: publicKeyOf(session, publicKey, algorithm),
        place: { keySealed: null, slot, keyId: keyId.toString('hex') },
        open: openKey(session, privateKey, algorithm),
      }
    } catch (error) {
      await session.end()
      throw error
    }
  },
  async open(app, _id, { slot, keyId }, pin) {
    const session = await logIn(app, slot as string, pin)
    try {
      const { key, algorithm } = findKey(session, keyId as string)
      return openKey(session, key, algorithm)
    } catch (error) {
      await session.end()
      throw error
    }
  },
}
