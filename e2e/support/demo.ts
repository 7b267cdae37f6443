import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { serve } from '#apps/server.ts'
import { freePort } from '../miniature.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A data directory with the small demo, which nobody serves. */
    demo: string
  }
}

/** Builds the web apps and makes the demo, once for all journeys. */
export default async function setup(project: TestProject): Promise<() => void> {
  const demo = mkdtempSync(join(tmpdir(), 'saola-demo-'))
  const served = await serve({ port: await freePort(), dataDir: demo, demo: 'small' })
  await served.stop()
  project.provide('demo', demo)
  return () => rmSync(demo, { recursive: true, force: true })
}
