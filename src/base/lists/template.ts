import type { Context } from '#core/app.ts'
import type { FileReply } from '#core/contract.ts'
import { hasWords, type Locale, say } from '#core/words.ts'
import { fileOf } from './extract.ts'
import type { Column, List, Reader } from './list.ts'
import { commune, day, unit } from './readers.ts'

// biome-ignore lint/suspicious/noExplicitAny: whatever a reader reads
const HOWS: ReadonlyMap<Reader<any>, string> = new Map<Reader<any>, string>([
  [day, 'lists.how.day'],
  [commune, 'lists.how.commune'],
  [unit, 'lists.how.unit'],
])

/** How a column is to be filled in: as the kind says of it, else as its reader is known to read. */
function howOf(locale: Locale, kind: string, name: string, column: Column<unknown>): string {
  const own = `${kind}.list.${name}.how`
  const how = hasWords(locale, own) ? own : (column.how ?? HOWS.get(column.read))
  const must = say(locale, column.required ? 'lists.how.required' : 'lists.how.optional')
  return how ? `${must} ${say(locale, how)}` : must
}

/**
 * An empty list to fill in: its headings, and above them how each column is written. What stands above the headings is
 * no row, so nobody who leaves it there enters it.
 */
export function templateOf({ locale }: Context, { kind, columns }: List): FileReply {
  const names = Object.entries(columns)
  async function* pages() {}
  const sheet = {
    name: say(locale, `${kind}.list`),
    above: names.map(([name, column]) => howOf(locale, kind, name, column)),
    headings: names.map(([name]) => say(locale, `${kind}.list.${name}`)),
    pages: pages(),
  }
  return fileOf(sheet, 'xlsx', `mau-${kind.replace('.', '-')}`)
}
