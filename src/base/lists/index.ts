import { attachFile, filesOf, subjectOf } from '#base/files/files.ts'
import { grantsFor, reaches, refuseStale, type Who } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { at, done } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { defineModule } from '#core/module.ts'
import { pageOf, readCursor } from '#core/paging.ts'
import { notFound, Problem } from '#core/problem.ts'
import { nameKey } from '#core/text.ts'
import { say } from '#core/words.ts'
import { openBlock } from './blocks.ts'
import { type Line, textOf } from './cells.ts'
import { lists as contract } from './contract.ts'
import { orderOf } from './dates.ts'
import { importWaits } from './events.ts'
import { type Extract, fileOf, sheetOf } from './extract.ts'
import { keeps } from './keeps.ts'
import type { Letters } from './letters.ts'
import type { List } from './list.ts'
import { listNamed, loading } from './load.ts'
import { guessHead, guessMapping, headingsKey, missingColumns } from './mapping.ts'
import {
  beginImport,
  dropImport,
  FAULTS_A_PAGE,
  faultsOf,
  getImport,
  IMPORTS_A_PAGE,
  type ImportRow,
  importsOf,
  insertPaper,
  lockImport,
  type PaperRow,
  paperBy,
  papersOf,
  picturesOf,
  rememberedMapping,
  rememberMapping,
} from './queries.ts'
import { refusedRows, textsOf } from './refused.ts'
import { takeFile, takeTyped } from './take.ts'
import { templateOf } from './template.ts'
import { columnsOf, importView, readFaultCursor } from './views.ts'

const TOP_LINES = 15
const SAMPLE_LINES = 5

export default defineModule({
  name: 'lists',
  dir: import.meta.dirname,
  keeps,
  contract,
  handlers: {
    async kinds(_, ctx) {
      const kinds = ctx.app.declared<List>('list').filter(one => holds(ctx, one.verb))
      const extracts = ctx.app.declared<Extract>('extract').filter(one => holds(ctx, one.verb))
      return {
        kinds: kinds.map(one => ({ ...one, of: one.of ?? null, columns: columnsOf(one) })),
        extracts: extracts.map(({ name, columns, sensitive = [] }) => ({
          name,
          columns: Object.keys(columns).map(column => ({ name: column, isSensitive: sensitive.includes(column) })),
        })),
      }
    },
    async template({ params }, ctx) {
      const list = listNamed(ctx.app, params.kind)
      if (!holds(ctx, list.verb)) throw refused('verb', list.verb)
      return templateOf(ctx, list)
    },
    async send({ query, body }, ctx) {
      const list = listNamed(ctx.app, query.kind)
      const unitId = await mustHold(ctx, list.verb, list.of, query.ofId)
      const importId = newId(ctx.now)
      await takeFile(ctx, list, { id: importId, unitId, ofId: query.ofId ?? null, ...body })
      return { importId }
    },
    async type({ body }, ctx) {
      const list = listNamed(ctx.app, body.kind)
      const unitId = await mustHold(ctx, list.verb, list.of, body.ofId)
      refuseStale(list.fresh, ctx.who, ctx.now)
      const importId = newId(ctx.now)
      await takeTyped(ctx, list, {
        id: importId,
        unitId,
        ofId: body.ofId ?? null,
        rows: body.rows,
        source: body.source,
        pictures: await ownPictures(ctx, list, body),
      })
      return { importId }
    },
    async papers(_, ctx) {
      const kinds = ctx.app.declared<List>('list').filter(one => holds(ctx, one.verb))
      const rows = await papersOf(ctx.sql, (ctx.who as Who).accountId)
      return {
        papers: rows
          .filter(row => kinds.some(one => one.kind === row.kind))
          .map(({ id, kind, createdAt, pictures }) => ({ id, kind, at: createdAt.toISOString(), pictures })),
      }
    },
    async newPaper({ body }, ctx) {
      const list = listNamed(ctx.app, body.kind)
      if (list.of) throw new Problem('lists.of-missing')
      const paperId = newId(ctx.now)
      await insertPaper(ctx, {
        id: paperId,
        kind: list.kind,
        unitId: await mustHold(ctx, list.verb, undefined, undefined),
      })
      return { paperId }
    },
    async paper({ params }, ctx) {
      const { id, kind } = await mustPaper(ctx, params.paperId)
      return { id, kind, files: await filesOf(ctx, at.of('list-paper', id)) }
    },
    async attachPaper({ params, body }, ctx) {
      const { id } = await mustPaper(ctx, params.paperId)
      return attachFile(ctx, at.of('list-paper', id), body)
    },
    typedFrom: async ({ params }, ctx) => ({ fileIds: await picturesOf(ctx.sql, params) }),
    async imports({ query }, ctx) {
      const kinds = ctx.app.declared<List>('list').filter(one => holds(ctx, one.verb))
      const names = kinds.map(one => one.kind)
      const rows = await importsOf(ctx.sql, names, ctx.scope('lists.import'), readCursor(query.after))
      const { shown, more } = pageOf(rows, IMPORTS_A_PAGE, row => row.sentAt)
      return {
        rows: shown.filter(row => mayUse(ctx, row)).map(row => importView(row, listNamed(ctx.app, row.kind))),
        more,
      }
    },
    async get({ params }, ctx) {
      const row = await mustImport(ctx, params.importId)
      return importView(row, listNamed(ctx.app, row.kind))
    },
    async preview({ params, query }, ctx) {
      return previewOf(ctx, await mustImport(ctx, params.importId), query)
    },
    async load({ params, body }, ctx) {
      const row = await mustImport(ctx, params.importId)
      const list = listNamed(ctx.app, row.kind)
      refuseStale(list.fresh, ctx.who, ctx.now)
      if ((await lockImport(ctx.sql, row.id))?.state !== 'mapping')
        throw new Problem('lists.loaded-already', { status: 409 })
      const known = Object.entries(body.mapping).filter(([name]) => name in list.columns)
      const mapping = Object.fromEntries(known)
      const [missing] = missingColumns(list, mapping)
      if (missing)
        throw new Problem('lists.column-missing', {
          params: { column: say(ctx.locale, `${row.kind}.list.${missing}`) },
        })
      if (list.isSourced && !nameKey(body.source)) throw new Problem('lists.source-missing')
      const asked = { ...body, mapping }
      await beginImport(ctx, row.id, asked)
      const headings = await headingsOf(ctx, { ...row, ...body })
      await rememberMapping(ctx, { ownerId: row.ownerId, kind: row.kind, headings: headingsKey(headings) }, asked)
      await ctx.emit(importWaits, { importId: row.id, pass: 0, block: 0 })
      return done
    },
    async faults({ params, query }, ctx) {
      const row = await mustImport(ctx, params.importId)
      const found = await faultsOf(ctx.sql, row.id, readFaultCursor(query.after))
      const shown = found.slice(0, FAULTS_A_PAGE)
      const last = found.length > FAULTS_A_PAGE ? shown.at(-1) : undefined
      const texts = await textsOf(ctx, row, listNamed(ctx.app, row.kind), shown)
      return {
        rows: shown.map((fault, i) => ({ ...fault, column: fault.columnName, text: texts[i] ?? '' })),
        more: last ? `${last.line}~${last.n}` : null,
      }
    },
    async refused({ params }, ctx) {
      const row = await mustImport(ctx, params.importId)
      return refusedRows(ctx, row)
    },
    async drop({ params }, ctx) {
      const row = await mustImport(ctx, params.importId)
      if ((await lockImport(ctx.sql, row.id))?.state === 'loading')
        throw new Problem('lists.is-loading', { status: 409 })
      await dropImport(ctx.sql, row.id)
      return done
    },
    async extract({ body }, ctx) {
      const one = ctx.app.declared<Extract>('extract').find(({ name }) => name === body.name)
      if (!one) throw new Problem('lists.unknown-kind', { status: 404, params: { kind: body.name } })
      await mustHold(ctx, one.verb, one.of, body.ofId)
      const usual = Object.keys(one.columns).filter(name => !one.sensitive?.includes(name))
      const columns = body.columns.length ? body.columns : usual
      const unknown = columns.find(name => !(name in one.columns))
      if (unknown) throw new Problem('lists.column-unknown', { params: { column: unknown } })
      const { app, now, locale } = ctx
      const taking = {
        sql: app.db.sql,
        app,
        columns,
        scope: ctx.scope(one.verb),
        ofId: body.ofId ?? null,
        filter: body.filter ?? {},
        now,
      }
      return fileOf(sheetOf(one, taking, locale), body.format, `${body.name}-${dayOf(now)}`)
    },
  },
  on: [loading],
  allows: {
    tracer: ['lists.import', 'lists.extract'],
    'health-officer': ['lists.import', 'lists.extract'],
    registrar: ['lists.import', 'lists.extract'],
  },
  locates: {
    async 'list-import'(sql, id) {
      const row = await getImport(sql, id)
      return row && { unitId: row.unitId }
    },
    async 'list-paper'(sql, id) {
      const row = await paperBy(sql, id)
      return row && { unitId: row.unitId, asks: { read: ['lists.import'], write: ['lists.import'] } }
    },
  },
})

const holds = ({ who, app }: Context, verb: string): boolean =>
  who !== null && grantsFor(who, verb, app.rights).length > 0

/** Whether the caller holds the right of the kind where the file was sent from. */
const mayUse = (ctx: Context, { kind, unitId }: ImportRow): boolean =>
  reachesUnit(ctx, listNamed(ctx.app, kind).verb, unitId)

function reachesUnit({ who, app }: Context, verb: string, unitId: string): boolean {
  return who !== null && grantsFor(who, verb, app.rights).some(grant => reaches(grant, { unitId }, app.tree))
}

const refused = (why: 'verb' | 'area', verb: string) =>
  new Problem(`core.refused.${why}`, { status: 403, params: { verb } })

/** The area in which the caller holds the right; for a list of something, at that thing. */
async function mustHold(ctx: Context, verb: string, of: string | undefined, ofId: string | undefined): Promise<string> {
  const who = ctx.who as Who
  const grant = grantsFor(who, verb, ctx.app.rights).find(one => one.areaId)
  if (!grant?.areaId) throw refused('verb', verb)
  if (!of) return grant.areaId
  if (!ofId) throw new Problem('lists.of-missing')
  const located = await ctx.app.locate(ctx.sql, at.of(of, ofId))
  if (!located?.unitId || !reachesUnit(ctx, verb, located.unitId)) throw refused('area', verb)
  return located.unitId
}

async function mustImport(ctx: Context, id: string): Promise<ImportRow> {
  const row = await getImport(ctx.sql, id)
  if (!row) throw notFound('list')
  if (!mayUse(ctx, row)) throw refused('verb', listNamed(ctx.app, row.kind).verb)
  return row
}

async function mustPaper(ctx: Context, id: string): Promise<PaperRow> {
  const paper = await paperBy(ctx.sql, id)
  if (!paper) throw notFound('list-paper')
  const { verb } = listNamed(ctx.app, paper.kind)
  if (!reachesUnit(ctx, verb, paper.unitId)) throw refused('verb', verb)
  return paper
}

interface TypedBeside {
  readonly ofId?: string | undefined
  readonly pictures?: readonly (string | null)[] | undefined
}

/** Pictures of what the list belongs to, or of a paper that the caller may type: no others are named. */
async function ownPictures(ctx: Context, list: List, { ofId, pictures = [] }: TypedBeside) {
  for (const id of new Set(pictures.flatMap(one => one ?? []))) {
    const subject = await subjectOf(ctx.sql, id)
    const isOfThing = list.of !== undefined && subject?.kind === list.of && subject.id === ofId
    if (subject?.kind === 'list-paper') await mustPaper(ctx, subject.id)
    else if (!isOfThing) throw notFound('file')
  }
  return pictures
}

async function headingsOf(ctx: Context, row: Pick<ImportRow, 'id' | 'letters' | 'headLine'>): Promise<string[]> {
  const block = (await openBlock(ctx, row, 0)) ?? []
  return (block.find(({ line }) => line === row.headLine)?.cells ?? []).map(textOf)
}

async function previewOf(
  ctx: Context,
  row: ImportRow,
  asked: { readonly head?: number | undefined; readonly letters?: Letters | undefined },
) {
  const list = listNamed(ctx.app, row.kind)
  const letters = asked.letters ?? row.letters
  const block = (await openBlock(ctx, { id: row.id, letters }, 0)) ?? []
  const headLine = asked.head ?? (letters === row.letters ? row.headLine : guessHead(list, block))
  const below = block.filter(({ line }) => line > headLine)
  const headings = (block.find(({ line }) => line === headLine)?.cells ?? []).map(textOf)
  const key = { ownerId: row.ownerId, kind: row.kind, headings: headingsKey(headings) }
  const remembered = await rememberedMapping(ctx.sql, key)
  return {
    headLine,
    letters,
    dateOrder: remembered?.dateOrder ?? orderOf(below.flatMap(({ cells }) => cells.map(textOf))),
    isOldText: letters !== 'unicode' || row.encoding === 'windows-1252',
    headings,
    top: block
      .slice(0, TOP_LINES)
      .map(({ line, cells }) => ({ line, text: cells.map(textOf).filter(Boolean).join(' · ') })),
    sample: below.slice(0, SAMPLE_LINES).map(({ cells }) => headings.map((_, i) => shown(cells[i]))),
    mapping: remembered?.mapping ?? guessMapping(list, headings),
    isRemembered: remembered !== undefined,
    source: remembered?.source ?? sourceOf(row.name),
  }
}

/** A day is shown as a day: what it is read as depends on the column. */
const shown = (cell: Line['cells'][number] | undefined): string =>
  typeof cell === 'object' ? cell.day.split('-').reverse().join('/') : textOf(cell)

/** A first name for the source: that of the file without its ending and the numbers of its day. */
const sourceOf = (name: string): string =>
  name
    .replace(/\.\w+$/, '')
    .replace(/[_\-.\s]*\d[\d_\-.\s]*$/, '')
    .replace(/[_-]+/g, ' ')
    .trim()
    .slice(0, 100)
