import { ClientProblem } from '#core/client.ts'
import { Problem } from '#core/problem.ts'
import type { Say } from '#core/web/words.tsx'
import type { IconName } from './icon.tsx'

/** What a reader is told of a problem: its name, what to do about it, and the reference to quote. */
export interface Told {
  readonly kind: 'offline' | 'signedOut' | 'refused' | 'missing' | 'error'
  readonly icon: IconName
  readonly title: string
  readonly help: string
  readonly reference: string | undefined
  /** The verb of the right that is missing, when that is the problem. */
  readonly missing: string | undefined
  /** Asking again may help. */
  readonly again: boolean
}

const KINDS: Readonly<Record<number, Told['kind']>> = { 0: 'offline', 401: 'signedOut', 403: 'refused', 404: 'missing' }
const ICONS: Readonly<Record<Told['kind'], IconName>> = {
  offline: 'offline',
  signedOut: 'lock',
  refused: 'lock',
  missing: 'search',
  error: 'warning',
}

/** The server says its problems in the reader's language; only what never reached it is said here. */
export function tell(t: Say, problem: unknown): Told {
  const known = problem instanceof Problem ? problem : undefined
  const kind = (known && KINDS[known.status]) ?? (isLoadFailure(problem) ? 'offline' : 'error')
  const said = known instanceof ClientProblem ? known : undefined
  return {
    kind,
    icon: ICONS[kind],
    title: said?.title ?? t(`kit.problem.${kind}.title`),
    help: t(`kit.problem.${kind}.help`),
    reference: said?.instance,
    missing: kind === 'refused' && typeof known?.params.verb === 'string' ? known.params.verb : undefined,
    again: kind === 'offline' || kind === 'error',
  }
}

/** A page whose file did not arrive fails as a TypeError in every browser. */
const isLoadFailure = (problem: unknown): boolean =>
  problem instanceof TypeError && /import|fetch|load/i.test(problem.message)
