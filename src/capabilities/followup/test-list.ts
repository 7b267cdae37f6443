import {
  type List,
  type Loaded,
  type Loading,
  list,
  optional,
  type ReadRow,
  type RowOf,
  reachOf,
  required,
} from '#base/lists/list.ts'
import { day, oneOf, text } from '#base/lists/readers.ts'
import type { BirthDate } from '#base/people/identifiers.ts'
import { personColumns } from '#base/people/list-cells.ts'
import { entriesOf, findByIdentifiers, type IdentifierKind, type Person } from '#base/people/people.ts'
import { at } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import { nameKey } from '#core/text.ts'
import { takeTest } from './answers.ts'
import { openPlanOf, type PlanRow } from './queries.ts'

const ACT = 'followup.act'
const LONGEST_NOTE = 300

const METHODS = new Map([
  ...['pcr', 'rt pcr', 'realtime pcr'].map(word => [word, 'pcr'] as const),
  ...['test nhanh', 'nhanh', 'khang nguyen', 'rapid', 'antigen'].map(word => [word, 'rapid'] as const),
])
const OUTCOMES = new Map([
  ...['am tinh', 'am', 'negative', 'neg'].map(word => [word, 'negative'] as const),
  ...['duong tinh', 'duong', 'positive', 'pos'].map(word => [word, 'positive'] as const),
])

const { name, birth, paper, phone } = personColumns
const columns = {
  name: required(name),
  birth: optional(birth),
  paper: optional(paper),
  phone: optional(phone),
  takenOn: required({
    headings: ['ngay lay mau', 'ngay xet nghiem', 'lay mau', 'ngay', 'date of sample', 'taken on'],
    read: day,
  }),
  method: required({
    headings: ['phuong phap', 'loai xet nghiem', 'xet nghiem', 'method'],
    read: oneOf(() => METHODS),
  }),
  outcome: required({ headings: ['ket qua', 'ket qua xet nghiem', 'outcome', 'result'], read: oneOf(() => OUTCOMES) }),
  note: optional({ headings: ['ghi chu', 'note', 'notes'], read: text(LONGEST_NOTE) }),
}
type Row = RowOf<typeof columns>

/** Results of those who are followed (danh sách kết quả xét nghiệm), as a team or a laboratory writes them down. */
export const testList: List = list({ kind: 'followup.tests', verb: ACT, columns, passes: [loadTests] })

async function loadTests(rows: readonly ReadRow<Row>[], ctx: Loading): Promise<Loaded> {
  const isReached = reachOf(ctx, ACT)
  const counts = { added: 0, known: 0 }
  const refused: Loaded['refused'] & object[] = []
  for (const { line, row } of rows) {
    const found = await planFor(ctx, row)
    const plan = typeof found === 'string' ? undefined : found
    const reason = plan ? (isReached(plan.unitId) ? undefined : 'lists.cell.outside') : (found as string)
    if (!plan || reason) refused.push({ line, column: 'name', reason: reason ?? 'followup.tests.nobody' })
    else {
      const outcome = await enter(ctx, plan, row)
      if (outcome === 'added' || outcome === 'known') counts[outcome]++
      else refused.push({ line, column: 'takenOn', reason: outcome })
      if (outcome === 'added') ctx.became(line, at.of('plan', plan.id))
    }
  }
  return { ...counts, refused }
}

/** The plan of who is meant: by a number and the name, else by name and birth; of two nobody is guessed. */
async function planFor(ctx: Loading, row: Row): Promise<PlanRow | string> {
  const numbers: { kind: IdentifierKind; value: string }[] = [
    ...(row.paper ? [row.paper] : []),
    ...(row.phone ? [{ kind: 'phone' as const, value: row.phone }] : []),
  ]
  const byNumber = numbers.length ? await findByIdentifiers(ctx, numbers) : []
  const key = nameKey(row.name)
  const people = byNumber.filter(person => person.nameKey === key).map(person => person.id)
  const sought = people.length || !row.birth ? people : await byNameAndBirth(ctx, key, row.birth)
  const plans = new Map<string, PlanRow>()
  for (const id of sought) {
    const plan = await openPlanOf(ctx.sql, await entriesOf(ctx.sql, id))
    if (plan) plans.set(plan.id, plan)
  }
  const [plan, ...others] = plans.values()
  if (others.length) return 'followup.tests.several'
  return plan ?? 'followup.tests.nobody'
}

async function byNameAndBirth({ sql }: Loading, key: string, birth: BirthDate): Promise<string[]> {
  const rows = await sql<Pick<Person, 'id'>[]>`
    select x.id from people.person x join followup.plan p on p.person_id = x.id and p.ended_at is null
    where x.name_key = ${key} and (x.birth_date = ${birth} or left(x.birth_date, 4) = ${birth}
      or x.birth_date = ${birth.slice(0, 4)})`
  return rows.map(row => row.id)
}

async function enter(ctx: Loading, plan: PlanRow, row: Row): Promise<'added' | 'known' | string> {
  const { takenOn, method, outcome, note = '' } = row
  const known = await ctx.sql`
    select from followup.test
    where plan_id = ${plan.id} and taken_on = ${takenOn} and method = ${method} and outcome = ${outcome}`
  if (known.length) return 'known'
  try {
    await takeTest(ctx, plan.id, { id: newId(ctx.now), takenOn, method, outcome, note })
    return 'added'
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return error.code
    throw error
  }
}
