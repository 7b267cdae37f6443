import * as z from 'zod/mini'
import { FormContent, FormState } from '#base/forms/contract.ts'
import { Definition } from '#base/indicators/contract.ts'
import { StandingReason } from '#base/standing/contract.ts'
import { at, can, either, endpoint, ok, page, self, signedIn, wire } from '#core/contract.ts'

/** The kinds of declaration (loại tờ khai) of QĐ 2666/QĐ-BYT. */
export const KINDS = ['domestic', 'entry', 'population'] as const
export const RISKS = ['low', 'medium', 'high'] as const
/** How it came to us: by the person, by family, by staff in their presence, from a paper they filled in. */
export const METHODS = ['self', 'family', 'staff', 'paper'] as const

const Kind = z.enum(KINDS)
const Risk = z.enum(RISKS)
const Method = z.enum(METHODS)
export type DeclarationKind = z.infer<typeof Kind>
export type Risk = z.infer<typeof Risk>
export type Method = z.infer<typeof Method>

const Answers = z.record(z.string().check(z.maxLength(40)), z.unknown())

/** What became of a declaration: its risk, why, and until when it is good. */
const Outcome = z.object({
  id: wire.id,
  kind: Kind,
  /** When it was filled in. */
  at: wire.instant,
  method: Method,
  risk: Risk,
  validUntil: wire.instant,
})
/** Why, in words. */
const reasons = z.array(z.string())
/** What others have the person keep to now, the gravest first: it weighs more than what was declared. */
const held = z.array(StandingReason)

export const DeclarationLine = z.extend(Outcome, { reasons, unitName: z.nullable(z.string()) })
export type DeclarationLine = z.infer<typeof DeclarationLine>

export const DeclarationView = z.extend(DeclarationLine, {
  receivedAt: wire.instant,
  person: z.object({
    id: wire.id,
    fullName: z.string(),
    birthDate: z.nullable(z.string()),
    sex: z.enum(['male', 'female', 'unknown']),
    phone: z.nullable(z.string()),
    address: z.string(),
  }),
  formVersion: z.string(),
  content: FormContent,
  answers: Answers,
  held,
})
export type DeclarationView = z.infer<typeof DeclarationView>

/** A line of an office's list. */
export const ListLine = z.extend(Outcome, {
  personId: wire.id,
  name: z.string(),
  birthYear: z.nullable(z.string()),
  unitName: z.nullable(z.string()),
  held,
})
export type ListLine = z.infer<typeof ListLine>

export const Area = z.object({
  id: wire.id,
  unitId: wire.id,
  /** With what lies above it. */
  label: z.string(),
  from: wire.day,
  /** The first day on which it is none any more. */
  to: z.nullable(wire.day),
  document: z.string(),
  scopeName: z.string(),
  /** The problem that keeps the caller from ending it. */
  refused: z.nullable(z.string()),
})
export type Area = z.infer<typeof Area>

/** An agency (cơ quan), or the officers of a unit whose agency is not known. */
export const Agency = z.object({
  id: wire.id,
  name: z.string(),
  known: z.boolean(),
  officers: z.number(),
  declared: z.number(),
})
export type Agency = z.infer<typeof Agency>

export const Officer = z.object({
  accountId: wire.id,
  name: z.string(),
  lastAt: z.nullable(wire.instant),
  declared: z.boolean(),
  /** There is somewhere to send a reminder to. */
  reachable: z.boolean(),
})
export type Officer = z.infer<typeof Officer>

/** Declarations of a day: all, and by risk. */
export const Counts = z.object({ made: z.number(), low: z.number(), medium: z.number(), high: z.number() })
export type Counts = z.infer<typeof Counts>

export const Figures = z.object({
  unit: z.object({ id: wire.id, name: z.string() }),
  day: wire.day,
  /** The day is not over. */
  running: z.boolean(),
  total: Counts,
  /** A fortnight that ends with the day. */
  days: z.array(z.extend(Counts, { day: wire.day })),
  /** Those below in which somebody declared on the day. */
  units: z.array(z.extend(Counts, { id: wire.id, name: z.string() })),
  /** How many of them nobody declared in. */
  silent: z.number(),
  definitions: z.array(Definition),
})
export type Figures = z.infer<typeof Figures>

const ofPerson = {
  params: z.object({ personId: wire.id }),
  about: (i: { params: { personId: string } }) => at.person(i.params.personId),
}
const ofAgency = {
  params: z.object({ agencyId: wire.id }),
  about: (i: { params: { agencyId: string } }) => at.of('agency', i.params.agencyId),
  may: can('declarations.staff'),
}

export const declarations = {
  kinds: endpoint({
    method: 'GET',
    path: '/declarations/kinds',
    reply: z.object({ kinds: z.array(z.object({ kind: Kind, title: z.string() })) }),
    may: signedIn,
    summary: 'The declarations in force where the caller lives or serves',
  }),
  form: endpoint({
    method: 'GET',
    path: '/people/:personId/declarations/:kind/form',
    params: z.object({ personId: wire.id, kind: Kind }),
    query: z.object({ day: z.optional(wire.day) }),
    reply: z.object({ form: FormState, name: z.string(), before: Answers }),
    may: either(self, can('declarations.enter')),
    about: i => at.person(i.params.personId),
    looks: 'declarations.form',
    summary: 'The form for somebody, with the answers that last, from whichever declaration gave them last',
  }),
  declare: endpoint({
    method: 'POST',
    path: '/declarations',
    body: z.object({
      id: wire.id,
      personId: wire.id,
      kind: Kind,
      /** Of the form that was answered. */
      version: wire.text(200),
      answers: Answers,
      /** Of a paper form: when it was filled in. */
      filledAt: z.optional(wire.instant),
    }),
    reply: z.extend(Outcome, { reasons, held }),
    may: either(self, can('declarations.enter')),
    about: i => at.person(i.body.personId),
    summary: 'Declare for oneself, for family, or for somebody by staff; twice with one id is once',
  }),
  history: endpoint({
    method: 'GET',
    path: '/people/:personId/declarations',
    ...ofPerson,
    reply: z.object({ declarations: z.array(DeclarationLine), held }),
    may: either(self, can('declarations.read')),
    looks: 'declarations.history',
  }),
  list: endpoint({
    method: 'GET',
    path: '/declarations',
    query: z.object({
      unitId: z.optional(wire.id),
      kind: z.optional(Kind),
      risk: z.optional(Risk),
      /** When it was filled in. */
      day: z.optional(wire.day),
      after: z.optional(z.string().check(z.maxLength(100))),
    }),
    reply: page(ListLine),
    may: can('declarations.read'),
    looks: 'declarations.list',
    shows: ({ rows }) => rows.map(row => row.personId),
  }),
  figures: endpoint({
    method: 'GET',
    path: '/declarations/figures',
    query: z.object({ unitId: wire.id, day: z.optional(wire.day) }),
    reply: Figures,
    may: can('indicators.read'),
    about: i => at.unit(i.query.unitId),
    summary: 'Declarations a day by risk: of a unit over a fortnight, of one day by the units below',
  }),
  get: endpoint({
    method: 'GET',
    path: '/declarations/:declarationId',
    params: z.object({ declarationId: wire.id }),
    reply: DeclarationView,
    may: either(self, can('declarations.read')),
    about: i => at.of('declaration', i.params.declarationId),
    looks: 'declarations.read',
  }),
  areas: endpoint({
    method: 'GET',
    path: '/declarations/areas',
    reply: z.object({ areas: z.array(Area) }),
    may: signedIn,
    summary: 'Areas with the epidemic, as the units above and below the caller have listed them',
  }),
  addArea: endpoint({
    method: 'POST',
    path: '/declarations/areas',
    body: z.object({ areaId: wire.id, unitId: wire.id, from: wire.day, document: wire.text(300) }),
    reply: z.object({ id: wire.id }),
    may: can('declarations.areas'),
    about: i => at.unit(i.body.unitId),
    summary: 'List an area (`areaId`) for those who come to stay in a unit (`unitId`)',
  }),
  endArea: endpoint({
    method: 'POST',
    path: '/declarations/areas/:epidemicAreaId/end',
    params: z.object({ epidemicAreaId: wire.id }),
    body: z.object({ to: wire.day }),
    reply: ok,
    may: can('declarations.areas'),
    about: i => at.of('epidemic-area', i.params.epidemicAreaId),
  }),
  agencies: endpoint({
    method: 'GET',
    path: '/declarations/agencies',
    query: z.object({ unitId: z.optional(wire.id) }),
    reply: z.object({ days: z.number(), agencies: z.array(Agency) }),
    may: can('declarations.staff'),
    summary: 'Officers by agency: how many have declared within the days of the policy',
  }),
  agency: endpoint({
    method: 'GET',
    path: '/declarations/agencies/:agencyId',
    ...ofAgency,
    reply: z.object({ name: z.string(), days: z.number(), officers: z.array(Officer) }),
    looks: 'declarations.staff',
  }),
  remind: endpoint({
    method: 'POST',
    path: '/declarations/agencies/:agencyId/reminders',
    ...ofAgency,
    reply: z.object({ sent: z.number(), unreachable: z.number() }),
    summary: 'Remind those of an agency who have not declared',
  }),
}
