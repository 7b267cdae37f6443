import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { Fits, Schema } from './shape.ts'

/** What it does not know in a schema (a keyword, a format) is refused; how much a person writes into one is theirs. */
const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, ownProperties: true })
addFormats.default(ajv, ['date', 'date-time', 'uuid', 'email'])

const compiled = new WeakMap<object, ValidateFunction>()

function validator(schema: Schema): ValidateFunction {
  if (typeof schema === 'boolean') return ajv.compile(schema)
  const known = compiled.get(schema) ?? ajv.compile(schema)
  compiled.set(schema, known)
  return known
}

/** On the server. Throws on what is no JSON Schema. */
export const fits: Fits = (schema, value) => validator(schema)(value) === true
