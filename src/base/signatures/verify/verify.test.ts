import { createHash, X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { DAY_MS } from '#core/clock.ts'
import { Problem } from '#core/problem.ts'
import { integer, octets, oid, partsOf, sequence, setOf, tagged } from '../asn1/der.ts'
import { OID } from '../asn1/oids.ts'
import { nameOf, namesOf } from '../certificates.ts'
import { certify, chainOf, crlOf, newKey, newLocalCa, newSigner } from '../local-ca.ts'
import { keepLongTerm, openPdf, signPdf, stampPdf } from '../pades.ts'
import { pagesOf } from '../pdf/pages.ts'
import { PdfUpdate } from '../pdf/update.ts'
import { dict, name, type Reference, Stream, textString } from '../pdf/values.ts'
import { type Signer, signerWith } from '../signer.ts'
import { paperOf, stamperOf, trustIn } from '../testing.ts'
import { ownStamp } from '../time-stamp.ts'
import { type Finding, verifyBytes } from './verify.ts'

const NOW = new Date('2026-11-29T02:00:00Z')
const LATER = new Date(NOW.getTime() + 3 * 365 * DAY_MS)
const ca = newLocalCa(NOW)
const stranger = newLocalCa(NOW)
const chair = newSigner(ca, NOW, {
  commonName: 'Nguyễn Hữu Thành',
  organisation: 'UBND phường Thuận Hóa',
  title: 'Chủ tịch',
})
const office = newSigner(ca, NOW, { commonName: 'Ủy ban nhân dân phường Thuận Hóa' }, 'ec')
const trust = trustIn(ca, NOW)
const stamp = ownStamp(stamperOf(ca), () => NOW)

let paper: Uint8Array
let signed: Buffer
beforeAll(async () => {
  paper = await paperOf('Quyết định về việc cách ly', 2)
  signed = await signPdf(paper, chair, { now: NOW, name: 'Nguyễn Hữu Thành', reason: 'Phê duyệt' })
})

const verdictOf = (pdf: Uint8Array, at = NOW, by = trust) => verifyBytes(pdf, by, at)
const findingsOf = (pdf: Uint8Array, at = NOW, by = trust): readonly Finding[] =>
  verdictOf(pdf, at, by).signatures.flatMap(one => one.findings)

describe('a signature that holds', () => {
  test('says who, when and why, with Vietnamese letters', () => {
    const { verdict, signatures } = verdictOf(signed)
    expect(verdict).toBe('valid')
    expect(signatures).toMatchObject([
      {
        signer: { name: 'Nguyễn Hữu Thành', organisation: 'UBND phường Thuận Hóa', title: 'Chủ tịch' },
        issuer: { name: 'Chứng thực chuyên dùng của bản trình diễn' },
        claimedAt: NOW,
        stampedAt: null,
        reason: 'Phê duyệt',
        format: 'PAdES B-B',
        coversAll: true,
        findings: [],
      },
    ])
  })

  test('several sign one after the other, and none breaks what was signed before', async () => {
    const twice = await signPdf(signed, office, { now: NOW, stamp })
    const { verdict, signatures } = verdictOf(twice)
    expect(verdict).toBe('valid')
    expect(signatures.map(one => [one.format, one.coversAll, one.changes])).toEqual([
      ['PAdES B-B', false, ['signed-later']],
      ['PAdES B-T', true, []],
    ])
    expect(twice.subarray(0, signed.length).equals(signed)).toBe(true)
  })

  test('a paper nobody signed is said to be just that', () => {
    expect(verdictOf(paper)).toMatchObject({ verdict: 'unsigned', signatures: [], pages: 2 })
  })

  test('years later it holds by its time stamps and what lies beside it, although every certificate has ended', async () => {
    const stamped = await signPdf(paper, chair, { now: NOW, stamp })
    const certificates = [chair.certificate, ...chair.chain, ca.stamping.certificate].map(one => one.raw)
    const kept = keepLongTerm(stamped, { certificates, crls: [crlOf(ca.root, [], NOW), crlOf(ca.issuing, [], NOW)] })
    const archived = await stampPdf(kept, stamp, NOW)
    const nothing = { ...trust, crls: [] }
    const [signature, document] = verdictOf(archived, LATER, nothing).signatures
    expect(signature).toMatchObject({ verdict: 'valid', format: 'PAdES B-LTA', stampedAt: NOW })
    expect(signature?.changes.toSorted()).toEqual(['long-term-data', 'signed-later'])
    expect(document).toMatchObject({ kind: 'time-stamp', verdict: 'valid', coversAll: true })
    expect(findingsOf(stamped, LATER, nothing)).toEqual(['revocation-unknown'])
    expect(findingsOf(signed, LATER, nothing)).toContain('expired-since')
  })
})

/** A signer with a certificate of its own kind. */
function signerOf(wish: { from?: Date; until?: Date }, authority = ca): Signer {
  const pair = newKey('rsa')
  const subject = nameOf({ commonName: 'Lê Văn Thử' })
  const certificate = certify(authority, NOW, { subject, publicKey: pair.publicKey, ...wish })
  return signerWith(pair.privateKey, certificate, chainOf(authority))
}

describe('a certificate that does not hold', () => {
  test.each<[string, () => Signer, Finding, string]>([
    ['of an authority nobody trusts', () => signerOf({}, stranger), 'unknown-authority', 'uncertain'],
    [
      'that had ended',
      () => signerOf({ from: new Date(NOW.getTime() - 9 * DAY_MS), until: new Date(NOW.getTime() - DAY_MS) }),
      'expired',
      'invalid',
    ],
    ['that had not begun', () => signerOf({ from: new Date(NOW.getTime() + DAY_MS) }), 'not-yet-valid', 'invalid'],
    [
      'of an authority itself',
      () => signerWith(ca.issuing.key, ca.issuing.certificate, [ca.root.certificate]),
      'not-for-signing',
      'invalid',
    ],
  ])('%s', async (_, make, finding, verdict) => {
    const one = verdictOf(await signPdf(paper, make(), { now: NOW })).signatures[0]
    expect(one?.findings).toContain(finding)
    expect(one?.verdict).toBe(verdict)
  })

  const revokedAt = (at: Date) => trustIn(ca, LATER, [{ serial: namesOf(chair.certificate).serial.subarray(2), at }])

  test('one revoked before it signed is invalid; one revoked after a time stamp proves it, is not', async () => {
    const stamped = await signPdf(paper, chair, { now: NOW, stamp })
    const [before, after] = [new Date(NOW.getTime() - 1000), new Date(NOW.getTime() + DAY_MS)]
    expect(verdictOf(stamped, LATER, revokedAt(before)).signatures[0]).toMatchObject({
      verdict: 'invalid',
      findings: ['revoked'],
    })
    expect(verdictOf(stamped, LATER, revokedAt(after)).signatures[0]).toMatchObject({
      verdict: 'valid',
      findings: ['revoked-later'],
    })
    // Without a stamp nobody knows that it was signed before.
    expect(findingsOf(signed, LATER, revokedAt(after))).toContain('revoked')
  })

  test('a list that somebody else signed says nothing', () => {
    const forged = crlOf(
      { key: stranger.issuing.key, certificate: ca.issuing.certificate },
      [{ serial: namesOf(chair.certificate).serial.subarray(2), at: NOW }],
      NOW,
    )
    expect(findingsOf(signed, NOW, { ...trust, crls: [...trust.crls, forged] })).toEqual([])
  })

  test('nobody knows whether it was revoked', () => {
    expect(verdictOf(signed, NOW, { ...trust, crls: [] }).signatures[0]).toMatchObject({
      verdict: 'uncertain',
      findings: ['revocation-unknown'],
    })
  })

  test('a list whose time was over by then says nothing of then', () => {
    const old = trustIn(ca, new Date(NOW.getTime() - 30 * DAY_MS))
    expect(findingsOf(signed, NOW, old)).toEqual(['revocation-unknown'])
  })
})

/** Adds to a PDF what an editor would, and puts the update at its end. */
function edited(pdf: Uint8Array, change: (update: PdfUpdate) => void): Buffer {
  const update = new PdfUpdate(openPdf(pdf))
  change(update)
  return update.finish().bytes
}

/** Draws white over the page and writes something else. */
function overwrite(update: PdfUpdate): void {
  const page = pagesOf(update.file)[0] as ReturnType<typeof pagesOf>[number]
  const content = update.add(new Stream(new Map(), Buffer.from('1 1 1 rg 0 0 600 850 re f')))
  update.set(page.reference, new Map(page.dict).set('Contents', [page.dict.get('Contents') as Reference, content]))
}

describe('what was done to it afterwards', () => {
  test('any byte that is changed within what was signed', () => {
    for (const at of [20, Math.floor(paper.length / 2), signed.length - 200]) {
      const altered = Buffer.from(signed)
      altered.writeUInt8(altered.readUInt8(at) ^ 1, at)
      const findings = (() => {
        try {
          return findingsOf(altered)
        } catch (problem) {
          return [(problem as { code: string }).code]
        }
      })()
      expect(findings.length, String(at)).toBeGreaterThan(0)
    }
  })

  test.each<[string, (update: PdfUpdate) => void, Finding]>([
    ['a page is painted over', overwrite, 'content-changed'],
    [
      'the whole tree of pages is another',
      update => {
        const page = update.add(new Map())
        const pages = update.add(dict({ Type: name('Pages'), Kids: [page], Count: 1 }))
        update.set(page, dict({ Type: name('Page'), Parent: pages, MediaBox: [0, 0, 595, 842] }))
        update.set(update.file.rootReference, new Map(update.file.catalog).set('Pages', pages))
      },
      'content-changed',
    ],
    [
      'a note lies over it',
      update => {
        const page = pagesOf(update.file)[1] as ReturnType<typeof pagesOf>[number]
        const note = update.add(
          dict({
            Type: name('Annot'),
            Subtype: name('FreeText'),
            Rect: [0, 0, 500, 500],
            Contents: textString('Miễn phí'),
          }),
        )
        update.set(
          page.reference,
          new Map(page.dict).set('Annots', [...update.file.listOf(page.dict.get('Annots')), note]),
        )
      },
      'annotations-changed',
    ],
    [
      'a field is added to the form',
      update => {
        const form = update.file.dictOf(update.file.catalog.get('AcroForm')) ?? new Map()
        const field = update.add(dict({ FT: name('Tx'), T: textString('x'), V: textString('1') }))
        update.set(
          update.file.rootReference,
          new Map(update.file.catalog).set(
            'AcroForm',
            new Map(form).set('Fields', [...update.file.listOf(form.get('Fields')), field]),
          ),
        )
      },
      'form-changed',
    ],
    [
      'the drawing of the signature is another',
      update => {
        const [reference] = update.file.listOf(update.file.dictOf(update.file.catalog.get('AcroForm'))?.get('Fields'))
        const widget = update.file.dictOf(reference)
        update.set(reference as Reference, new Map(widget).set('Rect', [0, 0, 500, 800]))
      },
      'form-changed',
    ],
  ])('%s', (_, change, finding) => {
    const one = verdictOf(edited(signed, change)).signatures[0]
    expect(one?.findings).toContain(finding)
    expect(one?.verdict).toBe('invalid')
  })

  test('a change is not covered up by another signature', async () => {
    const hidden = await signPdf(edited(signed, overwrite), newSigner(ca, NOW, { commonName: 'Kẻ sửa' }), { now: NOW })
    expect(verdictOf(hidden).signatures.map(one => one.verdict)).toEqual(['invalid', 'valid'])
  })

  test('a later signature that is drawn over the page', async () => {
    const appearance = {
      spot: { page: 0, x: 0, y: 0, width: 595, height: 800 },
      draw: (update: PdfUpdate) =>
        update.add(new Stream(dict({ Subtype: name('Form'), BBox: [0, 0, 1, 1] }), Buffer.from('0 0 1 1 re f'))),
    }
    const covered = await signPdf(signed, office, { now: NOW, appearance })
    expect(verdictOf(covered).signatures[0]?.findings).toEqual(['covered'])
  })

  test('bytes that no table names are told of', () => {
    expect(findingsOf(Buffer.concat([signed, Buffer.from('hidden')]))).toEqual(['after-the-end'])
    expect(findingsOf(Buffer.concat([signed, Buffer.from('\n')]))).toEqual([])
  })
})

/** A signature as somebody writes it who wants to be believed. */
function forged(change: (text: string) => string): Buffer {
  return Buffer.from(change(signed.toString('latin1')), 'latin1')
}

/** Letters of a hexadecimal number may be large or small: the signature is the same then. */
const isSameSigned = (altered: Buffer) =>
  altered.toString('latin1').toLowerCase() === signed.toString('latin1').toLowerCase()

const isInContents = (at: number) => {
  const from = signed.indexOf('/Contents <') + 11
  return at >= from && at < signed.indexOf('>', from)
}

/** A verdict, or the named problem that kept from one; anything else is thrown on. */
function outcomeOf(pdf: Buffer): string {
  try {
    return verdictOf(pdf).verdict
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}

describe('a signature that is none', () => {
  const range = () => /\/ByteRange \[0 (\d+) (\d+) (\d+)\]/.exec(signed.toString('latin1')) as RegExpExecArray

  test.each<[string, () => Buffer, Finding]>([
    [
      'leaves out more than itself',
      () =>
        forged(text =>
          text.replace(/\[0 (\d+) (\d+) (\d+)\]/, (all, a: string, b: string, c: string) =>
            `[0 ${a} ${Number(b) + 10} ${Number(c) - 10}]`.padEnd(all.length),
          ),
        ),
      'byte-range',
    ],
    [
      'begins later than the document',
      () => forged(text => text.replace('/ByteRange [0 ', '/ByteRange [9 ')),
      'byte-range',
    ],
    [
      'goes beyond the end',
      () =>
        forged(text =>
          text.replace(
            range()[0],
            range()[0].replace(/(\d+)\]$/, (_, n: string) => `${'9'.repeat(n.length)}]`),
          ),
        ),
      'byte-range',
    ],
    ['has no range', () => forged(text => text.replace('/ByteRange', '/Bytes0nge')), 'byte-range'],
    [
      'is empty',
      () => forged(text => text.replace(/\/Contents <[\da-f]+>/, all => `/Contents <>${' '.repeat(all.length - 12)}`)),
      'no-signature',
    ],
    [
      'is nonsense',
      () => forged(text => text.replace(/\/Contents <[\da-f]{400}/, `/Contents <${'ab'.repeat(200)}`)),
      'not-readable',
    ],
    [
      'is cut off',
      () =>
        forged(text =>
          text.replace(
            /(\/Contents <[\da-f]{3000})([\da-f]+)/,
            (_, head: string, rest: string) => head + '0'.repeat(rest.length),
          ),
        ),
      'not-readable',
    ],
  ])('one that %s', (_, make, finding) => {
    const one = verdictOf(make()).signatures[0]
    expect(one?.findings).toContain(finding)
    expect(one?.verdict).toBe('invalid')
  })

  test('one with something hidden behind it', () => {
    const end = signed.indexOf('>', signed.indexOf('/Contents <'))
    const hidden = Buffer.from(signed)
    hidden.write('cafe', end - 4, 'latin1')
    expect(findingsOf(hidden)).toContain('byte-range')
  })

  test('whatever bytes are changed, nothing that was signed is believed, and nothing breaks', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(signed.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 5 }),
        changes => {
          const altered = Buffer.from(signed)
          for (const [at, by] of changes) altered[at] = (altered[at] as number) ^ by
          fc.pre(!isSameSigned(altered))
          // Certificates that come along are not signed: nothing that is said may change by them.
          if (changes.some(([at]) => !isInContents(at))) expect(outcomeOf(altered)).not.toBe('valid')
          else if (outcomeOf(altered) === 'valid') expect(verdictOf(altered)).toEqual(verdictOf(signed))
        },
      ),
      { numRuns: 300 },
    ))

  test('SHA-1 is no proof any more, however it is signed', async () => {
    // Signs with SHA-1 what signPdf signs with SHA-256, in the same room.
    const text = signed.toString('latin1')
    const [from, to] = [text.indexOf('/Contents <') + 10, text.indexOf('>', text.indexOf('/Contents <')) + 1]
    const digest = createHash('sha1').update(signed.subarray(0, from)).update(signed.subarray(to)).digest()
    const { privateKey, publicKey } = newKey('rsa')
    const certificate = certify(ca, NOW, { subject: nameOf({ commonName: 'Chữ ký cũ' }), publicKey })
    const attributes = setOf(
      sequence(oid(OID.contentType), setOf(oid(OID.data))),
      sequence(oid(OID.messageDigest), setOf(octets(digest))),
    )
    const { sign } = await import('node:crypto')
    const { issuer, serial } = namesOf(certificate)
    const info = sequence(
      integer(1),
      sequence(issuer, serial),
      sequence(oid(OID.sha1)),
      Buffer.concat([Buffer.of(0xa0), attributes.subarray(1)]),
      sequence(oid(OID.sha1WithRsa)),
      octets(sign('sha1', attributes, privateKey)),
    )
    const data = sequence(
      integer(1),
      setOf(sequence(oid(OID.sha1))),
      sequence(oid(OID.data)),
      tagged(0, certificate.raw),
      setOf(info),
    )
    const cms = sequence(oid(OID.signedData), tagged(0, data)).toString('hex')
    const old = Buffer.from(text.slice(0, from + 1) + cms.padEnd(to - from - 2, '0') + text.slice(to - 1), 'latin1')
    const one = verdictOf(old).signatures[0]
    expect(one?.findings).toEqual(['weak-digest', 'unbound-certificate', 'unknown-authority'])
    expect(one?.verdict).toBe('invalid')
  })

  test('the certificate of somebody else with the same key does not stand in', () => {
    const other = certify(ca, NOW, {
      subject: namesOf(chair.certificate).subject,
      publicKey: chair.certificate.publicKey,
    })
    expect(new X509Certificate(other.raw).serialNumber).not.toBe(chair.certificate.serialNumber)
    expect(partsOf(other.raw)).toHaveLength(3)
    const swapped = forged(text => text.replace(chair.certificate.raw.toString('hex'), other.raw.toString('hex')))
    expect(findingsOf(swapped)).toContain('no-certificate')
  })
})

describe('what is no PDF, or none that can be read', () => {
  test.each<[string, () => Uint8Array, string]>([
    ['nothing', () => new Uint8Array(), 'signatures.not-a-pdf'],
    ['a picture', () => Buffer.from('89504e470d0a1a0a', 'hex'), 'signatures.not-a-pdf'],
    ['a beginning alone', () => signed.subarray(0, 500), 'signatures.broken-pdf'],
    ['a table that points nowhere', () => Buffer.from('%PDF-1.7\nstartxref\n99999\n%%EOF'), 'signatures.broken-pdf'],
    [
      'tables in a circle',
      () => Buffer.from('%PDF-1.7\nxref\n0 0\ntrailer\n<</Prev 9>>\nstartxref\n9\n%%EOF'),
      'signatures.broken-pdf',
    ],
    [
      'lists within lists',
      () => Buffer.from(`%PDF-1.7\nxref\n0 0\ntrailer\n<</Root ${'['.repeat(100_000)}`),
      'signatures.broken-pdf',
    ],
    ['a locked one', () => forged(text => text.replaceAll('/Prev', '/Encrypt 1 0 R/Prev')), 'signatures.encrypted-pdf'],
    [
      'more than anybody sends',
      () => Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(65 * 1024 * 1024)]),
      'signatures.too-large',
    ],
  ])('%s', (_, make, code) => {
    expect(() => verdictOf(make())).toThrow(expect.objectContaining({ code }))
  })
})
