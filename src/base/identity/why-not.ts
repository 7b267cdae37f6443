import { treeOf } from '#base/units/trees.ts'
import { grantsFor, type Rights, type Who } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { say } from '#core/words.ts'
import { accountById } from './accounts.ts'
import type { WhyNot } from './contract.ts'
import { grantersAt, unitNames } from './queries.ts'
import { ROLE_NAMES, ROLES, type RoleName } from './roles.ts'

const MOST_NAMED = 5

/**
 * Which right is missing where, and who can grant it. Without a unit that is where the caller works, or the nearest area
 * around it in which the caller does not have the right, so that a refusal never tells where a thing is. Officers are
 * named to officers only.
 */
export async function whyNotView(ctx: Context, who: Who, verb: string, unitId?: string): Promise<WhyNot> {
  const { app } = ctx
  const tree = treeOf(app)
  const account = await accountById(ctx, who.accountId)
  const at = unitId ?? lackingAt(ctx, who, verb, account?.unitId)
  const path = tree.path(at).map(unit => unit.id)
  const roles = rolesFor(verb, app.rights)
  return {
    right: say(ctx.locale, `${verb}.right`),
    roles: [...roles],
    where: tree.label(at) || null,
    held: areasOf(ctx, who, verb).map(areaId => tree.label(areaId) || tree.root.fullName),
    granters: account?.kind === 'officer' ? await granters(ctx, grantedBy(roles), path) : [],
  }
}

const areasOf = ({ app }: Context, who: Who, verb: string): readonly string[] =>
  grantsFor(who, verb, app.rights).flatMap(({ areaId }) => areaId ?? [])

/** Where the caller works, or the nearest area around it in which they do not have the right. */
export function lackingAt(ctx: Context, who: Who, verb: string, workId: string | null | undefined): string {
  const tree = treeOf(ctx.app)
  const held = areasOf(ctx, who, verb)
  const upward = tree.path(workId ?? tree.root.id).toReversed()
  return upward.find(unit => !held.some(areaId => tree.contains(areaId, unit.id)))?.id ?? tree.root.id
}

/** The roles of an area that have a verb. */
export const rolesFor = (verb: string, rights: Rights): readonly RoleName[] =>
  ROLE_NAMES.filter(role => rights.get(role)?.has(verb))

const grantedBy = (roles: readonly RoleName[]): readonly string[] => [
  ...new Set(roles.flatMap(role => ROLES[role].grantedBy as readonly string[])),
]

async function granters(ctx: Context, roles: readonly string[], path: readonly string[]): Promise<WhyNot['granters']> {
  const rows = await grantersAt(ctx.sql, roles, path, ctx.now, MOST_NAMED)
  const organisations = await unitNames(
    ctx.sql,
    rows.flatMap(row => row.organisationId ?? []),
  )
  const tree = treeOf(ctx.app)
  return rows.map(({ name, areaId, organisationId }) => ({
    name,
    office: organisations.get(organisationId ?? '') ?? (tree.label(areaId) || tree.root.fullName),
  }))
}
