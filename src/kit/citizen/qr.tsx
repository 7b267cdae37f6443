import { Suspense, use } from 'react'
import type { QrPath } from '../qr.ts'
import { useAwake } from './awake.ts'

const QUIET_ZONE = 4

const drawings = new Map<string, Promise<QrPath>>()
const KEPT = 16

/**
 * The drawing of a text, always the same promise: a render that waits for one is thrown away and begun anew, and would
 * wait for ever if each attempt brought another.
 */
function drawingOf(text: string): Promise<QrPath> {
  const known = drawings.get(text)
  if (known) return known
  const drawing = import('../qr.ts').then(({ qrPath }) => qrPath(text))
  drawings.set(text, drawing)
  drawing.catch(() => drawings.delete(text))
  const [oldest] = drawings.keys()
  if (drawings.size > KEPT && oldest !== undefined) drawings.delete(oldest)
  return drawing
}

function Code({ drawing, label }: { drawing: Promise<QrPath>; label: string }) {
  const { path, size } = use(drawing)
  const side = size + 2 * QUIET_ZONE
  return (
    <svg
      viewBox={`${-QUIET_ZONE} ${-QUIET_ZONE} ${side} ${side}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={path} />
    </svg>
  )
}

export interface QrViewProps {
  readonly text: string
  /** What the code is, for those who do not see it. */
  readonly label: string
  readonly caption?: string
}

/** A code at full width, black on white in every theme: scanners in the sun need it. The encoder comes on demand. */
export function QrView({ text, label, caption }: QrViewProps) {
  useAwake()
  return (
    <figure className="s-qr">
      <Suspense fallback={<i className="s-qr-wait" />}>
        <Code drawing={drawingOf(text)} label={label} />
      </Suspense>
      {caption ? <figcaption>{caption}</figcaption> : null}
    </figure>
  )
}
