import { execFileSync } from 'node:child_process'
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newLocalCa, newSigner } from '../local-ca.ts'
import { signPdf } from '../pades.ts'
import { hasProgram, laidOut, paperOf, trustIn } from '../testing.ts'
import { verifyBytes } from '../verify/verify.ts'
import { PdfFile } from './file.ts'
import { pagesOf } from './pages.ts'
import { Parser } from './parse.ts'
import { withPages } from './rewrite.ts'
import { name, Reference, readText, textString, type Value, write } from './values.ts'

/** A PDF as newer programs write it: objects packed in a stream, the table of objects another, with PNG's predictors. */
function packed(): Buffer {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 300 200]>>',
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R>>',
  ]
  const heads = objects.map((_, n) => `${n + 1} ${objects.slice(0, n).join(' ').length + (n ? 1 : 0)}`).join(' ')
  const holding = deflateSync(Buffer.from(`${heads} ${objects.join(' ')}`))
  const parts = ['%PDF-1.5\n%\xff\xff\n']
  const at = () => Buffer.byteLength(parts.join(''), 'latin1')
  const offsets = [0, at()]
  parts.push('4 0 obj\n<</Length 19>>\nstream\n0 0 1 rg 9 9 50 50 re f\nendstream\nendobj\n'.replace('19', '23'))
  offsets.push(at())
  const dict = `<</Type/ObjStm/N 3/First ${heads.length + 1}/Filter/FlateDecode/Length ${holding.length}>>`
  parts.push(`5 0 obj\n${dict}\nstream\n${holding.toString('latin1')}\nendstream\nendobj\n`)
  const start = at()
  const rows = [
    [0, 0, 255],
    [2, 5, 0],
    [2, 5, 1],
    [2, 5, 2],
    [1, offsets[1] as number, 0],
    [1, offsets[2] as number, 0],
    [1, start, 0],
  ].map(([kind = 0, second = 0, third = 0]) => Buffer.from([kind, second >> 8, second & 255, third]))
  const predicted = rows.map((row, n) =>
    Buffer.concat([
      Buffer.of(2),
      Buffer.from(row.map((byte, x) => (byte - ((rows[n - 1] as Buffer | undefined)?.[x] ?? 0)) & 255)),
    ]),
  )
  const table = deflateSync(Buffer.concat(predicted))
  const parms = '/DecodeParms<</Predictor 12/Columns 4>>'
  const head = `<</Type/XRef/Size 7/W[1 2 1]/Root 1 0 R/Filter/FlateDecode${parms}/Length ${table.length}>>`
  parts.push(`6 0 obj\n${head}\nstream\n${table.toString('latin1')}\nendstream\nendobj\nstartxref\n${start}\n%%EOF\n`)
  return Buffer.from(parts.join(''), 'latin1')
}

describe('a PDF with packed objects', () => {
  test('is read through its stream of objects', () => {
    const [page] = pagesOf(new PdfFile(packed()))
    expect(page?.box).toEqual([0, 0, 300, 200])
  })

  test('is signed twice and verified, by others too', async () => {
    const now = new Date()
    const ca = newLocalCa(now)
    const once = await signPdf(packed(), newSigner(ca, now, { commonName: 'Một' }), { now })
    const twice = await signPdf(once, newSigner(ca, now, { commonName: 'Hai' }, 'ec'), { now })
    expect(verifyBytes(twice, trustIn(ca, now), now)).toMatchObject({ verdict: 'valid', signatures: [{}, {}] })
    if (!hasProgram('pdfsig', '-v')) return
    const said = execFileSync('pdfsig', [laidOut({ 'a.pdf': twice })['a.pdf']], { encoding: 'utf8', stdio: 'pipe' })
    expect(said.match(/Signature is Valid/g)).toHaveLength(2)
  })
})

describe('values', () => {
  const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>(tie => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constant(null),
      fc.boolean(),
      fc.integer({ min: -1e9, max: 1e9 }),
      fc.string().map(name),
      fc.uint8Array({ maxLength: 20 }).map(bytes => Buffer.from(bytes)),
      fc.nat(1e6).map(n => new Reference(n)),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }).map(entries => new Map(Object.entries(entries))),
    ),
  })).value

  test('are read as they were written', () =>
    fc.assert(
      fc.property(value, one => {
        expect(write(new Parser(write(one)).value())).toEqual(write(one))
      }),
    ))

  test('texts keep their letters', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        expect(readText(textString(text))).toBe(text)
      }),
    ))

  test.each([
    ['(a\\(b\\)\\\\ \\101\\n)', 'a(b)\\ A\n'],
    ['(a\\\r\nb)', 'ab'],
    ['(a(b)c)', 'a(b)c'],
    ['<48656C6C6F7>', 'Hellop'],
  ])('%s', (written, read) => expect((new Parser(Buffer.from(written)).value() as Buffer).toString()).toBe(read))
})

test('an extract has the chosen pages and nothing of the others', async () => {
  const whole = new PdfFile(await paperOf('Mật khẩu kho lạnh', 3))
  const extract = withPages(whole, [2])
  expect(pagesOf(new PdfFile(extract))).toHaveLength(1)
  const contents = pagesOf(whole).map(page => (whole.of(page.dict.get('Contents')) as { raw: Buffer }).raw)
  expect(contents.map(raw => extract.includes(raw))).toEqual([false, false, true])
})
