import { cellsOf, ratioOf, touching } from '#base/indicators/indicator.ts'
import { answered, dayAsked, planEnded, plansOpened } from './events.ts'

const DAY = (column: string) => `(${column} at time zone 'Asia/Ho_Chi_Minh')::date`

const byAnswer = touching(answered, ({ unitId, day }) => [{ unitId, day }])

/** Figures of the follow-up, each by commune of stay and day. */
export const indicators = [
  cellsOf({
    name: 'followup.followed',
    measures: 'stock',
    on: [touching(plansOpened, ({ cells }) => cells), touching(planEnded, ({ unitId, day }) => [{ unitId, day }])],
    rows: sql => sql`
      select unit_id, ${sql.unsafe(DAY('opened_at'))} as day, 1 as value from followup.plan
      union all
      select unit_id, ${sql.unsafe(DAY('ended_at'))} as day, -1 as value from followup.plan where ended_at is not null`,
  }),
  cellsOf({
    name: 'followup.asked',
    on: [touching(dayAsked, ({ unitId, day }) => [{ unitId, day }])],
    rows: sql => sql`select unit_id, day, 1 as value from followup.asked`,
  }),
  cellsOf({
    name: 'followup.answered',
    on: [byAnswer, touching(dayAsked, ({ unitId, day }) => [{ unitId, day }])],
    rows: sql => sql`
      select q.unit_id, q.day, 1 as value from followup.asked q
      where exists (select from followup.answer a where a.plan_id = q.plan_id and a.day = q.day and a.reached)`,
  }),
  cellsOf({
    name: 'followup.worrying',
    on: [byAnswer],
    rows: sql => sql`
      select unit_id, day, 1 as value from followup.answer where cardinality(worries) > 0 group by plan_id, unit_id, day`,
  }),
  ratioOf({ name: 'followup.answered-share', part: 'followup.answered', whole: 'followup.asked' }),
]
