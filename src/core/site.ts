import type { Context } from './app.ts'
import type { FileReply, Upload } from './contract.ts'
import type { Html } from './html.ts'
import type { Problem } from './problem.ts'

interface SiteInput {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
}

/** What a form sent, as `application/x-www-form-urlencoded` or, with a file, as `multipart/form-data`. */
export interface SentForm {
  /** What was typed, by the name of its field. */
  readonly fields: Readonly<Record<string, string>>
  /** The first file that is not empty. */
  readonly file?: Upload
  /** Why it could not be taken: it is too large, or no form. Nothing of it is there then. */
  readonly problem?: Problem
}

export interface WrittenPage {
  readonly status?: number
  readonly html: Html
}

/**
 * A public page that the server writes: for anybody, read without an account and without JavaScript, the same for all, so
 * that a proxy may keep it for a minute. It reads outside a transaction and knows nobody.
 */
export interface SitePage {
  /** Below `/site`, in Vietnamese without marks: `/thong-bao/:code`. */
  readonly path: string
  readonly write: (
    input: SiteInput,
    ctx: Context,
  ) => Promise<WrittenPage | (FileReply & { readonly bytes: Uint8Array })>
  /**
   * What a form on it answers: sent by POST from a page of ours, since what is typed may stand in no address and a file fits
   * in none; read without JavaScript, kept by nobody.
   */
  readonly answer?: (sent: SentForm, ctx: Context) => Promise<WrittenPage>
  /** The most that its form takes, in bytes: a few words unless said. */
  readonly maxBytes?: number
}
