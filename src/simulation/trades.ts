import { centre, type Ground, nameOf, peopleIn, rooms, settleInTurn } from './ground.ts'
import { WeightedChoice } from './random.ts'
import type { PlaceKind, Rhythm } from './types.ts'
import * as words from './vocabulary.ts'

/** Markets, shops, eating places and houses of worship, in proportion to the people around them. */

export function layOutMarkets(ground: Ground): void {
  for (const communes of ground.catchments(1_200)) {
    const traders = ground.random.shuffle(ground.workers('trader', communes))
    const markets = Math.max(1, Math.round(peopleIn(ground, communes) / 6_000))
    const areas: number[] = []
    for (let i = 0; i < markets; i++) {
      const at = i === 0 ? centre(ground, communes) : ground.random.pick(communes)
      const name = i === 0 ? nameOf(ground, at) : words.villageName(ground.book.kind.length)
      const kinds = words.marketAreas.slice(0, ground.random.between(4, 6))
      const sections = rooms(kinds, traders.length / markets, 24, 60)
      areas.push(...ground.book.areasOf(ground.book.add('market', at, `Chợ ${name}`, sections, sections.length)))
    }
    ground.random.shuffle(areas)
    settleInTurn(ground, traders, areas, i => (i % 10 < 7 ? 'market-morning' : 'shop-hours'))
  }
}

interface Trade {
  readonly kind: PlaceKind
  /** One place for so many people; wards have more of those marked so. */
  readonly peopleEach: number
  readonly urbanFactor: number
  /** A place on its own needs at least so many people around. */
  readonly catchment: number
  readonly staffWeight: number
  readonly capacity: number
  name(ground: Ground, position: number): string
}

const trades: readonly Trade[] = [
  {
    kind: 'cafe',
    peopleEach: 450,
    urbanFactor: 1.6,
    catchment: 300,
    staffWeight: 3,
    capacity: 30,
    name: ground => `Cà phê ${ground.random.pick(words.cafeNames)}`,
  },
  {
    kind: 'restaurant',
    peopleEach: 600,
    urbanFactor: 1.6,
    catchment: 400,
    staffWeight: 5,
    capacity: 45,
    name: ground => ground.random.pick(words.restaurantNames),
  },
  {
    kind: 'supermarket',
    peopleEach: 6_000,
    urbanFactor: 1.5,
    catchment: 4_000,
    staffWeight: 14,
    capacity: 120,
    name: (ground, position) => `${ground.random.pick(words.supermarketNames)} ${nameOf(ground, position)}`,
  },
  {
    kind: 'pharmacy',
    peopleEach: 2_200,
    urbanFactor: 1.3,
    catchment: 1_800,
    staffWeight: 2,
    capacity: 10,
    name: ground => `Nhà thuốc ${ground.random.pick(words.pharmacyNames)}`,
  },
  {
    kind: 'pagoda',
    peopleEach: 5_000,
    urbanFactor: 1,
    catchment: 2_500,
    staffWeight: 0,
    capacity: 100,
    name: ground => `Chùa ${ground.random.pick(words.pagodaNames)}`,
  },
  {
    kind: 'church',
    peopleEach: 15_000,
    urbanFactor: 1,
    catchment: 12_000,
    staffWeight: 0,
    capacity: 250,
    name: (ground, position) => `Nhà thờ Giáo xứ ${nameOf(ground, position)}`,
  },
]

function layOutTrade(ground: Ground, trade: Trade): number[] {
  const made: number[] = []
  for (const communes of ground.catchments(trade.catchment)) {
    const weight = (position: number) => {
      const unit = ground.options.communes[position]
      return (ground.population[position] ?? 0) * (unit && words.isUrban(unit) ? trade.urbanFactor : 1)
    }
    const weights = communes.map(weight)
    const number = Math.max(1, Math.round(weights.reduce((a, b) => a + b, 0) / trade.peopleEach))
    const where = new WeightedChoice(weights.map(w => w + 1))
    for (let i = 0; i < number; i++) {
      const at = i === 0 ? centre(ground, communes) : (communes[where.draw(ground.random)] ?? 0)
      made.push(ground.book.add(trade.kind, at, trade.name(ground, at), [{ name: null, capacity: trade.capacity }], 1))
    }
  }
  return made
}

const shopRhythms: readonly Rhythm[] = ['early-shift', 'late-shift', 'shop-hours']

export function layOutTrades(ground: Ground): void {
  const made = trades.flatMap(trade => layOutTrade(ground, trade).map(place => [place, trade.staffWeight] as const))
  const weightOf = new Map(made.filter(([, weight]) => weight > 0))
  const tended = made.filter(([, weight]) => weight === 0).map(([place]) => place)
  settleCaretakers(ground, tended)
  const byCommune = Map.groupBy(weightOf.keys(), place => ground.book.commune[place] as number)
  for (const communes of ground.catchments(3_000)) {
    const places = communes.flatMap(position => byCommune.get(position) ?? [])
    const staff = ground.random.shuffle(ground.workers('service-worker', communes))
    if (places.length === 0) continue
    const choice = new WeightedChoice(places.map(place => weightOf.get(place) ?? 1))
    staff.forEach((person, i) => {
      const place = places[i < places.length ? i : choice.draw(ground.random)] as number
      ground.settle(person, ground.book.firstArea[place] as number, ground.random.pick(shopRhythms))
    })
  }
}

/** Two retired people of the commune look after a pagoda or a church. */
function settleCaretakers(ground: Ground, places: readonly number[]): void {
  const byCommune = Map.groupBy(places, place => ground.book.commune[place] as number)
  for (const [commune, own] of byCommune) {
    const retired = ground.workers('retired', [commune])
    own.forEach((place, i) => {
      settleInTurn(ground, retired.slice(2 * i, 2 * i + 2), ground.book.areasOf(place), () => 'shop-hours')
    })
  }
}
