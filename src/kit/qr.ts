import { create } from 'qrcode/lib/core/qrcode.js'

export interface QrPath {
  /** One SVG path of unit squares. */
  readonly path: string
  /** Side in modules, without the quiet zone. */
  readonly size: number
}

/** A text as a QR code, at the middle level of error correction. */
export function qrPath(text: string): QrPath {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const { size, data } = modules
  let path = ''
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      if (!data[y * size + x]) continue
      let end = x + 1
      while (end < size && data[y * size + end]) end++
      path += `M${x} ${y}h${end - x}v1h-${end - x}z`
      x = end
    }
  return { path, size }
}
