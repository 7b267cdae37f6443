import type { Sql } from '../db/db.ts'
import { type Block, FIRST, headerText, isSigned, type Keys, type Leaf, leafOf, readLeaves, sha256 } from './block.ts'
import type { Head } from './heads.ts'
import { blocksAfter, type FoundRow, rowsBetween, rowsOutside, unsealed } from './queries.ts'

/** What is not as it was sealed. */
export type Fault =
  | { readonly what: 'row-changed' | 'row-moved' | 'row-inserted'; readonly block: number; readonly row: Named }
  | { readonly what: 'row-removed'; readonly block: number; readonly row: { readonly seq: number; readonly at: Date } }
  /** Blocks that are not there, with the rows that nothing proves now. */
  | { readonly what: 'blocks-missing'; readonly block: number; readonly until: number; readonly rows: number }
  | { readonly what: BlockFault; readonly block: number }
  /** A head that was handed out is not in the chain: it was cut off before it, or written anew. */
  | { readonly what: 'head-missing' | 'head-differs'; readonly block: number }

type BlockFault = 'block-changed' | 'block-unsigned' | 'block-unlinked' | 'leaves-changed' | 'rows-changed'

interface Named {
  readonly seq: number
  readonly id: string
  readonly at: Date
  readonly endpoint: string
}

export interface Verified {
  readonly blocks: number
  readonly rows: number
  /** Of those that were sealed and that retention dropped since. */
  readonly pruned: number
  readonly prunedBefore: Date | null
  readonly unsealed: number
  readonly faults: number
  readonly last: { readonly n: number; readonly hash: string } | null
}

export interface Against {
  readonly keys: Keys
  readonly heads?: readonly Head[]
  /** Told of each fault as it is found. */
  readonly onFault: (fault: Fault) => void
  readonly onProgress?: (rows: number) => void
}

const BLOCKS_A_PAGE = 16
const ROWS_A_READ = 5000

/**
 * Compares the audit with what was sealed, block by block in their order: as much memory as a few blocks take, however
 * many there are. The hashes are reckoned here, from what the rows say now.
 */
export async function verifyAudit(sql: Sql, against: Against): Promise<Verified> {
  const walk = new Walk(against)
  const prunedBefore = await prunedIn(sql, against.keys)
  let page = await blocksAfter(sql, 0, BLOCKS_A_PAGE)
  while (page.length) {
    const chained = page.filter(block => walk.link(block))
    await compare(sql, chained, walk, prunedBefore)
    page = await blocksAfter(sql, page.at(-1)?.n ?? 0, BLOCKS_A_PAGE)
  }
  for (const row of await rowsOutside(sql)) walk.fault({ what: 'row-inserted', block: 0, row: nameOf(row) })
  walk.end()
  const { rows } = await unsealed(sql, Number.MAX_SAFE_INTEGER)
  return { ...walk.result(), prunedBefore, unsealed: rows }
}

/** The chain as far as it was walked. */
class Walk {
  readonly #against: Against
  readonly #heads: ReadonlyMap<number, readonly Head[]>
  #lastHead = 0
  #previous: Block | undefined
  #blocks = 0
  #faults = 0
  rows = 0
  pruned = 0

  constructor(against: Against) {
    this.#against = against
    this.#heads = Map.groupBy(against.heads ?? [], head => head.n)
    for (const n of this.#heads.keys()) this.#lastHead = Math.max(this.#lastHead, n)
  }

  fault(fault: Fault): void {
    this.#faults++
    this.#against.onFault(fault)
  }

  /** Whether the block is what was signed, at its place: then its leaves say what its rows were. */
  link(block: Block): boolean {
    const before = this.#previous
    this.#previous = block
    this.#blocks++
    const expected = (before?.n ?? 0) + 1
    if (block.n !== expected) {
      const rows = block.firstSeq - 1 - (before?.lastSeq ?? 0)
      this.fault({ what: 'blocks-missing', block: expected, until: block.n - 1, rows })
    } else if (!block.previous.equals(before?.hash ?? FIRST) || block.firstSeq !== (before?.lastSeq ?? 0) + 1)
      this.fault({ what: 'block-unlinked', block: block.n })
    for (const { hash } of this.#heads.get(block.n) ?? [])
      if (hash !== block.hash.toString('hex')) this.fault({ what: 'head-differs', block: block.n })
    return this.#isWhole(block)
  }

  #isWhole(block: Block): boolean {
    const { n } = block
    if (!sha256(headerText(block)).equals(block.hash)) this.fault({ what: 'block-changed', block: n })
    else if (!isSigned(block, block.signature, this.#against.keys)) this.fault({ what: 'block-unsigned', block: n })
    else return true
    return false
  }

  counted(rows: number): void {
    this.rows += rows
    this.#against.onProgress?.(this.rows)
  }

  end(): void {
    const reached = this.#previous?.n ?? 0
    if (this.#lastHead > reached) this.fault({ what: 'head-missing', block: this.#lastHead })
  }

  result() {
    const last = this.#previous ? { n: this.#previous.n, hash: this.#previous.hash.toString('hex') } : null
    return { blocks: this.#blocks, rows: this.rows, pruned: this.pruned, faults: this.#faults, last }
  }
}

/** Since when rows are kept, as the newest block that says so was signed. */
async function prunedIn(sql: Sql, keys: Keys): Promise<Date | null> {
  const blocks = await sql<Block[]>`select * from core.audit_block where pruned_before is not null order by n desc`
  return blocks.find(block => isSigned(block, block.signature, keys))?.prunedBefore ?? null
}

/** The rows of some blocks, each beside its leaf. */
async function compare(sql: Sql, blocks: readonly Block[], walk: Walk, prunedBefore: Date | null): Promise<void> {
  const filled = blocks.filter(block => block.count > 0)
  const [first, last] = [filled[0], filled.at(-1)]
  if (!first || !last) return
  let at = 0
  let rows: FoundRow[] = []
  const close = () => {
    const block = filled[at++] as Block
    compareBlock(block, rows, walk, prunedBefore)
    rows = []
  }
  for await (const some of rowsBetween(sql, first.firstSeq, last.lastSeq, ROWS_A_READ))
    for (const row of some) {
      while (row.seq > (filled[at]?.lastSeq ?? Number.POSITIVE_INFINITY)) close()
      if (row.seq >= (filled[at]?.firstSeq ?? 0)) rows.push(row)
    }
  while (at < filled.length) close()
}

function compareBlock(block: Block, rows: readonly FoundRow[], walk: Walk, prunedBefore: Date | null): void {
  walk.counted(rows.length)
  if (!block.leaves) withoutLeaves(block, rows, walk, prunedBefore)
  else if (sha256(block.leaves).equals(block.root)) compareRows(block, block.leaves, rows, walk, prunedBefore)
  else walk.fault(suspect(block, rows))
}

function compareRows(
  block: Block,
  sealed: Buffer,
  rows: readonly FoundRow[],
  walk: Walk,
  prunedBefore: Date | null,
): void {
  const leaves = new Map(readLeaves(sealed).map(leaf => [leaf.seq, leaf]))
  const hashes = rows.map(row => sha256(row.text).toString('base64'))
  const isIntact = ({ seq }: FoundRow, i: number) => leaves.get(seq)?.hash.toString('base64') === hashes[i]
  const intact = new Set(rows.filter(isIntact).map(row => row.seq))
  const known = new Set([...leaves.values()].map(leaf => leaf.hash.toString('base64')))
  rows.forEach((row, i) => {
    if (isIntact(row, i)) return
    const isChanged = leaves.has(row.seq) && !intact.has(row.seq)
    const what = known.has(hashes[i] as string) ? 'row-moved' : isChanged ? 'row-changed' : 'row-inserted'
    walk.fault({ what, block: block.n, row: nameOf(row) })
  })
  const found = new Set(rows.map(row => row.seq))
  const seen = new Set(hashes)
  for (const leaf of leaves.values())
    if (!found.has(leaf.seq) && !seen.has(leaf.hash.toString('base64'))) gone(block, leaf, walk, prunedBefore)
}

function gone(block: Block, { seq, ms }: Leaf, walk: Walk, prunedBefore: Date | null): void {
  if (prunedBefore && ms < prunedBefore.getTime()) walk.pruned++
  else walk.fault({ what: 'row-removed', block: block.n, row: { seq, at: new Date(ms) } })
}

/** Leaves go with rows that were dropped, all of them older than what was sealed as dropped: none may be there. */
function withoutLeaves(block: Block, rows: readonly FoundRow[], walk: Walk, prunedBefore: Date | null): void {
  if (!prunedBefore || block.at >= prunedBefore) {
    walk.fault({ what: 'leaves-changed', block: block.n })
    return
  }
  walk.pruned += block.count
  for (const row of rows) walk.fault({ what: 'row-inserted', block: block.n, row: nameOf(row) })
}

/** The list of hashes was touched: the rows themselves say whether they were, too. */
function suspect(block: Block, rows: readonly FoundRow[]): Fault {
  const again = sha256(Buffer.concat(rows.map(leafOf)))
  return { what: again.equals(block.root) ? 'leaves-changed' : 'rows-changed', block: block.n }
}

const nameOf = ({ seq, id, at, endpoint }: FoundRow): Named => ({ seq, id, at, endpoint })
