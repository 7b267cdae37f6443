import type { KeyObject } from 'node:crypto'
import type { App } from '#core/app.ts'

export const ALGORITHMS = ['rsa', 'ec'] as const
export type Algorithm = (typeof ALGORITHMS)[number]

/** Where a key lies: what is needed to find it again, never what is needed to use it. */
export interface KeyPlace {
  readonly keySealed: Buffer | null
  readonly slot: string | null
  readonly keyId: string | null
}

/** A key that is open for a moment, because its PIN was right. */
export interface OpenKey {
  /** Signs the SHA-256 of the bytes: PKCS #1 v1.5 for RSA, DER for EC. */
  sign(data: Uint8Array): Promise<Uint8Array>
  close(): Promise<void>
}

export interface MadeKey {
  readonly publicKey: KeyObject
  readonly place: KeyPlace
  readonly open: OpenKey
}

/** What keeps keys. The PIN is used where it is given and kept nowhere. Throws `signatures.wrong-pin`, `.token-missing`. */
export interface KeyProvider {
  create(app: App, wish: { id: string; algorithm: Algorithm; pin: string; slot: string | undefined }): Promise<MadeKey>
  open(app: App, id: string, place: KeyPlace, pin: string): Promise<OpenKey>
}
