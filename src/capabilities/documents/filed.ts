import { readFile } from '#base/files/files.ts'
import { openPacked } from '#base/lists/packed.ts'
import type { Context } from '#core/app.ts'
import { on } from '#core/module.ts'
import { textOf } from './content.ts'
import { documentFiled } from './events.ts'
import { documentsBy, indexDocument } from './queries.ts'
import { bearsSecretMark } from './rules.ts'
import { changed } from './steps.ts'

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
/** A paper of more text than this is a book: what is beyond is not looked for. */
const MOST_TEXT = 2_000_000
const MOST_XML = 50_000_000

/** What a file says is to be found, too. Read outside of the request that brought it: a scan of 25 MB takes a while. */
export const readFiled = on(documentFiled, async ({ documentId }, ctx) => {
  const texts: string[] = []
  for (const { id } of await ctx.sql<{ id: string }[]>`
    select id from files.file where subject_kind = 'document' and subject_id = ${documentId} and removed_at is null
    order by id`)
    texts.push(await textOfFile(ctx, id))
  const text = texts.join('\n')
  const [document] = await documentsBy(ctx.sql, [documentId])
  if (!document) return
  await indexDocument(ctx, document, [text, await draftText(ctx, documentId)].join('\n'))
  if (texts.some(bearsSecretMark))
    await ctx.sql`
      update documents.document set note = ${'Tệp có dấu chỉ độ mật: kiểm tra và gỡ khỏi hệ thống nếu đúng.'}
      where id = ${documentId} and note = ''`
  await changed(ctx)
})

async function draftText(ctx: Context, documentId: string): Promise<string> {
  const [row] = await ctx.sql<{ content: Buffer }[]>`
    select content from documents.version where document_id = ${documentId} order by n desc limit 1`
  return row ? textOf(JSON.parse(ctx.app.keyring.decrypt(row.content))) : ''
}

/** The words of a PDF or of a Word file; of anything else, and of what cannot be read, none. */
async function textOfFile(ctx: Context, fileId: string): Promise<string> {
  const file = await readFile(ctx, fileId, 'content').catch(() => undefined)
  if (!file || !('bytes' in file)) return ''
  const text =
    file.type === 'application/pdf'
      ? pdfText(file.bytes)
      : file.type === WORD
        ? wordText(file.bytes)
        : Promise.resolve('')
  return (await text.catch(() => '')).slice(0, MOST_TEXT)
}

async function pdfText(bytes: Uint8Array): Promise<string> {
  const { extractText, getDocumentProxy } = await import('unpdf')
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true })
  return text
}

/** Word keeps what is written in `document.xml`, each run in a `w:t`; a paragraph ends with `w:p`. */
async function wordText(bytes: Uint8Array): Promise<string> {
  const packed = await openPacked(bytes)
  if (packed.sizeOf('word/document.xml') > MOST_XML) return ''
  const parts: Uint8Array[] = []
  for await (const piece of packed.part('word/document.xml')) parts.push(piece)
  const xml = Buffer.concat(parts).toString('utf8')
  return xml
    .replace(/<\/w:p>|<w:br\/>|<w:tab\/>/g, ' ')
    .replace(/<[^<>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, '&')
}
