/**
 * The 29 kinds of administrative documents of Nghị định 30/2020/NĐ-CP, Art. 7, in its order (their numbers in edXML),
 * with the abbreviations of its annex III. An official letter (công văn) bears no kind in its number.
 */
export const KINDS = {
  resolution: { name: 'Nghị quyết', short: 'NQ' },
  decision: { name: 'Quyết định', short: 'QĐ' },
  directive: { name: 'Chỉ thị', short: 'CT' },
  regulation: { name: 'Quy chế', short: 'QC' },
  rule: { name: 'Quy định', short: 'QyĐ' },
  communique: { name: 'Thông cáo', short: 'TC' },
  notice: { name: 'Thông báo', short: 'TB' },
  guidance: { name: 'Hướng dẫn', short: 'HD' },
  programme: { name: 'Chương trình', short: 'CTr' },
  plan: { name: 'Kế hoạch', short: 'KH' },
  option: { name: 'Phương án', short: 'PA' },
  scheme: { name: 'Đề án', short: 'ĐA' },
  project: { name: 'Dự án', short: 'DA' },
  report: { name: 'Báo cáo', short: 'BC' },
  minutes: { name: 'Biên bản', short: 'BB' },
  submission: { name: 'Tờ trình', short: 'TTr' },
  contract: { name: 'Hợp đồng', short: 'HĐ' },
  letter: { name: 'Công văn', short: '' },
  telegram: { name: 'Công điện', short: 'CĐ' },
  memorandum: { name: 'Bản ghi nhớ', short: 'BGN' },
  agreement: { name: 'Bản thỏa thuận', short: 'BTT' },
  authorisation: { name: 'Giấy ủy quyền', short: 'GUQ' },
  invitation: { name: 'Giấy mời', short: 'GM' },
  introduction: { name: 'Giấy giới thiệu', short: 'GGT' },
  leave: { name: 'Giấy nghỉ phép', short: 'GNP' },
  'sending-slip': { name: 'Phiếu gửi', short: 'PG' },
  'transfer-slip': { name: 'Phiếu chuyển', short: 'PC' },
  'notice-slip': { name: 'Phiếu báo', short: 'PB' },
  'courtesy-letter': { name: 'Thư công', short: 'ThC' },
} as const satisfies Readonly<Record<string, { readonly name: string; readonly short: string }>>

export type Kind = keyof typeof KINDS
export const KIND_NAMES = Object.keys(KINDS) as [Kind, ...Kind[]]

/** The number of a kind in edXML: its place in the decree. Công văn is 18. */
export const kindNumber = (kind: Kind): number => KIND_NAMES.indexOf(kind) + 1
export const kindOfNumber = (n: number): Kind | undefined => KIND_NAMES[n - 1]

/** Thường, Khẩn, Thượng khẩn, Hỏa tốc: in edXML 0 to 3. */
export const URGENCIES = ['normal', 'urgent', 'very-urgent', 'at-once'] as const
export type Urgency = (typeof URGENCIES)[number]
