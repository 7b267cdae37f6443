import { Problem } from '#core/problem.ts'
import { PICTURE_SIDE } from './rules.ts'

export interface Picture {
  readonly bytes: Buffer
  readonly thumbnail: Buffer
}

const THUMBNAIL_SIDE = 320
/** A small file can hold a picture that fills the memory. */
const MOST_PIXELS = 100_000_000

/**
 * The picture anew: upright, no larger than needed, as JPEG and without what the camera wrote beside it. Where it was
 * taken and with which phone is nobody's business, and what was hidden behind the pixels does not survive.
 */
export async function pictureOf(bytes: Uint8Array): Promise<Picture> {
  const { default: sharp } = await import('sharp')
  const fit = (image: ReturnType<typeof sharp>, side: number) =>
    image.resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
  try {
    const whole = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
      .autoOrient()
      .flatten({ background: '#fff' })
    const made = await fit(whole, PICTURE_SIDE).jpeg({ quality: 85, mozjpeg: true }).toBuffer()
    return { bytes: made, thumbnail: await fit(sharp(made), THUMBNAIL_SIDE).jpeg({ quality: 75 }).toBuffer() }
  } catch (cause) {
    throw new Problem('files.broken-picture', { cause })
  }
}
