import { dayAt, midnightOf, msPerMinute } from './calendar.ts'
import type { Epidemic } from './epidemic.ts'
import type { Confinement, DayPlan } from './movement.ts'
import { type AreaIndex, atHomeTogether } from './presence.ts'
import type { Households, Infection, People, Places, TimeWindow, TrueContact, TrueVisit, Truth } from './types.ts'

/** What really happened: for measuring tracing against it. */

/** A simulated day, produced again. */
export interface KnownDay {
  readonly plan: DayPlan
  readonly confinement: Confinement
  readonly byArea: AreaIndex
}

interface Source {
  readonly people: People
  readonly households: Households
  readonly places: Places
  readonly epidemic: Epidemic
  readonly firstDay: number
  /** null outside the simulated days. */
  knownDay(index: number): KnownDay | null
}

interface Span {
  readonly person: number
  readonly place: number | null
  readonly area: number | null
  readonly from: number
  readonly to: number
}

/** Contacts by person and area: minutes summed, first beginning, last end. */
class ContactSums {
  readonly #sums = new Map<string, { -readonly [K in keyof TrueContact]: TrueContact[K] }>()

  add({ person, place, area, from, to }: Span): void {
    const key = `${person}/${area ?? 'home'}`
    const minutes = Math.round((to - from) / msPerMinute)
    const known = this.#sums.get(key)
    if (!known) this.#sums.set(key, { person, place, area, minutes, from, to, infected: false })
    else {
      known.minutes += minutes
      known.from = Math.min(known.from, from)
      known.to = Math.max(known.to, to)
    }
  }

  list(infectedHere: (contact: TrueContact) => boolean): TrueContact[] {
    return [...this.#sums.values()]
      .map(contact => ({ ...contact, infected: infectedHere(contact) }))
      .sort((a, b) => b.minutes - a.minutes || a.person - b.person || (a.area ?? -1) - (b.area ?? -1))
  }
}

function* daysOf(source: Source, window: TimeWindow): Generator<KnownDay> {
  for (let day = dayAt(window.from); day <= dayAt(window.to - 1); day++) {
    const known = source.knownDay(day - source.firstDay)
    if (known) yield known
  }
}

function visitsOn({ plan }: KnownDay, person: number, window: TimeWindow): TrueVisit[] {
  const midnight = midnightOf(plan.day)
  const { visits, firstVisit } = plan
  const result: TrueVisit[] = []
  for (let row = firstVisit[person] as number; row < (firstVisit[person + 1] as number); row++) {
    const from = midnight + (visits.in[row] as number) * msPerMinute
    const to = midnight + (visits.out[row] as number) * msPerMinute
    if (from >= window.to || to <= window.from) continue
    result.push({ person, place: visits.place[row] as number, area: visits.area[row] as number, from, to })
  }
  return result
}

/** Calls `each` with every span another person shared with the given one on the day. */
function shared(source: Source, known: KnownDay, person: number, window: TimeWindow, each: (span: Span) => void): void {
  const { plan, confinement, byArea } = known
  const midnight = midnightOf(plan.day)
  const clip = (span: Span) => {
    const from = Math.max(window.from, span.from)
    const to = Math.min(window.to, span.to)
    if (from < to) each({ ...span, from, to })
  }
  for (const visit of visitsOn(known, person, window)) {
    for (let i = byArea.start[visit.area] as number; i < (byArea.start[visit.area + 1] as number); i++) {
      const row = byArea.rows[i] as number
      const other = plan.visits.person[row] as number
      const from = Math.max(visit.from, midnight + (plan.visits.in[row] as number) * msPerMinute)
      const to = Math.min(visit.to, midnight + (plan.visits.out[row] as number) * msPerMinute)
      if (other !== person && from < to) clip({ person: other, place: visit.place, area: visit.area, from, to })
    }
  }
  for (const member of source.households.members(source.people.household[person] as number)) {
    if (member === person) continue
    atHomeTogether(plan, confinement, person, member, (from, to) => {
      clip({
        person: member,
        place: null,
        area: null,
        from: midnight + from * msPerMinute,
        to: midnight + to * msPerMinute,
      })
    })
  }
}

export function makeTruth(source: Source): Truth {
  const { epidemic } = source
  return {
    infectionOf: person => epidemic.infectionOf(person),
    infectorChain(person) {
      const chain: Infection[] = []
      let infector = epidemic.infectionOf(person)?.infector ?? null
      while (infector !== null) {
        const infection = epidemic.infectionOf(infector)
        if (!infection) break
        chain.push(infection)
        infector = infection.infector
      }
      return chain
    },
    infectedBy: person =>
      epidemic.infections.filter(one => one.infector === person).sort((a, b) => a.at - b.at || a.id - b.id),
    visitsOf: (person, window) => [...daysOf(source, window)].flatMap(known => visitsOn(known, person, window)),
    contactsWithin(person, window) {
      const sums = new ContactSums()
      for (const known of daysOf(source, window)) shared(source, known, person, window, span => sums.add(span))
      return sums.list(contact => {
        const infection = epidemic.infectionOf(contact.person)
        if (infection?.infector !== person || infection.at < window.from || infection.at >= window.to) return false
        return infection.area === contact.area
      })
    },
  }
}
