import { expect, test } from 'vitest'
import { MATCHING } from '#capabilities/register/policies.ts'
import { compare, type Entry, isProposed, keysOf, type MatchRule } from '#capabilities/register/rules.ts'
import { nameKey, withoutMarks } from '#core/text.ts'
import { RandomStream } from './random.ts'
import { sampleOptions } from './sample.ts'
import { simulate } from './simulate.ts'

/** The register's matcher on people who are as alike as people are, with doubles as offices make them. */
const PEOPLE = 6_000
const PLANTED = 600

const SEXES = ['female', 'male'] as const

function everyone(): Entry[] {
  const { people } = simulate(sampleOptions({ seed: 7, population: PEOPLE }))
  return Array.from({ length: people.count }, (_, person) => ({
    id: String(person),
    fullName: people.name(person),
    nameKey: nameKey(people.name(person)),
    birthDate: people.birthDate(person),
    sex: people.get(person).sex,
    unitId: String(people.commune[person]),
    householdId: String(people.household[person]),
    addressKey: nameKey(people.address(person)),
    provisional: false,
    cccd: people.citizenId(person),
    phone: people.phoneNumber(person) ?? undefined,
  }))
}

const swapAt = (text: string, at: number) => text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2)
const turned = (birthDate: string | null) => {
  const [year, month, day] = (birthDate ?? '').split('-')
  return day && Number(day) <= 12 ? `${year}-${day}-${month}` : birthDate
}

/** How an office enters somebody whom it does not find: each way loses something else. */
const WAYS: readonly ((of: Entry, random: RandomStream) => Partial<Entry>)[] = [
  (of, random) => ({ cccd: slipped(of.cccd as string, random.below(12)), householdId: null, phone: undefined }),
  (of, random) => ({ cccd: swapAt(of.cccd as string, 6 + random.below(5)), householdId: null }),
  of => ({ cccd: undefined, birthDate: turned(of.birthDate), householdId: null }),
  of => ({ cccd: undefined, fullName: withoutMarks(of.fullName), householdId: null }),
  of => ({ cccd: undefined, fullName: of.fullName.split(' ').reverse().join(' '), householdId: null }),
  () => ({ cccd: undefined, phone: undefined, addressKey: '', householdId: null, provisional: true }),
]
const slipped = (number: string, at: number) =>
  `${number.slice(0, at)}${(Number(number[at]) + 1) % 10}${number.slice(at + 1)}`

function plant(entries: readonly Entry[]): Entry[] {
  const random = new RandomStream(7, 'doubles')
  return Array.from({ length: PLANTED }, (_, n) => {
    const of = entries[(n * 7) % entries.length] as Entry
    const changed = { ...of, ...WAYS[n % WAYS.length]?.(of, random.at(n)) }
    return { ...changed, id: `double of ${of.id}`, nameKey: nameKey(changed.fullName) }
  })
}

function pairsOf(entries: readonly Entry[], rule: MatchRule, most: number) {
  const blocks = new Map<string, Entry[]>()
  for (const entry of entries)
    for (const key of keysOf(entry).kept) blocks.set(key, [...(blocks.get(key) ?? []), entry])
  const found = new Set<string>()
  for (const a of entries)
    for (const key of keysOf(a).sought) {
      const block = blocks.get(key) ?? []
      if (block.length > most) continue
      for (const b of block) if (a.id < b.id && isProposed(compare(a, b, rule), rule)) found.add(`${a.id}|${b.id}`)
    }
  return found
}

test('of planted doubles nearly all are found, and what is found is nearly always one', () => {
  const people = everyone()
  expect(new Set(people.map(one => one.sex))).toEqual(new Set(SEXES))
  const found = pairsOf([...people, ...plant(people)], MATCHING, MATCHING.mostInBlock)
  const right = [...found].filter(pair => /^(.+)\|double of \1$/.test(pair))
  const [precision, recall] = [right.length / found.size, right.length / PLANTED]
  console.log(`duplicates: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`)
  expect(precision).toBeGreaterThan(0.95)
  expect(recall).toBeGreaterThan(0.9)
}, 120_000)
