import { proportionalParts, type RandomStream } from './random.ts'
import { type Relation, relations } from './types.ts'

/**
 * People and households. Ages and sexes are laid out first, in the proportions of the 2019 census, and households are
 * then put together out of that stock, so that the age pyramid holds exactly and the families still make sense.
 */

/** People by five-year age group, both sexes, census of 1 April 2019 (General Statistics Office), in thousands; last is 85+. */
const censusGroups = [
  7819, 8333, 7220, 6506, 6676, 8448, 8394, 7692, 6684, 6257, 5662, 5109, 3992, 2685, 1641, 1172, 908, 1011,
]
/** Share of males by the same groups, rounded. */
const maleShare = [
  0.527, 0.524, 0.519, 0.513, 0.507, 0.507, 0.505, 0.504, 0.503, 0.498, 0.487, 0.475, 0.463, 0.45, 0.43, 0.4, 0.37,
  0.32,
]
const ages = 100
const male = 0
const female = 1

function pyramidWeights(): Float64Array {
  const weights = new Float64Array(2 * ages)
  censusGroups.forEach((people, group) => {
    const width = group === 17 ? 12 : 5
    for (let i = 0; i < width; i++) {
      const share = group === 17 ? (2 * (width - i)) / (width * (width + 1)) : 1 / width
      const males = maleShare[group] as number
      weights[male * ages + group * 5 + i] = people * share * males
      weights[female * ages + group * 5 + i] = people * share * (1 - males)
    }
  })
  return weights
}

/** The people not yet in a household, counted by sex and age. A code is `sex * 100 + age`. */
class Stock {
  readonly #left: Int32Array
  total: number

  constructor(population: number, offset: number) {
    this.#left = proportionalParts(population, pyramidWeights(), offset)
    this.total = population
  }

  count(sex: number, low: number, high: number): number {
    let sum = 0
    for (let age = low; age <= high; age++) sum += this.#left[sex * ages + age] as number
    return sum
  }

  /** Anyone between the ages, in proportion to those left; -1 when there is nobody. */
  draw(random: RandomStream, low: number, high: number): number {
    const males = this.count(male, low, high)
    const all = males + this.count(female, low, high)
    if (all === 0) return -1
    const target = random.below(all)
    return target < males ? this.#nth(male, low, target) : this.#nth(female, low, target - males)
  }

  drawSex(random: RandomStream, sex: number, low: number, high: number): number {
    const all = this.count(sex, low, high)
    return all === 0 ? -1 : this.#nth(sex, low, random.below(all))
  }

  #nth(sex: number, low: number, target: number): number {
    let rest = target
    for (let age = low; ; age++) {
      rest -= this.#left[sex * ages + age] as number
      if (rest < 0) return this.#take(sex * ages + age)
    }
  }

  /** The person of that sex whose age is nearest to the wish, within bounds; -1 when there is nobody. */
  nearest(sex: number, wish: number, low: number, high: number): number {
    const from = Math.max(0, Math.round(low))
    const to = Math.min(ages - 1, Math.round(high))
    const target = Math.min(to, Math.max(from, Math.round(wish)))
    for (let step = 0; target - step >= from || target + step <= to; step++) {
      for (const age of [target - step, target + step])
        if (age >= from && age <= to && (this.#left[sex * ages + age] as number) > 0)
          return this.#take(sex * ages + age)
    }
    return -1
  }

  #take(code: number): number {
    this.#left[code] = (this.#left[code] as number) - 1
    this.total--
    return code
  }
}

/** Where a member stands in the family, before anyone is head. */
const roles = ['grandfather', 'grandmother', 'father', 'mother', 'child', 'sibling', 'mate'] as const
type Role = (typeof roles)[number]

interface Draft {
  codes: number[]
  roles: Role[]
}

const ageOf = (code: number): number => code % ages
const sexOf = (code: number): number => Math.floor(code / ages)

function join(draft: Draft, role: Role, code: number): boolean {
  if (code < 0) return false
  draft.codes.push(code)
  draft.roles.push(role)
  return true
}

function drawSiblings(stock: Stock, random: RandomStream, draft: Draft): void {
  const first = stock.draw(random, 0, 17)
  join(draft, 'child', first)
  const roll = random.unit()
  const more = roll < 0.33 ? 0 : roll < 0.81 ? 1 : roll < 0.97 ? 2 : 3
  let age = ageOf(first)
  for (let i = 0; i < more; i++) {
    age += (random.chance(0.5) ? 1 : -1) * random.between(2, 5)
    const sex = random.below(2)
    const code = stock.nearest(sex, age, 0, 21)
    if (!join(draft, 'child', code)) join(draft, 'child', stock.nearest(1 - sex, age, 0, 21))
  }
}

/** Parents and perhaps one or two grandparents for the children in the draft. */
function drawElders(stock: Stock, random: RandomStream, draft: Draft): void {
  const childAges = draft.codes.map(ageOf)
  const oldest = Math.max(...childAges)
  const youngest = Math.min(...childAges)
  const alone = random.unit()
  const mother = alone < 0.02 ? -1 : stock.nearest(female, oldest + random.normal(25, 4), oldest + 18, youngest + 45)
  const wished = mother < 0 ? oldest + random.normal(28, 5) : ageOf(mother) + random.normal(3, 3)
  const father = mother >= 0 && alone > 0.93 ? -1 : stock.nearest(male, wished, oldest + 18, youngest + 58)
  join(draft, 'mother', mother)
  join(draft, 'father', father)
  const parent = father >= 0 ? ageOf(father) : mother >= 0 ? ageOf(mother) : -1
  if (parent < 0) {
    join(draft, 'grandmother', stock.nearest(female, oldest + 50, oldest + 34, 90))
    if (!draft.roles.includes('grandmother')) join(draft, 'mate', stock.draw(random, 18, 96))
    return
  }
  if (!random.chance(0.32)) return
  if (random.chance(0.62))
    join(draft, 'grandfather', stock.nearest(male, parent + random.normal(27, 4), parent + 18, 96))
  if (random.chance(0.85))
    join(draft, 'grandmother', stock.nearest(female, parent + random.normal(24, 4), parent + 18, 96))
  if (random.chance(0.15)) join(draft, 'sibling', stock.draw(random, 18, Math.min(34, parent)))
}

function familyWithChildren(stock: Stock, random: RandomStream): Draft {
  const draft: Draft = { codes: [], roles: [] }
  drawSiblings(stock, random, draft)
  drawElders(stock, random, draft)
  return draft
}

/** A couple past forty, mostly with grown children still at home, sometimes with an old parent. */
function olderCouple(stock: Stock, random: RandomStream): Draft {
  const draft: Draft = { codes: [], roles: [] }
  const woman = stock.drawSex(random, female, 40, 64)
  join(draft, 'mother', woman)
  const age = ageOf(woman)
  const husband = random.chance(0.86) ? stock.nearest(male, age + random.normal(3, 3), Math.max(38, age - 8), 80) : -1
  join(draft, 'father', husband)
  const oldest = Math.min(38, age - 18, husband < 0 ? ages : ageOf(husband) - 18)
  const grown = random.chance(0.28) ? 0 : random.chance(0.65) ? 1 : 2
  for (let i = 0; i < grown; i++) {
    const sex = random.chance(0.58) ? male : female
    const wish = age - random.normal(25, 4)
    if (!join(draft, 'child', stock.nearest(sex, wish, 18, oldest)))
      join(draft, 'child', stock.nearest(1 - sex, wish, 18, oldest))
  }
  const child = husband < 0 ? age : ageOf(husband)
  if (random.chance(0.2))
    join(draft, 'grandmother', stock.nearest(female, child + random.normal(25, 4), child + 18, 96))
  return draft
}

/** Those left: old couples and singles, young couples, people sharing a rented house (nhà trọ). */
function smallHousehold(stock: Stock, random: RandomStream): Draft {
  const draft: Draft = { codes: [], roles: [] }
  const first = stock.draw(random, 18, 96)
  if (first < 0) {
    join(draft, 'mate', stock.draw(random, 0, 17))
    return draft
  }
  const age = ageOf(first)
  const sex = sexOf(first)
  join(draft, sex === male ? 'father' : 'mother', first)
  if (random.chance(age < 22 ? 0.15 : 0.6)) {
    const gap = random.normal(sex === male ? -3 : 3, 3)
    const partner = stock.nearest(1 - sex, age + gap, Math.max(19, age - 12), age + 12)
    if (join(draft, sex === male ? 'mother' : 'father', partner)) {
      const youngest = Math.min(age, ageOf(partner))
      if (age >= 45 && random.chance(0.45))
        join(
          draft,
          'child',
          stock.nearest(random.below(2), youngest - random.normal(25, 4), Math.max(18, youngest - 42), youngest - 19),
        )
      return draft
    }
  }
  if (age < 36) {
    draft.roles[0] = 'mate'
    const mates = random.between(0, 3)
    for (let i = 0; i < mates; i++) join(draft, 'mate', stock.nearest(sex, age + random.normal(0, 3), 18, 40))
  }
  return draft
}

function headOf(draft: Draft, random: RandomStream): number {
  const find = (role: Role) => draft.roles.indexOf(role)
  const elder = find('grandfather') >= 0 ? find('grandfather') : find('grandmother')
  const parent = find('father') >= 0 && !random.chance(find('mother') >= 0 ? 0.15 : 0) ? find('father') : find('mother')
  if (elder >= 0 && (parent < 0 || random.chance(0.45))) return elder
  return parent >= 0 ? parent : Math.max(0, find('mate'))
}

/** Relation of a role to the head; `byBlood` is the parent whose parents the grandparents are. */
function relationTo(head: Role, role: Role, byBlood: Role): Relation {
  if (head === 'mate' || role === 'mate') return 'housemate'
  if (head === 'grandfather' || head === 'grandmother') {
    if (role === 'grandfather' || role === 'grandmother') return 'spouse'
    if (role === 'child') return 'grandchild'
    return role === byBlood || role === 'sibling' ? 'child' : 'child-in-law'
  }
  if (role === 'father' || role === 'mother') return 'spouse'
  if (role === 'child') return 'child'
  if (head !== byBlood) return 'other-relative'
  return role === 'sibling' ? 'sibling' : 'parent'
}

export interface Demography {
  readonly households: number
  readonly firstMember: Uint32Array
  readonly commune: Uint16Array
  readonly sex: Uint8Array
  readonly age: Uint8Array
  readonly relation: Uint8Array
  /** 1 for those who bear the family name that the household passes on. */
  readonly bearsName: Uint8Array
}

/** All households, in random order. */
function draftHouseholds(population: number, random: RandomStream): Draft[] {
  const stock = new Stock(population, random.unit())
  const drafts: Draft[] = []
  while (stock.count(male, 0, 17) + stock.count(female, 0, 17) > 0) drafts.push(familyWithChildren(stock, random))
  while (stock.count(female, 40, 64) > 0) drafts.push(olderCouple(stock, random))
  while (stock.total > 0) drafts.push(smallHousehold(stock, random))
  return random.shuffle(drafts)
}

/**
 * @param shares relative population of each commune
 * @returns people grouped by household, households grouped by commune, the head first
 */
export function populate(population: number, shares: readonly number[], random: RandomStream): Demography {
  const drafts = draftHouseholds(population, random)
  const firstMember = new Uint32Array(drafts.length + 1)
  const commune = new Uint16Array(drafts.length)
  const sex = new Uint8Array(population)
  const age = new Uint8Array(population)
  const relation = new Uint8Array(population)
  const bearsName = new Uint8Array(population)
  const quotas = proportionalParts(population, shares, 0.5)
  let place = 0
  let upTo = quotas[0] as number
  let next = 0
  drafts.forEach((draft, household) => {
    while (place < quotas.length - 1 && next + draft.codes.length / 2 > upTo) upTo += quotas[++place] as number
    commune[household] = place
    firstMember[household] = next
    const head = headOf(draft, random)
    const byBlood: Role = draft.roles.includes('father') ? 'father' : 'mother'
    const order = draft.codes.map((_, i) => i).sort((a, b) => Number(b === head) - Number(a === head) || a - b)
    for (const member of order) {
      const role = draft.roles[member] as Role
      const code = draft.codes[member] as number
      sex[next] = sexOf(code)
      age[next] = ageOf(code)
      const kind = member === head ? 'head' : relationTo(draft.roles[head] as Role, role, byBlood)
      relation[next] = relations.indexOf(kind)
      bearsName[next] = Number(role === byBlood || role === 'child' || role === 'grandfather' || role === 'sibling')
      next++
    }
  })
  firstMember[drafts.length] = next
  return { households: drafts.length, firstMember, commune, sex, age, relation, bearsName }
}
