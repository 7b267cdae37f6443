import type { ComponentType } from 'react'
import type { WorkItem, WorkLine, WorkMove } from '../contract.ts'

export interface FormProps {
  readonly item: WorkItem
  readonly move: WorkMove
  readonly onDone: () => void
  readonly onClose: () => void
}

export interface BulkFormProps {
  readonly rows: readonly WorkLine[]
  readonly step: string
  readonly onDone: () => void
  readonly onClose: () => void
}

/** What the module of a kind of work adds to its items in the console. */
export interface WorkPart {
  readonly kind: string
  /** Between the facts and the story of an item: what the module itself knows of the subject. */
  readonly load?: () => Promise<ComponentType<{ readonly item: WorkItem }>>
  /** By the `form` of a step: takes the step with what was filled in. */
  readonly forms?: Readonly<Record<string, () => Promise<ComponentType<FormProps>>>>
  /** The same for many items at once; a step whose form is not here is taken item by item. */
  readonly bulkForms?: Readonly<Record<string, () => Promise<ComponentType<BulkFormProps>>>>
}

const parts = new Map<string, WorkPart>()

/** Said once by a module, in its `web/console.ts`. */
export const addWorkPart = (part: WorkPart): void => void parts.set(part.kind, part)
export const workPart = (kind: string): WorkPart | undefined => parts.get(kind)

/** What a module shows beside items of work that are another's: of every kind that is one to it. */
export interface WorkAside {
  readonly name: string
  readonly isOf: (kind: string) => boolean
  readonly verb: string
  readonly load: () => Promise<ComponentType<{ readonly item: WorkItem }>>
}

const asides = new Map<string, WorkAside>()

/** Said once by a module, in its `web/console.ts`. */
export const addWorkAside = (aside: WorkAside): void => void asides.set(aside.name, aside)
export const workAsides = (kind: string): WorkAside[] => [...asides.values()].filter(aside => aside.isOf(kind))

/** What the module that owns a kind of thing shows of it wherever another module's work is about it: `contact`. */
export interface ThingPart {
  readonly kind: string
  readonly load: () => Promise<ComponentType<{ readonly id: string }>>
}

const things = new Map<string, ThingPart>()

/** Said once by a module, in its `web/console.ts`. */
export const addThingPart = (part: ThingPart): void => void things.set(part.kind, part)
export const thingPart = (kind: string): ThingPart | undefined => things.get(kind)
