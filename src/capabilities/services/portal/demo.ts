import type { App } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { dossiersBy, type ProcedureRow, proceduresOn } from '../queries.ts'
import type { Holding } from './stand-in.ts'
import { portalDossier } from './tell.ts'

const LEVELS = { full: '4', partial: '3', information: '2' } as const
const MOST = 400

const offered = ({ code, name, field, level, content }: ProcedureRow) => ({
  MaTTHC: code,
  TenTTHC: name,
  MaLinhVuc: field,
  MucDo: LEVELS[level] as string,
  ...('workingDays' in content.term ? { ThoiHanGiaiQuyet: content.term.workingDays } : {}),
  LePhi: content.fees.reduce((sum, { amount }) => sum + amount, 0),
})

/**
 * What the portal of a demo holds: what it was told, but for a dossier that it missed a state of and one it lost, and a
 * catalogue that has moved on: a shorter term, another fee, a new procedure.
 */
export const demoHolding =
  (app: App): (() => Promise<Holding>) =>
  async () => {
    const ctx = app.context(app.db.sql)
    const procedures = (await proceduresOn(ctx.sql, dayOf(ctx.now))).map(offered)
    const [first, second, third] = procedures
    if (first?.ThoiHanGiaiQuyet && first.ThoiHanGiaiQuyet > 1) first.ThoiHanGiaiQuyet -= 1
    if (second) second.LePhi += 5000
    if (third) third.TenTTHC = `${third.TenTTHC} (theo Nghị định 118/2025/NĐ-CP)`
    const added = {
      MaTTHC: '2.002999',
      TenTTHC: 'Cấp bản sao trích lục hộ tịch trực tuyến',
      MaLinhVuc: 'Hộ tịch',
      MucDo: '4',
    }
    const told = await ctx.sql<{ dossierId: string }[]>`
      select dossier_id from services.portal_dossier where steps > 0 order by dossier_id limit ${MOST}`
    const rows = await dossiersBy(
      ctx.sql,
      told.map(row => row.dossierId),
    )
    const dossiers = []
    for (const row of rows) dossiers.push({ ...(await portalDossier(ctx, row)) })
    const behind = dossiers.find(one => one.TrangThaiHoSo === '9')
    if (behind) behind.TrangThaiHoSo = '4'
    return { procedures: [...procedures, added], dossiers: dossiers.slice(1) }
  }
