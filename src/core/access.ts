import { MINUTE_MS } from './clock.ts'
import type { Before, Fresh, May, Ref } from './contract.ts'
import { PROOF_WANTED, Problem } from './problem.ts'

/** A grant: a role at an area (a unit and all below it) or at one place. */
export interface Grant {
  readonly role: string
  readonly areaId?: string
  readonly placeId?: string
  readonly organisationId?: string
}

/** Who is asking. An account is not a person: `personIds` are the persons it speaks for (self and household). */
export interface Who {
  readonly accountId: string
  readonly sessionId: string
  /** The shared machine of an office they sit at, when it is one. */
  readonly deviceId?: string
  readonly name: string
  /** The person the account belongs to, when it has one. */
  readonly personId?: string
  readonly personIds: readonly string[]
  /** They share the phone with the one whose account it is, or got its number: nothing of the account is theirs. */
  readonly shares?: true
  readonly grants: readonly Grant[]
  /** Until this is done nothing else is allowed. */
  readonly before?: Before
  /** When they last proved who they are: by password, factor or code, and not only by the session. */
  readonly provedAt?: Date
}

/** Where a thing is: what a `Ref` becomes once the server has looked it up. Never taken from the client. */
export interface Located {
  readonly unitId?: string
  readonly placeId?: string
  readonly personId?: string
  /** Of what is not everybody's of its unit: a grant reaches it only when it is held in this organisation. */
  readonly organisationId?: string
  /** Of what concerns some alone: these accounts reach it, and who has the verb `beyond` there. */
  readonly parties?: { readonly accountIds: readonly string[]; readonly beyond: string }
  /** What is asked of whoever reads or changes what belongs to the thing; without it nothing can belong to it. */
  readonly asks?: Readonly<Record<'read' | 'write', Verbs>>
}

/** All of them, and at least one. */
export type Verbs = readonly [string, ...string[]]

/** The tree of units, as far as permission needs it. */
export interface Tree {
  contains(ancestorId: string, unitId: string): boolean
  /** Every unit in the given areas, themselves included. */
  within(areaIds: readonly string[]): readonly string[]
  /** Whether the areas are the whole country, so that no list is needed. */
  everywhere(areaIds: readonly string[]): boolean
}

/** Which verbs each role has. */
export type Rights = ReadonlyMap<string, ReadonlySet<string>>

export type Refusal = 'sign-in' | Before | 'not-yours' | 'verb' | 'area' | 'party' | 'link'
export type Decision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly why: Refusal; readonly verb?: string }

const YES: Decision = { allowed: true }
const no = (why: Refusal, verb?: string): Decision & { readonly allowed: false } => ({
  allowed: false,
  why,
  ...(verb ? { verb } : {}),
})

export interface Asked {
  readonly who: Who | null
  readonly rights: Rights
  readonly tree: Tree
  readonly locate: (ref: Ref) => Promise<Located | undefined>
  readonly readLink: (purpose: string, token: string) => string | undefined
}

/**
 * Decides whether a request may go on: the one place where that is decided. `about` is what it concerns, if anything;
 * `token` the signed link it carries, if any.
 */
export async function decide(
  may: May,
  about: Ref | undefined,
  token: string | undefined,
  asked: Asked,
): Promise<Decision> {
  const { who } = asked
  switch (may.scope) {
    case 'anyone':
      return YES
    case 'link':
      return token !== undefined && asked.readLink(may.purpose, token) !== undefined ? YES : no('link')
    case 'either': {
      let last: Decision & { readonly allowed: false } = no('sign-in')
      for (const one of may.of) {
        const decision = await decide(one, about, token, asked)
        if (decision.allowed) return YES
        // Who has the right elsewhere is told of the area, and not that another right would do as well.
        if (last.why !== 'area') last = decision
      }
      return last
    }
  }
  if (!who) return no('sign-in')
  if (who.before && !(may.scope === 'signedIn' && may.even?.includes(who.before))) return no(who.before)
  switch (may.scope) {
    case 'signedIn':
      return may.own && who.shares ? no('not-yours') : YES
    case 'self': {
      const personId = about && (await asked.locate(about))?.personId
      return personId && who.personIds.includes(personId) ? YES : no('not-yours')
    }
    case 'verb':
      return decideVerb(who, may.verb, about ? await asked.locate(about) : 'anywhere', asked)
    case 'through': {
      const where = about && (await asked.locate(about))
      const refused = where?.asks?.[may.to].map(verb => decideVerb(who, verb, where, asked)).find(one => !one.allowed)
      return where?.asks ? (refused ?? YES) : no('area')
    }
  }
}

function decideVerb(
  who: Who,
  verb: string,
  where: Located | undefined | 'anywhere',
  { rights, tree }: Asked,
): Decision {
  const grants = grantsFor(who, verb, rights)
  if (!grants.length) return no('verb', verb)
  if (where === 'anywhere') return YES
  if (!where || !grants.some(grant => reaches(grant, where, tree))) return no('area', verb)
  return isParty(who, where, rights, tree) ? YES : no('party', verb)
}

/** Whether a thing that concerns some alone concerns the caller; every other concerns all. */
export function isParty(who: Who, where: Located, rights: Rights, tree: Tree): boolean {
  const { parties } = where
  if (!parties || parties.accountIds.includes(who.accountId)) return true
  return grantsFor(who, parties.beyond, rights).some(grant => reaches(grant, where, tree))
}

export const grantsFor = (who: Pick<Who, 'grants'>, verb: string, rights: Rights): readonly Grant[] =>
  who.grants.filter(grant => rights.get(grant.role)?.has(verb))

/** A grant at a place reaches that place alone; a grant at an area reaches every unit below it. */
export function reaches(grant: Grant, where: Located, tree: Tree): boolean {
  if (where.organisationId && grant.organisationId !== where.organisationId) return false
  if (grant.placeId) return grant.placeId === where.placeId
  return grant.areaId !== undefined && where.unitId !== undefined && tree.contains(grant.areaId, where.unitId)
}

/** Whether what the caller proved last is fresh enough. */
export const isFresh = (who: Pick<Who, 'provedAt'> | null, fresh: Fresh, now: Date): boolean =>
  who?.provedAt !== undefined && now.getTime() - who.provedAt.getTime() < minutesOf(fresh) * MINUTE_MS

/** @throws Problem the one that the browser hears, and asks for a proof */
export function refuseStale(fresh: Fresh | undefined, who: Pick<Who, 'provedAt'> | null, now: Date): void {
  if (fresh && !isFresh(who, fresh, now))
    throw new Problem(PROOF_WANTED, { status: 403, params: { minutes: minutesOf(fresh) } })
}

export const minutesOf = (fresh: Fresh): number => Number.parseInt(fresh, 10)

/** The same permission for a list: which units and places a verb reaches. */
export type Scope =
  | { readonly everywhere: true }
  | { readonly everywhere: false; readonly unitIds: readonly string[]; readonly placeIds: readonly string[] }

export function scopeOf(who: Who | null, verb: string, rights: Rights, tree: Tree): Scope {
  const grants = who ? grantsFor(who, verb, rights) : []
  const areas = grants.flatMap(grant => (grant.placeId || !grant.areaId ? [] : [grant.areaId]))
  if (areas.length && tree.everywhere(areas)) return { everywhere: true }
  return {
    everywhere: false,
    unitIds: areas.length ? tree.within(areas) : [],
    placeIds: grants.flatMap(grant => (grant.placeId ? [grant.placeId] : [])),
  }
}
