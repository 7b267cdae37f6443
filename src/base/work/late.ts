import type { Context } from '#core/app.ts'
import type { Sql } from '#core/db/db.ts'
import type { Declaration } from '#core/module.ts'

/** Why something is late, as whoever works on it said, and who has it now. */
export interface Reason {
  /** In the reader's language; null where nobody said. */
  readonly why: string | null
  /** Who has it, where the item itself has no holder. */
  readonly who: string | null
}

/** A capability says why open work of these kinds is late, for whoever may see the items. */
export interface LateReasons extends Declaration {
  readonly declares: 'late-reasons'
  readonly kinds: readonly string[]
  /** By the id of the subject of the item. */
  readonly reasons: (
    ctx: Context,
    items: readonly { readonly kind: string; readonly subjectId: string }[],
  ) => Promise<ReadonlyMap<string, Reason>>
}
export const lateReasons = (given: Omit<LateReasons, 'declares'>): LateReasons => ({
  declares: 'late-reasons',
  ...given,
})

/** The kinds of work of which is known why it is late. */
export const explainedKinds = (ctx: Context): readonly string[] =>
  ctx.app.declared<LateReasons>('late-reasons').flatMap(one => one.kinds)

export interface LateCount {
  readonly unitId: string
  readonly organisationId: string | null
  readonly kind: string
  readonly count: number
}

/** Open work whose deadline has passed, by where it lies and whose it is; `unitIds` undefined is the whole country. */
export const lateWork = (
  sql: Sql,
  unitIds: readonly string[] | undefined,
  now: Date,
  kinds?: readonly string[],
): Promise<LateCount[]> => sql<LateCount[]>`
  select unit_id, organisation_id, kind, count(*) from work.item
  where open and due_at < ${now} ${unitIds ? sql`and unit_id = any(${unitIds as string[]}::uuid[])` : sql``}
    ${kinds ? sql`and kind = any(${kinds as string[]})` : sql``}
  group by 1, 2, 3`
