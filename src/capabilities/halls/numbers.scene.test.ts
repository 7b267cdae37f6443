import { expect, test } from 'vitest'
import { alone, committedApp } from '#apps/testing/committed.ts'
import { COUNTRY_ID } from '#base/units/ids.ts'
import type { App, Context } from '#core/app.ts'
import { newId } from '#core/ids.ts'
import { addHall, changeHall, setCounter } from './manage.ts'
import { linesOf } from './queries.ts'
import { callNext, mustHall, sit, takeNumber } from './queue.ts'

const place = alone()
const OPEN = new Date('2026-11-20T02:00:00Z')
const AT_ONCE = 50

/** A hall with one line and four counters, at which four people sit. */
async function hallOf(app: App) {
  return app.run(async ctx => {
    const hallId = await addHall(ctx, { unitId: COUNTRY_ID, placeId: null, name: 'Sảnh', address: '', seats: 100 })
    const lines = [{ letter: 'A', name: 'Chung', fields: [] }]
    await changeHall(ctx, hallId, { name: 'Sảnh', address: '', seats: 100, lines })
    const [line] = await linesOf(ctx.sql, [hallId])
    const lineId = line?.id as string
    const counterIds = []
    for (let number = 1; number <= 4; number++) {
      const counterId = await setCounter(ctx, hallId, { number, name: '', lineIds: [lineId] })
      const who = { accountId: newId(), sessionId: '', name: 'Cán bộ', personIds: [], grants: [] }
      await sit(ctx.app.context(ctx.sql, { who, now: ctx.now }), counterId, { open: true, note: '' })
      counterIds.push(counterId)
    }
    return { hallId, lineId, counterIds }
  })
}

const took = async (ctx: Context, hallId: string, lineId: string, id = newId()) => {
  const hall = await mustHall(ctx, hallId)
  return takeNumber(ctx, hall, { id, lineId, priority: null, source: 'kiosk', here: true })
}

test('fifty at once in two processes get one number each, without a gap; one that fails leaves none', async () => {
  const clock = () => OPEN
  const [one, two] = [committedApp(place.db, { clock }), committedApp(place.db, { clock })]
  const { hallId, lineId, counterIds } = await hallOf(one)
  const asked = Array.from({ length: AT_ONCE }, (_, n) => {
    const app = n % 2 ? one : two
    if (n % 10 !== 9) return app.run(ctx => took(ctx, hallId, lineId)).then(ticket => ticket.label)
    return app
      .run(async ctx => {
        await took(ctx, hallId, lineId)
        throw new Error('the power went')
      })
      .catch(() => '')
  })
  const labels = (await Promise.all(asked)).filter(Boolean)
  expect(labels.sort()).toEqual(Array.from({ length: 45 }, (_, n) => `A${String(n + 1).padStart(3, '0')}`))

  const id = newId()
  const same = await Promise.all([one, two, one, two].map(app => app.run(ctx => took(ctx, hallId, lineId, id))))
  expect(new Set(same.map(ticket => ticket.label))).toEqual(new Set(['A046']))

  // Four counters press at once, ten times: nobody is called to two of them.
  const called: string[] = []
  const at = new Map<string, string | null>(counterIds.map(counterId => [counterId, null]))
  for (let round = 0; round < 10; round++)
    await Promise.all(
      counterIds.map(async (counterId, n) => {
        const seen = at.get(counterId) ?? null
        const { ticketId } = await (n % 2 ? one : two).run(ctx => callNext(ctx, counterId, { seen, how: 'done' }))
        at.set(counterId, ticketId)
        if (ticketId) called.push(ticketId)
      }),
    )
  expect(called).toHaveLength(40)
  expect(new Set(called).size).toBe(40)
})
