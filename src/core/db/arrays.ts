type Element = string | number | boolean | Date | Uint8Array | null | undefined

/**
 * An array as PostgreSQL reads one, to be sent as it stands and cast: `${arrayText('uuid', ids)}::uuid[]`. For what
 * comes by the thousand: the driver looks at each element several times, this writes it once. Everything is quoted but
 * what can hold no more than digits, letters and hyphens once it is of its type; what is not is refused by the cast.
 */
export function arrayText(type: string, values: readonly Element[]): string {
  const write = writers[type] ?? quoted
  const written = (value: Element) => (value === null || value === undefined ? 'NULL' : write(value))
  // Of a batch most columns are the same in every row.
  const [first] = values
  const texts = values.every(value => value === first)
    ? new Array(values.length).fill(written(first))
    : values.map(written)
  return `{${texts.join(',')}}`
}

const quoted = (value: Element) => `"${String(value).replace(/["\\]/g, '\\$&')}"`
const instant = (value: Element) => (value instanceof Date ? value.toISOString() : quoted(value))
const bytes = (value: Element) =>
  value instanceof Uint8Array
    ? `"\\\\x${(Buffer.isBuffer(value) ? value : Buffer.from(value)).toString('hex')}"`
    : quoted(value)
/** A text of these types that needs quotes is none of them; quoted it is refused as what it is. */
const bare = (value: Element) => (typeof value === 'string' && !/^[\w-]+$/.test(value) ? quoted(value) : String(value))

const writers: Readonly<Record<string, (value: Element) => string>> = {
  uuid: bare,
  integer: bare,
  boolean: bare,
  timestamptz: instant,
  bytea: bytes,
}
