import { cellsOf, type Opens, ratioOf, touching } from '#base/indicators/indicator.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { format } from '#core/format.ts'
import { say } from '#core/words.ts'
import { documentIssued, incomingReached, taskChanged } from './events.ts'
import { OVERSEE, organisationsWith } from './office.ts'

const DAY = (column: string) => `(${column} at time zone 'Asia/Ho_Chi_Minh')::date`

const cells = ({ sql }: Context, id: string, day: string) => sql<{ unitId: string; day: string }[]>`
  select unit_id, ${sql.unsafe(day)} as day from documents.document where id = ${id} and ${sql.unsafe(day)} is not null`

const arrived = touching(incomingReached, ({ documentId }, ctx) => cells(ctx, documentId, DAY('listed_at')))
const issued = touching(documentIssued, ({ documentId }, ctx) => cells(ctx, documentId, DAY('issued_at')))
const tasked = touching(
  taskChanged,
  ({ taskId }, { sql }) => sql<{ unitId: string; day: string }[]>`
  select unit_id, day from documents.task t
  cross join lateral (values (t.due_on), (${sql.unsafe(DAY('t.closed_at'))})) as d (day)
  where t.id = ${taskId} and day is not null`,
)

/** A document is named by its number, for whoever oversees its office; what it says is read where one may. */
const documents: Opens = {
  verb: OVERSEE,
  async lines(ctx, ids) {
    const { sql, app, locale } = ctx
    const rows = await sql<{ id: string; notation: string | null; kind: string; author: string; unitId: string }[]>`
      select id, notation, kind, author, unit_id from documents.document
      where id = any(${ids as string[]}::uuid[]) and organisation_id = any(${organisationsWith(ctx, OVERSEE)}::uuid[])`
    return rows.map(({ id, notation, kind, author, unitId }) => ({
      id,
      title: notation ?? '–',
      detail: [say(locale, `documents.kind.${kind}`), author, treeOf(app).get(unitId)?.fullName ?? ''].join(' · '),
      to: `/documents/${id}`,
    }))
  },
}

/** Tasks with who answers for them, for whoever oversees the office. */
const tasks: Opens = {
  verb: OVERSEE,
  async lines(ctx, ids) {
    const { sql, app, locale } = ctx
    const rows = await sql<{ id: string; title: string; state: string; lead: string; dueOn: string; unitId: string }[]>`
      select t.id, t.title, t.state, a.name as lead, t.due_on, t.unit_id
      from documents.task t join identity.account a on a.id = t.lead_id
      where t.id = any(${ids as string[]}::uuid[]) and t.organisation_id = any(${organisationsWith(ctx, OVERSEE)}::uuid[])`
    return rows.map(({ id, title, state, lead, dueOn, unitId }) => ({
      id,
      title,
      detail: [
        lead,
        say(locale, `documents.task.state.${state}`),
        format(locale).day(dueOn),
        treeOf(app).get(unitId)?.fullName ?? '',
      ].join(' · '),
      to: `/documents/tasks?open=${id}`,
    }))
  },
}

const issuedWhen = (name: string, condition: string) =>
  cellsOf({
    name,
    on: [issued],
    rows: sql => sql`
      select id, unit_id, organisation_id, ${sql.unsafe(DAY('issued_at'))} as day, 1 as value from documents.document
      where direction = 'outgoing' and issued_at is not null ${sql.unsafe(condition)}`,
    opens: documents,
    byAgency: true,
    version: 3,
  })

export const indicators = [
  cellsOf({
    name: 'documents.received',
    on: [arrived],
    rows: sql => sql`
      select id, unit_id, organisation_id, ${sql.unsafe(DAY('listed_at'))} as day, 1 as value from documents.document
      where direction = 'incoming'`,
    opens: documents,
    byAgency: true,
    version: 2,
  }),
  issuedWhen('documents.issued', ''),
  issuedWhen('documents.signed', 'and request_id is not null'),
  ratioOf({ name: 'documents.signed-share', part: 'documents.signed', whole: 'documents.issued' }),
  cellsOf({
    name: 'documents.tasks-due',
    on: [tasked],
    rows: sql => sql`
      select id, unit_id, organisation_id, due_on as day, 1 as value from documents.task where due_on is not null and state <> 'cancelled'`,
    opens: tasks,
    byAgency: true,
    version: 2,
  }),
  cellsOf({
    name: 'documents.tasks-kept',
    on: [tasked],
    rows: sql => sql`
      select id, unit_id, organisation_id, due_on as day, 1 as value from documents.task
      where due_on is not null and state = 'done' and ${sql.unsafe(DAY('coalesce(reported_at, closed_at)'))} <= due_on`,
    opens: tasks,
    byAgency: true,
    version: 2,
  }),
  ratioOf({ name: 'documents.on-time', part: 'documents.tasks-kept', whole: 'documents.tasks-due' }),
]
