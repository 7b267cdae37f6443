import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'

const days = z.int().check(z.gte(0), z.lte(90))

/**
 * For how many days people are isolated, and watch themselves afterwards. `protected`: fully vaccinated, or recovered,
 * within the time that the document names. 0: they are not isolated.
 */
export const isolationDays = policy({
  code: 'isolation.days',
  schema: z.object({
    contactDays: days,
    contactWatchDays: days,
    protectedDays: days,
    protectedWatchDays: days,
    caseDays: days,
  }),
  defaults: [
    {
      from: '2020-01-01',
      document: 'Bộ Y tế, 2020',
      params: { contactDays: 14, contactWatchDays: 0, protectedDays: 14, protectedWatchDays: 0, caseDays: 14 },
    },
    {
      from: '2021-05-01',
      document: 'Bộ Y tế, 5/2021',
      params: { contactDays: 21, contactWatchDays: 0, protectedDays: 21, protectedWatchDays: 0, caseDays: 14 },
    },
    {
      from: '2021-07-14',
      document: 'Bộ Y tế, 7/2021',
      params: { contactDays: 14, contactWatchDays: 14, protectedDays: 14, protectedWatchDays: 14, caseDays: 14 },
    },
    {
      from: '2021-12-16',
      document: 'CV 10696/BYT-MT',
      params: { contactDays: 14, contactWatchDays: 14, protectedDays: 7, protectedWatchDays: 7, caseDays: 10 },
    },
    {
      from: '2022-02-21',
      document: 'CV 762/BYT-DP',
      params: { contactDays: 7, contactWatchDays: 3, protectedDays: 5, protectedWatchDays: 5, caseDays: 7 },
    },
    {
      from: '2022-04-15',
      document: 'CV 1909/BYT-DP',
      params: { contactDays: 0, contactWatchDays: 0, protectedDays: 0, protectedWatchDays: 0, caseDays: 7 },
    },
  ],
})

const nth = z.array(z.int().check(z.gte(1), z.lte(90))).check(z.maxLength(20))

/**
 * On which days of an order people are tested; 1 is its first. Of those who are protected and of cases on their own days. An
 * order is confirmed as kept when a negative result answers for each.
 */
export const testRule = policy({
  code: 'isolation.tests',
  schema: z.object({ contact: nth, protected: nth, case: nth }),
  defaults: [
    {
      from: '2020-01-01',
      document: 'QĐ 3638/QĐ-BYT',
      params: { contact: [1, 7, 14], protected: [1, 7, 14], case: [14] },
    },
    { from: '2021-12-16', document: 'CV 10696/BYT-MT', params: { contact: [1, 7, 14], protected: [1, 7], case: [10] } },
    { from: '2022-02-21', document: 'CV 762/BYT-DP', params: { contact: [7], protected: [5], case: [7] } },
    { from: '2022-04-15', document: 'CV 1909/BYT-DP', params: { contact: [], protected: [], case: [7] } },
  ],
})

/** The grounds (căn cứ) that orders and certificates name, a line each. */
export const paperGrounds = policy({
  code: 'isolation.papers',
  schema: z.object({ grounds: z.array(z.string().check(z.minLength(1), z.maxLength(500))) }),
  defaults: [
    {
      from: '2010-11-15',
      document: 'NĐ 101/2010/NĐ-CP',
      params: {
        grounds: [
          'Luật Phòng, chống bệnh truyền nhiễm ngày 21 tháng 11 năm 2007',
          'Nghị định số 101/2010/NĐ-CP ngày 30 tháng 9 năm 2010 của Chính phủ về áp dụng biện pháp cách ly y tế, cưỡng chế cách ly y tế và chống dịch đặc thù trong thời gian có dịch',
        ],
      },
    },
  ],
})
