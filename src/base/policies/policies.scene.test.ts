import { describe, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { officeHours } from '#base/calendar/policies.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import { policyAt } from './index.ts'

const DAY = '2026-11-20'
const code = officeHours.code
const params = {
  hours: [
    ['08:00', '12:00'],
    ['13:00', '17:00'],
  ],
}
const document = 'QĐ 12/2026/QĐ-UBND'

const hoursAt = (app: Stage['app'], unitId?: string, day = DAY) =>
  app.run(async ctx => {
    const rule = await policyAt(ctx, officeHours, { day, unitId })
    return { opens: rule.params.hours[0]?.[0], version: rule.version }
  })

describe('a rule set by an administrator', () => {
  test(
    'holds for its unit and everything below it, from its day, at once',
    scene(async ({ as, app, world }) => {
      const province = world.units['46'] as string
      const { version } = await as.administrator('46').policies.set({
        params: { code },
        body: { unitId: province, from: DAY, document, params },
      })
      const below = world.units['Xã Phong Hòa'] as string
      expect(await hoursAt(app, province)).toEqual({ opens: '08:00', version })
      expect(await hoursAt(app, below)).toEqual({ opens: '08:00', version })
      expect(await hoursAt(app, below, '2026-11-19')).toMatchObject({ opens: '07:00' })
      expect(await hoursAt(app, world.units['45'])).toMatchObject({ opens: '07:00' })
      expect(await hoursAt(app)).toMatchObject({ opens: '07:00' })
    }),
  )

  test(
    'is what everybody reads, with its document and where it comes from',
    scene(async ({ as, world }) => {
      const unitId = world.units['46'] as string
      const { id } = await as.administrator().policies.set({
        params: { code },
        body: { unitId, from: DAY, to: '2026-12-01', document, params },
      })
      const { policies } = await as.healthOfficer('Xã Phong Hòa').policies.list({
        query: { unitId: world.units['Xã Phong Hòa'], day: DAY },
      })
      expect(policies.find(p => p.code === code)).toMatchObject({
        document,
        unitId,
        params,
        from: DAY,
        unitName: 'Tỉnh Thừa Thiên Huế',
      })
      const { entries } = await as.nobody().policies.history({ params: { code } })
      expect(entries.map(e => [e.id, e.from, e.to])).toEqual([
        [id, DAY, '2026-12-01'],
        [null, '2000-01-01', null],
      ])
    }),
  )

  test(
    'ends with its withdrawal, and stays in the history with the reason',
    scene(async ({ as, app, world }) => {
      const unitId = world.units['46'] as string
      const admin = as.administrator('46')
      const { id } = await admin.policies.set({ params: { code }, body: { unitId, from: DAY, document, params } })
      expect(await hoursAt(app, unitId)).toMatchObject({ opens: '08:00' })
      await admin.policies.withdraw({ params: { overrideId: id }, body: { reason: 'Nhập nhầm ngày' } })
      expect(await hoursAt(app, unitId)).toMatchObject({ opens: '07:00' })
      const { entries } = await admin.policies.history({ params: { code } })
      expect(entries[0]).toMatchObject({ id, reason: 'Nhập nhầm ngày' })
      await expect(
        admin.policies.withdraw({ params: { overrideId: id }, body: { reason: 'Lần nữa' } }),
      ).rejects.toMatchObject({ code: 'policies.already-withdrawn' })
    }),
  )
})

describe('what is refused', () => {
  const cases: [string, object, string][] = [
    ['parameters that do not fit', { params: { hours: [['8h', '12h']] } }, 'policies.params-invalid'],
    ['a parameter the rule does not know', { params: { ...params, lunch: true } }, 'policies.params-invalid'],
    ['an end before the beginning', { to: '2026-11-19' }, 'policies.dates'],
  ]
  test.each(cases)('%s', (_, wrong, problem) =>
    scene(async ({ as }) => {
      const body = { unitId: COUNTRY_ID, from: DAY, document, params, ...wrong }
      await expect(as.administrator().policies.set({ params: { code }, body })).rejects.toMatchObject({ code: problem })
    })(),
  )

  test(
    'a rule for another province, or by somebody who is no administrator',
    scene(async ({ as, world }) => {
      const body = { unitId: world.units['45'] as string, from: DAY, document, params }
      await expect(as.administrator('46').policies.set({ params: { code }, body })).rejects.toMatchObject({
        code: 'core.refused.area',
      })
      await expect(as.leader('45').policies.set({ params: { code }, body })).rejects.toMatchObject({
        code: 'core.refused.verb',
      })
    }),
  )

  test(
    'a rule that nobody declares',
    scene(async ({ as }) => {
      const body = { unitId: COUNTRY_ID, from: DAY, document, params }
      await expect(as.administrator().policies.set({ params: { code: 'no.such' }, body })).rejects.toMatchObject({
        status: 404,
      })
    }),
  )
})
