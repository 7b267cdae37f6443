import { type Schema as CfSchema, Validator } from '@cfworker/json-schema'
import type { Fits, Schema } from '../shape.ts'

const validators = new WeakMap<object, Validator>()

function validator(schema: Exclude<Schema, boolean>): Validator {
  const known = validators.get(schema) ?? new Validator(schema as CfSchema, '2020-12')
  validators.set(schema, known)
  return known
}

/** In the browser: small, and no code made of text, which the page's policy forbids. */
export const fits: Fits = (schema, value) =>
  typeof schema === 'boolean' ? schema : validator(schema).validate(value).valid
