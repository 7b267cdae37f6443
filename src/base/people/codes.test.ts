import fc from 'fast-check'
import { create } from 'qrcode'
import { describe, expect, test } from 'vitest'
import { nameKey, withoutMarks } from '#core/text.ts'
import {
  agrees,
  BASE32,
  type BhytCode,
  type CccdCode,
  formatBhyt,
  formatCccd,
  formatNational,
  formatPosterUrl,
  type NationalCode,
  OWN,
  parseCode,
  parsePoster,
  placeCode,
  posterToken,
  spellPoster,
} from './codes.ts'

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`))
const aDay = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map(date => date.toISOString().slice(0, 10))
const aBirthDate = fc.oneof(
  aDay,
  aDay.map(day => day.slice(0, 4)),
)
const aWord = fc.constantFrom(
  'Nguyễn',
  'Đặng',
  'Hoà',
  'Thủy',
  'Ưu',
  "H'Hen",
  'Niê',
  'Ộ',
  'Lê',
  'Ái',
  'Müller',
  'Da',
  'Thu',
)
const aName = fc.array(aWord, { minLength: 1, maxLength: 6 }).map(words => words.join(' '))
const aSex = fc.constantFrom('male', 'female', 'unknown')
const anInsurance = fc.oneof(digits(10), digits(12), fc.stringMatching(/^[A-Z]{2}\d{13}$/))

const aPerson = fc.record(
  {
    idNumber: fc.oneof(digits(12), digits(9), fc.stringMatching(/^[A-Z]\d{7}$/)),
    name: aName,
    birthDate: aBirthDate,
    qid: digits(18),
    declaredBy: fc.constantFrom('self' as const, 'proxy' as const),
    proxyQid: digits(18),
    sex: aSex as fc.Arbitrary<'male' | 'female' | 'unknown'>,
    insurance: anInsurance,
    phone: digits(8).map(rest => `09${rest}`),
    signature: fc.array(fc.base64String({ minLength: 4 }), { maxLength: 3 }),
  },
  { requiredKeys: ['idNumber', 'name', 'birthDate', 'qid'] },
)

const aCccd: fc.Arbitrary<Omit<CccdCode, 'kind'>> = fc.record(
  {
    idNumber: digits(12),
    oldIdNumber: digits(9),
    name: aName,
    birthDate: aDay,
    sex: aSex as fc.Arbitrary<'male' | 'female' | 'unknown'>,
    address: fc.constantFrom('Thôn 3, Phong Điền, Thành phố Huế', ''),
    issuedOn: aDay,
  },
  { requiredKeys: ['idNumber', 'name', 'birthDate', 'sex', 'address', 'issuedOn'] },
)

const aBhyt: fc.Arbitrary<Omit<BhytCode, 'kind' | 'socialNumber'>> = fc.record(
  {
    code: anInsurance,
    name: aName,
    birthDate: aBirthDate,
    sex: aSex as fc.Arbitrary<'male' | 'female' | 'unknown'>,
    address: fc.constantFrom('Hương Khê, Hà Tĩnh', '12/3 Lê Lợi'),
    facility: fc.constant('01 - 028'),
    validFrom: aDay,
    validTo: aDay,
  },
  { requiredKeys: ['code', 'name', 'birthDate', 'sex'] },
)

/** Proper prefixes of a text. */
const prefixes = (text: string) => Array.from({ length: text.length }, (_, i) => text.slice(0, i))

describe('any text', () => {
  test('nothing throws, and the answer has a kind', () => {
    const soup = fc.string({ unit: fc.constantFrom(...'0129AF|<*$-/qQ.SLP1:ễ\u0000 \n'), maxLength: 80 })
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), soup, fc.string({ unit: 'grapheme' }))
    fc.assert(
      fc.property(text, it => {
        expect(parseCode(it).kind).toMatch(/^(national|cccd|bhyt|own|poster|unknown)$/)
      }),
      { numRuns: 3000 },
    )
  })

  test('nor does a damaged code', () => {
    const codes = fc.oneof(
      aPerson.map(person => formatNational(person)),
      aCccd.map(formatCccd),
      aBhyt.map(formatBhyt),
    )
    fc.assert(
      fc.property(codes, fc.nat(), fc.string({ unit: 'binary', maxLength: 5 }), fc.nat(9), (code, at, noise, lost) => {
        const where = at % code.length
        expect(parseCode(code.slice(0, where) + noise + code.slice(where + lost))).toHaveProperty('kind')
      }),
      { numRuns: 2000 },
    )
  })

  test.each([
    ['', { reason: 'empty' }],
    [' \n', { reason: 'empty' }],
    ['x'.repeat(4297), { reason: 'tooLong' }],
    ['Xin chào', { reason: 'unrecognised' }],
    ['https://example.org/?q=1', { reason: 'unrecognised' }],
    ['HC1:6BFOXN%TS3DH', { reason: 'unrecognised' }],
    ['046090000001', { reason: 'unrecognised' }],
    ['a|b|c|d', { reason: 'unrecognised' }],
    ['SL2P0123', { reason: 'newer', looksLike: 'own' }],
  ])('%j is unknown: %j', (text, answer) => expect(parseCode(text)).toEqual({ kind: 'unknown', ...answer }))
})

describe('national personal QR v1.1', () => {
  const example = '001099000001|NGUYEN VAN A|1990-12-01|0|160000000000000001|<1<DN4010000000001<0900000001'

  test('reads the example', () =>
    expect(parseCode(example)).toEqual({
      kind: 'national',
      idNumber: '001099000001',
      name: 'NGUYEN VAN A',
      birthDate: '1990-12-01',
      declaredBy: 'self',
      qid: '160000000000000001',
      sex: 'male',
      insurance: 'DN4010000000001',
      phone: '0900000001',
      signature: [],
      masked: false,
    }))

  test('writes the example, whole and masked', () => {
    const person = {
      idNumber: '001 099 000 001',
      name: ' Nguyễn  Văn A',
      birthDate: '1990-12-01',
      qid: '160000000000000001',
      sex: 'male',
      insurance: 'DN4010000000001',
      phone: '+84900000001',
    } as const
    expect(formatNational(person)).toBe(example)
    expect(formatNational(person, { masked: true })).toBe(
      '******000001|NGUYEN VAN A|1990-**-**|0|160000000000000001|<1<DN4010000000001<0900000001',
    )
  })

  test.each([
    ['masked', '******000001|NGUYEN VAN A|1990-**-**|0|1|<1<<', { masked: true, birthDate: '1990-**-**' }],
    ['everything masked', '************|N***** V** A|****-**-**|0|1|<0<<', { masked: true, sex: 'unknown' }],
    ['declared by another', '|LE BE|2020-01-02|1|2|9<2<<', { declaredBy: 'proxy', proxyQid: '9', sex: 'female' }],
    ['signed', '1|LE BE|2020-01-02|0|2|<2<<<QUJD<sha256', { signature: ['QUJD', 'sha256'] }],
    ['without extension', '1|LE BE|2020-01-02|0|2|', { signature: [], sex: 'unknown' }],
    ['year only', '1|LE BE|1950-00-00|0|2|', { birthDate: '1950-00-00' }],
    ['year only, short', '1|LE BE|1950|0|2|<1<<', { birthDate: '1950' }],
    ['a leap day of a masked year', '1|LE BE|****-02-29|0|2|', { birthDate: '****-02-29' }],
  ])('reads a code that is %s', (_, text, fields) =>
    expect(parseCode(text)).toMatchObject({ kind: 'national', ...fields }),
  )

  test.each([
    ['1|LE BE|2020-13-02|0|2|', 'malformed'],
    ['1|LE BE|2020-02-30|0|2|', 'malformed'],
    ['1|LE BE|2020-02-20|2|2|', 'malformed'],
    ['1||2020-02-20|0|2|', 'malformed'],
    ['1|LE BE|2020-02-20|0|2|<3<<', 'malformed'],
    ['1|LE BE|2020-02-20|0|2', 'truncated'],
    ['1|LE BE|2020-02-20|0|2|9<1<DN', 'truncated'],
    ['1|LE BE|2020-02-20|0|2|9<1<<09000', 'truncated'],
    ['1|LE BE|2020', 'truncated'],
  ])('%s is %s', (text, reason) => expect(parseCode(text)).toEqual({ kind: 'unknown', reason, looksLike: 'national' }))

  test('round trip', () =>
    fc.assert(
      fc.property(aPerson, person => {
        const [year = '', month = '**', day = '**'] = person.birthDate.split('-')
        const { proxyQid, insurance, phone } = person
        expect(parseCode(formatNational(person))).toEqual({
          kind: 'national',
          idNumber: person.idNumber,
          name: withoutMarks(person.name).toUpperCase(),
          birthDate: `${year}-${month}-${day}`,
          declaredBy: person.declaredBy ?? 'self',
          qid: person.qid,
          ...(proxyQid && { proxyQid }),
          sex: person.sex ?? 'unknown',
          ...(insurance && { insurance }),
          ...(phone && { phone }),
          signature: person.signature ?? [],
          masked: month === '**',
        })
      }),
    ))

  test('a masked code agrees with its person, and hides what it must', () =>
    fc.assert(
      fc.property(aPerson, person => {
        const code = parseCode(formatNational(person, { masked: true })) as NationalCode
        expect(code.idNumber).toMatch(/^\*{6}/)
        expect(code.birthDate).toBe(`${person.birthDate.slice(0, 4)}-**-**`)
        expect(agrees(code, { nameKey: nameKey(person.name), ...person })).not.toBe('mismatch')
      }),
    ))

  test('no field can break out of its place', () => {
    const text = formatNational({ idNumber: '1|2', name: 'A|B<C', birthDate: '1990', qid: '7<8', signature: ['x|y'] })
    expect(parseCode(text)).toMatchObject({ idNumber: '12', name: 'A B C', qid: '7 8' })
  })
})

describe('CCCD card', () => {
  const example = '046090000001|190000001|Nguyễn Văn An|02051990|Nam|Thôn 3, Phong Điền, Thừa Thiên Huế|10062021'

  test('reads the example', () =>
    expect(parseCode(example)).toEqual({
      kind: 'cccd',
      idNumber: '046090000001',
      oldIdNumber: '190000001',
      name: 'Nguyễn Văn An',
      birthDate: '1990-05-02',
      sex: 'male',
      address: 'Thôn 3, Phong Điền, Thừa Thiên Huế',
      issuedOn: '2021-06-10',
    }))

  test.each([
    ['no CMND', '046190000001||Lê Thị Bé|1950|Nữ||10062021', { birthDate: '1950', sex: 'female' }],
    ['the fields of 2024', `${example}|Nguyễn Văn Cha|Lê Thị Mẹ|`, { issuedOn: '2021-06-10' }],
    ['decomposed letters', example.normalize('NFD'), { name: 'Nguyễn Văn An' }],
    ['a scanner’s line end', `\ufeff${example}\r\n`, { issuedOn: '2021-06-10' }],
  ])('reads a card with %s', (_, text, fields) => expect(parseCode(text)).toMatchObject({ kind: 'cccd', ...fields }))

  test.each([
    ['046090000001|190000001|Nguyễn Văn An|02051990|Nam|Thôn 3|1006202', 'truncated'],
    ['046090000001|190000001|Nguyễn Văn An|02051990|Nam|Thôn 3', 'truncated'],
    ['046090000001||', 'truncated'],
    ['046090000001||Nguyễn Văn An|31021990|Nam|Thôn 3|10062021', 'malformed'],
    ['046090000001||Nguyễn Văn An|02051990|Nam|Thôn 3|10132021', 'malformed'],
  ])('%s is %s', (text, reason) => expect(parseCode(text)).toEqual({ kind: 'unknown', reason, looksLike: 'cccd' }))

  test('round trip, and every cut is unknown', () =>
    fc.assert(
      fc.property(aCccd, card => {
        const text = formatCccd(card)
        expect(parseCode(text)).toEqual({ kind: 'cccd', ...card })
        for (const cut of prefixes(text)) expect(parseCode(cut)).toMatchObject({ kind: 'unknown' })
        for (const cut of prefixes(text).filter(it => it.length > 13))
          expect(parseCode(cut)).toMatchObject({ reason: 'truncated' })
      }),
    ))
})

describe('BHYT card', () => {
  const hex = (text: string) => Buffer.from(text).toString('hex')
  const old = `DN4460000000001|${hex('Nguyễn Văn An')}|02/05/1990|1|${hex('Phong Điền')}|46 - 028|01/01/2021|-|01/01/2021|46010000000001|-|4|01/01/2026|15e4a-7102|4|${hex('Huế')}|$`

  test('reads the old card', () =>
    expect(parseCode(old)).toEqual({
      kind: 'bhyt',
      code: 'DN4460000000001',
      socialNumber: '0000000001',
      name: 'Nguyễn Văn An',
      birthDate: '1990-05-02',
      sex: 'male',
      address: 'Phong Điền',
      facility: '46 - 028',
      validFrom: '2021-01-01',
    }))

  test('a name whose letters are all digits in hexadecimal is not a CMND', () => {
    const text = formatBhyt({ code: '046090000001', name: 'Thu Ha', birthDate: '1990', sex: 'female' })
    expect(text).toContain('|546875204861|')
    expect(parseCode(text)).toMatchObject({ kind: 'bhyt', name: 'Thu Ha', socialNumber: '046090000001' })
  })

  test('reads the new card, dashes and a year of birth', () =>
    expect(parseCode(`0000000002|${hex('Lê Thị Bé').toUpperCase()}|1950|2|-|-|-|-$`)).toEqual({
      kind: 'bhyt',
      code: '0000000002',
      socialNumber: '0000000002',
      name: 'Lê Thị Bé',
      birthDate: '1950',
      sex: 'female',
    }))

  test.each([
    [old.slice(0, -1), 'truncated'],
    [old.slice(0, 30), 'truncated'],
    [`0000000002|${hex('Lê')}f|1950|2|-|-|-|-|$`, 'malformed'],
    ['0000000002|c3c3|1950|2|-|-|-|-|$', 'malformed'],
    [`0000000002|${hex('Lê')}|1950|7|-|-|-|-|$`, 'malformed'],
    [`0000000002|${hex('Lê')}|30/02/1950|1|-|-|-|-|$`, 'malformed'],
    [`0000000002|${hex('Lê')}|$`, 'malformed'],
  ])('%s is %s', (text, reason) => expect(parseCode(text)).toEqual({ kind: 'unknown', reason, looksLike: 'bhyt' }))

  test('round trip, and every cut is unknown', () =>
    fc.assert(
      fc.property(aBhyt, card => {
        const text = formatBhyt(card)
        expect(parseCode(text)).toEqual({
          kind: 'bhyt',
          socialNumber: card.code.slice(card.code.length === 15 ? 5 : 0),
          ...card,
        })
        for (const cut of prefixes(text).filter(it => it.includes('|')))
          expect(parseCode(cut)).toMatchObject({ kind: 'unknown', reason: 'truncated' })
      }),
    ))
})

describe('poster', () => {
  const code = placeCode(Uint8Array.of(0x9a, 0x3c, 0x51, 0x07, 0xee))
  const token = posterToken(code)

  test('a code is eight readable characters and starts with a letter', () =>
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 5, maxLength: 5 }), random => {
        expect(placeCode(random)).toMatch(/^[A-HJKMNPQRS][0-9A-HJKMNP-TV-Z]{7}$/)
      }),
    ))

  test('39 of the random bits are kept', () => {
    const one = Uint8Array.of(0, 0, 0, 0, 0)
    const codes = Array.from({ length: 40 }, (_, bit) =>
      placeCode(one.map((byte, i) => (i === 4 - (bit >> 3) ? byte | (1 << (bit & 7)) : byte))),
    )
    expect(new Set(codes).size).toBe(40)
    expect(codes[39]).toBe(placeCode(one))
  })

  test.each([
    ['its own address', formatPosterUrl('https://saola.example', code)],
    ['another origin', `http://10.0.0.2:8080/q/${token}`],
    ['a query and a fragment', `https://saola.example/q/${token}/?utm=zalo#x`],
    ['capitals', `HTTPS://SAOLA.EXAMPLE/Q/${token}`],
    ['no scheme', `saola.example/q/${token}`],
    ['the bare token', token],
    ['small letters and hyphens', ` ${spellPoster(code).toLowerCase()} `],
    ['spaces', spellPoster(code).replaceAll('-', ' ')],
  ])('is read from %s', (_, text) => expect(parseCode(text)).toEqual({ kind: 'poster', code }))

  test('I, L and O are read as the digits they resemble', () => {
    const digits = placeCode(Uint8Array.of(0, 0, 0x10, 0, 0x01))
    const misread = posterToken(digits).replaceAll('0', 'O').replaceAll('1', 'l')
    expect(misread).toMatch(/O.*l/)
    expect(parseCode(misread)).toEqual({ kind: 'poster', code: digits })
  })

  test.each([
    ['https://saola.example/q/', 'truncated'],
    [`https://saola.example/q/${token.slice(0, 8)}`, 'truncated'],
    [`https://saola.example/q/${token}0`, 'malformed'],
    [`https://saola.example/q/${token.slice(0, 8)}U`, 'malformed'],
    [`https://saola.example/q/1${token.slice(1)}`, 'malformed'],
  ])('%s is %s', (text, reason) => expect(parseCode(text)).toEqual({ kind: 'unknown', reason, looksLike: 'poster' }))

  const samples = fc.sample(fc.uint8Array({ minLength: 5, maxLength: 5 }), { numRuns: 200, seed: 7 }).map(placeCode)

  test('every single wrong character is found', () => {
    for (const it of samples.map(posterToken))
      for (let at = 0; at < it.length; at++)
        for (const letter of BASE32)
          if (letter !== it[at]) expect(parsePoster(it.slice(0, at) + letter + it.slice(at + 1)).kind).toBe('unknown')
  })

  test('every two characters exchanged are found', () => {
    const exchanged = (it: string, a: number, b: number) =>
      it.slice(0, a) + it[b] + it.slice(a + 1, b) + it[a] + it.slice(b + 1)
    for (const it of samples.map(posterToken))
      for (let a = 0; a < it.length; a++)
        for (let b = a + 1; b < it.length; b++)
          if (it[a] !== it[b]) expect(parsePoster(exchanged(it, a, b)).kind).toBe('unknown')
  })

  test('a wrong code cannot be printed', () => expect(() => posterToken('K7Q2M9XU')).toThrow(RangeError))
})

describe('agreement with the register', () => {
  const national = (text: string) => parseCode(text) as NationalCode
  const an = {
    nameKey: 'nguyen van an',
    birthDate: '1990-05-02',
    idNumber: '046090000001',
    insurance: 'DN4460000000001',
  }

  test.each([
    ['whole', '046090000001|NGUYEN VAN AN|1990-05-02|0|1|', an, 'match'],
    ['masked by default', '******000001|NGUYEN VAN AN|1990-**-**|0|1|', an, 'match'],
    ['another tail', '******000002|NGUYEN VAN AN|1990-**-**|0|1|', an, 'mismatch'],
    ['another year', '******000001|NGUYEN VAN AN|1991-**-**|0|1|', an, 'mismatch'],
    ['another day', '******000001|NGUYEN VAN AN|1990-05-03|0|1|', an, 'mismatch'],
    ['another name', '******000001|NGUYEN VAN BE|1990-**-**|0|1|', an, 'mismatch'],
    ['a masked name', '******000001|N***** V** A*|1990-**-**|0|1|', an, 'partial'],
    ['a masked name of another', '******000001|T*** V** A*|1990-**-**|0|1|', an, 'mismatch'],
    ['nothing to see', '************|***|****-**-**|0|1|', an, 'partial'],
    ['year only in the register', '******000001|NGUYEN VAN AN|1990-05-02|0|1|', { ...an, birthDate: '1990' }, 'match'],
    ['name and year alone', '******000001|NGUYEN VAN AN|1990-**-**|0|1|', { ...an, idNumber: undefined }, 'partial'],
    ['name and birth date', '|NGUYEN VAN AN|1990-05-02|0|1|', an, 'match'],
    ['CMND in the register', '046090000001|NGUYEN VAN AN|1990-**-**|0|1|', { ...an, idNumber: '190000001' }, 'partial'],
    ['an insurance number', '|NGUYEN VAN AN|1990-**-**|0|1|<1<0000000001<', an, 'match'],
    ['another insurance number', '|NGUYEN VAN AN|1990-**-**|0|1|<1<0000000009<', an, 'mismatch'],
    ['too few visible digits', '*********001|NGUYEN VAN AN|1990-**-**|0|1|', an, 'partial'],
  ] as const)('%s', (_, text, registered, answer) => expect(agrees(national(text), registered)).toBe(answer))

  test('a card with a CMND agrees with a register that knows only that', () => {
    const card = parseCode('046090000001|190000001|Nguyễn Văn An|02051990|Nam||10062021') as CccdCode
    expect(agrees(card, { nameKey: an.nameKey, idNumber: '190000001' })).toBe('match')
    expect(agrees(card, { nameKey: an.nameKey, idNumber: '190000002' })).toBe('mismatch')
  })

  test('an insurance card agrees by its social-insurance number', () => {
    const card = parseCode(
      formatBhyt({ code: '0000000001', name: 'Nguyễn Văn An', birthDate: '1990', sex: 'male' }),
    ) as BhytCode
    expect(agrees(card, an)).toBe('match')
    expect(agrees(card, { ...an, insurance: 'GD4460000000002' })).toBe('mismatch')
  })

  test('masking never turns agreement into contradiction', () =>
    fc.assert(
      fc.property(aPerson, fc.boolean(), (person, masked) => {
        const code = national(formatNational(person, { masked }))
        expect(agrees(code, { nameKey: nameKey(person.name), ...person })).not.toBe('mismatch')
      }),
    ))
})

test('an own code fits a QR code of version 3 at error correction Q', () => {
  const text = `SL1P${'Z'.repeat(OWN.length - 4)}`
  expect(create(text, { errorCorrectionLevel: 'Q' }).version).toBe(3)
})
