import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestProject } from 'vitest/node'
import { serve } from '#apps/server.ts'
import type { App } from '#core/app.ts'
import { freePort } from '../miniature.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A data directory with the small demo, which nobody serves. */
    demo: string
  }
}

/** Builds the web apps and makes the demo, once for all journeys, and lets everybody hear of what happened in it. */
export default async function setup(project: TestProject): Promise<() => void> {
  const demo = mkdtempSync(join(tmpdir(), 'saola-demo-'))
  const served = await serve({ port: await freePort(), dataDir: demo, demo: 'small' })
  await allHeard(served.app)
  await served.stop()
  project.provide('demo', demo)
  return () => rmSync(demo, { recursive: true, force: true })
}

/** Some thousand events follow from a demo that was just made: without them no journey waits behind them. */
async function allHeard({ db }: App): Promise<void> {
  for (;;) {
    const [left] = await db.sql<{ due: boolean }[]>`
      select exists (select from core.delivery where at is null and attempts = 0) as due`
    if (!left?.due) return
    await sleep(200)
  }
}
