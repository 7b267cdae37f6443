import type { App, Context } from '../app.ts'
import type { Sql } from '../db/db.ts'
import { type Block, FIRST, makeBlock } from './block.ts'
import { appendHead } from './heads.ts'
import { insertBlock, lastBlock, rowsAfter } from './queries.ts'

const SEALING_LOCK = 4_202_615
const ROWS_A_BLOCK = 5000

/**
 * Seals what is final: answers the new block, if there was anything. One server at a time; a transaction of its own that
 * writes no audit.
 */
export async function sealOnce(ctx: Context): Promise<Block | undefined> {
  if (!(await takesTurn(ctx.sql))) return undefined
  const last = await lastBlock(ctx.sql)
  const until = await finalUntil(ctx.sql, last?.lastSeq ?? 0)
  return sealUpTo(ctx, until, last)
}

/** Seals a block of what has no later place than `until`. */
export async function sealUpTo(ctx: Context, until: number, last?: Block): Promise<Block | undefined> {
  const after = last?.lastSeq ?? 0
  const rows = until > after ? await rowsAfter(ctx.sql, after, until, ROWS_A_BLOCK) : []
  const end = rows.at(-1)
  return end ? append(ctx, last, { rows, lastSeq: end.seq, prunedBefore: null }) : undefined
}

/** Seals in the chain that what is older was dropped by retention: that it is gone is no fault. */
export async function sealPruning(ctx: Context, prunedBefore: Date): Promise<Block> {
  await ctx.sql`select pg_advisory_xact_lock(${SEALING_LOCK})`
  const last = await lastBlock(ctx.sql)
  return append(ctx, last, { rows: [], lastSeq: last?.lastSeq ?? 0, prunedBefore })
}

async function append(
  { sql, app, now }: Context,
  last: Block | undefined,
  what: Pick<Parameters<typeof makeBlock>[1], 'rows' | 'lastSeq' | 'prunedBefore'>,
): Promise<Block> {
  const place = { n: (last?.n ?? 0) + 1, previous: last?.hash ?? FIRST, firstSeq: (last?.lastSeq ?? 0) + 1 }
  const block = makeBlock(app.keyring, { ...what, ...place, at: now })
  await insertBlock(sql, block)
  return block
}

async function takesTurn(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ mine: boolean }[]>`select pg_try_advisory_xact_lock(${SEALING_LOCK}) as mine`
  return row?.mine === true
}

interface Horizon {
  readonly seq: number
  /** A transaction that began when no place up to `seq` could be given any more. */
  readonly isOver: boolean
}

/**
 * The last place in the order below which nothing can still appear. A transaction has its number before its row has a
 * place, so that whatever got one by now is older than a transaction that begins now: once all older ones have ended, no
 * such place is still open. Where some last long, the horizon is kept, and reached later.
 */
async function finalUntil(sql: Sql, after: number): Promise<number> {
  const waiting = await horizon(sql)
  if (waiting && !waiting.isOver) return after
  if (waiting) await sql`delete from core.audit_horizon`
  if (waiting && waiting.seq > after) return waiting.seq
  const [given] = await sql<{ seq: number; any: boolean }[]>`
    select last_value as seq, exists (select from core.audit where seq > ${after}) as any from core.audit_order`
  if (!given?.any) return after
  await sql`insert into core.audit_horizon (seq, xid) values (${given.seq}, pg_current_xact_id())`
  const mine = await horizon(sql)
  if (!mine?.isOver) return after
  await sql`delete from core.audit_horizon`
  return mine.seq
}

/** One from another server's history, after a restore, is of no use and over at once. */
async function horizon(sql: Sql): Promise<Horizon | undefined> {
  const [row] = await sql<Horizon[]>`
    select seq, xid <= pg_snapshot_xmin(pg_current_snapshot()) or xid > pg_current_xact_id() as is_over
    from core.audit_horizon`
  return row
}

export interface Sealing {
  stop(): Promise<void>
}

const PAUSE_MS = 20_000
const HEAD_EVERY_MS = 5 * 60_000

/** Seals every few seconds until stopped, and every few minutes writes the head to a file outside of the database. */
export function startSealing(app: App, headsFile: string): Sealing {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let turn = Promise.resolve()
  let head: Block | undefined
  let writtenAt = 0
  const seal = async () => {
    for (let block = await app.run(sealOnce); block && !stopped; block = await app.run(sealOnce)) head = block
    if (!head || Date.now() < writtenAt + HEAD_EVERY_MS) return
    appendHead(headsFile, head)
    head = undefined
    writtenAt = Date.now()
  }
  const next = () => {
    turn = seal()
      .catch((error: unknown) => {
        if (!stopped) app.log.error({ err: error }, 'the audit could not be sealed; it will be tried again')
      })
      .then(() => {
        if (!stopped) timer = setTimeout(next, PAUSE_MS)
      })
  }
  next()
  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await turn
      if (head) appendHead(headsFile, head)
    },
  }
}
