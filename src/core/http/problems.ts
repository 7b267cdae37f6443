import type { Decision } from '../access.ts'
import type { App } from '../app.ts'
import { sqlState, violated } from '../db/db.ts'
import { Problem, type ProblemBody } from '../problem.ts'
import { type Locale, say } from '../words.ts'

const STATUS = {
  'sign-in': 401,
  'second-factor': 403,
  'confirm-holder': 403,
  'change-password': 403,
  'set-up-factor': 403,
  'not-yours': 403,
  verb: 403,
  area: 403,
  party: 403,
  link: 403,
} as const

/** A refusal says which right is missing, never whether the thing exists. */
export function refusal(decision: Decision & { allowed: false }): Problem {
  return new Problem(`core.refused.${decision.why}`, {
    status: STATUS[decision.why],
    ...(decision.verb ? { params: { verb: decision.verb } } : {}),
  })
}

const TOO_LARGE = new Set(['FST_ERR_CTP_BODY_TOO_LARGE'])
const UNREADABLE = new Set([
  'FST_ERR_CTP_INVALID_JSON_BODY',
  'FST_ERR_CTP_EMPTY_JSON_BODY',
  'FST_ERR_CTP_INVALID_CONTENT_LENGTH',
  'FST_ERR_CTP_INVALID_MEDIA_TYPE',
])

/** Any error as a named problem. What is not expected becomes `core.unexpected` and is logged with its cause. */
export function toProblem(error: unknown, app: App): Problem {
  if (error instanceof Problem) return error
  const constraint = violated(error)
  const named = constraint && app.modules.map(m => m.constraints?.[constraint]).find(Boolean)
  if (named) return new Problem(named, { status: 409, cause: error })
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code === 'string' && TOO_LARGE.has(code)) return new Problem('core.too-large', { status: 413 })
  if (typeof code === 'string' && UNREADABLE.has(code)) return new Problem('core.unreadable', { status: 400 })
  // Text that PostgreSQL cannot store (a NUL character) is bad input, not a fault of ours.
  if (sqlState(error) === '22021' || sqlState(error) === '22P05') return new Problem('core.unreadable', { status: 400 })
  const status = (error as { statusCode?: unknown } | null)?.statusCode
  if (typeof status === 'number' && status >= 400 && status < 500) return new Problem('core.unreadable', { status })
  return new Problem('core.unexpected', { status: 500, cause: error })
}

export function problemBody(problem: Problem, instance: string, locale: Locale): ProblemBody {
  const fields = (problem as { fields?: ProblemBody['fields'] }).fields
  return {
    type: `urn:saola:problem:${problem.code}`,
    code: problem.code,
    title: say(locale, problem.code, problem.params),
    status: problem.status,
    params: problem.params,
    instance,
    ...(fields ? { fields } : {}),
  }
}
