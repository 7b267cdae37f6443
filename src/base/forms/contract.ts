import * as z from 'zod/mini'
import { can, endpoint, file, signedIn, wire } from '#core/contract.ts'

/** In both languages: the words of a form live with the form. */
const Text = z.object({ vi: wire.text(500), en: wire.text(500) })
export type Text = z.infer<typeof Text>

/** How one property of the schema is asked. */
export const Question = z.object({
  /** Of the property. */
  name: z.string().check(z.regex(/^[a-z][a-zA-Z0-9]{0,39}$/)),
  label: Text,
  hint: z.optional(Text),
  /** What an answer of concern says, in few words: `Tiếp xúc ca bệnh`. */
  says: z.optional(Text),
  /**
   * Where the schema leaves open how it is asked: `unit` is the id of a commune, `lines` a text of several lines,
   * `country` the code of a country, or what it was called where the list lacks it; of an array several.
   */
  as: z.optional(z.enum(['unit', 'lines', 'phone', 'country'])),
  /** The words of each value of an `enum`, one called `none` excludes the others; or of the `examples` of a list. */
  options: z.optional(z.record(z.string(), Text)),
  /** Stays the same from one time to the next: taken from the last answers and not asked again. */
  lasting: z.optional(z.boolean()),
  /** A day that cannot lie in the future. */
  past: z.optional(z.boolean()),
})
export type Question = z.infer<typeof Question>

/** What is asked together: one screen of a telephone, one part of the paper. */
export const FormPage = z.object({
  /** Its word in the address bar. */
  name: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,39}$/)),
  title: Text,
  hint: z.optional(Text),
  questions: z.array(Question).check(z.minLength(1), z.maxLength(20)),
})
export type FormPage = z.infer<typeof FormPage>

/** A form (biểu mẫu): what may be answered is a JSON Schema (draft 2020-12), how it is asked are its pages. */
export const FormContent = z.object({
  title: Text,
  intro: Text,
  /** What the law says to whoever answers; shown before it is sent. */
  warning: Text,
  pages: z.array(FormPage).check(z.minLength(1), z.maxLength(40)),
  /** Of an object. Conditions are `if`/`then`/`else` in `allOf`; what is not asked is `false` in `else`. */
  schema: z.record(z.string(), z.unknown()),
})
export type FormContent = z.infer<typeof FormContent>

/** A form as it is in force somewhere on a day. */
export const FormState = z.object({
  code: z.string(),
  /** Kept with what is answered: it finds the same form again. */
  version: z.string(),
  document: z.string(),
  from: wire.day,
  content: FormContent,
})
export type FormState = z.infer<typeof FormState>

const which = {
  params: z.object({ code: wire.text(100) }),
  /** Where and when it is to hold; the whole installation today unless said. */
  query: z.object({ unitId: z.optional(wire.id), day: z.optional(wire.day) }),
  may: signedIn,
}

export const forms = {
  get: endpoint({
    method: 'GET',
    path: '/forms/:code',
    ...which,
    reply: FormState,
    summary: 'A form as it is in force',
  }),
  paper: endpoint({
    method: 'GET',
    path: '/forms/:code/paper',
    ...which,
    reply: file,
    summary: 'The same form blank, to print: A4, boxes to tick',
  }),
  tryPaper: endpoint({
    method: 'POST',
    path: '/form-papers',
    body: z.object({ content: FormContent, unitId: z.optional(wire.id) }),
    may: can('policies.set'),
    reply: file,
    summary: 'The paper of a form that is being written, to see it before it is issued; nothing is kept',
  }),
}
