import { expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { makeSide, targets } from '#apps/testing/targets.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { addGrant } from '#base/identity/grants.ts'
import { ROLES, type RoleName } from '#base/identity/roles.ts'
import { DAY_MS } from '#core/clock.ts'
import { firstIdAt } from '#core/ids.ts'
import { keptTables } from '#core/keeps.ts'
import { enforce, overdue } from './enforce.ts'

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
  'the clock goes on for years: nothing outlives its term, an open case keeps its evidence until it is closed',
  scene(async stage => {
    const { app, sql, at } = stage
    const made = await fill(stage)
    const caseId = made.caseId as string
    await visits(stage, made)
    const filled = await counts(stage)
    expect(filled.filter(([, n]) => n > 0).length).toBeGreaterThan(55)
    const evidence = () => sql`select from tracing.evidence where case_id = ${caseId}`
    for (const days of STEPS) {
      at(new Date(START + days * DAY_MS))
      await enforce(app)
      for (const kept of keptTables(app)) {
        // In a transaction that is not committed the audit cannot be sealed, and what is not sealed is not dropped.
        if (kept.table === 'core.audit') continue
        expect([days, kept.table, await app.run(ctx => overdue(ctx, kept))]).toEqual([days, kept.table, 0])
      }
      const [failed] = await sql`select table_name, problem from retention.ended where problem is not null`
      expect(failed).toBeUndefined()
      if (days === 45) {
        expect(await sql`select from timeline.visit`).toHaveLength(0)
        expect(await evidence()).toHaveLength(2)
        await sql`update tracing.case_file set closed_at = ${new Date(START + 60 * DAY_MS)} where id = ${caseId}`
      }
      if (days === 100) {
        expect(await evidence()).toHaveLength(0)
        expect(await sql`select from tracing.case_file where id = ${caseId}`).toHaveLength(1)
      }
    }
    expect(await sql`select from tracing.case_file`).toHaveLength(0)
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
  }),
)

async function counts({ app, sql }: Stage): Promise<(readonly [string, number])[]> {
  return Promise.all(
    keptTables(app).map(async ({ table }) => {
      const [row] = await sql.unsafe<{ n: number }[]>(`select count(*)::int as n from ${table}`)
      return [table, row?.n ?? 0] as const
    }),
  )
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
