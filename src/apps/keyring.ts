import { existsSync } from 'node:fs'
import { type Keyring, keyringFileOf, openKeyring } from '#core/keyring.ts'
import { StartupError } from '#core/startup-error.ts'

/**
 * The keyring of an installation: `keyring.json` in its data directory, or where `SAOLA_KEYRING` says. Made for a new
 * installation only: another one would leave all that is sealed unreadable.
 *
 * @throws StartupError when the one of an installation is gone
 */
export function installationKeyring(dataDir: string, isNew: boolean): Keyring {
  const path = keyringFileOf(dataDir)
  if (!isNew && !existsSync(path))
    throw new StartupError(
      `There is no keyring at '${path}', and without it what is sealed in the data cannot be read; bring it back, or say with SAOLA_KEYRING where it is.`,
    )
  return openKeyring(path)
}
