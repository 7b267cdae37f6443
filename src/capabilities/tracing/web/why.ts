import type { Say } from '#core/web/words.tsx'
import { refusedBy } from '#kit/console/index.ts'
import type { CaseView } from '../contract.ts'

const VERBS = { write: 'tracing.write', decide: 'tracing.decide' } as const

/** Why the caller may not change a file, in words, and the right that is missing; empty when nothing keeps them. */
export const whyOf = (t: Say, { refused, unitId }: Pick<CaseView, 'refused' | 'unitId'>, what: keyof typeof VERBS) =>
  refusedBy(t, refused[what], { verb: VERBS[what], unitId })
