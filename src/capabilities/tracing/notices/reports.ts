import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { waitProblem } from '#base/identity/limits.ts'
import { parsePhone } from '#base/identity/phone.ts'
import { networkOf } from '#base/identity/rules.ts'
import { birthYear, displayName, localPhone } from '#base/people/identifiers.ts'
import { findByIdentifier, getPerson, identifiersOf, survivorOf } from '#base/people/people.ts'
import { policyAt } from '#base/policies/index.ts'
import { treeOf } from '#base/units/trees.ts'
import { transferWork } from '#base/work/hold.ts'
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
  getReport,
  isListed,
  keepPlaces,
  keepReport,
  type NewReport,
  nameReported,
  placesOf,
  type ReportRow,
  reportsFrom,
  reportsOf,
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
 * it whether somebody else did.
 */
export async function reportByName(ctx: Context, { params, body }: ByName): Promise<Receipt> {
  await countFromAddress(ctx)
  const phone = parsePhone(body.phone)?.e164
  if (!phone) throw new Problem('tracing.report.phone')
  const name = displayName(body.name)
  if (!/\p{L}{2}/u.test(name) || /\d/.test(name)) throw new Problem('tracing.report.name')
  const unit = communeOf(ctx, body.unitId)
  const notice = await noticeFor(ctx, params.code, body.lineIds)
  const { keyring } = ctx.app
  const phoneIndex = keyring.blindIndex('tracing.report.phone', phone)
  const since = new Date(ctx.now.getTime() - DAY_MS)
  if ((await reportsFrom(ctx.sql, phoneIndex, since)) >= A_DAY)
    throw new Problem('tracing.report.phone-wait', { status: 429 })
  await take(
    ctx,
    notice,
    {
      noticeId: notice.id,
      personId: null,
      who: keyring.encrypt(JSON.stringify({ name, phone })),
      whoIndex: keyring.blindIndex('tracing.report.who', `${phone} ${nameKey(name)}`),
      phoneIndex,
      unitId: unit.id,
    },
    body.lineIds,
  )
  const { reachHours } = (await ruleFor(ctx, unit.id)).params
  const reachBy = new Date(ctx.now.getTime() + reachHours * HOUR_MS).toISOString()
  return { unitName: inSentence(unit.fullName), reachBy, places: new Set(body.lineIds).size, again: false }
}

/** Keeps a report once, and gives it to the health station of the commune of stay. */
async function take(ctx: Context, notice: NoticeRow, report: NewReport, lineIds: readonly string[]) {
  const { id, unitId, again } = await keepReport(ctx, report)
  const { added, places } = await keepPlaces(ctx, id, lineIds)
  const open = await openItem(ctx, id)
  if (open && unitId !== report.unitId)
    await transferWork(asSystem(ctx), open.id, report.unitId, say('vi', 'tracing.report.moved'))
  if (open || !added) return { places, dueAt: open?.dueAt ?? null, again }
  const { reachHours } = (await ruleFor(ctx, report.unitId)).params
  const dueAt = new Date(ctx.now.getTime() + reachHours * HOUR_MS)
  await openWork(ctx, {
    kind: reportFlow.kind,
    subject: at.of('notice-report', id),
    unitId: report.unitId,
    params: { number: notice.number ?? '' },
    ...(report.personId ? { personId: report.personId } : {}),
    due: dueAt,
  })
  return { places, dueAt, again }
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

interface Said {
  readonly name: string
  readonly phone: string
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
