import { cellsOf, type Opens, ratioOf, touching } from '#base/indicators/indicator.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { say } from '#core/words.ts'
import { documentIssued, incomingReached, taskChanged } from './events.ts'

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

/** A document is named by its number; what it says is read where one may. */
const documents: Opens = {
  verb: 'documents.oversee',
  async lines({ sql, app, locale }, ids) {
    const rows = await sql<{ id: string; notation: string | null; kind: string; author: string; unitId: string }[]>`
      select id, notation, kind, author, unit_id from documents.document where id = any(${ids as string[]}::uuid[])`
    return rows.map(({ id, notation, kind, author, unitId }) => ({
      id,
      title: notation ?? '–',
      detail: [say(locale, `documents.kind.${kind}`), author, treeOf(app).get(unitId)?.fullName ?? ''].join(' · '),
      to: `/documents/${id}`,
    }))
  },
}

const issuedWhen = (name: string, condition: string) =>
  cellsOf({
    name,
    on: [issued],
    rows: sql => sql`
      select id, unit_id, ${sql.unsafe(DAY('issued_at'))} as day, 1 as value from documents.document
      where direction = 'outgoing' and issued_at is not null ${sql.unsafe(condition)}`,
    opens: documents,
  })

export const indicators = [
  cellsOf({
    name: 'documents.received',
    on: [arrived],
    rows: sql => sql`
      select id, unit_id, ${sql.unsafe(DAY('listed_at'))} as day, 1 as value from documents.document
      where direction = 'incoming'`,
    opens: documents,
  }),
  issuedWhen('documents.issued', ''),
  issuedWhen('documents.signed', 'and signed_at is not null'),
  ratioOf({ name: 'documents.signed-share', part: 'documents.signed', whole: 'documents.issued' }),
  cellsOf({
    name: 'documents.tasks-due',
    on: [tasked],
    rows: sql => sql`
      select id, unit_id, due_on as day, 1 as value from documents.task where due_on is not null and state <> 'cancelled'`,
  }),
  cellsOf({
    name: 'documents.tasks-kept',
    on: [tasked],
    rows: sql => sql`
      select id, unit_id, due_on as day, 1 as value from documents.task
      where due_on is not null and state = 'done' and ${sql.unsafe(DAY('coalesce(reported_at, closed_at)'))} <= due_on`,
  }),
  ratioOf({ name: 'documents.on-time', part: 'documents.tasks-kept', whole: 'documents.tasks-due' }),
]
