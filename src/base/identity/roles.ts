/** What a grant of the role is given at: an area with everything below it, or one place. */
export type RoleScope = 'area' | 'place'

export interface Role {
  readonly scope: RoleScope
  /** Roles whose holders may give and take this one, within what their own grant reaches. */
  readonly grantedBy: readonly string[]
  /** The kind of the one thing a role at a place holds at, when it is no place: it is located like one. */
  readonly thing?: string
}

const role = (scope: RoleScope, ...grantedBy: string[]): Role => ({ scope, grantedBy })

/**
 * The roles. What each may do is not here: every module says which of its verbs it `allows` them. Their names are
 * messages, `identity.role.<role>`.
 */
export const ROLES = {
  /** Quản trị hệ thống: accounts, units, settings. */
  administrator: role('area', 'administrator'),
  /** Cán bộ hỗ trợ tài khoản (tổ công nghệ của xã): lets those back in who lost their password. */
  helpdesk: role('area', 'administrator'),
  /** Điều tra viên truy vết (CDC). */
  tracer: role('area', 'administrator'),
  /** Cán bộ y tế (trạm y tế xã). */
  'health-officer': role('area', 'administrator'),
  /** Lãnh đạo. */
  leader: role('area', 'administrator'),
  /** Chủ tịch UBND xã: signs what the commune orders. */
  'commune-chair': role('area', 'administrator'),
  /** Văn thư: keeps the registers of documents, numbers and issues. */
  clerk: role('area', 'administrator'),
  /** Chuyên viên: drafts and does what was assigned. */
  specialist: role('area', 'administrator'),
  /** Cán bộ bộ phận một cửa: takes dossiers in and gives results out. */
  'one-stop-clerk': role('area', 'administrator'),
  /** Chuyên viên thụ lý hồ sơ: decides nothing, prepares what is decided. */
  'case-officer': role('area', 'administrator'),
  /** Cán bộ lập lịch trực: whom the leader of an office charges with its rosters. */
  'roster-planner': role('area', 'administrator', 'leader', 'commune-chair'),
  /** Người kiểm tra: sees who looked at whom, and does nothing else. */
  auditor: role('area', 'administrator'),
  /** Cán bộ bảo vệ dữ liệu cá nhân: answers what citizens ask to be done with their data. */
  'data-officer': role('area', 'administrator'),
  /** Cán bộ quản lý danh sách địa điểm. */
  registrar: role('area', 'administrator'),
  /** Quản lý điểm kiểm dịch. */
  'place-manager': role('place', 'administrator', 'registrar', 'place-manager'),
  /** Nhân viên điểm kiểm dịch. */
  'place-staff': role('place', 'administrator', 'registrar', 'place-manager'),
  /** Trưởng chốt kiểm soát. */
  'roadblock-head': { ...role('place', 'administrator', 'registrar', 'roadblock-head'), thing: 'roadblock' },
  /** Cán bộ chốt kiểm soát. */
  'roadblock-officer': { ...role('place', 'administrator', 'registrar', 'roadblock-head'), thing: 'roadblock' },
  /** Thành viên tổ COVID cộng đồng: at the team, which reaches the households of its list. */
  'community-team': { ...role('place', 'administrator', 'health-officer'), thing: 'team' },
} as const satisfies Readonly<Record<string, Role>>

export type RoleName = keyof typeof ROLES
export const ROLE_NAMES = Object.keys(ROLES) as [RoleName, ...RoleName[]]
