import { HOUR_MS } from '#core/clock.ts'
import { composed, tidy } from '#core/text.ts'

const MEBI = 1024 * 1024

/** Bytes. A picture is made smaller when it arrives, a document is kept as it is. */
export const MOST_BYTES = { picture: 25 * MEBI, document: 20 * MEBI } as const
export type FileKind = keyof typeof MOST_BYTES
/** The largest body of an endpoint that takes files. */
export const MOST_UPLOADED = Math.max(...Object.values(MOST_BYTES))

/** Pixels of the longer side: enough to read the handwriting of a whole sheet of A4. */
export const PICTURE_SIDE = 2560

export interface FileType {
  readonly kind: FileKind
  readonly type: string
  readonly extension: string
}

const PICTURES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif', 'image/tiff']
const OPEN_XML = 'application/vnd.openxmlformats-officedocument'
const DOCUMENTS: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  [`${OPEN_XML}.wordprocessingml.document`]: 'docx',
  [`${OPEN_XML}.spreadsheetml.sheet`]: 'xlsx',
  [`${OPEN_XML}.presentationml.presentation`]: 'pptx',
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/vnd.oasis.opendocument.spreadsheet': 'ods',
}
/** One container for all that offices wrote before 2007; only the name says what is in it. */
const OLD_OFFICE = 'application/x-cfb'
const OLD_DOCUMENTS: Readonly<Record<string, string>> = {
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
}

/** What a browser may offer in its dialog. */
export const ACCEPTED = [...PICTURES, ...Object.keys(DOCUMENTS), ...Object.keys(OLD_DOCUMENTS).map(e => `.${e}`)].join()

/**
 * What is kept of a file of this media type, which was found in its content; undefined for what is not taken: programs,
 * archives, pages, documents with macros.
 */
export function typeOf(found: string | undefined, name: string): FileType | undefined {
  if (found === undefined) return undefined
  if (PICTURES.includes(found)) return { kind: 'picture', type: 'image/jpeg', extension: 'jpg' }
  const extension = DOCUMENTS[found]
  if (extension) return { kind: 'document', type: found, extension }
  const said = extensionOf(name)
  const old = found === OLD_OFFICE ? OLD_DOCUMENTS[said] : undefined
  return old ? { kind: 'document', type: old, extension: said } : undefined
}

const extensionOf = (name: string): string => /\.([a-z\d]{1,5})$/i.exec(name)?.[1]?.toLowerCase() ?? ''

const MOST_LETTERS = 100
const LONGEST_GIVEN = 1000

/** A name that any disk takes and nobody misreads: no folders, nothing invisible or reversed, the true extension. */
export function tidyName(name: string, extension: string): string {
  const base = composed(name.slice(-LONGEST_GIVEN)).split(/[/\\]/).at(-1) ?? ''
  const bare = tidy(
    base
      .replace(/\.[a-z\d]{1,5}$/i, '')
      .replace(/\p{C}/gu, '')
      .replace(/[<>:"|?*]/g, ' '),
  )
  const letters = [...bare.replace(/^[. ]+|[. ]+$/g, '')].slice(0, MOST_LETTERS).join('').trim()
  return `${letters || 'tep'}.${extension}`
}

/** A file put there by mistake can be taken back for so long; then it is part of the record. */
export const isRemovable = (uploadedAt: Date, hours: number, now: Date): boolean =>
  now.getTime() < uploadedAt.getTime() + hours * HOUR_MS
