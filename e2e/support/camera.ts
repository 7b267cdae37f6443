import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { create } from 'qrcode/lib/core/qrcode.js'

const WIDTH = 640
const HEIGHT = 480
/** Modules around a code that scanners need empty. */
const QUIET = 4
const [WHITE, GREY, BLACK] = [235, 130, 16]

/**
 * What Chromium takes for the phone's camera: a film (YUV4MPEG2) of one frame, shown again and again. Holding another
 * code before the camera rewrites the frame where it lies; Chromium reads the file anew for each round.
 */
export interface FakeCamera {
  /** Of the browser that is to have this camera. */
  readonly flags: readonly string[]
  /** Holds a code before the camera. */
  show(text: string): void
  /** Nothing before the camera but a grey wall. */
  clear(): void
  remove(): void
}

export function fakeCamera(path: string): FakeCamera {
  const film = (luma: Uint8Array): Buffer =>
    Buffer.concat([
      Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F20:1 Ip A1:1 C420jpeg\nFRAME\n`),
      luma,
      Buffer.alloc((WIDTH * HEIGHT) >> 1, 128),
    ])
  writeFileSync(path, film(wall()))
  const put = (luma: Uint8Array) => {
    const file = openSync(path, 'r+')
    writeSync(file, film(luma), 0, undefined, 0)
    closeSync(file)
  }
  return {
    flags: ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${path}`],
    show: text => put(codeOnWall(text)),
    clear: () => put(wall()),
    remove: () => rmSync(path, { force: true }),
  }
}

const wall = (): Uint8Array => new Uint8Array(WIDTH * HEIGHT).fill(GREY)

/** A white card with the code, in the middle, as large as the picture is high. */
function codeOnWall(text: string): Uint8Array {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const side = modules.size + 2 * QUIET
  const scale = Math.floor((HEIGHT - 20) / side)
  const left = (WIDTH - side * scale) >> 1
  const top = (HEIGHT - side * scale) >> 1
  const luma = wall()
  for (let y = 0; y < side * scale; y++)
    for (let x = 0; x < side * scale; x++) {
      const [column, row] = [Math.floor(x / scale) - QUIET, Math.floor(y / scale) - QUIET]
      const inside = column >= 0 && row >= 0 && column < modules.size && row < modules.size
      const dark = inside && modules.data[row * modules.size + column]
      luma[(top + y) * WIDTH + left + x] = dark ? BLACK : WHITE
    }
  return luma
}
