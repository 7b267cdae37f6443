import { cellsOf, type Opens, ratioOf, type ThingLine, touching } from '#base/indicators/indicator.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { format } from '#core/format.ts'
import { say } from '#core/words.ts'
import { type Ending, ORIGINS } from './contract.ts'
import {
  caseEnded,
  caseOpened,
  caseReclassified,
  casesListed,
  contactReached,
  contactsDecided,
  contactsFound,
  contactsOverdue,
} from './events.ts'
import { followUp } from './policies.ts'

const DAY = (column: string) => `(${column} at time zone 'Asia/Ho_Chi_Minh')::date`
const HOUR = (column: string) => `extract(hour from ${column} at time zone 'Asia/Ho_Chi_Minh')::smallint`

interface CellRow {
  readonly unitId: string
  readonly day: string
}

/** Where contacts live and when they were decided on: the cells in which they count. */
const cellsOfContacts = ({ sql }: Context, contactIds: readonly string[]): Promise<CellRow[]> => sql<CellRow[]>`
  select distinct unit_id, ${sql.unsafe(DAY('decided_at'))} as day from tracing.contact
  where id = any(${contactIds as string[]}::uuid[]) and unit_id is not null and decided_at is not null`

const cellOfCase = ({ sql }: Context, caseId: string): Promise<CellRow[]> => sql<CellRow[]>`
  select unit_id, ${sql.unsafe(DAY('created_at'))} as day from tracing.case_file where id = ${caseId}`

const cellsOfCases = ({ sql }: Context, caseIds: readonly string[]): Promise<CellRow[]> => sql<CellRow[]>`
  select distinct unit_id, ${sql.unsafe(DAY('confirmed_at'))} as day from tracing.case_file
  where id = any(${caseIds as string[]}::uuid[])`

const cellsOfEnds = ({ sql }: Context, caseIds: readonly string[]): Promise<CellRow[]> => sql<CellRow[]>`
  select distinct unit_id, outcome_on as day from tracing.case_file
  where id = any(${caseIds as string[]}::uuid[]) and outcome_on is not null`

const decided = touching(contactsDecided, async ({ contactIds, earlier = [] }, ctx) => [
  ...(await cellsOfContacts(ctx, contactIds)),
  ...earlier,
])
const overdue = touching(contactsOverdue, ({ contactIds }, ctx) => cellsOfContacts(ctx, contactIds))
const reached = touching(contactReached, ({ contactId }, ctx) => cellsOfContacts(ctx, [contactId]))

const opened = touching(caseOpened, ({ unitId, day }) => [{ unitId, day }])
const listed = touching(casesListed, ({ caseIds }, ctx) => cellsOfCases(ctx, caseIds))
const reclassified = touching(caseReclassified, ({ caseId }, ctx) => cellsOfCases(ctx, [caseId]))

/** A case is named by its number; who it is stands in its file. */
const cases: Opens = {
  verb: 'tracing.read',
  async lines({ sql, app, locale }, ids) {
    const rows = await sql<{ id: string; number: string; unitId: string; origin: string; confirmedAt: Date }[]>`
      select id, number, unit_id, origin, confirmed_at from tracing.case_file where id = any(${ids as string[]}::uuid[])`
    return rows.map(({ id, number, unitId, origin, confirmedAt }) => ({
      id,
      title: number,
      detail: [
        format(locale).instant(confirmedAt),
        treeOf(app).get(unitId)?.fullName ?? '',
        say(locale, `tracing.origin.${origin}`),
      ].join(' · '),
      to: `/cases/${id}`,
    }))
  },
}

const contacts: Opens = {
  verb: 'tracing.read',
  async lines({ sql, app, locale }, ids) {
    const rows = await sql<{ id: string; number: string; caseId: string; generation: number; unitId: string | null }[]>`
      select k.id, c.number, k.case_id, k.generation, k.unit_id
      from tracing.contact k join tracing.case_file c on c.id = k.case_id where k.id = any(${ids as string[]}::uuid[])`
    return rows.map(
      ({ id, number, caseId, generation, unitId }): ThingLine => ({
        id,
        title: say(locale, 'tracing.contacts.line', { generation, number }),
        detail: (unitId && treeOf(app).get(unitId)?.fullName) || '',
        to: `/cases/${caseId}?tab=contacts`,
      }),
    )
  },
}

/** Cases by the hour in which they were confirmed, all or of one origin. */
const casesOf = (name: string, origin?: string) =>
  cellsOf({
    name,
    version: 2,
    by: 'hour',
    on: [opened, listed, ...(origin ? [reclassified] : [])],
    rows: sql => sql`
      select id, unit_id, ${sql.unsafe(DAY('confirmed_at'))} as day, ${sql.unsafe(HOUR('confirmed_at'))} as hour, 1 as value,
             confirmed_at as at
      from tracing.case_file where ${origin ? sql`origin = ${origin}` : sql`true`}`,
    opens: cases,
    timed: true,
  })

/** How cases ended, for those who see no more of them. */
const ends: Opens = {
  verb: 'tracing.outcomes',
  lines: async (ctx, ids) => (await cases.lines(ctx, ids)).map(line => ({ ...line, to: `/case-outcomes/${line.id}` })),
}

const NOON = 12

/**
 * Cases that ended, by the hour in which they did, where a list says no more than the day by noon; those of which nobody wrote
 * the day are not among them.
 */
const ended = (name: string, outcomes: readonly Ending[]) =>
  cellsOf({
    name,
    version: 2,
    by: 'hour',
    on: [
      touching(casesListed, ({ caseIds }, ctx) => cellsOfEnds(ctx, caseIds)),
      touching(caseEnded, ({ cells }) => [...cells]),
    ],
    rows: sql => sql`
      select id, unit_id, outcome_on as day, coalesce(${sql.unsafe(HOUR('outcome_at'))}, ${NOON}) as hour, 1 as value
      from tracing.case_file where outcome = any(${outcomes as Ending[]}) and outcome_on is not null`,
    opens: ends,
  })

/** Figures of tracing, each by commune of stay and day. */
export const indicators = [
  casesOf('tracing.cases'),
  ...ORIGINS.map(origin => casesOf(`tracing.cases-${origin}`, origin)),
  ended('tracing.recovered', ['recovered', 'discharged']),
  ended('tracing.died', ['died']),
  cellsOf({
    name: 'tracing.contacts',
    version: 2,
    by: 'hour',
    on: [decided],
    rows: sql => sql`
      select id, unit_id, ${sql.unsafe(DAY('decided_at'))} as day, ${sql.unsafe(HOUR('decided_at'))} as hour, 1 as value,
             decided_at as at
      from tracing.contact where state = 'contact' and unit_id is not null`,
    opens: contacts,
    timed: true,
  }),
  cellsOf({
    name: 'tracing.reached-in-time',
    version: 2,
    policies: [followUp],
    on: [decided, reached],
    rows: sql => sql`
      select unit_id, ${sql.unsafe(DAY('decided_at'))} as day, 1 as value
      from tracing.contact
      where state = 'contact' and unit_id is not null and reached_at <= reach_by`,
  }),
  cellsOf({
    name: 'tracing.reach-due',
    policies: [followUp],
    on: [decided, reached, overdue],
    rows: sql => sql`
      select unit_id, ${sql.unsafe(DAY('decided_at'))} as day, 1 as value
      from tracing.contact
      where state = 'contact' and unit_id is not null and (reached_at is not null or overdue)`,
  }),
  cellsOf({
    name: 'tracing.to-review',
    measures: 'stock',
    on: [
      touching(contactsFound, ({ caseId }, ctx) => cellOfCase(ctx, caseId)),
      touching(contactsDecided, ({ caseId }, ctx) => cellOfCase(ctx, caseId)),
    ],
    rows: sql => sql`
      select c.unit_id, ${sql.unsafe(DAY('c.created_at'))} as day, 1 as value
      from tracing.contact k join tracing.case_file c on c.id = k.case_id where k.state = 'review'`,
  }),
  ratioOf({
    name: 'tracing.reached-share',
    version: 2,
    policies: [followUp],
    part: 'tracing.reached-in-time',
    whole: 'tracing.reach-due',
  }),
]
