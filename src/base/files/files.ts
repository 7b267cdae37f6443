import { createHash } from 'node:crypto'
import { policyAt } from '#base/policies/index.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import type { FileReply, Ref, Upload } from '#core/contract.ts'
import type { Sql } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import type { StoredFile } from './contract.ts'
import { pictureOf } from './picture.ts'
import { keeping } from './policies.ts'
import {
  contentOf,
  countFiles,
  type FileRow,
  filesAbout,
  forgetFiles,
  getFile,
  insertFile,
  removeFile,
  sameFile,
} from './queries.ts'
import { type FileType, isRemovable, MOST_BYTES, tidyName, typeOf } from './rules.ts'

/** Pages that show what belongs to something read it again then. */
export const FILES_TOPIC = 'files'
const MOST_FILES = 200

/**
 * Keeps a file with a thing; who may do so the caller's endpoint has decided. The same file sent again is the one that is
 * there. Throws `files.wrong-type`, `files.too-large`, `files.broken-picture`, `files.too-many`.
 */
export async function attachFile(ctx: Context, subject: Ref, upload: Upload): Promise<StoredFile> {
  const type = await foundType(upload)
  const sha256 = createHash('sha256').update(upload.bytes).digest()
  const [same, count] = await Promise.all([sameFile(ctx.sql, subject, sha256), countFiles(ctx.sql, subject)])
  if (same) return viewOf(ctx, same)
  if (count >= MOST_FILES) throw new Problem('files.too-many', { status: 409, params: { most: MOST_FILES } })
  const { bytes, thumbnail } =
    type.kind === 'picture' ? await pictureOf(upload.bytes) : { bytes: upload.bytes, thumbnail: null }
  const id = newId(ctx.now)
  const inserted = await insertFile(ctx.sql, {
    id,
    subject,
    nameSealed: ctx.app.keyring.seal(Buffer.from(tidyName(upload.name, type.extension)), id),
    type: type.type,
    isPicture: type.kind === 'picture',
    size: bytes.byteLength,
    sha256,
    at: ctx.now,
    by: ctx.who?.accountId ?? null,
    content: ctx.app.keyring.seal(bytes, id),
    thumbnail: thumbnail && ctx.app.keyring.seal(thumbnail, id),
  })
  await ctx.app.bus.publish(ctx.sql, FILES_TOPIC)
  return viewOf(ctx, inserted ?? ((await sameFile(ctx.sql, subject, sha256)) as FileRow))
}

async function foundType({ bytes, name }: Upload): Promise<FileType> {
  if (!bytes.byteLength) throw new Problem('core.no-file', { status: 400 })
  const { fileTypeFromBuffer } = await import('file-type')
  // A file that is cut off in its middle has no type either.
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined)
  const type = typeOf(found?.mime, name)
  if (!type) throw new Problem('files.wrong-type')
  const most = MOST_BYTES[type.kind]
  if (bytes.byteLength > most) throw new Problem('files.too-large', { status: 413, params: { most: inMebi(most) } })
  return type
}

const inMebi = (bytes: number) => Math.floor(bytes / 1024 / 1024)

/** The files of a thing, oldest first, also what is left of those that were taken away. */
export async function filesOf(ctx: Context, subject: Ref): Promise<StoredFile[]> {
  const rows = await filesAbout(ctx.sql, subject)
  return Promise.all(rows.map(row => viewOf(ctx, row)))
}

async function viewOf(ctx: Context, row: FileRow): Promise<StoredFile> {
  return {
    id: row.id,
    name: nameOf(ctx, row),
    type: row.type,
    isPicture: row.isPicture,
    size: row.size,
    at: row.uploadedAt.toISOString(),
    by: row.byName,
    removable: row.removedAt === null && isRemovable(row.uploadedAt, (await keptFor(ctx)).removableHours, ctx.now),
    removed: row.removedAt && { at: row.removedAt.toISOString(), by: row.removedByName, why: row.removedWhy },
  }
}

const nameOf = ({ app }: Context, { id, nameSealed }: FileRow) => app.keyring.open(nameSealed, id).toString('utf8')
const keptFor = async (ctx: Context) => (await policyAt(ctx, keeping, { day: dayOf(ctx.now) })).params

async function presentFile(ctx: Context, id: string): Promise<FileRow> {
  const row = await getFile(ctx.sql, id)
  if (!row || row.removedAt) throw notFound('file')
  return row
}

/** A file to send: pictures of ours are shown, what others made is saved. */
export async function readFile(ctx: Context, id: string, which: 'content' | 'thumbnail'): Promise<FileReply> {
  const [row, sealed] = await Promise.all([presentFile(ctx, id), contentOf(ctx.sql, id, which)])
  if (!sealed) throw notFound('file')
  const bytes = ctx.app.keyring.open(sealed, id)
  return { bytes, type: row.type, name: nameOf(ctx, row), attachment: !row.isPicture }
}

/** Takes a file away for good, while that is allowed. */
export async function removeStored(ctx: Context, id: string, why: string): Promise<void> {
  const row = await presentFile(ctx, id)
  const { removableHours } = await keptFor(ctx)
  if (!isRemovable(row.uploadedAt, removableHours, ctx.now))
    throw new Problem('files.kept', { status: 409, params: { hours: removableHours } })
  await removeFile(ctx.sql, id, { at: ctx.now, by: ctx.who?.accountId ?? null, why })
  await ctx.app.bus.publish(ctx.sql, FILES_TOPIC)
}

/** Forgets the content of files that were uploaded before an instant; answers how many those were. */
export const forgetOldFiles = (ctx: Context, before: Date): Promise<number> => forgetFiles(ctx.sql, before, ctx.now)

/** The thing that a file belongs to; undefined for one that was taken away. */
export async function subjectOf(sql: Sql, id: string): Promise<Ref | undefined> {
  const [row] = await sql<Ref[]>`
    select subject_kind as kind, subject_id as id from files.file where id = ${id} and removed_at is null`
  return row
}
