import { recompute } from '#base/indicators/upkeep.ts'
import { addHall, changeHall, setCounter } from '#capabilities/halls/manage.ts'
import { distanceRule, hoursRule } from '#capabilities/halls/policies.ts'
import { counterById, hallById, linesOf } from '#capabilities/halls/queries.ts'
import { callNext, sit, takeNumber } from '#capabilities/halls/queue.ts'
import type { Priority } from '#capabilities/halls/rules.ts'
import type { Who } from '#core/access.ts'
import type { App, Context } from '#core/app.ts'
import { addDays, dayOf, MINUTE_MS, startOf } from '#core/clock.ts'
import { newId } from '#core/ids.ts'
import { setDrillRule } from './drill.ts'
import { RandomStream } from './random.ts'

const SEED = 31
const DAYS = 14
/** Of an ordinary day in the hall of a ward. */
const A_DAY = 46
const SEATS = 24
const LINES = [
  { letter: 'A', name: 'Hộ tịch – Chứng thực', fields: ['HT', 'CT'] },
  { letter: 'B', name: 'Đất đai – Xây dựng', fields: ['DD', 'XD'] },
  { letter: 'C', name: 'Chính sách – Bảo trợ xã hội', fields: ['BTXH', 'NCC'] },
]
/** Which lines each counter serves. */
const COUNTERS = [['A'], ['A', 'C'], ['B'], ['C']]
const CLOSED = 'Cán bộ hỗ trợ khu cách ly, mở lại sáng mai'

export interface DemoHall {
  readonly unitId: string
  readonly provinceId: string
  readonly name: string
  readonly address: string
  /** Who sits at counters 2 and 3; the first is for whoever signs in. */
  readonly clerks: readonly [Who, Who]
}

/** A hall with a fortnight behind it and a queue now, at any hour of any day: a demo is looked at when it is. */
export async function replayHall(ctx: Context, demo: DemoHall): Promise<void> {
  await setDrillRule(ctx, demo.provinceId, hoursRule.code, { hours: [['00:00', '23:59']], daysOff: true })
  await setDrillRule(ctx, demo.provinceId, distanceRule.code, { share: 0.5 })
  const { unitId, name, address } = demo
  const hallId = await addHall(ctx, { unitId, placeId: null, name, address, seats: SEATS })
  await changeHall(ctx, hallId, { name, address, seats: SEATS, lines: LINES })
  const lines = await linesOf(ctx.sql, [hallId])
  const idOf = (letter: string) => lines.find(line => line.letter === letter)?.id as string
  const counterIds: string[] = []
  for (const [n, letters] of COUNTERS.entries())
    counterIds.push(await setCounter(ctx, hallId, { number: n + 1, name: '', lineIds: letters.map(idOf) }))
  const random = new RandomStream(SEED, 'halls')
  await behind(
    ctx,
    hallId,
    lines.map(line => line.id),
    counterIds,
    random,
  )
  await today(ctx, hallId, counterIds, demo.clerks, random)
  for (const figure of ['halls.taken', 'halls.served', 'halls.called', 'halls.called-in-time', 'halls.by-phone'])
    await recompute(ctx, figure)
}

/** What was served before today: who came when, how long they waited and took. */
async function behind(
  ctx: Context,
  hallId: string,
  lineIds: readonly string[],
  counterIds: readonly string[],
  random: RandomStream,
) {
  for (let ago = DAYS; ago > 0; ago--) {
    const day = addDays(dayOf(ctx.now), -ago)
    const count = A_DAY - 10 + random.below(20)
    const opens = startOf(day).getTime() + 7 * 60 * MINUTE_MS
    const rows = Array.from({ length: count }, (_, n) => {
      const line = random.below(LINES.length)
      const taken = opens + Math.round((n / count) * 8.5 * 60) * MINUTE_MS
      const waited = (2 + random.below(38)) * MINUTE_MS
      const took = (3 + random.below(14)) * MINUTE_MS
      return {
        id: newId(new Date(taken)),
        lineId: lineIds[line] as string,
        letter: LINES[line]?.letter as string,
        number: n + 1,
        source: ['kiosk', 'kiosk', 'phone', 'staff'][random.below(4)] as string,
        taken: new Date(taken),
        called: new Date(taken + waited),
        done: new Date(taken + waited + took),
        inTime: waited <= 30 * MINUTE_MS,
        counterId: counterIds[random.below(counterIds.length)] as string,
      }
    })
    await ctx.sql`insert into halls.day (hall_id, day, last) values (${hallId}, ${day}, ${count})`
    await ctx.sql`
      insert into halls.ticket (id, hall_id, line_id, day, number, letter, source, state, taken_at, here_at, queued_at,
        called_at, calls, first_called_at, counter_id, finished_at, in_time, policy_version)
      select id, ${hallId}, line_id, ${day}, number, letter, source, 'done', taken, taken, taken, called, 1, called,
             counter_id, done, in_time, 'halls.queue'
      from unnest(${rows.map(r => r.id)}::uuid[], ${rows.map(r => r.lineId)}::uuid[], ${rows.map(r => r.letter)}::text[],
        ${rows.map(r => r.number)}::int[], ${rows.map(r => r.source)}::text[], ${rows.map(r => r.taken)}::timestamptz[],
        ${rows.map(r => r.called)}::timestamptz[], ${rows.map(r => r.done)}::timestamptz[],
        ${rows.map(r => r.inTime)}::boolean[], ${rows.map(r => r.counterId)}::uuid[])
        as t (id, line_id, letter, number, source, taken, called, done, in_time, counter_id)`
  }
}

const WAITING = 9
const LED_MINUTES = 40

/** The queue as it is now: two counters are open, and somebody stands at each. */
async function today(
  ctx: Context,
  hallId: string,
  counterIds: readonly string[],
  clerks: DemoHall['clerks'],
  random: RandomStream,
) {
  // Of today alone, also when the demo is made in its first hour or its last minute.
  const [first, last] = [0, 24 * 60 - 2].map(minutes => startOf(dayOf(ctx.now)).getTime() + minutes * MINUTE_MS) as [
    number,
    number,
  ]
  const at = (minutesAgo: number, who?: Who) => {
    const now = new Date(Math.min(last, Math.max(first, ctx.now.getTime() - minutesAgo * MINUTE_MS)))
    return ctx.app.context(ctx.sql, { now, ...(who ? { who } : {}) })
  }
  const [, second = '', third = '', fourth = ''] = counterIds
  await sit(at(LED_MINUTES, clerks[0]), second, { open: true, note: '' })
  await sit(at(LED_MINUTES, clerks[1]), third, { open: true, note: '' })
  await sit(at(LED_MINUTES), fourth, { open: false, note: CLOSED })
  for (let n = 0; n < WAITING; n++) await comes(at(LED_MINUTES - n * 4), hallId, random)
  await callNext(at(4), second, { seen: null, how: 'done' })
  await callNext(at(2), third, { seen: null, how: 'done' })
}

const PRIORITIES: readonly (Priority | null)[] = [null, null, null, null, 'elderly', null, 'pregnant']

async function comes(ctx: Context, hallId: string, random: RandomStream): Promise<void> {
  const hall = await hallById(ctx.sql, hallId)
  if (!hall) return
  const lines = await linesOf(ctx.sql, [hallId])
  const lineId = lines[random.below(lines.length)]?.id
  const priority = PRIORITIES[random.below(PRIORITIES.length)] ?? null
  if (lineId) await takeNumber(ctx, hall, { id: newId(ctx.now), lineId, priority, source: 'kiosk', here: true })
}

/** Whom the clerks of the demo serve while it runs; the counters of those who look at it are theirs. */
const LOGINS = ['quay2', 'quay3']
const SERVES_MS = 3 * MINUTE_MS

/** A little of what goes on in the halls of the demo: somebody comes, somebody is done. */
export async function liveHalls(app: App): Promise<void> {
  const open = await app.db.sql<
    { id: string; hallId: string; ticketId: string | null; calledAt: Date | null; waiting: number }[]
  >`
    select c.id, c.hall_id, t.id as ticket_id, t.called_at,
           (select count(*)::int from halls.ticket w where w.hall_id = c.hall_id and w.state = 'waiting') as waiting
    from halls.counter c join identity.account a on a.id = c.officer_id and a.login = any(${LOGINS})
    left join halls.ticket t on t.counter_id = c.id and t.state = 'called'
    where c.is_open`
  for (const { id, hallId, ticketId, calledAt, waiting } of open) {
    const now = app.clock()
    const random = new RandomStream(Math.floor(now.getTime() / 1000), id)
    if (waiting < WAITING && random.below(8) === 0) await app.run(ctx => comes(ctx, hallId, random))
    const isDone = !calledAt || now.getTime() - calledAt.getTime() > SERVES_MS + random.below(120_000)
    if (isDone)
      await app.run(async ctx => (await counterById(ctx.sql, id)) && callNext(ctx, id, { seen: ticketId, how: 'done' }))
  }
}
