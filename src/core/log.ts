import pino, { type Logger } from 'pino'

/**
 * The log: lines of JSON for programs, without anybody in them. Ids and codes are written; what somebody typed is not,
 * and errors, which like to quote it, are told by their kind and place.
 */
export function createLog(level: string, destination: pino.DestinationStream): Logger {
  return pino({ level, base: { pid: process.pid }, serializers: { err: tellError, error: tellError } }, destination)
}

interface Told {
  readonly type: string
  readonly message: string
  readonly code?: unknown
  readonly constraint?: unknown
  readonly stack?: string
  readonly cause?: Told
}

function tellError(error: unknown): Told | string {
  if (!(error instanceof Error)) return impersonal(String(error))
  const {
    code,
    constraint_name: constraint,
    cause,
  } = error as { code?: unknown; constraint_name?: unknown; cause?: unknown }
  return {
    type: error.name,
    message: impersonal(error.message),
    ...(code === undefined ? {} : { code }),
    ...(constraint === undefined ? {} : { constraint }),
    ...(error.stack ? { stack: placesOf(error.stack) } : {}),
    ...(cause instanceof Error ? { cause: tellError(cause) as Told } : {}),
  }
}

/** Where it happened, without the message that the stack begins with. */
const placesOf = (stack: string): string =>
  stack
    .split('\n')
    .filter(line => /^\s+at /.test(line))
    .join('\n')

const QUOTED = /"[^"]*"|“[^”]*”|'[^']*'|`[^`]*`|\([^()]*\)=\([^()]*\)/g
const ADDRESS = /[^\s<>"']+@[^\s<>"']+/g
/** A phone number or one of an identity card, grouped or not. */
const NUMBER = /\+?\d(?:[ .-]?\d){7,}/g

/** Enough to know an error by; some of these patterns take the square of what they look through. */
const LONGEST = 2000

/** What others wrote stands in quotes in an error, or is a number or an address. */
const impersonal = (text: string): string =>
  text.slice(0, LONGEST).replace(QUOTED, '“…”').replace(ADDRESS, '…@…').replace(NUMBER, '#')
