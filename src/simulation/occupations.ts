import type { Demography } from './demography.ts'
import { RandomStream, WeightedChoice } from './random.ts'
import { type Commune, type Occupation, occupations, type ResolvedOptions } from './types.ts'
import { isUrban } from './vocabulary.ts'

/** What people do, by age, sex and town or country. Shares are round figures in the spirit of the labour force surveys. */

const adultShares: Readonly<Record<'urban' | 'rural', Partial<Record<Occupation, number>>>> = {
  urban: {
    'civil-servant': 4,
    teacher: 4,
    'health-worker': 2.5,
    'factory-worker': 17,
    'office-worker': 18,
    trader: 14,
    'service-worker': 14,
    farmer: 3,
    driver: 4,
    labourer: 9,
    homemaker: 10,
  },
  rural: {
    'civil-servant': 2.5,
    teacher: 3.5,
    'health-worker': 1.2,
    'factory-worker': 20,
    'office-worker': 5,
    trader: 10,
    'service-worker': 6,
    farmer: 32,
    driver: 3,
    labourer: 10,
    homemaker: 7,
  },
}

export const occupationCode = Object.fromEntries(occupations.map((name, code) => [name, code])) as Readonly<
  Record<Occupation, number>
>

function choiceFor(shares: Partial<Record<Occupation, number>>, sex: number): WeightedChoice {
  return new WeightedChoice(
    occupations.map(occupation => {
      const share = shares[occupation] ?? 0
      if (occupation === 'homemaker') return sex === 0 ? share * 0.35 : share * 1.65
      if (occupation === 'teacher' || occupation === 'health-worker') return sex === 0 ? share * 0.6 : share * 1.4
      if (occupation === 'driver' || occupation === 'labourer') return sex === 0 ? share * 1.8 : share * 0.2
      return share
    }),
  )
}

const choices = {
  urban: [choiceFor(adultShares.urban, 0), choiceFor(adultShares.urban, 1)],
  rural: [choiceFor(adultShares.rural, 0), choiceFor(adultShares.rural, 1)],
}

function drawOccupation(random: RandomStream, age: number, sex: number, urban: boolean): number {
  if (age < 2) return occupationCode.infant
  if (age < 6) return random.chance(age < 3 ? 0.35 : 0.88) ? occupationCode.preschooler : occupationCode.infant
  if (age < 15) return occupationCode.pupil
  if (age < 18 && random.chance(0.8)) return occupationCode.pupil
  if (age >= 18 && age < 23 && random.chance(urban ? 0.38 : 0.24)) return occupationCode.student
  if (age >= 72) return occupationCode.retired
  if (age >= 60 && random.chance(0.66)) return occupationCode.retired
  if (age >= 60) return random.chance(urban ? 0.2 : 0.7) ? occupationCode.farmer : occupationCode.trader
  const choice = choices[urban ? 'urban' : 'rural'][sex] as WeightedChoice
  const code = choice.draw(random)
  const needsStudy = code === occupationCode.teacher || code === occupationCode['health-worker']
  return needsStudy && age < 22 ? occupationCode['factory-worker'] : code
}

/** Codes into `occupations`. */
export function drawOccupations(options: ResolvedOptions, demography: Demography, commune: Uint16Array): Uint8Array {
  const random = new RandomStream(options.seed, 'occupations')
  const urban = options.communes.map((unit: Commune) => isUrban(unit))
  return Uint8Array.from(demography.age, (age, person) =>
    drawOccupation(random.at(person), age, demography.sex[person] as number, urban[commune[person] as number] ?? false),
  )
}
