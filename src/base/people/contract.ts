import * as z from 'zod/mini'
import { at, can, endpoint, FRESH, ok, page, signedIn, signedInEven, wire } from '#core/contract.ts'
import { cleanNumber, displayName, isBirthDate } from './identifiers.ts'

const Sex = z.enum(['male', 'female', 'unknown'])
/** 'YYYY-MM-DD', or 'YYYY' where only the year is known. */
const BirthDate = z
  .string()
  .check(z.regex(/^(18|19|20)\d{2}(-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))?$/), z.refine(isBirthDate))

const FullName = z.string().check(z.overwrite(displayName), z.minLength(1), z.maxLength(100))

/** A person as a list shows them. */
export const PersonLine = z.object({
  id: wire.id,
  fullName: z.string(),
  birthDate: z.nullable(z.string()),
  sex: Sex,
  unitId: z.nullable(wire.id),
  unitName: z.nullable(z.string()),
  address: z.string(),
  provisional: z.boolean(),
  /** The person asked that it is used for nothing but what the law commands. */
  restricted: z.boolean(),
})

/** What a look is for: has to be said of somebody who asked for restriction. */
const Purpose = z.object({ purpose: z.optional(wire.text(200)) })
const lookFor = ({ query: { purpose } }: { query: { purpose?: string | undefined } }) =>
  purpose ? `people.read: ${purpose}` : 'people.read'

/** My own entry: with the text of my QR code in the national v1.1 form. */
export const MyPerson = z.object({
  id: wire.id,
  fullName: z.string(),
  birthDate: z.nullable(z.string()),
  sex: Sex,
  unitId: z.nullable(wire.id),
  unitName: z.nullable(z.string()),
  address: z.string(),
  /** Masked, as it is shown by default. */
  qr: z.string(),
  qrFull: z.string(),
  relation: z.nullable(z.string()),
})
export type MyPerson = z.infer<typeof MyPerson>

export const NewPersonBody = z.object({
  fullName: FullName,
  birthDate: BirthDate,
  sex: Sex,
  idNumber: z.optional(z.string().check(z.trim(), z.maxLength(20))),
  unitId: wire.id,
  address: wire.note(200),
})

/** What became of an entry. */
export const HistoryLine = z.object({
  id: wire.id,
  at: wire.instant,
  by: z.nullable(z.string()),
  reason: z.string(),
  what: z.enum(['changed', 'merged', 'unmerged']),
  field: z.nullable(z.enum(['fullName', 'birthDate', 'sex', 'unitId', 'address', 'idNumber', 'phone'])),
  was: z.nullable(z.string()),
  became: z.nullable(z.string()),
  fromName: z.nullable(z.string()),
  intoName: z.nullable(z.string()),
  /** Of a merge that holds: which entry it is, to take it back. */
  fromId: z.nullable(wire.id),
})

export const people = {
  mine: endpoint({
    method: 'GET',
    path: '/me/people',
    reply: z.object({ people: z.array(MyPerson) }),
    may: signedIn,
    summary: 'The caller and the household, each with a QR code',
  }),
  candidates: endpoint({
    method: 'GET',
    path: '/me/people/candidates',
    reply: z.object({ people: z.array(z.object({ id: wire.id, hint: z.string() })) }),
    may: signedIn,
    summary: 'Entries of the register under the caller’s phone number, names masked',
  }),
  claim: endpoint({
    method: 'POST',
    path: '/me/people/claims',
    body: z.object({ personId: wire.id, birthDate: BirthDate }),
    reply: z.object({ personId: wire.id }),
    may: signedIn,
    summary: 'That entry is me: the birth date proves it',
  }),
  holder: endpoint({
    method: 'POST',
    path: '/me/people/holder',
    body: z.object({ birthDate: BirthDate }),
    reply: z.object({ personId: wire.id }),
    may: signedInEven('confirm-holder'),
    summary: 'A phone that may have passed on: its holder says the birth date, of the one or of another who shares it',
  }),
  sharePhone: endpoint({
    method: 'POST',
    path: '/me/people/shared-phone',
    reply: ok,
    may: signedInEven('confirm-holder'),
    summary: 'I share the phone with the one whose account it is: here I speak for myself alone',
  }),
  notMe: endpoint({
    method: 'POST',
    path: '/me/people/not-me',
    reply: ok,
    may: signedInEven('confirm-holder'),
    summary: 'The account speaks for somebody else than me: parts it from that person, with all it may do',
  }),
  setPhone: endpoint({
    method: 'PUT',
    path: '/people/:personId/phone',
    params: z.object({ personId: wire.id }),
    body: z.object({ phone: z.string().check(z.maxLength(30)) }),
    reply: ok,
    may: can('people.write'),
    about: i => at.person(i.params.personId),
    fresh: FRESH,
    summary: 'The person stands before the officer and has another phone; accounts of older ones are parted from them',
  }),
  introduce: endpoint({
    method: 'POST',
    path: '/me/people',
    body: NewPersonBody,
    reply: z.object({ personId: wire.id, warnings: z.array(z.string()) }),
    may: signedIn,
    summary: 'Enter oneself, or a member of the household, into the register',
  }),
  search: endpoint({
    method: 'GET',
    path: '/people',
    query: z.object({ q: z.string().check(z.minLength(2), z.maxLength(100)) }),
    reply: z.object({ people: z.array(PersonLine), capped: z.boolean() }),
    may: can('people.read'),
    // What was typed may be somebody's number, and is nowhere kept.
    looks: ({ query: { q } }) => (/\d{6,}/.test(cleanNumber(q)) ? 'people.find-number' : 'people.find-name'),
    shows: ({ people }) => people.map(({ id }) => id),
  }),
  register: endpoint({
    method: 'GET',
    path: '/register/people',
    query: z.object({
      unitId: z.optional(wire.id),
      /** Born in this year. */
      born: z.optional(z.string().check(z.regex(/^(19|20)\d{2}$/))),
      sort: z.optional(wire.sort('name', 'birth')),
      after: z.optional(z.string().check(z.maxLength(400))),
    }),
    reply: page(PersonLine),
    may: can('people.read'),
    looks: 'people.browse',
    shows: ({ rows }) => rows.map(({ id }) => id),
    summary: 'The people of an area, by given name or age',
  }),
  get: endpoint({
    method: 'GET',
    path: '/people/:personId',
    params: z.object({ personId: wire.id }),
    query: Purpose,
    reply: z.extend(PersonLine, {
      phone: z.nullable(z.string()),
      idNumber: z.nullable(z.string()),
      household: z.array(z.object({ id: wire.id, fullName: z.string(), relation: z.nullable(z.string()) })),
    }),
    may: can('people.read'),
    about: i => at.person(i.params.personId),
    looks: lookFor,
  }),
  add: endpoint({
    method: 'POST',
    path: '/people',
    body: z.extend(NewPersonBody, { phone: z.optional(z.string()) }),
    reply: z.object({ personId: wire.id, warnings: z.array(z.string()) }),
    may: can('people.write'),
    about: i => at.unit(i.body.unitId),
  }),
  merge: endpoint({
    method: 'POST',
    path: '/people/:personId/merges',
    params: z.object({ personId: wire.id }),
    body: z.object({ intoId: wire.id, reason: wire.text(500) }),
    reply: z.object({ personId: wire.id }),
    may: can('people.merge'),
    about: i => at.person(i.params.personId),
  }),
  unmerge: endpoint({
    method: 'POST',
    path: '/people/:personId/merges/:fromId/taken-back',
    params: z.object({ personId: wire.id, fromId: wire.id }),
    body: z.object({ reason: wire.text(500) }),
    reply: z.object({ personId: wire.id }),
    may: can('people.merge'),
    about: i => at.person(i.params.personId),
    summary: 'Take a merge back: the entry stands for itself again, facts are where they were recorded',
  }),
  history: endpoint({
    method: 'GET',
    path: '/people/:personId/history',
    params: z.object({ personId: wire.id }),
    query: Purpose,
    reply: z.object({ history: z.array(HistoryLine) }),
    may: can('people.read'),
    about: i => at.person(i.params.personId),
    looks: lookFor,
    summary: 'What the entry said before, who changed it and why; merges, and those that were taken back',
  }),
}
