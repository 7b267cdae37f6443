import { expect, test } from 'vitest'
import { alone, committedApp } from '#apps/testing/committed.ts'
import { COUNTRY_ID, organisationId } from '#base/units/ids.ts'
import { openOrganisations } from '#base/units/organisations.ts'
import { loadWords } from '#core/load-words.ts'
import { registerPaper } from './incoming.ts'
import { openOffices } from './office.ts'
import { PAPER } from './testing.ts'

const here = alone()
const AT_ONCE = 50
/** Of these every sixth fails after it was numbered. */
const ASKED = 60

class Failed extends Error {}

test('50 documents that are registered at once, among others that fail, have the numbers 1 to 50', async () => {
  const app = committedApp(here.db)
  loadWords(app.modules)
  await app.start()
  const id = organisationId('syt-thu', '2026-01-05')
  await app.run(async ctx => {
    await openOrganisations(
      ctx.sql,
      [{ code: 'syt-thu', kind: 'health-department', name: 'Sở Y tế', unitId: COUNTRY_ID, parentCode: null }],
      '2026-01-05',
    )
    await openOffices(ctx, [{ organisationId: id, unitId: COUNTRY_ID, place: 'Huế' }])
  })
  const register = (n: number) =>
    app
      .run(async ctx => {
        const { number } = await registerPaper(ctx, {
          ...PAPER,
          organisationId: id,
          notation: `${n}/UBND-VX`,
          datedOn: '2026-01-05',
        })
        if (n % 6 === 0) throw new Failed()
        return number
      })
      .catch((error: unknown) => {
        if (error instanceof Failed) return undefined
        throw error
      })
  const numbers = (await Promise.all(Array.from({ length: ASKED }, (_, n) => register(n)))).filter(n => n !== undefined)
  expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: AT_ONCE }, (_, i) => i + 1))
  const stored = await here.db.sql<{ number: number }[]>`select number from documents.document order by number`
  expect(stored.map(row => row.number)).toEqual(Array.from({ length: AT_ONCE }, (_, i) => i + 1))
  await app.stop()
})
