import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { waitProblem } from '#base/identity/limits.ts'
import { parsePhone } from '#base/identity/phone.ts'
import { networkOf } from '#base/identity/rules.ts'
import { birthYear, displayName, localPhone } from '#base/people/identifiers.ts'
import { noteMoved } from '#base/people/moved.ts'
import { findByIdentifier, getPerson, identifiersOf, survivorOf } from '#base/people/people.ts'
import { policyAt } from '#base/policies/index.ts'
import { treeOf } from '#base/units/trees.ts'
import { commentWork, transferWork } from '#base/work/hold.ts'
import { type Item, itemsAbout } from '#base/work/queries.ts'
import { moveWork, openWork, refusedAt } from '#base/work/work.ts'
import type { App, Context } from '#core/app.ts'
import { DAY_MS, dayOf, HOUR_MS } from '#core/clock.ts'
import { at, type InputOf } from '#core/contract.ts'
import { callerOf } from '#core/http/server.ts'
import { notFound, Problem } from '#core/problem.ts'
import { nameKey } from '#core/text.ts'
import { say } from '#core/words.ts'
import { contactsFound } from '../events.ts'
import { exposureWeight } from '../policies.ts'
import { saveCandidates } from '../queries.ts'
import { weigh } from '../rules.ts'
import type { MyReport, publicNotices, Receipt, ReportView } from './contract.ts'
import { ruleFor } from './drafts.ts'
import { LISTING, reportFlow } from './flow.ts'
import { type NoticeRow, noticeByCode, versionsOf } from './queries.ts'
import {
  casesAt,
  type DoubleRow,
  getReport,
  isListed,
  joinPlaces,
  keepPlaces,
  keepReport,
  type NewReport,
  nameReported,
  placesOf,
  type ReportRow,
  reportsFrom,
  reportsOf,
  reportsOfEntries,
  type Shared,
} from './reports-queries.ts'
import { stateOf } from './rules.ts'
import { inSentence } from './text.ts'
import { publicLine } from './views.ts'

/** Reports with one phone in a day: a family with its neighbours, not a machine. */
const A_DAY = 10
/** A mobile operator shows thousands of people as one address: this only stops machines. */
const AN_HOUR = 300
const HOUR_S = HOUR_MS / 1000

interface Said {
  readonly name: string
  readonly phone: string
}

const limiters = new WeakMap<App, RateLimiterMemory>()

async function countFromAddress(ctx: Context): Promise<void> {
  const limiter = limiters.get(ctx.app) ?? new RateLimiterMemory({ points: AN_HOUR, duration: HOUR_S })
  limiters.set(ctx.app, limiter)
  try {
    await limiter.consume(networkOf(callerOf(ctx).address))
  } catch (reached) {
    if (!(reached instanceof RateLimiterRes)) throw reached
    throw waitProblem('tracing.report.wait', reached.msBeforeNext)
  }
}

/** A notice in force, and that it names these places. */
async function noticeFor(ctx: Context, code: string, lineIds: readonly string[]): Promise<NoticeRow> {
  const notice = await noticeByCode(ctx.sql, code)
  if (!notice?.firstAt) throw notFound('notice')
  if (stateOf(notice, dayOf(ctx.now)) !== 'current') throw new Problem('tracing.report.over', { status: 409 })
  const published = (await versionsOf(ctx.sql, notice.id)).find(version => version.state === 'published')
  const known = new Set(published?.lines.map(line => line.id))
  // It was corrected while they read.
  if (!lineIds.every(id => known.has(id))) throw new Problem('tracing.report.corrected', { status: 409 })
  return notice
}

function communeOf(ctx: Context, unitId: string | null | undefined) {
  const unit = unitId ? treeOf(ctx.app).get(unitId) : undefined
  if (unit?.tier !== 'commune') throw new Problem('tracing.report.no-commune')
  return unit
}

type Mine = InputOf<typeof publicNotices.reportMine>
type ByName = InputOf<typeof publicNotices.reportByName>

/** The caller, or one of the household, was there. */
export async function reportMine(ctx: Context, { params, body }: Mine): Promise<Receipt> {
  const notice = await noticeFor(ctx, params.code, body.lineIds)
  const person = await getPerson(ctx.sql, body.personId)
  if (!person) throw notFound('person')
  const unit = communeOf(ctx, body.unitId ?? person.unitId)
  const nobody = { who: null, whoIndex: null, phoneIndex: null }
  const report = { noticeId: notice.id, personId: person.id, unitId: unit.id, ...nobody }
  const { places, dueAt, again } = await take(ctx, notice, report, body.lineIds)
  return { unitName: inSentence(unit.fullName), reachBy: dueAt?.toISOString() ?? null, places, again }
}

/**
 * Somebody without an account was there. What is answered does not depend on what was reported before: nobody learns from
 * it whether somebody else did. Nor is a report moved by it: a name and a number are known to others too.
 */
export async function reportByName(ctx: Context, { params, body }: ByName): Promise<Receipt> {
  await countFromAddress(ctx)
  const who = nameAndPhone(body)
  const unit = communeOf(ctx, body.unitId)
  const notice = await noticeFor(ctx, params.code, body.lineIds)
  const report = { ...namedReport(ctx, notice, who), unitId: unit.id }
  const since = new Date(ctx.now.getTime() - DAY_MS)
  if ((await reportsFrom(ctx.sql, report.phoneIndex, since)) >= A_DAY)
    throw new Problem('tracing.report.phone-wait', { status: 429 })
  await take(ctx, notice, report, body.lineIds, { moves: false })
  const { reachHours } = (await ruleFor(ctx, unit.id)).params
  const reachBy = new Date(ctx.now.getTime() + reachHours * HOUR_MS).toISOString()
  return { unitName: inSentence(unit.fullName), reachBy, places: new Set(body.lineIds).size, again: false }
}

/** Somebody called the station: the officer who answers enters it, and may say that they stay elsewhere by now. */
export async function reportCalled(ctx: Context, { params, body }: ByName): Promise<Receipt> {
  const who = nameAndPhone(body)
  const unit = communeOf(ctx, body.unitId)
  const notice = await noticeFor(ctx, params.code, body.lineIds)
  const report = { ...namedReport(ctx, notice, who), unitId: unit.id, enteredBy: ctx.who?.accountId ?? null }
  const { places, dueAt, again } = await take(ctx, notice, report, body.lineIds)
  return { unitName: inSentence(unit.fullName), reachBy: dueAt?.toISOString() ?? null, places, again }
}

function nameAndPhone(given: { readonly name: string; readonly phone: string }): Said {
  const phone = parsePhone(given.phone)?.e164
  if (!phone) throw new Problem('tracing.report.phone')
  const name = displayName(given.name)
  if (!/\p{L}{2}/u.test(name) || /\d/.test(name)) throw new Problem('tracing.report.name')
  return { name, phone }
}

const namedReport = ({ app: { keyring } }: Context, { id }: NoticeRow, { name, phone }: Said) => ({
  noticeId: id,
  personId: null,
  who: keyring.encrypt(JSON.stringify({ name, phone })),
  whoIndex: keyring.blindIndex('tracing.report.who', `${phone} ${nameKey(name)}`),
  phoneIndex: keyring.blindIndex('tracing.report.phone', phone),
})

/** Keeps a report once, and gives it to the health station of the commune of stay; `moves`: also where another has it. */
async function take(
  ctx: Context,
  notice: NoticeRow,
  report: NewReport,
  lineIds: readonly string[],
  { moves = true } = {},
) {
  const { id, unitId, again } = await keepReport(ctx, report)
  const { added, places } = await keepPlaces(ctx, id, lineIds)
  const open = await openItem(ctx, id)
  if (open && unitId !== report.unitId) {
    if (moves) await transferWork(asSystem(ctx), open.id, report.unitId, say('vi', 'tracing.report.moved'))
    else await noteElsewhere(ctx, open.id, report.unitId)
  }
  if (open || !added) return { places, dueAt: open?.dueAt ?? null, again }
  const ownerId = moves ? report.unitId : unitId
  const { reachHours } = (await ruleFor(ctx, ownerId)).params
  const dueAt = new Date(ctx.now.getTime() + reachHours * HOUR_MS)
  await openReport(ctx, { id, personId: report.personId, unitId: ownerId, number: notice.number ?? '', dueAt })
  return { places, dueAt, again }
}

interface Opening {
  readonly id: string
  readonly personId: string | null
  readonly unitId: string
  readonly number: string
  readonly dueAt: Date | null
}

const openReport = (ctx: Context, { id, personId, unitId, number, dueAt }: Opening) =>
  openWork(ctx, {
    kind: reportFlow.kind,
    subject: at.of('notice-report', id),
    unitId,
    params: { number },
    ...(personId ? { personId } : {}),
    due: dueAt,
  })

/** Somebody with that name and number says to stay elsewhere: the station that has it asks them before it is moved. */
async function noteElsewhere(ctx: Context, workId: string, unitId: string): Promise<void> {
  const note = say('vi', 'tracing.report.elsewhere', { unit: treeOf(ctx.app).label(unitId) })
  const said = await ctx.sql`select from work.step where item_id = ${workId} and what = 'comment' and note = ${note}`
  if (!said.length) await commentWork(asSystem(ctx), workId, note, [])
}

/**
 * Two entries of the register are one person: what they reported of a notice is one report, with the places of both. The
 * one they proved by their account stays, else the one a station is busy with.
 */
export async function joinReports(ctx: Context, fromId: string, toId: string): Promise<void> {
  const byNotice = Map.groupBy(await reportsOfEntries(ctx.sql, [fromId, toId]), report => report.noticeId)
  for (const [kept, ...doubles] of byNotice.values())
    if (kept) for (const double of doubles) await joinInto(ctx, { ...kept, personId: toId }, double)
  const moved = await ctx.sql<{ id: string }[]>`
    update tracing.notice_report set person_id = ${toId} where person_id = ${fromId} returning id`
  await noteMoved(
    ctx,
    fromId,
    'tracing.report',
    moved.map(report => report.id),
  )
}

async function joinInto(ctx: Context, kept: DoubleRow, double: DoubleRow): Promise<void> {
  const [own, other] = [await openItem(ctx, kept.id), await openItem(ctx, double.id)]
  await joinPlaces(ctx.sql, kept.id, double.id)
  if (other) {
    const note = say('vi', 'tracing.report.joined', { number: double.number })
    await moveWork(asSystem(ctx), other.id, 'close', { note })
    if (!own) await openReport(ctx, { ...kept, unitId: double.unitId, dueAt: other.dueAt })
  }
}

const asSystem = (ctx: Context): Context => ctx.app.context(ctx.sql, { now: ctx.now, requestId: ctx.requestId })

async function openItem(ctx: Context, reportedId: string): Promise<Item | undefined> {
  const items = await itemsAbout(ctx.sql, at.of('notice-report', reportedId))
  return items.find(item => item.open && item.kind === reportFlow.kind)
}

async function mustReport(ctx: Context, id: string): Promise<ReportRow> {
  const report = await getReport(ctx.sql, id)
  if (!report) throw notFound('report')
  return report
}

export async function reportView(ctx: Context, reportedId: string): Promise<ReportView> {
  const report = await mustReport(ctx, reportedId)
  const tree = treeOf(ctx.app)
  const said = report.who ? (JSON.parse(ctx.app.keyring.decrypt(report.who)) as Said) : undefined
  const person = report.personId ? await getPerson(ctx.sql, report.personId) : undefined
  const phone = said?.phone ?? (person && (await identifiersOf(ctx, person.id)).phone)
  const likely = said && !person ? await likelyFor(ctx, said) : []
  return {
    id: report.id,
    name: said?.name ?? person?.fullName ?? '',
    phone: phone ? localPhone(phone) : null,
    verified: report.who === null,
    personId: person?.id ?? null,
    likely: likely.map(one => ({
      id: one.id,
      name: one.fullName,
      birthYear: one.birthDate ? String(birthYear(one.birthDate)) : null,
    })),
    unitName: tree.label(report.unitId),
    at: report.createdAt.toISOString(),
    enteredBy: report.enteredBy,
    notice: { code: report.code, number: report.number ?? '', organ: report.organ },
    lines: (await placesOf(ctx.sql, report.id))
      .sort((a, b) => a.from.getTime() - b.from.getTime())
      .map(line => publicLine(tree, line)),
  }
}

const likelyFor = async (ctx: Context, { name, phone }: Said) =>
  (await findByIdentifier(ctx, 'phone', phone)).filter(person => person.nameKey === nameKey(name))

/**
 * A tracer lists who reported with the cases that were there, for review: how near they were nobody knows yet. Who is on a
 * case's list already stays as they are there: found by a door, they were weighed better.
 */
export async function listReported(ctx: Context, reportedId: string, given: string | undefined): Promise<number> {
  const report = await mustReport(ctx, reportedId)
  const item = await openItem(ctx, reportedId)
  if (!item) throw new Problem('tracing.report.done-already', { status: 409 })
  const personId = report.personId ?? (given ? await survivorOf(ctx.sql, given) : undefined)
  if (!personId || !(await getPerson(ctx.sql, personId))) throw new Problem('tracing.report.nobody')
  const stopIds = (await placesOf(ctx.sql, reportedId)).flatMap(line => line.stopIds)
  const stops = (await casesAt(ctx.sql, stopIds)).filter(
    stop => stop.personId !== personId && !refusedAt(ctx, 'tracing.write', stop.unitId),
  )
  if (!stops.length) throw new Problem('tracing.report.no-case', { status: 409 })
  const byCase = Map.groupBy(stops, stop => stop.caseId)
  for (const [caseId, met] of byCase)
    if (!(await isListed(ctx.sql, caseId, personId)))
      await listWith(ctx, { caseId, personId, met, number: report.number ?? '' })
  if (!report.personId) await nameReported(ctx.sql, reportedId, personId)
  await moveWork(ctx, item.id, 'list', { form: LISTING })
  return byCase.size
}

interface Listing {
  readonly caseId: string
  readonly personId: string
  readonly met: readonly Shared[]
  readonly number: string
}

async function listWith(ctx: Context, { caseId, personId, met, number }: Listing): Promise<void> {
  const [first] = met
  if (!first) return
  const rule = await policyAt(ctx, exposureWeight, { day: dayOf(ctx.now), unitId: first.unitId })
  const minutes = Math.round(met.reduce((sum, { from, to }) => sum + to.getTime() - from.getTime(), 0) / 60_000)
  const added = await saveCandidates(ctx, { caseId, generation: 1, policyVersion: rule.version }, [
    {
      personId,
      viaId: first.personId,
      how: 'reported',
      metFrom: new Date(Math.min(...met.map(one => one.from.getTime()))),
      metUntil: new Date(Math.max(...met.map(one => one.to.getTime()))),
      minutes,
      estimated: true,
      sameArea: false,
      exposure: weigh({ minutes, sameArea: false }, rule.params),
      reason: say('vi', 'tracing.report.reason', { number }),
    },
  ])
  if (added) await ctx.emit(contactsFound, { caseId, found: added })
}

export async function myReports(ctx: Context): Promise<MyReport[]> {
  const tree = treeOf(ctx.app)
  const rows = await reportsOf(ctx.sql, ctx.who?.personIds ?? [])
  return rows.map(({ id, name, code, number, unitId, createdAt, state, dueAt, places }) => ({
    id,
    name,
    state,
    places: [...places],
    notice: {
      code,
      number,
    },
    at: createdAt.toISOString(),
    unitName: inSentence(tree.get(unitId)?.fullName ?? ''),
    reachBy: dueAt?.toISOString() ?? null,
  }))
}
