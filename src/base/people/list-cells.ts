import { parsePhone } from '#base/identity/phone.ts'
import { BadCell } from '#base/lists/cells.ts'
import { readDay } from '#base/lists/dates.ts'
import type { Reader } from '#base/lists/list.ts'
import { named, oneOf, text } from '#base/lists/readers.ts'
import {
  type BirthDate,
  cleanNumber,
  isOldId,
  isPassport,
  isPersonalId,
  parseBirthDate,
  type Sex,
} from './identifiers.ts'
import type { IdentifierKind } from './people.ts'

/** How lists head and write what people are known by; each list of people takes these columns. */

const birth: Reader<BirthDate> = (written, { order, today }, cell) => {
  const year = /^\d{1,2}[/.-](\d{4})$/.exec(written)?.[1]
  const found =
    typeof cell === 'object' ? cell.day : (year ?? readDay(written, order, today) ?? parseBirthDate(written))
  if (!found) throw new BadCell('people.list.birth')
  if (found > today) throw new BadCell('lists.cell.in-future')
  return found
}

const SEXES: ReadonlyMap<string, Sex> = new Map([
  ...['nam', 'trai', 'male', 'm', '1'].map(word => [word, 'male'] as const),
  ...['nu', 'gai', 'female', 'f', '2'].map(word => [word, 'female'] as const),
  ...['unknown', 'u', 'khac', 'khong ro'].map(word => [word, 'unknown'] as const),
])

const ID_DIGITS = 12

/** A spreadsheet that took the number for one lost its leading zero. */
const paper: Reader<{ readonly kind: IdentifierKind; readonly value: string }> = written => {
  const clean = cleanNumber(written)
  const value = /^\d{11}$/.test(clean) ? clean.padStart(ID_DIGITS, '0') : clean
  if (isPersonalId(value)) return { kind: 'cccd', value }
  if (isOldId(value)) return { kind: 'cmnd', value }
  if (isPassport(value)) return { kind: 'passport', value }
  throw new BadCell('people.id-invalid')
}

/** The first of several; one without its leading zero is read, too. */
const phone: Reader<string> = written => {
  const first = written.split(/[,;/]|\s+-\s+/)[0] ?? ''
  const found =
    parsePhone(first) ?? (/^\d{9}$/.test(cleanNumber(first)) ? parsePhone(`0${cleanNumber(first)}`) : undefined)
  if (!found) throw new BadCell('people.phone-invalid')
  return found.e164
}

const HEADINGS = {
  name: ['ho va ten', 'ho ten', 'ten', 'name', 'full name', 'ho va ten nguoi benh', 'ho ten benh nhan'],
  birth: [
    'nam sinh',
    'ngay sinh',
    'ngay thang nam sinh',
    'ns',
    'sinh nam',
    'birth',
    'date of birth',
    'dob',
    'year of birth',
  ],
  sex: ['gioi', 'gioi tinh', 'nam nu', 'sex', 'gender'],
  paper: [
    'cccd',
    'cmnd',
    'so cccd',
    'so cmnd',
    'cccd cmnd',
    'cmnd cccd',
    'so giay to',
    'so dinh danh',
    'ho chieu',
    'id number',
  ],
  phone: ['dien thoai', 'so dien thoai', 'sdt', 'dt', 'so dt', 'phone', 'telephone'],
  address: ['dia chi', 'noi o', 'noi o hien tai', 'dia chi hien tai', 'thon', 'to dan pho', 'address'],
  unit: ['xa', 'phuong', 'xa phuong', 'phuong xa', 'xa phuong thi tran', 'ma xa', 'ma xa phuong', 'commune'],
} as const

const LONGEST_ADDRESS = 200

export const personColumns = {
  name: { headings: HEADINGS.name, read: named(100), how: 'people.list.how.name' },
  birth: { headings: HEADINGS.birth, read: birth, how: 'people.list.how.birth' },
  sex: { headings: HEADINGS.sex, read: oneOf(() => SEXES), how: 'people.list.how.sex' },
  paper: { headings: HEADINGS.paper, read: paper, isPrivate: true, how: 'people.list.how.paper' },
  phone: { headings: HEADINGS.phone, read: phone, isPrivate: true, how: 'people.list.how.phone' },
  unit: { headings: HEADINGS.unit },
  address: { headings: HEADINGS.address, read: text(LONGEST_ADDRESS), how: 'people.list.how.address' },
} as const
