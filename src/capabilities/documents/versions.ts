import type { Context } from '#core/app.ts'
import { type Content, textOf } from './content.ts'
import { indexDocument } from './queries.ts'
import { conflict, mustDocument } from './steps.ts'

/** Keeps a version of a draft, sealed. Throws `documents.newer-version` where that one is there. */
export async function keepVersion(ctx: Context, documentId: string, n: number, content: Content): Promise<void> {
  const kept = await ctx.sql`
    insert into documents.version (document_id, n, at, account_id, content)
    values (${documentId}, ${n}, ${ctx.now}, ${ctx.who?.accountId ?? null},
            ${ctx.app.keyring.encrypt(JSON.stringify(content))})
    on conflict do nothing`
  if (!kept.count) throw conflict('documents.newer-version')
  await indexDocument(ctx, await mustDocument(ctx, documentId), textOf(content))
}

/** What a version says; the newest unless said. */
export async function contentOf(
  ctx: Context,
  documentId: string,
  n?: number,
): Promise<{ n: number; content: Content }> {
  const [row] = await ctx.sql<{ n: number; content: Buffer }[]>`
    select n, content from documents.version
    where document_id = ${documentId} and (${n ?? null}::int is null or n = ${n ?? null}) order by n desc limit 1`
  if (!row) throw conflict('documents.not-a-draft')
  return { n: row.n, content: JSON.parse(ctx.app.keyring.decrypt(row.content)) as Content }
}
