import type { PdfFile } from './file.ts'
import { copier } from './graft.ts'
import { pagesOf } from './pages.ts'
import { PdfError } from './parse.ts'
import { seenOn } from './seen.ts'
import { type Dict, dict, isDict, name, Reference, Stream, type Value, write } from './values.ts'

/**
 * A new file of some pages alone: what is not on them is not in it either. What was seen of signatures is drawn on them: the
 * signatures themselves are of the whole and would be worth nothing here.
 */
export function withPages(file: PdfFile, wanted: readonly number[]): Buffer {
  const objects: Value[] = []
  const add = (value: Value) => new Reference(objects.push(value))
  const set = ({ number }: Reference, value: Value) => {
    objects[number - 1] = value
  }
  const tree = add(null)
  const copy = copier(file, add, set)
  const all = pagesOf(file)
  const kids = wanted.map(index => {
    const page = all[index]
    if (!page) throw new PdfError('There is no such page.')
    // Notes and links lead to other pages and would bring them along.
    const own = ['Rotate', 'CropBox', 'UserUnit'].flatMap((key): [string, Value][] => {
      const value = page.dict.get(key)
      return value === undefined ? [] : [[key, copy(value)]]
    })
    const at = (value: Value | undefined): Value | undefined =>
      value instanceof Reference ? objects[value.number - 1] : value
    const resources = copy(inherited(file, page.reference, 'Resources'))
    const seen = seenOn(file, page.dict).map(({ drawing, matrix }) => ({ drawing: copy(drawing), matrix }))
    const contents = page.dict.get('Contents')
    const streams = contents === undefined ? [] : Array.isArray(file.of(contents)) ? file.listOf(contents) : [contents]
    const content = (text: string) => add(new Stream(new Map(), Buffer.from(text, 'latin1')))
    const drawn = seen.map(({ matrix }, n) => `q ${matrix.map(one => one.toFixed(4)).join(' ')} cm /${SEEN}${n} Do Q`)
    return add(
      new Map<string, Value>([
        ['Type', name('Page')],
        ['Parent', tree],
        ['MediaBox', [...page.box]],
        ['Resources', seen.length ? withSeen(at, resources, seen) : resources],
        ['Contents', [content('q\n'), ...streams.map(copy), content(`\nQ\n${drawn.join('\n')}\n`)]],
        ...own,
      ]),
    )
  })
  set(tree, dict({ Type: name('Pages'), Kids: kids, Count: kids.length }))
  const root = add(dict({ Type: name('Catalog'), Pages: tree }))
  return written(objects, root)
}

const SEEN = 'SaolaSeen'

/** Resources of a page with the drawings besides; those of other pages stay as they are. */
function withSeen(
  at: (value: Value | undefined) => Value | undefined,
  resources: Value,
  seen: readonly { readonly drawing: Value }[],
): Dict {
  const own = at(resources)
  const all = new Map<string, Value>(isDict(own) ? own : [])
  const drawings = at(all.get('XObject'))
  const named = seen.map(({ drawing }, n): [string, Value] => [`${SEEN}${n}`, drawing])
  return all.set('XObject', new Map([...(isDict(drawings) ? drawings : []), ...named]))
}

function inherited(file: PdfFile, page: Reference, key: string): Value {
  for (let at = file.dictOf(page), steps = 0; at && steps < 100; at = file.dictOf(at.get('Parent')), steps++)
    if (at.has(key)) return at.get(key) as Value
  return new Map()
}

function written(objects: readonly Value[], root: Reference): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')]
  let length = (parts[0] as Buffer).length
  const rows = objects.map((value, index) => {
    const at = length
    const part = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), write(value), Buffer.from('\nendobj\n')])
    parts.push(part)
    length += part.length
    return `${String(at).padStart(10, '0')} 00000 n \n`
  })
  const trailer = write(dict({ Size: objects.length + 1, Root: root })).toString('latin1')
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows.join('')}trailer\n${trailer}\nstartxref\n${length}\n%%EOF\n`
  return Buffer.concat([...parts, Buffer.from(table, 'latin1')])
}
