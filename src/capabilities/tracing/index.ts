import { birthYear } from '#base/people/identifiers.ts'
import { getPerson } from '#base/people/people.ts'
import { getPlace } from '#base/places/places.ts'
import { policyAt } from '#base/policies/index.ts'
import { writeStandings } from '#base/standing/standing.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { done } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { defineModule } from '#core/module.ts'
import { notFound, Problem } from '#core/problem.ts'
import { tracing as contract } from './contract.ts'
import { caseOpened, contactsDecided, contactsFound } from './events.ts'
import { contactFlow, followContacts, leaveContacts, noteReached, templates } from './follow-up.ts'
import { indicators } from './indicators.ts'
import { exposureWeight, followUp, infectiousPeriod } from './policies.ts'
import {
  CASES_A_PAGE,
  type CaseRow,
  CONTACTS_A_PAGE,
  type ContactRow,
  contactsOf,
  countContacts,
  decideContacts,
  getCase,
  insertCase,
  listCases,
  type StopRow,
  saveCandidates,
  stopsOf,
} from './queries.ts'
import { infectiousPeriodOf, weigh } from './rules.ts'
import { takeVisits, traceFirst, traceNext } from './trace.ts'

export default defineModule({
  name: 'tracing',
  dir: import.meta.dirname,
  contract,
  handlers: {
    async openCase({ body }, ctx) {
      if (!(await getPerson(ctx.sql, body.personId))) throw notFound('person')
      const illness = readIllness(body, ctx.now)
      const rule = await policyAt(ctx, infectiousPeriod, { day: dayOf(illness.confirmedAt), unitId: body.unitId })
      const period = infectiousPeriodOf(illness, rule.params)
      const { id, number } = await insertCase(ctx, {
        ...body,
        ...illness,
        infectiousFrom: period.from,
        infectiousUntil: period.until,
        policyVersion: rule.version,
      })
      await takeVisits(ctx, { id, personId: body.personId })
      await writeStandings(ctx, [
        {
          personId: body.personId,
          source: 'tracing',
          level: 'red',
          reason: 'tracing.standing.case',
          policyVersion: rule.version,
        },
      ])
      await ctx.emit(caseOpened, { caseId: id, unitId: body.unitId, day: dayOf(illness.confirmedAt) })
      return { caseId: id, number }
    },
    async cases({ query }, ctx) {
      const unitIds = query.unitId ? ctx.app.tree.within([query.unitId]) : undefined
      const rows = await listCases(ctx.sql, ctx.scope('tracing.read'), {
        unitIds,
        q: query.q,
        after: readCursor(query.after),
      })
      const shown = rows.slice(0, CASES_A_PAGE)
      const last = rows.length > CASES_A_PAGE ? shown.at(-1) : undefined
      return { rows: shown.map(caseLine), more: last ? `${last.confirmedAt.toISOString()}~${last.id}` : null }
    },
    async getCase({ params }, ctx) {
      const file = await mustCase(ctx, params.caseId)
      const rule = await policyAt(ctx, infectiousPeriod, { day: dayOf(file.confirmedAt), unitId: file.unitId })
      return {
        ...caseLine(file),
        sampledAt: file.sampledAt?.toISOString() ?? null,
        isolatedAt: file.isolatedAt?.toISOString() ?? null,
        infectiousFrom: file.infectiousFrom.toISOString(),
        infectiousUntil: file.infectiousUntil?.toISOString() ?? null,
        document: rule.document,
        note: file.note,
        stops: (await stopsOf(ctx.sql, file.id)).map(stop => stopLine(file, stop)),
        counts: await countContacts(ctx.sql, file.id),
      }
    },
    async addStop({ params, body }, ctx) {
      const [from, to] = [new Date(body.from), new Date(body.to)]
      if (to <= from) throw new Problem('tracing.stop.ends-before-start')
      if (from > ctx.now) throw new Problem('tracing.stop.in-future')
      if (body.placeId && !(await getPlace(ctx.sql, body.placeId))) throw notFound('place')
      const stopId = newId(ctx.now)
      await ctx.sql`
        insert into tracing.stop (id, case_id, source, words, place_id, from_at, to_at, companions, created_by, created_at)
        values (${stopId}, ${params.caseId}, 'interview', ${body.words}, ${body.placeId}, ${from}, ${to},
                ${body.companions ?? ''}, ${ctx.who?.accountId ?? null}, ${ctx.now})`
      return { stopId }
    },
    async removeStop({ params }, { sql }) {
      const removed = await sql`
        delete from tracing.stop where id = ${params.stopId} and case_id = ${params.caseId} and source = 'interview'`
      if (!removed.count) throw notFound('stop')
      return done
    },
    async isolate({ params, body }, ctx) {
      const file = await mustCase(ctx, params.caseId)
      const isolatedAt = new Date(body.isolatedAt)
      if (isolatedAt > ctx.now) throw new Problem('tracing.in-future')
      const rule = await policyAt(ctx, infectiousPeriod, { day: dayOf(file.confirmedAt), unitId: file.unitId })
      const period = infectiousPeriodOf({ ...file, isolatedAt }, rule.params)
      await ctx.sql`
        update tracing.case_file set isolated_at = ${isolatedAt}, infectious_until = ${period.until} where id = ${file.id}`
      return done
    },
    async trace({ params, body }, ctx) {
      const file = await mustCase(ctx, params.caseId)
      const generation = Number(body.generation)
      const { found, added } = await (generation === 1 ? traceFirst(ctx, file) : traceNext(ctx, file, generation))
      await ctx.sql`update tracing.case_file set traced_at = ${ctx.now} where id = ${file.id}`
      await ctx.emit(contactsFound, { caseId: file.id, found: added })
      return { found, added, generation }
    },
    async contacts({ params, query }, ctx) {
      const rows = await contactsOf(ctx.sql, params.caseId, {
        state: query.state,
        generation: query.generation && Number(query.generation),
        after: readRank(query.after),
      })
      const shown = rows.slice(0, CONTACTS_A_PAGE)
      const last = rows.length > CONTACTS_A_PAGE ? shown.at(-1) : undefined
      return {
        rows: shown.map(contactLine),
        more: last ? `${RANKS.indexOf(last.exposure)}~${last.minutes}~${last.id}` : null,
      }
    },
    async meetings({ params }, { sql }) {
      const rows = await sql<{ place: string; fromAt: Date; untilAt: Date; estimated: boolean; sameArea: boolean }[]>`
        select p.name as place, m.from_at, m.until_at, m.estimated, m.same_area
        from tracing.meeting m join places.place p on p.id = m.place_id
        where m.contact_id = ${params.contactId} order by m.from_at`
      return {
        meetings: rows.map(({ fromAt, untilAt, ...row }) => ({
          ...row,
          from: fromAt.toISOString(),
          until: untilAt.toISOString(),
        })),
      }
    },
    async addContact({ params, body }, ctx) {
      const file = await mustCase(ctx, params.caseId)
      const [metFrom, metUntil] = [new Date(body.metFrom), new Date(body.metUntil)]
      if (metUntil <= metFrom) throw new Problem('tracing.stop.ends-before-start')
      if (metFrom > ctx.now) throw new Problem('tracing.stop.in-future')
      if (body.personId === file.personId) throw new Problem('tracing.contact.self')
      const rule = await policyAt(ctx, exposureWeight, { day: dayOf(ctx.now), unitId: file.unitId })
      const minutes = Math.round((metUntil.getTime() - metFrom.getTime()) / 60_000)
      await saveCandidates(ctx, { caseId: file.id, generation: 1, policyVersion: rule.version }, [
        {
          personId: body.personId,
          viaId: file.personId,
          how: 'named',
          metFrom,
          metUntil,
          minutes,
          estimated: false,
          sameArea: true,
          exposure: weigh({ minutes, sameArea: true }, rule.params),
        },
      ])
      const [row] = await ctx.sql<{ id: string }[]>`
        select id from tracing.contact where case_id = ${file.id} and person_id = ${body.personId}`
      if (!row) throw notFound('person')
      return { contactId: row.id }
    },
    async decide({ params, body }, ctx) {
      const file = await mustCase(ctx, params.caseId)
      const decided = await decideContacts(ctx, file.id, body.contactIds, body.decision, body.reason)
      if (body.decision === 'contact') await followContacts(ctx, file, decided)
      else await leaveContacts(ctx, decided)
      if (decided.length)
        await ctx.emit(contactsDecided, { caseId: file.id, contactIds: decided.map(contact => contact.id) })
      return { decided: decided.length, unchanged: body.contactIds.length - decided.length }
    },
  },
  on: [noteReached],
  allows: {
    tracer: ['tracing.read', 'tracing.write', 'tracing.decide', 'tracing.follow'],
    'health-officer': ['tracing.follow'],
    leader: ['tracing.read'],
  },
  locates: {
    async case(sql, id) {
      const [row] = await sql<{ unitId: string }[]>`select unit_id from tracing.case_file where id = ${id}`
      return row
    },
    async contact(sql, id) {
      const [row] = await sql<{ unitId: string }[]>`
        select c.unit_id from tracing.contact k join tracing.case_file c on c.id = k.case_id where k.id = ${id}`
      return row
    },
  },
  constraints: {
    case_open_once: 'tracing.case.open-already',
  },
  declares: [infectiousPeriod, exposureWeight, followUp, contactFlow, ...templates, ...indicators],
})

async function mustCase(ctx: Context, caseId: string): Promise<CaseRow> {
  const file = await getCase(ctx.sql, caseId)
  if (!file) throw notFound('case')
  return file
}

interface Reported {
  readonly onsetOn: string | null
  readonly sampledAt: string | null
  readonly confirmedAt: string
  readonly isolatedAt: string | null
}

function readIllness(body: Reported, now: Date) {
  const instant = (text: string | null) => (text ? new Date(text) : null)
  const illness = {
    onsetOn: body.onsetOn,
    sampledAt: instant(body.sampledAt),
    confirmedAt: new Date(body.confirmedAt),
    isolatedAt: instant(body.isolatedAt),
  }
  const soon = new Date(now.getTime() + 60_000)
  const times = [illness.confirmedAt, illness.sampledAt, illness.isolatedAt]
  if (times.some(time => time && time > soon) || (body.onsetOn && body.onsetOn > dayOf(now)))
    throw new Problem('tracing.in-future')
  if (illness.sampledAt && illness.sampledAt > illness.confirmedAt) throw new Problem('tracing.case.sampled-after')
  return illness
}

const yearOf = (date: string | null) => (date ? String(birthYear(date)) : null)

const caseLine = (row: CaseRow) => ({
  id: row.id,
  number: row.number,
  personId: row.personId,
  name: row.name,
  birthYear: yearOf(row.birthDate),
  unitId: row.unitId,
  unitName: row.unitName,
  origin: row.origin,
  onsetOn: row.onsetOn,
  confirmedAt: row.confirmedAt.toISOString(),
  tracedAt: row.tracedAt?.toISOString() ?? null,
  toReview: row.toReview,
  contacts: row.contacts,
})

const stopLine = (file: CaseRow, { fromAt, toAt, areaId: _, ...stop }: StopRow) => ({
  ...stop,
  from: fromAt.toISOString(),
  to: toAt.toISOString(),
  traced: toAt > file.infectiousFrom && (file.infectiousUntil === null || fromAt < file.infectiousUntil),
})

const contactLine = (row: ContactRow) => ({
  ...row,
  birthYear: yearOf(row.birthDate),
  metFrom: row.metFrom.toISOString(),
  metUntil: row.metUntil.toISOString(),
  reachedAt: row.reachedAt?.toISOString() ?? null,
})

const RANKS = ['high', 'medium', 'low'] as const

function readCursor(text: string | undefined) {
  const [at, id] = text?.split('~') ?? []
  if (!at || !id) return undefined
  const when = new Date(at)
  if (Number.isNaN(when.getTime()) || !isUuid(id)) throw new Problem('core.unreadable', { status: 400 })
  return { at: when, id }
}

function readRank(text: string | undefined) {
  if (!text) return undefined
  const [rank, minutes, id] = text.split('~')
  if (!/^\d+$/.test(rank ?? '') || !/^-?\d+$/.test(minutes ?? '') || !isUuid(id ?? ''))
    throw new Problem('core.unreadable', { status: 400 })
  return { rank: Number(rank), minutes: Number(minutes), id: id ?? '' }
}

const isUuid = (text: string) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)
