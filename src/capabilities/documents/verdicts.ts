import { readFile } from '#base/files/files.ts'
import { filesOf } from '#base/files/index.ts'
import { verdictView, verifyPdf } from '#base/signatures/index.ts'
import type { Context } from '#core/app.ts'
import { at } from '#core/contract.ts'
import { Problem } from '#core/problem.ts'
import type { FileVerdict } from './contract.ts'
import { mustDocument } from './steps.ts'

/** A document has its paper and a few enclosures; each takes a moment to verify. */
const MOST_FILES = 5

/** Who signed a document and its enclosures, and whether that holds, now. */
export async function verdictsOf(ctx: Context, id: string): Promise<FileVerdict[]> {
  const { paperId } = await mustDocument(ctx, id)
  const files = (await filesOf(ctx, at.of('document', id)))
    .filter(file => !file.removed && file.type === 'application/pdf')
    .toSorted((a, b) => Number(b.id === paperId) - Number(a.id === paperId))
  const verdicts: FileVerdict[] = []
  for (const { id: fileId, name } of files.slice(0, MOST_FILES))
    verdicts.push({ fileId, name, ...(await verdictOf(ctx, fileId)) })
  return verdicts
}

async function verdictOf(ctx: Context, fileId: string): Promise<Pick<FileVerdict, 'verdict' | 'problem'>> {
  const file = await readFile(ctx, fileId, 'content')
  if (!('bytes' in file)) return { verdict: null, problem: null }
  try {
    return { verdict: verdictView(await verifyPdf(ctx, file.bytes)), problem: null }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { verdict: null, problem: error.code }
  }
}
