import fc from 'fast-check'
import * as z from 'zod/mini'
import { type AnyEndpoint, type Schema, stream, upload } from '#core/contract.ts'

/** Values for fields by name, wherever in the input they are. */
export type Known = Readonly<Record<string, unknown>>

/** The part of JSON Schema that contracts come to. */
export interface Shape {
  /** Several where null will do as well. */
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly pattern?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly items?: Shape
  readonly prefixItems?: readonly Shape[]
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly anyOf?: readonly Shape[]
  readonly oneOf?: readonly Shape[]
  readonly allOf?: readonly Shape[]
  readonly additionalProperties?: boolean | Shape
  readonly propertyNames?: Shape
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Shape>>
}

/** An id that nothing has. */
export const NOBODY = '00000000-0000-7000-8000-00000000dead'

const FORMATS: Readonly<Record<string, string>> = {
  uuid: NOBODY,
  date: '2026-11-19',
  'date-time': '2026-11-19T02:00:00Z',
  email: 'nguoi.dan@example.com',
  uri: 'https://example.com/',
}

export interface Sample {
  readonly params: Record<string, string>
  readonly query: Record<string, unknown>
  /** Undefined when the endpoint takes none; bytes for an upload. */
  readonly body: unknown
}

/**
 * The smallest input an endpoint accepts: what is optional is left out, and fields that `known` names have its values.
 * Throws when the schema refuses it, so that no bad input is taken for a permission.
 */
export function sampleInput(endpoint: AnyEndpoint, known: Known): Sample {
  const part = (schema: Schema | undefined) => (schema ? checked(schema, sampleOf(schema, known)) : undefined)
  return {
    params: (part(endpoint.params) ?? {}) as Record<string, string>,
    query: (part(endpoint.query) ?? {}) as Record<string, unknown>,
    body: isBytes(endpoint) ? Buffer.from('x') : part(endpoint.body),
  }
}

/** Whether the body is bytes and no JSON. */
export const isBytes = ({ body }: AnyEndpoint): boolean => body === upload || body === stream

export const shapeOf = (schema: Schema): Shape =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape

const sampleOf = (schema: Schema, known: Known): unknown => sample(shapeOf(schema), known)

function checked(schema: Schema, value: unknown): unknown {
  const parsed = z.safeParse(schema, value)
  if (parsed.success) return value
  throw new Error(`No valid input was found: ${JSON.stringify(value)}: ${JSON.stringify(parsed.error.issues)}`)
}

function sample(shape: Shape, known: Known): unknown {
  if (shape.const !== undefined) return shape.const
  if (shape.enum) return shape.enum[0]
  const choice = shape.anyOf ?? shape.oneOf
  if (choice) return sample(choice.find(one => one.type !== 'null') ?? (choice[0] as Shape), known)
  if (shape.allOf) return sample(Object.assign({}, shape, { allOf: undefined }, ...shape.allOf), known)
  switch (typeof shape.type === 'string' ? shape.type : shape.type?.[0]) {
    case 'object':
      return sampleObject(shape, known)
    case 'array':
      return Array.from({ length: shape.minItems ?? 0 }, () => sample(shape.items ?? {}, known))
    case 'string':
      return sampleString(shape)
    case 'number':
    case 'integer':
      return shape.exclusiveMinimum !== undefined ? shape.exclusiveMinimum + 1 : (shape.minimum ?? 1)
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return {}
  }
}

function sampleObject(shape: Shape, known: Known): Record<string, unknown> {
  const required = new Set(shape.required)
  const entries = Object.entries(shape.properties ?? {}).flatMap(([name, below]) => {
    if (!required.has(name)) return []
    return [[name, name in known ? known[name] : sample(below, known)] as const]
  })
  return Object.fromEntries(entries)
}

const SEED = 7

function sampleString({ format, pattern, minLength = 1, maxLength = 1000 }: Shape): string {
  const given = format && FORMATS[format]
  if (given) return given
  if (!pattern) return 'a'.repeat(Math.max(1, minLength))
  const fits = fc
    .stringMatching(new RegExp(pattern))
    .filter(text => text.length >= minLength && text.length <= maxLength)
  return fc.sample(fits, { seed: SEED, numRuns: 1 })[0] as string
}
