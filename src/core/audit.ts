import { grantsFor, type Located } from './access.ts'
import type { Context } from './app.ts'
import type { May, Ref } from './contract.ts'
import { newId } from './ids.ts'

/** What an audit row says besides who and when. */
export interface Told {
  /** Where the thing is, as the permission found it. */
  readonly where?: Located | undefined
  readonly purpose?: string | undefined
  /** By which right: it says in which of the caller's areas. */
  readonly may?: May
  /** As the browser says: it helps to understand, and proves nothing. */
  readonly page?: string | undefined
  /** Whom a list showed. */
  readonly shown?: readonly string[] | undefined
}

/** Writes that the caller did something, or looked at somebody's data for a purpose, in the same transaction. */
export async function writeAudit(ctx: Context, endpoint: string, about?: Ref, told: Told = {}): Promise<void> {
  const { where, purpose, may, page, shown } = told
  const { who } = ctx
  await ctx.sql`
    insert into core.audit (
      id, at, account_id, session_id, device_id, endpoint, ref_kind, ref_id, person_id, unit_id, by_unit_id, purpose, page,
      shown, request_id)
    values (${newId()}, ${ctx.now}, ${who?.accountId ?? null}, ${who?.sessionId ?? null}, ${who?.deviceId ?? null},
            ${endpoint}, ${about?.kind ?? null}, ${about?.id ?? null}, ${where?.personId ?? null},
            ${where?.unitId ?? null}, ${actingArea(ctx, may)}, ${purpose ?? null}, ${page ?? null},
            ${shown?.length ? (shown as string[]) : null}::uuid[], ${ctx.requestId})`
}

const shown = new WeakMap<Context, readonly string[]>()

/** Says whom a list shows, of an endpoint that declares `shows: 'told'`; none is said, too. */
export const tellShown = (ctx: Context, rows: readonly { readonly personId: string | null }[]): void => {
  const ids = rows.flatMap(({ personId }) => personId ?? [])
  shown.set(ctx, [...(shown.get(ctx) ?? []), ...ids])
}

/** Undefined when the handler said nothing. */
export const toldShown = (ctx: Context): readonly string[] | undefined => shown.get(ctx)

function actingArea({ who, app }: Context, may: May | undefined): string | null {
  if (!who) return null
  const verbs = may ? verbsOf(may) : []
  const grants = verbs.flatMap(verb => grantsFor(who, verb, app.rights))
  return [...grants, ...who.grants].find(grant => grant.areaId)?.areaId ?? null
}

const verbsOf = (may: May): readonly string[] =>
  may.scope === 'verb' ? [may.verb] : may.scope === 'either' ? may.of.flatMap(verbsOf) : []

/** A path of ours, with nothing that was typed in it. */
const PAGE = /^\/[\w\-/.]{0,200}$/
export const pageIn = (header: unknown): string | undefined =>
  typeof header === 'string' && PAGE.test(header) ? header : undefined
