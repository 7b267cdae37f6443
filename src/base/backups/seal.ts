import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as WebStream } from 'node:stream/web'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'
import { armor, Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { Problem } from '#core/problem.ts'

/** The pair of a backup key, in the words of age: the public half seals, only the secret one opens. */
export interface BackupKey {
  readonly identity: string
  readonly recipient: string
}

export async function makeKey(): Promise<BackupKey> {
  const identity = await generateX25519Identity()
  return { identity, recipient: await identityToRecipient(identity) }
}

const RECIPIENT = /^age1[0-9a-z]{58}$/

export function readRecipient(text: string): string {
  const recipient = text.trim()
  if (!RECIPIENT.test(recipient)) throw new Problem('backups.key-unreadable')
  return recipient
}

/** 2^16 rounds of scrypt: about a fifth of a second for each guess at a passphrase. */
const WORK = 16

/** A text under a passphrase, as `age -d` opens it too. */
export async function sealText(text: string, passphrase: string): Promise<string> {
  const encrypter = new Encrypter()
  encrypter.setScryptWorkFactor(WORK)
  encrypter.setPassphrase(passphrase)
  return armor.encode(await encrypter.encrypt(text))
}

/** @throws Problem `backups.wrong-passphrase`, `backups.key-unreadable` */
export async function openText(sealed: string, passphrase: string): Promise<string> {
  let bytes: Uint8Array
  try {
    bytes = armor.decode(sealed)
  } catch {
    throw new Problem('backups.key-unreadable')
  }
  const decrypter = new Decrypter()
  decrypter.addPassphrase(passphrase)
  return decrypter.decrypt(bytes, 'text').catch(cause => {
    throw new Problem('backups.wrong-passphrase', { cause })
  })
}

/** Fast, and a third of the size; more effort gains little on what is sealed already. */
const LEVEL = 3

/** Packs and seals what `source` yields into `sink`, and resolves when all of it is there. */
export async function sealInto(
  source: AsyncIterable<Uint8Array>,
  recipient: string,
  sink: (sealed: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  const packer = createZstdCompress({
    params: { [constants.ZSTD_c_compressionLevel]: LEVEL, [constants.ZSTD_c_checksumFlag]: 1 },
  })
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  const packing = pipeline(Readable.from(source, { objectMode: false }), packer)
  const sealing = encrypter
    .encrypt(Readable.toWeb(packer) as unknown as ReadableStream<Uint8Array>)
    .then(sealed => sink(Readable.fromWeb(sealed as unknown as WebStream)))
  await Promise.all([packing, sealing])
}

/**
 * The other way. Each piece is authenticated with its place and the last one as the last: what was cut, altered or put in
 * another order does not come out.
 *
 * @throws Problem `backups.no-backup`, `backups.wrong-key`; while it is read `backups.damaged`
 */
export async function* openSealed(sealed: Readable, identity: string): AsyncGenerator<Uint8Array> {
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  const opened = await decrypter
    .decrypt(Readable.toWeb(sealed) as unknown as ReadableStream<Uint8Array>)
    .catch((cause: Error) => {
      const isOther = /no identity matched/i.test(cause.message)
      throw new Problem(isOther ? 'backups.wrong-key' : 'backups.no-backup', { cause })
    })
  const unpacker = createZstdDecompress()
  const unpacking = pipeline(Readable.fromWeb(opened as unknown as WebStream), unpacker)
  unpacking.catch(() => {})
  try {
    yield* unpacker
    await unpacking
  } catch (cause) {
    throw new Problem('backups.damaged', { cause })
  } finally {
    unpacker.destroy()
    sealed.destroy()
  }
}
