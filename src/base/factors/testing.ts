import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest()
const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')

interface Options {
  readonly origin?: string
  /** Its owner unlocked the device. */
  readonly verified?: boolean
  readonly counter?: number
}

/** A device with one passkey, in software: what a browser and its authenticator answer. */
export class Authenticator {
  readonly id = randomBytes(32)
  private readonly keys: { publicKey: KeyObject; privateKey: KeyObject } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
  })
  private readonly host: string

  constructor(host = 'localhost') {
    this.host = host
  }

  register(challenge: unknown, { origin = `http://${this.host}` }: Options = {}) {
    const jwk = this.keys.publicKey.export({ format: 'jwk' })
    const coordinate = (text: string | undefined) => new Uint8Array(Buffer.from(text ?? '', 'base64url'))
    const cose = new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, coordinate(jwk.x)],
      [-3, coordinate(jwk.y)],
    ])
    const length = Buffer.alloc(2)
    length.writeUInt16BE(this.id.length)
    const data = Buffer.concat([this.head(0x45, 0), Buffer.alloc(16), length, this.id, isoCBOR.encode(cose as never)])
    const attestation = new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', new Uint8Array(data)],
    ])
    return this.answer({
      clientDataJSON: this.said('webauthn.create', challenge, origin),
      attestationObject: base64url(isoCBOR.encode(attestation as never)),
    })
  }

  sign(challenge: unknown, { origin = `http://${this.host}`, verified = true, counter = 0 }: Options = {}) {
    const clientDataJSON = this.said('webauthn.get', challenge, origin)
    const data = this.head(verified ? 0x05 : 0x01, counter)
    const signed = Buffer.concat([data, sha256(Buffer.from(clientDataJSON, 'base64url'))])
    return this.answer({
      clientDataJSON,
      authenticatorData: base64url(data),
      signature: base64url(sign('sha256', signed, this.keys.privateKey)),
    })
  }

  private head(flags: number, counter: number): Buffer {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter)
    return Buffer.concat([sha256(this.host), Buffer.from([flags]), count])
  }

  private said(type: string, options: unknown, origin: string): string {
    const { challenge } = options as { challenge: string }
    return base64url(Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })))
  }

  private answer(response: Readonly<Record<string, string>>) {
    const id = base64url(this.id)
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response }
  }
}
