import * as z from 'zod/mini'
import { StoredFile } from '#base/files/contract.ts'
import { MOST_UPLOADED } from '#base/files/rules.ts'
import { PlaceCard } from '#base/places/contract.ts'
import { at, can, endpoint, ok, page, upload, wire } from '#core/contract.ts'
import { notices } from './notices/contract.ts'

export const ORIGINS = ['community', 'isolation-site', 'locked-area', 'entry', 'other-province'] as const
export const CONTACT_STATES = ['review', 'contact', 'dismissed'] as const
export const EXPOSURES = ['high', 'medium', 'low'] as const

/** How a case ended; who is transferred is treated on elsewhere. */
export const ENDINGS = ['recovered', 'discharged', 'transferred', 'died'] as const
const Ending = z.enum(ENDINGS)
export type Ending = z.infer<typeof Ending>

export const END_VIEWS = ['open', 'ended', 'all'] as const

const Origin = z.enum(ORIGINS)
const State = z.enum(CONTACT_STATES)
const Exposure = z.enum(EXPOSURES)
/** Found at a place, lives together, named by the case, or reported themselves after an urgent notice. */
export const HOWS = ['place', 'household', 'named', 'reported'] as const
const How = z.enum(HOWS)
const Generation = z.enum(['1', '2', '3'])

export const CaseLine = z.object({
  id: wire.id,
  number: z.string(),
  personId: wire.id,
  name: z.string(),
  birthYear: z.nullable(z.string()),
  /** The person asked that their data be used for nothing but what the law commands. */
  restricted: z.boolean(),
  unitId: wire.id,
  unitName: z.nullable(z.string()),
  origin: Origin,
  onsetOn: z.nullable(z.string()),
  confirmedAt: z.string(),
  tracedAt: z.nullable(z.string()),
  toReview: z.number(),
  contacts: z.number(),
})
export type CaseLine = z.infer<typeof CaseLine>

export const Stop = z.object({
  id: wire.id,
  source: z.enum(['interview', 'visit']),
  words: z.string(),
  placeId: z.nullable(wire.id),
  placeName: z.nullable(z.string()),
  areaId: z.nullable(wire.id),
  areaName: z.nullable(z.string()),
  unitName: z.nullable(z.string()),
  from: z.string(),
  to: z.string(),
  estimated: z.boolean(),
  companions: z.string(),
  /** Within the infectious period: only then it is traced. */
  traced: z.boolean(),
  addedAt: z.string(),
})
export type Stop = z.infer<typeof Stop>

export const Contact = z.object({
  id: wire.id,
  personId: wire.id,
  name: z.string(),
  birthYear: z.nullable(z.string()),
  /** The person asked that their data be used for nothing but what the law commands. */
  restricted: z.boolean(),
  unitName: z.nullable(z.string()),
  generation: z.number(),
  via: z.string(),
  how: How,
  metFrom: z.string(),
  metUntil: z.string(),
  minutes: z.number(),
  estimated: z.boolean(),
  sameArea: z.boolean(),
  exposure: Exposure,
  state: State,
  reason: z.string(),
  reachedAt: z.nullable(z.string()),
  /** Where they were together longest, and at how many places in all; of the first generation. */
  place: z.nullable(z.string()),
  places: z.number(),
  /** The contact is a case by now. */
  caseNumber: z.nullable(z.string()),
})
export type Contact = z.infer<typeof Contact>

/** How far the review of a generation is. */
export const GenerationCounts = z.object({
  generation: z.number(),
  review: z.number(),
  contact: z.number(),
  dismissed: z.number(),
  reached: z.number(),
})

/** The class of origin was another before. */
const OriginChange = z.object({
  at: wire.instant,
  by: z.nullable(z.string()),
  was: Origin,
  now: Origin,
  reason: z.string(),
})

/** A case as those see it who write down how it ended: no word of where it was and whom it met. */
export const EndLine = z.object({
  id: wire.id,
  number: z.string(),
  name: z.string(),
  unitId: wire.id,
  unitName: z.nullable(z.string()),
  confirmedAt: wire.instant,
  outcome: z.nullable(Ending),
  outcomeOn: z.nullable(wire.day),
  /** Null where only the day is known. */
  outcomeAt: z.nullable(wire.instant),
  /** Where it was transferred to. */
  facility: z.string(),
  /** The problem that keeps the caller from writing it down; null where nothing does. */
  refused: z.nullable(z.string()),
})
export type EndLine = z.infer<typeof EndLine>

export const CaseEnd = z.extend(EndLine, {
  /** Latest first: what it was, and what it was then said to be. */
  changes: z.array(
    z.object({
      id: wire.id,
      at: wire.instant,
      by: z.nullable(z.string()),
      was: z.nullable(Ending),
      wasOn: z.nullable(wire.day),
      now: z.nullable(Ending),
      nowAt: z.nullable(wire.instant),
      facility: z.string(),
      source: z.string(),
      reason: z.string(),
    }),
  ),
})
export type CaseEnd = z.infer<typeof CaseEnd>

export const CaseView = z.extend(CaseLine, {
  sampledAt: z.nullable(z.string()),
  isolatedAt: z.nullable(z.string()),
  infectiousFrom: z.string(),
  infectiousUntil: z.nullable(z.string()),
  document: z.string(),
  note: z.string(),
  /** Who infected it, and how, where that is known. */
  source: z.nullable(z.object({ id: wire.id, number: z.string(), how: z.string() })),
  /** How it ended. */
  end: CaseEnd,
  /** Latest first. */
  originChanges: z.array(OriginChange),
  stops: z.array(Stop),
  counts: z.object({ review: z.number(), contact: z.number(), dismissed: z.number(), reached: z.number() }),
  generations: z.array(GenerationCounts),
  /** Paper lists of those whom it met, as they were photographed. */
  papers: z.array(StoredFile),
  /** What follows a decision: hours to reach a contact, days of follow-up. */
  followUp: z.object({ reachHours: z.number(), standingDays: z.number() }),
  /** The problems that keep the caller from changing the file and from deciding; null where nothing does. */
  refused: z.object({ write: z.nullable(z.string()), decide: z.nullable(z.string()) }),
})
export type CaseView = z.infer<typeof CaseView>

/** What the commune of stay needs to know of a contact to watch over them. The case stays a number. */
export const FollowUp = z.object({
  id: wire.id,
  personId: wire.id,
  name: z.string(),
  birthYear: z.nullable(z.string()),
  caseNumber: z.string(),
  /** The case's file, for those who may read it. */
  caseId: z.nullable(wire.id),
  generation: z.number(),
  how: How,
  exposure: Exposure,
  metUntil: z.string(),
  minutes: z.number(),
  estimated: z.boolean(),
  place: z.nullable(z.string()),
  state: State,
  reason: z.string(),
  reachedAt: z.nullable(z.string()),
})
export type FollowUp = z.infer<typeof FollowUp>

export const Meeting = z.object({
  place: z.string(),
  area: z.nullable(z.string()),
  /** Who may have passed it on. */
  via: z.string(),
  from: z.string(),
  until: z.string(),
  estimated: z.boolean(),
  sameArea: z.boolean(),
})
export type Meeting = z.infer<typeof Meeting>

const caseParams = z.object({ caseId: wire.id })
const stopParams = z.object({ caseId: wire.id, stopId: wire.id })
/** What the case tells: where in its own words, matched to a place, and to an area of it, when one is known. */
const StopBody = z.object({
  words: wire.text(300),
  placeId: z.nullable(wire.id),
  areaId: z.optional(z.nullable(wire.id)),
  from: wire.instant,
  to: wire.instant,
  companions: z.optional(wire.note(500)),
})

export const NewCase = z.object({
  personId: wire.id,
  unitId: wire.id,
  origin: Origin,
  onsetOn: z.nullable(wire.day),
  sampledAt: z.nullable(wire.instant),
  confirmedAt: wire.instant,
  isolatedAt: z.nullable(wire.instant),
  sourceCaseId: z.optional(wire.id),
  note: z.optional(wire.note()),
})

export const tracing = {
  ...notices,
  openCase: endpoint({
    method: 'POST',
    path: '/tracing/cases',
    body: NewCase,
    reply: z.object({ caseId: wire.id, number: z.string() }),
    may: can('tracing.write'),
    about: i => at.unit(i.body.unitId),
    summary: 'Register a confirmed case; recorded visits become its mốc dịch tễ',
  }),
  cases: endpoint({
    method: 'GET',
    path: '/tracing/cases',
    query: z.object({
      unitId: z.optional(wire.id),
      q: z.optional(z.string().check(z.maxLength(100))),
      /** Only those of whose candidates some wait for review. */
      waiting: z.optional(wire.flag),
      sort: z.optional(wire.sort('number', 'onset', 'confirmed')),
      after: z.optional(z.string().check(z.maxLength(100))),
    }),
    reply: page(CaseLine),
    may: can('tracing.read'),
    looks: 'tracing.cases',
    shows: ({ rows }) => rows.map(row => row.personId),
  }),
  getCase: endpoint({
    method: 'GET',
    path: '/tracing/cases/:caseId',
    params: caseParams,
    reply: CaseView,
    may: can('tracing.read'),
    about: i => at.of('case', i.params.caseId),
    looks: 'tracing.case',
  }),
  heldVisits: endpoint({
    method: 'GET',
    path: '/tracing/cases/:caseId/held-visits',
    params: caseParams,
    reply: z.object({
      visits: z.array(
        z.object({
          person: z.string(),
          isCase: z.boolean(),
          place: z.string(),
          from: wire.instant,
          until: z.nullable(wire.instant),
        }),
      ),
    }),
    may: can('tracing.read'),
    about: i => at.of('case', i.params.caseId),
    looks: 'tracing.case',
    shows: 'told',
    summary: 'Visits that were copied into an open case before they were dropped',
  }),
  attachPaper: endpoint({
    method: 'POST',
    path: '/tracing/cases/:caseId/papers',
    params: caseParams,
    body: upload,
    maxBytes: MOST_UPLOADED,
    reply: StoredFile,
    may: can('tracing.write'),
    about: i => at.of('case', i.params.caseId),
    summary: 'A paper list of those whom the case met, photographed in the field: kept with the file, to be typed in',
  }),
  addStop: endpoint({
    method: 'POST',
    path: '/tracing/cases/:caseId/stops',
    params: caseParams,
    body: StopBody,
    reply: z.object({ stopId: wire.id }),
    may: can('tracing.write'),
    about: i => at.of('case', i.params.caseId),
    summary: 'A mốc dịch tễ from the interview, in the case’s own words and matched to a place',
  }),
  editStop: endpoint({
    method: 'PUT',
    path: '/tracing/cases/:caseId/stops/:stopId',
    params: stopParams,
    body: StopBody,
    reply: ok,
    may: can('tracing.write'),
    about: i => at.of('case', i.params.caseId),
    summary: 'A mốc dịch tễ of the interview, told again: other times, or the place now matched',
  }),
  removeStop: endpoint({
    method: 'DELETE',
    path: '/tracing/cases/:caseId/stops/:stopId',
    params: stopParams,
    reply: ok,
    may: can('tracing.write'),
    about: i => at.of('case', i.params.caseId),
  }),
  suggestPlaces: endpoint({
    method: 'GET',
    path: '/tracing/cases/:caseId/place-suggestions',
    params: caseParams,
    query: z.object({ words: wire.text(300) }),
    reply: z.object({ places: z.array(z.extend(PlaceCard, { near: z.nullable(z.enum(['commune', 'district'])) })) }),
    may: can('tracing.write'),
    about: i => at.of('case', i.params.caseId),
    summary: 'Places of the register that the words may mean, near the case first',
  }),
  reclassify: endpoint({
    method: 'PUT',
    path: '/tracing/cases/:caseId/origin',
    params: caseParams,
    body: z.object({ origin: Origin, reason: wire.text(500) }),
    reply: ok,
    may: can('tracing.write'),
    about: i => at.of('case', i.params.caseId),
    summary: 'Another class of origin: the figures of its day follow, and a report that was sent shows the correction',
  }),
  outcomes: endpoint({
    method: 'GET',
    path: '/tracing/outcomes',
    query: z.object({
      unitId: z.optional(wire.id),
      q: z.optional(z.string().check(z.maxLength(100))),
      /** Those under treatment unless said. */
      view: z.optional(z.enum(END_VIEWS)),
      after: z.optional(z.string().check(z.maxLength(100))),
    }),
    reply: page(EndLine),
    may: can('tracing.outcomes'),
    looks: 'tracing.outcomes',
    shows: 'told',
    summary: 'Cases of the caller’s area and how they ended, by number and name alone',
  }),
  caseEnd: endpoint({
    method: 'GET',
    path: '/tracing/cases/:caseId/outcome',
    params: caseParams,
    reply: CaseEnd,
    may: can('tracing.outcomes'),
    about: i => at.of('case', i.params.caseId),
    looks: 'tracing.outcomes',
    summary: 'How a case ended, with every correction',
  }),
  recordOutcome: endpoint({
    method: 'PUT',
    path: '/tracing/cases/:caseId/outcome',
    params: caseParams,
    body: z.object({
      /** Null takes back what was written down in error. */
      outcome: z.nullable(Ending),
      /** Now unless said. */
      at: z.optional(wire.instant),
      facility: z.optional(wire.note(300)),
      /** Who says so: a paper, a hospital, the family. */
      source: wire.text(300),
      /** Of a correction. */
      reason: z.optional(wire.note(500)),
    }),
    reply: ok,
    may: can('tracing.outcome'),
    about: i => at.of('case', i.params.caseId),
    summary: 'Recovered, discharged, transferred or died; corrected with a reason, what it was stays',
  }),
  isolate: endpoint({
    method: 'POST',
    path: '/tracing/cases/:caseId/isolation',
    params: caseParams,
    body: z.object({ isolatedAt: wire.instant }),
    reply: ok,
    may: can('tracing.write'),
    about: i => at.of('case', i.params.caseId),
  }),
  trace: endpoint({
    method: 'POST',
    path: '/tracing/cases/:caseId/trace',
    params: caseParams,
    body: z.object({ generation: Generation }),
    reply: z.object({ found: z.number(), added: z.number(), generation: z.number() }),
    may: can('tracing.write'),
    about: i => at.of('case', i.params.caseId),
    looks: 'tracing.trace',
    summary: 'Who was at the same place at the same time: candidates for review',
  }),
  contacts: endpoint({
    method: 'GET',
    path: '/tracing/cases/:caseId/contacts',
    params: caseParams,
    query: z.object({
      state: z.optional(State),
      generation: z.optional(Generation),
      exposure: z.optional(Exposure),
      q: z.optional(z.string().check(z.maxLength(100))),
      after: z.optional(z.string().check(z.maxLength(100))),
    }),
    reply: page(Contact),
    may: can('tracing.read'),
    about: i => at.of('case', i.params.caseId),
    looks: 'tracing.contacts',
    shows: ({ rows }) => rows.map(row => row.personId),
  }),
  meetings: endpoint({
    method: 'GET',
    path: '/tracing/contacts/:contactId/meetings',
    params: z.object({ contactId: wire.id }),
    reply: z.object({ meetings: z.array(Meeting) }),
    may: can('tracing.read'),
    about: i => at.of('contact', i.params.contactId),
    looks: 'tracing.contacts',
  }),
  followUp: endpoint({
    method: 'GET',
    path: '/tracing/follow-ups/:contactId',
    params: z.object({ contactId: wire.id }),
    reply: FollowUp,
    may: can('tracing.watch'),
    about: i => at.of('followed', i.params.contactId),
    looks: 'tracing.follow',
    summary: 'A contact as its commune of stay sees it: since when, and how near',
  }),
  addContact: endpoint({
    method: 'POST',
    path: '/tracing/cases/:caseId/contacts',
    params: caseParams,
    body: z.object({ personId: wire.id, metFrom: wire.instant, metUntil: wire.instant, reason: wire.note(500) }),
    reply: z.object({ contactId: wire.id }),
    may: can('tracing.write'),
    about: i => at.of('case', i.params.caseId),
    summary: 'Somebody the case named',
  }),
  decide: endpoint({
    method: 'POST',
    path: '/tracing/cases/:caseId/decisions',
    params: caseParams,
    body: z.object({
      contactIds: z.array(wire.id).check(z.minLength(1), z.maxLength(5000)),
      decision: State,
      reason: wire.note(500),
    }),
    reply: z.object({ decided: z.number(), unchanged: z.number() }),
    may: can('tracing.decide'),
    about: i => at.of('case', i.params.caseId),
    summary: 'F1 or not, one by one or in bulk: a person decides; “review” takes a decision back',
  }),
}
