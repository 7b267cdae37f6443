import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Decision, decide, type Grant, type Located, type Scope, scopeOf, type Tree, type Who } from './access.ts'
import {
  anyone,
  at,
  can,
  either,
  link,
  type May,
  type Ref,
  self,
  signedIn,
  signedInFirst,
  through,
} from './contract.ts'

/** A tree as a list of parents: unit 0 is the root, unit n hangs below an earlier one. */
type Parents = readonly number[]
const unitName = (n: number) => `unit-${n}`

/** Climbs from the unit: nothing clever, so that it can judge what is. */
function isBelow(parents: Parents, ancestor: number, unit: number): boolean {
  for (let n: number | undefined = unit; n !== undefined; n = n === 0 ? undefined : parents[n])
    if (n === ancestor) return true
  return false
}

function treeOf(parents: Parents): Tree {
  const units = parents.map((_, n) => n)
  const contains = (a: string, u: string) =>
    isBelow(
      parents,
      units.findIndex(n => unitName(n) === a),
      units.findIndex(n => unitName(n) === u),
    )
  return {
    contains,
    within: areas => units.map(unitName).filter(unit => areas.some(area => contains(area, unit))),
    everywhere: areas => areas.includes(unitName(0)),
  }
}

const VERBS = ['test.read', 'test.write']
const RIGHTS = new Map([
  ['reader', new Set(['test.read'])],
  ['writer', new Set(['test.read', 'test.write'])],
  ['idle', new Set<string>()],
])

const PLACES = 4
const parents = fc
  .array(fc.nat(), { minLength: 1, maxLength: 25 })
  .map(picks => picks.map((pick, n) => (n === 0 ? 0 : pick % n)))
const grant = (size: number): fc.Arbitrary<Grant> =>
  fc
    .record({
      role: fc.constantFrom('reader', 'writer', 'idle', 'unheard-of'),
      target: fc.oneof(
        fc.nat(size - 1).map(n => ({ areaId: unitName(n) })),
        fc.nat(PLACES - 1).map(n => ({ placeId: `place-${n}` })),
      ),
    })
    .map(({ role, target }) => ({ role, ...target }))

interface Case {
  readonly parents: Parents
  readonly grants: readonly Grant[]
  /** A thing somewhere: in a unit, and perhaps at a place there. */
  readonly where: { readonly unit: number; readonly place: number | undefined }
  readonly verb: string
}
const cases: fc.Arbitrary<Case> = parents.chain(tree =>
  fc.record({
    parents: fc.constant(tree),
    grants: fc.array(grant(tree.length), { maxLength: 4 }),
    where: fc.record({ unit: fc.nat(tree.length - 1), place: fc.option(fc.nat(PLACES - 1), { nil: undefined }) }),
    verb: fc.constantFrom(...VERBS),
  }),
)

const whoWith = (grants: readonly Grant[]): Who => ({
  accountId: 'account',
  sessionId: 'session',
  name: 'Cán bộ',
  personIds: [],
  grants,
})

const THING: Ref = { kind: 'thing', id: 'thing' }
const locatedOf = ({ where }: Case): Located => ({
  unitId: unitName(where.unit),
  ...(where.place === undefined ? {} : { placeId: `place-${where.place}` }),
})

const decideCase = (one: Case, may: May = can(one.verb)): Promise<Decision> =>
  decide(may, THING, undefined, {
    who: whoWith(one.grants),
    rights: RIGHTS,
    tree: treeOf(one.parents),
    locate: async () => locatedOf(one),
    readLink: () => undefined,
  })

/** The rule as a person would say it. */
const oughtToReach = ({ parents, grants, where, verb }: Case): boolean =>
  grants.some(({ role, areaId, placeId }) => {
    if (!RIGHTS.get(role)?.has(verb)) return false
    if (placeId) return placeId === `place-${where.place}`
    return areaId !== undefined && isBelow(parents, Number(areaId.slice('unit-'.length)), where.unit)
  })

const includes = (scope: Scope, where: Located): boolean =>
  scope.everywhere ||
  (where.unitId !== undefined && scope.unitIds.includes(where.unitId)) ||
  (where.placeId !== undefined && scope.placeIds.includes(where.placeId))

describe('a grant', () => {
  test('reaches its subtree or its place, with the verbs of its role, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async one => {
        expect((await decideCase(one)).allowed).toBe(oughtToReach(one))
      }),
      { numRuns: 500 },
    )
  })

  test('reaches the same in a list as in a decision', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async one => {
        const scope = scopeOf(whoWith(one.grants), one.verb, RIGHTS, treeOf(one.parents))
        expect(includes(scope, locatedOf(one))).toBe((await decideCase(one)).allowed)
      }),
      { numRuns: 500 },
    )
  })

  test('more of them never take anything away', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.nat(), async (one, pick) => {
        const fewer = { ...one, grants: one.grants.filter((_, i) => i !== pick % (one.grants.length || 1)) }
        const before = await decideCase(fewer)
        if (before.allowed) expect((await decideCase(one)).allowed).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('reaches nothing that cannot be located', async () => {
    const decision = await decide(can('test.read'), THING, undefined, {
      who: whoWith([{ role: 'reader', areaId: unitName(0) }]),
      rights: RIGHTS,
      tree: treeOf([0]),
      locate: async () => undefined,
      readLink: () => undefined,
    })
    expect(decision).toEqual({ allowed: false, why: 'area', verb: 'test.read' })
  })
})

describe('who may', () => {
  const me: Who = { ...whoWith([{ role: 'reader', areaId: unitName(1) }]), personIds: ['me', 'my child'] }
  const fresh: Who = { ...me, before: 'change-password' }
  const here = at.of('person', 'here')
  const child = at.of('person', 'my child')

  test.each<[string, May, Who | null, Ref | undefined, string | undefined, string]>([
    ['the public', anyone, null, undefined, undefined, 'allowed'],
    ['a stranger, of an account', signedIn, null, undefined, undefined, 'sign-in'],
    ['an account', signedIn, me, undefined, undefined, 'allowed'],
    ['an account with its first password', signedIn, fresh, undefined, undefined, 'change-password'],
    ['an account with its first password, to change it', signedInFirst, fresh, undefined, undefined, 'allowed'],
    ['a grant held with the first password', can('test.read'), fresh, undefined, undefined, 'change-password'],
    ['self, about the household', self, me, child, undefined, 'allowed'],
    ['self, about a neighbour', self, me, here, undefined, 'not-yours'],
    ['self, about nobody', self, me, undefined, undefined, 'not-yours'],
    ['a verb somewhere', can('test.read'), me, undefined, undefined, 'allowed'],
    ['a verb nowhere', can('test.write'), me, undefined, undefined, 'verb'],
    ['a verb elsewhere', can('test.read'), me, here, undefined, 'area'],
    ['a signed link', link('poster'), null, undefined, 'good', 'allowed'],
    ['a signed link for something else', link('poster'), null, undefined, 'bad', 'link'],
    ['a link that is missing', link('poster'), me, undefined, undefined, 'link'],
    ['either, by the second', either(can('test.write'), self), me, child, undefined, 'allowed'],
    ['either, by none', either(can('test.write'), self), me, here, undefined, 'not-yours'],
    ['either, elsewhere by the first', either(can('test.read'), can('test.write')), me, here, undefined, 'area'],
    ['either, with the first password', either(self, can('test.read')), fresh, child, undefined, 'change-password'],
  ])('%s', async (_, may, who, about, token, expected) => {
    const decision = await decide(may, about, token, {
      who,
      rights: RIGHTS,
      tree: treeOf([0, 0, 0]),
      locate: async ref => ({ personId: ref.id, unitId: unitName(2) }),
      readLink: (purpose, given) => (purpose === 'poster' && given === 'good' ? 'subject' : undefined),
    })
    expect(decision.allowed ? 'allowed' : decision.why).toBe(expected)
  })
})

describe('what belongs to a thing', () => {
  const decideOn = (located: Located | undefined, to: 'read' | 'write', role = 'reader') =>
    decide(through(to), at.of('file', 'file'), undefined, {
      who: whoWith([{ role, areaId: unitName(1) }]),
      rights: RIGHTS,
      tree: treeOf([0, 0, 0]),
      locate: async () => located,
      readLink: () => undefined,
    })
  const asks = { read: ['test.read'], write: ['test.write', 'test.read'] } as const

  test.each<[string, Located | undefined, 'read' | 'write', string, Decision]>([
    ['is read by whoever may read the thing', { unitId: unitName(1), asks }, 'read', 'reader', { allowed: true }],
    [
      'is changed by nobody who may only read it',
      { unitId: unitName(1), asks },
      'write',
      'reader',
      { allowed: false, why: 'verb', verb: 'test.write' },
    ],
    [
      'is changed by whoever has all that the thing asks',
      { unitId: unitName(1), asks },
      'write',
      'writer',
      { allowed: true },
    ],
    [
      'is out of reach elsewhere',
      { unitId: unitName(2), asks },
      'read',
      'writer',
      { allowed: false, why: 'area', verb: 'test.read' },
    ],
    [
      'is nobody’s where the thing asks nothing',
      { unitId: unitName(1) },
      'read',
      'writer',
      { allowed: false, why: 'area' },
    ],
    ['is not there', undefined, 'read', 'writer', { allowed: false, why: 'area' }],
  ])('%s', async (_, located, to, role, decision) => expect(await decideOn(located, to, role)).toEqual(decision))
})
