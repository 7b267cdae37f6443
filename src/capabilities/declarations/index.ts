import { type Form, type FormInForce, formAt, formOf, mustForm } from '#base/forms/index.ts'
import { personFacts } from '#base/people/facts.ts'
import { birthYear, localPhone } from '#base/people/identifiers.ts'
import { entriesOf, getPerson, identifiersOf, type Person, survivorOf } from '#base/people/people.ts'
import { treeOf } from '#base/units/index.ts'
import { listedAreas } from '#base/units/listed.ts'
import { provideStays } from '#base/work/arrivals.ts'
import { refusedAt } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { done, type ReplyOf } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { defineModule } from '#core/module.ts'
import { counted, pageOf, readCursor } from '#core/paging.ts'
import { notFound, Problem } from '#core/problem.ts'
import { declarations as contract, KINDS, RISKS } from './contract.ts'
import { declare, paperTime, reasonsOf, type Sealed, saidBefore, unseal } from './declare.ts'
import { figuresView } from './figures.ts'
import { FORMS } from './forms.ts'
import { heldOf } from './held.ts'
import { indicators } from './indicators.ts'
import { keeps } from './keeps.ts'
import { policies } from './policies.ts'
import {
  areasBy,
  countDeclarations,
  type Declaration,
  declarationById,
  declarationsOf,
  endArea,
  insertArea,
  listDeclarations,
  MOST_COUNTED,
  PAGE,
} from './queries.ts'
import { methodOf } from './rules.ts'
import { agenciesView, agencyView, remind, reminder } from './staff.ts'
import { arrivals, proposed, selfReportFlow } from './work.ts'

const AREAS = 'declarations.areas'

export default defineModule({
  name: 'declarations',
  dir: import.meta.dirname,
  keeps,
  contract,
  handlers: {
    async kinds(_, ctx) {
      const kinds = await Promise.all(
        KINDS.map(async kind => {
          const form = await formAtEach(ctx, FORMS[kind], await ownUnits(ctx))
          return form ? [{ kind, title: form.content.title[ctx.locale] }] : []
        }),
      )
      return { kinds: kinds.flat() }
    },
    async form({ params: { personId, kind }, query }, ctx) {
      const person = await mustPerson(ctx, personId)
      const form = await mustForm(ctx, FORMS[kind], { day: query.day, unitId: person.unitId ?? undefined })
      return { form, name: person.fullName, before: await saidBefore(ctx, form.content, person.id) }
    },
    async declare({ body: { filledAt, ...body } }, ctx) {
      if (!ctx.who) throw new Error('Somebody declares.')
      const person = await mustPerson(ctx, body.personId)
      if (filledAt && ctx.who.personIds.includes(person.id)) throw new Problem('declarations.paper-by-staff')
      const at = filledAt ? await paperTime(ctx, filledAt, person.unitId) : ctx.now
      const method = methodOf(person.id, ctx.who, filledAt !== undefined)
      const made = await declare(ctx, { ...body, personId: person.id, method, at })
      const held = (await heldOf(ctx, [person.id]))(person.id)
      return { ...outcome(made), reasons: await reasonsOf(ctx, made, made.reasons), held }
    },
    async history({ params }, ctx) {
      const rows = await declarationsOf(ctx.sql, await entriesOf(ctx.sql, params.personId))
      const survivor = await survivorOf(ctx.sql, params.personId)
      return {
        declarations: await Promise.all(rows.map(row => lineView(ctx, row, unseal(ctx.app, row)))),
        held: (await heldOf(ctx, [survivor]))(survivor),
      }
    },
    async list({ query }, ctx) {
      const { unitId, kind, risk, day, after } = query
      const filter = {
        unitIds: unitId ? ctx.app.tree.within([unitId]) : undefined,
        kind,
        risk: risk && RISKS.indexOf(risk),
        day,
      }
      const scope = ctx.scope('declarations.read')
      const rows = await listDeclarations(ctx.sql, scope, filter, readCursor(after))
      const { shown, more } = pageOf(rows, PAGE, row => row.at)
      const count = after ? undefined : await countDeclarations(ctx.sql, scope, filter)
      const heldBy = await heldOf(ctx, [...new Set(shown.map(row => row.personId))])
      return {
        rows: shown.map(row => ({
          ...outcome(row),
          personId: row.personId,
          name: row.fullName,
          birthYear: row.birthDate ? String(birthYear(row.birthDate)) : null,
          unitName: row.unitName,
          held: heldBy(row.personId),
        })),
        more,
        ...counted(count, MOST_COUNTED),
      }
    },
    figures: ({ query }, ctx) => figuresView(ctx, query.unitId, query.day),
    async get({ params }, ctx) {
      const one = await mustDeclaration(ctx, params.declarationId)
      const sealed = unseal(ctx.app, one)
      const person = await mustPerson(ctx, one.personId)
      const { phone } = await identifiersOf(ctx, person.id)
      const content = await formOf(ctx, FORMS[one.kind], one.formVersion)
      return {
        ...(await lineView(ctx, one, sealed)),
        receivedAt: one.receivedAt.toISOString(),
        person: {
          id: person.id,
          fullName: person.fullName,
          birthDate: person.birthDate,
          sex: person.sex,
          phone: phone ? localPhone(phone) : null,
          address: person.address,
        },
        formVersion: one.formVersion,
        content,
        answers: sealed.answers,
        held: (await heldOf(ctx, [person.id]))(person.id),
      }
    },
    async areas(_, ctx) {
      const tree = treeOf(ctx.app)
      const rows = await areasBy(ctx.sql, await concernedUnits(ctx))
      return {
        areas: rows.map(row => ({
          id: row.id,
          unitId: row.unitId,
          label: tree.label(row.unitId) || (tree.get(row.unitId)?.fullName ?? ''),
          from: row.from,
          to: row.to,
          document: row.document,
          scopeName: tree.get(row.scopeId)?.fullName ?? '',
          refused: refusedAt(ctx, AREAS, row.scopeId)?.code ?? null,
        })),
      }
    },
    async addArea({ body }, ctx) {
      if (!treeOf(ctx.app).get(body.areaId)) throw notFound('unit')
      const id = newId(ctx.now)
      await insertArea(ctx, {
        id,
        unitId: body.areaId,
        scopeId: body.unitId,
        from: body.from,
        document: body.document,
      })
      return { id }
    },
    async endArea({ params, body }, ctx) {
      if (!(await endArea(ctx.sql, params.epidemicAreaId, body.to)))
        throw new Problem('declarations.area-ended', { status: 409 })
      return done
    },
    agencies: ({ query }, ctx) => agenciesView(ctx, query.unitId),
    agency: ({ params }, ctx) => agencyView(ctx, params.agencyId),
    remind: ({ params }, ctx) => remind(ctx, params.agencyId),
  },
  on: [proposed],
  allows: {
    'health-officer': ['declarations.read', 'declarations.enter', 'declarations.follow', AREAS],
    tracer: ['declarations.read', 'declarations.enter', AREAS],
    leader: ['declarations.staff'],
    'commune-chair': ['declarations.staff'],
    administrator: ['declarations.staff', AREAS],
  },
  locates: {
    async declaration(sql, id) {
      const [row] = await sql<{ unitId: string; personId: string }[]>`
        select d.unit_id, coalesce(a.to_id, d.person_id) as person_id
        from declarations.declaration d left join people.alias a on a.from_id = d.person_id where d.id = ${id}`
      return row
    },
    async 'epidemic-area'(sql, id) {
      const [row] = await sql<{ unitId: string }[]>`
        select scope_id as unit_id from declarations.epidemic_area where id = ${id}`
      return row
    },
    // An organisation where it sits, or a unit whose officers say no organisation.
    async agency(sql, id) {
      const [row] = await sql<{ unitId: string }[]>`
        select unit_id from units.seat where organisation_id = ${id} and valid_to is null
        union all select id from units.unit where id = ${id} limit 1`
      return row
    },
  },
  constraints: { epidemic_area_dates: 'declarations.area-dates' },
  declares: [
    personFacts({
      name: 'declarations.facts.declarations',
      count: (sql, ids) => sql`
        select person_id as id, count(*) as n from declarations.declaration
        where person_id = any(${ids as string[]}::uuid[]) group by 1`,
    }),
    ...Object.values(FORMS),
    ...policies,
    arrivals,
    selfReportFlow,
    reminder,
    ...indicators,
  ],
  async start(app) {
    app.provide(listedAreas, ({ sql }, scopeIds) => areasBy(sql, scopeIds))
    provideStays(app, async (ctx, { kind, id }) => {
      const one = kind === 'declaration' ? await declarationById(ctx.sql, id) : undefined
      const address = one && unseal(app, one).answers.stayAddress
      return typeof address === 'string' ? address : undefined
    })
  },
})

async function mustPerson(ctx: Context, personId: string): Promise<Person> {
  const person = await getPerson(ctx.sql, personId)
  if (!person) throw notFound('person')
  return person
}

async function mustDeclaration(ctx: Context, id: string): Promise<Declaration> {
  const one = await declarationById(ctx.sql, id)
  if (!one) throw notFound('declaration')
  return one
}

const outcome = ({ id, kind, at, method, risk, validUntil }: Declaration) => ({
  id,
  kind,
  at: at.toISOString(),
  method,
  risk: RISKS[risk] ?? 'low',
  validUntil: validUntil.toISOString(),
})

const lineView = async (
  ctx: Context,
  one: Declaration,
  { reasons }: Sealed,
): Promise<ReplyOf<typeof contract.history>['declarations'][number]> => ({
  ...outcome(one),
  reasons: await reasonsOf(ctx, one, reasons),
  unitName: treeOf(ctx.app).get(one.unitId)?.fullName ?? null,
})

const servedUnits = ({ who }: Context): string[] => who?.grants.flatMap(grant => grant.areaId ?? []) ?? []

/** Where the caller lives and serves. */
async function ownUnits(ctx: Context): Promise<string[]> {
  const me = ctx.who?.personId ? await getPerson(ctx.sql, ctx.who.personId) : undefined
  return [...(me?.unitId ? [me.unitId] : []), ...servedUnits(ctx)]
}

/** The form as it is in force at the first of some units where it is; in the whole installation without any. */
async function formAtEach(ctx: Context, form: Form, unitIds: readonly string[]): Promise<FormInForce | undefined> {
  for (const unitId of unitIds.length ? unitIds : [undefined]) {
    const found = await formAt(ctx, form, { unitId })
    if (found) return found
  }
  return undefined
}

/** The units whose lists concern the caller: above and below where they live and serve. */
async function concernedUnits(ctx: Context): Promise<string[]> {
  const tree = treeOf(ctx.app)
  const above = (await ownUnits(ctx)).flatMap(id => tree.path(id).map(unit => unit.id))
  return [...new Set([...above, ...tree.within(servedUnits(ctx))])]
}
