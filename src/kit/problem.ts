import { ClientProblem } from '#core/client.ts'
import { Problem } from '#core/problem.ts'
import type { Say } from '#core/web/words.tsx'
import type { IconName } from './icon.tsx'

/** What a reader is told of a problem: its name, what to do about it, and the reference to quote. */
export interface Told {
  /** `named`: what was asked cannot be, and the title says why; nothing is at fault. */
  readonly kind: 'offline' | 'signedOut' | 'refused' | 'missing' | 'named' | 'error'
  readonly icon: IconName
  readonly title: string
  /** Nothing where the title says all that can be done. */
  readonly help: string | undefined
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
  named: 'warning',
  error: 'warning',
}

/** The server says its problems in the reader's language; only what never reached it is said here. */
export function tell(t: Say, problem: unknown): Told {
  const known = problem instanceof Problem ? problem : undefined
  const said = known instanceof ClientProblem ? known : undefined
  const kind = kindOf(problem)
  const missing = kind === 'refused' && typeof known?.params.verb === 'string' ? known.params.verb : undefined
  // Only a right is granted by an administrator: a link or what is somebody else's is not.
  const isWhole = kind === 'named' || (kind === 'refused' && said !== undefined && !missing)
  return {
    kind,
    icon: ICONS[kind],
    title: said?.title ?? t(`kit.problem.${kind}.title`),
    help: isWhole ? undefined : t(`kit.problem.${kind}.help`),
    reference: kind === 'named' ? undefined : said?.instance,
    missing,
    again: kind === 'offline' || kind === 'error',
  }
}

function kindOf(problem: unknown): Told['kind'] {
  if (!(problem instanceof Problem)) return isLoadFailure(problem) ? 'offline' : 'error'
  const { status } = problem
  return KINDS[status] ?? (problem instanceof ClientProblem && status >= 400 && status < 500 ? 'named' : 'error')
}

/** A page whose file did not arrive fails as a TypeError in every browser. */
const isLoadFailure = (problem: unknown): boolean =>
  problem instanceof TypeError && /import|fetch|load/i.test(problem.message)
