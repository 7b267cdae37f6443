import { send } from '#base/interchange/index.ts'
import type { Context } from '#core/app.ts'
import { dossierRef } from '../file.ts'
import { type DossierRow, dossierBy, noticesOf, officeById, procedureById, resultOf } from '../queries.ts'
import { promisedOf, type State, stateNumber } from '../rules.ts'
import { contactOf } from '../sealed.ts'
import { MESSAGE, portalPartner, type Queued } from './client.ts'
import { momentOf, type PortalDossier } from './wire.ts'

interface StepRow {
  readonly at: Date
  readonly toState: State
  readonly fromState: State | null
  readonly note: string | null
  readonly officer: string | null
}

/** How a dossier is to be seen on the portal, now or as it was when it was filed. */
export async function portalDossier(ctx: Context, dossier: DossierRow, state = dossier.state): Promise<PortalDossier> {
  const { app, sql } = ctx
  const office = await officeById(sql, dossier.officeId)
  const { content } = await procedureById(sql, dossier.procedureId)
  const { phone = '', email = '', business } = contactOf(app, dossier)
  const notices = await noticesOf(sql, dossier.id)
  const result = await resultOf(sql, dossier.id)
  return {
    MaHoSo: dossier.code,
    MaTTHC: dossier.procedureCode,
    TenTTHC: dossier.procedureName,
    MaLinhVuc: (await procedureById(sql, dossier.procedureId)).field,
    ChuHoSo: business || dossier.applicant,
    LoaiDoiTuong: dossier.party === 'business' ? '2' : '1',
    SoDienThoai: phone,
    Email: email,
    TrichYeuHoSo: dossier.procedureName,
    NgayTiepNhan: momentOf(dossier.receivedAt ?? dossier.filedAt),
    NgayHenTra: momentOf(promisedOf(dossier)),
    TrangThaiHoSo: String(stateNumber(state)),
    NgayTra: momentOf(dossier.returnedAt),
    HinhThuc: dossier.returnBy === 'post' ? '1' : '0',
    NgayKetThucXuLy: momentOf(dossier.finishedAt),
    DonViXuLy: office?.code ?? '',
    TaiLieuNop: content.papers.map(({ name }) => ({ TenTepDinhKem: name })),
    DanhSachLePhi: content.fees.map(({ name, amount }) => ({
      TenPhiLePhi: name,
      SoTien: String(amount),
      DaThu: dossier.paidAt ? '1' : '0',
    })),
    DanhSachHoSoBoSung: notices
      .filter(({ kind }) => kind === 'supplement' || kind === 'apology')
      .map(({ reason, at, signer, wasDue, newDue }) => ({
        NguoiYeuCauBoSung: signer,
        NoiDungBoSung: reason,
        NgayBoSung: momentOf(at),
        NgayHenTraTruoc: momentOf(wasDue),
        NgayHenTraMoi: momentOf(newDue),
      })),
    DanhSachGiayToKetQua: result ? [{ TenGiayTo: result.title, MaGiayToKetQua: result.number }] : [],
  }
}

const queue = (ctx: Context, partnerId: string, dossierId: string, message: Queued) =>
  send(ctx, {
    partnerId,
    kind: MESSAGE,
    subject: dossierRef(dossierId),
    content: [Buffer.from(JSON.stringify(message))],
  })

/**
 * Tells the portal what it does not know of a dossier yet, whichever event says so and in whatever order they come: each
 * step once, in the order in which they were taken, and then the dossier as it is.
 */
export async function tellPortal(ctx: Context, dossierId: string): Promise<void> {
  const partnerId = await portalPartner(ctx)
  if (!partnerId) return
  const { sql, now } = ctx
  const [before] = await sql<{ steps: number }[]>`
    insert into services.portal_dossier (dossier_id) select id from services.dossier where id = ${dossierId}
    on conflict (dossier_id) do update set steps = portal_dossier.steps returning steps`
  const dossier = await dossierBy(sql, { id: dossierId })
  if (!before || !dossier) return
  const steps = (await stepsOf(ctx, dossier.workId)).slice(before.steps)
  if (!steps.length) return
  // A dossier of the portal's own is there already.
  if (before.steps === 0 && dossier.channel !== 'portal') {
    const first = await portalDossier(ctx, dossier, 'registered')
    await queue(ctx, partnerId, dossierId, { call: 'DongBoHoSoMC', body: { isUpdating: false, data: [first] } })
  }
  for (const step of steps) {
    if (!step.fromState || step.fromState === step.toState) continue
    await queue(ctx, partnerId, dossierId, {
      call: 'CapNhatTienDoHoSoMC',
      body: {
        MaHoSo: dossier.code,
        NguoiXuLy: step.officer ?? '',
        ThoiDiemXuLy: momentOf(step.at),
        NoiDungXuLy: step.note ?? '',
        TrangThai: String(stateNumber(step.toState)),
      },
    })
  }
  await sql`
    update services.portal_dossier set steps = steps + ${steps.length}, told_at = ${now} where dossier_id = ${dossierId}`
  await sayAll(ctx, partnerId, dossier)
}

const sayAll = async (ctx: Context, partnerId: string, dossier: DossierRow) =>
  queue(ctx, partnerId, dossier.id, {
    call: 'DongBoHoSoMC',
    body: { isUpdating: true, data: [await portalDossier(ctx, dossier)] },
  })

/** Says all of a dossier once more: what to do where the portal lacks it or has something else. */
export async function tellAgain(ctx: Context, dossier: DossierRow): Promise<boolean> {
  const partnerId = await portalPartner(ctx)
  if (partnerId) await sayAll(ctx, partnerId, dossier)
  return partnerId !== undefined
}

const stepsOf = ({ sql }: Context, workId: string): Promise<StepRow[]> => sql<StepRow[]>`
  select s.at, s.from_state, s.to_state, s.note, a.name as officer
  from work.step s left join identity.account a on a.id = s.account_id
  where s.item_id = ${workId} and s.what in ('opened', 'moved') order by s.n`
