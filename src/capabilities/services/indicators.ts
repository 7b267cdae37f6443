import { cellsOf, distinctOf, type Opens, ratioOf, touching } from '#base/indicators/indicator.ts'
import type { Context } from '#core/app.ts'
import { addDays, startOf } from '#core/clock.ts'
import type { Fragment, Sql } from '#core/db/db.ts'
import { format } from '#core/format.ts'
import { say } from '#core/words.ts'
import { dossierFiled, dossierFinished, dossierMoved, dossierNoted } from './events.ts'

const DAY = (sql: Sql, column: string) => sql.unsafe(`(${column} at time zone 'Asia/Ho_Chi_Minh')::date`)

/** The cells in which a dossier counts: of every day on which something of it happened. */
const cells = ({ dossierId }: { readonly dossierId: string }, { sql }: Context) => sql<
  { unitId: string; day: string }[]
>`
  select distinct d.unit_id, day from services.dossier d
  cross join lateral (
    select (at at time zone 'Asia/Ho_Chi_Minh')::date as day
    from unnest(array[d.filed_at, d.received_at, d.finished_at, d.returned_at, d.paid_at, d.due_at]) as t (at) where at is not null
    union select (r.at at time zone 'Asia/Ho_Chi_Minh')::date from services.rating r where r.dossier_id = d.id
    union select (f.answered_at at time zone 'Asia/Ho_Chi_Minh')::date from services.feedback f
      where f.dossier_id = d.id and f.answered_at is not null) happened
  where d.id = ${dossierId}`

const touches = [dossierFiled, dossierMoved, dossierFinished, dossierNoted].map(event => touching(event, cells))

/** A dossier is named by its code; whose it is stands in it. */
const opens: Opens = {
  verb: 'services.read',
  async lines({ sql, locale }, ids) {
    const rows = await sql<{ id: string; code: string; name: string; state: string; filedAt: Date }[]>`
      select d.id, d.code, c.name, d.state, d.filed_at from services.dossier d
      join services.procedure c on c.id = d.procedure_id where d.id = any(${ids as string[]}::uuid[])`
    return rows.map(({ id, code, name, state, filedAt }) => ({
      id,
      title: code,
      detail: [name, say(locale, `services.dossier.state.${state}`), format(locale).day(filedAt)].join(' · '),
      to: `/services/${id}`,
    }))
  },
}

const counted = (name: string, column: string, where: (sql: Sql) => Fragment) =>
  cellsOf({
    name,
    on: touches,
    opens,
    rows: sql => sql`
      select d.id, d.unit_id, ${DAY(sql, column)} as day, 1 as value from services.dossier d
      where ${sql.unsafe(column)} is not null and ${where(sql)}`,
  })

const all = (sql: Sql) => sql`true`
/** Done, one way or another, that was promised for a day. */
const done = (sql: Sql) => sql`d.due_at is not null`

const ofPapers = (name: string, where: (sql: Sql) => Fragment) =>
  cellsOf({
    name,
    on: touches,
    opens,
    rows: sql => sql`
      select d.id, d.unit_id, ${DAY(sql, 'd.filed_at')} as day, count(*)::int as value
      from services.dossier d join services.paper p on p.dossier_id = d.id where ${where(sql)} group by d.id`,
  })

const ofRatings = (name: string, where: (sql: Sql) => Fragment) =>
  cellsOf({
    name,
    on: touches,
    opens,
    rows: sql => sql`
      select d.id, d.unit_id, ${DAY(sql, 'r.at')} as day, count(*)::int as value
      from services.dossier d join services.rating r on r.dossier_id = d.id where ${where(sql)} group by d.id, 3`,
  })

const ofFeedback = (name: string, where: (sql: Sql) => Fragment) =>
  cellsOf({
    name,
    on: touches,
    opens,
    rows: sql => sql`
      select d.id, d.unit_id, ${DAY(sql, 'f.answered_at')} as day, count(*)::int as value
      from services.dossier d join services.feedback f on f.dossier_id = d.id
      where f.answered_at is not null and ${where(sql)} group by d.id, 3`,
  })

export const counts = [
  counted('services.filed', 'd.filed_at', all),
  counted('services.filed-online', 'd.filed_at', sql => sql`d.channel in ('online', 'portal')`),
  counted('services.filed-post', 'd.filed_at', sql => sql`d.channel = 'post'`),
  counted('services.done', 'd.finished_at', done),
  counted(
    'services.done-early',
    'd.finished_at',
    sql => sql`
    (d.finished_at at time zone 'Asia/Ho_Chi_Minh')::date < (d.due_at at time zone 'Asia/Ho_Chi_Minh')::date`,
  ),
  counted('services.done-in-time', 'd.finished_at', sql => sql`d.finished_at <= d.due_at`),
  counted('services.done-late', 'd.finished_at', sql => sql`d.finished_at > d.due_at`),
  counted('services.returned', 'd.returned_at', all),
  counted('services.returned-post', 'd.returned_at', sql => sql`d.returned_by = 'post'`),
  counted(
    'services.results',
    'd.finished_at',
    sql => sql`exists (select from services.result r where r.dossier_id = d.id and r.state = 'issued')`,
  ),
  counted(
    'services.results-digital',
    'd.finished_at',
    sql => sql`
    exists (select from services.result r where r.dossier_id = d.id and r.is_signed)
    or exists (select from attestation.statement s where s.about_kind = 'dossier-result' and s.about_id = d.id::text)`,
  ),
  counted(
    'services.results-signed',
    'd.finished_at',
    sql => sql`exists (select from services.result r where r.dossier_id = d.id and r.is_signed)`,
  ),
  counted('services.paid', 'd.paid_at', all),
  counted(
    'services.paid-online',
    'd.paid_at',
    sql => sql`
    exists (select from services.payment p where p.dossier_id = d.id and p.state = 'paid' and p.method = 'online')`,
  ),
  ofPapers('services.papers', all),
  ofPapers('services.papers-digital', sql => sql`p.how in ('photo', 'reused')`),
  ofPapers('services.papers-reused', sql => sql`p.how = 'reused'`),
  ofRatings('services.ratings', all),
  ofRatings('services.ratings-content', sql => sql`r.stars >= 4`),
  ofRatings('services.ratings-paper', sql => sql`r.channel = 'paper'`),
  ofFeedback('services.answered', all),
  ofFeedback('services.answered-in-time', sql => sql`f.answered_at <= f.due_at`),
]

/** Procedures of which something was filed: not a figure of dossiers, so days and offices do not add up. */
const procedures = (name: string, where: (sql: Sql) => Fragment) =>
  distinctOf({
    name,
    rows: (sql, { from, to }) => sql`
      select c.code as key, d.unit_id, ${DAY(sql, 'd.filed_at')} as day
      from services.dossier d join services.procedure c on c.id = d.procedure_id
      where c.level = 'full' and ${where(sql)}
        and d.filed_at >= ${startOf(from)} and d.filed_at < ${startOf(addDays(to, 1))}`,
  })

const share = (name: string, part: string, whole: string) =>
  ratioOf({ name: `services.share-${name}`, part: `services.${part}`, whole: `services.${whole}` })

export const indicators = [
  ...counts,
  procedures('services.procedures-full', all),
  procedures('services.procedures-full-online', sql => sql`d.channel in ('online', 'portal')`),
  share('online', 'filed-online', 'filed'),
  share('in-time', 'done-in-time', 'done'),
  share('post', 'returned-post', 'returned'),
  share('digital-results', 'results-digital', 'results'),
  share('signed-results', 'results-signed', 'results'),
  share('digital-papers', 'papers-digital', 'papers'),
  share('reuse', 'papers-reused', 'papers'),
  share('paid-online', 'paid-online', 'paid'),
  share('content', 'ratings-content', 'ratings'),
  share('answered', 'answered-in-time', 'answered'),
]
