import fc from 'fast-check'
import { expect, test } from 'vitest'
import { modules } from '#apps/modules.ts'
import { aTree, aUnit } from '#base/units/testing.ts'
import { type Grant, grantsFor, type Located, reaches } from '#core/access.ts'
import { rightsOf } from '#core/app.ts'
import { ROLE_NAMES, ROLES, type RoleName } from './roles.ts'
import { ADMINISTER, type Held, mayReset, RESET } from './rules.ts'

/** The rights as they are: a verb that a module gives to a role tomorrow is held to the same. */
const rights = rightsOf(modules)

const provinces = ['45', '46'].map(code => aUnit(code, `Tỉnh ${code}`, null))
const districts = [0, 1, 2, 3].map(i => aUnit(String(460 + i), `Huyện ${i}`, provinces[i % 2] ?? null))
const communes = [0, 1, 2, 3, 4, 5].map(i => aUnit(String(19800 + i), `Xã ${i}`, districts[i % 4] ?? null))
const tree = aTree([...provinces, ...districts, ...communes])
const unitIds = tree.all().map(unit => unit.id)
const at = { rights, tree }

const areaRoles = ROLE_NAMES.filter(role => ROLES[role].scope === 'area')
const unit = fc.constantFrom(...unitIds)
const areaGrant = fc.record({ role: fc.constantFrom(...areaRoles), areaId: unit })
/** What an account may do: at areas, and at places somewhere. */
const held: fc.Arbitrary<Held & { readonly grant: Grant }> = fc
  .record({ role: fc.constantFrom<RoleName>(...ROLE_NAMES), unitId: unit })
  .map(({ role, unitId }) => {
    const isPlace = ROLES[role].scope === 'place'
    const where: Located = isPlace ? { unitId, placeId: `place of ${unitId}` } : { unitId }
    return { role, where, grant: isPlace ? { role, placeId: `place of ${unitId}` } : { role, areaId: unitId } }
  })
const grants = fc.array(areaGrant, { maxLength: 4 })
const account = fc.array(held, { maxLength: 4 })
const RUNS = { numRuns: 2000 }

test('who resets an account reaches all of it, with the right to reset', () => {
  fc.assert(
    fc.property(grants, account, (resetter, target) => {
      if (!mayReset(resetter, target, at)) return
      const resets = grantsFor({ grants: resetter }, RESET, rights)
      for (const { where } of target)
        expect(resets.some(grant => where !== undefined && reaches(grant, where, tree))).toBe(true)
    }),
    RUNS,
  )
})

test('nobody comes by power over accounts, or over more of them, by resetting one', () => {
  fc.assert(
    fc.property(grants, account, unit, (resetter, target, unitId) => {
      if (!mayReset(resetter, target, at)) return
      const power = (who: readonly Grant[], verb: string) =>
        grantsFor({ grants: who }, verb, rights).some(grant => reaches(grant, { unitId }, tree))
      const taken = target.map(one => one.grant)
      for (const verb of [ADMINISTER, RESET])
        if (power(taken, verb)) expect(power(resetter, ADMINISTER) && power(resetter, verb)).toBe(true)
    }),
    RUNS,
  )
})

test('the more an account may do and the less the resetter, the less they may reset it', () => {
  fc.assert(
    fc.property(grants, account, areaGrant, held, (resetter, target, grant, one) => {
      const may = mayReset(resetter, target, at)
      if (may) expect(mayReset([...resetter, grant], target, at)).toBe(true)
      else expect(mayReset(resetter, [...target, one], at)).toBe(false)
    }),
    RUNS,
  )
})

test('the cases the property is about do occur', () => {
  const [province, , commune] = [provinces[0], districts[0], communes[0]].map(one => one?.id as string)
  const [, other] = communes.map(one => one.id)
  const has = (role: RoleName, areaId = commune as string): Held => ({ role, where: { unitId: areaId } })
  const desk = [{ role: 'helpdesk', areaId: commune as string }]
  const admin = [{ role: 'administrator', areaId: commune as string }]
  expect(mayReset(desk, [has('health-officer'), has('commune-chair')], at)).toBe(true)
  expect(mayReset(desk, [], at)).toBe(true)
  expect(mayReset(desk, [has('administrator')], at)).toBe(false)
  expect(mayReset(desk, [has('helpdesk')], at)).toBe(false)
  expect(mayReset(desk, [has('health-officer', other)], at)).toBe(false)
  expect(mayReset(desk, [has('leader', province)], at)).toBe(false)
  expect(mayReset(admin, [has('administrator'), has('helpdesk')], at)).toBe(true)
  expect(mayReset(admin, [has('administrator', province)], at)).toBe(false)
  expect(mayReset(admin, [{ role: 'place-staff', where: undefined }], at)).toBe(false)
})
