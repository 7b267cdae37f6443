import type { ComponentType } from 'react'
import type { IconName } from './icon.tsx'

/**
 * What a module adds to the shells. Two small files, found by the shells themselves:
 *
 *     web/citizen.ts   export const pages: CitizenPage[] = […]   export const home: HomeCard[] = […]
 *                      export const bars: Bar[] = […]
 *     web/console.ts   export const pages: ConsolePage[] = […]   export const finders: Finder[] = […]
 *
 * `load` names the component, so each page is a file of its own in the build; `words` names the modules whose
 * messages it says, or a part of them: `followup/home` are those in `home.vi.json`.
 */
export interface CitizenPage {
  /** Below `/`, in Vietnamese without marks: `/dia-diem/:placeId`. */
  readonly path: string
  readonly load: () => Promise<ComponentType>
  readonly words: readonly string[]
  /** The tab that is lit while this page is open. */
  readonly tab?: TabName
  /** True when it can be read without signing in. */
  readonly open?: boolean
  /** There is no such page in production. */
  readonly demo?: boolean
  /** Nothing stands around it: a machine shows it, not somebody's phone. A `wall` is dark besides. */
  readonly face?: 'bare' | 'wall'
  /** Listed under "Tôi". */
  readonly row?: { readonly order: number; readonly label: string; readonly icon: IconName }
}

export type TabName = 'home' | 'scan' | 'places' | 'me'

/** A card of the citizen's home; see them in the order of `order`. */
export interface HomeCard {
  readonly name: string
  readonly order: number
  readonly load: () => Promise<ComponentType>
  readonly words: readonly string[]
}

/** A line above every page, signed in or not, for what must not be overlooked on this device. */
export interface Bar {
  readonly name: string
  readonly load: () => Promise<ComponentType>
  readonly words: readonly string[]
  /** Asked whenever a page is shown; its file is fetched where this holds. */
  readonly when: () => boolean
}

export type NavGroup = 'work' | 'people' | 'command' | 'admin'

export interface ConsolePage {
  /** Below `/console`: `/cases/:caseId`. */
  readonly path: string
  readonly load: () => Promise<ComponentType>
  readonly words: readonly string[]
  /** The right without which the page refuses; a page the officer may not open is not in the navigation. */
  readonly verb?: string
  /** Where it stands in the navigation; a page without it is reached from another. */
  readonly nav?: {
    readonly group: NavGroup
    readonly order: number
    /** The id of its word. */
    readonly label: string
    readonly icon: IconName
    /** Where an officer begins: among the pages one may open the one with the smallest number, else the first listed. */
    readonly begin?: number
    /** Only who has this right begins here. */
    readonly beginsWith?: string
  }
  /** `wall` pages have no navigation around them and are dark. */
  readonly face?: 'wall'
}

/** An entry of the console's search: pages come by themselves, these come as the officer types. */
export interface Finder {
  readonly name: string
  /** The right without which nothing is looked up. */
  readonly verb?: string
  /** The id of the word above its results. */
  readonly label: string
  readonly icon: IconName
  readonly find: (text: string, signal: AbortSignal) => Promise<readonly Found[]>
}

export interface Found {
  readonly id: string
  readonly title: string
  readonly detail?: string
  /** Path in the console. */
  readonly to: string
}
