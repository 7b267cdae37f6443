import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { SignedXml } from 'xml-crypto'
import { canonical } from './canonical.ts'
import { newSeal } from './certificate.ts'
import { BUSINESS, type DocumentMessage, type Edxml, STATUSES, type StatusMessage } from './message.ts'
import { readMessage } from './read.ts'
import { type Seal, signSkeleton, verifySignature } from './sign.ts'
import { type Node, readTree } from './tree.ts'
import { skeletonOf, wholeOf } from './write.ts'

const DS = 'http://www.w3.org/2000/09/xmldsig#'
const NOW = new Date('2026-11-20T02:00:00Z')
let seal: Seal
let other: Seal
beforeAll(async () => {
  seal = await newSeal('Ủy ban nhân dân thành phố Huế', 'H57', NOW)
  other = await newSeal('Sở Y tế', 'H57.05', NOW)
})

async function* inPieces(bytes: Uint8Array, size = bytes.byteLength): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += Math.max(1, size)) yield bytes.subarray(at, at + Math.max(1, size))
}
const whole = async (source: AsyncIterable<Uint8Array>) => {
  const parts: Uint8Array[] = []
  for await (const part of source) parts.push(part)
  return Buffer.concat(parts)
}
const read = async (text: string | Buffer, size?: number) => readTree(inPieces(Buffer.from(text), size))
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'read',
    (e: { code?: string; message: string }) => e.code ?? e.message,
  )

const file = (id: string, bytes: Uint8Array) => ({
  id,
  name: `${id}.pdf`,
  type: 'application/pdf',
  bytes: async () => bytes,
})

const LETTER: DocumentMessage = {
  is: 'document',
  from: { id: 'H57.05', name: 'Sở Y tế', address: '28 Lê Lợi' },
  to: [{ id: 'H57', name: 'Ủy ban nhân dân thành phố Huế' }],
  documentId: 'H57.05,2026/11/20,05/BC-SYT',
  code: { number: '05', notation: 'BC-SYT' },
  place: 'Huế',
  date: '2026-11-20',
  kind: { type: 2, name: 'Báo cáo' },
  subject: 'Về tình hình dịch bệnh tuần 47',
  content: '',
  signer: { name: 'Trần Kiêm Hảo', position: 'Giám đốc' },
  toPlaces: ['Như trên', 'Lưu: VT'],
  other: { priority: 1, pages: 3, appendixes: [] },
  responseFor: [],
  trace: [{ organId: 'H57.05', at: NOW }],
  business: { type: 'new', replaces: [] },
  attachments: [],
}

/** Text as it comes back: XML has no control characters, and ends of elements are trimmed. */
const text = (maxLength: number, minLength = 0) =>
  fc
    .string({ unit: 'grapheme', maxLength, minLength })
    .map(some =>
      some
        .toWellFormed()
        // biome-ignore lint/suspicious/noControlCharactersInRegex: XML cannot say them
        .replace(/[\u0000-\u001f\ufffe\uffff]/g, ' ')
        .slice(0, maxLength)
        .toWellFormed()
        .trim(),
    )
    .filter(some => some.length >= minLength)
const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined })
const compact = <T extends object>(of: T): T =>
  Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined && value !== '')) as T

const organId = fc.constantFrom('H57', 'H57.02.02', '000.00.05.H56', 'G01')
const organ = fc
  .record({
    id: organId,
    name: text(80, 1),
    inCharge: optional(text(40)),
    email: optional(text(20)),
    fax: optional(text(9)),
  })
  .map(compact)
const day = fc
  .date({ min: new Date('2016-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
  .map(at => at.toISOString().slice(0, 10))
const second = fc
  .date({ min: new Date('2016-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
  .map(at => new Date(Math.floor(at.getTime() / 1000) * 1000))
const trace = fc.array(fc.record({ organId, at: second }), { minLength: 1, maxLength: 4 })
const documentId = fc
  .tuple(organId, day, fc.nat(999))
  .map(([id, on, n]) => `${id},${on.replaceAll('-', '/')},${n}/CV-A`)
const answered = fc.record({ organId, code: text(20, 1), date: day, documentId })
const staff = optional(
  fc
    .record({ department: optional(text(30)), staff: optional(text(30)), mobile: optional(text(9)) })
    .map(compact)
    .filter(one => Object.keys(one).length > 0),
)
const documents: fc.Arbitrary<DocumentMessage> = fc
  .record({
    is: fc.constant('document' as const),
    from: organ,
    to: fc.array(organ, { minLength: 1, maxLength: 3 }),
    documentId,
    code: fc.record({ number: fc.nat(999).map(String), notation: text(20, 1) }),
    place: text(20),
    date: day,
    kind: fc.record({ type: fc.nat(30), name: text(20), detail: optional(text(5, 1)) }).map(compact),
    subject: text(120, 1),
    content: text(300),
    signer: optional(fc.record({ name: text(30, 1), position: optional(text(30)) }).map(compact)),
    dueOn: optional(day),
    toPlaces: fc.array(text(30, 1), { maxLength: 4 }),
    other: fc
      .record({
        priority: fc.nat(3),
        copies: optional(fc.nat(50)),
        pages: optional(fc.nat(50)),
        appendixes: fc.array(text(20, 1), { maxLength: 3 }),
      })
      .map(compact),
    responseFor: fc.array(answered, { maxLength: 2 }),
    trace,
    business: fc
      .record({
        type: fc.constantFrom(...BUSINESS),
        reason: optional(text(50)),
        staff,
        replaces: fc.array(fc.record({ documentId, organIds: fc.array(organId, { maxLength: 2 }) }), { maxLength: 2 }),
      })
      .map(compact),
    attachments: fc.constant([]),
  })
  .map(one => compact(one) as DocumentMessage)
  .map(one => ({
    ...one,
    place: one.place ?? '',
    content: one.content ?? '',
    kind: { ...one.kind, name: one.kind.name ?? '' },
  }))
const statuses: fc.Arbitrary<StatusMessage> = fc
  .record({
    is: fc.constant('status' as const),
    responseFor: answered,
    from: organ,
    status: fc.constantFrom(...STATUSES),
    description: text(200),
    at: second,
    staff,
    trace,
  })
  .map(one => compact(one) as StatusMessage)
  .map(one => ({ ...one, description: one.description ?? '' }))

describe('what is written is read again', () => {
  test('any document with any files, in pieces of any size, and its signature holds', async () => {
    const files = fc.array(fc.uint8Array({ maxLength: 700 }), { maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(documents, statuses),
        files,
        fc.integer({ min: 1, max: 400 }),
        async (drawn, bytes, size) => {
          const enclosed = drawn.is === 'document' ? bytes.map((some, i) => file(`f-${i}`, some)) : []
          const attachments = enclosed.map(({ id, name, type }) => ({ id, name, type }))
          const message: Edxml = drawn.is === 'document' ? { ...drawn, attachments } : drawn
          const digests = bytes.map((some, i) => ({ id: `f-${i}`, sha256: createHash('sha256').update(some).digest() }))
          const signed = signSkeleton(skeletonOf(message), seal, NOW, drawn.is === 'document' ? digests : [])
          const tree = await readTree(inPieces(await whole(wholeOf(signed, enclosed)), size))
          expect(readMessage(tree)).toEqual(message)
          const contents = tree.contents.map((one, i) => ({ ...one, id: `f-${i}` }))
          const { certificate, isWeak } = await verifySignature(tree, contents, [other.certificate, seal.certificate])
          expect(certificate.raw.equals(seal.certificate.raw)).toBe(true)
          expect(isWeak).toBe(false)
        },
      ),
      { numRuns: 40 },
    )
  })

  test('60 MB of attachment arrive in their bytes and are never held', async () => {
    const bytes = Buffer.alloc(20 * 1024 * 1024, 'Saola ')
    const enclosed = ['a', 'b', 'c'].map(id => file(id, bytes))
    const message = { ...LETTER, attachments: enclosed.map(({ id, name, type }) => ({ id, name, type })) }
    let held = 0
    const seen = createHash('sha256')
    const tree = await readTree(wholeOf(skeletonOf(message), enclosed), () => ({
      write(some) {
        held = Math.max(held, some.byteLength)
        seen.update(some)
      },
    }))
    expect(tree.contents.map(one => one.size)).toEqual([bytes.length, bytes.length, bytes.length])
    expect(held).toBeLessThan(1024 * 1024)
    expect(seen.digest('hex')).toBe(createHash('sha256').update(bytes).update(bytes).update(bytes).digest('hex'))
    expect(tree.skeleton.length).toBeLessThan(10_000)
  })
})

test('the envelope is written as the regulation has it', () => {
  const skeleton = skeletonOf(LETTER)
  expect(skeleton).toMatch(
    /^<\?xml version="1.0" encoding="UTF-8"\?>\n<edXML xmlns="http:\/\/www\.mic\.gov\.vn\/TBT\/QCVN_102_2016"><edXML:edXMLEnvelope xmlns:edXML=/,
  )
  const envelope = skeleton.slice(skeleton.indexOf('<edXML:edXMLEnvelope'))
  const names = [...envelope.matchAll(/<([\w:]+)/g)].map(([, name]) => name as string)
  expect(names.filter(name => !name.startsWith('edXML:'))).toEqual([])
  expect(skeleton).toContain('<edXML:BussinessDocType>0</edXML:BussinessDocType>')
  expect(skeleton).toContain('<edXML:DocumentId>H57.05,2026/11/20,05/BC-SYT</edXML:DocumentId>')
  expect(skeleton).toContain('<edXML:Timestamp>2026/11/20 09:00:00</edXML:Timestamp>')
})

describe('bad input gets a name', () => {
  const good = skeletonOf(LETTER)
  const with64 = (content: string) =>
    good
      .replace(
        '<edXML:edXMLManifest version="1.0">',
        '$&<edXML:Reference><edXML:ContentId>cid:x</edXML:ContentId><edXML:AttachmentName>x.pdf</edXML:AttachmentName></edXML:Reference>',
      )
      .replace(
        /<\/edXML>$/,
        `<AttachmentEncoded><Attachment><ContentId>x</ContentId><ContentTransferEncoded>${content}</ContentTransferEncoded></Attachment></AttachmentEncoded></edXML>`,
      )
  const utf16 = Buffer.from(`\uFEFF${good}`, 'utf16le')
  test.each<[string, string | Buffer, string, object?]>([
    ['text before the declaration', ` ${good}`, 'exchange.text-before'],
    ['a line before the declaration', `\r\n${good}`, 'exchange.text-before'],
    ['a word before it', `edXML ${good}`, 'exchange.text-before'],
    ['a document type', good.replace('\n', '\n<!DOCTYPE edXML [<!ENTITY x "y">]>'), 'exchange.doctype'],
    ['an external entity', good.replace('\n', '\n<!DOCTYPE edXML SYSTEM "file:///etc/passwd">'), 'exchange.doctype'],
    ['an entity nobody declared', good.replace('tuần', '&x;'), 'exchange.malformed'],
    ['UTF-16', utf16, 'exchange.wrong-encoding'],
    ['another encoding by its name', good.replace('UTF-8', 'windows-1258'), 'exchange.wrong-encoding'],
    [
      'bytes that are no UTF-8',
      Buffer.concat([Buffer.from(good.slice(0, 300)), Buffer.from([0xc3, 0x28])]),
      'exchange.wrong-encoding',
    ],
    ['half of it', good.slice(0, -200), 'exchange.malformed'],
    ['nothing', '', 'exchange.malformed'],
    ['no XML', '{"a":1}', 'exchange.text-before'],
    ['another root', '<a/>', 'exchange.not-edxml'],
    ['another namespace', good.replaceAll('QCVN_102_2016', 'QCVN_102'), 'exchange.not-edxml'],
    ['a repeated attribute', good.replace('Id="MessageHeader"', 'Id="a" Id="b"'), 'exchange.malformed'],
    [
      'an element too deep',
      good.replace('<edXML:Subject>', `<edXML:Subject>${'<a>'.repeat(30)}`),
      'exchange.malformed',
    ],
    ['an envelope of 3 MB', good.replace('tuần', 'x'.repeat(3_000_000)), 'exchange.envelope-too-large'],
    [
      'no subject',
      good.replace(/<edXML:Subject>.*?<\/edXML:Subject>/, ''),
      'exchange.missing-element',
      { element: 'Subject', parent: 'MessageHeader' },
    ],
    [
      'two subjects',
      good.replace(/<edXML:Subject>.*?<\/edXML:Subject>/, '$&$&'),
      'exchange.repeated-element',
      { element: 'Subject' },
    ],
    [
      'an element nobody knows',
      good.replace('<edXML:Subject>', '<edXML:Sujet/>$&'),
      'exchange.unexpected-element',
      { element: 'Sujet' },
    ],
    [
      'a month 13',
      good.replace('>2026/11/20<', '>2026/13/20<'),
      'exchange.bad-value',
      { element: 'PromulgationDate', value: '2026/13/20' },
    ],
    ['a bad code of an agency', good.replace('>H57.05<', '>h57-05<'), 'exchange.bad-value', { element: 'OrganId' }],
    [
      'an id that names nothing',
      good.replace('H57.05,2026/11/20,05/BC-SYT', '05/BC-SYT'),
      'exchange.bad-value',
      { element: 'DocumentId' },
    ],
    [
      'a subject of 2000 letters',
      good.replace('tuần', 'x'.repeat(2000)),
      'exchange.too-long',
      { element: 'Subject', most: 1000 },
    ],
    [
      'text beside elements',
      good.replace('<edXML:From>', '<edXML:From>hello'),
      'exchange.stray-text',
      { element: 'From' },
    ],
    [
      'an attachment that the manifest does not name',
      with64('QQ==').replace('cid:x', 'cid:y'),
      'exchange.stray-attachment',
    ],
    [
      'an attachment that is not there',
      with64('QQ==').replace(/<AttachmentEncoded>.*(?=<\/edXML>)/, ''),
      'exchange.missing-attachment',
    ],
    ['letters that are no base64', with64('Q!=='), 'exchange.bad-base64'],
    ['base64 that ends in its middle', with64('QQ'), 'exchange.bad-base64'],
    ['base64 that goes on after its end', with64('QQ==QQ=='), 'exchange.bad-base64'],
    ['base64 in a section', with64('<![CDATA[QQ==]]>'), 'exchange.bad-base64'],
    [
      'a status that is not one',
      skeletonOf(STATUS).replace('>03<', '>07<'),
      'exchange.bad-value',
      { element: 'StatusCode', value: '07' },
    ],
    [
      'a document and a status',
      good.replace('<edXML:TraceHeaderList', `${/<edXML:Status .*<\/edXML:Status>/.exec(skeletonOf(STATUS))?.[0]}$&`),
      'exchange.unexpected-element',
      { element: 'Status' },
    ],
  ])('%s', async (_, given, problem, about) => {
    for (const size of [undefined, 7]) {
      const wrong = await read(given, size)
        .then(tree => readMessage(tree))
        .then(
          () => ({ code: 'read', params: {} }),
          (e: { code: string; params: object; message: string }) => ({ code: e.code ?? e.message, params: e.params }),
        )
      expect(wrong.code).toBe(problem)
      if (about) expect(wrong.params).toMatchObject({ ...about, line: expect.any(Number) })
    }
  })

  test('the line is the line, also behind an attachment of many lines', async () => {
    const broken = with64('QUJD\n'.repeat(50)).replace('</AttachmentEncoded>', '\n<x>$&')
    const wrong = await read(broken).catch((e: { params: { line: number } }) => e)
    expect((wrong as { params: { line: number } }).params.line).toBe(53)
  })
})

const STATUS: StatusMessage = {
  is: 'status',
  responseFor: { organId: 'H57.05', code: '05/BC-SYT', date: '2026-11-20', documentId: LETTER.documentId },
  from: { id: 'H57', name: 'UBND' },
  status: '03',
  description: '',
  at: NOW,
  trace: [{ organId: 'H57', at: NOW }],
}

describe('the canonical text of an element', () => {
  const NS = 'xmlns="urn:a" xmlns:b="urn:b" xmlns:c="urn:c"'
  const name = fc.constantFrom('x', 'b:x', 'c:y', 'b:z')
  const attribute = fc.constantFrom(
    'p="1"',
    'b:p="2"',
    'c:a="&lt;&quot;&#9;&#10;&#13;>\u00e9"',
    "q='\"\t'",
    'xml:lang="vi"',
  )
  const declared = fc.constantFrom('', ' xmlns:b="urn:b"', ' xmlns:b="urn:other"', ' xmlns=""', ' xmlns="urn:a"')
  const said = fc.constantFrom(
    'a &amp; b',
    '&#13;&gt;"',
    '<![CDATA[<i>]]>',
    '<!-- said by nobody -->',
    '\r\n \u1ea1',
    '',
  )
  const { element } = fc.letrec<{ element: string }>(tie => ({
    element: fc
      .tuple(name, declared, fc.uniqueArray(attribute), fc.array(fc.oneof(said, tie('element')), { maxLength: 3 }))
      .map(([of, ns, attributes, content]) => `<${of}${ns} ${attributes.join(' ')}>${content.join('')}</${of}>`),
  }))

  const digestOfTheirs = (xml: string) => {
    const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#'
    const signer = new SignedXml({
      privateKey: seal.privateKey,
      signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
      canonicalizationAlgorithm: exclusive,
    })
    const digestAlgorithm = 'http://www.w3.org/2001/04/xmlenc#sha256'
    signer.addReference({ xpath: '//*[@Id="part"]', transforms: [exclusive], digestAlgorithm })
    signer.computeSignature(xml)
    return /<DigestValue>([^<]+)/.exec(signer.getSignedXml())?.[1]
  }

  test('is the one that xml-crypto makes of it, whatever is declared and written where', async () => {
    await fc.assert(
      fc.asyncProperty(element, async inner => {
        const xml = `<r ${NS}><b:Part Id="part">${inner}</b:Part></r>`
        const { root } = await read(xml)
        const ours = createHash('sha256')
          .update(canonical(root.children[0] as Node))
          .digest('base64')
        expect(ours).toBe(digestOfTheirs(xml))
      }),
      { numRuns: 300 },
    )
  })
})

describe('a signature', () => {
  const enclosed = file('x', Buffer.from('%PDF-1.7 một'))
  const message = { ...LETTER, attachments: [{ id: 'x', name: 'x.pdf', type: 'application/pdf' }] }
  const sha256 = (some: string) => createHash('sha256').update(some).digest()
  const signed = () => signSkeleton(skeletonOf(message), seal, NOW, [{ id: 'x', sha256: sha256('%PDF-1.7 một') }])
  const verified = async (skeleton: string, content = '%PDF-1.7 một', certificates = [seal.certificate]) =>
    verifySignature(await read(skeleton), [{ id: 'x', size: 1, sha256: sha256(content) }], certificates)

  test.each<[string, (skeleton: string) => string, string]>([
    ['a changed subject', s => s.replace('tuần 47', 'tuần 48'), 'exchange.wrong-signature'],
    [
      'a changed kind of business',
      s => s.replace('>0</edXML:BussinessDocType>', '>1</edXML:BussinessDocType>'),
      'exchange.wrong-signature',
    ],
    ['another file in the manifest', s => s.replace('>x.pdf<', '>y.pdf<'), 'exchange.wrong-signature'],
    [
      'a changed digest',
      s => s.replace(sha256('%PDF-1.7 một').toString('base64'), sha256('x').toString('base64')),
      'exchange.wrong-signature',
    ],
    ['a changed time of signing', s => s.replace('T09:00:00+07:00', 'T10:00:00+07:00'), 'exchange.wrong-signature'],
    ['no signature', s => s.replace(/<ds:Signature.*<\/ds:Signature>/s, ''), 'exchange.unsigned'],
    ['two signatures', s => s.replace(/<ds:Signature .*<\/ds:Signature>/s, '$&$&'), 'exchange.wrong-signature'],
    [
      'two parts of one id',
      s => s.replace('<edXML:TraceHeaderList', '<edXML:X Id="MessageHeader"/>$&'),
      'exchange.wrong-signature',
    ],
  ])('%s is found', async (_, change, problem) => expect(await code(verified(change(signed())))).toBe(problem))

  test('as it was made it holds, also with a further station of its way', async () => {
    const { parts } = await verified(signed())
    expect(parts.map(one => one.name)).toEqual([
      'MessageHeader',
      'Bussiness',
      'edXMLBody',
      'SignedProperties',
      'Manifest',
    ])
    const on = signed().replace(
      '<edXML:Bussiness',
      '<edXML:TraceHeader><edXML:OrganId>G01</edXML:OrganId><edXML:Timestamp>2026/11/20 10:00:00</edXML:Timestamp></edXML:TraceHeader>$&',
    )
    expect(await code(verified(on))).toBe('read')
  })

  /** As other systems sign: all of the text at once, with the digest of the older samples. */
  const signedWhole = (text: string, digest: 'sha1' | 'sha256') => {
    const sha = { sha1: `${DS}sha1`, sha256: 'http://www.w3.org/2001/04/xmlenc#sha256' }[digest]
    const rsa = { sha1: `${DS}rsa-sha1`, sha256: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256' }[digest]
    const c14n = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'
    const signer = new SignedXml({
      privateKey: seal.privateKey,
      publicCert: seal.certificate.toString(),
      signatureAlgorithm: rsa,
      canonicalizationAlgorithm: c14n,
    })
    const transforms = [`${DS}enveloped-signature`, c14n]
    signer.addReference({ xpath: '/*', transforms, digestAlgorithm: sha, uri: '', isEmptyUri: true })
    const location = { reference: "//*[local-name(.)='edXMLHeader']", action: 'append' } as const
    signer.computeSignature(text, { location })
    return signer.getSignedXml()
  }

  test.each<['sha1' | 'sha256', boolean]>([
    ['sha1', true],
    ['sha256', false],
  ])('over all of it, with inclusive c14n and %s, holds too; weak: %s', async (digest, weak) => {
    const text = signedWhole((await whole(wholeOf(skeletonOf(message), [enclosed]))).toString(), digest)
    const tree = await read(text)
    const check = (given: string) => verifySignature(tree, [], [seal.certificate], async () => given)
    const { parts, isWeak } = await check(text)
    expect(parts.map(one => one.name)).toEqual(['MessageHeader', 'TraceHeaderList', 'edXMLBody'])
    expect(isWeak).toBe(weak)
    const bytes = Buffer.from('%PDF-1.7 một').toString('base64')
    expect(text).toContain(bytes)
    expect(await code(check(text.replace(bytes, Buffer.from('%PDF-1.7 hai').toString('base64'))))).toBe(
      'exchange.wrong-signature',
    )
    expect(await code(verifySignature(tree, [], [seal.certificate], async () => undefined))).toBe(
      'exchange.signature-too-broad',
    )
  })

  test('other bytes of an attachment are found, and another’s certificate', async () => {
    expect(await code(verified(signed(), '%PDF-1.7 hai'))).toBe('exchange.wrong-digest')
    expect(await code(verified(signed(), undefined, [other.certificate]))).toBe('exchange.wrong-signature')
    expect(await code(verifySignature(await read(signed()), [], [seal.certificate]))).toBe('exchange.wrong-digest')
  })
})
