import type { IconName } from '#kit/icon.tsx'
import type { Feedback } from '#kit/scan/index.ts'
import type { Tone } from '#kit/tone.ts'
import type { ScanAnswer } from './sending.ts'

export interface Look {
  readonly tone: Tone
  readonly icon: IconName
  readonly sound: Feedback
  /** Whether the guard sees whose code it was. Whom the health staff are to see is nobody's business at the door. */
  readonly named: boolean
  /** The answer goes by itself after so long. */
  readonly stayMs: number
}

const PASSES_MS = 2_500
/** What asks for something to be done stays longer than what lets pass. */
const ASKS_MS = 8_000

export const LOOKS: Readonly<Record<ScanAnswer['outcome'], Look>> = {
  welcome: { tone: 'green', icon: 'check', sound: 'ok', named: true, stayMs: PASSES_MS },
  goodbye: { tone: 'green', icon: 'check', sound: 'ok', named: true, stayMs: PASSES_MS },
  'see-health-staff': { tone: 'orange', icon: 'health', sound: 'warn', named: false, stayMs: ASKS_MS },
  'enter-see-health-staff': { tone: 'yellow', icon: 'health', sound: 'warn', named: false, stayMs: ASKS_MS },
  'check-papers': { tone: 'yellow', icon: 'document', sound: 'warn', named: true, stayMs: ASKS_MS },
}
