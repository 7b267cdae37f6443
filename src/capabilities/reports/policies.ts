import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'
import { ENTERED } from './rules.ts'

const indicator = z.string().check(z.regex(/^[\w-]+(\.[\w-]+)+$/))
const line = z.string().check(z.minLength(1), z.maxLength(200))

/**
 * When reports are due: at which hours, or minutes as `17:30`, figures are cut off (giờ chốt), over how many hours before it a case is new,
 * how many minutes a unit has to send, and which tiers report.
 */
export const hours = policy({
  code: 'reports.hours',
  schema: z.object({
    cutoffs: z.array(
      z.union([z.int().check(z.gte(0), z.lte(23)), z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/))]),
    ),
    spanHours: z.int().check(z.gte(1), z.lte(168)),
    dueMinutes: z.int().check(z.gte(1), z.lte(1440)),
    tiers: z.array(z.string()),
  }),
  defaults: [
    {
      from: '2020-01-01',
      document: 'Saola',
      params: { cutoffs: [6, 18], spanHours: 24, dueMinutes: 60, tiers: ['province', 'district', 'commune'] },
    },
  ],
})

/**
 * What a report says: the indicator of new cases and its classes of origin, further indicators, what is entered by hand;
 * from which day the cumulative figure counts, and for how many days changes are looked for.
 */
export const content = policy({
  code: 'reports.content',
  schema: z.object({
    total: indicator,
    classes: z.array(indicator),
    others: z.array(indicator),
    entered: z.array(z.enum(ENTERED)),
    countedFrom: z.iso.date(),
    correctDays: z.int().check(z.gte(0), z.lte(60)),
  }),
  defaults: [
    {
      from: '2020-01-01',
      document: 'Mẫu báo cáo nhanh hằng ngày',
      params: {
        total: 'tracing.cases',
        classes: [
          'tracing.cases-community',
          'tracing.cases-isolation-site',
          'tracing.cases-locked-area',
          'tracing.cases-entry',
          'tracing.cases-other-province',
        ],
        others: [
          'tracing.recovered',
          'tracing.died',
          'tracing.contacts',
          'isolation.people',
          'isolation.people-centralised',
          'isolation.people-home',
        ],
        entered: [...ENTERED],
        countedFrom: '2020-01-01',
        correctDays: 7,
      },
    },
  ],
})

/** Whose paper it is: the organ (cơ quan), the series of its numbers, and who signs. */
export const paper = policy({
  code: 'reports.paper',
  schema: z.object({ organ: line, series: line, signer: line }),
  defaults: [
    {
      from: '2020-03-05',
      document: 'NĐ 30/2020/NĐ-CP',
      params: { organ: 'Ban Chỉ đạo phòng, chống dịch', series: 'BC-BCĐ', signer: 'TM. Ban Chỉ đạo' },
    },
  ],
})
