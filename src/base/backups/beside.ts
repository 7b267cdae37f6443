import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { App } from '#core/app.ts'
import { makeFolder } from '#core/folder.ts'
import { folderOf } from './folder.ts'
import { recipientOf } from './run.ts'

/**
 * A list that lies beside the backups and goes wherever they go: what has to be known after a restore, and no backup of
 * before can know. Sealed with the keyring, without which no backup is restored: nobody reads in it, or adds to it.
 * Nothing is written where no backups are made.
 */
export async function writeBeside({ config, keyring }: App, name: string, value: unknown): Promise<void> {
  if (!(await recipientOf(config))) return
  const folder = folderOf(config)
  await makeFolder(folder, 0o700)
  const path = join(folder, name)
  await writeFile(`${path}.new`, keyring.seal(Buffer.from(JSON.stringify(value)), name), { mode: 0o600 })
  await rename(`${path}.new`, path)
}

/** The list of a folder of backups; undefined where there is none. */
export async function readBeside({ keyring }: App, folder: string, name: string): Promise<unknown> {
  const sealed = await readFile(join(folder, name)).catch(() => undefined)
  return sealed && JSON.parse(keyring.open(sealed, name).toString('utf8'))
}
