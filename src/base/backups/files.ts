import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { App } from '#core/app.ts'
import { makeFolder } from '#core/folder.ts'
import { Problem } from '#core/problem.ts'
import { type Entry, pack, unpack } from './archive.ts'
import { claimBackup } from './queries.ts'
import { openSealed, sealInto } from './seal.ts'
import { contentOf, type Manifest, PROGRAM, startReading } from './write.ts'

/** What lies open beside a backup: enough to see without its key that the file is whole, and nothing of what is in it. */
export interface Note {
  readonly file: string
  readonly program: string
  readonly madeAt: string
  readonly recipient: string
  readonly bytes: number
  readonly sha256: string
  readonly rows: number
  readonly tables: number
}

const NAME = /^saola-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.age$/
const nameAt = (at: Date) => `saola-${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z.age`
const noteOf = (path: string) => `${path}.json`

/**
 * Writes a backup into `folder`, beside its place and renamed when it is whole and on the disk.
 *
 * @returns its note
 */
export async function writeBackup(
  app: App,
  { folder, recipient }: { readonly folder: string; readonly recipient: string },
): Promise<Note> {
  const madeAt = app.clock()
  const file = nameAt(madeAt)
  const path = join(folder, file)
  // A name of its own: one that is refused beside another takes nothing of the other away.
  const draft = `${path}.${randomUUID().slice(0, 8)}.new`
  try {
    await makeFolder(folder, 0o700)
    const { bytes, sha256, manifest } = await app.db.begin(async sql => {
      await startReading(sql)
      if (!(await claimBackup(sql))) throw new Problem('backups.running', { status: 409 })
      return writeSealed(draft, keeping(contentOf(app, sql)), recipient)
    })
    const tables = Object.values(manifest.tables)
    const rows = tables.reduce((sum, table) => sum + table.rows, 0)
    const note = {
      file,
      program: PROGRAM,
      madeAt: madeAt.toISOString(),
      recipient,
      bytes,
      sha256,
      rows,
      tables: tables.length,
    }
    await rename(draft, path)
    await writeFile(noteOf(path), `${JSON.stringify(note, null, 2)}\n`, { mode: 0o600 })
    return note
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {})
    throw asProblem(error, folder)
  }
}

/** Keeps what the generator returns in the end. */
function keeping(content: AsyncGenerator<Entry, Manifest>) {
  let manifest: Manifest | undefined
  const entries = (async function* () {
    manifest = yield* content
  })()
  return { entries, manifest: () => manifest as Manifest }
}

async function writeSealed(path: string, content: ReturnType<typeof keeping>, recipient: string) {
  const hash = createHash('sha256')
  let bytes = 0
  await sealInto(pack(content.entries), recipient, sealed =>
    pipeline(
      sealed,
      async function* (pieces: AsyncIterable<Uint8Array>) {
        for await (const piece of pieces) {
          hash.update(piece)
          bytes += piece.length
          yield piece
        }
      },
      createWriteStream(path, { mode: 0o600 }),
    ),
  )
  const handle = await open(path, 'r+')
  await handle.sync().finally(() => handle.close())
  return { bytes, sha256: hash.digest('hex'), manifest: content.manifest() }
}

const UNWRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'])

function asProblem(error: unknown, folder: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new Problem('backups.disk-full', { params: { folder }, cause: error })
  if (code && UNWRITABLE.has(code))
    return new Problem('backups.folder-unwritable', { params: { folder }, cause: error })
  return error
}

/** The entries of a backup, opened with the secret half of its key. */
export async function* entriesOf(path: string, identity: string): AsyncGenerator<Entry> {
  await mustExist(path)
  try {
    yield* unpack(openSealed(createReadStream(path), identity))
  } catch (error) {
    throw error instanceof Problem ? error : new Problem('backups.damaged', { cause: error })
  }
}

async function mustExist(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile()) throw new Problem('backups.no-file', { params: { file: path } })
}

/**
 * Whether the file is the one that was written, which can be told without its key.
 *
 * @throws Problem `backups.no-file`, `backups.damaged`, `backups.no-note`
 */
export async function checkSealed(path: string): Promise<Note> {
  await mustExist(path)
  const text = await readFile(noteOf(path), 'utf8').catch(() => {
    throw new Problem('backups.no-note', { params: { file: noteOf(path) } })
  })
  const note = JSON.parse(text) as Note
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array)
  if (hash.digest('hex') !== note.sha256) throw new Problem('backups.damaged')
  return note
}

/** Removes those of ours that are older than they may be, and what a backup that was killed left; answers their names. */
export async function removeOld(folder: string, before: Date): Promise<string[]> {
  const names = await readdir(folder)
  const old = names.filter(name => {
    const at = madeAtOf(name.replace(/(\.[\da-f]{8})?\.new$/, ''))
    return at !== undefined && at < before
  })
  for (const name of old) await removeOne(folder, name)
  return old
}

/** Removes a backup and what lies open beside it, where they are there. */
export async function removeOne(folder: string, name: string): Promise<void> {
  await rm(join(folder, name), { force: true })
  await rm(noteOf(join(folder, name)), { force: true })
}

function madeAtOf(name: string): Date | undefined {
  const [, year, month, day, hour, minute, second] = name.match(NAME) ?? []
  return year ? new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) : undefined
}
