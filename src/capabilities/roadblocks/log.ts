import { extract, fileOf, sheetOf } from '#base/lists/extract.ts'
import type { App, Context } from '#core/app.ts'
import { tellShown } from '#core/audit.ts'
import { addDays, fieldText, startOf } from '#core/clock.ts'
import type { FileReply } from '#core/contract.ts'
import type { Sql } from '#core/db/db.ts'
import { pageOf, readCursor } from '#core/paging.ts'
import type { CrossingLine } from './contract.ts'
import { type LogFilter, type LoggedRow, loggedAt, PAGE, type TravellerRow, travellersOf } from './queries.ts'
import { type Said, unseal } from './record.ts'

/** A page of a log, latest first. */
export async function logPage(ctx: Context, filter: LogFilter, after: string | undefined) {
  const rows = await loggedAt(ctx.sql, filter, readCursor(after))
  const { shown, more } = pageOf(rows, PAGE, row => row.at)
  const people = await peopleIn(ctx.sql, shown)
  tellShown(ctx, [...people.values()].flat())
  return {
    rows: shown.map(row => lineOf(ctx.app, row, people.get(row.id) ?? [])),
    more,
  }
}

export const onDay = (placeId: string, day: string): LogFilter => ({
  placeId,
  from: startOf(day),
  until: startOf(addDays(day, 1)),
})

const peopleIn = async (sql: Sql, rows: readonly LoggedRow[]) =>
  Map.groupBy(
    await travellersOf(
      sql,
      rows.map(row => row.id),
    ),
    one => one.crossingId,
  )

function lineOf(app: App, row: LoggedRow, people: readonly TravellerRow[]): CrossingLine {
  const { plate, reason } = unseal<Said>(app, row.sealed)
  return {
    id: row.id,
    at: row.at.toISOString(),
    plate,
    vehicle: row.vehicle,
    from: row.fromName ?? '',
    to: row.toName ?? '',
    purpose: row.purpose,
    people: people.map(({ name, driver, decision }) => ({ name, driver, decision })),
    decision: row.decision,
    proposed: row.proposed,
    why: row.why,
    reason,
    recorder: row.recorder,
    station: row.station,
  }
}

interface Out {
  readonly row: LoggedRow
  readonly said: Said
  readonly person: TravellerRow
}

const ROWS_A_PAGE = 500

/** The log of a day, one row a person, as it is handed in on paper. */
const logSheet = extract<Out>({
  name: 'roadblocks.log',
  verb: 'roadblocks.lead',
  of: 'roadblock',
  columns: {
    at: ({ row }) => fieldText(row.at).replace('T', ' '),
    plate: ({ said }) => said.plate,
    vehicle: ({ row }, words) => words(`roadblocks.vehicle.${row.vehicle}`),
    name: ({ person }) => person.name,
    birth: ({ person }) => person.birthDate?.slice(0, 4) ?? null,
    role: ({ person }, words) => words(person.driver ? 'roadblocks.driver' : 'roadblocks.passenger'),
    from: ({ row }) => row.fromName,
    to: ({ row }) => row.toName,
    purpose: ({ row }, words) => words(`roadblocks.purpose.${row.purpose}`),
    decision: ({ person }, words) => words(`roadblocks.decision.${person.decision}`),
    proposed: ({ row }, words) => words(`roadblocks.decision.${row.proposed}`),
    reason: ({ said }) => said.reason,
    permit: ({ said }) => said.permit,
    recorder: ({ row }) => row.recorder,
    station: ({ row }) => row.station,
  },
  async *pages({ sql, app, ofId, filter }) {
    let after: LoggedRow | undefined
    while (true) {
      const rows = await loggedAt(sql, onDay(ofId ?? '', filter.day ?? ''), after, ROWS_A_PAGE)
      after = rows.at(-1)
      if (!after) return
      const people = await peopleIn(sql, rows)
      yield rows.flatMap(row => {
        const said = unseal<Said>(app, row.sealed)
        return (people.get(row.id) ?? []).map(person => ({ row, said, person }))
      })
    }
  },
})

export function logFile({ app, now, locale, scope }: Context, placeId: string, day: string): FileReply {
  const columns = Object.keys(logSheet.columns)
  const taking = { sql: app.db.sql, app, columns, scope: scope(logSheet.verb), ofId: placeId, filter: { day }, now }
  return fileOf(sheetOf(logSheet, taking, locale), 'xlsx', `so-chot-${day}`)
}
