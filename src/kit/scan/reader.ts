import type { ReaderOptions } from 'zxing-wasm/reader'
import { Problem } from '#core/problem.ts'
import { type Region, regionOf } from './frames.ts'
import type { ReadReply, ReadRequest } from './worker.ts'

/** What to look for: 'qr' on cards and posters, 'code128' on sample tubes. */
export type ScanFormat = 'qr' | 'code128'

const ZXING = { qr: 'QRCode', code128: 'Code128' } as const
const NATIVE = { qr: 'qr_code', code128: 'code_128' } as const

/** Reads what a playing video shows. `turn` counts the frames. Close it to let its worker go. */
export interface VideoReader {
  read(video: HTMLVideoElement, turn: number): Promise<readonly string[]>
  close(): void
}

interface BarcodeDetector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>
}
interface BarcodeDetectorClass {
  new (options: { formats: string[] }): BarcodeDetector
  getSupportedFormats(): Promise<string[]>
}

/** The phone's own reader where there is one (most Android phones), else our own in a worker. */
export async function openReader(formats: readonly ScanFormat[]): Promise<VideoReader> {
  const native = await nativeReader(formats)
  if (!native) return workerReader(formats)
  let own: VideoReader | undefined
  return {
    async read(video, turn) {
      if (own) return own.read(video, turn)
      try {
        return await native(video)
      } catch {
        // Some phones announce a reader whose service is missing; that shows at the first frame.
        own = await workerReader(formats)
        return []
      }
    },
    close: () => own?.close(),
  }
}

async function nativeReader(
  formats: readonly ScanFormat[],
): Promise<((video: HTMLVideoElement) => Promise<string[]>) | undefined> {
  const { BarcodeDetector: Detector } = globalThis as { BarcodeDetector?: BarcodeDetectorClass }
  if (!Detector) return undefined
  const wanted = formats.map(format => NATIVE[format])
  const known = await Detector.getSupportedFormats().catch((): string[] => [])
  if (!wanted.every(format => known.includes(format))) return undefined
  const detector = new Detector({ formats: wanted })
  return async video => (await detector.detect(video)).map(found => found.rawValue)
}

/** zxing in a worker: images in, texts out, one question at a time or many. */
class ZxingWorker {
  readonly #worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  readonly #waiting = new Map<number, { resolve(texts: string[]): void; reject(cause: unknown): void }>()
  readonly ready: Promise<unknown>
  #last = 0

  constructor() {
    this.ready = this.#answerTo(0)
    this.#worker.addEventListener('message', ({ data }: MessageEvent<ReadReply>) => {
      const asked = this.#waiting.get(data.id)
      this.#waiting.delete(data.id)
      if ('failed' in data) asked?.reject(new Problem('scan.reader-missing', { cause: data.failed }))
      else asked?.resolve(data.texts)
    })
    this.#worker.addEventListener('error', cause => {
      for (const asked of this.#waiting.values()) asked.reject(new Problem('scan.reader-missing', { cause }))
      this.#waiting.clear()
    })
  }

  #answerTo(id: number): Promise<string[]> {
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
  }

  read(image: ImageData, options: ReaderOptions): Promise<string[]> {
    this.#last += 1
    const request: ReadRequest = { id: this.#last, image, options }
    this.#worker.postMessage(request, [image.data.buffer])
    return this.#answerTo(this.#last)
  }

  close(): void {
    this.#worker.terminate()
    for (const asked of this.#waiting.values()) asked.resolve([])
    this.#waiting.clear()
  }
}

/** Takes regions out of a video or a picture; keeps one canvas. */
function pixelsOf(): (source: CanvasImageSource, region: Region) => ImageData {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Problem('scan.camera-failed')
  return (source, { x, y, width, height, toWidth, toHeight }) => {
    if (canvas.width !== toWidth || canvas.height !== toHeight)
      Object.assign(canvas, { width: toWidth, height: toHeight })
    context.drawImage(source, x, y, width, height, 0, 0, toWidth, toHeight)
    return context.getImageData(0, 0, toWidth, toHeight)
  }
}

async function workerReader(formats: readonly ScanFormat[]): Promise<VideoReader> {
  const worker = new ZxingWorker()
  await worker.ready.catch(cause => {
    worker.close()
    throw cause
  })
  const pixels = pixelsOf()
  const options: ReaderOptions = {
    formats: formats.map(format => ZXING[format]),
    maxNumberOfSymbols: 4,
    tryDownscale: false,
  }
  return {
    async read(video, turn) {
      const { videoWidth: width, videoHeight: height } = video
      if (width === 0 || height === 0) return []
      return worker.read(pixels(video, regionOf({ width, height }, turn)), options)
    },
    close: () => worker.close(),
  }
}

/** Sizes at which a photograph is tried, longest side in pixels: the second for a small code in a large picture. */
const PHOTO_SIDES = [1280, 3000]

/**
 * Reads the codes in a photograph: for phones whose camera the browser may not use. Rejects with the problem
 * `scan.unreadable-image` for a file that is no picture; answers an empty list for a picture without a code.
 */
export async function readImage(file: Blob, formats: readonly ScanFormat[] = ['qr']): Promise<readonly string[]> {
  const picture = await createImageBitmap(file).catch(cause => {
    throw new Problem('scan.unreadable-image', { cause })
  })
  const worker = new ZxingWorker()
  try {
    await worker.ready
    const pixels = pixelsOf()
    const options: ReaderOptions = { formats: formats.map(format => ZXING[format]), tryHarder: true }
    for (const side of PHOTO_SIDES) {
      const texts = await worker.read(pixels(picture, regionOf(picture, 0, side)), options)
      if (texts.length > 0 || Math.max(picture.width, picture.height) <= side) return [...new Set(texts)]
    }
    return []
  } finally {
    worker.close()
    picture.close()
  }
}
