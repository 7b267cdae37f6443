import { deflateSync } from 'node:zlib'
import { Problem } from '#core/problem.ts'
import type { PdfUpdate } from './pdf/update.ts'
import { dict, name, type Reference, Stream } from './pdf/values.ts'

/** Pixels: of a seal of 36 mm about 400 dots to the inch. */
const MOST_SIDE = 600
export const MOST_PICTURE = 5 * 1024 * 1024

/**
 * A picture of a signature or a seal, made anew as PNG: only ink, no paper. What was photographed on white paper becomes
 * transparent where it is white. Throws `signatures.broken-picture`.
 */
export async function inkOf(bytes: Uint8Array): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  try {
    const source = sharp(bytes, { limitInputPixels: 50_000_000 }).rotate()
    const { hasAlpha } = await source.metadata()
    const sized = source.resize({ width: MOST_SIDE, height: MOST_SIDE, fit: 'inside', withoutEnlargement: true })
    const { data, info } = await sized.toColourspace('srgb').ensureAlpha().raw().toBuffer({ resolveWithObject: true })
    if (!hasAlpha)
      for (let at = 0; at < data.length; at += 4)
        data[at + 3] = 255 - Math.min(data[at] as number, data[at + 1] as number, data[at + 2] as number)
    const raw = { width: info.width, height: info.height, channels: 4 } as const
    return await sharp(data, { raw }).trim({ background: '#00000000', threshold: 16 }).png().toBuffer()
  } catch (cause) {
    throw new Problem('signatures.broken-picture', { cause })
  }
}

export interface Ink {
  readonly width: number
  readonly height: number
  /** RGB, and how opaque each pixel is. */
  readonly colour: Buffer
  readonly opacity: Buffer
}

export async function readInk(png: Uint8Array): Promise<Ink> {
  const { default: sharp } = await import('sharp')
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  const pixels = info.width * info.height
  const colour = Buffer.alloc(pixels * 3)
  const opacity = Buffer.alloc(pixels)
  for (let at = 0; at < pixels; at++) {
    data.copy(colour, at * 3, at * 4, at * 4 + 3)
    opacity[at] = data[at * 4 + 3] as number
  }
  return { width: info.width, height: info.height, colour: deflateSync(colour), opacity: deflateSync(opacity) }
}

/** A picture as an object of a PDF; it fills a unit square. */
export function addInk(update: PdfUpdate, { width, height, colour, opacity }: Ink): Reference {
  const image = (space: string, raw: Buffer, mask?: Reference) =>
    new Stream(
      dict({
        Type: name('XObject'),
        Subtype: name('Image'),
        Width: width,
        Height: height,
        ColorSpace: name(space),
        BitsPerComponent: 8,
        Filter: name('FlateDecode'),
        SMask: mask,
      }),
      raw,
    )
  return update.add(image('DeviceRGB', colour, update.add(image('DeviceGray', opacity))))
}
