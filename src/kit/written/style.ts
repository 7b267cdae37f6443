import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Html } from '#core/html.ts'

const read = (...path: readonly string[]) => readFileSync(join(...path), 'utf8')
const TOKENS = read(import.meta.dirname, '../tokens.css')
/** Dark where the phone is: such a page has no switch. */
const DARK = `@media (prefers-color-scheme: dark){:root{${/:root\[data-theme="dark"\][^{]*\{([^}]*)\}/.exec(TOKENS)?.[1] ?? ''}}}`
const LOOK = `${TOKENS}${DARK}${read(import.meta.dirname, 'written.css')}`

/**
 * The look of a page that the server writes, with rules it shares with others and its own from a file of `folder`. The page brings all it needs: one
 * request on a slow line.
 */
export const writtenStyle = (folder: string, file: string, ...shared: readonly ('cards' | 'verdict')[]): Html =>
  new Html(
    `<style>${LOOK}${shared.map(name => read(import.meta.dirname, `${name}.css`)).join('')}${read(folder, file)}</style>`,
  )
