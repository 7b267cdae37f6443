import { heldIn, noteHeld } from './held.ts'

export const VAULT = 'saola.vault'

/** Drops what lies on this device for an account, and the key to it: the account has left. Loads nothing of the vault itself. */
export function emptyVault(): void {
  noteHeld(VAULT, 0)
  try {
    indexedDB.deleteDatabase(VAULT)
  } catch {
    // Nothing was kept where nothing can be.
  }
}

/** With the start of a program: what was good until yesterday goes. */
export function pruneVault(account: string): void {
  if (heldIn(VAULT) > 0) void import('./vault.ts').then(({ vault }) => vault.prune(account)).catch(() => undefined)
}
