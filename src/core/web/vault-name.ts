export const VAULT = 'saola.vault'

/** Drops what lies on this device for an account, and the key to it: the account has left. Loads nothing of the vault itself. */
export function emptyVault(): void {
  try {
    indexedDB.deleteDatabase(VAULT)
  } catch {
    // Nothing was kept where nothing can be.
  }
}
