import { BadCell } from '#base/lists/cells.ts'
import { type Fault, type List, list, optional, type Reader, type ReadRow, required } from '#base/lists/list.ts'
import { day, named } from '#base/lists/readers.ts'
import { giveCode } from '#base/units/exchange-codes.ts'
import { organisation } from '#base/units/organisations.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { attempt } from '#core/db/db.ts'
import { notFound, Problem } from '#core/problem.ts'
import { nameKey } from '#core/text.ts'
import { agencyBy, announceToAll, forgetList } from './agencies.ts'
import type { CodedOrganisation } from './contract.ts'
import { isOrganId } from './edxml/message.ts'
import {
  type CodeRow,
  codedOrganisations,
  type FormerCode,
  formerCodesOf,
  type Given,
  organisationsNamed,
} from './queries.ts'

export const CODES = 'exchange.codes'
export const CODES_TOPIC = 'exchange.codes'
const PAGE = 100

interface Filter {
  readonly q?: string | undefined
  readonly state?: 'missing' | 'given' | undefined
  readonly after?: string | undefined
}

/** The organisations of the caller's area with their codes: those that have none first, of these the offices kept here. */
export async function codePage(ctx: Context, filter: Filter) {
  const scope = ctx.scope(CODES)
  const rows = await codedOrganisations(ctx.sql, scope, dayOf(ctx.now), filter, PAGE + 1)
  const shown = rows.slice(0, PAGE)
  const ids = shown.map(row => row.id)
  const former = Map.groupBy(await formerCodesOf(ctx.sql, ids), row => row.organisationId)
  return {
    rows: shown.map(row => viewOf(row, former.get(row.id))),
    more: rows.length > PAGE ? (shown.at(-1)?.id ?? null) : null,
  }
}

const viewOf = (
  { code, since, oldCode, oldSince, ...row }: CodeRow,
  former: readonly FormerCode[] = [],
): CodedOrganisation => ({
  ...row,
  code: code && since ? { code, since } : null,
  oldCode: oldCode && oldSince ? { code: oldCode, since: oldSince } : null,
  former: former.map(one => ({ code: one.code, since: one.since, endedAt: one.endedAt.toISOString(), by: one.by })),
})

/**
 * Gives an organisation here a code, or puts it right; partners are told. Throws `units.bad-exchange-code`,
 * `units.exchange-code-taken`, `exchange.code-of-others`, `exchange.code-in-future`.
 */
export async function setCode(ctx: Context, organisationId: string, { code, since }: Given): Promise<void> {
  if (!(await organisation(ctx.sql, organisationId, dayOf(ctx.now)))) throw notFound('organisation')
  await give(ctx, organisationId, { code, since })
  await told(ctx)
}

async function give(ctx: Context, organisationId: string, { code, since }: Given): Promise<void> {
  if (!isOrganId(code)) throw new Problem('units.bad-exchange-code')
  if (since > dayOf(ctx.now)) throw new Problem('exchange.code-in-future')
  if (await agencyBy(ctx, code)) throw new Problem('exchange.code-of-others', { status: 409, params: { value: code } })
  await giveCode(ctx, organisationId, code, since)
}

async function told(ctx: Context): Promise<void> {
  forgetList(ctx.app)
  await announceToAll(ctx)
  await ctx.app.bus.publish(ctx.sql, CODES_TOPIC)
}

const codeCell: Reader<string> = written => {
  const code = written.replace(/\s+/g, '').toUpperCase()
  if (!isOrganId(code)) throw new BadCell('units.bad-exchange-code')
  return code
}

interface Row extends Omit<Given, 'since'> {
  readonly name: string
  readonly since: string | undefined
}

/** Codes as the office that gives them sends them: the name of each organisation, its code, and of which day it is. */
export const codeList: List = list({
  kind: CODES,
  verb: CODES,
  columns: {
    name: required({
      headings: ['ten co quan', 'co quan', 'ten don vi', 'don vi', 'to chuc', 'organisation', 'name'],
      read: named(300),
    }),
    code: required({ headings: ['ma dinh danh', 'ma dinh danh dien tu', 'ma co quan', 'ma', 'code'], read: codeCell }),
    since: optional({ headings: ['ngay', 'ngay cap', 'ngay quyet dinh', 'tu ngay', 'date', 'since'], read: day }),
  },
  passes: [
    async (rows, ctx) => {
      const refused: Fault[] = []
      let added = 0
      for (const row of rows) {
        const done = await takeRow(ctx, row)
        if (typeof done === 'object') refused.push(done)
        else if (done) added += 1
      }
      if (added) await told(ctx)
      return { added, known: rows.length - added - refused.length, refused }
    },
  ],
})

/** False when it had the code; a fault when it cannot have it. */
async function takeRow(ctx: Context, { line, row }: ReadRow<Row>): Promise<boolean | Fault> {
  const today = dayOf(ctx.now)
  const found = await organisationsNamed(ctx.sql, ctx.scope(CODES), today, nameKey(row.name))
  const [only, another] = found
  if (!only) return { line, column: 'name', reason: 'exchange.codes.unknown' }
  if (another) return { line, column: 'name', reason: 'exchange.codes.several', params: { n: found.length } }
  if (only.codes.includes(row.code)) return false
  try {
    const given = { code: row.code, since: row.since ?? today }
    await attempt(ctx.sql, sql => give({ ...ctx, sql }, only.id, given))
    return true
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { line, column: 'code', reason: error.code, params: error.params }
  }
}
