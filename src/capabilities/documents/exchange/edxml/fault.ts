import { Problem, type ProblemParams } from '#core/problem.ts'

/** What is wrong with a message and where: `line` and `element` are among its parameters. */
export const fault = (code: string, params: ProblemParams = {}): Problem => new Problem(`exchange.${code}`, { params })
