import type { Sql } from '#core/db/db.ts'

/** Open items of work whose deadline has passed, by owner unit; `unitIds` undefined is the whole country. */
export const lateWork = (sql: Sql, unitIds: readonly string[] | undefined, now: Date) => sql<
  { unitId: string; count: number }[]
>`
  select unit_id, count(*) from work.item
  where open and due_at < ${now} ${unitIds ? sql`and unit_id = any(${unitIds as string[]}::uuid[])` : sql``}
  group by unit_id`
