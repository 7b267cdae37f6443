import { agrees, type BhytCode, type CccdCode, type NationalCode, parseCode } from '#base/people/codes.ts'
import { isOldId, isPersonalId, parseInsurance } from '#base/people/identifiers.ts'
import { verifyOwn } from '#base/people/own-code.ts'
import { addPerson, type IdentifierKind, lookupOf } from '#base/people/people.ts'
import { type App, service } from '#core/app.ts'
import { batched, type Load } from '#core/batch.ts'
import { arrayText } from '#core/db/arrays.ts'
import { type Fragment, type Sql, violated } from '#core/db/db.ts'
import { Problem } from '#core/problem.ts'
import type { Identity } from './contract.ts'
import { gravestLevel, LEVELS, type Level } from './standing.ts'

/** Whom a scanned code stands for, and how sure that is. */
export interface Identified {
  readonly personId: string
  readonly name: string
  readonly birthYear: string | null
  /** Null where nobody asked. */
  readonly level: Level | null
  readonly identity: Identity
  readonly method: string
}
type Leveled = Identified & { readonly level: Level }

interface Candidate {
  readonly personId: string
  readonly fullName: string
  readonly nameKey: string
  readonly birthDate: string | null
  readonly level: number | null
  /** Whether the entry itself has the personal ID of the key. */
  readonly hasPaper: boolean | null
  /** The personal ID of the person, where it is another one, an older entry's, or none was given. */
  readonly idSealed: Buffer | null
  readonly provisional: boolean
}

/** An identifier as it is looked up, and the personal ID that is said to go with it, where that is another. */
interface Key {
  readonly kind: IdentifierKind
  readonly lookup: Buffer
  readonly paper: Buffer | null
}

/** Look-ups for scans, grouped over requests: by an identifier's blind index, or by the person itself. */
export interface Lookups {
  readonly byIdentifier: Load<Key, Candidate | undefined>
  readonly byPerson: Load<string, Candidate | undefined>
}

/** With people's levels, or without: what nobody is told need not be read, and is a quarter of the reading. */
export const lookups = service<Record<'leveled' | 'plain', Lookups>>('standing.lookups')

export const createLookups = ({ db: { sql }, clock }: App) => ({
  leveled: lookupsWith(sql, () => sql`coalesce(${gravestLevel(sql, sql`p.id`, clock())}, 0)`),
  plain: lookupsWith(sql, () => sql`null`),
})

function lookupsWith(sql: Sql, level: () => Fragment): Lookups {
  const columns = () => sql`
    p.id as person_id, p.full_name, p.name_key, p.birth_date, p.provisional, ${level()} as level`
  return {
    byIdentifier: batched(async keys => {
      const rows = await sql<(Candidate & { n: number })[]>`
        select k.n, ${columns()}, paper.is_theirs as has_paper,
               case when paper.is_theirs is not true
                    then coalesce(${ownPaper(sql)}, ${mergedPaper(sql)}) end as id_sealed
        from unnest(${textOf('text', keys, 'kind')}::text[], ${textOf('bytea', keys, 'lookup')}::bytea[],
                    ${textOf('bytea', keys, 'paper')}::bytea[]) with ordinality as k (kind, lookup, paper, n)
        join people.identifier i on i.kind = k.kind and i.lookup = k.lookup
        left join people.alias a on a.from_id = i.person_id
        join people.person p on p.id = coalesce(a.to_id, i.person_id)
        cross join lateral (
          -- Whom the paper itself has led to has it: nothing more is read of them.
          select (k.kind = 'cccd' and a.to_id is null) or (
            select true from people.identifier own
            where own.kind = 'cccd' and own.lookup = coalesce(k.paper, k.lookup) and own.person_id = p.id) as is_theirs) paper`
      return inOrder(keys.length, rows)
    }),
    byPerson: batched(async ids => {
      const rows = await sql<(Candidate & { n: number })[]>`
        select k.n, ${columns()}, null as has_paper, null as id_sealed
        from unnest(${arrayText('uuid', ids)}::uuid[]) with ordinality as k (id, n)
        left join people.alias a on a.from_id = k.id
        join people.person p on p.id = coalesce(a.to_id, k.id)`
      return inOrder(ids.length, rows)
    }),
  }
}

const textOf = (type: string, keys: readonly Key[], column: keyof Key) =>
  arrayText(
    type,
    keys.map(key => key[column]),
  )

const ownPaper = (sql: Sql) => sql`(
  select own.sealed from people.identifier own where own.person_id = p.id and own.kind = 'cccd' limit 1)`

/** The personal ID of an entry merged into theirs, for who has none of their own. */
const mergedPaper = (sql: Sql) => sql`(
  select m.sealed from people.alias entry
  join people.identifier m on m.person_id = entry.from_id and m.kind = 'cccd'
  where entry.to_id = p.id limit 1)`

function inOrder(length: number, rows: readonly (Candidate & { n: number })[]): (Candidate | undefined)[] {
  const found: (Candidate | undefined)[] = new Array(length).fill(undefined)
  for (const row of rows) found[row.n - 1] ??= row
  return found
}

type PaperCode = NationalCode | CccdCode | BhytCode
type NumberOf = readonly [IdentifierKind, string]

interface Own {
  readonly personId: string
}
interface Paper {
  readonly code: PaperCode
  /** What it can be looked up by, best first. */
  readonly numbers: readonly NumberOf[]
}
/** Whom a code asks for: a person by their own code, or whoever has a paper. */
type Sought = Own | Paper

/**
 * Reads a code and finds its person. One who is not in the register is entered as provisional, in the commune of the
 * place, which answers for them until somebody knows better.
 */
export async function identify(app: App, text: string, unitId: string): Promise<Leveled> {
  const [one] = await identifyAll(app, [text], unitId, { leveled: true })
  if (one === undefined || one instanceof Problem) throw one
  return one as Leveled
}

/** The same for many codes, in their order and by one look-up; a code that stands for nobody answers its problem. */
export async function identifyAll(
  app: App,
  texts: readonly string[],
  unitId: string,
  { leveled }: { readonly leveled: boolean },
): Promise<(Identified | Problem)[]> {
  const by = app.use(lookups)[leveled ? 'leveled' : 'plain']
  const sought = texts.map(text => readCode(app, text))
  const found = await firstFound(app, by, sought)
  const people = sought.map((one, i) => personOf(app, one, found[i]))
  if (people.every(person => person !== undefined)) return people
  return Promise.all(people.map((person, i) => person ?? meet(app, by, sought[i] as Paper, unitId)))
}

function readCode(app: App, text: string): Sought | Problem {
  const code = parseCode(text)
  switch (code.kind) {
    case 'own':
      return readOwn(app, text)
    case 'national':
    case 'cccd':
    case 'bhyt':
      return { code, numbers: numbersOf(code) }
    case 'poster':
      return new Problem('standing.code.poster')
    case 'unknown':
      return new Problem(`standing.code.${code.reason}`)
  }
}

function readOwn({ keyring }: App, text: string): Sought | Problem {
  const verdict = verifyOwn(text, keyring.keys('codes'))
  if (!verdict.genuine) return new Problem(`standing.code.${verdict.reason}`)
  return verdict.subject === 'place' ? new Problem('standing.code.poster') : { personId: verdict.id }
}

/** Whom each code's own person or best number leads to. */
async function firstFound(
  app: App,
  { byPerson, byIdentifier }: Lookups,
  sought: readonly (Sought | Problem)[],
): Promise<(Candidate | undefined)[]> {
  const own = sought.filter(isOwn)
  const papers = sought.filter(one => isPaper(one) && one.numbers.length > 0) as Paper[]
  const [people, holders] = await Promise.all([
    own.length ? byPerson(own.map(one => one.personId)) : [],
    papers.length ? byIdentifier(papers.map(one => keyOf(app, one, 0))) : [],
  ])
  const [nextPerson, nextHolder] = [people.values(), holders.values()]
  return sought.map(one =>
    isOwn(one) ? nextPerson.next().value : isPaper(one) && one.numbers.length ? nextHolder.next().value : undefined,
  )
}

const isOwn = (one: Sought | Problem): one is Own => 'personId' in one
const isPaper = (one: Sought | Problem): one is Paper => 'numbers' in one

function keyOf({ keyring }: App, { code, numbers }: Paper, n: number): Key {
  const [kind, value] = numbers[n] as NumberOf
  const lookup = lookupOf(keyring, kind, value)
  const given = code.kind === 'bhyt' || kind === 'cccd' ? '' : code.idNumber
  return { kind, lookup, paper: isPersonalId(given) ? lookupOf(keyring, 'cccd', given) : null }
}

/** Who it is; undefined where a paper has not led to anybody yet. */
function personOf(app: App, one: Sought | Problem, found: Candidate | undefined): Identified | Problem | undefined {
  if (one instanceof Problem) return one
  if (isPaper(one)) return found && judged(app, one.code, found)
  return found ? identified(found, 'verified', 'own') : new Problem('standing.code.unrecognised')
}

const IDENTITY = { match: 'agrees', partial: 'unverified', mismatch: 'differs' } as const

function judged({ keyring }: App, code: PaperCode, found: Candidate): Identified {
  const { hasPaper, idSealed, nameKey, birthDate } = found
  const given = hasPaper && code.kind !== 'bhyt' ? code.idNumber : undefined
  const idNumber = given ?? (idSealed ? keyring.decrypt(idSealed) : undefined)
  const verdict = agrees(code, { nameKey, birthDate: birthDate ?? undefined, idNumber })
  return identified(found, IDENTITY[verdict], code.kind)
}

/** Finds the holder of a paper by its other numbers, or enters them. */
async function meet(app: App, by: Lookups, paper: Paper, unitId: string, from = 1): Promise<Identified | Problem> {
  for (let n = from; n < paper.numbers.length; n++) {
    const [found] = await by.byIdentifier([keyOf(app, paper, n)])
    if (found) return judged(app, paper.code, found)
  }
  try {
    return await enterProvisional(app, paper, unitId)
  } catch (error) {
    // Two scanners met the same newcomer in the same moment: the other one has entered them.
    if (violated(error) === 'identifier_one_holder') return meet(app, by, paper, unitId, 0)
    if (error instanceof Problem && error.status < 500) return error
    throw error
  }
}

/** The numbers of a code that can be looked up, best first: what is masked cannot. */
function numbersOf(code: PaperCode): NumberOf[] {
  switch (code.kind) {
    case 'national': {
      const [paper, own] = [papersOf(code.idNumber), /^\d{6,}$/.test(code.qid) ? [['qid', code.qid] as const] : []]
      const insurance = code.insurance && parseInsurance(code.insurance)
      // Lists bring personal IDs, few bring the QID; but who is declared by another may carry the paper of that one.
      const first = code.declaredBy === 'self' ? [...paper, ...own] : [...own, ...paper]
      return insurance ? [...first, ['bhyt', insurance.socialNumber]] : first
    }
    case 'cccd':
      return [...papersOf(code.idNumber), ...papersOf(code.oldIdNumber ?? '')]
    case 'bhyt':
      return [['bhyt', code.socialNumber]]
  }
}

const papersOf = (text: string): NumberOf[] =>
  isPersonalId(text) ? [['cccd', text]] : isOldId(text) ? [['cmnd', text]] : []

async function enterProvisional(app: App, { code, numbers }: Paper, unitId: string): Promise<Identified> {
  const birthDate = /^\d{4}-\d{2}-\d{2}$/.test(code.birthDate) ? code.birthDate : code.birthDate.slice(0, 4)
  const personId = await app.run(ctx =>
    addPerson(ctx, {
      fullName: code.name,
      birthDate: /^\d{4}/.test(birthDate) ? birthDate : null,
      sex: code.sex,
      provisional: true,
      unitId,
      identifiers: Object.fromEntries(numbers),
    }),
  )
  return { personId, name: code.name, birthYear: yearOf(birthDate), level: 'green', identity: 'new', method: code.kind }
}

const yearOf = (birthDate: string | null) => (birthDate && /^\d{4}/.test(birthDate) ? birthDate.slice(0, 4) : null)

const identified = (found: Candidate, identity: Identity, method: string): Identified => ({
  personId: found.personId,
  name: found.fullName,
  birthYear: yearOf(found.birthDate),
  level: found.level === null ? null : (LEVELS[found.level] ?? 'green'),
  identity: found.provisional && identity === 'agrees' ? 'unverified' : identity,
  method,
})

/** For the poster: the person is known by the session. */
export async function identifyPerson(app: App, personId: string): Promise<Leveled> {
  const [found] = await app.use(lookups).leveled.byPerson([personId])
  if (!found) throw new Problem('standing.no-person')
  return identified(found, 'verified', 'poster') as Leveled
}
