import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { type AnyEndpoint, can, endpoint, file, type May, page, self, wire } from '#core/contract.ts'
import { modules } from './modules.ts'
import type { Shape } from './testing/sample.ts'

/*
 * Whoever of an office is shown people has looked at them: the endpoint says for what (`looks`) and, of a list, whom it
 * showed (`shows`), so that they learn of it. Which replies show people is read from their shapes.
 */

/** Fields that only people have. */
const PERSONAL = new Set(['personId', 'person', 'applicant', 'birthYear', 'birthDate', 'births', 'householdId'])
/** Lists that are of people where their entries have a name. */
const PEOPLE = new Set(['people', 'persons', 'members', 'household', 'households', 'arrivals', 'likely'])

/** Lists that name people and do not say whom: why. */
const LISTS: Readonly<Record<string, string>> = {
  'people.get': 'who lives with somebody: all of a household see a look at one of it',
  'followup.plan': 'who lives with somebody: all of a household see a look at one of it',
  'checkpoints.parked': 'what a code says that was scanned; nobody was looked up',
  'followup.household': 'the household itself, by its own link',
  'documents.late': 'officers',
  'roadblocks.shift': 'officers',
  'rosters.week': 'officers',
}
/** What names one person and is no look at them. */
const ONES: Readonly<Record<string, string>> = {
  'people.add': 'the id of who was entered just now',
  'people.merge': 'the id of the entry that stays',
  'people.unmerge': 'the id of the entry that is back',
  'checkpoints.scan': 'who stands at the door; the scan is a fact of theirs',
}

type Named = { readonly one: boolean; readonly list: boolean }

/** Whether a reply names one person, or has a list that names some. */
function namedIn(reply: AnyEndpoint['reply']): Named {
  const shape = z.toJSONSchema(reply, { io: 'output', unrepresentable: 'any' }) as Shape
  const found = { one: false, list: false }
  const seen = new Set<Shape>()
  const walk = (at: Shape, inList: boolean): void => {
    if (seen.has(at)) return
    seen.add(at)
    const known = at.$ref ? shape.$defs?.[at.$ref.split('/').at(-1) ?? ''] : undefined
    for (const part of [known, ...(at.anyOf ?? []), ...(at.oneOf ?? []), ...(at.allOf ?? [])])
      if (part) walk(part, inList)
    for (const part of [at.items, ...(at.prefixItems ?? [])]) if (part) walk(part, true)
    for (const [name, below] of Object.entries(at.properties ?? {})) {
      if (PERSONAL.has(name)) found[inList ? 'list' : 'one'] = true
      if (PEOPLE.has(name) && hasNames(below)) found.list = true
      walk(below, inList)
    }
  }
  walk(shape, false)
  return found
}

const hasNames = ({ items }: Shape): boolean =>
  items?.properties?.name !== undefined || items?.properties?.fullName !== undefined

/** Somebody who acts for an office may call it. */
const isOfOffices = (may: May): boolean =>
  may.scope === 'verb' || may.scope === 'link' || (may.scope === 'either' && may.of.some(isOfOffices))

/** Of a contract: what shows people and does not say for what, or not whom. */
function silentIn(id: string, spec: AnyEndpoint): string[] {
  if (!isOfOffices(spec.may) || spec.reply === file) return []
  const { one, list } = namedIn(spec.reply)
  if (list && !(id in LISTS) && !(spec.looks && spec.shows)) return [`${id}: a list`]
  if (one && !(id in ONES) && !spec.looks) return [`${id}: one`]
  return []
}

const endpoints = modules.flatMap(module =>
  Object.entries(module.contract as Record<string, AnyEndpoint>).map(
    ([name, spec]) => [`${module.name}.${name}`, spec] as const,
  ),
)

test('every endpoint that shows people to officers says for what, and of a list whom', () =>
  expect(endpoints.flatMap(([id, spec]) => silentIn(id, spec))).toEqual([]))

test('no exception is left over', () => {
  const known: ReadonlyMap<string, AnyEndpoint> = new Map(endpoints)
  const left = (which: Readonly<Record<string, string>>, kind: keyof Named) =>
    Object.keys(which).filter(id => {
      const spec = known.get(id)
      return !spec || !isOfOffices(spec.may) || !namedIn(spec.reply)[kind] || (spec.looks && spec.shows)
    })
  expect([...left(LISTS, 'list'), ...left(ONES, 'one')]).toEqual([])
})

describe('is found', () => {
  const Line = z.object({ id: wire.id, personId: wire.id })
  const plain = { method: 'GET', path: '/planted', may: can('planted.read') } as const
  test.each([
    ['a list that is no look', endpoint({ ...plain, reply: page(Line) }), ['planted.x: a list']],
    [
      'a look that says not at whom',
      endpoint({ ...plain, reply: page(Line), looks: 'planted' }),
      ['planted.x: a list'],
    ],
    [
      'people by their names alone',
      endpoint({ ...plain, reply: z.object({ people: z.array(z.object({ name: z.string() })) }) }),
      ['planted.x: a list'],
    ],
    ['one who is shown and not looked at', endpoint({ ...plain, reply: Line }), ['planted.x: one']],
    ['nothing of what is one’s own', endpoint({ ...plain, may: self, reply: page(Line) }), []],
    ['nothing where both is said', endpoint({ ...plain, reply: page(Line), looks: 'x', shows: 'told' }), []],
  ])('%s', (_, spec, expected) => expect(silentIn('planted.x', spec as AnyEndpoint)).toEqual(expected))
})
