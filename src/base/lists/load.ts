import { treeOf } from '#base/units/trees.ts'
import type { Who } from '#core/access.ts'
import type { App, Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { attempt, sqlState } from '#core/db/db.ts'
import { toProblem } from '#core/http/problems.ts'
import { on } from '#core/module.ts'
import { Problem } from '#core/problem.ts'
import { openBlock } from './blocks.ts'
import { communeFinder, unitFinder } from './communes.ts'
import { importDone, importWaits } from './events.ts'
import {
  type Fault,
  type List,
  type Loaded,
  type Loading,
  type Reading,
  type ReadRow,
  reachOf,
  readRow,
} from './list.ts'
import {
  endImport,
  type ImportRow,
  insertFaults,
  insertTypedFrom,
  lockImport,
  noteStep,
  refusedLines,
  type TypedFrom,
} from './queries.ts'

export function listNamed(app: App, kind: string): List {
  const found = app.declared<List>('list').find(one => one.kind === kind)
  if (!found) throw new Problem('lists.unknown-kind', { status: 404, params: { kind } })
  return found
}

/** Loads one block in a transaction of its own, and asks for the next. A block that was loaded already is left alone. */
export const loading = on(importWaits, async ({ importId, pass, block }, ctx) => {
  const about = await lockImport(ctx.sql, importId)
  if (about?.state !== 'loading' || about.pass !== pass || about.block !== block) return
  const list = listNamed(ctx.app, about.kind)
  const lines = await openBlock(ctx, about, block)
  if (!lines) return turnOver(ctx, about, list)
  // One list of a kind at a time: the same list sent twice in one moment must not enter everything twice.
  await ctx.sql`select pg_advisory_xact_lock(${LOCK}, hashtext(${about.kind}))`
  const typed: TypedFrom[] = []
  const loader = asOfficer(ctx, about, typed)
  const read = await readBlock(loader, about, list, lines)
  const work = list.passes[pass] as List['passes'][number]
  const loaded = read.rows.length ? await loadCarefully(work, read.rows, loader) : NOTHING
  if (typed.length) await insertTypedFrom(ctx, typed)
  const refused = [...(pass === 0 ? read.faults : []), ...(loaded.refused ?? [])]
  const remarks = loaded.remarks ?? []
  await insertFaults(ctx.sql, importId, numbered(pass, refused, remarks))
  const next = { pass, block: block + 1 }
  await noteStep(ctx.sql, importId, {
    ...next,
    linesDone: lines.length,
    added: loaded.added,
    known: loaded.known,
    refused: new Set(refused.map(fault => fault.line)).size,
    remarked: new Set(remarks.map(fault => fault.line)).size,
  })
  await ctx.emit(importWaits, { importId, ...next })
})

const LOCK = 420_261
const NOTHING: Loaded = { added: 0, known: 0 }

/** Every row has been through this pass: the next one begins, or the list is loaded. */
async function turnOver(ctx: Context, about: ImportRow, list: List): Promise<void> {
  const next = { pass: about.pass + 1, block: 0 }
  if (next.pass < list.passes.length) {
    await noteStep(ctx.sql, about.id, { ...next, linesDone: 0, added: 0, known: 0, refused: 0, remarked: 0 })
    await ctx.emit(importWaits, { importId: about.id, ...next })
    return
  }
  await endImport(ctx, about.id)
  await ctx.emit(importDone, { importId: about.id, kind: about.kind })
}

/** The officer who asked for it, with the rights of then. */
function asOfficer({ app, sql, now }: Context, about: ImportRow, typed: TypedFrom[]): Loading {
  const { byAccount: accountId, bySession, grants, source, ofId } = about
  const who: Who = { accountId, sessionId: bySession ?? '', name: '', personIds: [], grants }
  const became: Loading['became'] = (line, thing) => {
    const fileId = about.pictures[line]
    if (fileId) typed.push({ thing, fileId })
  }
  return { ...app.context(sql, { who, now }), source, ofId, became }
}

async function readBlock(ctx: Loading, about: ImportRow, list: List, lines: ImportLines) {
  const first = lines[0]?.line ?? 0
  const gone = about.pass > 0 ? await refusedLines(ctx.sql, about.id, first, lines.at(-1)?.line ?? first) : undefined
  const at = readingOf(ctx, about, list)
  const rows: ReadRow<never>[] = []
  const faults: Fault[] = []
  for (const line of lines) {
    if (line.line <= about.headLine || gone?.has(line.line)) continue
    const read = readRow(list, about.mapping, line, at)
    if ('faults' in read) faults.push(...read.faults)
    else rows.push(read)
  }
  return { rows, faults }
}

type ImportLines = NonNullable<Awaited<ReturnType<typeof openBlock>>>

function readingOf(ctx: Context, about: ImportRow, { verb }: List): Reading {
  const reached = reachOf(ctx, verb)
  const tree = treeOf(ctx.app)
  return {
    today: dayOf(ctx.now),
    order: about.dateOrder,
    commune: communeFinder(tree, reached),
    unit: unitFinder(tree, reached),
  }
}

/**
 * Loads rows together; when that fails, in halves, down to the one that cannot be loaded: it alone is refused. What will
 * pass (a deadlock, a lost connection) is thrown, and the block is tried again later.
 */
async function loadCarefully(
  work: List['passes'][number],
  rows: readonly ReadRow<never>[],
  ctx: Loading,
): Promise<Loaded> {
  const { app, who, now, source, ofId } = ctx
  try {
    const said: Parameters<Loading['became']>[] = []
    const became: Loading['became'] = (...one) => void said.push(one)
    const loaded = await attempt(ctx.sql, sql =>
      work(rows, { ...app.context(sql, { who, now }), source, ofId, became }),
    )
    // What was undone with the block became nothing.
    for (const one of said) ctx.became(...one)
    return loaded
  } catch (error) {
    if (/^(08|40|53|57)/.test(sqlState(error) ?? '')) throw error
    if (rows.length > 1) {
      const middle = rows.length >> 1
      const first = await loadCarefully(work, rows.slice(0, middle), ctx)
      return together(first, await loadCarefully(work, rows.slice(middle), ctx))
    }
    const problem = toProblem(error, app)
    if (problem.status >= 500) app.log.error({ err: error }, 'a row of a list could not be loaded')
    return { ...NOTHING, refused: [{ line: rows[0]?.line ?? 0, reason: problem.code, params: problem.params }] }
  }
}

const together = (a: Loaded, b: Loaded): Loaded => ({
  added: a.added + b.added,
  known: a.known + b.known,
  refused: [...(a.refused ?? []), ...(b.refused ?? [])],
  remarks: [...(a.remarks ?? []), ...(b.remarks ?? [])],
})

const FAULTS_A_PASS = 100

/** Numbers the faults of each line, so that those of a later pass do not meet those of an earlier one. */
function numbered(pass: number, refused: readonly Fault[], remarks: readonly Fault[]) {
  const counts = new Map<number, number>()
  return [...refused.map(f => ({ ...f, isRefused: true })), ...remarks.map(f => ({ ...f, isRefused: false }))].map(
    fault => {
      const n = counts.get(fault.line) ?? 0
      counts.set(fault.line, n + 1)
      return { ...fault, n: pass * FAULTS_A_PASS + n }
    },
  )
}
