import { cellsOf, ratioOf, touching } from '#base/indicators/indicator.ts'
import type { Context } from '#core/app.ts'
import { caseOpened, casesListed, contactReached, contactsDecided, contactsFound, contactsOverdue } from './events.ts'
import { followUp } from './policies.ts'

const DAY = (column: string) => `(${column} at time zone 'Asia/Ho_Chi_Minh')::date`

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

const decided = touching(contactsDecided, async ({ contactIds, earlier = [] }, ctx) => [
  ...(await cellsOfContacts(ctx, contactIds)),
  ...earlier,
])
const overdue = touching(contactsOverdue, ({ contactIds }, ctx) => cellsOfContacts(ctx, contactIds))
const reached = touching(contactReached, ({ contactId }, ctx) => cellsOfContacts(ctx, [contactId]))

/** Figures of tracing, each by commune of stay and day. */
export const indicators = [
  cellsOf({
    name: 'tracing.cases',
    on: [
      touching(caseOpened, ({ unitId, day }) => [{ unitId, day }]),
      touching(casesListed, ({ caseIds }, ctx) => cellsOfCases(ctx, caseIds)),
    ],
    rows: sql => sql`
      select unit_id, ${sql.unsafe(DAY('confirmed_at'))} as day, 1 as value from tracing.case_file`,
  }),
  cellsOf({
    name: 'tracing.contacts',
    on: [decided],
    rows: sql => sql`
      select unit_id, ${sql.unsafe(DAY('decided_at'))} as day, 1 as value
      from tracing.contact where state = 'contact' and unit_id is not null`,
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
