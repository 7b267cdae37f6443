import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { Context } from '#core/app.ts'
import type { Subject } from './certificates.ts'
import { nameOf, namesOf, spkiOf } from './certificates.ts'
import { type Authority, certify, chainOf, crlOf, type LocalCa, newLocalCa } from './local-ca.ts'
import { revokedSerials } from './queries.ts'
import { type Signer, signerWith } from './signer.ts'

const NAMES = ['root', 'issuing', 'stamping'] as const
type AuthorityName = (typeof NAMES)[number]

const listUrl = (ctx: Pick<Context, 'app'>, name: AuthorityName) =>
  `${ctx.app.config.origin}/api/signatures/lists/${name}`

/** Makes the authority of a demo, once. */
export async function makeAuthority(ctx: Context): Promise<LocalCa> {
  const there = await localCa(ctx)
  if (there) return there
  const ca = newLocalCa(ctx.now, { crl: { root: listUrl(ctx, 'root'), issuing: listUrl(ctx, 'issuing') } })
  for (const name of NAMES) {
    const { key, certificate } = ca[name]
    const sealed = ctx.app.keyring.seal(key.export({ format: 'der', type: 'pkcs8' }), sealedAs(name))
    await ctx.sql`
      insert into signatures.authority (name, certificate, key_sealed, made_at)
      values (${name}, ${certificate.raw}, ${sealed}, ${ctx.now}) on conflict do nothing`
  }
  return ca
}

const sealedAs = (name: AuthorityName) => `signatures.authority ${name}`

/** The authority of the demo; undefined in a real installation. */
export async function localCa({ sql, app }: Pick<Context, 'sql' | 'app'>): Promise<LocalCa | undefined> {
  const rows = await sql<{ name: AuthorityName; certificate: Buffer; keySealed: Buffer }[]>`
    select name, certificate, key_sealed from signatures.authority`
  if (rows.length < NAMES.length) return undefined
  const open = rows.map(({ name, certificate, keySealed }): [AuthorityName, Authority] => {
    const pkcs8 = app.keyring.open(keySealed, sealedAs(name))
    return [
      name,
      {
        key: createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }),
        certificate: new X509Certificate(certificate),
      },
    ]
  })
  return Object.fromEntries(open) as unknown as LocalCa
}

/** Certifies a key by the demo's authority. */
export function certifyHere(
  ctx: Context,
  ca: LocalCa,
  subject: Subject,
  publicKey: X509Certificate['publicKey'],
  until?: Date,
) {
  const certificate = certify(ca, ctx.now, {
    subject: nameOf(subject),
    publicKey,
    crl: listUrl(ctx, 'issuing'),
    ...(until ? { until } : {}),
  })
  return { certificate, chain: chainOf(ca) }
}

/** What the demo's authorities say is revoked, as of now. */
export async function ownLists(
  { sql, now }: Pick<Context, 'sql' | 'now'>,
  ca: LocalCa,
): Promise<Record<'root' | 'issuing', Buffer>> {
  const revoked = (await revokedSerials(sql)).map(({ serial, at }) => ({ serial: Buffer.from(serial, 'hex'), at }))
  return { root: crlOf(ca.root, [], now), issuing: crlOf(ca.issuing, revoked, now) }
}

/** Who says what time it is in a demo. */
export const ownStamper = ({ stamping, issuing, root }: LocalCa): Signer =>
  signerWith(stamping.key, stamping.certificate, [issuing.certificate, root.certificate])

export const isOwn = (ca: LocalCa | undefined, certificate: X509Certificate): boolean =>
  ca !== undefined && namesOf(certificate).issuer.equals(namesOf(ca.issuing.certificate).subject)

export const sameKey = (certificate: X509Certificate, spki: Uint8Array): boolean =>
  spkiOf(certificate.publicKey).equals(Buffer.from(spki))
