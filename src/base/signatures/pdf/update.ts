import type { PdfFile } from './file.ts'
import { type Dict, name, Reference, Stream, type Value, write } from './values.ts'

const NEWLINE = Buffer.from('\n')

/** What is added to a PDF at its end, so that not one byte changes of what was there and may be signed. */
export class PdfUpdate {
  readonly file: PdfFile
  private next: number
  private readonly objects = new Map<number, { readonly generation: number; readonly value: Value }>()

  constructor(file: PdfFile) {
    this.file = file
    const said = file.trailer.get('Size')
    this.next = Math.max(file.size, typeof said === 'number' ? said : 0)
  }

  add(value: Value): Reference {
    const reference = new Reference(this.next++)
    this.objects.set(reference.number, { generation: 0, value })
    return reference
  }

  set({ number, generation }: Reference, value: Value): void {
    this.objects.set(number, { generation, value })
  }

  /** A dictionary as it will be: what was changed in this update already counts. */
  current({ number }: Reference): Value {
    return this.objects.get(number)?.value ?? this.file.object(number)
  }

  /** The whole file with what was added. `at` answers where an object begins in it. */
  finish(): { readonly bytes: Buffer; readonly at: (reference: Reference) => number } {
    const parts: Buffer[] = [this.file.bytes, NEWLINE]
    let length = this.file.bytes.length + 1
    const push = (part: Buffer) => {
      parts.push(part)
      length += part.length
    }
    const offsets = new Map<number, number>()
    for (const [number, { generation, value }] of this.objects) {
      offsets.set(number, length)
      push(Buffer.from(`${number} ${generation} obj\n`))
      push(write(value))
      push(Buffer.from('\nendobj\n'))
    }
    const start = length
    if (this.file.sections[0]?.isStream) push(this.streamTable(offsets, start))
    else push(this.table(offsets))
    push(Buffer.from(`startxref\n${start}\n%%EOF\n`))
    return { bytes: Buffer.concat(parts, length), at: ({ number }) => offsets.get(number) as number }
  }

  private trailer(size: number): Dict {
    const { trailer, startXref } = this.file
    const kept = ['Root', 'Info', 'ID'].flatMap((key): [string, Value][] => {
      const value = trailer.get(key)
      return value === undefined ? [] : [[key, value]]
    })
    return new Map<string, Value>([['Size', size], ...kept, ['Prev', startXref]])
  }

  private table(offsets: ReadonlyMap<number, number>): Buffer {
    const lines = runs([...offsets.keys()]).flatMap(run => [
      `${run[0]} ${run.length}`,
      ...run.map(number => {
        const generation = this.objects.get(number)?.generation ?? 0
        return `${String(offsets.get(number)).padStart(10, '0')} ${String(generation).padStart(5, '0')} n `
      }),
    ])
    const trailer = write(this.trailer(this.next)).toString('latin1')
    return Buffer.from(`xref\n${lines.join('\n')}\ntrailer\n${trailer}\n`, 'latin1')
  }

  private streamTable(offsets: Map<number, number>, start: number): Buffer {
    const own = this.next++
    const all = new Map(offsets).set(own, start)
    const rows = [...all].sort(([a], [b]) => a - b)
    const content = Buffer.alloc(rows.length * 7)
    for (const [index, [number, at]] of rows.entries()) {
      content.writeUInt8(1, index * 7)
      content.writeUInt32BE(at, index * 7 + 1)
      content.writeUInt16BE(this.objects.get(number)?.generation ?? 0, index * 7 + 5)
    }
    const head = this.trailer(this.next)
    head.set('Type', name('XRef')).set('W', [1, 4, 2])
    head.set(
      'Index',
      runs(rows.map(([number]) => number)).flatMap(run => [run[0] as number, run.length]),
    )
    return Buffer.concat([Buffer.from(`${own} 0 obj\n`), write(new Stream(head, content)), Buffer.from('\nendobj\n')])
  }
}

/** Numbers that follow each other, together. */
function runs(numbers: readonly number[]): number[][] {
  const out: number[][] = []
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const last = out.at(-1)
    if (last?.at(-1) === number - 1) last.push(number)
    else out.push([number])
  }
  return out
}
