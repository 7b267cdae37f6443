import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { beforeAll, describe, expect, test } from 'vitest'
import { familyNames, givenNames, middleNames } from './names.ts'
import { sampleCommunes, sampleOptions } from './sample.ts'
import { simulate } from './simulate.ts'
import { type Person, placeKinds, type Simulation } from './types.ts'

describe.each([1, 2, 3])('people of seed %i', seed => {
  let simulation: Simulation
  let everyone: Person[]

  beforeAll(() => {
    simulation = simulate(sampleOptions({ seed, population: 5_000 }))
    everyone = Array.from({ length: simulation.people.count }, (_, person) => simulation.people.get(person))
  })

  const households = () =>
    Array.from({ length: simulation.households.count }, (_, h) => simulation.households.members(h))

  test('everyone belongs to the one household that lists them, in its commune', () => {
    expect(households().flat()).toEqual(everyone.map((_, person) => person))
    households().forEach((members, household) => {
      for (const member of members) {
        expect(simulation.people.household[member]).toBe(household)
        expect(simulation.people.commune[member]).toBe(simulation.households.commune[household])
      }
    })
  })

  test('every household has one head, an adult, first of its members, and at most one spouse of the other sex', () => {
    for (const members of households().map(list => list.map(member => everyone[member] as Person))) {
      const [head, ...others] = members
      expect(head?.relation).toBe('head')
      expect(simulation.people.age[head?.index ?? -1]).toBeGreaterThanOrEqual(18)
      expect(others.filter(member => member.relation === 'head')).toEqual([])
      const spouses = others.filter(member => member.relation === 'spouse')
      expect(spouses.length).toBeLessThanOrEqual(1)
      for (const spouse of spouses) expect(spouse.sex).not.toBe(head?.sex)
    }
  })

  test('parents are old enough for their children, grandparents for their grandchildren', () => {
    const age = (person: Person) => simulation.people.age[person.index] as number
    for (const [head, ...others] of households().map(list => list.map(member => everyone[member] as Person)))
      for (const member of head ? others : []) {
        if (member.relation === 'child') expect(age(head as Person) - age(member)).toBeGreaterThanOrEqual(18)
        if (member.relation === 'parent') expect(age(member) - age(head as Person)).toBeGreaterThanOrEqual(18)
        if (member.relation === 'grandchild') expect(age(head as Person) - age(member)).toBeGreaterThanOrEqual(34)
      }
  })

  test('households and ages are like those of the 2019 census', () => {
    const share = (low: number, high: number) =>
      simulation.people.age.filter(age => age >= low && age < high).length / everyone.length
    expect(everyone.length / simulation.households.count).toBeGreaterThan(3.3)
    expect(everyone.length / simulation.households.count).toBeLessThan(3.9)
    expect(share(0, 15)).toBeCloseTo(0.243, 2)
    expect(share(65, 120)).toBeCloseTo(0.077, 2)
    const generations = households().filter(members =>
      members.some(member => ['grandchild', 'parent'].includes(everyone[member]?.relation ?? '')),
    )
    expect(generations.length / simulation.households.count).toBeGreaterThan(0.1)
  })

  test('the age is the age on the first day', () => {
    const firstDay = simulation.options.firstDay
    for (const { index, birthDate } of everyone) {
      const years = Number(firstDay.slice(0, 4)) - Number(birthDate.slice(0, 4))
      const age = simulation.people.age[index]
      if (birthDate.length === 4) expect([years, years - 1]).toContain(age)
      else expect(age).toBe(years - Number(firstDay.slice(5) < birthDate.slice(5)))
    }
  })

  test('some old people know only their year of birth, no child does', () => {
    const yearOnly = everyone.filter(person => person.birthDate.length === 4)
    expect(yearOnly.length).toBeGreaterThan(20)
    for (const { index } of yearOnly) expect(simulation.people.age[index]).toBeGreaterThanOrEqual(40)
  })

  test('personal numbers are legal, agree with sex and birth, are clearly synthetic and occur once', () => {
    for (const person of everyone) {
      const [, origin, group, year, serial] = /^(\d{3})(\d)(\d{2})(\d{6})$/.exec(person.citizenId) ?? []
      const born = person.birthDate.slice(0, 4)
      expect(Number(origin)).toBeGreaterThanOrEqual(1)
      expect(Number(origin)).toBeLessThanOrEqual(96)
      expect(Number(group)).toBe((born < '2000' ? 0 : 2) + (person.sex === 'female' ? 1 : 0))
      expect(year).toBe(born.slice(2))
      expect(serial).toMatch(/^9/)
    }
    expect(new Set(everyone.map(person => person.citizenId)).size).toBe(everyone.length)
    const own = everyone.filter(person => person.citizenId.startsWith('046')).length / everyone.length
    expect(own).toBeGreaterThan(0.88)
  })

  test('phones are valid mobiles, belong to adults, and are shared only within a household', () => {
    const owners = new Map<string, number>()
    for (const person of everyone.filter(one => one.ownsPhone)) {
      expect(simulation.people.age[person.index]).toBeGreaterThanOrEqual(18)
      expect(parsePhoneNumberFromString(person.phone ?? '')?.getType()).toBe('MOBILE')
      expect(person.phone).toMatch(/^\+84(3[2-9]|5[25689]|7[06-9]|8[1-9]|9\d)\d{7}$/)
      expect(owners.has(person.phone ?? '')).toBe(false)
      owners.set(person.phone ?? '', person.household)
    }
    for (const person of everyone.filter(one => !one.ownsPhone && one.phone !== null))
      expect(owners.get(person.phone ?? '')).toBe(person.household)
    const reached = everyone.filter(person => person.phone !== null).length
    expect(reached / everyone.length).toBeGreaterThan(0.95)
  })

  test('children of one father bear one family name, wives their own', () => {
    const family = (person: Person) => person.name.split(' ')[0]
    let same = 0
    let wives = 0
    for (const members of households().map(list => list.map(member => everyone[member] as Person))) {
      const [head, ...others] = members
      if (head?.sex !== 'male') continue
      for (const child of others.filter(member => member.relation === 'child')) expect(family(child)).toBe(family(head))
      for (const wife of others.filter(member => member.relation === 'spouse')) {
        wives++
        same += Number(family(wife) === family(head))
      }
    }
    expect(same / wives).toBeLessThan(0.3)
  })

  test('nobody learns or works at an age for neither; pupils have a class of their own age', () => {
    for (const person of everyone) {
      const age = simulation.people.age[person.index] as number
      if (person.occupation === 'infant') expect(person.workplace).toBeNull()
      if (person.workplace === null) continue
      const kind = simulation.places.get(person.workplace).kind
      if (age < 15) expect(kind).toMatch(/school|kindergarten/)
      if (person.occupation !== 'pupil' || age < 6) continue
      const grade = /^Lớp (\d+)/.exec(simulation.places.areaName(person.workArea ?? -1) ?? '')?.[1]
      expect(Number(grade)).toBe(age - 5)
    }
  })
})

test('names are in NFC, of three words and more, by sex and generation', () => {
  const { people } = simulate(sampleOptions({ population: 20_000 }))
  const names = Array.from({ length: people.count }, (_, person) => people.name(person))
  for (const name of names) {
    expect(name).toBe(name.normalize('NFC'))
    const words = name.split(' ')
    expect(words.length).toBeGreaterThanOrEqual(3)
    expect(new Set(words).size).toBe(words.length)
  }
  const share = (test: (name: string, person: number) => boolean) => {
    const hits = names.filter(test).length
    return hits / names.length
  }
  expect(share(name => name.startsWith('Nguyễn '))).toBeGreaterThan(0.28)
  expect(share(name => name.startsWith('Nguyễn '))).toBeLessThan(0.38)
  expect(share((name, person) => name.includes(' Thị ') && people.sex[person] === 0)).toBe(0)
  expect(share((name, person) => name.includes(' Văn ') && people.sex[person] === 1)).toBe(0)
  expect([familyNames, middleNames, givenNames].every(list => new Set(list).size === list.length)).toBe(true)
  expect(givenNames.length).toBeGreaterThan(120)
})

test('numbers and phones occur once among 100,000 people', () => {
  const { people } = simulate(sampleOptions({ population: 100_000, days: 1 }))
  expect(new Set(Array.from({ length: people.count }, (_, person) => people.citizenId(person))).size).toBe(100_000)
  const own = [...people.phone].filter((_, person) => people.phoneOwner[person] === person)
  expect(new Set(own).size).toBe(own.length)
})

describe('places', () => {
  const { places, people } = simulate(sampleOptions({ population: 5_000 }))
  const list = Array.from({ length: places.count }, (_, place) => places.get(place))

  test('every kind occurs, and every commune has its office and its health station', () => {
    expect(new Set(list.map(place => place.kind))).toEqual(new Set(placeKinds))
    const names = list.map(place => place.name)
    expect(names).toContain('UBND phường Vĩnh Lộc')
    expect(names).toContain('Trạm Y tế xã Thanh Lâm')
    expect(list.filter(place => place.kind === 'health-station').map(place => place.commune)).toEqual(
      sampleCommunes.map((_, position) => position),
    )
  })

  test('names occur once and areas lie in their place', () => {
    expect(new Set(list.map(place => place.name)).size).toBe(list.length)
    for (const place of list) {
      expect(place.areas.length).toBeGreaterThan(0)
      for (const area of place.areas) expect(places.areaPlace[area.index]).toBe(place.index)
      const named = place.areas.map(area => area.name)
      expect(new Set(named).size).toBe(named.length)
      if (named.length > 1) expect(named).not.toContain(null)
    }
  })

  test('staff are old enough to work, and places with staff have a registrant with an own phone', () => {
    for (const place of list) {
      const staff = places.staff(place.index)
      for (const person of staff) expect(people.age[person]).toBeGreaterThanOrEqual(15)
      if (place.registrant === null) expect(staff.some(person => people.phoneOwner[person] === person)).toBe(false)
      else
        expect(staff.includes(place.registrant) && people.phoneOwner[place.registrant] === place.registrant).toBe(true)
    }
    expect(list.filter(place => place.registrant === null).length).toBeLessThan(list.length * 0.05)
  })
})
