import { createHash, sign } from 'node:crypto'
import type { App, Context } from '#core/app.ts'
import type { Ref } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import type { SigningKey } from '#core/keyring.ts'
import { encode, linkOf, seal } from './codec.ts'
import type { Attestation, Fields, ValuesOf } from './kinds.ts'
import { insertStatements, newestAbout, revokeAbout, type StatementRow } from './queries.ts'

export interface NewStatement<F extends Fields> {
  readonly about: Ref
  readonly values: ValuesOf<F>
  /** When it holds no more by its own words; never unless said. */
  readonly until?: Date | null
}

export interface Issued {
  readonly id: string
  /** What stands in the code. */
  readonly link: string
}

/** A public key as WebCrypto takes it: 04, x, y. */
export function pointOf({ publicKey }: SigningKey): Buffer {
  const { x, y } = publicKey.export({ format: 'jwk' })
  return Buffer.concat([Buffer.of(4), Buffer.from(x as string, 'base64url'), Buffer.from(y as string, 'base64url')])
}

/** As `keyIdOf` says it in the browser. */
export const idOfKey = (key: SigningKey): string => createHash('sha256').update(pointOf(key)).digest('hex').slice(0, 8)

/** Signs statements with the newest key and lists them in the register, in the caller's transaction. */
export async function attest<F extends Fields>(
  ctx: Context,
  { kind, fields }: Attestation<F>,
  list: readonly NewStatement<F>[],
): Promise<Issued[]> {
  if (!list.length) return []
  const [key] = ctx.app.keyring.signingKeys('attestation')
  if (!key) throw new Error('The keyring has no key to sign with.')
  const rows = list.map(({ about, values, until = null }) => {
    const id = newId(ctx.now)
    const signed = encode(idOfKey(key), {
      id,
      kind,
      until,
      values: Object.keys(fields).map(name => values[name] ?? ''),
    })
    const signature = sign('sha256', signed, { key: key.privateKey, dsaEncoding: 'ieee-p1363' })
    return { id, kind, aboutKind: about.kind, aboutId: about.id, until, text: seal(signed, signature) }
  })
  await insertStatements(ctx, rows)
  return rows.map(({ id, text }) => ({ id, link: linkTo(ctx.app, text) }))
}

export const linkTo = (app: App, text: string): string => linkOf(app.config.origin, text)

/** The newest statement of a kind about each of these things, by the thing's id. */
export async function statementsAbout(
  { sql }: Pick<Context, 'sql'>,
  { kind }: Attestation,
  aboutKind: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StatementRow>> {
  if (!ids.length) return new Map()
  return new Map((await newestAbout(sql, kind, aboutKind, ids)).map(row => [row.aboutId, row]))
}

/** Takes back what a kind of paper said of these things. `reason` is a message id that anyone may read. */
export async function revoke(
  ctx: Context,
  { kind }: Attestation,
  aboutKind: string,
  ids: readonly string[],
  reason: string,
): Promise<void> {
  if (ids.length) await revokeAbout(ctx, kind, aboutKind, ids, reason)
}
