import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'
import { PRIORITIES } from './rules.ts'

const count = (most: number) => z.int().check(z.gte(1), z.lte(most))
const share = z.number().check(z.gt(0), z.lte(1))

/** How people queue in a hall (lấy số thứ tự). */
export const queueRule = policy({
  code: 'halls.queue',
  schema: z.object({
    /** How long a slot is that can be booked. */
    slotMinutes: z.int().check(z.gte(10), z.lte(240)),
    /** Which share of those who may be inside can book one slot; the others come as they are. */
    slotShare: share,
    /** How many days ahead. */
    daysAhead: z.int().check(z.gte(0), z.lte(30)),
    /** How late one may come for a slot. */
    graceMinutes: z.int().check(z.gte(0), z.lte(120)),
    /** How many numbers an account takes a day. */
    perDay: count(20),
    /** How many stand before one when the phone tells. */
    tellBefore: count(20),
    /** Before anybody was served: how long one takes. */
    usualMinutes: count(240),
    /** How long after closing those who have a number are still served. */
    overtimeMinutes: z.int().check(z.gte(0), z.lte(240)),
    /** Within how long the office wants people to be called. */
    promiseMinutes: count(480),
  }),
  defaults: [
    {
      from: '2018-06-21',
      document: 'NĐ 61/2018/NĐ-CP',
      params: {
        slotMinutes: 30,
        slotShare: 0.5,
        daysAhead: 3,
        graceMinutes: 15,
        perDay: 3,
        tellBefore: 3,
        usualMinutes: 10,
        overtimeMinutes: 30,
        promiseMinutes: 30,
      },
    },
  ],
})

/** Who goes first, and after how many of them one of the others is called. */
export const priorityRule = policy({
  code: 'halls.priority',
  schema: z.object({ kinds: z.array(z.enum(PRIORITIES)).check(z.maxLength(4)), mostInRow: count(20) }),
  defaults: [
    {
      from: '2018-06-21',
      document: 'Luật Người cao tuổi 2009, Luật Người khuyết tật 2010',
      params: { kinds: [...PRIORITIES], mostInRow: 3 },
    },
  ],
})

/** Which share of the seats may be taken, so that people keep their distance. */
export const distanceRule = policy({
  code: 'halls.distance',
  schema: z.object({ share }),
  defaults: [
    { from: '2018-06-21', document: 'NĐ 61/2018/NĐ-CP', params: { share: 1 } },
    { from: '2020-04-01', document: 'Chỉ thị 16/CT-TTg', params: { share: 0.5 } },
    { from: '2022-03-17', document: 'NQ 38/NQ-CP', params: { share: 1 } },
  ],
})

const clock = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/))

/** When a hall takes people, where that is not in office hours: a Saturday morning, an evening. */
export const hoursRule = policy({
  code: 'halls.hours',
  schema: z.object({
    /** Office hours where there are none. */
    hours: z.array(z.tuple([clock, clock])).check(z.maxLength(4)),
    /** Also on days that are not worked. */
    daysOff: z.boolean(),
  }),
  defaults: [{ from: '2018-06-21', document: 'NĐ 61/2018/NĐ-CP', params: { hours: [], daysOff: false } }],
})
