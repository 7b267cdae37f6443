import type { Context } from '#core/app.ts'
import { at, type Ref } from '#core/contract.ts'
import { Problem } from '#core/problem.ts'
import { takeAnswer } from './answers.ts'
import { ArrivalReport, VisitReport } from './contract.ts'
import { takeArrival } from './stays.ts'

export const VISIT = 'followup.visit'

/** At whose door a team was: of somebody who is followed, or who was to arrive. */
export interface Door {
  readonly planId?: string | null | undefined
  readonly arrivalId?: string | null | undefined
}

export type Visited =
  | { readonly planId: string; readonly report: VisitReport }
  | { readonly arrivalId: string; readonly report: ArrivalReport }

/** What a team wrote down at a door. Throws `core.unreadable` when it is not that. */
export function readVisit({ planId, arrivalId }: Door, text: string | undefined): Visited {
  try {
    const said: unknown = JSON.parse(text ?? '')
    if (arrivalId) return { arrivalId, report: ArrivalReport.parse(said) }
    if (planId) return { planId, report: VisitReport.parse(said) }
  } catch (cause) {
    throw new Problem('core.unreadable', { status: 400, cause })
  }
  throw new Problem('core.unreadable', { status: 400 })
}

export const doorOf = (visited: Visited): Ref =>
  'planId' in visited ? at.of('plan', visited.planId) : at.of('arrival', visited.arrivalId)

interface About {
  readonly id: string
  readonly at: Date
  /** The account. */
  readonly by: string
}

/** Writes a visit down in the name of who made it; `remark` is put beside their note. */
export async function takeVisit(ctx: Context, visited: Visited, about: About, remark = ''): Promise<void> {
  const note = [visited.report.note, remark].filter(Boolean).join(' ')
  if ('planId' in visited) await takeAnswer(ctx, visited.planId, { ...visited.report, ...about, method: 'visit', note })
  else await takeArrival(ctx, visited.arrivalId, { ...visited.report, ...about, note })
}
