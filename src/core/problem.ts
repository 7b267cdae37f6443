export type ProblemParams = Readonly<Record<string, string | number>>

/**
 * A named problem (RFC 9457). Its code is stable and is also the id of its message in the catalogues; a client
 * shows the message, a program reads the code. Nothing else about an error reaches a client.
 */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: string
  readonly status: number
  readonly params: ProblemParams

  constructor(code: string, options: { status?: number; params?: ProblemParams; cause?: unknown } = {}) {
    super(code, { cause: options.cause })
    this.code = code
    this.status = options.status ?? 422
    this.params = options.params ?? {}
  }
}

/** The body of a refused request, `application/problem+json`. */
export interface ProblemBody {
  readonly type: string
  readonly code: string
  readonly title: string
  readonly status: number
  readonly params: ProblemParams
  /** Quote this when asking for help. */
  readonly instance: string
  /** Which fields were wrong, as JSON paths, when the input did not parse. */
  readonly fields?: readonly { readonly path: string; readonly message: string }[]
}

/** Of one thing of many: what work came to, or what is told of the problem that kept it; anything else is thrown on. */
export async function orTold<T>(work: Promise<T>, told: (problem: Problem) => T): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof Problem) return told(error)
    throw error
  }
}

/** The caller is to prove once more who they are, and then to ask the same again. */
export const PROOF_WANTED = 'core.proof-wanted'

export const notFound = (what: string) => new Problem('core.not-found', { status: 404, params: { what } })
