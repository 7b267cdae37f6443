import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'

const clock = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/))
const quiet = z.nullable(z.object({ from: clock, until: clock }))

/** When people are left in peace (khung giờ không gửi), in Vietnam's time, by urgency; null is never. */
export const quietHours = policy({
  code: 'messages.quiet-hours',
  schema: z.object({ urgent: quiet, ordinary: quiet }),
  defaults: [
    {
      from: '2020-10-01',
      document: 'NĐ 91/2020/NĐ-CP',
      params: { urgent: null, ordinary: { from: '22:00', until: '07:00' } },
    },
  ],
})
export type Quiet = z.infer<typeof quiet>

/** How long to wait before each new attempt after a failure that may pass; after the last one the delivery failed. */
export const retries = policy({
  code: 'messages.retries',
  schema: z.object({ pausesMinutes: z.array(z.number().check(z.gt(0))) }),
  defaults: [{ from: '2000-01-01', document: 'Saola', params: { pausesMinutes: [1, 5, 15, 60, 240] } }],
})

/** For how many days it stays known what was sent. What it said is forgotten as soon as it is gone. */
export const retention = policy({
  code: 'messages.retention',
  schema: z.object({ days: z.int().check(z.gt(0)) }),
  defaults: [{ from: '2000-01-01', document: 'Saola', params: { days: 365 } }],
})

/** Which way is tried first (thứ tự kênh), by urgency; channels that are not named come after those that are. */
export const channelOrder = policy({
  code: 'messages.channel-order',
  schema: z.object({ urgent: z.array(z.string()), ordinary: z.array(z.string()) }),
  defaults: [
    {
      from: '2000-01-01',
      document: 'Saola',
      params: {
        urgent: ['zns', 'smpp', 'sms', 'smtp', 'push'],
        ordinary: ['push', 'zns', 'smtp', 'smpp', 'sms'],
      },
    },
  ],
})

/** How an SMS is written. The name of the sender is registered, at most eleven letters. */
export const smsText = policy({
  code: 'messages.sms',
  schema: z.object({
    brandname: z.string().check(z.regex(/^[A-Za-z0-9 ._-]{0,11}$/)),
    /** Channels on which it goes without marks: 160 letters a part and not 70. */
    unaccented: z.array(z.string()),
    /** What stands at the end of an ordinary one; `{link}` is where to have no more of them. */
    optOut: z.string().check(z.maxLength(100)),
    /** A message to many may take no more. */
    maxSegments: z.int().check(z.gt(0), z.lte(10)),
  }),
  defaults: [
    {
      from: '2020-10-01',
      document: 'NĐ 91/2020/NĐ-CP',
      params: { brandname: '', unaccented: ['sms', 'smpp'], optOut: 'Từ chối: {link}', maxSegments: 3 },
    },
  ],
})

const dong = z.int().check(z.gte(0))

/** What a part of an SMS costs by the network of the number, in đồng (giá tin nhắn): as in the contract with the carrier. */
export const smsPrices = policy({
  code: 'messages.sms-prices',
  schema: z.object({
    networks: z.array(z.object({ name: z.string(), prefixes: z.array(z.string()), dong })),
    otherwise: dong,
  }),
  defaults: [
    {
      from: '2000-01-01',
      document: 'Saola',
      params: {
        networks: [
          { name: 'Viettel', prefixes: ['086', '096', '097', '098', '03'], dong: 350 },
          { name: 'VinaPhone', prefixes: ['088', '091', '094', '081', '082', '083', '084', '085'], dong: 350 },
          { name: 'MobiFone', prefixes: ['089', '090', '093', '070', '076', '077', '078', '079'], dong: 350 },
          { name: 'Vietnamobile', prefixes: ['092', '052', '056', '058'], dong: 600 },
        ],
        otherwise: 600,
      },
    },
  ],
})

/** For how many days what a message said is kept when it did not arrive, so that it can be sent again. */
export const replayDays = policy({
  code: 'messages.replay',
  schema: z.object({ days: z.int().check(z.gt(0), z.lte(30)) }),
  defaults: [{ from: '2000-01-01', document: 'Saola', params: { days: 3 } }],
})

/** The channel of Zalo. */
export const ZNS = 'zns'

const code = z.int().check(z.lt(0))

/**
 * What Zalo's codes mean for a message (mã lỗi ZNS). Assumed from what Zalo had published when this was written: to be
 * compared with the contract and the documentation of the day.
 */
export const znsCodes = policy({
  code: 'messages.zns-codes',
  schema: z.object({
    /** Too fast, or at night: the same message again after so many minutes. */
    later: z.array(z.object({ code, minutes: z.int().check(z.gt(0)) })),
    /**
     * This recipient has no account or does not want it, or the installation has no money, quota or right: by another channel.
     */
    otherWay: z.array(code),
    /** From here on downwards all else is about the template and its parameters: by another channel, too. */
    unfit: code,
  }),
  defaults: [
    {
      from: '2020-01-01',
      document: 'Zalo Notification Service (giả định, cần đối chiếu với hợp đồng)',
      params: {
        later: [
          { code: -32, minutes: 1 },
          { code: -133, minutes: 60 },
        ],
        otherWay: [-101, -102, -103, -104, -105, -108, -109, -110],
        unfit: -111,
      },
    },
  ],
})
export type ZnsCodes = (typeof znsCodes)['defaults'][number]['params']

/** What a message by Zalo costs, in đồng (giá tin ZNS): assumed, as in the contract with Zalo. */
export const znsPrice = policy({
  code: 'messages.zns-price',
  schema: z.object({ dong }),
  defaults: [
    { from: '2020-01-01', document: 'Bảng giá ZNS (giả định, cần đối chiếu với hợp đồng)', params: { dong: 200 } },
  ],
})
