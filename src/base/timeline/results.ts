import { type App, service } from '#core/app.ts'
import type { Sql } from '#core/db/db.ts'
import type { TestResult } from './test-days.ts'

type FindResult = (sql: Sql, id: string) => Promise<TestResult | undefined>

/** A result by its id, whichever capability wrote it down: events name it and say nothing about it. */
export const testResult = service<FindResult>('timeline.test-result')

/** A capability finds its own; what it does not know the others do. */
export function provideResults(app: App, own: FindResult): void {
  const others = app.use(testResult)
  app.provide(testResult, async (sql, id) => (await own(sql, id)) ?? others(sql, id))
}
