import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { inflateSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { formatNational, formatPosterUrl, placeCode, spellPoster } from '#base/people/codes.ts'
import { PERSON_QR, type PersonCard, PLACE_QR, personCard, personCardSheets, placePoster } from './poster.ts'

const MM = 72 / 25.4
const A4 = { width: 595.28, height: 841.89 }

interface Rect {
  x: number
  y: number
  width: number
  height: number
}

/** The content streams of a PDF, one a page; points from the top left. */
function contentsOf(pdf: Uint8Array): string[] {
  const streams = Buffer.from(pdf)
    .toString('latin1')
    .matchAll(/\/Filter \/FlateDecode\n>>\nstream\n([\s\S]*?)\nendstream/g)
  return [...streams]
    .map(([, stream = '']) => inflateSync(Buffer.from(stream, 'latin1')).toString('latin1'))
    .filter(content => content.startsWith('1 0 0 -1 0 '))
}

const rectanglesOf = (pdf: Uint8Array): Rect[][] =>
  contentsOf(pdf).map(content =>
    [...content.matchAll(/^(\S+) (\S+) (\S+) (\S+) re$/gm)].map(match => {
      const [x = 0, y = 0, width = 0, height = 0] = match.slice(1).map(Number)
      return { x, y, width, height }
    }),
  )

/** Heights of the base lines of all text on a page. */
const baselinesOf = (content: string) =>
  [...content.matchAll(/^1 0 0 1 \S+ (\S+) Tm$/gm)].map(match => A4.height - Number(match[1]))

const boundsOf = (rects: readonly Rect[]): Rect => {
  const x = Math.min(...rects.map(rect => rect.x))
  const y = Math.min(...rects.map(rect => rect.y))
  const width = Math.max(...rects.map(rect => rect.x + rect.width)) - x
  return { x, y, width, height: Math.max(...rects.map(rect => rect.y + rect.height)) - y }
}

/** Scans the drawn rectangles: rasterised at so many pixels a point, black where a rectangle covers a pixel's middle. */
async function scan(rects: readonly Rect[], page: { width: number; height: number }, scale: number, ground = 255) {
  const margin = 20
  const [width, height] = [Math.round(page.width * scale) + 2 * margin, Math.round(page.height * scale) + 2 * margin]
  const data = new Uint8ClampedArray(width * height * 4).fill(255)
  const paint = (rect: Rect, shade: number) => {
    for (let y = Math.ceil(rect.y * scale - 0.5); y < Math.ceil((rect.y + rect.height) * scale - 0.5); y++)
      for (let x = Math.ceil(rect.x * scale - 0.5); x < Math.ceil((rect.x + rect.width) * scale - 0.5); x++)
        data.fill(shade, ((y + margin) * width + x + margin) * 4, ((y + margin) * width + x + margin) * 4 + 3)
  }
  paint({ x: -margin / scale, y: -margin / scale, width: width / scale, height: height / scale }, ground)
  paint({ x: 0, y: 0, ...page }, 255)
  for (const rect of rects) paint(rect, 0)
  const image = { data, width, height, colorSpace: 'srgb', pixelFormat: 'rgba-unorm8' } as unknown as ImageData
  return (await readBarcodes(image, { formats: ['QRCode'] })).map(result => result.text)
}

beforeAll(() => {
  const file = fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'))
  prepareZXingModule({ overrides: { wasmBinary: readFileSync(file).buffer as ArrayBuffer } })
})

const url = formatPosterUrl('https://saola.example.gov.vn', placeCode(Uint8Array.of(0x9a, 0x3c, 0x51, 0x07, 0xee)))
const poster = {
  name: 'Chợ An Lỗ',
  unitName: 'Ủy ban nhân dân phường Phong Điền',
  address: '12 đường Số 3, phường Phong Điền',
  url,
  kind: 'Chợ',
  registeredAt: new Date('2026-11-22T03:00:00Z'),
}

describe('poster of a place', () => {
  const long = 'Công ty Trách nhiệm hữu hạn Một thành viên Sản xuất, Thương mại và Dịch vụ '.repeat(6)
  test.each([
    ['a short name', poster],
    ['a name of one letter and nothing else', { ...poster, name: 'A', address: '', kind: '', unitName: '' }],
    ['very long texts', { ...poster, name: long, unitName: long, address: long, kind: long }],
    ['a name without a space', { ...poster, name: 'x'.repeat(400) }],
    ['a short host', { ...poster, url: url.replace('saola.example.gov.vn', 'a.vn') }],
    ['a long host', { ...poster, url: url.replace('saola', 'khai-bao.he-thong-phong-chong-dich.so-y-te') }],
  ])('%s: a code of exactly 15 cm that reads, with its quiet zone free', async (_, content) => {
    const pdf = await placePoster(content)
    const [rects = [], ...more] = rectanglesOf(pdf)
    expect(more).toEqual([])
    const bounds = boundsOf(rects)
    expect(bounds.width).toBeCloseTo(150 * MM, 3)
    expect(bounds.height).toBeCloseTo(150 * MM, 3)
    expect(PLACE_QR).toBe(150 * MM)
    const quiet = 4 * Math.min(...rects.map(rect => rect.height))
    expect(Math.min(bounds.x, A4.width - bounds.x - bounds.width)).toBeGreaterThanOrEqual(quiet)
    const lines = baselinesOf(contentsOf(pdf)[0] ?? '')
    expect(lines.length).toBeGreaterThan(10)
    for (const y of lines) expect(y < bounds.y - quiet || y > bounds.y + bounds.height + quiet).toBe(true)
    expect(Math.max(...lines)).toBeLessThan(A4.height - 5 * MM)
    expect(await scan(rects, A4, 0.7)).toEqual([content.url])
  })

  test.each([
    ['a corner torn off', (x: number, y: number) => x > 0.8 && y > 0.8],
    ['a line without toner', (_: number, y: number) => Math.abs(y - 17 / 33) < 0.01],
    ['a label stuck on it', (x: number, y: number) => Math.hypot(x - 0.5, y - 0.6) < 0.12],
  ])('still reads with %s', async (_, lost) => {
    const [rects = []] = rectanglesOf(await placePoster(poster))
    const { x, y } = boundsOf(rects)
    const kept = rects.filter(rect => !lost((rect.x - x) / PLACE_QR, (rect.y - y) / PLACE_QR))
    expect(kept.length).toBeLessThan(rects.length)
    expect(await scan(kept, A4, 0.7)).toEqual([url])
  })

  test('a page for each area, with its own code', async () => {
    const area = formatPosterUrl('https://saola.example.gov.vn', placeCode(Uint8Array.of(1, 2, 3, 4, 5)))
    const pages = rectanglesOf(await placePoster({ ...poster, areas: [{ name: 'Khu A', url: area }] }))
    expect(await Promise.all(pages.map(page => scan(page, A4, 0.7)))).toEqual([[url], [area]])
  })

  test('black and white only, and the same bytes for the same poster', async () => {
    const pdf = await placePoster(poster)
    const colours = contentsOf(pdf).flatMap(content => [...content.matchAll(/^(.*) scn$/gim)].map(match => match[1]))
    expect(new Set(colours)).toEqual(new Set(['0 0 0']))
    expect(Buffer.compare(pdf, await placePoster(poster))).toBe(0)
    expect(pdf.length).toBeLessThan(80_000)
  })

  test('the code to type is the code in the QR', () =>
    expect(url).toContain(spellPoster('D8Y521ZE').replaceAll('-', '')))

  test('an address that is no poster is refused', () =>
    expect(placePoster({ ...poster, url: 'https://saola.example.gov.vn/' })).rejects.toThrow(RangeError))
})

describe('card of a person', () => {
  const own = `SL1P${'7K'.repeat(20)}`
  const national = formatNational(
    {
      idNumber: '046090000001',
      name: 'Công Tằng Tôn Nữ Thị Hoài Thương',
      birthDate: '1990',
      qid: '160000000000000001',
    },
    { masked: true },
  )
  const card: PersonCard = {
    name: 'Nguyễn Thị Minh Khai',
    born: '1958',
    code: own,
    issuedBy: 'UBND phường Phong Điền',
    issuedAt: poster.registeredAt,
  }
  const size = { width: 53.98 * MM, height: 85.6 * MM }

  test.each([
    ['an own code', card],
    [
      'a national code and a long name',
      { ...card, code: national, name: 'Công Tằng Tôn Nữ Thị Hoài Thương '.repeat(3) },
    ],
  ])('%s: 5 cm, on the card, and it reads on a black table', async (_, content) => {
    const [rects = []] = rectanglesOf(await personCard(content))
    const bounds = boundsOf(rects)
    expect(bounds.width).toBeCloseTo(50 * MM, 3)
    expect(bounds.height).toBeCloseTo(50 * MM, 3)
    expect(PERSON_QR).toBe(50 * MM)
    expect(bounds.x).toBeCloseTo(1.99 * MM, 3)
    expect(bounds.y + bounds.height).toBeCloseTo(83.6 * MM, 3)
    expect(await scan(rects, size, 2.5, 0)).toEqual([content.code])
  })

  test('nine to a sheet', async () => {
    const cards = Array.from({ length: 10 }, (_, i) => ({ ...card, name: `Lê Thị Số ${i}` }))
    const pages = rectanglesOf(await personCardSheets(cards, poster.registeredAt))
    expect(pages).toHaveLength(2)
    expect(await scan(pages[0] ?? [], A4, 2)).toEqual(Array(9).fill(own))
    expect(await scan(pages[1] ?? [], A4, 2)).toEqual([own])
  })
})
