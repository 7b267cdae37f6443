import { event } from '#core/event.ts'

/** The tree or its boundaries changed, by an import in force from `day`. */
export const unitsChanged = event<{ kind: 'list' | 'map' | 'boundaries'; day: string }>('units.changed')
