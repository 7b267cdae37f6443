import { Suspense, use, useMemo } from 'react'
import type { QrPath } from '../qr.ts'
import { useAwake } from './awake.ts'

const QUIET_ZONE = 4

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
  const drawing = useMemo(() => import('../qr.ts').then(({ qrPath }) => qrPath(text)), [text])
  return (
    <figure className="s-qr">
      <Suspense fallback={<i className="s-qr-wait" />}>
        <Code drawing={drawing} label={label} />
      </Suspense>
      {caption ? <figcaption>{caption}</figcaption> : null}
    </figure>
  )
}
