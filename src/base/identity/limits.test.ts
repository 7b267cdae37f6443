import { expect, test } from 'vitest'
import type { App } from '#core/app.ts'
import { countFrom, refusePastCeiling } from './limits.ts'
import { POLICY } from './policy.ts'

/** A process of its own, as far as counting goes. */
const process = () => ({}) as App

test('an address is refused only past a ceiling that no office reaches', async () => {
  const app = process()
  for (let n = 0; n < POLICY.address.codesPerHour; n++) await countFrom(app, 'codes', '203.113.131.7')
  await expect(countFrom(app, 'codes', '203.113.131.7')).rejects.toMatchObject({
    code: 'identity.address-wait',
    status: 429,
    params: { seconds: expect.any(Number) },
  })
  await countFrom(app, 'codes', '203.113.131.8')
  await countFrom(app, 'failures', '203.113.131.7')
  await countFrom(process(), 'codes', '203.113.131.7')
})

test('looking at the ceiling counts nothing; past it every try is refused before it is made', async () => {
  const app = process()
  for (let n = 0; n < 3; n++) await refusePastCeiling(app, 'failures', '2402:800:61b1:7a2c::1')
  for (let n = 0; n < POLICY.address.failuresPerHour; n++)
    await countFrom(app, 'failures', `2402:800:61b1:7a2c::${n.toString(16)}`)
  await expect(refusePastCeiling(app, 'failures', '2402:800:61b1:7a2c:9::1')).rejects.toMatchObject({ status: 429 })
  await refusePastCeiling(app, 'failures', '2402:800:61b1:7a2d::1')
})
