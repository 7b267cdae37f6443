import type { Ref } from '#core/contract.ts'
import type { Sql } from '#core/db/db.ts'

export interface FileRow {
  readonly id: string
  readonly subjectKind: string
  readonly subjectId: string
  readonly nameSealed: Buffer
  readonly type: string
  readonly isPicture: boolean
  readonly size: number
  readonly uploadedAt: Date
  readonly byName: string | null
  readonly removedAt: Date | null
  readonly removedByName: string | null
  readonly removedWhy: string | null
}

const columns = (sql: Sql) => sql`
  f.id, f.subject_kind, f.subject_id, f.name_sealed, f.type, f.is_picture, f.size, f.uploaded_at, a.name as by_name,
  f.removed_at, b.name as removed_by_name, f.removed_why`
const named = (sql: Sql, file = sql`files.file f`) => sql`
  ${file}
  left join identity.account a on a.id = f.uploaded_by
  left join identity.account b on b.id = f.removed_by`

export async function getFile(sql: Sql, id: string): Promise<FileRow | undefined> {
  const [row] = await sql<FileRow[]>`select ${columns(sql)} from ${named(sql)} where f.id = ${id}`
  return row
}

export const filesAbout = (sql: Sql, subject: Ref): Promise<FileRow[]> => sql<FileRow[]>`
  select ${columns(sql)} from ${named(sql)}
  where f.subject_kind = ${subject.kind} and f.subject_id = ${subject.id} order by f.id`

/** Finds the same file at the same thing, so that one sent twice is kept once. */
export async function sameFile(sql: Sql, subject: Ref, sha256: Buffer): Promise<FileRow | undefined> {
  const [row] = await sql<FileRow[]>`
    select ${columns(sql)} from ${named(sql)}
    where f.subject_kind = ${subject.kind} and f.subject_id = ${subject.id} and f.sha256 = ${sha256}
      and f.removed_at is null`
  return row
}

export interface NewFile {
  readonly id: string
  readonly subject: Ref
  readonly nameSealed: Buffer
  readonly type: string
  readonly isPicture: boolean
  readonly size: number
  readonly sha256: Buffer
  readonly at: Date
  readonly by: string | null
  readonly content: Buffer
  readonly thumbnail: Buffer | null
}

/** Nothing when it is not new: somebody may have sent the same at the same moment. */
export async function insertFile(sql: Sql, file: NewFile): Promise<FileRow | undefined> {
  const { subject } = file
  const [row] = await sql<FileRow[]>`
    with f as (
      insert into files.file
        (id, subject_kind, subject_id, name_sealed, type, is_picture, size, sha256, uploaded_at, uploaded_by)
      values (${file.id}, ${subject.kind}, ${subject.id}, ${file.nameSealed}, ${file.type}, ${file.isPicture},
              ${file.size}, ${file.sha256}, ${file.at}, ${file.by})
      on conflict (subject_kind, subject_id, sha256) where removed_at is null do nothing returning *),
    content as (
      insert into files.content (file_id, content, thumbnail)
      select id, ${file.content}::bytea, ${file.thumbnail}::bytea from f)
    select ${columns(sql)} from ${named(sql, sql`f`)}`
  return row
}

export async function countFiles(sql: Sql, subject: Ref): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) from files.file
    where subject_kind = ${subject.kind} and subject_id = ${subject.id} and removed_at is null`
  return row?.count ?? 0
}

export async function contentOf(sql: Sql, id: string, which: 'content' | 'thumbnail'): Promise<Buffer | undefined> {
  const [row] = await sql<{ bytes: Buffer | null }[]>`
    select ${sql(which)} as bytes from files.content where file_id = ${id}`
  return row?.bytes ?? undefined
}

export interface Removal {
  readonly at: Date
  readonly by: string | null
  readonly why: string
}

/** Forgets the content; that there was a file stays. */
export async function removeFile(sql: Sql, id: string, { at, by, why }: Removal): Promise<void> {
  await sql`delete from files.content where file_id = ${id}`
  await sql`update files.file set removed_at = ${at}, removed_by = ${by}, removed_why = ${why} where id = ${id}`
}

/** Forgets the content of what was uploaded before an instant. Answers how many files that were. */
export async function forgetFiles(sql: Sql, before: Date, now: Date): Promise<number> {
  const { count } = await sql`
    with old as (
      update files.file set removed_at = ${now} where uploaded_at < ${before} and removed_at is null returning id)
    delete from files.content using old where file_id = old.id`
  return count
}
