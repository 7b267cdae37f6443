import { createHash } from 'node:crypto'
import type { DocumentMessage, Status } from './edxml/message.ts'

/** How far a document has come at its recipient; later ones never go back. */
const WAY: readonly Status[] = ['01', '03', '04', '05', '06']
/** Said of a recall, an update or a replacement, which was asked for before. */
const ANSWERS: readonly Status[] = ['13', '15', '16']

export interface SaidBefore {
  readonly status: Status
  readonly at: Date
}

export interface Said {
  /** What the recipient said before, in any order, and as of when. */
  readonly before: readonly SaidBefore[]
  /** We asked it to give the document back, to change or to replace it. */
  readonly wasAsked: boolean
}

/** Two that were said in the same moment may overtake each other on their way. */
const MOMENT_MS = 60_000

/** Why a status is refused: it goes back behind what was said before it, or answers what nobody asked. */
export function whyNotStatus(status: Status, at: Date, { before, wasAsked }: Said): string | undefined {
  if (ANSWERS.includes(status)) return wasAsked ? undefined : 'exchange.status-not-asked'
  const earlier = before.filter(one => one.at.getTime() + MOMENT_MS <= at.getTime()).map(one => one.status)
  if (earlier.includes(status)) return undefined
  const isOver = earlier.includes('02') || earlier.includes('13')
  const furthest = Math.max(-1, ...earlier.map(one => WAY.indexOf(one)))
  const isBack = status === '02' ? furthest > WAY.indexOf('01') : WAY.indexOf(status) < furthest
  return isOver || isBack ? 'exchange.status-out-of-order' : undefined
}

/** What a document says, without whom it goes to and how it came: the same to each recipient. */
export function digestOf(message: DocumentMessage, contents: readonly { readonly sha256: Buffer }[]): Buffer {
  const { to: _to, trace: _trace, toPlaces: _places, ...said } = message
  const hash = createHash('sha256').update(JSON.stringify(said))
  for (const { sha256 } of contents) hash.update(sha256)
  return hash.digest()
}
