import { expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import type { Context } from '../app.ts'
import { writeAudit } from '../audit.ts'
import { DAY_MS } from '../clock.ts'
import { newId } from '../ids.ts'
import { keyringOf, newKeyring } from '../keyring.ts'
import { type Block, keysOf, makeBlock } from './block.ts'
import { type Head, headLine, headsIn } from './heads.ts'
import { prune } from './keep.ts'
import { blocksAfter, insertBlock, lastBlock, rowsAfter } from './queries.ts'
import { sealUpTo } from './seal.ts'
import { type Fault, verifyAudit } from './verify.ts'

const note = (ctx: Context, n: number) => writeAudit(ctx, `scene.row-${n}`, { kind: 'thing', id: String(n) })

/** All there is: a scene is one transaction, beside those of other files. */
const sealAll = async (ctx: Context) => sealUpTo(ctx, Number.MAX_SAFE_INTEGER, await lastBlock(ctx.sql))

/** Three blocks of four rows each; the places in the order of all of them. */
async function sealed({ app, sql }: Stage): Promise<number[]> {
  await sql`delete from core.audit_block`
  await sql`delete from core.audit`
  for (let block = 0; block < 3; block++) {
    for (let n = 0; n < 4; n++) await app.run(ctx => note(ctx, block * 4 + n))
    await app.run(sealAll)
  }
  return (await sql<{ seq: number }[]>`select seq from core.audit order by seq`).map(row => row.seq)
}

async function faults({ app, sql }: Stage, heads: readonly Head[] = []): Promise<Fault[]> {
  const found: Fault[] = []
  const keys = keysOf(app.keyring.signingKeys('audit').map(pair => pair.publicKey))
  await verifyAudit(sql, { keys, heads, onFault: fault => void found.push(fault) })
  return found
}

const said = (list: readonly Fault[]) =>
  list.map(fault => `${fault.what} ${fault.block}${'row' in fault ? ` ${fault.row.seq}` : ''}`)

test(
  'what was sealed and not touched has no fault, whatever is written meanwhile',
  scene(async stage => {
    await sealed(stage)
    await stage.app.run(ctx => note(ctx, 99))
    const keys = keysOf(stage.app.keyring.signingKeys('audit').map(pair => pair.publicKey))
    const result = await verifyAudit(stage.sql, { keys, onFault: fault => expect(fault).toBeUndefined() })
    expect(result).toMatchObject({ blocks: 3, rows: 12, unsealed: 1, faults: 0, pruned: 0 })
  }),
)

/** What somebody does who may do everything in the database, and what is found of it. Places are those of the rows. */
const attacks: [string, (stage: Stage, seq: readonly number[]) => Promise<unknown>, (seq: number[]) => string[]][] = [
  [
    'a row changed',
    ({ sql }, seq) => sql`update core.audit set account_id = ${crypto.randomUUID()} where seq = ${seq[1] as number}`,
    seq => [`row-changed 1 ${seq[1]}`],
  ],
  [
    'a time changed by a millionth of a second',
    ({ sql }, seq) => sql`update core.audit set at = at + interval '1 microsecond' where seq = ${seq[6] as number}`,
    seq => [`row-changed 2 ${seq[6]}`],
  ],
  [
    'a row removed',
    ({ sql }, seq) => sql`delete from core.audit where seq = ${seq[5] as number}`,
    seq => [`row-removed 2 ${seq[5]}`],
  ],
  [
    'a row inserted at a place that is taken',
    ({ sql }, seq) => sql`
      insert into core.audit (id, seq, at, endpoint, request_id)
      values (${newId(new Date(Date.now() - DAY_MS))}, ${seq[2] as number}, now(), 'forged', 'x')`,
    seq => [`row-inserted 1 ${seq[2]}`],
  ],
  [
    'a row inserted before all others',
    ({ sql }) => sql`
      insert into core.audit (id, seq, at, endpoint, request_id) values (${newId()}, -1, now(), 'forged', 'x')`,
    () => ['row-inserted 0 -1'],
  ],
  [
    'two rows of a block that changed places',
    async ({ sql }, [, a = 0, , b = 0]) => {
      await sql`update core.audit set seq = case seq when ${a} then ${b}::bigint else ${a}::bigint end where seq in (${a}, ${b})`
    },
    seq => [`row-moved 1 ${seq[1]}`, `row-moved 1 ${seq[3]}`],
  ],
  [
    'a block and its rows removed',
    async ({ sql }, seq) => {
      await sql`delete from core.audit where seq between ${seq[4] as number} and ${seq[7] as number}`
      await sql`delete from core.audit_block where n = 2`
    },
    () => ['blocks-missing 2'],
  ],
  [
    'the list of hashes made to fit a changed row',
    async ({ sql, app }, seq) => {
      await sql`update core.audit set endpoint = 'other' where seq = ${seq[4] as number}`
      const rows = await rowsAfter(sql, seq[3] as number, seq[7] as number, 10)
      const [, block] = await blocksAfter(sql, 0, 10)
      const forged = makeBlock(app.keyring, { ...(block as Block), rows })
      await sql`update core.audit_block set leaves = ${forged.leaves} where n = 2`
    },
    () => ['rows-changed 2'],
  ],
  [
    'the hashes taken away, as if retention had, and rows with them',
    async ({ sql }, seq) => {
      await sql`update core.audit_block set leaves = null where n = 2`
      await sql`delete from core.audit where seq between ${seq[4] as number} and ${seq[7] as number}`
    },
    () => ['leaves-changed 2'],
  ],
  [
    'a header changed',
    ({ sql }) => sql`update core.audit_block set at = at - interval '1 day' where n = 3`,
    () => ['block-changed 3'],
  ],
  [
    'everything written anew without the key',
    stage => rebuild(stage, 'other.endpoint', keyringOf(newKeyring())),
    () => ['block-unsigned 1', 'block-unsigned 2', 'block-unsigned 3'],
  ],
]

/** Writes all blocks anew over rows that were changed. */
async function rebuild({ app, sql }: Stage, endpoint: string, keyring = app.keyring): Promise<void> {
  const old = await blocksAfter(sql, 0, 100)
  await sql`update core.audit set endpoint = ${endpoint} where seq = ${old[0]?.firstSeq ?? 0} or seq = (select min(seq) from core.audit)`
  await sql`delete from core.audit_block`
  let previous = Buffer.alloc(32)
  for (const block of old) {
    const rows = await rowsAfter(sql, block.firstSeq - 1, block.lastSeq, 10_000)
    const forged = makeBlock(keyring, { ...block, previous, rows })
    await insertBlock(sql, forged)
    previous = forged.hash as Buffer<ArrayBuffer>
  }
}

test.each(attacks)('named: %s', (_, attack, expected) =>
  scene(async stage => {
    const seq = await sealed(stage)
    expect(await faults(stage)).toEqual([])
    await attack(stage, seq)
    expect(said(await faults(stage))).toEqual(expected(seq))
  })(),
)

test(
  'against a head that was handed out, whoever has the key is found out too, and who cuts the end off',
  scene(async stage => {
    const seq = await sealed(stage)
    const blocks = await blocksAfter(stage.sql, 0, 10)
    const heads = headsIn(`Kính gửi, đầu khóa: ${headLine(blocks[1] as Block)}\n${headLine(blocks[2] as Block)}\n`)
    expect(await faults(stage, heads)).toEqual([])

    await stage.sql`delete from core.audit where seq >= ${seq[8] as number}`
    await stage.sql`delete from core.audit_block where n = 3`
    expect(await faults(stage)).toEqual([])
    expect(said(await faults(stage, heads))).toEqual(['head-missing 3'])

    await rebuild(stage, 'other.endpoint')
    expect(await faults(stage)).toEqual([])
    expect(said(await faults(stage, heads))).toEqual(['head-differs 2', 'head-missing 3'])
  }),
)

test(
  'months are dropped when they are sealed and old; the chain says what was, and nothing else may be gone',
  scene(async stage => {
    const { app, sql } = stage
    await sql`delete from core.audit_block`
    await sql`delete from core.audit`
    await sql`select core.make_audit_months('2024-05-01', '2024-07-01')`
    const old = (id: string) => sql`
      insert into core.audit (id, at, endpoint, request_id) values (${id}, now(), 'old', 'x')`
    stage.at('2024-05-20T00:00:00Z')
    await old('018f9000-0000-7000-8000-000000000001')
    await old('018f9000-0000-7000-8000-000000000002')
    await app.run(sealAll)
    stage.at('2024-06-20T00:00:00Z')
    await old('0190a000-0000-7000-8000-000000000001')
    const since = new Date('2026-06-15T00:00:00Z')
    expect(await app.run(ctx => prune(ctx, new Date(since.getTime() - 740 * DAY_MS)))).toEqual(
      new Date('2024-05-31T17:00:00Z'),
    )
    await app.run(sealAll)
    const keys = keysOf(app.keyring.signingKeys('audit').map(pair => pair.publicKey))
    const verify = () => verifyAudit(sql, { keys, onFault: fault => void found.push(fault) })
    const found: Fault[] = []
    expect(await verify()).toMatchObject({
      rows: 1,
      pruned: 2,
      faults: 0,
      prunedBefore: new Date('2024-05-31T17:00:00Z'),
    })

    await sql`delete from core.audit_block where pruned_before is not null`
    expect((await verify()).faults).toBeGreaterThan(0)
    expect(said(found)).toContain('leaves-changed 1')
  }),
)

test(
  'what is not sealed is not dropped',
  scene(async ({ app, sql }) => {
    await sql`select core.make_audit_months('2024-05-01', '2024-07-01')`
    await sql`
      insert into core.audit (id, at, endpoint, request_id)
      values ('018f9000-0000-7000-8000-000000000001', now(), 'old', 'x')`
    expect(await app.run(ctx => prune(ctx, new Date('2024-12-01')))).toBeUndefined()
  }),
)
