import { randomBytes } from 'node:crypto'
import { ContentInfo, SignedData } from '@peculiar/asn1-cms'
import { AsnConvert } from '@peculiar/asn1-schema'
import { TimeStampReq, TimeStampResp, TSTInfo } from '@peculiar/asn1-tsp'
import { Problem } from '#core/problem.ts'
import { exact, generalizedTime, integer, nothing, octets, oid, partsOf, sequence, yes } from './asn1/der.ts'
import { OID } from './asn1/oids.ts'
import { sha256, signCms } from './cms.ts'
import type { Stamp } from './pades.ts'
import type { Signer } from './signer.ts'

/** The policy of the demo's own time stamps: of the arc for examples. */
const POLICY = '2.999.1'
const PATIENCE_MS = 10_000
const MOST_BYTES = 64 * 1024

const imprint = (digest: Uint8Array) => sequence(sequence(oid(OID.sha256), nothing), octets(digest))

/** A time stamp (RFC 3161) by an authority that is at hand. */
async function tokenOver(imprinted: Uint8Array, signer: Signer, now: Date, nonce?: Uint8Array): Promise<Buffer> {
  const info = sequence(
    integer(1),
    oid(POLICY),
    imprinted,
    integer(randomBytes(12)),
    generalizedTime(now),
    ...(nonce ? [integer(nonce)] : []),
  )
  return signCms(sha256(info), signer, { content: { type: OID.tstInfo, bytes: info } })
}

export const ownStamp =
  (signer: Signer, clock: () => Date): Stamp =>
  digest =>
    tokenOver(imprint(digest), signer, clock())

/** What an authority answers to a request; for tests and whoever runs one of their own. */
export async function answerRequest(request: Uint8Array, signer: Signer, now: Date): Promise<Buffer> {
  const asked = AsnConvert.parse(exact(request), TimeStampReq)
  const nonce = asked.nonce && new Uint8Array(asked.nonce)
  const imprinted = partsOf(request)[1] as Buffer
  return sequence(sequence(integer(0)), await tokenOver(imprinted, signer, now, nonce))
}

/** Asks the authority at an address. Throws `signatures.no-time-stamp` when it does not answer as it should. */
export const stampFrom =
  (url: string): Stamp =>
  async digest => {
    const nonce = randomBytes(8)
    nonce[0] = ((nonce[0] as number) & 0x7f) | 1
    const request = sequence(integer(1), imprint(digest), integer(nonce), yes)
    try {
      const reply = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
        body: new Uint8Array(request),
        redirect: 'error',
        signal: AbortSignal.timeout(PATIENCE_MS),
      })
      if (!reply.ok) throw new Error(`The time-stamping authority answered ${reply.status}.`)
      return readReply(Buffer.from(await reply.arrayBuffer()), digest, nonce)
    } catch (cause) {
      throw new Problem('signatures.no-time-stamp', { status: 503, cause })
    }
  }

function readReply(reply: Buffer, digest: Uint8Array, nonce: Buffer): Buffer {
  if (reply.length > MOST_BYTES) throw new Error('The time stamp is too large.')
  const { status } = AsnConvert.parse(exact(reply), TimeStampResp)
  const token = partsOf(reply)[1]
  if (status.status > 1 || !token) throw new Error(`The time stamp was refused (${status.status}).`)
  const info = infoOf(token)
  if (!Buffer.from(info.messageImprint.hashedMessage.buffer).equals(Buffer.from(digest)))
    throw new Error('The time stamp is of something else.')
  if (!info.nonce || !Buffer.from(info.nonce).equals(nonce)) throw new Error('The time stamp answers another request.')
  return token
}

/** What a time stamp says. */
export function infoOf(token: Uint8Array): TSTInfo {
  const content = AsnConvert.parse(exact(token), ContentInfo)
  const { encapContentInfo } = AsnConvert.parse(content.content, SignedData)
  const bytes = encapContentInfo.eContent?.single?.buffer
  if (!bytes) throw new Error('The time stamp says nothing.')
  return AsnConvert.parse(bytes, TSTInfo)
}
