import type { Fault, Loading } from '#base/lists/list.ts'
import { clearStandings } from '#base/standing/standing.ts'
import { dayOf, startOf } from '#core/clock.ts'
import { format } from '#core/format.ts'
import { newId } from '#core/ids.ts'
import { nameKey } from '#core/text.ts'
import { caseEnded } from './events.ts'
import { type Ended, type Standing, whatFollows } from './line-list.ts'

/** A row of a case that has a file already. */
export interface Retold {
  readonly line: number
  readonly caseId: string
  readonly end: Ended | 'ongoing' | undefined
}

interface FileRow extends Standing {
  readonly id: string
  readonly personId: string
  readonly unitId: string
}

interface Correction {
  readonly file: FileRow
  readonly end: Ended
}

/**
 * What a list that is sent again says of how cases ended: an outcome nobody has written is written down, one that the list
 * itself told before is corrected, and one that somebody else wrote stays as it is. Each is reported with its line; what it
 * was, who loaded the list and when stay with the case.
 */
export async function retellOutcomes(
  ctx: Loading,
  rows: readonly Retold[],
  isReached: (unitId: string) => boolean,
): Promise<Fault[]> {
  const told = rows.filter(row => row.end !== undefined)
  const files = await standingFiles(ctx, [...new Set(told.map(row => row.caseId))])
  const corrections = new Map<string, Correction>()
  const remarks = told.flatMap(({ line, caseId, end }): Fault[] => {
    const file = files.get(caseId)
    if (!file || !end) return []
    const follows = corrections.has(caseId) ? 'nothing' : whatFollows(file, end)
    if (follows === 'nothing') return []
    const params = { was: file.outcome ?? 'none', wasOn: dayText(file.outcomeOn), ...toldOf(end) }
    if (follows === 'write' || follows === 'correct') {
      if (!isReached(file.unitId)) return [{ line, column: 'outcome', reason: 'lists.cell.outside' }]
      if (end !== 'ongoing') corrections.set(caseId, { file, end })
    }
    return [{ line, column: 'outcome', reason: REASONS[follows], params }]
  })
  await write(ctx, [...corrections.values()])
  return remarks
}

const REASONS = {
  write: 'tracing.list.outcome-written',
  correct: 'tracing.list.outcome-corrected',
  differs: 'tracing.list.outcome-differs',
  impossible: 'tracing.outcome.before-case',
} as const

const { day } = format('vi')
const dayText = (on: string | null): string => (on ? day(on) : '–')

const toldOf = (end: Ended | 'ongoing') =>
  end === 'ongoing' ? { told: 'ongoing', toldOn: '–' } : { told: end.outcome, toldOn: dayText(end.on) }

/** The files with how they ended, and whether this source was the last to say so. */
async function standingFiles({ sql, source }: Loading, caseIds: readonly string[]): Promise<Map<string, FileRow>> {
  if (!caseIds.length) return new Map()
  const rows = await sql<(Omit<FileRow, 'isOwn' | 'confirmedOn'> & { confirmedAt: Date; saidBy: string | null })[]>`
    select c.id, c.person_id, c.unit_id, c.outcome, c.outcome_on, c.confirmed_at, last.source as said_by
    from tracing.case_file c
    left join lateral (
      select o.source from tracing.outcome_change o where o.case_id = c.id order by o.changed_at desc, o.id desc limit 1
    ) last on true
    where c.id = any(${caseIds as string[]}) for update of c`
  // Where nobody said so since, it came with the list that opened the file.
  const isOwn = (saidBy: string | null) => saidBy === null || nameKey(saidBy) === nameKey(source)
  return new Map(
    rows.map(({ confirmedAt, saidBy, ...row }) => [
      row.id,
      { ...row, confirmedOn: dayOf(confirmedAt), isOwn: isOwn(saidBy) },
    ]),
  )
}

async function write(ctx: Loading, corrections: readonly Correction[]): Promise<void> {
  if (!corrections.length) return
  const ids = corrections.map(one => one.file.id)
  const outcomes = corrections.map(one => one.end.outcome)
  const days = corrections.map(one => one.end.on)
  await ctx.sql`
    update tracing.case_file c
    set outcome = told.outcome, outcome_on = told.on_day, outcome_at = null, outcome_facility = '', closed_at = ${ctx.now}
    from unnest(${ids}::uuid[], ${outcomes}::text[], ${days}::date[]) as told (id, outcome, on_day)
    where c.id = told.id`
  await ctx.sql`
    insert into tracing.outcome_change
      (id, case_id, was, was_on, now, now_at, source, changed_by, changed_at)
    select told.id, told.case_id, told.was, told.was_on, told.outcome, told.at, ${ctx.source},
           ${ctx.who?.accountId ?? null}, ${ctx.now}
    from unnest(${ids.map(() => newId(ctx.now))}::uuid[], ${ids}::uuid[],
      ${corrections.map(one => one.file.outcome)}::text[], ${corrections.map(one => one.file.outcomeOn)}::date[],
      ${outcomes}::text[], ${days.map(on => (on ? startOf(on) : null))}::timestamptz[])
      as told (id, case_id, was, was_on, outcome, at)`
  await clearStandings(
    ctx,
    'tracing',
    corrections.map(one => one.file.personId),
  )
  for (const { file, end } of corrections) {
    const { id: caseId, personId, unitId, outcomeOn } = file
    const cells = [...new Set([outcomeOn, end.on])].flatMap(on => (on ? [{ unitId, day: on }] : []))
    await ctx.emit(caseEnded, { caseId, personId, how: end.outcome, cells })
  }
}
