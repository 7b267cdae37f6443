import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'

const seconds = z.array(z.number().check(z.gt(0))).check(z.minLength(1), z.maxLength(20))

/** How long to wait before the next attempt, the last pause again and again: what a partner was not told is never given up. */
export const retries = policy({
  code: 'interchange.retries',
  schema: z.object({
    pausesSeconds: seconds,
    /** So many tries to work on what came before it is dead, and those behind it go on. */
    mostTries: z.int().check(z.gt(0)),
    /** After so many hours in which a partner with a full queue was not reached, the administrators have it in their inbox. */
    tellAfterHours: z.number().check(z.gt(0)),
  }),
  defaults: [
    {
      from: '2000-01-01',
      document: 'Saola',
      params: { pausesSeconds: [2, 5, 15, 60, 300, 900], mostTries: 5, tellAfterHours: 2 },
    },
  ],
})

/** How much may wait here from one partner before it is asked to be slower. */
export const pressure = policy({
  code: 'interchange.pressure',
  schema: z.object({ mostWaiting: z.int().check(z.gt(0)), seconds: z.int().check(z.gt(0)) }),
  defaults: [{ from: '2000-01-01', document: 'Saola', params: { mostWaiting: 2000, seconds: 5 } }],
})

/** For how many days the content of messages and what was refused can still be looked at. */
export const keeping = policy({
  code: 'interchange.keeping',
  schema: z.object({ contentDays: z.int().check(z.gt(0)), days: z.int().check(z.gt(0)) }),
  defaults: [{ from: '2000-01-01', document: 'Saola', params: { contentDays: 30, days: 730 } }],
})
