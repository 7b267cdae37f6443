import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { inflateSync } from 'node:zlib'
import type { Locator, Page } from 'playwright-core'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

const wasm = fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'))
prepareZXingModule({ overrides: { wasmBinary: readFileSync(wasm).buffer as ArrayBuffer } })

/** What the codes on a piece of the screen say. */
export async function codesOn(part: Locator): Promise<string[]> {
  const found = await readBarcodes(await part.screenshot(), { formats: ['QRCode'], tryHarder: true })
  return found.map(code => code.text)
}

/** What the codes drawn on the pages of a PDF say: its rectangles are drawn again in the browser and read there. */
export async function codesInPdf(pdf: Buffer, page: Page): Promise<string[]> {
  const texts: string[] = []
  for (const rects of pagesOf(pdf)) {
    const squares = rects.map(([x, y, w, h]) => `<rect x="${x}" y="${y}" width="${w}" height="${h}"/>`).join('')
    await page.setContent(`<svg viewBox="0 0 596 842" width="700" shape-rendering="crispEdges">${squares}</svg>`)
    texts.push(...(await codesOn(page.locator('svg'))))
  }
  return texts
}

function pagesOf(pdf: Buffer): string[][][] {
  const streams = pdf.toString('latin1').matchAll(/\/Filter \/FlateDecode\n>>\nstream\n([\s\S]*?)\nendstream/g)
  return [...streams]
    .map(([, stream = '']) => inflateSync(Buffer.from(stream, 'latin1')).toString('latin1'))
    .filter(content => content.startsWith('1 0 0 -1 0 '))
    .map(content => [...content.matchAll(/^(\S+) (\S+) (\S+) (\S+) re$/gm)].map(rect => rect.slice(1)))
}
