import { type Extract, extract, keyed } from '#base/lists/extract.ts'
import { getPeople } from '#base/people/people.ts'
import { searchPeople } from '#base/people/search.ts'
import { policyAt } from '#base/policies/index.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { lastBlock, unsealed } from '#core/audit/queries.ts'
import { addDays, dayOf, fieldText, MINUTE_MS, startOf } from '#core/clock.ts'
import type { InputOf } from '#core/contract.ts'
import { notFound } from '#core/problem.ts'
import { nameKey } from '#core/text.ts'
import { say } from '#core/words.ts'
import type { AuditLine, AuditView, audit } from './contract.ts'
import { READ } from './flows.ts'
import { headsRule } from './policies.ts'
import { type AuditFilter, type AuditRow, auditRow, listAudit, officersNamed, sameRequest, sealOf } from './queries.ts'
import { purposesOf, statedIn, whatText } from './words.ts'

const PAGE = 50
const ROWS_A_READ = 500

type Asked = Partial<Omit<InputOf<typeof audit.list>['query'], 'after'>>

async function filterOf(ctx: Context, asked: Asked): Promise<AuditFilter> {
  const { kind = 'people', officer, accountId, person, purpose, from, until } = asked
  const accountIds = accountId
    ? [accountId]
    : officer?.trim()
      ? await officersNamed(ctx.sql, officer.trim(), nameKey(officer).split(' '))
      : undefined
  const found = person?.trim() ? await searchPeople(ctx, person, { everywhere: true }) : undefined
  return {
    kind,
    accountIds,
    personIds: found?.people.map(one => one.id),
    purpose,
    from: from ? startOf(from) : undefined,
    until: until ? startOf(addDays(until, 1)) : undefined,
  }
}

/** A page, each row in words. Nobody is told how many there are: counting ten millions would be all the work. */
export async function auditPage(ctx: Context, query: InputOf<typeof audit.list>['query']) {
  const filter = await filterOf(ctx, query)
  const rows = await listAudit(ctx.sql, ctx.scope(READ), filter, query.after, PAGE + 1)
  const shown = rows.slice(0, PAGE)
  return { rows: shown.map(row => lineOf(ctx, row)), more: rows.length > PAGE ? (shown.at(-1)?.id ?? null) : null }
}

const whatIn = (ctx: Context, row: AuditRow) => whatText(ctx.app, id => say(ctx.locale, id), row)

function lineOf(ctx: Context, row: AuditRow): AuditLine {
  const { accountId, accountName, role, office, personId, unitId } = row
  return {
    id: row.id,
    at: row.at.toISOString(),
    by: accountId
      ? { id: accountId, name: accountName ?? '', role: role && say(ctx.locale, `identity.role.${role}`), office }
      : null,
    what: whatIn(ctx, row),
    stated: statedIn(row.purpose),
    person: personId ? { id: personId, name: row.personName ?? '' } : null,
    shown: row.shown?.length ?? 0,
    unit: unitId ? (treeOf(ctx.app).get(unitId)?.fullName ?? null) : null,
    page: row.page,
  }
}

export async function auditView(ctx: Context, id: string): Promise<AuditView> {
  const row = await auditRow(ctx.sql, ctx.scope(READ), id)
  if (!row) throw notFound('audit')
  const [seal, same] = [await sealOf(ctx.sql, row.seq), await sameRequest(ctx.sql, ctx.scope(READ), row)]
  return {
    ...lineOf(ctx, row),
    endpoint: row.endpoint,
    purpose: row.purpose,
    ref: row.refKind && row.refId ? `${row.refKind} ${row.refId}` : null,
    requestId: row.requestId,
    post: row.post,
    seal: seal ? { block: seal.block, at: seal.at.toISOString() } : null,
    people: (await getPeople(ctx.sql, row.shown ?? [])).map(({ id, fullName }) => ({ id, name: fullName })),
    same: same.map(one => ({ id: one.id, what: whatIn(ctx, one), person: one.personName })),
  }
}

export async function auditStatus(ctx: Context) {
  const [head, waiting] = [await lastBlock(ctx.sql), await unsealed(ctx.sql)]
  return {
    head: head ? { n: head.n, hash: head.hash.toString('hex'), at: head.at.toISOString() } : null,
    unsealed: waiting.rows,
    since: waiting.since?.toISOString() ?? null,
    late: await isLate(ctx, waiting.since),
    purposes: purposesOf(ctx),
  }
}

/** Whether what waits has waited longer than the policy allows. */
export async function isLate(ctx: Context, since: Date | null): Promise<boolean> {
  const { gapMinutes } = (await policyAt(ctx, headsRule, { day: dayOf(ctx.now) })).params
  return since !== null && ctx.now.getTime() - since.getTime() > gapMinutes * MINUTE_MS
}

type Out = AuditRow & Pick<Context, 'app'>

/** The audit as a file, as the page is narrowed. That it was taken out is audited, with its purpose. */
export const auditExtract: Extract = extract<Out>({
  name: 'audit.rows',
  verb: READ,
  columns: {
    at: row => fieldText(row.at).replace('T', ' '),
    officer: row => row.accountName,
    role: (row, words) => (row.role ? words(`identity.role.${row.role}`) : null),
    office: row => row.office,
    what: (row, words) => whatText(row.app, words, row),
    stated: row => statedIn(row.purpose),
    person: row => row.personName,
    unit: row => (row.unitId ? (treeOf(row.app).get(row.unitId)?.fullName ?? null) : null),
    page: row => row.page,
    post: row => row.post,
    request: row => row.requestId,
  },
  async *pages({ sql, app, scope, filter, now }) {
    const ctx = app.context(sql, { now })
    const narrowed = await filterOf(ctx, filter)
    yield* keyed<Out>(async after =>
      (await listAudit(sql, scope, narrowed, after?.id, ROWS_A_READ)).map(row => ({ ...row, app })),
    )
  },
})
