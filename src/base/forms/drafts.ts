import type { Context } from '#core/app.ts'
import { DAY_MS } from '#core/clock.ts'
import type { KeptDraft } from './contract.ts'

const KEPT_FOR_MS = 2 * DAY_MS

/**
 * Opens what a device keeps of an unfinished form. It is sealed with our public key, so that whoever holds the device
 * cannot read it, and for the account, so that nobody else can have it opened here.
 */
export function openDraft(ctx: Context, name: string, sealed: string | null) {
  const about = `draft ${ctx.who?.accountId} ${name}`
  return { key: ctx.app.keyring.sealingKey(), about, text: sealed === null ? null : textOf(ctx, sealed, about) }
}

function textOf(ctx: Context, sealed: string, about: string): string | null {
  try {
    const { at, draft } = JSON.parse(ctx.app.keyring.openSealed(sealed, about)) as KeptDraft
    return ctx.now.getTime() - at < KEPT_FOR_MS ? JSON.stringify(draft) : null
  } catch {
    return null
  }
}
