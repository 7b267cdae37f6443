import { agrees, type BhytCode, type CccdCode, type NationalCode, parseCode } from '#base/people/codes.ts'
import { isOldId, isPersonalId, parseInsurance } from '#base/people/identifiers.ts'
import { verifyOwn } from '#base/people/own-code.ts'
import { addPerson, type IdentifierKind, lookupOf } from '#base/people/people.ts'
import { type App, service } from '#core/app.ts'
import { batched } from '#core/batch.ts'
import { arrayText } from '#core/db/arrays.ts'
import type { Sql } from '#core/db/db.ts'
import { violated } from '#core/db/db.ts'
import { Problem } from '#core/problem.ts'
import type { Identity } from './contract.ts'
import { gravestLevel, LEVELS, type Level } from './standing.ts'

/** Whom a scanned code stands for, and how sure that is. */
export interface Identified {
  readonly personId: string
  readonly name: string
  readonly birthYear: string | null
  readonly level: Level
  readonly identity: Identity
  readonly method: string
}

interface Candidate {
  readonly personId: string
  readonly fullName: string
  readonly nameKey: string
  readonly birthDate: string | null
  readonly level: number | null
  /** The personal ID of the entry, to compare with: as it is looked up, and as it is kept. */
  readonly idLookup: Buffer | null
  readonly idSealed: Buffer | null
  readonly provisional: boolean
}

/** Look-ups for scans, grouped over requests: by an identifier's blind index, or by the person itself. */
export interface Lookups {
  byIdentifier(key: { kind: IdentifierKind; lookup: Buffer }): Promise<Candidate | undefined>
  byPerson(personId: string): Promise<Candidate | undefined>
}

export const lookups = service<Lookups>('standing.lookups')

export function createLookups(app: App): Lookups {
  const { sql } = app.db
  return {
    byIdentifier: batched(async keys => {
      const rows = await sql<(Candidate & { n: number })[]>`
        select k.n, ${candidateColumns(sql, app.clock())}
        from unnest(${arrayText(
          'text',
          keys.map(k => k.kind),
        )}::text[], ${arrayText(
          'bytea',
          keys.map(k => k.lookup),
        )}::bytea[])
          with ordinality as k (kind, lookup, n)
        join people.identifier i on i.kind = k.kind and i.lookup = k.lookup
        left join people.alias a on a.from_id = i.person_id
        join people.person p on p.id = coalesce(a.to_id, i.person_id)
        ${paperOf(sql)}`
      return inOrder(keys.length, rows)
    }),
    byPerson: batched(async ids => {
      const rows = await sql<(Candidate & { n: number })[]>`
        select k.n, ${candidateColumns(sql, app.clock())}
        from unnest(${arrayText('uuid', ids)}::uuid[]) with ordinality as k (id, n)
        left join people.alias a on a.from_id = k.id
        join people.person p on p.id = coalesce(a.to_id, k.id)
        ${paperOf(sql)}`
      return inOrder(ids.length, rows)
    }),
  }
}

/** The number compared with is the person's own, or that of an entry merged into theirs. */
const candidateColumns = (sql: Sql, now: Date) => sql`
  p.id as person_id, p.full_name, p.name_key, p.birth_date, p.provisional, ${gravestLevel(sql, sql`p.id`, now)} as level,
  paper.lookup as id_lookup, paper.sealed as id_sealed`

const paperOf = (sql: Sql) => sql`
  left join lateral (
    select n.lookup, n.sealed
    from (select p.id, 0 as rank union all select from_id, 1 from people.alias where to_id = p.id) entry
    join people.identifier n on n.person_id = entry.id and n.kind = 'cccd'
    order by entry.rank limit 1) paper on true`

function inOrder(length: number, rows: readonly (Candidate & { n: number })[]): (Candidate | undefined)[] {
  const found: (Candidate | undefined)[] = new Array(length).fill(undefined)
  for (const row of rows) found[row.n - 1] ??= row
  return found
}

type PaperCode = NationalCode | CccdCode | BhytCode

/**
 * Reads a code and finds its person. One who is not in the register is entered as provisional, in the commune of the
 * place, which answers for them until somebody knows better.
 */
export async function identify(app: App, text: string, unitId: string): Promise<Identified> {
  const code = parseCode(text)
  switch (code.kind) {
    case 'own':
      return identifyOwn(app, text)
    case 'national':
    case 'cccd':
    case 'bhyt':
      return identifyPaper(app, code, unitId)
    case 'poster':
      throw new Problem('standing.code.poster')
    case 'unknown':
      throw new Problem(`standing.code.${code.reason}`)
  }
}

async function identifyOwn(app: App, text: string): Promise<Identified> {
  const verdict = verifyOwn(text, app.keyring.keys('codes'))
  if (!verdict.genuine) throw new Problem(`standing.code.${verdict.reason}`)
  if (verdict.subject === 'place') throw new Problem('standing.code.poster')
  const found = await app.use(lookups).byPerson(verdict.id)
  if (!found) throw new Problem('standing.code.unrecognised')
  return identified(found, 'verified', 'own')
}

async function identifyPaper(app: App, code: PaperCode, unitId: string): Promise<Identified> {
  const numbers = numbersOf(code)
  for (const [kind, value] of numbers) {
    const found = await app.use(lookups).byIdentifier({ kind, lookup: lookupOf(app.keyring, kind, value) })
    if (!found) continue
    const idNumber = idNumberOf(app, found, code)
    const verdict = agrees(code, { nameKey: found.nameKey, birthDate: found.birthDate ?? undefined, idNumber })
    return identified(
      found,
      ({ match: 'agrees', partial: 'unverified', mismatch: 'differs' } as const)[verdict],
      code.kind,
    )
  }
  return enterProvisional(app, code, numbers, unitId)
}

/** The register's number: that of the code where the two are the same, which is told faster than it is read. */
function idNumberOf({ keyring }: App, { idLookup, idSealed }: Candidate, code: PaperCode): string | undefined {
  if (!idLookup || !idSealed) return undefined
  const given = code.kind === 'bhyt' ? '' : code.idNumber
  if (isPersonalId(given) && lookupOf(keyring, 'cccd', given).equals(idLookup)) return given
  return keyring.decrypt(idSealed)
}

/** The numbers of a code that can be looked up, best first: what is masked cannot. */
function numbersOf(code: PaperCode): [IdentifierKind, string][] {
  const numbers: [IdentifierKind, string][] = []
  const paper = (text: string | undefined) => {
    if (text && isPersonalId(text)) numbers.push(['cccd', text])
    else if (text && isOldId(text)) numbers.push(['cmnd', text])
  }
  if (code.kind === 'national') {
    if (/^\d{6,}$/.test(code.qid)) numbers.push(['qid', code.qid])
    paper(code.idNumber)
    const insurance = code.insurance && parseInsurance(code.insurance)
    if (insurance) numbers.push(['bhyt', insurance.socialNumber])
  } else if (code.kind === 'cccd') {
    paper(code.idNumber)
    paper(code.oldIdNumber)
  } else numbers.push(['bhyt', code.socialNumber])
  return numbers
}

async function enterProvisional(
  app: App,
  code: PaperCode,
  numbers: [IdentifierKind, string][],
  unitId: string,
): Promise<Identified> {
  const birthDate = /^\d{4}-\d{2}-\d{2}$/.test(code.birthDate) ? code.birthDate : code.birthDate.slice(0, 4)
  const enter = () =>
    app.run(ctx =>
      addPerson(ctx, {
        fullName: code.name,
        birthDate: /^\d{4}/.test(birthDate) ? birthDate : null,
        sex: code.sex,
        provisional: true,
        unitId,
        identifiers: Object.fromEntries(numbers),
      }),
    )
  try {
    const personId = await enter()
    return {
      personId,
      name: code.name,
      birthYear: yearOf(birthDate),
      level: 'green',
      identity: 'new',
      method: code.kind,
    }
  } catch (error) {
    // Two scanners met the same newcomer in the same moment: the other one has entered them.
    if (violated(error) !== 'identifier_one_holder') throw error
    return identifyPaper(app, code, unitId)
  }
}

const yearOf = (birthDate: string | null) => (birthDate && /^\d{4}/.test(birthDate) ? birthDate.slice(0, 4) : null)

const identified = (found: Candidate, identity: Identity, method: string): Identified => ({
  personId: found.personId,
  name: found.fullName,
  birthYear: yearOf(found.birthDate),
  level: LEVELS[found.level ?? 0] ?? 'green',
  identity: found.provisional && identity === 'agrees' ? 'unverified' : identity,
  method,
})

/** For the poster: the person is known by the session. */
export async function identifyPerson(app: App, personId: string): Promise<Identified> {
  const found = await app.use(lookups).byPerson(personId)
  if (!found) throw new Problem('standing.no-person')
  return identified(found, 'verified', 'poster')
}
