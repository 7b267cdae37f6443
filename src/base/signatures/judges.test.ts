import { execFileSync } from 'node:child_process'
import { beforeAll, describe, expect, test } from 'vitest'
import { pem } from './certificates.ts'
import { crlOf, newLocalCa, newSigner } from './local-ca.ts'
import { keepLongTerm, signPdf, stampPdf } from './pades.ts'
import { hasProgram, laidOut, paperOf, stamperOf } from './testing.ts'
import { ownStamp } from './time-stamp.ts'

/* What others say of what we sign. */
const NOW = new Date()
const ca = newLocalCa(NOW)
const stamp = ownStamp(stamperOf(ca), () => NOW)
let signed: Buffer
let whole: Buffer

beforeAll(async () => {
  const chair = newSigner(ca, NOW, { commonName: 'Nguyễn Hữu Thành', title: 'Chủ tịch' })
  const office = newSigner(ca, NOW, { commonName: 'Ủy ban nhân dân phường Thuận Hóa' }, 'ec')
  signed = await signPdf(await paperOf('Giấy mời'), chair, { now: NOW, stamp })
  const twice = await signPdf(signed, office, { now: NOW })
  const certificates = [chair, office].flatMap(one => [one.certificate.raw, ...one.chain.map(issuer => issuer.raw)])
  const crls = [crlOf(ca.root, [], NOW), crlOf(ca.issuing, [], NOW)]
  whole = await stampPdf(keepLongTerm(twice, { certificates, crls }), stamp, NOW)
})

test.skipIf(!hasProgram('pdfsig', '-v'))('pdfsig finds every signature valid and the names with their letters', () => {
  const { 'a.pdf': path } = laidOut({ 'a.pdf': whole })
  const said = execFileSync('pdfsig', [path], { encoding: 'utf8' })
  expect(said.match(/Signature is Valid/g)).toHaveLength(2)
  expect(said).toContain('Signer Certificate Common Name: Nguyễn Hữu Thành')
  expect(said).toContain('Ủy ban nhân dân phường Thuận Hóa')
  expect(said).toContain('Signature Type: ETSI.CAdES.detached')
})

describe.skipIf(!hasProgram('openssl', 'version'))('openssl', () => {
  const parts = (pdf: Buffer) => {
    const text = pdf.toString('latin1')
    const [, a, b, c] = (/\/ByteRange \[0 (\d+) (\d+) (\d+)/.exec(text) as RegExpExecArray).map(Number) as [
      number,
      number,
      number,
      number,
    ]
    const gap = Buffer.from(text.slice(a + 1, b - 1), 'hex')
    return { cms: gap, data: Buffer.concat([pdf.subarray(0, a), pdf.subarray(b, b + c)]) }
  }
  const verify = (data: Buffer, cms: Buffer) => {
    const paths = laidOut({ data, cms, root: pem('CERTIFICATE', ca.root.certificate.raw) })
    const args = ['cms', '-verify', '-binary', '-inform', 'DER', '-cades', '-purpose', 'any']
    return execFileSync(
      'openssl',
      [...args, '-in', paths.cms, '-content', paths.data, '-CAfile', paths.root, '-out', '/dev/null'],
      {
        encoding: 'utf8',
        stdio: 'pipe',
      },
    )
  }

  test('verifies the signature as CAdES up to the root, and no other bytes', () => {
    const { cms, data } = parts(signed)
    expect(() => verify(data, cms)).not.toThrow()
    expect(() => verify(Buffer.concat([data, Buffer.of(0)]), cms)).toThrow(/verification failure/i)
  })

  test('reads the list of what was revoked', () => {
    const paths = laidOut({
      crl: crlOf(ca.issuing, [{ serial: Buffer.from('1234', 'hex'), at: NOW }], NOW),
      ca: pem('CERTIFICATE', ca.issuing.certificate.raw),
    })
    const said = execFileSync(
      'openssl',
      ['crl', '-inform', 'DER', '-in', paths.crl, '-CAfile', paths.ca, '-noout', '-text'],
      { encoding: 'utf8', stdio: 'pipe' },
    )
    expect(said).toContain('Serial Number: 1234')
  })
})
