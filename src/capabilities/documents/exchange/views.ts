import type { Context } from '#core/app.ts'
import { pageOf, readCursor } from '#core/paging.ts'
import { organisationsWith } from '../office.ts'
import { mustDocument } from '../steps.ts'
import type { Agency, Exchanged, Step } from './contract.ts'
import type { Status } from './edxml/message.ts'
import { type StepRow, stepsOf } from './queries.ts'

const PAGE = 50
const MOST_AGENCIES = 50
const iso = (at: Date | null): string | null => at?.toISOString() ?? null

export async function documentSteps(ctx: Context, documentId: string) {
  const { notation, subject } = await mustDocument(ctx, documentId)
  const rows = await stepsOf(ctx.sql, documentId)
  return { notation: notation ?? '', subject, steps: rows.map(stepOf) }
}

const stepOf = (row: StepRow): Step => ({
  ...row,
  agency: { code: row.agencyCode, name: row.agencyName },
  params: { ...row.params },
  trace: [...row.trace],
  at: row.at.toISOString(),
  takenAt: iso(row.takenAt),
  endedAt: iso(row.endedAt),
})

interface Listed extends StepRow {
  readonly notation: string | null
  readonly subject: string
  readonly lastStatus: Status | null
  readonly lastAt: Date | null
}

export interface Filter {
  readonly way?: 'out' | 'in' | undefined
  readonly state?: string | undefined
  readonly after?: string | undefined
}

/** What the caller's offices exchanged, newest first, with the last that a recipient said of it. */
export async function exchangedPage(ctx: Context, { way, state, after: text }: Filter) {
  const { sql } = ctx
  const after = readCursor(text)
  const rows = await sql<Listed[]>`
    select s.*, d.notation, d.subject, l.status as last_status, l.at as last_at
    from exchange.step s join documents.document d on d.id = s.document_id
    left join lateral (
      select status, at from exchange.step x
      where x.document_id = s.document_id and x.agency_code = s.agency_code and x.what = 'status' and x.status is not null
        and x.way <> s.way order by x.at desc, x.id desc limit 1) l on true
    where s.what <> 'status' and s.organisation_id = any(${organisationsWith(ctx, 'documents.register')}::uuid[])
      and ${way ? sql`s.way = ${way}` : sql`true`} and ${state ? sql`s.state = ${state}` : sql`true`}
      and ${after ? sql`(s.at, s.id) < (${after.at}, ${after.id})` : sql`true`}
    order by s.at desc, s.id desc limit ${PAGE + 1}`
  const { shown, more } = pageOf(rows, PAGE, row => row.at)
  return { rows: shown.map(lineOf), more }
}

const lineOf = (row: Listed): Exchanged => ({
  id: row.id,
  way: row.way,
  what: row.what as Exchanged['what'],
  documentId: row.documentId,
  notation: row.notation ?? '',
  subject: row.subject,
  agency: { code: row.agencyCode, name: row.agencyName },
  state: row.state,
  problem: row.problem,
  params: { ...row.params },
  status: row.lastStatus,
  statusAt: iso(row.lastAt),
  at: row.at.toISOString(),
})

export async function agenciesNamed({ sql }: Context, text = ''): Promise<Agency[]> {
  const like = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  const rows = await sql<(Omit<Agency, 'toldAt'> & { toldAt: Date })[]>`
    select a.code, a.old_code, a.name, p.name as partner, a.told_at
    from exchange.agency a join interchange.partner p on p.id = a.partner_id
    where a.name ilike ${like} or a.code ilike ${like} or a.old_code ilike ${like}
    order by a.name, a.code limit ${MOST_AGENCIES}`
  return rows.map(row => ({ ...row, toldAt: row.toldAt.toISOString() }))
}
