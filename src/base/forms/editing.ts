import type { FormContent, Question, Text } from './contract.ts'
import { type Kind, kindOf, NONE, propertyOf, type Shape, valuesOf } from './shape.ts'

/** Asked only after one of these answers to an earlier question. */
export interface When {
  readonly name: string
  readonly values: readonly (string | boolean)[]
}

export interface EditOption {
  readonly value: string
  readonly words: Text
}

/** A question as somebody edits it: its property and its condition are beside its words. */
export interface EditQuestion {
  readonly name: string
  readonly kind: Kind
  readonly label: Text
  readonly hint: Text
  readonly says: Text
  readonly options: readonly EditOption[]
  readonly required: boolean
  readonly lasting: boolean
  readonly past: boolean
  readonly when: When | null
  /** What its property says, kept as it is where nothing here changes it. */
  readonly shape: Shape
}

export interface EditPage {
  readonly name: string
  readonly title: Text
  readonly hint: Text
  readonly questions: readonly EditQuestion[]
}

/** A form without its JSON Schema: what the page of forms works on. */
export interface EditForm {
  readonly title: Text
  readonly intro: Text
  readonly warning: Text
  readonly pages: readonly EditPage[]
}

const EMPTY: Text = { vi: '', en: '' }
export const CHOICES: readonly Kind[] = ['one', 'several', 'listed']
/** What a condition can be about. */
export const DECIDING: readonly Kind[] = ['yesno', 'one', 'several']

/** Undefined where the schema says more than can be shown as questions with conditions. */
export function readForm(content: FormContent): EditForm | undefined {
  const {
    type,
    additionalProperties,
    properties,
    required = [],
    allOf = [],
    ...more
  } = content.schema as Shape & {
    readonly additionalProperties?: boolean
  }
  if (type !== 'object' || additionalProperties !== false || !properties || Object.keys(more).length) return undefined
  const conditions = allOf.map(readCondition)
  const known = conditions.flatMap(one => (one ? one.names : []))
  if (conditions.includes(undefined) || new Set(known).size < known.length) return undefined
  const conditionOf = (name: string) => conditions.find(one => one?.names.includes(name))
  const questionOf = (question: Question): EditQuestion => ({
    name: question.name,
    kind: kindOf(content, question),
    label: question.label,
    hint: question.hint ?? EMPTY,
    says: question.says ?? EMPTY,
    options: valuesOf(content, question.name).map(value => ({ value, words: question.options?.[value] ?? EMPTY })),
    required:
      required.includes(question.name) || (conditionOf(question.name)?.required.includes(question.name) ?? false),
    lasting: question.lasting ?? false,
    past: question.past ?? false,
    when: conditionOf(question.name)?.when ?? null,
    shape: propertyOf(content, question.name),
  })
  const { title, intro, warning } = content
  return {
    title,
    intro,
    warning,
    pages: content.pages.map(page => ({
      name: page.name,
      title: page.title,
      hint: page.hint ?? EMPTY,
      questions: page.questions.map(questionOf),
    })),
  }
}

interface Condition {
  readonly when: When
  readonly names: readonly string[]
  readonly required: readonly string[]
}

/** `if` an answer is one of some, `then` these are asked, `else` not. */
function readCondition(part: Shape): Condition | undefined {
  const { if: asked, then, else: other, ...more } = part
  if (Object.keys(more).length || typeof asked !== 'object' || !then || !other) return undefined
  const [name, ...others] = Object.keys(asked.properties ?? {})
  const rule = name === undefined ? undefined : asked.properties?.[name]
  if (!name || others.length || typeof rule !== 'object' || Object.keys(then).join() !== 'required') return undefined
  const values = valuesIn(rule as Shape & { readonly const?: unknown; readonly contains?: Shape })
  const names = Object.entries(other.properties ?? {})
  if (!values || Object.keys(other).join() !== 'properties' || names.some(([, one]) => one !== false)) return undefined
  return { when: { name, values }, names: names.map(([one]) => one), required: then.required ?? [] }
}

function valuesIn(rule: Shape & { readonly const?: unknown; readonly contains?: Shape }): When['values'] | undefined {
  const all = 'const' in rule ? [rule.const] : (rule.enum ?? rule.contains?.enum)
  return all?.every((one): one is string | boolean => typeof one === 'string' || typeof one === 'boolean')
    ? all
    : undefined
}

/** The form with its schema; what was left empty in English is said in Vietnamese. */
export function writeForm(form: EditForm): FormContent {
  const questions = form.pages.flatMap(page => page.questions)
  const kinds = new Map(questions.map(question => [question.name, question.kind]))
  const conditional = Map.groupBy(
    questions.filter(question => question.when),
    question => JSON.stringify(question.when),
  )
  return {
    title: both(form.title),
    intro: both(form.intro),
    warning: both(form.warning),
    pages: form.pages.map(page => ({
      name: page.name,
      title: both(page.title),
      ...said('hint', page.hint),
      questions: page.questions.map(writeQuestion),
    })),
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(questions.map(question => [question.name, shapeOf(question)])),
      required: questions.filter(question => question.required && !question.when).map(question => question.name),
      // None is said by leaving it out: an empty list is no JSON Schema.
      ...(conditional.size
        ? { allOf: [...conditional].map(([when, group]) => conditionOf(JSON.parse(when) as When, group, kinds)) }
        : {}),
    },
  }
}

const both = ({ vi, en }: Text): Text => ({ vi: vi.trim(), en: en.trim() || vi.trim() })
const said = (key: 'hint' | 'says', text: Text) => (text.vi.trim() ? { [key]: both(text) } : {})

const writeQuestion = (question: EditQuestion): Question => ({
  name: question.name,
  label: both(question.label),
  ...said('hint', question.hint),
  ...said('says', question.says),
  ...(AS[question.kind] ? { as: AS[question.kind] } : {}),
  ...(CHOICES.includes(question.kind)
    ? { options: Object.fromEntries(question.options.map(({ value, words }) => [value, both(words)])) }
    : {}),
  ...(question.lasting ? { lasting: true } : {}),
  ...(question.past ? { past: true } : {}),
})

const AS: Readonly<Partial<Record<Kind, NonNullable<Question['as']>>>> = {
  unit: 'unit',
  lines: 'lines',
  phone: 'phone',
  country: 'country',
  countries: 'country',
}

function shapeOf({ kind, shape, options }: EditQuestion): Shape {
  const values = options.map(option => option.value)
  if (kind === 'one') return { ...shape, enum: values }
  if (kind === 'listed') return { ...shape, examples: values }
  if (kind !== 'several') return shape
  const { if: _, then: __, ...rest } = shape
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  const alone = { if: { contains: { const: NONE } }, then: { maxItems: 1 } } as Shape
  return { ...rest, items: { type: 'string', enum: values }, ...(values.includes(NONE) ? alone : {}) }
}

function conditionOf({ name, values }: When, group: readonly EditQuestion[], kinds: ReadonlyMap<string, Kind>): Shape {
  const rule = (kinds.get(name) === 'several' ? { contains: { enum: values } } : { enum: values }) as Shape
  return {
    if: { properties: { [name]: rule }, required: [name] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { required: group.filter(question => question.required).map(question => question.name) },
    else: { properties: Object.fromEntries(group.map(question => [question.name, false])) },
  }
}

const SHAPES: Readonly<Record<Kind, object>> = {
  yesno: { type: 'boolean' },
  one: { type: 'string' },
  several: { type: 'array', minItems: 1, uniqueItems: true },
  listed: { type: 'string', minLength: 1, maxLength: 100 },
  country: { type: 'string', minLength: 1, maxLength: 60 },
  countries: { type: 'array', items: { type: 'string', minLength: 1, maxLength: 60 }, minItems: 1, uniqueItems: true },
  day: { type: 'string', format: 'date' },
  unit: { type: 'string', format: 'uuid' },
  number: { type: 'number' },
  phone: { type: 'string', minLength: 1, maxLength: 20 },
  lines: { type: 'string', minLength: 1, maxLength: 500 },
  text: { type: 'string', minLength: 1, maxLength: 200 },
}
export const KINDS = Object.keys(SHAPES) as readonly Kind[]

/** A question that the form does not have yet. */
export const newQuestion = (form: EditForm, kind: Kind): EditQuestion => ({
  name: freeName('q', namesOf(form)),
  kind,
  label: EMPTY,
  hint: EMPTY,
  says: EMPTY,
  options: CHOICES.includes(kind) ? [newOption([]), newOption([newOption([])])] : [],
  required: true,
  lasting: false,
  past: false,
  when: null,
  shape: SHAPES[kind] as Shape,
})

export const newOption = (others: readonly EditOption[], value?: string): EditOption => ({
  value: value ?? freeName('o', new Set(others.map(option => option.value))),
  words: EMPTY,
})

export const newPage = (form: EditForm): EditPage => ({
  name: freeName('trang-', new Set(form.pages.map(page => page.name))),
  title: EMPTY,
  hint: EMPTY,
  questions: [],
})

export const questionsIn = (form: EditForm): EditQuestion[] => form.pages.flatMap(page => page.questions)
const namesOf = (form: EditForm): ReadonlySet<string> => new Set(questionsIn(form).map(question => question.name))

function freeName(begin: string, taken: ReadonlySet<string>): string {
  let n = 1
  while (taken.has(`${begin}${n}`)) n += 1
  return `${begin}${n}`
}

/** Why a form cannot be issued: of a question by its name, of a page by its own, of the form itself by none. */
export interface EditFault {
  readonly at: string | null
  readonly why: 'title' | 'empty-page' | 'page-title' | 'label' | 'options' | 'option-words' | 'condition' | 'too-long'
}

const MOST_A_PAGE = 20
const MOST_PAGES = 40

export function faultsOfEdit(form: EditForm): EditFault[] {
  const blank = (text: Text) => !text.vi.trim()
  const faults: EditFault[] = []
  if ([form.title, form.intro, form.warning].some(blank)) faults.push({ at: null, why: 'title' })
  if (form.pages.length > MOST_PAGES) faults.push({ at: null, why: 'too-long' })
  const before = new Map<string, EditQuestion>()
  for (const page of form.pages) {
    if (page.questions.length === 0) faults.push({ at: page.name, why: 'empty-page' })
    if (page.questions.length > MOST_A_PAGE) faults.push({ at: page.name, why: 'too-long' })
    if (blank(page.title)) faults.push({ at: page.name, why: 'page-title' })
    for (const question of page.questions) {
      const at = question.name
      if (blank(question.label)) faults.push({ at, why: 'label' })
      if (CHOICES.includes(question.kind) && question.options.length < 2) faults.push({ at, why: 'options' })
      if (question.options.some(option => blank(option.words))) faults.push({ at, why: 'option-words' })
      if (question.when && !holds(question.when, before)) faults.push({ at, why: 'condition' })
      before.set(at, question)
    }
  }
  return faults
}

/** A condition is about answers that an earlier question can have. */
function holds({ name, values }: When, before: ReadonlyMap<string, EditQuestion>): boolean {
  const asked = before.get(name)
  if (!asked || values.length === 0) return false
  if (asked.kind === 'yesno') return values.every(value => typeof value === 'boolean')
  return values.every(value => asked.options.some(option => option.value === value))
}
