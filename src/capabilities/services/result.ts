import { revoke } from '#base/attestation/attest.ts'
import { attestation } from '#base/attestation/kinds.ts'
import { cancelSignatures } from '#base/signatures/index.ts'
import type { Context } from '#core/app.ts'
import { at, type Ref } from '#core/contract.ts'

/** A result, as its code states it. */
export const resultPaper = attestation({
  kind: 'services.result',
  fields: { name: 'text', born: 'text', what: 'text', number: 'text', dossier: 'text', on: 'day', issuer: 'text' },
})
export const RESULT_KIND = 'dossier-result'
export const resultRef = (dossierId: string): Ref => at.of(RESULT_KIND, dossierId)

const sealedAs = (dossierId: string) => `services.result ${dossierId}`

/** Keeps the document as it was signed, for as long as the dossier: requests for signatures go earlier. */
export const keepSigned = async ({ sql, app }: Context, dossierId: string, pdf: Uint8Array): Promise<void> =>
  void (await sql`
    update services.result
    set state = 'issued', is_signed = true, pdf_sealed = ${app.keyring.seal(pdf, sealedAs(dossierId))}
    where dossier_id = ${dossierId}`)

/** The signed document, byte by byte; undefined of a result that is only attested, or not issued. */
export async function signedResult(
  { sql, app }: Pick<Context, 'sql' | 'app'>,
  dossierId: string,
): Promise<Buffer | undefined> {
  const [row] = await sql<{ pdfSealed: Buffer | null }[]>`
    select pdf_sealed from services.result where dossier_id = ${dossierId} and state = 'issued'`
  return row?.pdfSealed ? app.keyring.open(row.pdfSealed, sealedAs(dossierId)) : undefined
}

/** A result that is still being signed becomes none: nobody is to sign it any more, and its code says so. */
export async function takeBackResult(ctx: Context, dossierId: string): Promise<void> {
  const [taken] = await ctx.sql`
    update services.result set state = 'withdrawn' where dossier_id = ${dossierId} and state = 'signing' returning 1`
  if (!taken) return
  await cancelSignatures(ctx, resultRef(dossierId))
  await revoke(ctx, resultPaper, RESULT_KIND, [dossierId], 'services.result-withdrawn')
}
