import type { Context } from '#core/app.ts'
import type { Declaration } from '#core/module.ts'

/** A capability says what has to be done before a place closes: it throws the problem, and nothing closes. */
export interface ClosingCheck extends Declaration {
  readonly declares: 'closing-check'
  readonly check: (ctx: Context, placeId: string) => Promise<void>
}

export const beforeClosing = (check: ClosingCheck['check']): ClosingCheck => ({ declares: 'closing-check', check })

export async function checkClosing(ctx: Context, placeId: string): Promise<void> {
  for (const { check } of ctx.app.declared<ClosingCheck>('closing-check')) await check(ctx, placeId)
}
