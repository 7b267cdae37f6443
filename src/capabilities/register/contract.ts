import * as z from 'zod/mini'
import { StoredFile } from '#base/files/contract.ts'
import { MOST_UPLOADED } from '#base/files/rules.ts'
import { NewPersonBody } from '#base/people/contract.ts'
import { at, can, endpoint, ok, self, upload, wire } from '#core/contract.ts'
import { CORRECT, MERGE } from './flow.ts'
import { REASONS } from './rules.ts'

const Reasons = z.array(z.enum(REASONS))

/** Two entries that may be one person, as the list shows them. */
export const PairLine = z.object({
  id: wire.id,
  names: z.tuple([z.string(), z.string()]),
  births: z.tuple([z.nullable(z.string()), z.nullable(z.string())]),
  unitName: z.string(),
  score: z.number(),
  reasons: Reasons,
  later: z.boolean(),
})
export type PairLine = z.infer<typeof PairLine>

export const PairSide = z.object({
  id: wire.id,
  fullName: z.string(),
  birthDate: z.nullable(z.string()),
  sex: z.enum(['male', 'female', 'unknown']),
  idNumber: z.nullable(z.string()),
  phone: z.nullable(z.string()),
  unitName: z.nullable(z.string()),
  address: z.nullable(z.string()),
  /** Who lives with them, by name. */
  household: z.nullable(z.string()),
  provisional: z.boolean(),
  since: wire.instant,
  account: z.boolean(),
  facts: z.array(z.object({ name: z.string(), n: z.number() })),
})
export type PairSide = z.infer<typeof PairSide>

export const PairView = z.object({
  id: wire.id,
  state: z.enum(['open', 'distinct', 'merged', 'gone']),
  score: z.number(),
  reasons: Reasons,
  /** The one that would stay comes first. */
  sides: z.tuple([PairSide, PairSide]),
})
export type PairView = z.infer<typeof PairView>

const FIELDS = ['fullName', 'birthDate', 'sex', 'unitId', 'address', 'idNumber', 'phone'] as const
/** What the entry is to say; what is not named stays. */
const Asked = z.partial(z.extend(NewPersonBody, { phone: z.string().check(z.trim(), z.maxLength(30)) }))
const State = z.enum(['draft', 'asked', 'waiting', 'accepted', 'refused', 'withdrawn'])
const Line = z.object({
  field: z.enum(FIELDS),
  was: z.nullable(z.string()),
  asked: z.nullable(z.string()),
  /** What the entry says now, where that is not what it said when it was asked. */
  now: z.nullable(z.string()),
})

export const MyCorrection = z.object({
  id: wire.id,
  state: State,
  at: wire.instant,
  dueAt: z.nullable(wire.instant),
  lines: z.array(Line),
  note: z.string(),
  answer: z.nullable(z.string()),
  answeredAt: z.nullable(wire.instant),
  photos: z.number(),
})
export type MyCorrection = z.infer<typeof MyCorrection>

export const CorrectionView = z.object({
  id: wire.id,
  state: State,
  person: z.object({ id: wire.id, name: z.string() }),
  lines: z.array(Line),
  note: z.string(),
  answer: z.nullable(z.string()),
  photos: z.array(StoredFile),
  /** What the asked number says otherwise than the birth date and sex. */
  warnings: z.array(z.string()),
  refused: z.nullable(z.string()),
})
export type CorrectionView = z.infer<typeof CorrectionView>

const onePair = { params: z.object({ pairId: wire.id }), may: can(MERGE) } as const
const thePair = (i: { params: { pairId: string } }) => at.of('pair', i.params.pairId)
const ofPerson = { params: z.object({ personId: wire.id }), may: self } as const
const thePerson = (i: { params: { personId: string } }) => at.person(i.params.personId)
const oneCorrection = { params: z.object({ correctionId: wire.id }) } as const
const theCorrection = (i: { params: { correctionId: string } }) => at.of('correction', i.params.correctionId)

export const register = {
  pairs: endpoint({
    method: 'GET',
    path: '/register/pairs',
    query: z.object({ unitId: z.optional(wire.id), later: z.optional(wire.flag), limit: z.optional(wire.count) }),
    reply: z.object({ pairs: z.array(PairLine), capped: z.boolean() }),
    may: can(MERGE),
    looks: 'register.pairs',
    shows: 'told',
    summary: 'Pairs of entries that may be one person, in the caller’s area, the likeliest first',
  }),
  pair: endpoint({
    method: 'GET',
    path: '/register/pairs/:pairId',
    ...onePair,
    about: thePair,
    reply: PairView,
    looks: 'register.pairs',
    shows: ({ sides }) => sides.map(({ id }) => id),
    summary: 'Two entries side by side, with how much is recorded under each',
  }),
  decide: endpoint({
    method: 'POST',
    path: '/register/pairs/:pairId/decision',
    ...onePair,
    about: thePair,
    body: z.object({
      decision: z.enum(['merge', 'distinct', 'later']),
      /** Of a merge: the entry that stays. */
      intoId: z.optional(wire.id),
      reason: z.optional(wire.note(500)),
    }),
    reply: ok,
    summary: 'One person, two people, or asked again later; two people are only asked about again for new reasons',
  }),
  corrections: endpoint({
    method: 'GET',
    path: '/me/people/:personId/corrections',
    ...ofPerson,
    about: thePerson,
    reply: z.object({
      answerDays: z.number(),
      mostPhotos: z.number(),
      now: z.record(z.enum(FIELDS), z.nullable(z.string())),
      corrections: z.array(MyCorrection),
    }),
    summary: 'What somebody asked to be corrected, and what became of it',
  }),
  draft: endpoint({
    method: 'POST',
    path: '/me/people/:personId/corrections',
    ...ofPerson,
    about: thePerson,
    body: z.object({ asked: Asked, note: wire.note(1000) }),
    reply: z.object({ correctionId: wire.id, needsPhoto: z.boolean() }),
    summary: 'Begin to ask for a correction; it waits for its photos until it is sent',
  }),
  photo: endpoint({
    method: 'POST',
    path: '/me/corrections/:correctionId/photos',
    ...oneCorrection,
    may: self,
    about: theCorrection,
    body: upload,
    maxBytes: MOST_UPLOADED,
    reply: StoredFile,
    summary: 'A photo of the paper that proves it',
  }),
  send: endpoint({
    method: 'POST',
    path: '/me/corrections/:correctionId/send',
    ...oneCorrection,
    may: self,
    about: theCorrection,
    body: z.object({ note: z.optional(wire.note(1000)) }),
    reply: ok,
    summary: 'Send it to the commune of stay, or send what was asked for besides',
  }),
  withdraw: endpoint({
    method: 'POST',
    path: '/me/corrections/:correctionId/withdrawal',
    ...oneCorrection,
    may: self,
    about: theCorrection,
    reply: ok,
    summary: 'Ask for it no longer',
  }),
  correction: endpoint({
    method: 'GET',
    path: '/register/corrections/:correctionId',
    ...oneCorrection,
    may: can(CORRECT),
    about: theCorrection,
    reply: CorrectionView,
    looks: 'register.correction',
    summary: 'What the entry says and what it is to say, with the photos',
  }),
  answer: endpoint({
    method: 'POST',
    path: '/register/corrections/:correctionId/answer',
    ...oneCorrection,
    may: can(CORRECT),
    about: theCorrection,
    body: z.object({ step: z.enum(['accept', 'refuse', 'more']), text: wire.note(1000) }),
    reply: ok,
    summary: 'Correct the register, refuse with a reason, or ask for more',
  }),
}
