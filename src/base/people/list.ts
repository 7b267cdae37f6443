import { type Extract, extract, keyed } from '#base/lists/extract.ts'
import { type Fault, type List, list, optional, reachOf, required } from '#base/lists/list.ts'
import { commune } from '#base/lists/readers.ts'
import { at } from '#core/contract.ts'
import { localPhone } from './identifiers.ts'
import { personColumns } from './list-cells.ts'
import { numbersOf, type Person, personRows } from './people.ts'
import { enterPeople } from './roll.ts'

const { name, birth, sex, paper, phone, unit, address } = personColumns

/** The people of a commune, such as its list of households. */
export const peopleList: List = list({
  kind: 'people.register',
  verb: 'people.write',
  columns: {
    name: required(name),
    birth: optional(birth),
    sex: optional(sex),
    paper: optional(paper),
    phone: optional(phone),
    unit: required({ ...unit, read: commune }),
    address: optional(address),
  },
  passes: [
    async (rows, ctx) => {
      const isReached = reachOf(ctx, 'people.write')
      const mine = rows.filter(({ row }) => isReached(row.unit))
      const refused: Fault[] = rows
        .filter(({ row }) => !isReached(row.unit))
        .map(({ line }) => ({ line, column: 'unit', reason: 'lists.cell.outside' }))
      const entered = await enterPeople(
        ctx,
        mine.map(({ row }) => ({
          fullName: row.name,
          birthDate: row.birth ?? null,
          sex: row.sex ?? 'unknown',
          unitId: row.unit,
          address: row.address ?? '',
          paper: row.paper,
          phone: row.phone,
        })),
      )
      for (const [i, one] of entered.entries())
        if (one !== 'other') ctx.became(mine[i]?.line ?? 0, at.person(one.personId))
      const others = mine.filter((_, i) => entered[i] === 'other')
      const added = entered.filter(one => one !== 'other' && one.isNew).length
      return {
        added,
        known: mine.length - added - others.length,
        refused: [
          ...refused,
          ...others.map(({ line }) => ({ line, column: 'paper', reason: 'people.list.other-holder' })),
        ],
      }
    },
  ],
})

const PEOPLE_A_PAGE = 2000

interface Row extends Person {
  readonly paper: string | null
  readonly phone: string | null
}

const byWord = (birth: string | null) => (birth && birth.length > 4 ? { day: birth } : birth)

/** The people of the caller's area, or of one commune of it; no law commands it, so that who asked for restriction is not in it. */
export const peopleExtract: Extract = extract<Row>({
  name: 'people.register',
  verb: 'people.read',
  sensitive: ['paper', 'phone'],
  columns: {
    name: row => row.fullName,
    birth: row => byWord(row.birthDate),
    sex: (row, words) => words(`people.office.sex.${row.sex}`),
    paper: row => row.paper,
    phone: row => row.phone,
    unit: row => row.unitName,
    address: row => row.address,
  },
  pages: ({ sql, app, scope, filter, columns }) =>
    keyed(async after => {
      const people = await sql<Person[]>`
        ${personRows(sql)}
        where ${scope.everywhere ? sql`true` : sql`p.unit_id = any(${scope.unitIds as string[]}::uuid[])`}
          and ${filter.unitId ? sql`p.unit_id = any(${app.tree.within([filter.unitId]) as string[]}::uuid[])` : sql`true`}
          and not exists (select from people.alias a where a.from_id = p.id) and p.restricted_at is null
          and ${after ? sql`p.id > ${after.id}` : sql`true`}
        order by p.id limit ${PEOPLE_A_PAGE}`
      const withNumbers = columns.includes('paper') || columns.includes('phone')
      const ids = people.map(person => person.id)
      const numbers = withNumbers ? await numbersOf({ sql, app }, ids) : new Map()
      return people.map(person => {
        const { cccd, cmnd, passport, phone } = numbers.get(person.id) ?? {}
        return { ...person, paper: cccd ?? cmnd ?? passport ?? null, phone: phone ? localPhone(phone) : null }
      })
    }),
})
