import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { serve } from '#apps/server.ts'
import type { App } from '#core/app.ts'
import { freePort } from '../miniature.ts'

export const PASSWORD = 'saola-hue-2026'

/** A whole Saola with its demo, as `npm start` makes it, in a directory of its own. */
export interface Saola {
  readonly url: string
  readonly app: App
  stop(): Promise<void>
}

export async function startSaola(): Promise<Saola> {
  const dataDir = mkdtempSync(join(tmpdir(), 'saola-journey-'))
  cpSync(inject('demo'), dataDir, { recursive: true })
  const { url, app, stop } = await serve({ port: await freePort(), dataDir })
  return {
    url,
    app,
    async stop() {
      await stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
