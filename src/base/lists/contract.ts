import * as z from 'zod/mini'
import { StoredFile } from '#base/files/contract.ts'
import { MOST_UPLOADED } from '#base/files/rules.ts'
import { at, can, endpoint, FRESH, file, ok, page, signedIn, upload, wire } from '#core/contract.ts'

export const LETTER_SETS = ['unicode', 'tcvn3', 'vni', 'cp1258'] as const
export const DATE_ORDERS = ['dmy', 'mdy'] as const
export const STATES = ['mapping', 'loading', 'done'] as const
export const FORMATS = ['xlsx', 'csv'] as const
const MIB = 1024 * 1024
/** More rows than any paper has. */
export const MOST_TYPED = 500
/** Some 300,000 rows of text. */
export const MOST_BYTES = 40 * MIB

const Letters = z.enum(LETTER_SETS)
const DateOrder = z.enum(DATE_ORDERS)
const Kind = z.string().check(z.regex(/^[a-z][\w-]*\.[a-z][\w-]*$/))
const From = z.union([z.object({ cell: z.int().check(z.gte(0), z.lte(200)) }), z.object({ value: wire.text(200) })])
const Mapping = z.record(z.string().check(z.maxLength(60)), From)

/** A kind of list that the caller may load, and its columns in their order. */
export const KindView = z.object({
  kind: z.string(),
  isSourced: z.boolean(),
  /** The kind of thing it belongs to; null for one that stands alone. */
  of: z.nullable(z.string()),
  columns: z.array(z.object({ name: z.string(), required: z.boolean() })),
})
export type KindView = z.infer<typeof KindView>

/** A register that the caller may take out as a file. */
export const ExtractView = z.object({
  name: z.string(),
  /** Sensitive ones are only taken when they are asked for. */
  columns: z.array(z.object({ name: z.string(), isSensitive: z.boolean() })),
})
export type ExtractView = z.infer<typeof ExtractView>

export const ImportView = z.object({
  id: wire.id,
  kind: z.string(),
  ofId: z.nullable(wire.id),
  /** The name of the file; empty where the rows were typed in. */
  name: z.string(),
  /** What it is, whatever it is called. */
  format: z.enum(['csv', 'xlsx', 'typed']),
  state: z.enum(STATES),
  source: z.string(),
  sentAt: z.string(),
  endedAt: z.nullable(z.string()),
  lines: z.number(),
  /** How far it is, 0–1. */
  progress: z.number(),
  added: z.number(),
  known: z.number(),
  refused: z.number(),
  remarked: z.number(),
})
export type ImportView = z.infer<typeof ImportView>

/** What a file looks like, and which heading is taken for which column until the officer says otherwise. */
export const Preview = z.object({
  headLine: z.number(),
  letters: Letters,
  dateOrder: DateOrder,
  /** The letters could be others: the file does not say. */
  isOldText: z.boolean(),
  headings: z.array(z.string()),
  /** The lines from which the headings may be chosen. */
  top: z.array(z.object({ line: z.number(), text: z.string() })),
  sample: z.array(z.array(z.string())),
  mapping: Mapping,
  /** The organisation had mapped these headings so before. */
  isRemembered: z.boolean(),
  source: z.string(),
})
export type Preview = z.infer<typeof Preview>

export const PaperLine = z.object({ id: wire.id, kind: z.string(), at: wire.instant, pictures: z.number() })
export type PaperLine = z.infer<typeof PaperLine>

export const FaultView = z.object({
  line: z.number(),
  isRefused: z.boolean(),
  reason: z.string(),
  column: z.nullable(z.string()),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** What the row says there. */
  text: z.string(),
})
export type FaultView = z.infer<typeof FaultView>

const thePaper = {
  params: z.object({ paperId: wire.id }),
  about: (i: { params: { paperId: string } }) => at.of('list-paper', i.params.paperId),
}
const importParams = z.object({ importId: wire.id })
const LOAD = can('lists.import')

export const lists = {
  kinds: endpoint({
    method: 'GET',
    path: '/lists/kinds',
    reply: z.object({ kinds: z.array(KindView), extracts: z.array(ExtractView) }),
    may: signedIn,
    summary: 'Which lists the caller may load, and which registers they may take out as a file',
  }),
  template: endpoint({
    method: 'GET',
    path: '/lists/kinds/:kind/template',
    params: z.object({ kind: Kind }),
    reply: file,
    may: LOAD,
    summary: 'An empty list of a kind as XLSX: its headings, and how each column is filled in',
  }),
  send: endpoint({
    method: 'POST',
    path: '/lists/imports',
    query: z.object({ kind: Kind, ofId: z.optional(wire.id) }),
    body: upload,
    reply: z.object({ importId: wire.id }),
    may: LOAD,
    maxBytes: MOST_BYTES,
    summary: 'A list as CSV or XLSX. Nothing is loaded yet: see its preview, then load it',
  }),
  type: endpoint({
    method: 'POST',
    path: '/lists/typed',
    body: z.object({
      kind: Kind,
      ofId: z.optional(wire.id),
      source: z.optional(wire.note(100)),
      /** Each by the names of the columns. */
      rows: z
        .array(z.record(z.string().check(z.maxLength(60)), wire.note(2000)))
        .check(z.minLength(1), z.maxLength(MOST_TYPED)),
      /** Of each row the picture it was typed from: a file of what the list belongs to, or of the paper. */
      pictures: z.optional(z.array(z.nullable(wire.id)).check(z.maxLength(MOST_TYPED))),
    }),
    reply: z.object({ importId: wire.id }),
    may: LOAD,
    summary: 'Rows that were typed in from paper, loaded as those of a file are',
  }),
  papers: endpoint({
    method: 'GET',
    path: '/lists/papers',
    reply: z.object({ papers: z.array(PaperLine) }),
    may: LOAD,
    summary: 'The paper lists that the caller photographed last',
  }),
  newPaper: endpoint({
    method: 'POST',
    path: '/lists/papers',
    body: z.object({ kind: Kind }),
    reply: z.object({ paperId: wire.id }),
    may: LOAD,
    summary: 'A paper list that belongs to nothing else, to be photographed and typed in',
  }),
  paper: endpoint({
    method: 'GET',
    path: '/lists/papers/:paperId',
    ...thePaper,
    reply: z.object({ id: wire.id, kind: Kind, files: z.array(StoredFile) }),
    may: LOAD,
  }),
  attachPaper: endpoint({
    method: 'POST',
    path: '/lists/papers/:paperId/files',
    ...thePaper,
    body: upload,
    maxBytes: MOST_UPLOADED,
    reply: StoredFile,
    may: LOAD,
    summary: 'A photograph of the paper',
  }),
  typedFrom: endpoint({
    method: 'GET',
    path: '/lists/typed-from/:kind/:id',
    params: z.object({ kind: z.string().check(z.regex(/^[a-z-]{1,40}$/)), id: wire.id }),
    reply: z.object({ fileIds: z.array(wire.id) }),
    may: LOAD,
    summary: 'The pictures from which something was typed in, by their ids: whoever may see them opens them',
  }),
  imports: endpoint({
    method: 'GET',
    path: '/lists/imports',
    query: z.object({ after: z.optional(z.string().check(z.maxLength(100))) }),
    reply: page(ImportView),
    may: LOAD,
  }),
  get: endpoint({
    method: 'GET',
    path: '/lists/imports/:importId',
    params: importParams,
    reply: ImportView,
    may: LOAD,
    about: i => at.of('list-import', i.params.importId),
  }),
  preview: endpoint({
    method: 'GET',
    path: '/lists/imports/:importId/preview',
    params: importParams,
    query: z.object({ head: z.optional(wire.count), letters: z.optional(Letters) }),
    reply: Preview,
    may: LOAD,
    about: i => at.of('list-import', i.params.importId),
    looks: 'lists.preview',
    summary: 'The first rows of a list, and which heading is taken for which column',
  }),
  load: endpoint({
    method: 'POST',
    path: '/lists/imports/:importId/load',
    params: importParams,
    body: z.object({
      headLine: z.int().check(z.gte(0)),
      letters: Letters,
      dateOrder: DateOrder,
      mapping: Mapping,
      source: wire.note(100),
    }),
    reply: ok,
    may: LOAD,
    about: i => at.of('list-import', i.params.importId),
    summary: 'Loads a list in the background; every row is taken or refused with a reason',
  }),
  faults: endpoint({
    method: 'GET',
    path: '/lists/imports/:importId/faults',
    params: importParams,
    query: z.object({ after: z.optional(z.string().check(z.regex(/^\d{1,7}~\d{1,4}$/))) }),
    reply: page(FaultView),
    may: LOAD,
    about: i => at.of('list-import', i.params.importId),
    looks: 'lists.faults',
  }),
  refused: endpoint({
    method: 'GET',
    path: '/lists/imports/:importId/refused',
    params: importParams,
    reply: file,
    may: LOAD,
    about: i => at.of('list-import', i.params.importId),
    looks: 'lists.refused',
    summary: 'The refused rows as they were sent, each with its line and what is wrong: to be put right and sent again',
  }),
  drop: endpoint({
    method: 'DELETE',
    path: '/lists/imports/:importId',
    params: importParams,
    reply: ok,
    may: LOAD,
    about: i => at.of('list-import', i.params.importId),
    summary: 'Forgets a file that is not being loaded; what was loaded stays',
  }),
  extract: endpoint({
    method: 'POST',
    path: '/lists/extracts',
    body: z.object({
      name: Kind,
      ofId: z.optional(wire.id),
      format: z.enum(FORMATS),
      /** In this order; all but the sensitive ones when none is named. */
      columns: z.array(z.string().check(z.maxLength(60))).check(z.maxLength(60)),
      filter: z.optional(z.record(z.string().check(z.maxLength(40)), z.string().check(z.maxLength(200)))),
      purpose: z.string().check(z.trim(), z.minLength(5), z.maxLength(300)),
    }),
    reply: file,
    may: can('lists.extract'),
    fresh: FRESH,
    looks: i => `${i.body.name}: ${i.body.purpose}`,
    summary: 'A register as a file, in chosen columns, sent while it is read',
  }),
}
