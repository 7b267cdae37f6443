import { householdChanged, linkPerson, phoneOfCaller } from '#base/identity/person-link.ts'
import { householdOf as householdPort } from '#base/identity/ports.ts'
import { grantsFor } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { defineModule } from '#core/module.ts'
import { notFound, Problem } from '#core/problem.ts'
import { formatNational } from './codes.ts'
import { people as contract } from './contract.ts'
import { personMerged } from './events.ts'
import { checkPersonalId, cleanNumber, isOldId, isPassport, isPersonalId, localPhone } from './identifiers.ts'
import {
  addPerson,
  addressesOf,
  findByIdentifier,
  getPerson,
  householdFor,
  householdOf,
  type IdentifierKind,
  identifiersOf,
  mergePeople,
  type NewPerson,
  type Person,
} from './people.ts'
import { parsePhone } from './phone.ts'
import { newQid } from './qid.ts'
import { searchPeople } from './search.ts'

export default defineModule({
  name: 'people',
  dir: import.meta.dirname,
  contract,
  handlers: {
    async mine(_, ctx) {
      const mine = await Promise.all((ctx.who?.personIds ?? []).map(id => myPerson(ctx, id)))
      return { people: mine.filter(p => p !== undefined) }
    },
    async candidates(_, ctx) {
      const phone = await phoneOfCaller(ctx)
      const found = phone ? await findByIdentifier(ctx, 'phone', phone) : []
      return { people: found.map(p => ({ id: p.id, hint: hintOf(p.fullName) })) }
    },
    async claim({ body }, ctx) {
      const phone = await phoneOfCaller(ctx)
      const found = phone ? await findByIdentifier(ctx, 'phone', phone) : []
      const person = found.find(p => p.id === body.personId)
      if (!person || !sameBirth(person, body.birthDate)) throw new Problem('people.claim-refused')
      await linkPerson(ctx, person.id, person.fullName)
      return { personId: person.id }
    },
    async introduce({ body }, ctx) {
      const phone = await phoneOfCaller(ctx)
      const me = ctx.who?.personId ? await getPerson(ctx.sql, ctx.who.personId) : undefined
      const { person, warnings } = entryOf(ctx, body, phone)
      const personId = await addPerson(ctx, {
        ...person,
        householdId: me ? await householdFor(ctx, me, body.unitId) : null,
      })
      await (me ? householdChanged(ctx) : linkPerson(ctx, personId, person.fullName))
      return { personId, warnings }
    },
    async search({ query }, ctx) {
      const { people, capped } = await searchPeople(ctx, query.q, ctx.scope('people.read'))
      return { people: await Promise.all(people.map(p => line(ctx, p))), capped }
    },
    async get({ params }, ctx) {
      const person = await getPerson(ctx.sql, params.personId)
      if (!person) throw notFound('person')
      const numbers = await identifiersOf(ctx, person.id)
      const others = await householdOf(ctx.sql, person.id)
      const household = await Promise.all(others.filter(id => id !== person.id).map(id => getPerson(ctx.sql, id)))
      return {
        ...(await line(ctx, person)),
        phone: numbers.phone ? localPhone(numbers.phone) : null,
        idNumber: numbers.cccd ?? numbers.cmnd ?? numbers.passport ?? null,
        household: household.flatMap(p => (p ? [{ id: p.id, fullName: p.fullName, relation: p.householdRole }] : [])),
      }
    },
    async add({ body }, ctx) {
      const phone = body.phone ? parsePhone(body.phone)?.e164 : undefined
      if (body.phone && !phone) throw new Problem('people.phone-invalid')
      const { person, warnings } = entryOf(ctx, body, phone)
      return { personId: await addPerson(ctx, person), warnings }
    },
    async merge({ params, body }, ctx) {
      await mustReach(ctx, 'people.merge', body.intoId)
      const personId = await mergePeople(ctx, params.personId, body.intoId, body.reason)
      await ctx.emit(personMerged, { fromId: params.personId, toId: personId })
      return { personId }
    },
  },
  allows: {
    tracer: ['people.read', 'people.write', 'people.merge'],
    'health-officer': ['people.read', 'people.write'],
  },
  locates: {
    async person(sql, id) {
      const person = await getPerson(sql, id)
      return person && { personId: person.id, ...(person.unitId ? { unitId: person.unitId } : {}) }
    },
  },
  constraints: {
    identifier_one_holder: 'people.identifier-taken',
    alias_pkey: 'people.already-merged',
  },
  async start(app) {
    app.provide(householdPort, householdOf)
    app.provide(addressesOf, async (ctx, personIds) => {
      const rows = await ctx.sql<{ personId: string; kind: 'phone' | 'email'; sealed: Buffer }[]>`
        select person_id, kind, sealed from people.identifier
        where person_id = any(${personIds as string[]}::uuid[]) and kind in ('phone', 'email')`
      const found = new Map<string, { phone?: string; email?: string }>()
      for (const row of rows)
        found.set(row.personId, { ...found.get(row.personId), [row.kind]: ctx.app.keyring.decrypt(row.sealed) })
      return found
    })
  },
})

/** Enough for the holder to recognise the entry, too little for anybody else: “N•••• V•• An”. */
function hintOf(fullName: string): string {
  const words = fullName.split(' ')
  return words.map((word, i) => (i === words.length - 1 ? word : `${word[0]}${'•'.repeat(word.length - 1)}`)).join(' ')
}

const sameBirth = (person: Person, given: string) =>
  person.birthDate !== null &&
  (person.birthDate === given || (person.birthDate.length === 4 && given.startsWith(person.birthDate)))

interface Introduced {
  readonly fullName: string
  readonly birthDate: string
  readonly sex: Person['sex']
  readonly idNumber?: string | undefined
  readonly unitId: string
  readonly address: string
}

function entryOf(ctx: Context, body: Introduced, phone: string | undefined): { person: NewPerson; warnings: string[] } {
  const idNumber = body.idNumber ? cleanNumber(body.idNumber) : ''
  const kind = idNumber ? idKind(idNumber) : undefined
  if (idNumber && !kind) throw new Problem('people.id-invalid')
  const warnings =
    kind === 'cccd' ? checkPersonalId(idNumber, { birthDate: body.birthDate, sex: body.sex }, dayOf(ctx.now)) : []
  return {
    person: {
      ...body,
      identifiers: { qid: newQid(), ...(phone ? { phone } : {}), ...(kind ? { [kind]: idNumber } : {}) },
    },
    warnings: [...warnings],
  }
}

function idKind(number: string): IdentifierKind | undefined {
  if (isPersonalId(number)) return 'cccd'
  if (isOldId(number)) return 'cmnd'
  return isPassport(number) ? 'passport' : undefined
}

async function unitName(ctx: Context, unitId: string | null): Promise<string | null> {
  if (!unitId) return null
  const [unit] = await ctx.sql<{ fullName: string }[]>`select full_name from units.unit where id = ${unitId}`
  return unit?.fullName ?? null
}

const line = async (ctx: Context, person: Person) => ({ ...person, unitName: await unitName(ctx, person.unitId) })

async function myPerson(ctx: Context, personId: string) {
  const person = await getPerson(ctx.sql, personId)
  if (!person) return undefined
  const numbers = await identifiersOf(ctx, personId)
  const holder = {
    idNumber: numbers.cccd ?? numbers.cmnd ?? numbers.passport ?? '',
    name: person.fullName,
    birthDate: person.birthDate ?? '1900',
    qid: numbers.qid ?? '',
    sex: person.sex,
    ...(numbers.phone ? { phone: localPhone(numbers.phone) } : {}),
  }
  return {
    ...person,
    unitName: await unitName(ctx, person.unitId),
    qr: formatNational(holder, { masked: true }),
    qrFull: formatNational(holder),
    relation: person.householdRole,
  }
}

async function mustReach(ctx: Context, verb: string, personId: string): Promise<void> {
  const person = await getPerson(ctx.sql, personId)
  const scope = ctx.scope(verb)
  const reached = person && (scope.everywhere || (person.unitId !== null && scope.unitIds.includes(person.unitId)))
  if (!reached || !ctx.who || !grantsFor(ctx.who, verb, ctx.app.rights).length)
    throw new Problem('core.refused.area', { status: 403, params: { verb } })
}
