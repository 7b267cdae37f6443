import { dayOfNumber, yearsBefore } from './calendar.ts'
import type { Demography } from './demography.ts'
import { drawFamilyName, drawPersonalNames, fullName } from './names.ts'
import { RandomStream } from './random.ts'
import {
  type Households,
  occupations,
  type People,
  type Person,
  type ResolvedOptions,
  relations,
  rhythms,
  sexes,
} from './types.ts'
import { figures, isUrban, villageName } from './vocabulary.ts'

/** Who the people are to a register: names, birth dates, numbers, phones and addresses. */

/** Codes of the 63 provinces before July 2025; a birth registration keeps its province's code for ever. */
const provinceCodes =
  '01 02 04 06 08 10 11 12 14 15 17 19 20 22 24 25 26 27 30 31 33 34 35 36 37 38 40 42 44 45 46 48 49 51 52 54 56 58 60 62 64 66 67 68 70 72 74 75 77 79 80 82 83 84 86 87 89 91 92 93 94 95 96'
    .split(' ')
    .map(Number)
const bornInProvince = 0.92

/** Mobile prefixes that are in use in their whole width. */
const mobilePrefixes = [
  32, 33, 34, 35, 36, 37, 38, 39, 56, 58, 70, 76, 77, 78, 79, 81, 82, 83, 84, 85, 86, 88, 90, 91, 93, 94, 96, 97, 98,
]
const phoneSpace = mobilePrefixes.length * 10_000_000
/** Prime to `phoneSpace`: stepping by it visits every number once. */
const phoneStep = 179_224_583

const serials = 100_000
/** Prime to `serials`. */
const serialStep = 61_843

interface Identity {
  readonly birthDay: Int32Array
  readonly birthYearOnly: Uint8Array
  readonly familyName: Uint8Array
  readonly middleName: Uint16Array
  readonly givenName: Uint16Array
  /** Province of birth registration. */
  readonly origin: Uint8Array
  readonly serial: Uint32Array
  readonly phone: Uint32Array
  readonly phoneOwner: Int32Array
}

const birthYear = (birthDay: number): number => Number(dayOfNumber(birthDay).slice(0, 4))

function drawBirths(seed: number, first: number, demography: Demography, identity: Identity): void {
  const random = new RandomStream(seed, 'births')
  demography.age.forEach((age, person) => {
    random.at(person)
    identity.birthDay[person] = yearsBefore(first, age) - random.below(365)
    identity.birthYearOnly[person] = Number(random.chance(age >= 60 ? 0.15 : age >= 40 ? 0.02 : 0))
  })
}

/** Those of one line share the name; spouses, in-laws and housemates bring their own. */
function drawNames(seed: number, demography: Demography, identity: Identity): void {
  const random = new RandomStream(seed, 'names')
  for (let household = 0; household < demography.households; household++) {
    const from = demography.firstMember[household] as number
    const to = demography.firstMember[household + 1] as number
    const shared = drawFamilyName(random.at(household, 1))
    for (let person = from; person < to; person++) {
      random.at(person, 2)
      const family = demography.bearsName[person] === 1 ? shared : drawFamilyName(random)
      const year = birthYear(identity.birthDay[person] as number)
      const [middle, given] = drawPersonalNames(random, demography.sex[person] as number, year, family)
      identity.familyName[person] = family
      identity.middleName[person] = middle
      identity.givenName[person] = given
    }
  }
}

/**
 * Serials run within province, century, sex and year of birth, so that no number occurs twice. They begin with 9.
 * @throws RangeError when a group outgrows its 100,000 serials (beyond some six million people).
 */
function drawCitizenIds(seed: number, provinceCode: string, demography: Demography, identity: Identity): void {
  const random = new RandomStream(seed, 'citizen-ids')
  const used = new Uint32Array(100 * 2 * 200)
  const shift = random.at(0, 1).below(serials)
  for (let person = 0; person < demography.sex.length; person++) {
    random.at(person, 2)
    const origin = random.chance(bornInProvince) ? Number(provinceCode) : random.pick(provinceCodes)
    const year = birthYear(identity.birthDay[person] as number)
    const group = (origin * 2 + (demography.sex[person] as number)) * 200 + (year - 1900)
    const number = used[group] as number
    if (number >= serials) throw new RangeError('too many people born in one year for synthetic numbers')
    used[group] = number + 1
    identity.origin[person] = origin
    identity.serial[person] = 900_000 + ((number * serialStep + group * 7_919 + shift) % serials)
  }
}

/** Adults have their own phone, old people often not; the others are reached through somebody of the household. */
function drawPhones(seed: number, demography: Demography, identity: Identity): void {
  const random = new RandomStream(seed, 'phones')
  const shift = random.at(0, 1).below(phoneSpace)
  const { age, firstMember } = demography
  for (let household = 0; household < demography.households; household++) {
    const from = firstMember[household] as number
    const to = firstMember[household + 1] as number
    let contact = -1
    for (let person = from; person < to; person++) {
      const years = age[person] as number
      const owns = years >= 18 && random.at(person, 2).chance(years < 60 ? 0.98 : years < 75 ? 0.85 : 0.55)
      identity.phoneOwner[person] = owns ? person : -1
      if (!owns) continue
      const number = (person * phoneStep + shift) % phoneSpace
      const prefix = mobilePrefixes[Math.floor(number / 10_000_000)] as number
      identity.phone[person] = prefix * 10_000_000 + (number % 10_000_000)
      if (contact < 0 || ((age[contact] as number) >= 60 && years < 60)) contact = person
    }
    for (let person = from; person < to && contact >= 0; person++) {
      if (identity.phoneOwner[person] !== -1) continue
      identity.phoneOwner[person] = contact
      identity.phone[person] = identity.phone[contact] as number
    }
  }
}

function drawIdentity(options: ResolvedOptions, first: number, demography: Demography): Identity {
  const count = demography.sex.length
  const identity: Identity = {
    birthDay: new Int32Array(count),
    birthYearOnly: new Uint8Array(count),
    familyName: new Uint8Array(count),
    middleName: new Uint16Array(count),
    givenName: new Uint16Array(count),
    origin: new Uint8Array(count),
    serial: new Uint32Array(count),
    phone: new Uint32Array(count),
    phoneOwner: new Int32Array(count),
  }
  drawBirths(options.seed, first, demography, identity)
  drawNames(options.seed, demography, identity)
  drawCitizenIds(options.seed, options.provinceCode, demography, identity)
  drawPhones(options.seed, demography, identity)
  return identity
}

/** Addresses are drawn when asked for: by household, so that its members share one. */
export function addressBook(
  options: ResolvedOptions,
): (stream: 'household' | 'place', row: number, commune: number) => string {
  const random = new RandomStream(options.seed, 'addresses')
  return (stream, row, position) => {
    const commune = options.communes[position]
    if (!commune) throw new RangeError(`unknown commune: ${position}`)
    random.at(row, stream === 'household' ? 1 : 2)
    if (!isUrban(commune)) return `Thôn ${villageName(position * 31 + random.below(8))}`
    const street = figures[(position * 11 + random.below(9)) % figures.length]
    const house = random.between(1, 240)
    const alley = random.chance(0.3) ? `${random.between(1, 60)}/${house}` : `${house}`
    return stream === 'place' ? `${alley} ${street}` : `${alley} ${street}, tổ ${random.between(1, 18)}`
  }
}

export function makeHouseholds(demography: Demography, address: ReturnType<typeof addressBook>): Households {
  const { firstMember, commune } = demography
  return {
    count: demography.households,
    firstMember,
    commune,
    address: household => address('household', household, commune[household] as number),
    members(household) {
      const from = firstMember[household] as number
      return Array.from({ length: (firstMember[household + 1] as number) - from }, (_, i) => from + i)
    },
  }
}

export interface Activity {
  readonly occupation: Uint8Array
  readonly rhythm: Uint8Array
  readonly workArea: Int32Array
  /** Place of an area. */
  readonly areaPlace: Uint32Array
}

function citizenIdOf(identity: Identity, sex: number, person: number): string {
  const year = birthYear(identity.birthDay[person] as number)
  const century = Math.floor(year / 100) - 19
  const pad = (value: number, width: number) => String(value).padStart(width, '0')
  return `${pad(identity.origin[person] as number, 3)}${century * 2 + sex}${pad(year % 100, 2)}${identity.serial[person]}`
}

/** Each person's household and commune, from the households. */
function whereTheyLive(demography: Demography): { household: Uint32Array; commune: Uint16Array } {
  const household = new Uint32Array(demography.sex.length)
  const commune = new Uint16Array(demography.sex.length)
  for (let h = 0; h < demography.households; h++) {
    const from = demography.firstMember[h] as number
    const to = demography.firstMember[h + 1] as number
    household.fill(h, from, to)
    commune.fill(demography.commune[h] as number, from, to)
  }
  return { household, commune }
}

export interface Register {
  readonly identity: Identity
  readonly household: Uint32Array
  readonly commune: Uint16Array
}

export function makeRegister(options: ResolvedOptions, first: number, demography: Demography): Register {
  return { identity: drawIdentity(options, first, demography), ...whereTheyLive(demography) }
}

export function makePeople(
  demography: Demography,
  { identity, household, commune }: Register,
  activity: Activity,
  households: Households,
): People {
  const { sex, age, relation } = demography
  const people: People = {
    count: sex.length,
    household,
    relation,
    sex,
    birthDay: identity.birthDay,
    birthYearOnly: identity.birthYearOnly,
    age,
    commune,
    occupation: activity.occupation,
    rhythm: activity.rhythm,
    workArea: activity.workArea,
    phone: identity.phone,
    phoneOwner: identity.phoneOwner,
    name: person =>
      fullName(
        identity.familyName[person] as number,
        identity.middleName[person] as number,
        identity.givenName[person] as number,
      ),
    birthDate(person) {
      const date = dayOfNumber(identity.birthDay[person] as number)
      return identity.birthYearOnly[person] === 1 ? date.slice(0, 4) : date
    },
    citizenId: person => citizenIdOf(identity, sex[person] as number, person),
    phoneNumber: person => (identity.phone[person] ? `+84${identity.phone[person]}` : null),
    address: person => households.address(household[person] as number),
    get: person => personAt(people, activity.areaPlace, person),
  }
  return people
}

function personAt(people: People, areaPlace: Uint32Array, person: number): Person {
  if (!(person >= 0 && person < people.count)) throw new RangeError(`no such person: ${person}`)
  const workArea = people.workArea[person] as number
  return {
    index: person,
    household: people.household[person] as number,
    relation: relations[people.relation[person] as number] ?? 'other-relative',
    name: people.name(person),
    sex: people.sex[person] === 0 ? sexes[0] : sexes[1],
    birthDate: people.birthDate(person),
    citizenId: people.citizenId(person),
    phone: people.phoneNumber(person),
    ownsPhone: people.phoneOwner[person] === person,
    occupation: occupations[people.occupation[person] as number] ?? 'homemaker',
    rhythm: rhythms[people.rhythm[person] as number] ?? 'at-home',
    commune: people.commune[person] as number,
    address: people.address(person),
    workplace: workArea < 0 ? null : (areaPlace[workArea] as number),
    workArea: workArea < 0 ? null : workArea,
  }
}
