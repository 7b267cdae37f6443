import type { Node } from './tree.ts'

/** Of each prefix that was declared above, what it stands for. */
type Rendered = Readonly<Record<string, string>>

/** What is escaped in canonical text, and in the value of an attribute. */
const TEXT: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' }
const VALUE: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
}
export const canonicalText = (text: string): string => text.replace(/[&<>\r]/g, sign => TEXT[sign] as string)
export const canonicalValue = (text: string): string => text.replace(/[&<"\t\n\r]/g, sign => VALUE[sign] as string)

/**
 * The canonical text of an element, by Exclusive XML Canonicalization 1.0 without comments and without a list of prefixes:
 * what its digest is taken of.
 */
export function canonical(node: Node, rendered: Rendered = {}): string {
  const { name, prefix, scope } = node.tag
  const attributes = node.tag.attributes.toSorted((a, b) => order(a.uri, b.uri) || order(a.local, b.local))
  const used = new Set([prefix, ...attributes.flatMap(one => one.prefix || [])])
  used.delete('xml')
  const fresh = [...used].filter(one => (rendered[one] ?? '') !== (scope[one] ?? '')).toSorted(order)
  const declared = fresh.map(one => ` xmlns${one && `:${one}`}="${canonicalValue(scope[one] ?? '')}"`)
  const written = attributes.map(one => ` ${one.name}="${canonicalValue(one.value)}"`)
  const within = { ...rendered, ...Object.fromEntries(fresh.map(one => [one, scope[one] ?? ''])) }
  const content = node.content.map(one => (typeof one === 'string' ? canonicalText(one) : canonical(one, within)))
  return `<${name}${declared.join('')}${written.join('')}>${content.join('')}</${name}>`
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
