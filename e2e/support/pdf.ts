import { extractText, getDocumentProxy } from 'unpdf'

/** What the pages of a PDF say, spaces as they may be. */
export async function textOfPdf(pdf: Uint8Array): Promise<string[]> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: false })
  return text.map(page => page.normalize('NFC').replace(/\s+/g, ' '))
}
