import { DAY_MS } from '#core/clock.ts'
import type { Declaration } from '#core/module.ts'

/**
 * How long something may take. `workingDays` and `workingHours` run in office time of the owner unit; `hours` run by
 * the clock, nights and holidays too, as an epidemic does; `atOnce` goes before everything that is late.
 */
export type Term =
  | { readonly workingDays: number }
  | { readonly workingHours: number }
  | { readonly hours: number }
  | { readonly atOnce: true }

const CENTURY_MS = 36_525 * DAY_MS

/** The deadline of what must be done at once: before every other, the longest waiting first, so the inbox begins with it. */
export const atOnce = (now: Date): Date => new Date(now.getTime() - CENTURY_MS)
export const isAtOnce = (dueAt: Date): boolean => dueAt.getTime() < 0
/** From when an item is late: what must be done at once since it was said. */
export const lateFrom = (dueAt: Date): Date => (isAtOnce(dueAt) ? new Date(dueAt.getTime() + CENTURY_MS) : dueAt)

/** A step from one state to another: who may take it, and what the next state then has to meet. */
export interface Transition<S extends string = string> {
  /** Unique among the steps from a state. Its words: `<kind>.move.<name>`. */
  readonly name: string
  readonly from: S | readonly S[]
  readonly to: S
  /** The caller needs it at the owner unit. */
  readonly verb: string
  /** The form that must be filled in: the module that owns it takes the step itself, with what was filled in. */
  readonly form?: string
  /** Why, in words, must be said. */
  readonly needsNote?: boolean
  /** Taken by the system alone, as a day begins or another step brings it: nobody is offered it. */
  readonly system?: boolean
  /** The deadline of the state entered: absent keeps the one there is, null takes it away. */
  readonly due?: Term | null
}

/**
 * What kind of work there is: a table of states and steps (quy trình). Its words: `<kind>.flow` names the kind,
 * `<kind>.title` is the line in the inbox (with the item's parameters and `person`), `<kind>.state.<state>`,
 * `<kind>.move.<step>`.
 */
export interface Flow<S extends string = string> extends Declaration {
  readonly declares: 'flow'
  /** `module.kind` */
  readonly kind: string
  /** The verb that lets somebody see items of this kind, at their owner unit. */
  readonly reads: string
  /** Only who holds an item of this kind sees it, and who has this verb there: work that concerns one officer. */
  readonly oversees?: string
  readonly states: readonly S[]
  readonly initial: S
  /** In a final state an item is done. */
  readonly final: readonly S[]
  /** The deadline of a new item, unless it is opened with one. */
  readonly due?: Term
  readonly transitions: readonly Transition<S>[]
}

/** Declares a flow; throws at once when its table makes no sense. */
export function flow<const S extends string>(table: Omit<Flow<S>, 'declares'>): Flow<S> {
  const declared: Flow<S> = { declares: 'flow', ...table }
  const faults = faultsOf(declared)
  if (faults.length) throw new Error(`The flow “${table.kind}” makes no sense: ${faults.join('; ')}.`)
  return declared
}

export const startsFrom = (transition: Transition, state: string): boolean =>
  typeof transition.from === 'string' ? transition.from === state : transition.from.includes(state)

export const stepsFrom = (table: Flow, state: string): readonly Transition[] =>
  table.transitions.filter(transition => startsFrom(transition, state))

export const isFinal = (table: Flow, state: string): boolean => table.final.includes(state)

/** What is wrong with a table, in words. */
export function faultsOf(table: Flow): string[] {
  const known = new Set<string>(table.states)
  const faults: string[] = []
  for (const state of [table.initial, ...table.final]) if (!known.has(state)) faults.push(`no state “${state}”`)
  for (const { name, from, to } of table.transitions)
    for (const state of [from, to].flat()) if (!known.has(state)) faults.push(`“${name}”: no state “${state}”`)
  for (const state of table.states) {
    const names = stepsFrom(table, state).map(step => step.name)
    if (new Set(names).size < names.length) faults.push(`two steps of one name from “${state}”`)
    if (isFinal(table, state) && names.length) faults.push(`a step from the final state “${state}”`)
  }
  const reached = reachable(table, [table.initial])
  for (const state of table.states) {
    if (!reached.has(state)) faults.push(`“${state}” is never reached`)
    const ends = [...reachable(table, [state])].some(one => isFinal(table, one))
    if (!ends) faults.push(`no way out of “${state}”`)
  }
  return faults
}

function reachable(table: Flow, from: readonly string[]): ReadonlySet<string> {
  const found = new Set(from)
  for (const state of found) for (const { to } of stepsFrom(table, state)) found.add(to)
  return found
}
