import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What a key is for. Each purpose has its own versions, so that one can be rotated without the others. */
export const PURPOSES = ['identifiers', 'index', 'codes', 'links'] as const
export type Purpose = (typeof PURPOSES)[number]
/** Pairs of keys: what is signed with the secret half, anyone can check with the public one. */
const SIGNING_PURPOSES = ['attestation', 'audit', 'push', 'interchange'] as const
export type SigningPurpose = (typeof SIGNING_PURPOSES)[number]

export interface Key {
  readonly version: number
  /** 32 bytes. As a KeyObject: handing Node the bytes each time costs five times as much. */
  readonly secret: KeyObject
}

/** Papers and push (VAPID): ECDSA on P-256, what a browser knows by itself. The audit, and what goes to other systems: Ed25519. */
const CURVES = {
  attestation: 'prime256v1',
  audit: 'ed25519',
  push: 'prime256v1',
  interchange: 'ed25519',
} as const satisfies Record<SigningPurpose, string>

export interface SigningKey {
  readonly version: number
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

/**
 * The installation's secrets, kept outside the database and backed up apart from it. Without it the identifiers
 * in a copy of the database are unreadable.
 */
export interface Keyring {
  /** All versions of a key, newest first. */
  keys(purpose: Purpose): readonly Key[]
  /** All versions of a pair, newest first. */
  signingKeys(purpose: SigningPurpose): readonly SigningKey[]
  /** AES-256-GCM; the key's version is the first byte. */
  encrypt(plain: string): Buffer
  /** Throws when the text was altered or its key is unknown. */
  decrypt(sealed: Uint8Array): string
  /** The same for bytes, which only open again as what they were sealed as: `as` is the id of their row. */
  seal(plain: Uint8Array, as: string): Buffer
  open(sealed: Uint8Array, as: string): Buffer
  /** A keyed hash to look an identifier up by, without storing it. */
  blindIndex(kind: string, value: string): Buffer
  /** A signed, expiring token for a link: `purpose` and `subject` are bound into it. */
  signLink(purpose: string, subject: string, expires: Date): string
  /** The subject of a valid link, or undefined. */
  readLink(purpose: string, token: string, now: Date): string | undefined
  /** What a device seals with, so that it cannot read again what it keeps for us: see core/web/seal.ts. */
  sealingKey(): string
  /** Opens what a device sealed for `about`. Throws when it was altered, was sealed for something else, or the key is unknown. */
  openSealed(sealed: string, about: string): string
}

/** Where the keyring of an installation is: `keyring.json` in its data directory, or where `SAOLA_KEYRING` says. */
export const keyringFileOf = (dataDir: string): string => process.env.SAOLA_KEYRING ?? join(dataDir, 'keyring.json')

type Stored = Record<Purpose | SigningPurpose, { version: number; secret: string }[]>

/**
 * Opens the keyring in `path`, making it (mode 0600) when there is none. One made before there were pairs gets them: a
 * pair that is new makes nothing unreadable.
 */
export function openKeyring(path: string): Keyring {
  if (!existsSync(path)) writeKeyring(path, newKeyring())
  const stored = JSON.parse(readFileSync(path, 'utf8')) as Stored
  const missing = SIGNING_PURPOSES.filter(purpose => !(purpose in stored))
  const whole = { ...stored, ...newPairs(missing) }
  if (missing.length) writeKeyring(path, whole)
  return keyringOf(whole)
}

/** What the keyring makes of a fixed word: two keyrings make two things of it. */
export const markOf = (keyring: Keyring): string => keyring.blindIndex('core.installation', 'keyring').toString('hex')

export const newKeyring = (): Stored => ({
  ...(Object.fromEntries(
    PURPOSES.map(purpose => [purpose, [{ version: 1, secret: randomBytes(32).toString('base64') }]]),
  ) as Stored),
  ...newPairs(SIGNING_PURPOSES),
})

/** A keyring from its text, as the file has it. */
export const readKeyring = (text: string): Keyring => keyringOf(JSON.parse(text) as Stored)

/** A pair is kept by its secret half, PKCS #8. */
const newPairs = (purposes: readonly SigningPurpose[]) =>
  Object.fromEntries(purposes.map(purpose => [purpose, [{ version: 1, secret: newSecretHalf(purpose) }]]))

function newSecretHalf(purpose: SigningPurpose): string {
  const curve = CURVES[purpose]
  const { privateKey } =
    curve === 'ed25519' ? generateKeyPairSync(curve) : generateKeyPairSync('ec', { namedCurve: curve })
  return privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')
}

/**
 * Adds a newer pair, with which is signed from the next start on; the older ones stay, for what they signed. Answers its
 * version.
 */
export function rotatePair(path: string, purpose: SigningPurpose): number {
  const stored = JSON.parse(readFileSync(path, 'utf8')) as Stored
  const pairs = stored[purpose] ?? []
  const version = Math.max(0, ...pairs.map(pair => pair.version)) + 1
  writeKeyring(path, { ...stored, [purpose]: [...pairs, { version, secret: newSecretHalf(purpose) }] })
  return version
}

function writeKeyring(path: string, stored: Stored): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.new`, `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600 })
  chmodSync(`${path}.new`, 0o600)
  renameSync(`${path}.new`, path)
}

const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16
const INDEX_DIGITS = 32

const refused = (purpose: Purpose | SigningPurpose, what: string) => new Error(`The keyring ${what} for “${purpose}”.`)
const CURVE = 'prime256v1'
const CURVE_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const POINT_BYTES = 65
/** In base64 the version and the point have letters of their own: their bytes are a multiple of three. */
const SEALER_LETTERS = ((1 + POINT_BYTES) / 3) * 4
const SEALERS_KEPT = 500

/** The key pair of devices' seals, made from a key of the ring: nothing more has to be stored or backed up. */
function pairOf({ secret }: Key) {
  const wide = Buffer.from(hkdfSync('sha256', secret, '', 'saola sealing', 48))
  const scalar = (BigInt(`0x${wide.toString('hex')}`) % (CURVE_ORDER - 1n)) + 1n
  const pair = createECDH(CURVE)
  pair.setPrivateKey(scalar.toString(16).padStart(64, '0'), 'hex')
  return pair
}

/** What would weaken or confuse the ring is found when it is opened, not when somebody's number cannot be read. */
function newestFirst<K extends { readonly version: number }>(
  purpose: Purpose | SigningPurpose,
  keys: readonly K[],
): readonly K[] {
  if (!keys.length) throw refused(purpose, 'has no key')
  if (new Set(keys.map(key => key.version)).size < keys.length) throw refused(purpose, 'has a version twice')
  for (const { version } of keys)
    if (!Number.isInteger(version) || version < 1 || version > 255)
      throw refused(purpose, `has version ${version}, not one of 1–255,`)
  return keys.toSorted((a, b) => b.version - a.version)
}

function secretKey(purpose: Purpose, { version, secret }: Stored[Purpose][number]): Key {
  const key = { version, secret: createSecretKey(secret, 'base64') }
  if (key.secret.symmetricKeySize !== KEY_BYTES) throw refused(purpose, `has a key that is not of ${KEY_BYTES} bytes`)
  return key
}

function signingKey(purpose: SigningPurpose, { version, secret }: Stored[SigningPurpose][number]): SigningKey {
  const privateKey = createPrivateKey({ key: Buffer.from(secret, 'base64'), format: 'der', type: 'pkcs8' })
  const curve = privateKey.asymmetricKeyDetails?.namedCurve ?? privateKey.asymmetricKeyType
  if (curve !== CURVES[purpose]) throw refused(purpose, `has a pair that is not on ${CURVES[purpose]}`)
  return { version, privateKey, publicKey: createPublicKey(privateKey) }
}

export function keyringOf(stored: Stored): Keyring {
  const ringOf = <P extends Purpose | SigningPurpose, K extends { readonly version: number }>(
    purposes: readonly P[],
    read: (purpose: P, key: Stored[P][number]) => K,
  ) =>
    new Map(
      purposes.map(purpose => [
        purpose,
        newestFirst(
          purpose,
          (stored[purpose] ?? []).map(k => read(purpose, k)),
        ),
      ]),
    )
  const rings = ringOf(PURPOSES, secretKey)
  const pairs = ringOf(SIGNING_PURPOSES, signingKey)
  const keys = (purpose: Purpose) => rings.get(purpose) as readonly Key[]
  const newest = (purpose: Purpose) => keys(purpose)[0] as Key
  const linkMac = (key: Key, payload: string) =>
    createHmac('sha256', key.secret).update(payload).digest().subarray(0, 16).toString('base64url')

  const seal = (plain: Uint8Array, as: string) => {
    const { version, secret } = newest('identifiers')
    const iv = randomBytes(IV_BYTES)
    const cipher = createCipheriv('aes-256-gcm', secret, iv).setAAD(Buffer.from(as))
    return Buffer.concat([Buffer.from([version]), iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  }
  const open = (sealed: Uint8Array, as: string) => {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
    const key = keys('identifiers').find(k => k.version === bytes[0])
    if (!key) throw new Error(`No key of version ${bytes[0]} to read what is sealed with.`)
    const iv = bytes.subarray(1, 1 + IV_BYTES)
    const decipher = createDecipheriv('aes-256-gcm', key.secret, iv, { authTagLength: TAG_BYTES })
    decipher.setAAD(Buffer.from(as)).setAuthTag(bytes.subarray(-TAG_BYTES))
    return Buffer.concat([decipher.update(bytes.subarray(1 + IV_BYTES, -TAG_BYTES)), decipher.final()])
  }

  const sealing = new Map<number, ReturnType<typeof createECDH>>()
  const pairFor = (key: Key) => {
    const pair = sealing.get(key.version) ?? pairOf(key)
    sealing.set(key.version, pair)
    return pair
  }
  /** By version and point, as a seal spells them: a device seals everything of a page with one. */
  const sealers = new Map<string, Buffer>()
  const sealerFor = (sealed: string, bytes: Buffer): Buffer => {
    const name = sealed.slice(0, SEALER_LETTERS)
    const known = sealers.get(name)
    if (known) return known
    const version = bytes[0]
    const key = keys('identifiers').find(k => k.version === version)
    if (!key) throw new Error(`No key of version ${version} to open a seal with.`)
    const point = bytes.subarray(1, 1 + POINT_BYTES)
    const made = Buffer.from(hkdfSync('sha256', pairFor(key).computeSecret(point), point, 'saola seal', KEY_BYTES))
    if (sealers.size >= SEALERS_KEPT) sealers.clear()
    sealers.set(name, made)
    return made
  }

  return {
    keys,
    signingKeys: purpose => pairs.get(purpose) as readonly SigningKey[],
    seal,
    open,
    encrypt: plain => seal(Buffer.from(plain, 'utf8'), ''),
    decrypt: sealed => open(sealed, '').toString('utf8'),
    // By its digits: a Buffer that Node makes costs more than the hash.
    blindIndex: (kind, value) =>
      Buffer.from(
        createHmac('sha256', newest('index').secret).update(`${kind}\0${value}`).digest('hex').slice(0, INDEX_DIGITS),
        'hex',
      ),
    signLink(purpose, subject, expires) {
      const key = newest('links')
      const payload = `${key.version}.${Buffer.from(subject).toString('base64url')}.${Math.floor(expires.getTime() / 1000).toString(36)}`
      return `${payload}.${linkMac(key, `${purpose}.${payload}`)}`
    },
    readLink(purpose, token, now) {
      const [version, subject, expires, mac, ...rest] = token.split('.')
      const key = keys('links').find(k => String(k.version) === version)
      if (!key || !subject || !expires || !mac || rest.length) return undefined
      const expected = Buffer.from(linkMac(key, `${purpose}.${version}.${subject}.${expires}`))
      const given = Buffer.from(mac)
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
      if (Number.parseInt(expires, 36) * 1000 < now.getTime()) return undefined
      return Buffer.from(subject, 'base64url').toString('utf8')
    },
    sealingKey() {
      const key = newest('identifiers')
      return Buffer.concat([Buffer.of(key.version), pairFor(key).getPublicKey()]).toString('base64url')
    },
    openSealed(sealed, about) {
      const bytes = Buffer.from(sealed, 'base64url')
      const iv = 1 + POINT_BYTES
      const text = iv + IV_BYTES
      const decipher = createDecipheriv('aes-256-gcm', sealerFor(sealed, bytes), bytes.subarray(iv, text), {
        authTagLength: TAG_BYTES,
      })
      decipher.setAAD(Buffer.from(about)).setAuthTag(bytes.subarray(-TAG_BYTES))
      const opened = decipher.update(bytes.subarray(text, -TAG_BYTES))
      decipher.final()
      return opened.toString('utf8')
    },
  }
}
