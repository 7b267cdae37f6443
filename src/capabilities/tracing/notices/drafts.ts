import { randomBytes } from 'node:crypto'
import { placeCode } from '#base/people/codes.ts'
import { policyAt } from '#base/policies/index.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import type { InputOf } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import { nameKey } from '#core/text.ts'
import { hasWords, say } from '#core/words.ts'
import { noticeRule } from '../policies.ts'
import type { notices } from './contract.ts'
import { NOTIFY } from './flow.ts'
import {
  dropDraft,
  insertNotice,
  insertVersion,
  type LineRow,
  lockNotice,
  type NoticeRow,
  namesNear,
  registeredTexts,
  stopsFor,
  type VersionRow,
  versionsOf,
  writeDraft,
  writeLines,
} from './queries.ts'
import { type Found, findingsIn, isRefused, linesOf, type NewLine, personalIn } from './rules.ts'
import { inSentence } from './text.ts'

const MOST_LINES = 200

export const ruleFor = (ctx: Context, unitId: string) => policyAt(ctx, noticeRule, { day: dayOf(ctx.now), unitId })

/** The mốc dịch tễ that were ticked. Those of a case outside the caller's reach are refused, whatever was sent. */
async function chosenStops(ctx: Context, stopIds: readonly string[]) {
  if (!stopIds.length) return []
  const ids = [...new Set(stopIds)]
  const stops = await stopsFor(ctx.sql, ctx.scope(NOTIFY), { ids }, ids.length)
  if (stops.length < ids.length) throw new Problem('tracing.notice.foreign-stop', { status: 403 })
  return stops
}

const withIds = (ctx: Context, lines: readonly NewLine[]) => lines.map(line => ({ ...line, id: newId(ctx.now) }))

/** A draft with the lines of what was ticked, and what is usually said. */
export async function draftNotice(ctx: Context, unitId: string, stopIds: readonly string[]): Promise<string> {
  const lines = linesOf(await chosenStops(ctx, stopIds))
  const rule = await ruleFor(ctx, unitId)
  const id = await insertNotice(ctx, { code: placeCode(randomBytes(5)), unitId })
  const unit = treeOf(ctx.app).get(unitId)
  const organ = `tracing.notice.organ.${unit?.tier ?? ''}`
  await insertVersion(ctx, id, {
    n: 1,
    organ: say('vi', hasWords('vi', organ) ? organ : 'tracing.notice.organ.other', {
      unit: inSentence(unit?.fullName ?? ''),
    }),
    phone: rule.params.phone,
    advice: say('vi', 'tracing.notice.advice'),
    correction: '',
    policyVersion: rule.version,
  })
  await writeLines(ctx, id, 1, withIds(ctx, lines))
  return id
}

/** The newest version, when it is a draft. */
export function mustDraft(versions: readonly VersionRow[]): VersionRow {
  const [newest] = versions
  if (newest?.state === 'asked') throw new Problem('tracing.notice.asked-already', { status: 409 })
  if (newest?.state !== 'draft') throw new Problem('tracing.notice.no-draft', { status: 409 })
  return newest
}

export function refuseWithdrawn(notice: NoticeRow): void {
  if (notice.withdrawnAt) throw new Problem('tracing.notice.withdrawn-already', { status: 409 })
}

/** Begins the next version as a copy of what is published. */
export async function correctNotice(ctx: Context, noticeId: string): Promise<void> {
  const notice = await lockNotice(ctx, noticeId)
  refuseWithdrawn(notice)
  const [newest] = await versionsOf(ctx.sql, noticeId)
  if (newest?.state !== 'published') throw new Problem('tracing.notice.drafted-already', { status: 409 })
  const rule = await ruleFor(ctx, notice.unitId)
  const n = newest.n + 1
  await insertVersion(ctx, noticeId, { ...newest, n, correction: '', policyVersion: rule.version })
  await writeLines(ctx, noticeId, n, newest.lines)
}

type Edited = InputOf<typeof notices.editNotice>['body']

/** Writes the draft as it should be: lines keep what they stand for, and ticked mốc dịch tễ make new ones. */
export async function editNotice(ctx: Context, noticeId: string, body: Edited): Promise<void> {
  await lockNotice(ctx, noticeId)
  const draft = mustDraft(await versionsOf(ctx.sql, noticeId))
  const known = new Map(draft.lines.map(line => [line.id, line]))
  const kept = body.lines.map(({ id, ...line }) => {
    const before = known.get(id)
    if (!before) throw notFound('line')
    return { ...before, ...line, ...hoursOf(ctx, line) }
  })
  const added = withIds(ctx, linesOf(await chosenStops(ctx, body.stopIds ?? [])))
  if (kept.length + added.length > MOST_LINES)
    throw new Problem('tracing.notice.too-many', { params: { most: MOST_LINES } })
  const { organ, phone, advice, correction = '' } = body
  await writeDraft(ctx, noticeId, draft.n, { organ, phone, advice, correction })
  await writeLines(ctx, noticeId, draft.n, [...kept, ...added])
}

/** Rounded outward they may end a little after now; what lies wholly ahead is a slip. */
function hoursOf(ctx: Context, line: { readonly from: string; readonly to: string }) {
  const [from, to] = [new Date(line.from), new Date(line.to)]
  if (to <= from) throw new Problem('tracing.stop.ends-before-start')
  if (from > ctx.now) throw new Problem('tracing.stop.in-future')
  return { from, to }
}

/** Throws the draft away; answers whether the notice is gone with it. */
export async function discardNotice(ctx: Context, noticeId: string): Promise<boolean> {
  const notice = await lockNotice(ctx, noticeId)
  await dropDraft(ctx, notice, mustDraft(await versionsOf(ctx.sql, noticeId)).n)
  return notice.firstAt === null
}

/** What the texts of a version tell of somebody: of the cases it stands for, and of those they met. */
export async function findingsOf(ctx: Context, version: VersionRow): Promise<Found[]> {
  const stopIds = version.lines.flatMap(line => line.stopIds)
  const { organ, phone, advice, correction } = version
  const texts = [organ, advice, correction, ...version.lines.flatMap(textsOf)]
  const watched = await namesNear(ctx.sql, stopIds, nameKey(texts.join(' ')))
  const registered = await registeredTexts(ctx.sql, stopIds)
  return findingsIn({ organ, phone, advice, correction, lines: version.lines }, watched, registered)
}

/** Refuses a text for everybody that names somebody, beside what the versions of a notice stand for. */
export async function refusePersonal(ctx: Context, versions: readonly VersionRow[], text: string): Promise<void> {
  const stopIds = versions.flatMap(version => version.lines.flatMap(line => line.stopIds))
  const watched = await namesNear(ctx.sql, stopIds, nameKey(text))
  const found = personalIn(text, { ...watched, phone: versions.map(version => version.phone).join(';') })
  if (found.some(isRefused)) throw new Problem('tracing.notice.personal')
}

const textsOf = ({ place, address }: LineRow) => [place, address]
