import * as z from 'zod/mini'
import { HOUR_MS } from '#core/clock.ts'

/** The calls of the national portal (Cổng Dịch vụ công quốc gia), with the names that it gives them. */
export const CALLS = ['LayDanhSachTTHC', 'LayThuTuc', 'DongBoHoSoMC', 'CapNhatTienDoHoSoMC', 'TraCuuHoSo'] as const
export type Call = (typeof CALLS)[number]

const text = (max: number) => z._default(z.string().check(z.maxLength(max)), '')
const code = (max: number) => z.string().check(z.minLength(1), z.maxLength(max))
/** `20261130140500`, in Vietnam. */
const moment = z._default(z.string().check(z.regex(/^(\d{14})?$/)), '')
const number = z.string().check(z.regex(/^\d{1,15}$/))

/** A dossier as the portal has it. */
export const PortalDossier = z.object({
  MaHoSo: code(60),
  MaTTHC: code(40),
  TenTTHC: text(1000),
  MaLinhVuc: text(200),
  ChuHoSo: code(200),
  /** 1 a person, 2 a business. */
  LoaiDoiTuong: z._default(z.enum(['1', '2']), '1'),
  SoDienThoai: text(30),
  Email: text(200),
  TrichYeuHoSo: text(1000),
  NgayTiepNhan: moment,
  NgayHenTra: moment,
  TrangThaiHoSo: number,
  NgayTra: moment,
  /** 1 by post. */
  HinhThuc: text(2),
  NgayKetThucXuLy: moment,
  /** The organisation code of the office. */
  DonViXuLy: code(100),
  TaiLieuNop: z._default(z.array(z.object({ TenTepDinhKem: text(300) })).check(z.maxLength(50)), []),
  DanhSachLePhi: z._default(
    z.array(z.object({ TenPhiLePhi: text(300), SoTien: number, DaThu: text(1) })).check(z.maxLength(20)),
    [],
  ),
  DanhSachHoSoBoSung: z._default(
    z
      .array(
        z.object({
          NguoiYeuCauBoSung: text(200),
          NoiDungBoSung: text(2000),
          NgayBoSung: moment,
          NgayHenTraTruoc: moment,
          NgayHenTraMoi: moment,
        }),
      )
      .check(z.maxLength(50)),
    [],
  ),
  DanhSachGiayToKetQua: z._default(
    z.array(z.object({ TenGiayTo: text(300), MaGiayToKetQua: text(100) })).check(z.maxLength(20)),
    [],
  ),
})
export type PortalDossier = z.infer<typeof PortalDossier>

export const Synchronise = z.object({
  isUpdating: z.boolean(),
  data: z.array(PortalDossier).check(z.minLength(1), z.maxLength(50)),
})
export type Synchronise = z.infer<typeof Synchronise>

export const Progress = z.object({
  MaHoSo: code(60),
  NguoiXuLy: text(200),
  ThoiDiemXuLy: moment,
  NoiDungXuLy: text(2000),
  TrangThai: number,
})
export type Progress = z.infer<typeof Progress>

export const Question = z.object({ MaHoSo: code(60) })
export const ProcedureQuestion = z.object({ MaTTHC: code(40) })

export const PortalProcedure = z.object({
  MaTTHC: code(40),
  TenTTHC: code(1000),
  MaLinhVuc: text(200),
  /** `4` toàn trình, `3` một phần, else only described. */
  MucDo: text(10),
  /** Working days. */
  ThoiHanGiaiQuyet: z.optional(z.int()),
  LePhi: z.optional(z.int()),
})
export type PortalProcedure = z.infer<typeof PortalProcedure>

/** Every answer of the portal. Code 0 is well. */
export const Answer = z.object({
  error_code: z.int(),
  message: z._default(z.string(), ''),
  result: z.optional(z.unknown()),
})
export const List = z.array(z.object({ MaTTHC: code(40) })).check(z.maxLength(20_000))

/** The dossier is not there: code of the portal’s answer. */
export const NO_SUCH_DOSSIER = 404
/** What it will never take, whatever is tried. */
export const isForGood = (errorCode: number): boolean => errorCode >= 400 && errorCode < 500

const digits = (at: Date) => new Date(at.getTime() + 7 * HOUR_MS).toISOString().replace(/\D/g, '').slice(0, 14)
export const momentOf = (at: Date | null | undefined): string => (at ? digits(at) : '')

export function instantOf(moment: string): Date | null {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(moment) ?? []
  const at = new Date(`${y}-${mo}-${d}T${h}:${mi}:${s}+07:00`)
  return Number.isNaN(at.getTime()) ? null : at
}
