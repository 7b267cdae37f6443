import { prepareZXingModule, type ReaderOptions, readBarcodes } from 'zxing-wasm/reader'
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url'

/** What the page asks: an image and how hard to look. Its pixels are handed over, not copied. */
export interface ReadRequest {
  id: number
  image: ImageData
  options: ReaderOptions
}

/** The answer; `id` 0 says whether the reader itself could be loaded. */
export type ReadReply = { id: number; texts: string[] } | { id: number; failed: string }

const reply = (message: ReadReply) => self.postMessage(message)
const failed = (id: number) => (cause: unknown) => reply({ id, failed: String(cause) })

self.addEventListener('message', ({ data }: MessageEvent<ReadRequest>) => {
  readBarcodes(data.image, data.options).then(
    results => reply({ id: data.id, texts: results.map(result => result.text) }),
    failed(data.id),
  )
})

prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true }).then(
  () => reply({ id: 0, texts: [] }),
  failed(0),
)
