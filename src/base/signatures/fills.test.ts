import { execFileSync } from 'node:child_process'
import { beforeAll, describe, expect, test } from 'vitest'
import { cosignMark, fillsFor, type Paper, printPaper, SIGN_MARK } from '#base/attestation/paper.ts'
import { MM } from '#core/pdf.ts'
import { extractPages } from './copies.ts'
import { filledBlanks } from './fills.ts'
import { newLocalCa, newSigner } from './local-ca.ts'
import { openPdf, signPdf } from './pades.ts'
import { markedSpace, sealSpot, signatureSpot } from './place.ts'
import { hasProgram, laidOut, paperOf, trustIn } from './testing.ts'
import { verifyBytes } from './verify/verify.ts'

const NOW = new Date('2026-11-20T02:00:00Z')
const OPEN: Paper = {
  agency: ['Ủy ban nhân dân', 'Xã Phong Bình'],
  number: '/QĐ-UBND',
  isOpen: true,
  place: 'Phong Bình',
  signedAt: NOW,
  title: 'Quyết định',
  subject: 'Về việc kiện toàn Tổ COVID cộng đồng',
  body: [{ style: 'text', text: 'Kiện toàn Tổ COVID cộng đồng số 1.' }],
  signer: { title: 'Chủ tịch', name: 'Nguyễn Hữu Thành' },
  cosigners: [{ title: 'Trưởng trạm', name: 'Trần Văn Phúc' }],
  to: ['Lưu: VT'],
  hint: '',
}
const ca = newLocalCa(NOW)
const chair = newSigner(ca, NOW, { commonName: 'Nguyễn Hữu Thành' }, 'ec')
const office = newSigner(ca, NOW, { commonName: 'Ủy ban nhân dân xã Phong Bình' }, 'ec')
let paper: Uint8Array
let signed: Buffer
let filled: Buffer

const fill = async (pdf: Uint8Array, number: string, on: string) => {
  const appearance = await filledBlanks(openPdf(pdf), fillsFor(number, on), NOW)
  return signPdf(pdf, office, { now: NOW, appearance })
}

beforeAll(async () => {
  paper = (await printPaper(OPEN, { title: 'Thử', now: NOW })).bytes
  signed = await signPdf(paper, chair, { now: NOW })
  filled = await fill(signed, '05', '2026-02-03')
})

test('whoever signed before finds nothing changed when number and day are written in', () => {
  const { verdict, signatures } = verifyBytes(filled, trustIn(ca, NOW), NOW)
  expect(verdict).toBe('valid')
  expect(signatures.map(one => [one.verdict, one.changes])).toEqual([
    ['valid', ['signed-later']],
    ['valid', []],
  ])
})

describe.skipIf(!hasProgram('pdftotext', '-v'))('the blanks', () => {
  const textOf = (pdf: Uint8Array) => {
    const { 'a.pdf': path } = laidOut({ 'a.pdf': pdf })
    return execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' }).normalize('NFC')
  }

  test('say number and day as the decree spells them, in their places', () => {
    expect(textOf(filled)).toMatch(/Số: +05\/QĐ-UBND +Phong Bình, ngày 03 tháng 02 năm 2026/)
  })

  test('take a number of more digits, smaller', async () => {
    expect(textOf(await fill(signed, '123456', '2026-11-20'))).toMatch(/123456 *\/QĐ-UBND/)
  })

  test('stay filled in an extract, though the signatures are of the whole', () => {
    const extract = extractPages(filled, [0])
    expect(textOf(extract)).toMatch(/Số: +05\/QĐ-UBND/)
    expect(verifyBytes(extract, trustIn(ca, NOW), NOW).verdict).toBe('unsigned')
  })
})

test('a paper without blanks is not filled', async () => {
  await expect(fill(await paperOf('Quyết định'), '05', '2026-11-20')).rejects.toMatchObject({
    code: 'signatures.no-blanks',
  })
})

test('each signs below their own title, and the seal goes over the one who issues, whoever signed last', async () => {
  const picture = { width: 90, height: 40 }
  const seen = async (pdf: Uint8Array, index: number) => {
    const spot = signatureSpot(openPdf(pdf), picture, undefined, index, 2)
    const draw = (await filledBlanks(openPdf(pdf), fillsFor('1', '2026-11-20'), NOW)).draw
    return { spot, pdf: await signPdf(pdf, chair, { now: NOW, appearance: { spot, draw } }) }
  }
  const main = await seen(paper, 1)
  const beside = await seen(main.pdf, 0)
  const file = openPdf(beside.pdf)
  const [own, cosign] = [markedSpace(file, SIGN_MARK), markedSpace(file, cosignMark(0))]
  expect(main.spot.x).toBeGreaterThanOrEqual(own?.x ?? Number.NaN)
  expect(beside.spot.x).toBeGreaterThanOrEqual(cosign?.x ?? Number.NaN)
  expect(beside.spot.x + beside.spot.width).toBeLessThanOrEqual(own?.x ?? Number.NaN)
  const seal = sealSpot(file, 36, { width: 100, height: 100 }, undefined)
  expect(seal.x + 36 * MM).toBeCloseTo(main.spot.x + main.spot.width / 3, 3)
})
