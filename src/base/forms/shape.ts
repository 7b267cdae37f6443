import { grouped } from '#core/grouped.ts'
import type { FormContent, Question, Text } from './contract.ts'
import { countryName } from './countries.ts'

/** By the name of the property; what was not answered is absent. */
export type Answers = Readonly<Record<string, unknown>>

export type Schema = boolean | Shape
export interface Shape {
  readonly type?: string
  readonly format?: string
  readonly enum?: readonly unknown[]
  /** A list that other words may stand for as well (khác). */
  readonly examples?: readonly unknown[]
  readonly items?: Shape
  readonly maxLength?: number
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly allOf?: readonly Shape[]
  readonly if?: Schema
  readonly then?: Shape
  readonly else?: Shape
}

/** Whether a value fits a schema: Ajv says it on the server, @cfworker/json-schema in the browser. */
export type Fits = (schema: Schema, value: unknown) => boolean

/** What the answers given so far make of a property: to be asked, and whether it has to be answered. */
export interface Asked {
  readonly required: boolean
  readonly schemas: readonly Schema[]
}

/** The parts of a schema that hold: the schema itself, and of each condition the branch that the answers take. */
function partsOf(schema: Shape, answers: Answers, fits: Fits): Shape[] {
  const branch = schema.if === undefined ? undefined : fits(schema.if, answers) ? schema.then : schema.else
  return [
    schema,
    ...[...(schema.allOf ?? []), ...(branch ? [branch] : [])].flatMap(part => partsOf(part, answers, fits)),
  ]
}

/** The properties to be asked. One that a branch sets to `false` is not. */
export function askedOf({ schema }: FormContent, answers: Answers, fits: Fits): ReadonlyMap<string, Asked> {
  const parts = partsOf(schema as Shape, answers, fits)
  const required = new Set(parts.flatMap(part => part.required ?? []))
  const schemas = grouped(
    parts.flatMap(part => Object.entries(part.properties ?? {})),
    ([name]) => name,
  )
  return new Map(
    [...schemas].flatMap(([name, all]) => {
      const own = all.map(([, one]) => one)
      return own.includes(false) ? [] : [[name, { required: required.has(name), schemas: own }] as const]
    }),
  )
}

/** The numbers of the questions that everybody is asked: the same on the paper and on the screen of who types it. */
export function numbersOf(content: FormContent, fits: Fits): ReadonlyMap<string, number> {
  const always = askedOf(content, {}, fits)
  const names = questionsOf(content).flatMap(({ name }) => (always.has(name) ? [name] : []))
  return new Map(names.map((name, i) => [name, i + 1]))
}

/** Without the answers to what is not asked any more. */
export function pruned(content: FormContent, answers: Answers, fits: Fits): Answers {
  const asked = askedOf(content, answers, fits)
  const kept = Object.fromEntries(Object.entries(answers).filter(([name, value]) => asked.has(name) && !isEmpty(value)))
  return Object.keys(kept).length === Object.keys(answers).length ? kept : pruned(content, kept, fits)
}

/** What may be ticked together: `none` and the rest exclude each other; what was ticked last holds. */
export function ticked(before: readonly string[], after: readonly string[]): string[] {
  if (!after.includes(NONE)) return [...after]
  return before.includes(NONE) ? after.filter(value => value !== NONE) : [NONE]
}

export const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

export type Wrong = 'missing' | 'wrong' | 'future' | 'number' | 'whole'
export interface AnswerFault {
  readonly name: string
  readonly why: Wrong
}

/** What is wrong with answers, question by question in the order of the form; `today` is `YYYY-MM-DD`. */
export function faultsOf(content: FormContent, answers: Answers, fits: Fits, today: string): AnswerFault[] {
  const asked = askedOf(content, answers, fits)
  const known = questionsOf(content).flatMap(question => {
    const value = answers[question.name]
    const rule = asked.get(question.name)
    const why = !rule ? (isEmpty(value) ? undefined : 'wrong') : faultOf(content, question, rule, value, fits, today)
    return why ? [{ name: question.name, why } as const] : []
  })
  const names = new Set(questionsOf(content).map(question => question.name))
  const strange = Object.keys(answers).filter(name => !names.has(name))
  return [...known, ...strange.map(name => ({ name, why: 'wrong' }) as const)]
}

function faultOf(
  content: FormContent,
  question: Question,
  rule: Asked,
  value: unknown,
  fits: Fits,
  today: string,
): Wrong | undefined {
  if (isEmpty(value)) return rule.required ? 'missing' : undefined
  if (!rule.schemas.every(schema => fits(schema, value))) return wrongOf(content, question, value)
  return question.past && typeof value === 'string' && value > today ? 'future' : undefined
}

/** A text in the place of a number is what nobody could read as one. */
function wrongOf(content: FormContent, question: Question, value: unknown): Wrong {
  if (kindOf(content, question) !== 'number') return 'wrong'
  if (isWhole(content, question.name)) return Number.isInteger(value) ? 'wrong' : 'whole'
  return typeof value === 'number' ? 'wrong' : 'number'
}

export const questionsOf = ({ pages }: Pick<FormContent, 'pages'>): Question[] => pages.flatMap(page => page.questions)

/** The answers of last time that hold until they change; not what this version of the form does not take any more. */
export const lastingOf = (content: FormContent, answers: Answers, fits: Fits): Answers =>
  Object.fromEntries(
    questionsOf(content).flatMap(({ name, lasting }) =>
      lasting && !isEmpty(answers[name]) && fits(propertyOf(content, name), answers[name])
        ? [[name, answers[name]]]
        : [],
    ),
  )

/** Whether an answer is one of concern: a yes, or something ticked other than `none`. */
export const speaks = (value: unknown): boolean =>
  value === true || (Array.isArray(value) && value.length > 0 && !value.includes(NONE))

/** The value of an `enum` that excludes the others. */
export const NONE = 'none'

export type Kind =
  | 'yesno'
  | 'one'
  | 'several'
  | 'listed'
  | 'country'
  | 'countries'
  | 'day'
  | 'unit'
  | 'number'
  | 'phone'
  | 'lines'
  | 'text'

/** How a question is asked, which its property says. */
export function kindOf(content: FormContent, { name, as }: Question): Kind {
  const shape = propertyOf(content, name)
  if (as === 'country' && shape.type === 'array') return 'countries'
  if (as) return as
  if (shape.type === 'boolean') return 'yesno'
  if (shape.type === 'array') return 'several'
  if (shape.enum) return 'one'
  if (shape.examples) return 'listed'
  if (shape.type === 'number' || shape.type === 'integer') return 'number'
  return shape.format === 'date' ? 'day' : 'text'
}

export function propertyOf({ schema }: FormContent, name: string): Shape {
  const own = (schema as Shape).properties?.[name]
  return typeof own === 'object' ? own : {}
}

/** The values of a choice or a list, in their order. */
export function valuesOf(content: FormContent, name: string): string[] {
  const shape = propertyOf(content, name)
  return [...(shape.items?.enum ?? shape.enum ?? shape.examples ?? [])].map(String)
}

/** What was chosen, of one answer or of several. */
export const valuesIn = (value: unknown): string[] =>
  isEmpty(value) ? [] : Array.isArray(value) ? value.map(String) : [String(value)]

/** How much may be typed. */
export function longestOf(content: FormContent, name: string, unsaid = 200): number {
  const shape = propertyOf(content, name)
  return shape.maxLength ?? shape.items?.maxLength ?? unsaid
}

export type Language = keyof Text

/** Whether a number has no decimals. */
export const isWhole = (content: FormContent, name: string): boolean => propertyOf(content, name).type === 'integer'

// No more digits than a number can hold exactly.
const WHOLE = /^-?\d{1,15}$/
const DECIMAL = /^-?\d{1,9}[.,]\d{1,6}$/
/** What a reader takes for thousands is not read as a fraction. */
const THOUSANDS: Readonly<Record<Language, RegExp>> = {
  vi: /^-?[1-9]\d{0,2}\.\d{3}$/,
  en: /^-?[1-9]\d{0,2},\d{3}$/,
}

/** `12,5` and `12.5` are 12.5. What is no such number stays the text that it is, so that the schema refuses it. */
export function readNumber(typed: string, whole: boolean, locale: Language): number | string | undefined {
  const text = typed.trim()
  if (!text) return undefined
  const isRead = WHOLE.test(text) || (!whole && DECIMAL.test(text) && !THOUSANDS[locale].test(text))
  return isRead ? Number(text.replace(',', '.')) : typed
}

/** A number as it is written in a language, so that it is read again as it is. */
export function numberText(value: unknown, locale: Language): string {
  if (isEmpty(value)) return ''
  return typeof value === 'number' && locale === 'vi' ? String(value).replace('.', ',') : String(value)
}

/** An answer in words, for reading; a unit stays the id it is. */
export function answerText(
  content: FormContent,
  question: Question,
  value: unknown,
  say: {
    readonly locale: Language
    readonly yes: string
    readonly no: string
    readonly day: (day: string) => string
  },
): string {
  const option = (one: unknown) => question.options?.[String(one)]?.[say.locale] ?? String(one)
  if (isEmpty(value)) return ''
  switch (kindOf(content, question)) {
    case 'yesno':
      return value === true ? say.yes : say.no
    case 'one':
    case 'listed':
      return option(value)
    case 'country':
      return countryName(String(value), say.locale)
    case 'countries':
      return (value as readonly unknown[]).map(one => countryName(String(one), say.locale)).join(', ')
    case 'several':
      return (value as readonly unknown[]).map(option).join(', ')
    case 'day':
      return say.day(String(value))
    case 'number':
      return numberText(value, say.locale)
    default:
      return String(value)
  }
}
