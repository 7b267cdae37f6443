import type { CrossingRecord, Known, PlaceChoice, Traveller } from '../contract.ts'
import { type PermitParams, withoutPermit } from '../permits.ts'
import type { Plate } from '../plates.ts'
import {
  type Decision,
  type Proposal,
  type ProposalParams,
  type Purpose,
  proposeFor,
  type TestPaper,
  type VehicleKind,
} from '../rules.ts'

/** Somebody in the vehicle, as far as the page knows: who, by which code or look-up, and what they show. */
export interface Person extends Pick<Traveller, 'code' | 'ref' | 'typed'> {
  /** Of this page alone, and says nothing: it stands in the address bar. */
  readonly key: string
  readonly name: string
  readonly birthYear?: string | undefined
  readonly identity?: Known['identity'] | undefined
  readonly seeHealthStaff?: boolean | undefined
  readonly test?: TestPaper | undefined
  readonly decision?: Decision | undefined
}

/** A vehicle being recorded. In the memory of the page alone: nothing of anybody is written down before it is sealed. */
export interface Draft {
  readonly plate: Plate | undefined
  readonly vehicle: VehicleKind
  readonly permit: string
  /** The first one drives. */
  readonly people: readonly Person[]
  readonly fromId: string
  readonly toId: string
  readonly purpose: Purpose | undefined
  /** Where and when it was filled in from: to be confirmed. */
  readonly seen?: { readonly post: string; readonly at: string } | undefined
}

export const EMPTY: Draft = {
  plate: undefined,
  vehicle: 'car',
  permit: '',
  people: [],
  fromId: '',
  toId: '',
  purpose: undefined,
}

/** What becomes of a draft; by what it is by then, where it waited for an answer. */
export type Change = Partial<Draft> | ((draft: Draft) => Partial<Draft>)

export interface Complete extends Draft {
  readonly purpose: Purpose
}

export const isComplete = (draft: Draft): draft is Complete =>
  draft.people.length > 0 && draft.fromId !== '' && draft.toId !== '' && draft.purpose !== undefined

/** What the rules say of each in the vehicle, as far as this device has them. */
export function proposalsOf(
  draft: Complete,
  choices: readonly PlaceChoice[],
  params: ProposalParams,
  now: Date,
  permits?: PermitParams,
): Proposal[] {
  const [from, to] = [draft.fromId, draft.toId].map(id => choices.find(choice => choice.id === id))
  const journey = {
    from: from?.listed ?? 'none',
    to: to?.listed ?? 'none',
    toHome: to?.home ?? true,
    purpose: draft.purpose,
    withoutPermit:
      permits &&
      withoutPermit(permits, {
        text: draft.permit,
        plateKey: draft.plate?.key,
        at: now,
        vehicle: draft.vehicle,
        purpose: draft.purpose,
      }),
  }
  return draft.people.map(({ test }) => proposeFor(journey, test, now, params))
}

/** As it is delivered. */
export const recordOf = (draft: Complete, shown: Decision, decision: Decision, reason: string): CrossingRecord => ({
  plate: draft.plate ? { kind: draft.plate.kind, text: draft.plate.text } : null,
  vehicle: draft.vehicle,
  permit: draft.permit,
  fromId: draft.fromId,
  toId: draft.toId,
  purpose: draft.purpose,
  travellers: draft.people.map(({ code, ref, typed, test, decision: own }, i) => ({
    driver: i === 0,
    ...(code ? { code } : ref ? { ref } : typed ? { typed } : {}),
    ...(test ? { test } : {}),
    ...(own && own !== decision ? { decision: own } : {}),
  })),
  shown,
  decision,
  reason,
})

/** Adds somebody, once; undefined when they are there already. */
export const withPerson = (people: readonly Person[], one: Person): readonly Person[] | undefined =>
  people.some(other => isSame(other, one)) ? undefined : [...people, one]

const isSame = (a: Person, b: Person): boolean =>
  (a.code !== undefined && a.code === b.code) ||
  (a.ref !== undefined && a.ref === b.ref) ||
  (a.typed?.idNumber !== undefined && a.typed.idNumber === b.typed?.idNumber)

export const withPatch = (people: readonly Person[], key: string, patch: Partial<Person>): readonly Person[] =>
  people.map(one => (one.key === key ? { ...one, ...patch } : one))
