const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const
const IV_BYTES = 12

/** Seals a text; the server opens it only as what it was sealed for. */
export type Seal = (text: string, about: string) => Promise<string>

const sealers = new Map<string, Promise<Seal>>()

/**
 * Seals what lies on this device until it can be sent, with the server's public key (`keyring.sealingKey`): nobody who
 * holds the phone can read it again. The page's own key is never stored. Throws where the browser has no cryptography,
 * which is so on pages without HTTPS.
 */
export function sealerFor(serverKey: string): Promise<Seal> {
  const made = sealers.get(serverKey) ?? makeSealer(serverKey)
  sealers.set(serverKey, made)
  return made
}

async function makeSealer(serverKey: string): Promise<Seal> {
  const [version = 0, ...point] = fromBase64url(serverKey)
  const { subtle } = crypto
  const theirs = await subtle.importKey('raw', Uint8Array.from(point), CURVE, false, [])
  const ours = await subtle.generateKey(CURVE, false, ['deriveBits'])
  const mark = new Uint8Array(await subtle.exportKey('raw', ours.publicKey))
  const shared = await subtle.deriveBits({ name: 'ECDH', public: theirs }, ours.privateKey, 256)
  const key = await subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: mark, info: new TextEncoder().encode('saola seal') },
    await subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']),
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt'],
  )
  return async (text, about) => {
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
    const bytes = new TextEncoder().encode(text)
    const hidden = await subtle.encrypt(
      { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(about) },
      key,
      bytes,
    )
    return toBase64url(Uint8Array.from([version, ...mark, ...iv, ...new Uint8Array(hidden)]))
  }
}

const toBase64url = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')

const fromBase64url = (text: string) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), letter => letter.charCodeAt(0))
