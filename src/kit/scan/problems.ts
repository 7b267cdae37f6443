import { Problem } from '#core/problem.ts'

const NAMED: Readonly<Record<string, string>> = {
  NotAllowedError: 'scan.camera-refused',
  SecurityError: 'scan.camera-refused',
  NotFoundError: 'scan.no-camera',
  OverconstrainedError: 'scan.no-camera',
  NotReadableError: 'scan.camera-busy',
  AbortError: 'scan.camera-busy',
}

/** A browser's refusal of the camera as a named problem; its code is the id of what to tell the user. */
export function cameraProblem(cause: unknown): Problem {
  if (cause instanceof Problem) return cause
  const name = cause instanceof Error ? cause.name : ''
  return new Problem(NAMED[name] ?? 'scan.camera-failed', { cause })
}
