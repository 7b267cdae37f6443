import type { ProcedureContent, Requirement, Stage, Term } from '../contract.ts'
import type { LEVELS } from '../rules.ts'

/** A procedure of the demo's catalogue. Names and fields are as the national catalogue has them; the codes are invented. */
export interface DemoProcedure {
  readonly code: string
  readonly name: string
  readonly field: string
  readonly level: (typeof LEVELS)[number]
  readonly document: string
  readonly content: ProcedureContent
}

const hoursOf = (term: Term) => ('workingDays' in term ? term.workingDays * 8 : term.workingHours)

/** Verified and signed where it is handed in: a commune decides by itself. */
function inCommune(term: Term): Stage[] {
  const all = hoursOf(term)
  return [
    { name: 'Thẩm định hồ sơ', role: 'process', at: 'office', hours: Math.max(1, Math.round(all * 0.6)) },
    { name: 'Lãnh đạo UBND xã ký', role: 'approve', at: 'office', hours: Math.max(1, Math.round(all * 0.3)) },
  ]
}

/** Verified by the department, agreed by its head, signed for the province. */
function inProvince(term: Term): Stage[] {
  const all = hoursOf(term)
  return [
    { name: 'Chuyên viên thẩm định', role: 'process', at: 'decider', hours: Math.max(1, Math.round(all * 0.5)) },
    { name: 'Lãnh đạo phòng, sở xem xét', role: 'process', at: 'decider', hours: Math.max(1, Math.round(all * 0.2)) },
    { name: 'Lãnh đạo ký kết quả', role: 'approve', at: 'decider', hours: Math.max(1, Math.round(all * 0.2)) },
  ]
}

type Paper = readonly [name: string, form: Requirement['form']]

/** What is handed in, by its key. */
const PAPERS: Readonly<Record<string, Paper>> = {
  anh: ['Ảnh chân dung 3 × 4 cm', 'copy'],
  'ban-chinh': ['Bản chính giấy tờ', 'original'],
  'ban-ve': ['Bản vẽ tách thửa, hợp thửa', 'original'],
  'bao-cao': ['Báo cáo đánh giá tác động môi trường', 'original'],
  'can-cuoc': ['Thẻ căn cước hoặc căn cước công dân', 'copy'],
  'chung-chi-duoc': ['Chứng chỉ hành nghề dược', 'certified'],
  'chung-cu': ['Chứng cứ chứng minh quan hệ cha, mẹ, con', 'original'],
  'cu-giam-ho': ['Văn bản cử người giám hộ', 'original'],
  'dang-ky-doanh-nghiep': ['Giấy chứng nhận đăng ký kinh doanh', 'copy'],
  'dang-ky-kinh-doanh': ['Giấy chứng nhận đăng ký hộ kinh doanh', 'copy'],
  'dang-ky-xe': ['Giấy đăng ký xe', 'copy'],
  'de-nghi': ['Văn bản đề nghị của cơ quan, doanh nghiệp', 'copy'],
  don: ['Đơn đề nghị hòa giải', 'original'],
  'giay-bao-tu': ['Giấy báo tử', 'original'],
  'giay-chung-sinh': ['Giấy chứng sinh', 'original'],
  'giay-to-nha-dat': ['Giấy tờ chứng minh quyền sử dụng đất, nhà', 'copy'],
  'ho-chieu': ['Hộ chiếu', 'copy'],
  'ho-so-thiet-ke': ['Hồ sơ thiết kế xây dựng', 'original'],
  'hoc-ba': ['Học bạ', 'original'],
  'hop-dong': ['Hợp đồng chuyển quyền đã công chứng, chứng thực', 'original'],
  'ket-hon': ['Giấy chứng nhận kết hôn của cha, mẹ', 'copy'],
  'khai-sinh': ['Giấy khai sinh', 'copy'],
  'khai-tu': ['Trích lục khai tử', 'copy'],
  'kham-suc-khoe': ['Giấy khám sức khỏe', 'original'],
  'phong-chay': ['Giấy chứng nhận phòng cháy, chữa cháy', 'copy'],
  'phuong-an': ['Phương án phòng, chống dịch của doanh nghiệp', 'original'],
  'so-do': ['Sơ đồ vị trí lồng bè', 'copy'],
  'suc-khoe': ['Giấy chứng nhận sức khỏe', 'original'],
  'suc-khoe-lai-xe': ['Giấy khám sức khỏe của người lái xe', 'original'],
  'thiet-ke': ['Bản vẽ thiết kế xây dựng', 'original'],
  'thuyet-minh': ['Bản thuyết minh cơ sở vật chất', 'original'],
  'tinh-trang': ['Giấy xác nhận tình trạng hôn nhân', 'original'],
  'van-bang': ['Văn bằng chuyên môn', 'certified'],
  'xac-nhan': ['Xác nhận ngừng việc, mất việc', 'copy'],
}
const AUTHORISED: Requirement = { key: 'uy-quyen', name: 'Giấy ủy quyền', form: 'original', required: false }

/**
 * A heading is a field and its law. A line below it: code, name, term in working days or hours, who takes it in, level, whom it
 * is for, form, fee in đồng, result, its series, and papers; `?` marks one that may be missing, `:` the procedure whose result it is.
 */
const TABLE = `
# Hộ tịch | Luật Hộ tịch ngày 20 tháng 11 năm 2014
1.001193 | Đăng ký khai sinh | 1d | commune | full | person | birth | 0 | Giấy khai sinh | KS-UBND | giay-chung-sinh ket-hon?:1.000894
1.000894 | Đăng ký kết hôn | 5d | commune | partial | person | - | 0 | Giấy chứng nhận kết hôn | KH-UBND | can-cuoc tinh-trang:1.004873
1.004873 | Cấp Giấy xác nhận tình trạng hôn nhân | 3d | commune | full | person | extract | 15000 | Giấy xác nhận tình trạng hôn nhân | XN-UBND | can-cuoc
1.000656 | Đăng ký khai tử | 1d | commune | full | person | general | 0 | Trích lục khai tử | KT-UBND | giay-bao-tu
2.000635 | Cấp bản sao trích lục hộ tịch | 8h | commune | full | person | extract | 8000 | Bản sao trích lục hộ tịch | TLBS-UBND | can-cuoc
1.004859 | Thay đổi, cải chính, bổ sung thông tin hộ tịch | 6d | commune | full | person | general | 15000 | Trích lục cải chính hộ tịch | CC-UBND | can-cuoc khai-sinh:1.001193
1.004837 | Đăng ký giám hộ | 3d | commune | full | person | general | 0 | Trích lục đăng ký giám hộ | GH-UBND | cu-giam-ho
1.001022 | Đăng ký nhận cha, mẹ, con | 3d | commune | partial | person | - | 0 | Trích lục đăng ký nhận cha, mẹ, con | NC-UBND | chung-cu
# Chứng thực | Nghị định số 23/2015/NĐ-CP ngày 16 tháng 02 năm 2015 của Chính phủ
2.000815 | Chứng thực bản sao từ bản chính | 8h | commune | information | person | - | 10000 | Bản sao chứng thực | SCT-UBND | ban-chinh
2.000884 | Chứng thực chữ ký trong giấy tờ, văn bản | 8h | commune | information | person | - | 10000 | Văn bản chứng thực chữ ký | CK-UBND | can-cuoc
2.001035 | Chứng thực hợp đồng, giao dịch về tài sản | 2d | commune | partial | person | - | 50000 | Hợp đồng được chứng thực | HD-UBND | can-cuoc giay-to-nha-dat
# Bảo trợ xã hội | Nghị định số 20/2021/NĐ-CP ngày 15 tháng 3 năm 2021 của Chính phủ
1.001776 | Thực hiện, điều chỉnh, thôi hưởng trợ cấp xã hội hằng tháng | 10d | commune | full | person | support | 0 | Quyết định trợ cấp xã hội hằng tháng | QĐ-UBND | can-cuoc
1.001731 | Hỗ trợ chi phí mai táng | 5d | commune | full | person | support | 0 | Quyết định hỗ trợ chi phí mai táng | QĐ-UBND | khai-tu:1.000656
1.001699 | Xác định, xác định lại mức độ khuyết tật và cấp Giấy xác nhận khuyết tật | 20d | commune | full | person | support | 0 | Giấy xác nhận khuyết tật | GXNKT-UBND | can-cuoc anh
1.013701 | Công nhận hộ nghèo, hộ cận nghèo | 15d | commune | full | person | support | 0 | Giấy chứng nhận hộ nghèo, hộ cận nghèo | GCN-UBND | -
1.008901 | Hỗ trợ người lao động gặp khó khăn do dịch bệnh | 5d | commune | full | person | support | 0 | Quyết định hỗ trợ người lao động | QĐ-UBND | can-cuoc xac-nhan?
1.008902 | Hỗ trợ hộ kinh doanh dừng hoạt động để phòng, chống dịch | 5d | commune | full | business | business | 0 | Quyết định hỗ trợ hộ kinh doanh | QĐ-UBND | dang-ky-kinh-doanh:1.001612
# Phòng, chống dịch bệnh | Luật Phòng, chống bệnh truyền nhiễm ngày 21 tháng 11 năm 2007
1.013979 | Xác nhận hoàn thành cách ly y tế để hưởng chế độ | 2d | commune | full | person | extract | 0 | Giấy xác nhận | XNCL-UBND | can-cuoc
1.013980 | Cấp giấy đi đường cho người lao động trong thời gian giãn cách | 8h | commune | full | person | general | 0 | Giấy đi đường | GDD-UBND | can-cuoc de-nghi
1.013981 | Phê duyệt phương án sản xuất an toàn của doanh nghiệp | 3d | province | full | business | general | 0 | Văn bản phê duyệt phương án | PA-UBND | phuong-an
# Thành lập và hoạt động của hộ kinh doanh | Nghị định số 01/2021/NĐ-CP ngày 04 tháng 01 năm 2021 của Chính phủ
1.001612 | Đăng ký thành lập hộ kinh doanh | 3d | commune | full | business | business | 100000 | Giấy chứng nhận đăng ký hộ kinh doanh | HKD-UBND | can-cuoc
2.000720 | Đăng ký thay đổi nội dung đăng ký hộ kinh doanh | 3d | commune | full | business | business | 100000 | Giấy chứng nhận đăng ký hộ kinh doanh | HKD-UBND | dang-ky-kinh-doanh:1.001612
1.001570 | Tạm ngừng kinh doanh của hộ kinh doanh | 3d | commune | full | business | general | 0 | Giấy xác nhận tạm ngừng kinh doanh | TN-UBND | -
1.001266 | Chấm dứt hoạt động hộ kinh doanh | 3d | commune | full | business | general | 0 | Thông báo chấm dứt hoạt động | TB-UBND | -
# Đất đai | Luật Đất đai ngày 18 tháng 01 năm 2024
1.012753 | Đăng ký biến động quyền sử dụng đất do chuyển nhượng, tặng cho, thừa kế | 10d | both | partial | person | general | 100000 | Giấy chứng nhận quyền sử dụng đất | GCN-STNMT | can-cuoc giay-to-nha-dat hop-dong:2.001035
1.012754 | Tách thửa, hợp thửa đất | 15d | both | partial | person | general | 100000 | Giấy chứng nhận quyền sử dụng đất | GCN-STNMT | can-cuoc giay-to-nha-dat ban-ve
1.012790 | Cấp đổi Giấy chứng nhận quyền sử dụng đất | 5d | both | full | person | general | 50000 | Giấy chứng nhận quyền sử dụng đất | GCN-STNMT | can-cuoc giay-to-nha-dat
1.012812 | Hòa giải tranh chấp đất đai | 30d | commune | information | person | - | 0 | Biên bản hòa giải | BBHG-UBND | don
# Xây dựng | Luật Xây dựng ngày 18 tháng 6 năm 2014, sửa đổi năm 2020
1.013225 | Cấp giấy phép xây dựng nhà ở riêng lẻ | 15d | commune | full | person | general | 75000 | Giấy phép xây dựng | GPXD-UBND | giay-to-nha-dat thiet-ke
1.013239 | Thẩm định thiết kế xây dựng công trình | 20d | province | full | business | general | 500000 | Thông báo kết quả thẩm định | TĐ-SXD | ho-so-thiet-ke
# Lao động | Nghị định số 219/2025/NĐ-CP ngày 07 tháng 8 năm 2025 của Chính phủ
1.000105 | Cấp giấy phép lao động cho người lao động nước ngoài | 10d | province | full | business | general | 600000 | Giấy phép lao động | GPLĐ-SNV | anh suc-khoe ho-chieu
# Y tế | Luật An toàn thực phẩm ngày 17 tháng 6 năm 2010
1.003999 | Cấp giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm | 15d | province | full | business | business | 700000 | Giấy chứng nhận đủ điều kiện an toàn thực phẩm | ATTP-SYT | dang-ky-doanh-nghiep:1.001612 thuyet-minh
# Y tế | Luật Khám bệnh, chữa bệnh ngày 09 tháng 01 năm 2023
1.012259 | Cấp mới giấy phép hành nghề khám bệnh, chữa bệnh | 30d | province | full | person | general | 430000 | Giấy phép hành nghề | GPHN-SYT | anh van-bang kham-suc-khoe
# Y tế | Luật Dược ngày 06 tháng 4 năm 2016, sửa đổi năm 2024
1.004532 | Cấp giấy chứng nhận đủ điều kiện kinh doanh dược | 20d | province | full | business | business | 1000000 | Giấy chứng nhận đủ điều kiện kinh doanh dược | ĐĐKKDD-SYT | chung-chi-duoc
# Lý lịch tư pháp | Luật Lý lịch tư pháp ngày 17 tháng 6 năm 2009
2.000192 | Cấp Phiếu lý lịch tư pháp | 10d | province | full | person | extract | 200000 | Phiếu lý lịch tư pháp | LLTP-CA | can-cuoc
# Giao thông vận tải | Luật Trật tự, an toàn giao thông đường bộ ngày 27 tháng 6 năm 2024
1.002835 | Đổi giấy phép lái xe | 5d | province | full | person | general | 135000 | Giấy phép lái xe | GPLX | can-cuoc suc-khoe-lai-xe
# Giao thông vận tải | Nghị định số 158/2024/NĐ-CP ngày 18 tháng 12 năm 2024 của Chính phủ
2.002289 | Cấp phù hiệu xe ô tô kinh doanh vận tải | 2d | province | full | business | general | 0 | Phù hiệu xe | PH-SXD | dang-ky-xe
# Giáo dục và đào tạo | Thông tư số 21/2019/TT-BGDĐT ngày 29 tháng 11 năm 2019
1.005092 | Cấp bản sao văn bằng, chứng chỉ từ sổ gốc | 8h | province | full | person | extract | 0 | Bản sao văn bằng, chứng chỉ | BS-SGDĐT | can-cuoc
# Giáo dục và đào tạo | Thông tư số 28/2020/TT-BGDĐT ngày 04 tháng 9 năm 2020
1.005099 | Chuyển trường đối với học sinh tiểu học | 2d | commune | full | person | general | 0 | Văn bản tiếp nhận học sinh | CT-UBND | hoc-ba
# Văn hóa | Nghị định số 54/2019/NĐ-CP ngày 19 tháng 6 năm 2019 của Chính phủ
1.003605 | Cấp giấy phép kinh doanh dịch vụ karaoke | 5d | province | full | business | business | 6000000 | Giấy phép kinh doanh dịch vụ karaoke | GPKD-SVHTT | phong-chay
# Công Thương | Nghị định số 105/2017/NĐ-CP ngày 14 tháng 9 năm 2017 của Chính phủ
1.000963 | Cấp giấy phép bán lẻ rượu | 10d | commune | full | business | business | 200000 | Giấy phép bán lẻ rượu | GPBL-UBND | dang-ky-kinh-doanh:1.001612
# Môi trường | Luật Bảo vệ môi trường ngày 17 tháng 11 năm 2020
1.004982 | Tham vấn trong đánh giá tác động môi trường | 15d | commune | full | business | general | 0 | Văn bản ý kiến tham vấn | TV-UBND | bao-cao
# Nông nghiệp | Luật Thủy sản ngày 21 tháng 11 năm 2017
2.001827 | Đăng ký nuôi trồng thủy sản lồng bè | 7d | commune | full | person | general | 0 | Giấy xác nhận đăng ký nuôi trồng | XNNT-UBND | so-do
# Người có công | Pháp lệnh Ưu đãi người có công với cách mạng ngày 09 tháng 12 năm 2020
1.007916 | Cấp giấy xác nhận thân nhân của người có công | 5d | commune | full | person | general | 0 | Giấy xác nhận thân nhân người có công | TNNCC-UBND | can-cuoc
`

const cells = (line: string): string[] => line.split('|').map(cell => cell.trim())

function papersOf(text: string): Requirement[] {
  const marked = text === '-' ? [] : text.split(' ')
  const papers = marked.map((one): Requirement => {
    const [marks = '', resultOf] = one.split(':')
    const key = marks.replace('?', '')
    const [name, form] = PAPERS[key] ?? unknown(key)
    return { key, name, form, required: !marks.endsWith('?'), ...(resultOf ? { resultOf: [resultOf] } : {}) }
  })
  return [...papers, AUTHORISED]
}

function unknown(key: string): never {
  throw new Error(`The demo has no paper “${key}”.`)
}

const termOf = (text: string): Term =>
  text.endsWith('d') ? { workingDays: Number.parseInt(text, 10) } : { workingHours: Number.parseInt(text, 10) }

function procedureOf(line: string, field: string, law: string): DemoProcedure {
  const [code, name, time, tier, level, party, form, fee, result, series, papers] = cells(line) as [
    string,
    string,
    string,
    'commune' | 'province' | 'both',
    DemoProcedure['level'],
    ProcedureContent['party'],
    string,
    string,
    string,
    string,
    string,
  ]
  const term = termOf(time)
  const isProvince = tier !== 'commune'
  return {
    code,
    name,
    field,
    level,
    document: 'QĐ công bố danh mục thủ tục hành chính của UBND thành phố Huế',
    content: {
      party,
      receives: tier === 'both' ? ['province', 'commune'] : [tier],
      decides: isProvince ? 'province' : 'office',
      form: form === '-' ? null : `services.${form}`,
      papers: papersOf(papers),
      fees: fee === '0' ? [] : [{ name: 'Lệ phí', amount: Number(fee) }],
      term,
      steps: isProvince ? inProvince(term) : inCommune(term),
      result: { name: result, series },
      online: level !== 'information',
      post: true,
      basis: [law],
      note: '',
    },
  }
}

function proceduresIn(table: string): DemoProcedure[] {
  const list: DemoProcedure[] = []
  let [field = '', law = ''] = ['', '']
  for (const line of table.trim().split('\n')) {
    if (line.startsWith('# ')) [field = '', law = ''] = cells(line.slice(2))
    else list.push(procedureOf(line, field, law))
  }
  return list
}

export const PROCEDURES: readonly DemoProcedure[] = proceduresIn(TABLE)
