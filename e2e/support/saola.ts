import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Filling } from '#apps/first-start.ts'
import { type Served, serve } from '#apps/server.ts'
import type { App } from '#core/app.ts'

export const PASSWORD = 'saola-hue-2026'

/** A whole Saola with its demo, as `npm start` makes it, in a directory of its own. */
export interface Saola {
  readonly url: string
  readonly app: App
  stop(): Promise<void>
}

export async function startSaola(demo: Filling = 'small'): Promise<Saola> {
  const dataDir = mkdtempSync(join(tmpdir(), 'saola-journey-'))
  const served: Served = await serve({ port: await freePort(), dataDir, demo })
  return {
    url: served.url,
    app: served.app,
    async stop() {
      await served.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const socket = createServer()
    socket.once('error', failed)
    socket.listen(0, '127.0.0.1', () => {
      const { port } = socket.address() as { port: number }
      socket.close(() => found(port))
    })
  })
}
