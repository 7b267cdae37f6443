import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Html } from '#core/html.ts'

const read = (...path: readonly string[]) => readFileSync(join(...path), 'utf8')
const TOKENS = read(import.meta.dirname, '../tokens.css')
/** Dark where the phone is: such a page has no switch. */
const DARK = `@media (prefers-color-scheme: dark){:root{${/:root\[data-theme="dark"\][^{]*\{([^}]*)\}/.exec(TOKENS)?.[1] ?? ''}}}`
/**
 * The font of the other faces, by the addresses that the build gives it. In two weights, from which the third is taken, so
 * that it weighs less; the text does not wait for it.
 */
const FONT = [...read(import.meta.dirname, '../base.css').matchAll(/@font-face \{[^}]*\}/g)]
  .map(([face]) => face)
  .filter(face => !face.includes('font-weight: 600'))
  .map(face => face.replace(/url\("[^"]*\/([^"/]+)"\)/, 'url("/assets/$1")'))
  .join('')
const LOOK = `${FONT}${TOKENS}${DARK}${read(import.meta.dirname, 'written.css')}`

/**
 * The look of a page that the server writes, with rules it shares with others and its own from a file of `folder`. The page brings all it needs: one
 * request on a slow line.
 */
export const writtenStyle = (folder: string, file: string, ...shared: readonly ('cards' | 'verdict')[]): Html =>
  new Html(
    `<style>${LOOK}${shared.map(name => read(import.meta.dirname, `${name}.css`)).join('')}${read(folder, file)}</style>`,
  )
