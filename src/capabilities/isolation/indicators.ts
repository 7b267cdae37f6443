import { cellsOf, type Opens, ratioOf, type Touch, touching } from '#base/indicators/indicator.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { format } from '#core/format.ts'
import { say } from '#core/words.ts'
import { capacitySet, ordersBegun, ordersDecided, ordersEnded, ordersProposed } from './events.ts'
import { KINDS } from './rules.ts'

const DAY = (column: string) => `(${column} at time zone 'Asia/Ho_Chi_Minh')::date`

/** The cells in which these orders count: that of a day which is still open has no row. */
const cells = ({ sql }: Context, orderIds: readonly string[], day: string) => sql<{ unitId: string; day: string }[]>`
  select distinct unit_id, ${sql.unsafe(day)} as day from isolation.isolation_order
  where id = any(${orderIds as string[]}::uuid[]) and ${sql.unsafe(day)} is not null`

const people: readonly Touch[] = [
  touching(ordersBegun, ({ orderIds }, ctx) => cells(ctx, orderIds, 'from_on')),
  touching(ordersEnded, ({ orderIds }, ctx) => cells(ctx, orderIds, 'released_on')),
]

/** An order is named by its number; whom it concerns stands in it. */
const orders: Opens = {
  verb: 'isolation.read',
  async lines({ sql, app, locale }, ids) {
    const rows = await sql<
      {
        id: string
        workId: string
        number: string | null
        unitId: string
        kind: string
        fromOn: string
        untilOn: string
      }[]
    >`
      select id, work_id, number, unit_id, kind, from_on, until_on from isolation.isolation_order
      where id = any(${ids as string[]}::uuid[])`
    const { day } = format(locale)
    return rows.map(({ id, workId, number, unitId, kind, fromOn, untilOn }) => ({
      id,
      title: number ?? '–',
      detail: [
        `${day(fromOn)} – ${day(untilOn)}`,
        treeOf(app).get(unitId)?.fullName ?? '',
        say(locale, `isolation.kind.${kind}`),
      ].join(' · '),
      to: `/isolation?view=all&open=${workId}`,
    }))
  },
}

const MIDNIGHT = (column: string) => `(${column}::timestamp at time zone 'Asia/Ho_Chi_Minh')`

/**
 * People in isolation, of a kind or of all: they come on the first day, once the order is there, and go as the day after
 * the last begins.
 */
const inIsolation = (name: string, kind?: string) =>
  cellsOf({
    name,
    measures: 'stock',
    on: people,
    rows: sql => {
      const ofKind = kind ? sql`and kind = ${kind}` : sql``
      return sql`
        select id, unit_id, from_on as day, 1 as value, greatest(begun_at, ${sql.unsafe(MIDNIGHT('from_on'))}) as at
        from isolation.isolation_order where begun_at is not null ${ofKind}
        union all
        select id, unit_id, released_on as day, -1 as value,
               greatest(begun_at, ${sql.unsafe(MIDNIGHT('released_on'))}) as at
        from isolation.isolation_order
        where begun_at is not null and released_on is not null ${ofKind}`
    },
    opens: orders,
    timed: true,
  })

/** The cells of the places in which these orders are served. */
const siteCells = ({ sql }: Context, orderIds: readonly string[], day: string) => sql<
  { unitId: string; day: string }[]
>`
  select distinct p.unit_id, ${sql.unsafe(day)} as day
  from isolation.isolation_order o join places.place p on p.id = o.place_id
  where o.id = any(${orderIds as string[]}::uuid[]) and ${sql.unsafe(day)} is not null`

/** People in places of the register, where these lie, whichever commune ordered it. */
const inSites = cellsOf({
  name: 'isolation.in-sites',
  measures: 'stock',
  on: [
    touching(ordersBegun, ({ orderIds }, ctx) => siteCells(ctx, orderIds, 'o.from_on')),
    touching(ordersEnded, ({ orderIds }, ctx) => siteCells(ctx, orderIds, 'o.released_on')),
  ],
  rows: sql => sql`
    select o.id, p.unit_id, o.from_on as day, 1 as value
    from isolation.isolation_order o join places.place p on p.id = o.place_id where o.begun_at is not null
    union all
    select o.id, p.unit_id, o.released_on as day, -1 as value
    from isolation.isolation_order o join places.place p on p.id = o.place_id
    where o.begun_at is not null and o.released_on is not null`,
  opens: orders,
})

/** How many all sites take: each change on its day. */
const capacity = cellsOf({
  name: 'isolation.capacity',
  measures: 'stock',
  on: [
    touching(
      capacitySet,
      ({ placeId }, { sql }) => sql<{ unitId: string; day: string }[]>`
        select p.unit_id, c.from_on as day from isolation.site_capacity c join places.place p on p.id = c.place_id
        where c.place_id = ${placeId}`,
    ),
  ],
  rows: sql => sql`
    select p.unit_id, c.from_on as day,
           c.capacity - lag(c.capacity, 1, 0) over (partition by c.place_id order by c.from_on) as value
    from isolation.site_capacity c join places.place p on p.id = c.place_id`,
})

export const indicators = [
  inSites,
  capacity,
  ratioOf({ name: 'isolation.occupancy', part: 'isolation.in-sites', whole: 'isolation.capacity' }),
  inIsolation('isolation.people'),
  ...KINDS.map(kind => inIsolation(`isolation.people-${kind}`, kind)),
  cellsOf({
    name: 'isolation.to-sign',
    measures: 'stock',
    on: [
      touching(ordersProposed, ({ orderIds }, ctx) => cells(ctx, orderIds, DAY('proposed_at'))),
      touching(ordersDecided, ({ orderIds }, ctx) => cells(ctx, orderIds, DAY('decided_at'))),
    ],
    rows: sql => sql`
      select unit_id, ${sql.unsafe(DAY('proposed_at'))} as day, 1 as value from isolation.isolation_order
      union all
      select unit_id, ${sql.unsafe(DAY('decided_at'))} as day, -1 as value from isolation.isolation_order
      where decided_at is not null`,
  }),
]
