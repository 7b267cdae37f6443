import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { committedScene, type Stage, scene } from '#apps/testing/scene.ts'
import { makeSide, targets } from '#apps/testing/targets.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { backUp } from '#base/backups/run.ts'
import { makeKey } from '#base/backups/seal.ts'
import { addGrant } from '#base/identity/grants.ts'
import { ROLES, type RoleName } from '#base/identity/roles.ts'
import type { App } from '#core/app.ts'
import { keysOf } from '#core/audit/block.ts'
import { makeMonths } from '#core/audit/keep.ts'
import { lastBlock } from '#core/audit/queries.ts'
import { sealUpTo } from '#core/audit/seal.ts'
import { type Fault, verifyAudit } from '#core/audit/verify.ts'
import { DAY_MS } from '#core/clock.ts'
import { firstIdAt } from '#core/ids.ts'
import { keptTables } from '#core/keeps.ts'
import { enforce, overdue, takeStocks } from './enforce.ts'
import { keptView } from './kept.ts'

const START = Date.parse('2026-11-20T02:00:00Z')
/** Some days, weeks, months and years on. */
const STEPS = [2, 8, 29, 45, 100, 200, 400, 800, 1500, 2000, 4000]

/** One of each thing that a permission is asked about, and with it rows in most tables. */
async function fill(stage: Stage): Promise<Record<string, string>> {
  const unitId = unitNamed(stage.world, 'Phong Điền')
  const side = await makeSide(stage, 'Giữ', unitId)
  const lead = stage.as.role('administrator', { areaId: unitNamed(stage.world, '46') })
  const { accountId } = await lead.player()
  for (const role of Object.keys(ROLES) as RoleName[])
    if (ROLES[role].scope === 'area' && role !== 'administrator')
      await stage.app.run(ctx => addGrant(ctx, { accountId, role, areaId: unitNamed(stage.world, '46') }))
  const made: Record<string, string> = { ...side }
  for (const [name, make] of Object.entries(targets)) made[name] = await make({ ...side, stage, lead, made })
  return made
}

/** The case's person and the contact were at one place while the case could pass it on; others were elsewhere. */
async function visits({ sql }: Stage, made: Record<string, string>) {
  const [contact] = await sql<{ personId: string }[]>`
    select person_id from tracing.contact where id = ${made.contactId as string}`
  const at = new Date('2026-11-18T02:10:00Z')
  const visit = (personId: string, inAt: Date) => sql`
    insert into timeline.visit (person_id, place_id, unit_id, in_at, out_at, scan_id)
    values (${personId}, ${made.placeId as string}, ${made.unitId as string}, ${inAt}, ${new Date(inAt.getTime() + 1_800_000)},
            ${firstIdAt(inAt)})`
  await visit(made.personId as string, at)
  await visit(contact?.personId as string, new Date(at.getTime() + 60_000))
  // Long before the case could pass it on, and a contact where they did not meet.
  await visit(made.personId as string, new Date('2026-11-05T02:00:00Z'))
  await visit(contact?.personId as string, new Date('2026-11-10T02:00:00Z'))
}

test(
  'what cannot be ended keeps nothing else from ending, and is in an inbox until a night without failure',
  scene(async stage => {
    const { app, sql, at } = stage
    const broken = app.modules.find(module => module.name === 'standing') as { keeps: Record<string, unknown> }
    const sound = broken.keeps
    broken.keeps = {
      standing: { basis: 'epidemic', ends: [{ how: 'rows', days: 1, since: 't.no_such_column' }] },
    }
    await sql`insert into messages.receipt (channel, reference, state, at) values ('sms', '1', 'delivered', '2026-11-20T02:00:00Z')`
    at('2026-11-30T02:00:00Z')
    const items = () => sql`select state from work.item where kind = 'retention.failed'`
    await enforce(app)
    expect(await items()).toMatchObject([{ state: 'open' }])
    expect(await sql`select from messages.receipt`).toHaveLength(0)
    broken.keeps = sound
    await enforce(app)
    expect(await items()).toMatchObject([{ state: 'mended' }])
  }),
)

/** All there is: whoever else writes on this server is in another database. */
async function seal(app: App): Promise<void> {
  while (await app.run(async ctx => sealUpTo(ctx, Number.MAX_SAFE_INTEGER, await lastBlock(ctx.sql)))) {}
}

/** As `saola audit verify` does. */
async function verified({ app, sql }: Stage) {
  const faults: Fault[] = []
  const keys = keysOf(app.keyring.signingKeys('audit').map(pair => pair.publicKey))
  const result = await verifyAudit(sql, { keys, onFault: fault => void faults.push(fault) })
  expect(faults).toEqual([])
  return result
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

const folder = mkdtempSync(join(tmpdir(), 'saola-years-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const backedUp = () => readdirSync(folder).filter(name => /\.age(\.json)?$/.test(name))

test(
  'whose term begins on a day to come has no oldest, but a day on which it goes',
  scene(async stage => {
    await fill(stage)
    const { tables } = await stage.app.run(async ctx => {
      await takeStocks(ctx)
      return keptView(ctx)
    })
    expect(tables.filter(one => Date.parse(one.oldest ?? '') > START)).toEqual([])
    const reports = tables.find(one => one.table === 'tracing.notice_report')
    expect(reports).toMatchObject({ rows: 1, oldest: null, next: expect.stringMatching(/^202[67]/) })
  }),
)

test(
  'the clock goes on for years: nothing outlives its term, backups and the audit included; an open case keeps its evidence',
  committedScene(
    async stage => {
      const { app, sql } = stage
      /** Rows of the audit get their ids by the clock of the machine, in months that are made each night. */
      const goOn = async (days: number) => {
        const now = new Date(START + days * DAY_MS)
        vi.setSystemTime(now)
        stage.at(now)
        await app.run(ctx => makeMonths(ctx.sql, now))
      }
      await goOn(0)
      await sql`insert into core.installation (mode, made_at) values ('production', ${new Date(START)})`
      const made = await fill(stage)
      const caseId = made.caseId as string
      await visits(stage, made)
      const filled = await counts(stage)
      expect(filled.filter(([, n]) => n > 0).length).toBeGreaterThan(55)
      const evidence = () => sql`select from tracing.evidence where case_id = ${caseId}`
      const { file } = await backUp(app)
      const sealed = (await verified(stage)).rows
      for (const days of STEPS) {
        await goOn(days)
        await seal(app)
        await enforce(app)
        for (const kept of keptTables(app))
          expect([days, kept.table, await app.run(ctx => overdue(ctx, kept))]).toEqual([days, kept.table, 0])
        const [failed] = await sql`select table_name, problem from retention.ended where problem is not null`
        expect(failed).toBeUndefined()
        await verified(stage)
        if (days === 8) {
          expect(backedUp()).toEqual([file, `${file}.json`])
        }
        if (days === 29) {
          // Although none was made since, and thus nothing that could have pushed it out.
          expect(backedUp()).toEqual([])
          expect(await sql`select file, removed_at from backups.run`).toEqual([
            { file, removedAt: new Date(START + days * DAY_MS) },
          ])
        }
        if (days === 45) {
          expect(await sql`select from timeline.visit`).toHaveLength(0)
          expect(await evidence()).toHaveLength(2)
          await sql`update tracing.case_file set closed_at = ${new Date(START + 60 * DAY_MS)} where id = ${caseId}`
        }
        if (days === 100) {
          expect(await evidence()).toHaveLength(0)
          expect(await sql`select from tracing.case_file where id = ${caseId}`).toHaveLength(1)
        }
        if (days === 400) expect((await verified(stage)).pruned).toBe(0)
      }
      const { pruned, prunedBefore } = await verified(stage)
      expect(pruned).toBeGreaterThan(sealed)
      expect(prunedBefore?.getTime()).toBeGreaterThan(START)
      expect(await sql`select from tracing.case_file`).toHaveLength(0)
      expect(await sql`select from backups.run`).toHaveLength(0)
      expect(await sql`select from retention.ended where rows > 0`).not.toHaveLength(0)
      const left = (await counts(stage)).filter(([, n]) => n > 0).map(([table]) => table)
      for (const table of [
        'timeline.scan',
        'timeline.visit',
        'declarations.declaration',
        'messages.message',
        'roadblocks.crossing',
      ])
        expect(left).not.toContain(table)
    },
    async () => ({ dataDir: folder, backups: { folder, recipient: (await makeKey()).recipient } }),
  ),
  // Eleven steps of years over every table, on machines that do other things too.
  240_000,
)

async function counts({ app, sql }: Stage): Promise<(readonly [string, number])[]> {
  return Promise.all(
    keptTables(app).map(async ({ table }) => {
      const [row] = await sql.unsafe<{ n: number }[]>(`select count(*)::int as n from ${table}`)
      return [table, row?.n ?? 0] as const
    }),
  )
}
