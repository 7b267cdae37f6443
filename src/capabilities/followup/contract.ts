import * as z from 'zod/mini'
import { anyone, at, can, endpoint, link, ok, page, self, signedIn, wire } from '#core/contract.ts'

/** Every symptom that may be asked; which ones are, the policy says. */
export const SYMPTOMS = [
  'fever',
  'cough',
  'sore-throat',
  'breathless',
  'chest-pain',
  'no-smell',
  'tired',
  'runny-nose',
  'diarrhoea',
] as const
export const METHODS = ['pcr', 'rapid'] as const
export const WAYS = ['phone', 'visit'] as const
export const LINK = 'followup'
/** The purpose of the passes with which devices deliver visits. */
export const DELIVERY = 'followup.delivery'

const Symptom = z.enum(SYMPTOMS)
const temperature = z.nullable(z.number().check(z.gte(34), z.lte(43)))
const spo2 = z.nullable(z.int().check(z.gte(50), z.lte(100)))
const planParams = z.object({ planId: wire.id })
const teamParams = z.object({ teamId: wire.id })
const linkParams = z.object({ token: wire.text(400) })

/** What somebody says of their health today. `id` is made by the device: sent again, it counts once. */
const Report = z.object({ id: wire.id, symptoms: z.array(Symptom).check(z.maxLength(20)), temperature, spo2 })
export type Report = z.infer<typeof Report>
/** What was heard at a door, as it lies sealed on the phone of a team. */
export const VisitReport = z.extend(z.omit(Report, { id: true }), {
  reached: z.boolean(),
  note: z.optional(wire.note(1000)),
})
export type VisitReport = z.infer<typeof VisitReport>

/** What a team found at the door of somebody who was to arrive. */
export const ArrivalReport = z.object({
  there: z.boolean(),
  /** The team holds that they should be isolated: the station decides. */
  isolate: z.boolean(),
  note: z.optional(wire.note(1000)),
})
export type ArrivalReport = z.infer<typeof ArrivalReport>

/** A visit that could not be written down without a person. */
const ParkedVisit = z.object({
  id: wire.id,
  person: z.nullable(z.string()),
  reached: z.nullable(z.boolean()),
  symptoms: z.array(z.string()),
  temperature: z.nullable(z.number()),
  note: z.string(),
  at: wire.instant,
  receivedAt: wire.instant,
  recorder: z.string(),
  /** The shared machine, where it was one. */
  station: z.nullable(z.string()),
  reason: z.string(),
  /** Whether it can be written down at all: what was never read, or is of nobody we follow, cannot. */
  readable: z.boolean(),
})
export type ParkedVisit = z.infer<typeof ParkedVisit>

/** A visit that was kept without a network: to somebody who is followed, or who was to arrive. */
const KeptVisit = z.object({
  id: wire.id,
  planId: z.optional(wire.id),
  arrivalId: z.optional(wire.id),
  deviceAt: wire.instant,
  /** How far the device knew its clock to be behind ours then, in milliseconds. */
  behindMs: z.nullable(z.number()),
  sealed: wire.text(8000),
})
export type KeptVisit = z.infer<typeof KeptVisit>

const Taken = z.object({ worries: z.array(z.string()) })

export const DAY_STATES = ['answered', 'worrying', 'absent', 'missed', 'waiting', 'none'] as const
const Day = z.object({
  day: wire.day,
  state: z.enum(DAY_STATES),
  /** A test: still due, or its result. */
  test: z.nullable(z.enum(['due', 'negative', 'positive'])),
})
export type Day = z.infer<typeof Day>

const Progress = z.object({ day: z.number(), of: z.number() })

export const FollowLine = z.object({
  id: wire.id,
  workId: z.nullable(wire.id),
  state: z.string(),
  personId: wire.id,
  name: z.string(),
  birthYear: z.nullable(z.string()),
  address: z.string(),
  householdId: z.nullable(wire.id),
  unitName: z.nullable(z.string()),
  team: z.nullable(z.string()),
  progress: Progress,
  until: wire.day,
  /** A case that is treated at home. */
  isCase: z.boolean(),
  days: z.array(Day),
})
export type FollowLine = z.infer<typeof FollowLine>

export const Answer = z.object({
  id: wire.id,
  at: wire.instant,
  day: wire.day,
  method: z.enum(['self', ...WAYS]),
  reached: z.boolean(),
  symptoms: z.array(z.string()),
  temperature: z.nullable(z.number()),
  spo2: z.nullable(z.number()),
  worries: z.array(z.string()),
  note: z.string(),
  by: z.nullable(z.string()),
})
export type Answer = z.infer<typeof Answer>

export const TestResult = z.object({
  id: wire.id,
  takenOn: wire.day,
  method: z.enum(METHODS),
  outcome: z.enum(['negative', 'positive']),
  note: z.string(),
  by: z.nullable(z.string()),
  at: wire.instant,
})
export type TestResult = z.infer<typeof TestResult>

export const PlanView = z.object({
  id: wire.id,
  personId: wire.id,
  name: z.string(),
  from: wire.day,
  until: wire.day,
  progress: Progress,
  /** A case that is treated at home. */
  isCase: z.boolean(),
  endedHow: z.nullable(z.enum(['released', 'became-case', 'withdrawn'])),
  document: z.string(),
  team: z.nullable(z.string()),
  sources: z.array(z.object({ kind: z.string(), id: z.string(), label: z.string() })),
  /** Others of the household who are followed too. */
  household: z.array(z.object({ planId: wire.id, workId: z.nullable(wire.id), name: z.string() })),
  days: z.array(Day),
  /** Test days without a negative result yet. */
  testsDue: z.array(wire.day),
  answers: z.array(Answer),
  tests: z.array(TestResult),
  asks: z.array(Symptom),
  /** The problem that keeps the caller from writing; null when nothing does. */
  refused: z.nullable(z.string()),
})
export type PlanView = z.infer<typeof PlanView>

/** How a follow-up goes, for who answers for the work: nothing of what was said. */
const PlanSummary = z.object({
  from: wire.day,
  until: wire.day,
  progress: Progress,
  isCase: z.boolean(),
  team: z.nullable(z.string()),
  /** The days on which an answer was expected so far, and those that have one. */
  expected: z.number(),
  answered: z.number(),
  /** How often nobody was reached. */
  absent: z.number(),
  /** The last day that was answered. */
  lastOn: z.nullable(wire.day),
})
export type PlanSummary = z.infer<typeof PlanSummary>

/** Somebody of the household, as the link and the citizen's own page show them. */
const Asked = z.object({
  planId: wire.id,
  /** What one is called at home, never the whole name: a link may be passed on. */
  name: z.string(),
  progress: Progress,
  until: wire.day,
  answered: z.boolean(),
  worrying: z.boolean(),
})
export const Household = z.object({
  day: wire.day,
  /** Whose station follows them; null when nobody is followed. */
  unitId: z.nullable(wire.id),
  unitName: z.string(),
  asks: z.array(Symptom),
  people: z.array(Asked),
})
export type Household = z.infer<typeof Household>

const TeamLine = z.object({
  id: wire.id,
  name: z.string(),
  unitName: z.nullable(z.string()),
  members: z.number(),
  households: z.number(),
  /** People on its list who are followed now. */
  followed: z.number(),
})
export type TeamLine = z.infer<typeof TeamLine>

const TeamHousehold = z.object({
  id: wire.id,
  name: z.string(),
  address: z.string(),
  people: z.number(),
  followed: z.number(),
})
const Member = z.object({ grantId: wire.id, name: z.string(), phone: z.string() })
const areas = z.array(wire.text(60)).check(z.maxLength(50))

/** Who visits somebody where they stay. */
export const Stay = z.object({
  teamId: z.nullable(wire.id),
  /** By the list of their household, the hamlet they gave, or the station. */
  how: z.nullable(z.enum(['list', 'area', 'hand'])),
  address: z.string(),
  /** The open order to isolate them, if any: nothing is to be proposed. */
  order: z.nullable(z.object({ workId: wire.id, kind: z.string(), state: z.string(), unitName: z.string() })),
  /** Those of the unit, to choose from. */
  teams: z.array(z.object({ id: wire.id, name: z.string() })),
  visits: z.array(
    z.object({
      id: wire.id,
      there: z.boolean(),
      isolate: z.boolean(),
      note: z.string(),
      at: wire.instant,
      by: z.nullable(z.string()),
    }),
  ),
})
export type Stay = z.infer<typeof Stay>

export const TeamView = z.extend(TeamLine, {
  unitId: wire.id,
  /** Hamlets and quarters it goes to. */
  areas,
  staff: z.array(Member),
  list: z.array(TeamHousehold),
  /** Households of the unit with somebody who is followed, on no list yet. */
  unlisted: z.array(TeamHousehold),
  refused: z.nullable(z.string()),
})
export type TeamView = z.infer<typeof TeamView>

/** What a team has to do today, household by household. */
export const TeamRound = z.object({
  name: z.string(),
  unitId: wire.id,
  unitName: z.string(),
  asks: z.array(Symptom),
  /** With these the device keeps visits while it has no network, and delivers them later. */
  pass: z.string(),
  sealingKey: z.string(),
  /** Who is to arrive and was not seen yet. */
  arrivals: z.array(
    z.object({
      id: wire.id,
      name: z.string(),
      birthYear: z.nullable(z.string()),
      phone: z.nullable(z.string()),
      address: z.string(),
      /** Looked for once already. */
      missed: z.boolean(),
      /** An order to isolate is open: nothing is to be proposed. */
      ordered: z.boolean(),
    }),
  ),
  households: z.array(
    z.object({
      id: wire.id,
      address: z.string(),
      people: z.array(
        z.object({
          planId: wire.id,
          name: z.string(),
          birthYear: z.nullable(z.string()),
          phone: z.nullable(z.string()),
          progress: Progress,
          today: z.enum(DAY_STATES),
          visited: z.boolean(),
          testDue: z.boolean(),
        }),
      ),
    }),
  ),
})
export type TeamRound = z.infer<typeof TeamRound>

export const FOLLOW_VIEWS = ['worrying', 'missed', 'to-reach', 'to-release', 'test-due'] as const

const aboutPlan = (i: { readonly params: { readonly planId: string } }) => at.of('plan', i.params.planId)
const aboutTeam = (i: { readonly params: { readonly teamId: string } }) => at.of('team', i.params.teamId)

export const followup = {
  plans: endpoint({
    method: 'GET',
    path: '/followup/plans',
    query: z.object({
      unitId: z.optional(wire.id),
      view: z.optional(z.enum(FOLLOW_VIEWS)),
      q: z.optional(z.string().check(z.maxLength(100))),
      after: z.optional(z.string().check(z.maxLength(200))),
    }),
    reply: page(FollowLine),
    may: can('followup.read'),
    looks: 'followup.list',
    shows: ({ rows }) => rows.map(row => row.personId),
    summary: 'Who is followed in the caller’s area, household by household, the worrying first, with the last days',
  }),
  counts: endpoint({
    method: 'GET',
    path: '/followup/counts',
    query: z.object({ unitId: z.optional(wire.id) }),
    reply: z.object({ followed: z.number(), asked: z.number(), answered: z.number(), worrying: z.number() }),
    may: can('followup.read'),
    summary: 'How many are followed now, how many were asked and have answered today, how many are worrying',
  }),
  plan: endpoint({
    method: 'GET',
    path: '/followup/plans/:planId',
    params: planParams,
    reply: PlanView,
    may: can('followup.read'),
    about: aboutPlan,
    looks: 'followup.plan',
  }),
  summary: endpoint({
    method: 'GET',
    path: '/followup/plans/:planId/summary',
    params: planParams,
    reply: PlanSummary,
    may: can('followup.watch'),
    about: aboutPlan,
    looks: 'followup.summary',
    summary: 'How many days were answered and by when, without what was said: for who sees the work and not the person',
  }),
  record: endpoint({
    method: 'POST',
    path: '/followup/plans/:planId/answers',
    params: planParams,
    body: z.extend(Report, { method: z.enum(WAYS), reached: z.boolean(), note: z.optional(wire.note(1000)) }),
    reply: Taken,
    may: can('followup.visit'),
    about: aboutPlan,
    summary: 'What somebody said on the phone or at the door; or that nobody was reached',
  }),
  test: endpoint({
    method: 'POST',
    path: '/followup/plans/:planId/tests',
    params: planParams,
    body: z.object({
      id: wire.id,
      takenOn: wire.day,
      method: z.enum(METHODS),
      outcome: z.enum(['negative', 'positive']),
      note: z.optional(wire.note(1000)),
    }),
    reply: z.object({ becameCase: z.boolean() }),
    may: can('followup.act'),
    about: aboutPlan,
    summary: 'The result of a test; one that confirms makes a case, linked to where it comes from',
  }),
  extend: endpoint({
    method: 'POST',
    path: '/followup/plans/:planId/extension',
    params: planParams,
    body: z.object({ until: wire.day, reason: wire.text(1000) }),
    reply: ok,
    may: can('followup.act'),
    about: aboutPlan,
    summary: 'A follow-up that is to end goes on until another day',
  }),
  household: endpoint({
    method: 'GET',
    path: '/followup/links/:token',
    params: linkParams,
    reply: Household,
    may: link(LINK),
    looks: 'followup.link',
    summary: 'Who of a household answers today, by the link of the message',
  }),
  linkUnit: endpoint({
    method: 'GET',
    path: '/followup/links/:token/unit',
    params: linkParams,
    reply: z.object({ unitId: z.nullable(wire.id) }),
    may: anyone,
    summary: 'Whose health station a link came from, also when its day is over; null for one that was never ours',
  }),
  answer: endpoint({
    method: 'POST',
    path: '/followup/links/:token/answers',
    params: linkParams,
    body: z.extend(Report, { planId: wire.id }),
    reply: Taken,
    may: link(LINK),
    summary: 'Today’s answer of one of the household, by the link of the message',
  }),
  mine: endpoint({
    method: 'GET',
    path: '/me/followup',
    reply: Household,
    may: signedIn,
    summary: 'Who of the caller’s household is followed, and who has answered today',
  }),
  answerMine: endpoint({
    method: 'POST',
    path: '/me/followup/:planId/answers',
    params: planParams,
    body: Report,
    reply: Taken,
    may: self,
    about: aboutPlan,
  }),
  teams: endpoint({
    method: 'GET',
    path: '/followup/teams',
    query: z.object({ unitId: z.optional(wire.id) }),
    reply: z.object({ teams: z.array(TeamLine) }),
    may: can('followup.team'),
  }),
  addTeam: endpoint({
    method: 'POST',
    path: '/followup/teams',
    body: z.object({ unitId: wire.id, name: wire.text(100), areas: z.optional(areas) }),
    reply: z.object({ teamId: wire.id }),
    may: can('followup.team'),
    about: i => at.unit(i.body.unitId),
    summary: 'A community team of a commune',
  }),
  team: endpoint({
    method: 'GET',
    path: '/followup/teams/:teamId',
    params: teamParams,
    reply: TeamView,
    may: can('followup.team'),
    about: aboutTeam,
    looks: 'followup.team',
    shows: 'told',
  }),
  renameTeam: endpoint({
    method: 'PUT',
    path: '/followup/teams/:teamId/name',
    params: teamParams,
    body: z.object({ name: wire.text(100), areas: z.optional(areas) }),
    reply: ok,
    may: can('followup.team'),
    about: aboutTeam,
    summary: 'What a team is called, and the hamlets it goes to',
  }),
  closeTeam: endpoint({
    method: 'POST',
    path: '/followup/teams/:teamId/closing',
    params: teamParams,
    body: z.object({ why: wire.text(500) }),
    reply: ok,
    may: can('followup.team'),
    about: aboutTeam,
    summary: 'The team is no more: its members visit nobody, its households are on no list; what it wrote down stays',
  }),
  addMember: endpoint({
    method: 'POST',
    path: '/followup/teams/:teamId/members',
    params: teamParams,
    body: z.object({ phone: z.string().check(z.trim(), z.minLength(8), z.maxLength(20)), name: wire.text(100) }),
    reply: z.object({ grantId: wire.id }),
    may: can('followup.team'),
    about: aboutTeam,
    summary: 'A member, by the phone they sign in with',
  }),
  removeMember: endpoint({
    method: 'DELETE',
    path: '/followup/teams/:teamId/members/:grantId',
    params: z.object({ teamId: wire.id, grantId: wire.id }),
    reply: ok,
    may: can('followup.team'),
    about: aboutTeam,
  }),
  listHouseholds: endpoint({
    method: 'POST',
    path: '/followup/teams/:teamId/households',
    params: teamParams,
    body: z.object({ personIds: z.array(wire.id).check(z.minLength(1), z.maxLength(500)) }),
    reply: z.object({ listed: z.number() }),
    may: can('followup.team'),
    about: aboutTeam,
    summary: 'Puts the households of these people on the list; they leave the list they were on',
  }),
  takeHouseholds: endpoint({
    method: 'PUT',
    path: '/followup/teams/:teamId/households',
    params: teamParams,
    body: z.object({ householdIds: z.array(wire.id).check(z.minLength(1), z.maxLength(500)) }),
    reply: z.object({ listed: z.number() }),
    may: can('followup.team'),
    about: aboutTeam,
    summary: 'Puts households of the team’s commune on the list',
  }),
  unlistHousehold: endpoint({
    method: 'DELETE',
    path: '/followup/teams/:teamId/households/:householdId',
    params: z.object({ teamId: wire.id, householdId: wire.id }),
    reply: ok,
    may: can('followup.team'),
    about: aboutTeam,
  }),
  stay: endpoint({
    method: 'GET',
    path: '/followup/stays/:workId',
    params: z.object({ workId: wire.id }),
    reply: Stay,
    may: can('followup.read'),
    about: i => at.of('work', i.params.workId),
    looks: 'followup.stay',
    summary: 'Which team visits the person of an item, at which address, and what it found',
  }),
  assign: endpoint({
    method: 'PUT',
    path: '/followup/stays/:workId/team',
    params: z.object({ workId: wire.id }),
    body: z.object({ teamId: wire.id, address: wire.note(300) }),
    reply: ok,
    may: can('followup.team'),
    about: i => at.of('work', i.params.workId),
    summary: 'The station gives who stays in its unit to a team, wherever their household is registered',
  }),
  arrival: endpoint({
    method: 'POST',
    path: '/followup/arrivals/:arrivalId/visits',
    params: z.object({ arrivalId: wire.id }),
    body: z.extend(ArrivalReport, { id: wire.id }),
    reply: ok,
    may: can('followup.visit'),
    about: i => at.of('arrival', i.params.arrivalId),
    summary: 'Whether who was to arrive is there, and whether the team holds that they should be isolated',
  }),
  deliver: endpoint({
    method: 'POST',
    path: '/followup/deliveries/:token',
    params: z.object({ token: wire.text(500) }),
    body: z.object({ sentAt: wire.instant, visits: z.array(KeptVisit).check(z.minLength(1), z.maxLength(100)) }),
    /** Of each why it could not be written down; null when it was, or had been before. */
    reply: z.object({ receipts: z.array(z.object({ id: wire.id, reason: z.nullable(z.string()) })) }),
    may: link(DELIVERY),
    maxBytes: 1024 * 1024,
    summary: 'Visits of a team that were kept without a network, each on its day, answered one by one',
  }),
  parked: endpoint({
    method: 'GET',
    path: '/followup/teams/:teamId/parked',
    params: teamParams,
    reply: z.object({ visits: z.array(ParkedVisit), count: z.number() }),
    may: can('followup.team'),
    about: aboutTeam,
    looks: 'followup.parked',
    shows: 'told',
    summary: 'Visits of a team that could not be written down and wait for the health station, oldest first',
  }),
  settle: endpoint({
    method: 'POST',
    path: '/followup/teams/:teamId/parked/decisions',
    params: teamParams,
    body: z.object({
      /** All that wait when none are named. */
      ids: z.optional(z.array(wire.id).check(z.minLength(1), z.maxLength(200))),
      decision: z.enum(['record', 'discard']),
      reason: wire.note(500),
    }),
    reply: z.object({ settled: z.number(), left: z.number() }),
    may: can('followup.team'),
    about: aboutTeam,
    looks: 'followup.parked',
    summary: 'Write parked visits down in the name of who made them, or discard them with a reason',
  }),
  round: endpoint({
    method: 'GET',
    path: '/followup/teams/:teamId/round',
    params: teamParams,
    reply: TeamRound,
    may: can('followup.visit'),
    about: aboutTeam,
    looks: 'followup.visit',
    shows: 'told',
    summary: 'Whom a team visits today: the followed people on its list',
  }),
}
