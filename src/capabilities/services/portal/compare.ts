import * as z from 'zod/mini'
import type { App, Context } from '#core/app.ts'
import { DAY_MS, dayOf } from '#core/clock.ts'
import type { ProcedureRow } from '../queries.ts'
import { proceduresOn } from '../queries.ts'
import { promisedOf, stateNumber } from '../rules.ts'
import { callPortal, isConnected, mustPortal } from './client.ts'
import { catalogueDifferences, type Described, dossierDifference } from './rules.ts'
import { instantOf, List, NO_SUCH_DOSSIER, PortalDossier, PortalProcedure } from './wire.ts'

const LEVELS: Readonly<Record<string, string>> = { 4: 'full', 3: 'partial', 1: 'information', 2: 'information' }

/** Reads the portal's catalogue anew. Ours stays as it is: what differs is shown, and somebody decides. */
export async function readCatalogue(app: App): Promise<number> {
  const portal = await mustPortal(app)
  const list = z.parse(List, (await callPortal(portal, 'LayDanhSachTTHC', {})).result)
  const read: PortalProcedure[] = []
  for (const { MaTTHC } of list)
    read.push(z.parse(PortalProcedure, (await callPortal(portal, 'LayThuTuc', { MaTTHC })).result))
  await app.run(async ({ sql, now }) => {
    await sql`delete from services.portal_procedure`
    for (const one of read)
      await sql`
        insert into services.portal_procedure (code, name, field, level, term_days, fee, seen_at)
        values (${one.MaTTHC}, ${one.TenTTHC}, ${one.MaLinhVuc}, ${LEVELS[one.MucDo] ?? ''},
          ${one.ThoiHanGiaiQuyet ?? null}, ${one.LePhi ?? null}, ${now})
        on conflict (code) do nothing`
  })
  return read.length
}

const LOOKED_BACK_DAYS = 30
const MOST_ASKED = 300

/** Asks the portal for dossiers that moved lately and that it was told of, those asked longest ago first. */
export async function askDossiers(app: App): Promise<number> {
  const portal = await mustPortal(app)
  const since = new Date(app.clock().getTime() - LOOKED_BACK_DAYS * DAY_MS)
  const rows = await app.db.sql<{ id: string; code: string }[]>`
    select d.id, d.code from services.portal_dossier t join services.dossier d on d.id = t.dossier_id
    where t.told_at > ${since} or d.closed_at is null order by t.seen_at nulls first, d.id limit ${MOST_ASKED}`
  for (const { id, code } of rows) {
    const { errorCode, result } = await callPortal(portal, 'TraCuuHoSo', { MaHoSo: code })
    const seen = errorCode === NO_SUCH_DOSSIER ? undefined : z.parse(PortalDossier, result)
    await app.run(
      ({ sql, now }) => sql`
        update services.portal_dossier
        set seen_state = ${seen ? Number(seen.TrangThaiHoSo) : null}, seen_due = ${seen ? instantOf(seen.NgayHenTra) : null},
            seen_at = ${now}
        where dossier_id = ${id}`,
    )
  }
  return rows.length
}

/** Every night; nothing where there is no portal. */
export async function compareNightly({ app }: Context): Promise<void> {
  if (!(await isConnected(app))) return
  await readCatalogue(app)
  await askDossiers(app)
}

async function allProcedures(ctx: Context): Promise<ProcedureRow[]> {
  const all: ProcedureRow[] = []
  for (let after: string | undefined; ; after = all.at(-1)?.code) {
    const page = await proceduresOn(ctx.sql, dayOf(ctx.now), { after })
    const fresh = page.filter(one => !all.some(known => known.code === one.code))
    if (!fresh.length) return all
    all.push(...fresh)
  }
}

const described = ({ code, name, level, content }: ProcedureRow): Described => ({
  code,
  name,
  level,
  termDays: 'workingDays' in content.term ? content.term.workingDays : null,
  fee: content.fees.reduce((sum, { amount }) => sum + amount, 0),
})

/** Where the two catalogues differ, and when the portal's was read. */
export async function procedureDifferences(ctx: Context) {
  const theirs = await ctx.sql<(Described & { seenAt: Date })[]>`
    select code, name, level, term_days, fee::float8 as fee, seen_at from services.portal_procedure order by code`
  if (!theirs.length) return { readAt: null, differences: [] }
  const ours = (await allProcedures(ctx)).map(described)
  return { readAt: theirs[0]?.seenAt ?? null, differences: catalogueDifferences(ours, theirs) }
}

interface Asked {
  readonly dossierId: string
  readonly code: string
  readonly procedureName: string
  readonly workId: string
  readonly unitId: string
  readonly state: string
  readonly dueAt: Date | null
  readonly againAt: Date | null
  readonly seenState: number | null
  readonly seenDue: Date | null
  readonly seenAt: Date
  /** Messages about it that are still on their way. */
  readonly onWay: number
}

/** Dossiers that the portal has otherwise than we do, of those it was asked for. */
export async function dossierDifferences(ctx: Context) {
  const scope = ctx.scope('services.portal')
  const rows = await ctx.sql<Asked[]>`
    select t.dossier_id, d.code, p.name as procedure_name, d.work_id, d.unit_id, d.state, d.due_at, d.again_at,
           t.seen_state, t.seen_due, t.seen_at,
           (select count(*)::int from interchange.outgoing o
             where o.subject_kind = 'dossier' and o.subject_id = d.id::text and o.state = 'queued') as on_way
    from services.portal_dossier t join services.dossier d on d.id = t.dossier_id
    join services.procedure p on p.id = d.procedure_id
    where t.seen_at is not null ${scope.everywhere ? ctx.sql`` : ctx.sql`and d.unit_id = any(${scope.unitIds as string[]}::uuid[])`}
    order by t.seen_at desc, d.id limit 2000`
  return rows.flatMap(row => {
    const state = stateNumber(row.state as Parameters<typeof stateNumber>[0])
    const kind = dossierDifference({ ...row, state, due: promisedOf(row) })
    return kind ? [{ ...row, kind, number: state, due: promisedOf(row) }] : []
  })
}

export const lastAsked = async ({ sql }: Context): Promise<Date | null> =>
  (await sql<{ at: Date | null }[]>`select max(seen_at) as at from services.portal_dossier`)[0]?.at ?? null
