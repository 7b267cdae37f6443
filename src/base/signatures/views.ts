import { policyAt } from '#base/policies/index.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, dayOf } from '#core/clock.ts'
import type { CertificateView, SealView, TurnView, VerdictView } from './contract.ts'
import { NUMBERING } from './fills.ts'
import { renewal } from './policies.ts'
import { activeOf, type CertificateRow, papersOf, type RequestRow, type TurnRow, turnsOf } from './queries.ts'
import { signerView } from './requests.ts'
import type { Seal, Verdict } from './verify/verify.ts'

const instant = (at: Date | null): string | null => at?.toISOString() ?? null

export async function certificateViews(ctx: Context, rows: readonly CertificateRow[]): Promise<CertificateView[]> {
  const { days } = (await policyAt(ctx, renewal, { day: dayOf(ctx.now) })).params
  const endsOf = ({ validTo }: CertificateRow) => {
    if (!validTo || validTo.getTime() - ctx.now.getTime() > days * DAY_MS) return 'no'
    return validTo <= ctx.now ? 'ended' : 'soon'
  }
  return rows.map(row => ({
    id: row.id,
    organisationId: row.organisationId,
    name: row.name,
    provider: row.provider,
    algorithm: row.algorithm,
    state: row.state,
    issuer: row.issuer,
    serial: row.serial,
    validFrom: instant(row.validFrom),
    validTo: instant(row.validTo),
    ends: endsOf(row),
    hasPicture: row.hasPicture,
    sealMm: row.sealMm,
    madeAt: row.madeAt.toISOString(),
    endedAt: instant(row.endedAt),
    endedWhy: row.endedWhy,
  }))
}

interface AskedRow extends Pick<RequestRow, 'id' | 'title' | 'sequence' | 'madeAt'> {
  readonly by: string | null
}

export async function turnViews(ctx: Context, turns: readonly TurnRow[]): Promise<TurnView[]> {
  const ids = [...new Set(turns.map(turn => turn.requestId))]
  const requests = await ctx.sql<AskedRow[]>`
    select r.id, r.title, r.sequence, r.made_at, a.name as by
    from signatures.request r left join identity.account a on a.id = r.made_by where r.id = any(${ids}::uuid[])`
  const [papers, signers] = [await papersOf(ctx.sql, ids), await turnsOf(ctx.sql, ids)]
  const known = new Map(requests.map(request => [request.id, request]))
  const active = new Map<string, string | null>()
  for (const { accountId, organisationId } of turns) {
    const owner = accountId ?? organisationId ?? ''
    if (!active.has(owner)) active.set(owner, (await activeOf(ctx.sql, { accountId, organisationId }))?.id ?? null)
  }
  return turns.flatMap(turn => {
    const request = known.get(turn.requestId)
    if (!request) return []
    return {
      id: turn.id,
      workId: turn.workId,
      title: request.title,
      order: request.sequence,
      askedAt: request.madeAt.toISOString(),
      askedBy: request.by,
      sealOf: turn.organisationId ? turn.name : null,
      role: turn.title,
      certificateId: active.get(turn.accountId ?? turn.organisationId ?? '') ?? null,
      papers: papers
        .filter(paper => paper.requestId === request.id)
        .map(({ id, name, pages }) => ({ id, name, pages })),
      signers: signers.filter(one => one.requestId === request.id).map(signerView),
    }
  })
}

export const verdictView = ({ verdict, pages, signatures }: Verdict): VerdictView => ({
  verdict,
  pages,
  signatures: signatures.filter((seal, n) => !isOneWith(seal, signatures[n + 1])).map(sealView),
})

/** Number and day are signed by the seal that comes right after: who reads of it reads of one seal, while both hold. */
const isOneWith = (numbering: Seal, next: Seal | undefined): boolean =>
  numbering.reason === NUMBERING &&
  numbering.serial !== null &&
  numbering.serial === next?.serial &&
  numbering.issuer?.name === next.issuer?.name &&
  [numbering, next].every(one => one.kind === 'signature' && one.verdict === 'valid' && !one.findings.length)

const sealView = (seal: Seal): SealView => ({
  kind: seal.kind,
  signer: seal.signer,
  issuer: seal.issuer,
  serial: seal.serial,
  validFrom: instant(seal.validFrom),
  validTo: instant(seal.validTo),
  reason: seal.reason,
  claimedAt: instant(seal.claimedAt),
  stampedAt: instant(seal.stampedAt),
  revision: seal.revision,
  coversAll: seal.coversAll,
  changes: [...seal.changes],
  format: seal.format,
  verdict: seal.verdict,
  findings: [...seal.findings],
})
