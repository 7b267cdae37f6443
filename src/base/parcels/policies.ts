import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'

const days = z.int().check(z.gte(1), z.lte(365))

/** When somebody has to look after a parcel, and how long its address is kept. */
export const parcelRule = policy({
  code: 'parcels.care',
  schema: z.object({
    /** Nothing was heard of it for so long. */
    silentDays: days,
    /** Nobody was at the door so often. */
    mostAttempts: z.int().check(z.gte(1), z.lte(10)),
    /** A result by post is to be there within. */
    promiseDays: days,
    /** The address is forgotten so long after it ended. */
    addressDays: days,
    /** How many may be on their way from one account. */
    perAccount: z.int().check(z.gte(1), z.lte(50)),
    /** Thu hộ: the carrier takes a fee that is owed at the door. */
    collectsFees: z._default(z.boolean(), true),
  }),
  defaults: [
    {
      from: '2016-10-19',
      document: 'QĐ 45/2016/QĐ-TTg',
      params: { silentDays: 4, mostAttempts: 2, promiseDays: 3, addressDays: 90, perAccount: 5, collectsFees: true },
    },
  ],
})
