import { X509Certificate } from 'node:crypto'
import type { Context } from '#core/app.ts'
import { newId } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import { localCa, ownLists, ownStamper } from './authority.ts'
import { readCertificates } from './certificates.ts'
import type { Stamp } from './pades.ts'
import { ownStamp, stampFrom } from './time-stamp.ts'
import type { Trust } from './verify/chain.ts'
import { subjectOf } from './verify/names.ts'
import { type Verdict, verifyBytes } from './verify/verify.ts'

/** Where time stamps come from (RFC 3161). */
const TSA = 'SIGNATURES_TSA_URL'

export interface RootRow {
  readonly id: string
  readonly certificate: Buffer
  readonly fingerprint: string
  readonly name: string
  readonly until: Date
  readonly addedAt: Date
}

export const rootsOf = ({ sql }: Pick<Context, 'sql'>): Promise<RootRow[]> => sql<RootRow[]>`
  select id, certificate, fingerprint, name, until, added_at from signatures.trusted_root
  where removed_at is null order by name, id`

/** Whom this installation believes: what an administrator trusts, and in a demo its own authority. */
export async function trustOf(ctx: Pick<Context, 'sql' | 'app' | 'now'>): Promise<Trust> {
  const [roots, ca] = [await rootsOf(ctx), await localCa(ctx)]
  const lists = await ctx.sql<{ content: Buffer }[]>`select content from signatures.revocation_list`
  const known = await ctx.sql<{ raw: Buffer }[]>`
    select distinct unnest(chain) as raw from signatures.certificate where certificate is not null limit 500`
  const own = ca && (await ownLists(ctx, ca))
  return {
    roots: [...roots.map(root => new X509Certificate(root.certificate)), ...(ca ? [ca.root.certificate] : [])],
    known: known.map(({ raw }) => new X509Certificate(raw)),
    crls: [...lists.map(list => list.content), ...(own ? [own.root, own.issuing] : [])],
    ocsps: [],
  }
}

/** Verifies a PDF by whom this installation believes. Throws as `verifyBytes` does. */
export const verifyPdf = async (ctx: Pick<Context, 'sql' | 'app' | 'now'>, pdf: Uint8Array): Promise<Verdict> =>
  verifyBytes(pdf, await trustOf(ctx), ctx.now)

/** Who says what time it is: the authority that is set, in a demo its own; else nobody. */
export async function stampOf(ctx: Context): Promise<Stamp | undefined> {
  const url = ctx.app.config.settings?.[TSA]
  if (url) return stampFrom(url)
  const ca = await localCa(ctx)
  return ca && ownStamp(ownStamper(ca), () => ctx.now)
}

/** Adds roots that are believed from now on. Throws `signatures.not-a-certificate`, `.not-a-root`. */
export async function addRoots(ctx: Context, bytes: Uint8Array): Promise<number> {
  const all = readCertificates(bytes)
  for (const one of all)
    if (!one.ca || !one.checkIssued(one) || !one.verify(one.publicKey)) throw new Problem('signatures.not-a-root')
  for (const one of all)
    await ctx.sql`
      insert into signatures.trusted_root (id, certificate, fingerprint, name, until, added_at, added_by)
      values (${newId(ctx.now)}, ${one.raw}, ${one.fingerprint256}, ${subjectOf(one).name}, ${one.validToDate}, ${ctx.now},
              ${ctx.who?.accountId ?? null})
      on conflict (fingerprint) where removed_at is null do nothing`
  return all.length
}

export async function removeRoot(ctx: Context, id: string): Promise<void> {
  const { count } = await ctx.sql`
    update signatures.trusted_root set removed_at = ${ctx.now}, removed_by = ${ctx.who?.accountId ?? null}
    where id = ${id} and removed_at is null`
  if (!count) throw notFound('root')
}
