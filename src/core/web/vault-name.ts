import { heldIn, noteHeld } from './held.ts'

export const VAULT = 'saola.vault'

let emptied = 0
/** How often it was emptied in this page: what was begun before is not written after. */
export const timesEmptied = (): number => emptied

/** Drops what lies on this device for an account, and the key to it: the account has left. Loads nothing of the vault itself. */
export function emptyVault(): void {
  emptied += 1
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
