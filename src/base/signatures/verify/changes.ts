import type { PdfFile } from '../pdf/file.ts'
import { type Dict, isDict, isName, Reference, Stream, type Value } from '../pdf/values.ts'

/** What happened to a document after it was signed. */
export type Change =
  /** Another signed, or long-term data came: what is meant to happen. */
  | 'signed-later'
  | 'long-term-data'
  /** The rest is not. */
  | 'content-changed'
  | 'annotations-changed'
  | 'form-changed'
  /** A later signature draws over much of a page. */
  | 'covered'

export const HARMLESS: ReadonlySet<Change> = new Set<Change>(['signed-later', 'long-term-data'])

/** Members of the catalogue that say nothing of what is seen. */
const UNSEEN = new Set(['DSS', 'Extensions', 'Metadata', 'Version'])
/** What filling an empty field for a signature may change. */
const FILLED = new Set(['V', 'AP', 'F', 'MK', 'DA'])
/** Of a page: a signature is drawn on less. */
const MOST_COVERED = 0.25
const MOST_STEPS = 5_000_000

type Pair = readonly [Value | undefined, Value | undefined, Change]

/**
 * Compares what a document was when it was signed with what it is: from the catalogue down, everything that can be
 * reached, whatever file position or number it has. Allowed are fields of later signatures and long-term data.
 */
export function changesSince(before: PdfFile, after: PdfFile): Change[] {
  const found = new Set<Change>()
  const seen = new Set<string>()
  const waiting: Pair[] = []
  let steps = 0

  const same = (a: Value | undefined, b: Value | undefined, otherwise: Change) => waiting.push([a, b, otherwise])
  const signatureWidget = (value: Value) => {
    const widget = after.dictOf(value)
    return widget && isName(after.of(widget.get('FT')), 'Sig') ? widget : undefined
  }

  const sameMembers = (a: Dict, b: Dict, otherwise: Change, skip: ReadonlySet<string> = new Set()) => {
    for (const key of new Set([...a.keys(), ...b.keys()])) if (!skip.has(key)) same(a.get(key), b.get(key), otherwise)
  }

  /** Of a list only new fields for signatures may have come. */
  const sameList = (a: Value | undefined, b: Value | undefined, otherwise: Change, box?: readonly number[]) => {
    const [old, now] = [before.listOf(a), after.listOf(b)]
    for (const [index, value] of old.entries()) same(value, now[index], otherwise)
    for (const value of now.slice(old.length)) {
      const widget = signatureWidget(value)
      if (!widget) found.add(otherwise)
      else {
        found.add('signed-later')
        if (box && areaOf(after, widget) > MOST_COVERED * areaIn(box)) found.add('covered')
      }
    }
  }

  const sameForm = (a: Value | undefined, b: Value | undefined) => {
    const [old, now] = [before.dictOf(a) ?? new Map(), after.dictOf(b) ?? new Map()]
    sameList(old.get('Fields'), now.get('Fields'), 'form-changed')
    sameMembers(old, now, 'form-changed', new Set(['Fields', 'SigFlags', 'DR', 'DA', 'NeedAppearances']))
    for (const key of ['DR', 'DA', 'NeedAppearances'])
      if (old.has(key)) same(old.get(key), now.get(key), 'form-changed')
  }

  const sameCatalogue = (a: Dict, b: Dict) => {
    if (b.has('DSS') && !isSame(a.get('DSS'), b.get('DSS'))) found.add('long-term-data')
    sameMembers(a, b, 'content-changed', new Set([...UNSEEN, 'AcroForm']))
    sameForm(a.get('AcroForm'), b.get('AcroForm'))
  }

  const sameDict = (a: Dict, b: Dict, otherwise: Change) => {
    if (isName(before.of(a.get('Type')), 'Page')) {
      // A field points to its page, too: what is seen there is no matter of the form.
      sameMembers(a, b, 'content-changed', new Set(['Annots']))
      sameList(a.get('Annots'), b.get('Annots'), 'annotations-changed', numbersIn(after, b.get('MediaBox')))
    } else if (isName(before.of(a.get('FT')), 'Sig') && !a.has('V') && b.has('V')) {
      found.add('signed-later')
      sameMembers(a, b, 'form-changed', FILLED)
    } else sameMembers(a, b, isName(before.of(a.get('Subtype')), 'Widget') ? 'form-changed' : otherwise)
  }

  const compare = ([rawA, rawB, otherwise]: Pair) => {
    if (rawA instanceof Reference && rawB instanceof Reference) {
      const key = `${rawA.number} ${rawB.number}`
      if (seen.has(key)) return
      seen.add(key)
    }
    const [a, b] = [before.of(rawA), after.of(rawB)]
    if (a instanceof Stream && b instanceof Stream) {
      if (!a.raw.equals(b.raw)) found.add(otherwise)
      sameMembers(a.dict, b.dict, otherwise, new Set(['Length']))
    } else if (isDict(a) && isDict(b)) sameDict(a, b, otherwise)
    else if (Array.isArray(a) && Array.isArray(b)) {
      if (a.length !== b.length) found.add(otherwise)
      for (const [index, value] of a.entries()) same(value, b[index], otherwise)
    } else if (!isSame(a, b)) found.add(otherwise)
  }

  sameCatalogue(before.catalog, after.catalog)
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (++steps > MOST_STEPS) return ['content-changed']
    compare(next)
  }
  return [...found]
}

const isSame = (a: Value | undefined, b: Value | undefined): boolean => {
  if (a === b) return true
  if (Buffer.isBuffer(a) && Buffer.isBuffer(b)) return a.equals(b)
  if (a instanceof Reference && b instanceof Reference) return a.number === b.number
  return typeof a === 'object' && a !== null && 'text' in a && isName(b, (a as { text: string }).text)
}

const numbersIn = (file: PdfFile, value: Value | undefined): number[] =>
  file.listOf(value).map(one => (typeof file.of(one) === 'number' ? (file.of(one) as number) : 0))
const areaIn = ([a = 0, b = 0, c = 595, d = 842]: readonly number[]) => Math.abs((c - a) * (d - b))
const areaOf = (file: PdfFile, widget: Dict) => areaIn(numbersIn(file, widget.get('Rect')))
