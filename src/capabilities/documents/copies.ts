import type { StoredFile } from '#base/files/contract.ts'
import { readFile } from '#base/files/files.ts'
import { attachFile } from '#base/files/index.ts'
import { inTransaction } from '#base/identity/sign-in.ts'
import type { Copy } from '#base/signatures/contract.ts'
import { extractPages, sealAtOnce, withSeal } from '#base/signatures/index.ts'
import type { Context } from '#core/app.ts'
import { at } from '#core/contract.ts'
import { Problem } from '#core/problem.ts'
import { fileNameOf } from './papers.ts'
import type { DocumentRow } from './queries.ts'
import { auditDirect, changed, conflict, mustDocument, titleOf } from './steps.ts'

const NAMES: Readonly<Record<Copy, string>> = { full: 'sao-y', registered: 'sao-luc', extract: 'trich-sao' }

interface Copying {
  readonly form: Copy
  /** Of an extract, counted from 1. */
  readonly pages?: readonly number[] | undefined
  readonly pin: string
}

/**
 * Makes a copy of a received or issued document under the organisation's seal (NĐ 30/2020/NĐ-CP, Art. 25–27): sao y, sao lục
 * of what is a copy itself, trích sao of some pages. Outside of a transaction: the key of the seal is opened first. Throws
 * `documents.no-paper`, `.no-such-copy`, `.pages-wanted`, what is wrong with the PDF, and what keeps the seal from being used.
 */
export async function copyNow(ctx: Context, id: string, { form, pages = [], pin }: Copying): Promise<StoredFile> {
  const document = await mustDocument(ctx, id)
  refuseUncopied(document, form, pages)
  const bytes = await paperBytes(ctx, document)
  const source =
    form === 'extract'
      ? extractPages(
          bytes,
          [...new Set(pages)].map(n => n - 1),
        )
      : bytes
  const name = `${NAMES[form]}-${fileNameOf(document)}.pdf`
  return withSeal(ctx, document.organisationId, pin, seal =>
    inTransaction(ctx, async own => {
      const { papers } = await sealAtOnce(own, seal, {
        about: at.of('document', id),
        unitId: document.unitId,
        organisationId: document.organisationId,
        title: titleOf(document).subject,
        papers: [{ name, bytes: source, copy: form }],
      })
      const upload = { bytes: papers[0]?.bytes ?? source, type: 'application/pdf', name }
      const file = await attachFile(own, at.of('document-copy', id), upload)
      await auditDirect(own, 'copy', id)
      await changed(own)
      return file
    }),
  )
}

/** Of what was refused or taken back nobody makes copies; of what one issued oneself there is no copy of a copy. */
function refuseUncopied({ direction, state, issuedAt }: DocumentRow, form: Copy, pages: readonly number[]): void {
  if (direction === 'outgoing' ? !issuedAt : ['refused', 'withdrawn'].includes(state))
    throw conflict('documents.not-now')
  if (form === 'registered' && direction === 'outgoing') throw new Problem('documents.no-such-copy')
  if (form === 'extract' && !pages.length) throw new Problem('documents.pages-wanted')
}

async function paperBytes(ctx: Context, { paperId }: DocumentRow): Promise<Uint8Array> {
  const file = paperId === null ? undefined : await readFile(ctx, paperId, 'content')
  if (!file || !('bytes' in file)) throw new Problem('documents.no-paper', { status: 404 })
  return file.bytes
}
