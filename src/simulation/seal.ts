import sharp, { type OverlayOptions } from 'sharp'
import { fontFile } from '#core/pdf.ts'

const SIDE = 560
const RED = '#c8102e'
const BLUE = '#1b3f9c'
const clear = { r: 0, g: 0, b: 0, alpha: 0 }

interface Ring {
  readonly text: string
  readonly radius: number
  /** Degrees that the letters share, about the top, or the bottom when `below`. */
  readonly span: number
  readonly below?: boolean
  readonly dpi: number
}

/** One letter as a picture: the seal of a demo needs no font of the machine it is drawn on. */
const letter = (text: string, dpi: number) =>
  sharp({
    text: {
      text: `<span foreground="${RED}">${text}</span>`,
      font: 'Be Vietnam Pro Bold',
      fontfile: fontFile('bold'),
      rgba: true,
      dpi,
    },
  })
    .png()
    .toBuffer()

async function ringOf({ text, radius, span, below = false, dpi }: Ring): Promise<OverlayOptions[]> {
  const letters = [...text]
  const step = span / Math.max(1, letters.length - 1)
  const placed = letters.map(async (one, index) => {
    if (one === ' ') return []
    const turn = -span / 2 + index * step
    const picture = sharp(await letter(one, dpi))
    const { width = 1, height = 1 } = await picture.metadata()
    const side = Math.ceil(Math.hypot(width, height)) + 2
    const angle = below ? -turn : turn
    const turned = await sharp({ create: { width: side, height: side, channels: 4, background: clear } })
      .composite([{ input: await picture.toBuffer(), gravity: 'centre' }])
      .png()
      .toBuffer()
      .then(input => sharp(input).rotate(angle, { background: clear }).png().toBuffer({ resolveWithObject: true }))
    const from = ((below ? 180 - turn : turn) * Math.PI) / 180
    const [x, y] = [SIDE / 2 + radius * Math.sin(from), SIDE / 2 - radius * Math.cos(from)]
    return [
      { input: turned.data, left: Math.round(x - turned.info.width / 2), top: Math.round(y - turned.info.height / 2) },
    ]
  })
  return (await Promise.all(placed)).flat()
}

const star = (radius: number) =>
  Array.from({ length: 10 }, (_, n) => {
    const r = n % 2 ? radius * 0.39 : radius
    const at = (n * Math.PI) / 5
    return `${(SIDE / 2 + r * Math.sin(at)).toFixed(1)},${(SIDE / 2 - r * Math.cos(at)).toFixed(1)}`
  }).join(' ')

/** A round red seal, made up: a star where a real one has the emblem, so that nobody takes it for one. */
export async function drawSeal(name: string, place: string): Promise<Buffer> {
  const circle = (radius: number, width: number) =>
    `<circle cx="${SIDE / 2}" cy="${SIDE / 2}" r="${radius}" fill="none" stroke="${RED}" stroke-width="${width}"/>`
  const frame = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}">${circle(272, 10)}${circle(258, 3)}${circle(178, 3)}<polygon points="${star(104)}" fill="${RED}"/></svg>`
  const rings = [
    await ringOf({
      text: name.toLocaleUpperCase('vi'),
      radius: 218,
      span: Math.min(205, name.length * 7.5),
      dpi: 190,
    }),
    await ringOf({
      text: place.toLocaleUpperCase('vi'),
      radius: 218,
      span: Math.min(110, place.length * 5.2),
      below: true,
      dpi: 140,
    }),
  ]
  return sharp(Buffer.from(frame)).composite(rings.flat()).png().toBuffer()
}

/** Somebody's hand: the same name always writes alike. */
export async function drawHand(name: string): Promise<Buffer> {
  let seed = [...name].reduce((sum, sign) => (sum * 31 + (sign.codePointAt(0) ?? 0)) >>> 0, 7)
  const next = (from: number, to: number) => {
    seed = (seed * 1_664_525 + 1_013_904_223) >>> 0
    return from + (seed / 2 ** 32) * (to - from)
  }
  let x = 30
  let path = `M ${x} ${next(110, 140)}`
  for (let stroke = 0; stroke < 7; stroke++) {
    const [up, down] = [next(20, 70), next(130, 190)]
    path += ` C ${x + next(0, 30)} ${up}, ${x + next(20, 60)} ${down}, ${x + next(36, 62)} ${next(85, 130)}`
    x += next(40, 60)
  }
  path += ` S ${x + 70} ${next(40, 90)}, ${x + 120} ${next(60, 120)} M 40 ${next(165, 185)} Q ${x / 2} ${next(140, 200)} ${x + 60} ${next(120, 160)}`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="560" height="220"><path d="${path}" fill="none" stroke="${BLUE}" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"/></svg>`
  return sharp(Buffer.from(svg)).png().toBuffer()
}
