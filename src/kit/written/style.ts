import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Html } from '#core/html.ts'

const read = (...path: readonly string[]) => readFileSync(join(...path), 'utf8')
const TOKENS = read(import.meta.dirname, '../tokens.css')
/** Dark where the phone is: such a page has no switch. */
const DARK = `@media (prefers-color-scheme: dark){:root{${/:root\[data-theme="dark"\][^{]*\{([^}]*)\}/.exec(TOKENS)?.[1] ?? ''}}}`
const LOOK = `${TOKENS}${DARK}${read(import.meta.dirname, 'written.css')}`

/**
 * The look of a page that the server writes, with its own rules from a file of `folder`. The page brings all it needs: one
 * request on a slow line.
 */
export const writtenStyle = (folder: string, file: string): Html =>
  new Html(`<style>${LOOK}${read(folder, file)}</style>`)
