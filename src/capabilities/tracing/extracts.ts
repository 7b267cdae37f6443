import { type Extract, extract, keyed, type Taking, type Written } from '#base/lists/extract.ts'
import { localPhone, type Sex } from '#base/people/identifiers.ts'
import { peopleNamed } from '#base/people/named.ts'
import { numbersOf } from '#base/people/people.ts'
import { dayOf } from '#core/clock.ts'
import { caseConditions } from './queries.ts'

const ROWS_A_PAGE = 2000

interface Somebody {
  readonly personId: string
  readonly name: string
  readonly birthDate: string | null
  readonly sex: Sex
  readonly unitName: string | null
  readonly address: string
}

interface Numbered {
  readonly paper: string | null
  readonly phone: string | null
}

const day = (on: string | null): Written => (on ? { day: on } : null)
const dayAt = (at: Date | null): Written => (at ? { day: dayOf(at) } : null)

/** What every register of people says of each; the numbers only where they are asked for. */
const person = {
  name: (row: Somebody) => row.name,
  birth: ({ birthDate }: Somebody): Written => (birthDate && birthDate.length > 4 ? { day: birthDate } : birthDate),
  sex: (row: Somebody, words: (id: string) => string) => words(`people.office.sex.${row.sex}`),
  paper: (row: Numbered) => row.paper,
  phone: (row: Numbered) => row.phone,
  unit: (row: Somebody) => row.unitName,
  address: (row: Somebody) => row.address,
}
const sensitive = ['paper', 'phone']

async function withNumbers<R extends Somebody>(
  { sql, app, columns }: Taking,
  rows: readonly R[],
): Promise<(R & Numbered)[]> {
  const wanted = sensitive.some(name => columns.includes(name))
  const numbers = await numbersOf({ sql, app }, wanted ? rows.map(row => row.personId) : [])
  return rows.map(row => {
    const { cccd, cmnd, passport, phone } = numbers.get(row.personId) ?? {}
    return { ...row, paper: cccd ?? cmnd ?? passport ?? null, phone: phone ? localPhone(phone) : null }
  })
}

interface CaseOut extends Somebody {
  readonly id: string
  readonly number: string
  readonly disease: string
  readonly origin: string
  readonly onsetOn: string | null
  readonly sampledAt: Date | null
  readonly confirmedAt: Date
  readonly isolatedAt: Date | null
  readonly outcome: string | null
  readonly outcomeOn: string | null
  readonly infector: string | null
  readonly sourceHow: string
  readonly note: string
}

/** The cases of an area, latest first, as the list of cases takes them. */
export const caseExtract: Extract = extract<CaseOut & Numbered>({
  name: 'tracing.cases',
  verb: 'tracing.read',
  sensitive,
  columns: {
    id: row => row.number,
    ...person,
    onset: row => day(row.onsetOn),
    sampled: row => dayAt(row.sampledAt),
    confirmed: row => dayAt(row.confirmedAt),
    isolated: row => dayAt(row.isolatedAt),
    origin: (row, words) => words(`tracing.origin.${row.origin}`),
    outcome: (row, words) => (row.outcome ? words(`tracing.outcome.${row.outcome}`) : null),
    outcomeOn: row => day(row.outcomeOn),
    infector: row => row.infector,
    how: row => row.sourceHow,
    disease: row => row.disease,
    note: row => row.note,
  },
  pages: taking =>
    keyed(async after => {
      const { sql, scope, filter, app } = taking
      const { unitId, q, waiting } = filter
      const unitIds = unitId ? app.tree.within([unitId]) : undefined
      const narrowed = { unitIds, named: await peopleNamed(sql, q), waiting: waiting === 'true' }
      const rows = await sql<CaseOut[]>`
        select c.id, c.number, c.person_id, p.full_name as name, p.birth_date, p.sex, u.full_name as unit_name, p.address,
               c.disease, c.origin, c.onset_on, c.sampled_at, c.confirmed_at, c.isolated_at, c.outcome, c.outcome_on,
               s.number as infector, c.source_how, c.note
        from tracing.case_file c
        join people.person p on p.id = c.person_id left join units.unit u on u.id = c.unit_id
        left join tracing.case_file s on s.id = c.source_case_id
        where ${caseConditions(sql, scope, narrowed)}
          and ${after ? sql`(c.confirmed_at, c.id) < (${after.confirmedAt}, ${after.id}::uuid)` : sql`true`}
        order by c.confirmed_at desc, c.id desc limit ${ROWS_A_PAGE}`
      return withNumbers(taking, rows)
    }),
})

interface ContactOut extends Somebody {
  readonly id: string
  readonly generation: number
  readonly exposure: string
  readonly state: string
  readonly metFrom: Date
  readonly metUntil: Date
  readonly reason: string
}

/** The contacts of a case, as its list of contacts takes them, with what was decided. */
export const contactExtract: Extract = extract<ContactOut & Numbered>({
  name: 'tracing.contacts',
  verb: 'tracing.read',
  of: 'case',
  sensitive,
  columns: {
    ...person,
    // A day that was told ends with the next one's beginning.
    met: row => dayAt(new Date(row.metUntil.getTime() - 1)),
    how: row => row.reason,
    generation: row => `F${row.generation}`,
    exposure: (row, words) => words(`tracing.web.exposure.${row.exposure}`),
    state: (row, words) => words(`tracing.web.states.${row.state}`),
  },
  pages: taking =>
    keyed(async after => {
      const { sql, ofId } = taking
      const rows = await sql<ContactOut[]>`
        select k.id, k.person_id, p.full_name as name, p.birth_date, p.sex, u.full_name as unit_name, p.address,
               k.generation, k.exposure, k.state, k.met_from, k.met_until, k.reason
        from tracing.contact k
        join people.person p on p.id = k.person_id left join units.unit u on u.id = k.unit_id
        where k.case_id = ${ofId} and ${after ? sql`k.id > ${after.id}::uuid` : sql`true`}
        order by k.id limit ${ROWS_A_PAGE}`
      return withNumbers(taking, rows)
    }),
})
