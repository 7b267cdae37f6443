import { expect, test } from 'vitest'
import { formatCccd, formatNational, parseCode } from '#base/people/codes.ts'
import { contradictsItself } from './what-it-says.ts'

const card = { idNumber: '046090900001', name: 'Nguyễn Văn An', birthDate: '1990-12-01', sex: 'male' as const }
const cccd = (more: object = {}) => formatCccd({ ...card, address: 'Huế', issuedOn: '2021-05-01', ...more })
const national = (more: object = {}, masked = false) =>
  formatNational({ ...card, qid: '990000000000000001', ...more }, { masked })

test.each([
  ['a card that is right', cccd(), false],
  ['another year', cccd({ birthDate: '1991-12-01' }), true],
  ['another century', cccd({ birthDate: '2090-12-01' }), true],
  ['another sex', cccd({ sex: 'female' }), true],
  ['a sex that is not said', cccd({ sex: 'unknown' }), false],
  ['a national code', national({ birthDate: '1990' }), false],
  ['a national code of another year', national({ birthDate: '1989' }), true],
  ['a masked number says nothing', national({ birthDate: '1989' }, true), false],
  ['an old number says nothing', national({ idNumber: '190900001' }), false],
  ['no code of a person', 'hello', false],
])('%s', (_, text, expected) => expect(contradictsItself(parseCode(text))).toBe(expected))
