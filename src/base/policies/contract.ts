import * as z from 'zod/mini'
import { at, can, endpoint, FRESH, ok, signedIn, wire } from '#core/contract.ts'

const params = z.record(z.string(), z.unknown())
const unitName = z.nullable(z.string())

/** A rule as it holds at a unit on a day. */
export const PolicyState = z.object({
  code: z.string(),
  /** JSON Schema (draft 2020-12) of the parameters. */
  schema: z.unknown(),
  version: z.string(),
  document: z.string(),
  from: wire.day,
  /** The unit it was set for; null for the program's default. */
  unitId: z.nullable(wire.id),
  unitName,
  params,
})
export type PolicyState = z.infer<typeof PolicyState>

/** One entry of a rule's history, newest first; `id` is null for a default of the program. */
export const PolicyEntry = z.object({
  id: z.nullable(wire.id),
  version: z.string(),
  document: z.string(),
  from: wire.day,
  /** The first day on which it holds no more. */
  to: z.nullable(wire.day),
  unitId: z.nullable(wire.id),
  unitName,
  params,
  setAt: z.nullable(wire.instant),
  setBy: z.nullable(z.string()),
  withdrawnAt: z.nullable(wire.instant),
  reason: z.nullable(z.string()),
})
export type PolicyEntry = z.infer<typeof PolicyEntry>

export const policies = {
  list: endpoint({
    method: 'GET',
    path: '/policies',
    query: z.object({ unitId: z.optional(wire.id), day: z.optional(wire.day) }),
    reply: z.object({ day: wire.day, policies: z.array(PolicyState) }),
    may: signedIn,
    summary: 'Every rule as it holds at a unit on a day; the whole installation today unless said',
  }),
  history: endpoint({
    method: 'GET',
    path: '/policies/:code',
    params: z.object({ code: wire.text(100) }),
    reply: z.object({ code: z.string(), entries: z.array(PolicyEntry) }),
    may: signedIn,
    summary: 'All that a rule ever was, withdrawn entries too',
  }),
  set: endpoint({
    method: 'POST',
    path: '/policies/:code/overrides',
    params: z.object({ code: wire.text(100) }),
    body: z.object({
      unitId: wire.id,
      from: wire.day,
      to: z.optional(z.nullable(wire.day)),
      document: wire.text(300),
      params,
    }),
    reply: z.object({ id: wire.id, version: z.string() }),
    may: can('policies.set'),
    fresh: FRESH,
    about: i => at.unit(i.body.unitId),
    summary: 'Set a rule for a unit and everything below it',
  }),
  withdraw: endpoint({
    method: 'POST',
    path: '/policies/overrides/:overrideId/withdrawal',
    params: z.object({ overrideId: wire.id }),
    body: z.object({ reason: wire.text(500) }),
    reply: ok,
    may: can('policies.set'),
    about: i => at.of('policy-override', i.params.overrideId),
    fresh: FRESH,
    summary: 'Withdraw what was set: the rule of the unit above holds again',
  }),
}
