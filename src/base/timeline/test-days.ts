/** A result of somebody, without whom it is of. */
export interface TestResult {
  readonly id: string
  readonly takenOn: string
  readonly method: 'pcr' | 'rapid'
  readonly outcome: 'negative' | 'positive'
}

export interface Testing {
  /** Days on which a test is due. */
  readonly testDays: readonly string[]
  readonly tests: readonly Pick<TestResult, 'takenOn' | 'outcome'>[]
}

/** A test day that no negative result of that day or later answers for. */
export const testsLacking = ({ testDays, tests }: Testing): string[] =>
  testDays.filter(day => !tests.some(test => test.outcome === 'negative' && test.takenOn >= day))

/** Whether the last word is a positive result. */
export const lastPositive = ({ tests }: Pick<Testing, 'tests'>): boolean =>
  tests.some(one => one.outcome === 'positive' && !tests.some(other => isAfter(other, one)))

const isAfter = (other: Testing['tests'][number], one: Testing['tests'][number]): boolean =>
  other.outcome === 'negative' && other.takenOn > one.takenOn
