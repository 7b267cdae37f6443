import { attachFile, filesOf } from '#base/files/index.ts'
import { personFacts } from '#base/people/facts.ts'
import { peopleNamed } from '#base/people/named.ts'
import { getPerson } from '#base/people/people.ts'
import { policyAt } from '#base/policies/index.ts'
import { treeOf } from '#base/units/index.ts'
import { whyNot } from '#base/work/rules.ts'
import { judgeOf } from '#base/work/work.ts'
import { tellShown } from '#core/audit.ts'
import { dayOf, HOUR_MS } from '#core/clock.ts'
import { at, done } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { defineModule, everyMinutes } from '#core/module.ts'
import { counted } from '#core/paging.ts'
import { notFound, Problem } from '#core/problem.ts'
import { sortedPage } from '#core/sorting.ts'
import { openCaseFile } from './case-file.ts'
import { type CaseView, tracing as contract } from './contract.ts'
import { contactsDecided, contactsFound, contactsOverdue } from './events.ts'
import { evidenceOf, followUpOf } from './evidence.ts'
import { caseExtract, contactExtract } from './extracts.ts'
import { followContacts, leaveContacts, noteReached, openFromTest, templates } from './follow-up.ts'
import { evidenceHold, heldVisits } from './hold.ts'
import { indicators } from './indicators.ts'
import { keeps } from './keeps.ts'
import { contactList } from './list-contacts.ts'
import { caseList, linkList } from './lists.ts'
import { part, rejoin } from './merges.ts'
import { noticeParts } from './notices/handlers.ts'
import { originChanges, reclassify, refuseUnused } from './origin.ts'
import { endView, outcomeChanges, recordOutcome } from './outcomes.ts'
import { suggestPlaces } from './place-match.ts'
import { exposureWeight, followUp, infectiousPeriod, origins } from './policies.ts'
import {
  CASES_A_PAGE,
  CONTACTS_A_PAGE,
  contactsOf,
  countCases,
  countContacts,
  countListed,
  decideContacts,
  listCases,
  MOST_CASES_COUNTED,
  MOST_CONTACTS_COUNTED,
  mustCase,
  noteOverdue,
  saveCandidates,
  stopsOf,
} from './queries.ts'
import { inFuture, readIllness, readStop, refuseSecond } from './read.ts'
import { infectiousPeriodOf, weigh } from './rules.ts'
import { traceFirst, traceNext } from './trace.ts'
import { caseLine, contactLine, earlierCells, RANKS, readRank, stopLine } from './views.ts'

export default defineModule({
  name: 'tracing',
  dir: import.meta.dirname,
  keeps,
  contract,
  site: noticeParts.site,
  handlers: {
    ...noticeParts.handlers,
    async openCase({ body }, ctx) {
      if (!(await getPerson(ctx.sql, body.personId))) throw notFound('person')
      await refuseSecond(ctx, body.personId)
      await refuseUnused(ctx, body.origin, body.unitId)
      return openCaseFile(ctx, { ...body, ...readIllness(body, ctx.now) })
    },
    async cases({ query }, ctx) {
      const { unitId, q, waiting, sort = '-confirmed', after } = query
      const named = await peopleNamed(ctx.sql, q)
      const filter = { unitIds: unitId ? ctx.app.tree.within([unitId]) : undefined, named, waiting }
      const scope = ctx.scope('tracing.read')
      const { shown, more } = sortedPage(await listCases(ctx.sql, scope, { ...filter, sort, after }), CASES_A_PAGE)
      const count = after ? undefined : await countCases(ctx.sql, scope, filter)
      return {
        rows: shown.map(caseLine),
        more,
        ...counted(count, MOST_CASES_COUNTED),
      }
    },
    heldVisits: ({ params }, ctx) => heldVisits(ctx, params.caseId),
    async getCase({ params }, ctx) {
      const file = await mustCase(ctx, params.caseId)
      const rule = await policyAt(ctx, infectiousPeriod, { day: dayOf(file.confirmedAt), unitId: file.unitId })
      const generations = await countContacts(ctx.sql, file.id)
      const sum = (key: 'review' | 'contact' | 'dismissed' | 'reached') =>
        generations.reduce((total, one) => total + one[key], 0)
      const refused = (verb: string) => whyNot(judgeOf(ctx), verb, file.unitId) ?? null
      return {
        ...caseLine(file),
        sampledAt: file.sampledAt?.toISOString() ?? null,
        isolatedAt: file.isolatedAt?.toISOString() ?? null,
        infectiousFrom: file.infectiousFrom.toISOString(),
        infectiousUntil: file.infectiousUntil?.toISOString() ?? null,
        document: rule.document,
        note: file.note,
        source:
          file.sourceCaseId && file.sourceNumber
            ? { id: file.sourceCaseId, number: file.sourceNumber, how: file.sourceHow }
            : null,
        end: { ...endView(ctx, file), changes: await outcomeChanges(ctx.sql, file.id) },
        originChanges: await originChanges(ctx.sql, file.id),
        stops: (await stopsOf(ctx.sql, file.id)).map(stop => stopLine(file, stop)),
        counts: {
          review: sum('review'),
          contact: sum('contact'),
          dismissed: sum('dismissed'),
          reached: sum('reached'),
        },
        generations,
        papers: await filesOf(ctx, at.of('case', file.id)),
        followUp: (await policyAt(ctx, followUp, { day: dayOf(ctx.now), unitId: file.unitId })).params,
        refused: { write: refused('tracing.write'), decide: refused('tracing.decide') },
      } satisfies CaseView
    },
    attachPaper: ({ params, body }, ctx) => attachFile(ctx, at.of('case', params.caseId), body),
    async addStop({ params, body }, ctx) {
      const stop = await readStop(ctx, body)
      const stopId = newId(ctx.now)
      await ctx.sql`
        insert into tracing.stop
          (id, case_id, source, words, place_id, area_id, from_at, to_at, companions, created_by, created_at)
        values (${stopId}, ${params.caseId}, 'interview', ${stop.words}, ${stop.placeId}, ${stop.areaId}, ${stop.from},
                ${stop.to}, ${stop.companions}, ${ctx.who?.accountId ?? null}, ${ctx.now})`
      return { stopId }
    },
    async editStop({ params, body }, ctx) {
      const stop = await readStop(ctx, body)
      const edited = await ctx.sql`
        update tracing.stop
        set words = ${stop.words}, place_id = ${stop.placeId}, area_id = ${stop.areaId}, from_at = ${stop.from},
            to_at = ${stop.to}, companions = ${stop.companions}, created_by = ${ctx.who?.accountId ?? null},
            created_at = ${ctx.now}
        where id = ${params.stopId} and case_id = ${params.caseId} and source = 'interview'`
      if (!edited.count) throw notFound('stop')
      return done
    },
    async removeStop({ params }, { sql }) {
      const removed = await sql`
        delete from tracing.stop where id = ${params.stopId} and case_id = ${params.caseId} and source = 'interview'`
      if (!removed.count) throw notFound('stop')
      return done
    },
    async suggestPlaces({ params, query }, ctx) {
      const file = await mustCase(ctx, params.caseId)
      const district = treeOf(ctx.app).path(file.unitId).at(-2)
      const aroundIds = district ? ctx.app.tree.within([district.id]) : []
      return { places: await suggestPlaces(ctx.sql, query.words, { unitId: file.unitId, aroundIds }) }
    },
    async reclassify({ params, body }, ctx) {
      await reclassify(ctx, await mustCase(ctx, params.caseId), body)
      return done
    },
    async outcomes({ query }, ctx) {
      const { unitId, q, view = 'open' } = query
      const filter = {
        unitIds: unitId ? ctx.app.tree.within([unitId]) : undefined,
        named: await peopleNamed(ctx.sql, q),
        ended: view === 'all' ? undefined : view === 'ended',
      }
      const scope = ctx.scope('tracing.outcomes')
      const rows = await listCases(ctx.sql, scope, { ...filter, sort: '-confirmed', after: query.after })
      const { shown, more } = sortedPage(rows, CASES_A_PAGE)
      const count = query.after ? undefined : await countCases(ctx.sql, scope, filter)
      tellShown(ctx, shown)
      return { rows: shown.map(row => endView(ctx, row)), more, ...counted(count, MOST_CASES_COUNTED) }
    },
    async caseEnd({ params }, ctx) {
      const file = await mustCase(ctx, params.caseId)
      return { ...endView(ctx, file), changes: await outcomeChanges(ctx.sql, file.id) }
    },
    async recordOutcome({ params, body }, ctx) {
      await recordOutcome(ctx, await mustCase(ctx, params.caseId), body)
      return done
    },
    async isolate({ params, body }, ctx) {
      const file = await mustCase(ctx, params.caseId)
      const isolatedAt = new Date(body.isolatedAt)
      if (isolatedAt > ctx.now) throw inFuture('isolatedAt')
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
      const { state, generation, exposure, q } = query
      const filter = { state, generation: generation && Number(generation), exposure, q }
      const rows = await contactsOf(ctx.sql, params.caseId, { ...filter, after: readRank(query.after) })
      const shown = rows.slice(0, CONTACTS_A_PAGE)
      const last = rows.length > CONTACTS_A_PAGE ? shown.at(-1) : undefined
      return {
        rows: shown.map(contactLine),
        more: last ? `${RANKS.indexOf(last.exposure)}~${last.minutes}~${last.id}` : null,
        ...(query.after ? {} : counted(await countListed(ctx.sql, params.caseId, filter), MOST_CONTACTS_COUNTED)),
      }
    },
    async meetings({ params }, ctx) {
      return { meetings: await evidenceOf(ctx, params.contactId) }
    },
    followUp: ({ params }, ctx) => followUpOf(ctx, params.contactId),
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
          reason: body.reason,
        },
      ])
      const [row] = await ctx.sql<{ id: string }[]>`
        select id from tracing.contact where case_id = ${file.id} and person_id = ${body.personId}`
      if (!row) throw notFound('person')
      await ctx.emit(contactsFound, { caseId: file.id, found: 1 })
      return { contactId: row.id }
    },
    async decide({ params, body }, ctx) {
      const file = await mustCase(ctx, params.caseId)
      const rule = await policyAt(ctx, followUp, { day: dayOf(ctx.now), unitId: file.unitId })
      const reachBy = new Date(ctx.now.getTime() + rule.params.reachHours * HOUR_MS)
      const decided = await decideContacts(ctx, file.id, body.contactIds, { ...body, reachBy })
      const isContact = body.decision === 'contact'
      const followed = isContact ? await followContacts(ctx, file, decided, { ...rule, reachBy }) : []
      if (!isContact) await leaveContacts(ctx, decided, rule)
      if (decided.length)
        await ctx.emit(contactsDecided, {
          caseId: file.id,
          contactIds: decided.map(contact => contact.id),
          decidedAt: ctx.now.toISOString(),
          followed,
          left: isContact ? [] : decided.map(contact => contact.id),
          earlier: earlierCells(decided),
        })
      return { decided: decided.length, unchanged: body.contactIds.length - decided.length }
    },
  },
  on: [noteReached, openFromTest, rejoin, part, ...noticeParts.on],
  every: {
    'tracing.overdue': everyMinutes(10, async ctx => {
      const contactIds = (await noteOverdue(ctx)).map(contact => contact.id)
      if (contactIds.length) await ctx.emit(contactsOverdue, { contactIds })
    }),
  },
  allows: {
    tracer: [
      'tracing.read',
      'tracing.write',
      'tracing.decide',
      'tracing.watch',
      'tracing.notices',
      'tracing.notify',
      'tracing.reports',
      'tracing.outcomes',
      'tracing.outcome',
    ],
    'health-officer': ['tracing.watch', 'tracing.reports', 'tracing.outcomes', 'tracing.outcome'],
    leader: ['tracing.read', 'tracing.outcomes', 'tracing.watch', 'tracing.notices', 'tracing.approve'],
  },
  locates: {
    ...noticeParts.locates,
    async case(sql, id) {
      const [row] = await sql<{ unitId: string; personId: string }[]>`
        select unit_id, person_id from tracing.case_file where id = ${id}`
      return row && { ...row, asks: { read: ['tracing.read'], write: ['tracing.write'] } }
    },
    async contact(sql, id) {
      const [row] = await sql<{ unitId: string; personId: string }[]>`
        select c.unit_id, k.person_id from tracing.contact k join tracing.case_file c on c.id = k.case_id where k.id = ${id}`
      return row
    },
    // The same contact where it lives: its commune reads it, wherever the case is.
    async followed(sql, id) {
      const [row] = await sql<{ unitId: string; personId: string }[]>`
        select unit_id, person_id from tracing.contact where id = ${id} and unit_id is not null`
      return row
    },
  },
  constraints: {
    case_open_once: 'tracing.case.open-already',
  },
  declares: [
    personFacts({
      name: 'tracing.facts.contacts',
      count: (sql, ids) => sql`
        select id, count(*) as n from (
          select person_id as id from tracing.contact where person_id = any(${ids as string[]}::uuid[]) and state = 'contact'
          union all select person_id from tracing.case_file where person_id = any(${ids as string[]}::uuid[])) one group by 1`,
    }),
    infectiousPeriod,
    exposureWeight,
    origins,
    followUp,
    ...templates,
    ...indicators,
    ...noticeParts.declares,
    evidenceHold,
    caseList,
    linkList,
    contactList,
    caseExtract,
    contactExtract,
  ],
})
