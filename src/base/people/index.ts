import {
  confirmHolder,
  householdChanged,
  linkPerson,
  partAccount,
  partPerson,
  personOfAccount,
  phoneOfCaller,
  sharePhone,
} from '#base/identity/person-link.ts'
import { parsePhone } from '#base/identity/phone.ts'
import { householdOf as householdPort } from '#base/identity/ports.ts'
import { treeOf } from '#base/units/index.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { done } from '#core/contract.ts'
import { defineModule } from '#core/module.ts'
import { counted } from '#core/paging.ts'
import { notFound, Problem } from '#core/problem.ts'
import { sortedPage } from '#core/sorting.ts'
import { say } from '#core/words.ts'
import { countGuess, refuseGuesser } from './claims.ts'
import { formatNational } from './codes.ts'
import { people as contract } from './contract.ts'
import { historyOf, noteChanges } from './history.ts'
import { checkPersonalId, cleanNumber, localPhone } from './identifiers.ts'
import { keeps } from './keeps.ts'
import { peopleExtract, peopleList } from './list.ts'
import { mergeEntries, mustReach, unmergeEntries } from './merging.ts'
import {
  addPerson,
  addressesOf,
  dropPhone,
  findByIdentifier,
  getPeople,
  getPerson,
  householdFor,
  householdOf,
  identifiersOf,
  idKind,
  type NewPerson,
  type Numbers,
  numbersOf,
  type Person,
  replacePhone,
  speaksFor,
  survivorOf,
} from './people.ts'
import { newQid } from './qid.ts'
import { refuseWithoutPurpose } from './restriction.ts'
import { countPeople, listPeople, MOST_PEOPLE_COUNTED, PEOPLE_A_PAGE, searchPeople } from './search.ts'

export default defineModule({
  name: 'people',
  dir: import.meta.dirname,
  keeps,
  contract,
  handlers: {
    async mine(_, ctx) {
      const mine = await getPeople(ctx.sql, ctx.who?.personIds ?? [])
      const numbers = await numbersOf(
        ctx,
        mine.map(person => person.id),
      )
      return { people: mine.map(person => myPerson(person, numbers.get(person.id) ?? {})) }
    },
    async candidates(_, ctx) {
      const found = await underPhoneOfCaller(ctx)
      return { people: found.map(p => ({ id: p.id, hint: hintOf(p.fullName) })) }
    },
    async claim({ body }, ctx) {
      await refuseGuesser(ctx)
      const person = (await underPhoneOfCaller(ctx)).find(p => p.id === body.personId)
      if (!person || !sameBirth(person, body.birthDate)) {
        await countGuess(ctx)
        throw new Problem('people.claim-refused')
      }
      await linkPerson(ctx, person.id, person.fullName)
      return { personId: person.id }
    },
    async holder({ body }, ctx) {
      await refuseGuesser(ctx)
      const mine = await personOfAccount(ctx)
      const owner = mine ? await getPerson(ctx.sql, mine) : undefined
      const shared = await underPhoneOfCaller(ctx)
      const person = [...(owner ? [owner] : []), ...shared].find(one => sameBirth(one, body.birthDate))
      if (!person) {
        await countGuess(ctx)
        throw new Problem('people.holder-refused')
      }
      await confirmHolder(ctx, person.id)
      return { personId: person.id }
    },
    async sharePhone(_, ctx) {
      if (!(await phoneOfCaller(ctx)) || !(await personOfAccount(ctx))) throw new Problem('people.nobody-to-part')
      await sharePhone(ctx)
      return done
    },
    async notMe(_, ctx) {
      const phone = await phoneOfCaller(ctx)
      const personId = await personOfAccount(ctx)
      if (!ctx.who || !phone || !personId) throw new Problem('people.nobody-to-part')
      await partAccount(ctx, ctx.who.accountId, ctx.who.sessionId)
      await dropPhone(ctx, personId, phone)
      return done
    },
    async setPhone({ params, body }, ctx) {
      const phone = parsePhone(body.phone)?.e164
      if (!phone) throw new Problem('people.phone-invalid')
      const was = (await identifiersOf(ctx, params.personId)).phone ?? null
      await replacePhone(ctx, params.personId, phone)
      if (was !== phone)
        await noteChanges(
          ctx,
          params.personId,
          [{ field: 'phone', was, became: phone }],
          say(ctx.locale, 'people.history.newPhone'),
        )
      await partPerson(ctx, params.personId, phone)
      return done
    },
    async introduce({ body }, ctx) {
      const phone = await phoneOfCaller(ctx)
      const me = ctx.who?.personId ? await getPerson(ctx.sql, ctx.who.personId) : undefined
      const { person, warnings } = entryOf(ctx, body, phone)
      const personId = await addPerson(ctx, {
        ...person,
        householdId: me ? await householdFor(ctx, me.id, body.unitId) : null,
      })
      await (me ? householdChanged(ctx) : linkPerson(ctx, personId, person.fullName))
      return { personId, warnings }
    },
    search: ({ query }, ctx) => searchPeople(ctx, query.q, ctx.scope('people.read')),
    async register({ query: { unitId, born, sort = 'name', after } }, ctx) {
      const filter = { unitIds: unitId ? ctx.app.tree.within([unitId]) : undefined, born }
      const scope = ctx.scope('people.read')
      const { shown, more } = sortedPage(await listPeople(ctx.sql, scope, filter, { sort, after }), PEOPLE_A_PAGE)
      const count = after ? undefined : await countPeople(ctx.sql, scope, filter)
      return { rows: shown, more, ...counted(count, MOST_PEOPLE_COUNTED) }
    },
    async get({ params, query }, ctx) {
      const person = await mustPerson(ctx, params.personId)
      refuseWithoutPurpose(person, query.purpose)
      const numbers = await identifiersOf(ctx, person.id)
      const [, ...others] = await householdOf(ctx.sql, person.id)
      const household = await getPeople(ctx.sql, others)
      return {
        ...person,
        phone: numbers.phone ? localPhone(numbers.phone) : null,
        idNumber: paperNumber(numbers) ?? null,
        household: household.map(p => ({ id: p.id, fullName: p.fullName, relation: p.householdRole })),
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
      return { personId: await mergeEntries(ctx, params.personId, body.intoId, body.reason) }
    },
    async unmerge({ params, body }, ctx) {
      if ((await survivorOf(ctx.sql, params.fromId)) !== (await survivorOf(ctx.sql, params.personId)))
        throw notFound('merge')
      return { personId: await unmergeEntries(ctx, params.fromId, body.reason) }
    },
    history: async ({ params, query }, ctx) => {
      refuseWithoutPurpose(await mustPerson(ctx, params.personId), query.purpose)
      const history = await historyOf(ctx, params.personId)
      const nameOf = (id: string | null) => (id ? (treeOf(ctx.app).get(id)?.fullName ?? id) : id)
      return {
        history: history.map(one =>
          one.field === 'unitId' ? { ...one, was: nameOf(one.was), became: nameOf(one.became) } : one,
        ),
      }
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
  declares: [peopleList, peopleExtract],
  constraints: {
    identifier_one_holder: 'people.identifier-taken',
  },
  async start(app) {
    app.provide(householdPort, speaksFor)
    app.provide(addressesOf, (ctx, personIds) => numbersOf(ctx, personIds, ['phone', 'email']))
  },
})

async function mustPerson({ sql }: Context, personId: string): Promise<Person> {
  const person = await getPerson(sql, personId)
  if (!person) throw notFound('person')
  return person
}

/** Enough for the holder to recognise the entry, too little for anybody else: “N•••• V•• An”. */
function hintOf(fullName: string): string {
  const words = fullName.split(' ')
  return words.map((word, i) => (i === words.length - 1 ? word : `${word[0]}${'•'.repeat(word.length - 1)}`)).join(' ')
}

async function underPhoneOfCaller(ctx: Context): Promise<Person[]> {
  const phone = await phoneOfCaller(ctx)
  return phone ? findByIdentifier(ctx, 'phone', phone) : []
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
  if (body.birthDate > dayOf(ctx.now)) throw new Problem('people.birth-in-future')
  if (treeOf(ctx.app).get(body.unitId)?.tier !== 'commune') throw new Problem('people.unit-no-commune')
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

const paperNumber = ({ cccd, cmnd, passport }: Numbers) => cccd ?? cmnd ?? passport

function myPerson(person: Person, numbers: Numbers) {
  const holder = {
    idNumber: paperNumber(numbers) ?? '',
    name: person.fullName,
    birthDate: person.birthDate ?? '****',
    qid: numbers.qid ?? '',
    sex: person.sex,
    ...(numbers.phone ? { phone: localPhone(numbers.phone) } : {}),
  }
  return {
    ...person,
    qr: formatNational(holder, { masked: true }),
    qrFull: formatNational(holder),
    relation: person.householdRole,
  }
}
