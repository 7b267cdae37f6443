import type { Context } from './app.ts'
import type { FileReply, Upload } from './contract.ts'
import type { Html } from './html.ts'
import type { Problem } from './problem.ts'

interface SiteInput {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
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
   * Takes a file that somebody sends by the page's own form, `multipart/form-data` with one field of a file, and answers
   * with a page, or a page that says what was wrong with it. Nobody keeps such an answer.
   */
  readonly receive?: (sent: Upload | Problem, ctx: Context) => Promise<WrittenPage>
  /** The largest file that is taken, in bytes. */
  readonly maxBytes?: number
  /**
   * What a form on it answers, where what is typed may stand in no address: sent by POST from a page of ours, read without
   * JavaScript, kept by nobody.
   */
  readonly answer?: (form: Readonly<Record<string, string>>, ctx: Context) => Promise<WrittenPage>
}
