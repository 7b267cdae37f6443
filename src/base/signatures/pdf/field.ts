import { VIETNAM_OFFSET } from '../time.ts'
import type { PdfFile } from './file.ts'
import { type Page, pagesOf } from './pages.ts'
import { PdfError } from './parse.ts'
import { PdfUpdate } from './update.ts'
import {
  type Dict,
  dict,
  isDict,
  isName,
  name,
  Reference,
  readText,
  Stream,
  textString,
  type Value,
  Verbatim,
} from './values.ts'

/** A place on a page, in points from its lower left corner. */
export interface Spot {
  /** From 0. */
  readonly page: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What is seen of a signature: where, and a drawing that fills it. */
export interface Appearance {
  readonly spot: Spot
  /** Adds the drawing to the update; a form of one by one. */
  readonly draw: (update: PdfUpdate) => Reference
}

export interface NewField {
  readonly kind: 'signature' | 'time-stamp'
  readonly now: Date
  /** Who signs, as the dictionary says it; a time stamp says it by itself. */
  readonly name?: string
  readonly reason?: string | undefined
  readonly place?: string | undefined
  readonly appearance?: Appearance | undefined
  /** Bytes to leave room for. */
  readonly room: number
}

export interface Prepared {
  readonly bytes: Buffer
  /** Where the signature goes, its brackets included. */
  readonly gap: { readonly from: number; readonly to: number }
}

const RANGE = '[0 0000000000 0000000000 0000000000]'
/** SignaturesExist and AppendOnly. */
const FLAGS = 3
/** Print and Locked. */
const SHOWN = 132
const SUBFILTER = { signature: 'ETSI.CAdES.detached', 'time-stamp': 'ETSI.RFC3161' } as const

/** `D:20261129143000+07'00'` */
const pdfTime = (at: Date): string =>
  `D:${new Date(at.getTime() + VIETNAM_OFFSET).toISOString().replace(/[-:T]|\.\d+Z/g, '')}+07'00'`

/** Adds a field with room for a signature, as an update; everything but the room is then signed. */
export function addField(file: PdfFile, field: NewField): Prepared {
  const update = new PdfUpdate(file)
  const isSignature = field.kind === 'signature'
  const value = update.add(
    dict({
      Type: name(isSignature ? 'Sig' : 'DocTimeStamp'),
      Filter: name('Adobe.PPKLite'),
      SubFilter: name(SUBFILTER[field.kind]),
      ByteRange: new Verbatim(RANGE),
      Contents: new Verbatim(`<${'0'.repeat(field.room * 2)}>`),
      ...(isSignature ? { M: textString(pdfTime(field.now)) } : {}),
      Name: field.name === undefined ? undefined : textString(field.name),
      Reason: field.reason === undefined ? undefined : textString(field.reason),
      Location: field.place === undefined ? undefined : textString(field.place),
    }),
  )
  const pages = pagesOf(file)
  const page = pages[field.appearance?.spot.page ?? 0]
  if (!page) throw new PdfError('There is no such page.')
  const widget = update.add(widgetOf(update, page, field, value, freeName(file)))
  addTo(update, page, widget)
  addToForm(update, widget)
  return withRange(update.finish(), value)
}

function widgetOf(update: PdfUpdate, page: Page, field: NewField, value: Reference, title: string): Dict {
  const spot = field.appearance?.spot
  const [left, bottom] = page.box
  const rect = spot
    ? [left + spot.x, bottom + spot.y, left + spot.x + spot.width, bottom + spot.y + spot.height]
    : [0, 0, 0, 0]
  const drawing = field.appearance
    ? update.add(scaled(field.appearance.draw(update), rect[2] as number, rect[3] as number, rect))
    : update.add(
        new Stream(dict({ Type: name('XObject'), Subtype: name('Form'), BBox: [0, 0, 0, 0] }), Buffer.alloc(0)),
      )
  return dict({
    Type: name('Annot'),
    Subtype: name('Widget'),
    FT: name('Sig'),
    T: textString(title),
    V: value,
    P: page.reference,
    Rect: rect,
    F: SHOWN,
    AP: dict({ N: drawing }),
  })
}

/** A form as large as its place, with the drawing in it. */
function scaled(drawing: Reference, right: number, top: number, rect: readonly number[]): Stream {
  const width = right - (rect[0] as number)
  const height = top - (rect[1] as number)
  return new Stream(
    dict({
      Type: name('XObject'),
      Subtype: name('Form'),
      BBox: [0, 0, width, height],
      Resources: dict({ XObject: dict({ Drawing: drawing }) }),
    }),
    Buffer.from(`q ${width.toFixed(3)} 0 0 ${height.toFixed(3)} 0 0 cm /Drawing Do Q`),
  )
}

/** Puts an annotation on its page. A list that lies in an object of its own is changed there. */
function addTo(update: PdfUpdate, page: Page, widget: Reference): void {
  const there = page.dict.get('Annots')
  const list = [...update.file.listOf(there), widget]
  if (there instanceof Reference && Array.isArray(update.file.of(there))) update.set(there, list)
  else update.set(page.reference, new Map(page.dict).set('Annots', list))
}

function addToForm(update: PdfUpdate, widget: Reference): void {
  const { file } = update
  const there = file.catalog.get('AcroForm')
  const form = new Map<string, Value>(file.dictOf(there) ?? [])
  form.set('Fields', [...file.listOf(form.get('Fields')), widget]).set('SigFlags', FLAGS)
  if (there instanceof Reference && isDict(file.of(there))) update.set(there, form)
  else update.set(file.rootReference, new Map(file.catalog).set('AcroForm', form))
}

/** Every field of the form with its full name. */
export function fieldsOf(file: PdfFile): { readonly name: string; readonly dict: Dict }[] {
  const found: { name: string; dict: Dict }[] = []
  const seen = new Set<Dict>()
  const walk = (value: Value, parent: string, inherited: Dict) => {
    const own = file.dictOf(value)
    if (!own || seen.has(own)) return
    seen.add(own)
    const title = file.of(own.get('T'))
    const full = Buffer.isBuffer(title) ? (parent ? `${parent}.` : '') + readText(title) : parent
    const whole = new Map([
      ...(['FT', 'V'].flatMap(key => (inherited.has(key) ? [[key, inherited.get(key)]] : [])) as [string, Value][]),
      ...own,
    ])
    const kids = file.listOf(own.get('Kids')).filter(kid => file.dictOf(kid)?.has('T'))
    if (kids.length) for (const kid of kids) walk(kid, full, whole)
    else found.push({ name: full, dict: whole })
  }
  for (const field of file.listOf(file.dictOf(file.catalog.get('AcroForm'))?.get('Fields'))) walk(field, '', new Map())
  return found
}

export const signatureFields = (file: PdfFile) =>
  fieldsOf(file).filter(({ dict: field }) => isName(file.of(field.get('FT')), 'Sig'))

function freeName(file: PdfFile): string {
  const taken = new Set(fieldsOf(file).map(field => field.name))
  for (let n = taken.size + 1; ; n++) if (!taken.has(`Signature${n}`)) return `Signature${n}`
}

function withRange({ bytes, at }: ReturnType<PdfUpdate['finish']>, value: Reference): Prepared {
  const start = at(value)
  const from = bytes.indexOf('/Contents <', start) + '/Contents '.length
  const to = bytes.indexOf('>', from) + 1
  const range = `[0 ${from} ${to} ${bytes.length - to}]`.padEnd(RANGE.length)
  bytes.write(range, bytes.indexOf(RANGE, start), 'latin1')
  return { bytes, gap: { from, to } }
}

/** Puts the signature into its room. */
export function fill({ bytes, gap }: Prepared, signature: Uint8Array): Buffer {
  const room = gap.to - gap.from - 2
  const hex = Buffer.from(signature).toString('hex')
  if (hex.length > room) throw new PdfError('The signature is larger than its room.')
  bytes.write(hex, gap.from + 1, 'latin1')
  return bytes
}
