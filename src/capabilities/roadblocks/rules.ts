import type { Listed } from '#base/units/listed.ts'
import { HOUR_MS } from '#core/clock.ts'

export const VEHICLE_KINDS = ['car', 'motorbike', 'truck', 'coach', 'container', 'ambulance', 'foot', 'other'] as const
export type VehicleKind = (typeof VEHICLE_KINDS)[number]
export const PURPOSES = ['work', 'home', 'goods', 'medical', 'emergency', 'duty', 'visit', 'other'] as const
export type Purpose = (typeof PURPOSES)[number]
/** Cho qua, quay đầu, cách ly: from the mildest. */
export const DECISIONS = ['pass', 'turn-back', 'isolate'] as const
export type Decision = (typeof DECISIONS)[number]
export const TEST_KINDS = ['pcr', 'rapid'] as const
export const TEST_RESULTS = ['negative', 'positive'] as const

/** A paper about a test (giấy xét nghiệm) that somebody shows. */
export interface TestPaper {
  readonly kind: (typeof TEST_KINDS)[number]
  readonly result: (typeof TEST_RESULTS)[number]
  readonly takenAt: string
  /** Who tested, as the paper says. */
  readonly place: string
}

export interface ProposalParams {
  readonly pcrHours: number
  readonly rapidHours: number
  readonly positive: Decision
  readonly listedTested: Decision
  readonly untestedHome: Decision
  readonly untestedThrough: Decision
  readonly intoListed: Decision
  readonly exempt: readonly Purpose[]
}

export type TestState = 'none' | 'valid' | 'expired' | 'future' | 'positive'

/** What a paper is worth at a moment. A positive one is, however old it is. */
export function testState(test: TestPaper | undefined, at: Date, params: ProposalParams): TestState {
  if (!test) return 'none'
  if (test.result === 'positive') return 'positive'
  const age = at.getTime() - Date.parse(test.takenAt)
  if (age < 0) return 'future'
  return age <= (test.kind === 'pcr' ? params.pcrHours : params.rapidHours) * HOUR_MS ? 'valid' : 'expired'
}

/** Why the rules say what they say: `roadblocks.why.<why>`. */
export const WHYS = [
  'positive',
  'exempt',
  'tested',
  'untested-home',
  'untested-through',
  'into-listed',
  'ask-where',
  'permit',
  'clear',
] as const
export type Why = (typeof WHYS)[number]

export interface Proposal {
  readonly decision: Decision
  readonly why: Why
}

export interface Journey {
  readonly from: Listed
  readonly to: Listed
  /** Whether the destination is in the province of the post: who comes home is not sent back into the epidemic. */
  readonly toHome: boolean
  readonly purpose: Purpose
  /** What stands instead of passing, where a permit is asked for and none is plausible. */
  readonly withoutPermit?: Decision | undefined
}

/** What the rules say of one person. The officer decides. */
export function proposeFor(journey: Journey, test: TestPaper | undefined, at: Date, params: ProposalParams): Proposal {
  const proposal = proposeByTest(journey, test, at, params)
  const { withoutPermit } = journey
  const passes = proposal.decision === 'pass' && proposal.why !== 'exempt'
  return withoutPermit && passes ? { decision: withoutPermit, why: 'permit' } : proposal
}

function proposeByTest(
  { from, to, toHome, purpose }: Journey,
  test: TestPaper | undefined,
  at: Date,
  params: ProposalParams,
): Proposal {
  const paper = testState(test, at, params)
  if (paper === 'positive') return { decision: params.positive, why: 'positive' }
  if (params.exempt.includes(purpose)) return { decision: 'pass', why: 'exempt' }
  if (from === 'whole') {
    if (paper === 'valid') return { decision: params.listedTested, why: 'tested' }
    return toHome
      ? { decision: params.untestedHome, why: 'untested-home' }
      : { decision: params.untestedThrough, why: 'untested-through' }
  }
  if (to === 'whole') return { decision: params.intoListed, why: 'into-listed' }
  return { decision: 'pass', why: from === 'part' ? 'ask-where' : 'clear' }
}

/** Of all people in a vehicle: the gravest, of equally grave ones the first. */
export const gravest = (proposals: readonly Proposal[]): Proposal =>
  proposals.reduce<Proposal>(
    (worst, one) => (DECISIONS.indexOf(one.decision) > DECISIONS.indexOf(worst.decision) ? one : worst),
    proposals[0] ?? { decision: 'pass', why: 'clear' },
  )

/** The commune of destination looks whether somebody came: they come from an epidemic area, or are to be isolated. */
export const isToldOf = (decision: Decision, from: Listed): boolean =>
  decision === 'isolate' || (decision === 'pass' && from === 'whole')
