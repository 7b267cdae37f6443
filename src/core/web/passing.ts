import { Problem } from '../problem.ts'

/** Whether the server never saw it, or could not answer: worth another try. */
export const isPassing = (problem: unknown): boolean =>
  !(problem instanceof Problem) || problem.status === 0 || problem.status === 429 || problem.status >= 500

const LONGEST_PAUSE_MS = 15_000

/** How long to wait before the try after the n-th, from 1: twice as long each time, up to a quarter of a minute. */
export const doubling = (tries: number) => Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** (tries - 1))
