import type { Context } from '#core/app.ts'
import { type Line, lettersIn } from './cells.ts'
import { type Letters, respelt } from './letters.ts'
import { insertBlock, sealedBlock } from './queries.ts'

/** So many rows are loaded in one transaction: a second or two of work. */
const ROWS_A_BLOCK = 1000
const LETTERS_A_BLOCK = 1_000_000

/** Groups rows into blocks, each of a size that fits in one transaction. */
export async function* grouped(lines: AsyncIterable<Line>): AsyncGenerator<Line[]> {
  let block: Line[] = []
  let letters = 0
  for await (const line of lines) {
    block.push(line)
    letters += lettersIn(line)
    if (block.length < ROWS_A_BLOCK && letters < LETTERS_A_BLOCK) continue
    yield block
    block = []
    letters = 0
  }
  if (block.length) yield block
}

export async function sealBlock({ sql, app }: Context, importId: string, n: number, lines: readonly Line[]) {
  const sealed = app.keyring.encrypt(JSON.stringify(lines))
  await insertBlock(sql, { importId, n, firstLine: lines[0]?.line ?? 0, sealed })
}

/** The rows of a block in Unicode; undefined past the last one. */
export async function openBlock(
  { sql, app }: Pick<Context, 'sql' | 'app'>,
  { id, letters }: { readonly id: string; readonly letters: Letters },
  n: number,
): Promise<readonly Line[] | undefined> {
  const sealed = await sealedBlock(sql, id, n)
  if (!sealed) return undefined
  const lines = JSON.parse(app.keyring.decrypt(sealed)) as Line[]
  if (letters === 'unicode') return lines
  return lines.map(({ line, cells }) => ({
    line,
    cells: cells.map(cell => (typeof cell === 'string' ? respelt(cell, letters) : cell)),
  }))
}
