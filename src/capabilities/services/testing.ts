import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { setProcedure } from './catalogue.ts'
import { PROCEDURES } from './demo/procedures.ts'

/** The procedures of these codes from today, as the demo has them. */
export async function setProcedures(ctx: Context, ...codes: readonly string[]): Promise<void> {
  for (const { code, name, field, level, document, content } of PROCEDURES)
    if (codes.includes(code))
      await setProcedure(ctx, { code, name, field, level, document, content, fromOn: dayOf(ctx.now), isActive: true })
}
