import { createHash } from 'node:crypto'
import type { DocumentMessage, Status } from './edxml/message.ts'

/** How far a document has come at its recipient; later ones never go back. */
const WAY: readonly Status[] = ['01', '03', '04', '05', '06']
/** Said of a recall, an update or a replacement, which was asked for before. */
const ANSWERS: readonly Status[] = ['13', '15', '16']

export interface Said {
  /** What the recipient said before, in any order. */
  readonly before: readonly Status[]
  /** We asked it to give the document back, to change or to replace it. */
  readonly wasAsked: boolean
}

/** Why a status is refused: it goes back behind what was said before, or answers what nobody asked. */
export function whyNotStatus(status: Status, { before, wasAsked }: Said): string | undefined {
  if (before.includes(status) && !ANSWERS.includes(status)) return undefined
  if (ANSWERS.includes(status)) return wasAsked ? undefined : 'exchange.status-not-asked'
  if (before.includes('02') || before.includes('13')) return 'exchange.status-out-of-order'
  const furthest = Math.max(-1, ...before.map(one => WAY.indexOf(one)))
  if (status === '02') return furthest > WAY.indexOf('01') ? 'exchange.status-out-of-order' : undefined
  return WAY.indexOf(status) < furthest ? 'exchange.status-out-of-order' : undefined
}

/** What a document says, without whom it goes to and how it came: the same to each recipient. */
export function digestOf(message: DocumentMessage, contents: readonly { readonly sha256: Buffer }[]): Buffer {
  const { to: _to, trace: _trace, toPlaces: _places, ...said } = message
  const hash = createHash('sha256').update(JSON.stringify(said))
  for (const { sha256 } of contents) hash.update(sha256)
  return hash.digest()
}
