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

type Papers = readonly (readonly [key: string, name: string, form: Requirement['form'], rest?: Partial<Requirement>])[]

const CCCD: Papers[number] = ['can-cuoc', 'Thẻ căn cước hoặc căn cước công dân', 'copy']
const HOME: Papers[number] = ['giay-to-nha-dat', 'Giấy tờ chứng minh quyền sử dụng đất, nhà', 'copy']
const PHOTO: Papers[number] = ['anh', 'Ảnh chân dung 3 × 4 cm', 'copy']
const AUTHORISED: Papers[number] = ['uy-quyen', 'Giấy ủy quyền', 'original', { required: false }]

const days = (workingDays: number): Term => ({ workingDays })
const hours = (workingHours: number): Term => ({ workingHours })
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

interface More {
  readonly form?: 'general' | 'birth' | 'extract' | 'business' | 'support'
  readonly fee?: number
  readonly level?: DemoProcedure['level']
  readonly result: readonly [name: string, series: string]
  readonly papers?: Papers
  readonly basis: readonly string[]
  readonly party?: ProcedureContent['party']
}

const LAWS: Readonly<Record<string, string>> = {
  'Hộ tịch': 'Luật Hộ tịch ngày 20 tháng 11 năm 2014',
  'Chứng thực': 'Nghị định số 23/2015/NĐ-CP ngày 16 tháng 02 năm 2015 của Chính phủ',
  'Bảo trợ xã hội': 'Nghị định số 20/2021/NĐ-CP ngày 15 tháng 3 năm 2021 của Chính phủ',
  'Đất đai': 'Luật Đất đai ngày 18 tháng 01 năm 2024',
  'Thành lập và hoạt động của hộ kinh doanh': 'Nghị định số 01/2021/NĐ-CP ngày 04 tháng 01 năm 2021 của Chính phủ',
  'Phòng, chống dịch bệnh': 'Luật Phòng, chống bệnh truyền nhiễm ngày 21 tháng 11 năm 2007',
}

function procedure(
  code: string,
  field: string,
  name: string,
  term: Term,
  tier: 'commune' | 'province' | 'both',
  more: Omit<More, 'basis'> & { readonly basis?: readonly string[] },
): DemoProcedure {
  const level = more.level ?? 'full'
  const isProvince = tier !== 'commune'
  return {
    code,
    name,
    field,
    level,
    document: 'QĐ công bố danh mục thủ tục hành chính của UBND thành phố Huế',
    content: {
      party: more.party ?? 'person',
      receives: tier === 'both' ? ['province', 'commune'] : [tier],
      decides: isProvince ? 'province' : 'office',
      form: more.form ? `services.${more.form}` : null,
      papers: [...(more.papers ?? []), AUTHORISED].map(([key, name, form, rest]) => ({
        key,
        name,
        form,
        required: true,
        ...rest,
      })),
      fees: more.fee ? [{ name: 'Lệ phí', amount: more.fee }] : [],
      term,
      steps: isProvince ? inProvince(term) : inCommune(term),
      result: { name: more.result[0], series: more.result[1] },
      online: level !== 'information',
      post: true,
      basis: [...(more.basis ?? (LAWS[field] ? [LAWS[field]] : []))],
      note: '',
    },
  }
}

const BIRTH = '1.001193'
const MARRIAGE = '1.000894'
const BUSINESS = '1.001612'

export const PROCEDURES: readonly DemoProcedure[] = [
  procedure(BIRTH, 'Hộ tịch', 'Đăng ký khai sinh', days(1), 'commune', {
    form: 'birth',
    result: ['Giấy khai sinh', 'KS-UBND'],
    papers: [
      ['giay-chung-sinh', 'Giấy chứng sinh', 'original'],
      ['ket-hon', 'Giấy chứng nhận kết hôn của cha, mẹ', 'copy', { required: false, resultOf: [MARRIAGE] }],
    ],
  }),
  procedure(MARRIAGE, 'Hộ tịch', 'Đăng ký kết hôn', days(5), 'commune', {
    level: 'partial',
    result: ['Giấy chứng nhận kết hôn', 'KH-UBND'],
    papers: [CCCD, ['tinh-trang', 'Giấy xác nhận tình trạng hôn nhân', 'original', { resultOf: ['1.004873'] }]],
  }),
  procedure('1.004873', 'Hộ tịch', 'Cấp Giấy xác nhận tình trạng hôn nhân', days(3), 'commune', {
    form: 'extract',
    fee: 15_000,
    result: ['Giấy xác nhận tình trạng hôn nhân', 'XN-UBND'],
    papers: [CCCD],
  }),
  procedure('1.000656', 'Hộ tịch', 'Đăng ký khai tử', days(1), 'commune', {
    form: 'general',
    result: ['Trích lục khai tử', 'KT-UBND'],
    papers: [['giay-bao-tu', 'Giấy báo tử', 'original']],
  }),
  procedure('2.000635', 'Hộ tịch', 'Cấp bản sao trích lục hộ tịch', hours(8), 'commune', {
    form: 'extract',
    fee: 8_000,
    result: ['Bản sao trích lục hộ tịch', 'TLBS-UBND'],
    papers: [CCCD],
  }),
  procedure('1.004859', 'Hộ tịch', 'Thay đổi, cải chính, bổ sung thông tin hộ tịch', days(6), 'commune', {
    form: 'general',
    fee: 15_000,
    result: ['Trích lục cải chính hộ tịch', 'CC-UBND'],
    papers: [CCCD, ['khai-sinh', 'Giấy khai sinh', 'copy', { resultOf: [BIRTH] }]],
  }),
  procedure('1.004837', 'Hộ tịch', 'Đăng ký giám hộ', days(3), 'commune', {
    form: 'general',
    result: ['Trích lục đăng ký giám hộ', 'GH-UBND'],
    papers: [['cu-giam-ho', 'Văn bản cử người giám hộ', 'original']],
  }),
  procedure('1.001022', 'Hộ tịch', 'Đăng ký nhận cha, mẹ, con', days(3), 'commune', {
    level: 'partial',
    result: ['Trích lục đăng ký nhận cha, mẹ, con', 'NC-UBND'],
    papers: [['chung-cu', 'Chứng cứ chứng minh quan hệ cha, mẹ, con', 'original']],
  }),
  procedure('2.000815', 'Chứng thực', 'Chứng thực bản sao từ bản chính', hours(8), 'commune', {
    level: 'information',
    fee: 10_000,
    result: ['Bản sao chứng thực', 'SCT-UBND'],
    papers: [['ban-chinh', 'Bản chính giấy tờ', 'original']],
  }),
  procedure('2.000884', 'Chứng thực', 'Chứng thực chữ ký trong giấy tờ, văn bản', hours(8), 'commune', {
    level: 'information',
    fee: 10_000,
    result: ['Văn bản chứng thực chữ ký', 'CK-UBND'],
    papers: [CCCD],
  }),
  procedure('2.001035', 'Chứng thực', 'Chứng thực hợp đồng, giao dịch về tài sản', days(2), 'commune', {
    level: 'partial',
    fee: 50_000,
    result: ['Hợp đồng được chứng thực', 'HD-UBND'],
    papers: [CCCD, HOME],
  }),
  procedure(
    '1.001776',
    'Bảo trợ xã hội',
    'Thực hiện, điều chỉnh, thôi hưởng trợ cấp xã hội hằng tháng',
    days(10),
    'commune',
    {
      form: 'support',
      result: ['Quyết định trợ cấp xã hội hằng tháng', 'QĐ-UBND'],
      papers: [CCCD],
    },
  ),
  procedure('1.001731', 'Bảo trợ xã hội', 'Hỗ trợ chi phí mai táng', days(5), 'commune', {
    form: 'support',
    result: ['Quyết định hỗ trợ chi phí mai táng', 'QĐ-UBND'],
    papers: [['khai-tu', 'Trích lục khai tử', 'copy', { resultOf: ['1.000656'] }]],
  }),
  procedure(
    '1.001699',
    'Bảo trợ xã hội',
    'Xác định, xác định lại mức độ khuyết tật và cấp Giấy xác nhận khuyết tật',
    days(20),
    'commune',
    {
      form: 'support',
      result: ['Giấy xác nhận khuyết tật', 'GXNKT-UBND'],
      papers: [CCCD, PHOTO],
    },
  ),
  procedure('1.013701', 'Bảo trợ xã hội', 'Công nhận hộ nghèo, hộ cận nghèo', days(15), 'commune', {
    form: 'support',
    result: ['Giấy chứng nhận hộ nghèo, hộ cận nghèo', 'GCN-UBND'],
  }),
  procedure('1.008901', 'Bảo trợ xã hội', 'Hỗ trợ người lao động gặp khó khăn do dịch bệnh', days(5), 'commune', {
    form: 'support',
    result: ['Quyết định hỗ trợ người lao động', 'QĐ-UBND'],
    papers: [CCCD, ['xac-nhan', 'Xác nhận ngừng việc, mất việc', 'copy', { required: false }]],
  }),
  procedure(
    '1.008902',
    'Bảo trợ xã hội',
    'Hỗ trợ hộ kinh doanh dừng hoạt động để phòng, chống dịch',
    days(5),
    'commune',
    {
      form: 'business',
      party: 'business',
      result: ['Quyết định hỗ trợ hộ kinh doanh', 'QĐ-UBND'],
      papers: [['dang-ky-kinh-doanh', 'Giấy chứng nhận đăng ký hộ kinh doanh', 'copy', { resultOf: [BUSINESS] }]],
    },
  ),
  procedure(
    '1.013979',
    'Phòng, chống dịch bệnh',
    'Xác nhận hoàn thành cách ly y tế để hưởng chế độ',
    days(2),
    'commune',
    {
      form: 'extract',
      result: ['Giấy xác nhận', 'XNCL-UBND'],
      papers: [CCCD],
    },
  ),
  procedure(
    '1.013980',
    'Phòng, chống dịch bệnh',
    'Cấp giấy đi đường cho người lao động trong thời gian giãn cách',
    hours(8),
    'commune',
    {
      form: 'general',
      result: ['Giấy đi đường', 'GDD-UBND'],
      papers: [CCCD, ['de-nghi', 'Văn bản đề nghị của cơ quan, doanh nghiệp', 'copy']],
    },
  ),
  procedure(
    '1.013981',
    'Phòng, chống dịch bệnh',
    'Phê duyệt phương án sản xuất an toàn của doanh nghiệp',
    days(3),
    'province',
    {
      form: 'general',
      party: 'business',
      result: ['Văn bản phê duyệt phương án', 'PA-UBND'],
      papers: [['phuong-an', 'Phương án phòng, chống dịch của doanh nghiệp', 'original']],
    },
  ),
  procedure(
    BUSINESS,
    'Thành lập và hoạt động của hộ kinh doanh',
    'Đăng ký thành lập hộ kinh doanh',
    days(3),
    'commune',
    {
      form: 'business',
      party: 'business',
      fee: 100_000,
      result: ['Giấy chứng nhận đăng ký hộ kinh doanh', 'HKD-UBND'],
      papers: [CCCD],
    },
  ),
  procedure(
    '2.000720',
    'Thành lập và hoạt động của hộ kinh doanh',
    'Đăng ký thay đổi nội dung đăng ký hộ kinh doanh',
    days(3),
    'commune',
    {
      form: 'business',
      party: 'business',
      fee: 100_000,
      result: ['Giấy chứng nhận đăng ký hộ kinh doanh', 'HKD-UBND'],
      papers: [['dang-ky-kinh-doanh', 'Giấy chứng nhận đăng ký hộ kinh doanh', 'copy', { resultOf: [BUSINESS] }]],
    },
  ),
  procedure(
    '1.001570',
    'Thành lập và hoạt động của hộ kinh doanh',
    'Tạm ngừng kinh doanh của hộ kinh doanh',
    days(3),
    'commune',
    {
      form: 'general',
      party: 'business',
      result: ['Giấy xác nhận tạm ngừng kinh doanh', 'TN-UBND'],
    },
  ),
  procedure(
    '1.001266',
    'Thành lập và hoạt động của hộ kinh doanh',
    'Chấm dứt hoạt động hộ kinh doanh',
    days(3),
    'commune',
    {
      form: 'general',
      party: 'business',
      result: ['Thông báo chấm dứt hoạt động', 'TB-UBND'],
    },
  ),
  procedure(
    '1.012753',
    'Đất đai',
    'Đăng ký biến động quyền sử dụng đất do chuyển nhượng, tặng cho, thừa kế',
    days(10),
    'both',
    {
      level: 'partial',
      form: 'general',
      fee: 100_000,
      result: ['Giấy chứng nhận quyền sử dụng đất', 'GCN-STNMT'],
      papers: [
        CCCD,
        HOME,
        ['hop-dong', 'Hợp đồng chuyển quyền đã công chứng, chứng thực', 'original', { resultOf: ['2.001035'] }],
      ],
    },
  ),
  procedure('1.012754', 'Đất đai', 'Tách thửa, hợp thửa đất', days(15), 'both', {
    level: 'partial',
    form: 'general',
    fee: 100_000,
    result: ['Giấy chứng nhận quyền sử dụng đất', 'GCN-STNMT'],
    papers: [CCCD, HOME, ['ban-ve', 'Bản vẽ tách thửa, hợp thửa', 'original']],
  }),
  procedure('1.012790', 'Đất đai', 'Cấp đổi Giấy chứng nhận quyền sử dụng đất', days(5), 'both', {
    form: 'general',
    fee: 50_000,
    result: ['Giấy chứng nhận quyền sử dụng đất', 'GCN-STNMT'],
    papers: [CCCD, HOME],
  }),
  procedure('1.012812', 'Đất đai', 'Hòa giải tranh chấp đất đai', days(30), 'commune', {
    level: 'information',
    result: ['Biên bản hòa giải', 'BBHG-UBND'],
    papers: [['don', 'Đơn đề nghị hòa giải', 'original']],
  }),
  procedure('1.013225', 'Xây dựng', 'Cấp giấy phép xây dựng nhà ở riêng lẻ', days(15), 'commune', {
    form: 'general',
    fee: 75_000,
    result: ['Giấy phép xây dựng', 'GPXD-UBND'],
    papers: [HOME, ['thiet-ke', 'Bản vẽ thiết kế xây dựng', 'original']],
    basis: ['Luật Xây dựng ngày 18 tháng 6 năm 2014, sửa đổi năm 2020'],
  }),
  procedure('1.013239', 'Xây dựng', 'Thẩm định thiết kế xây dựng công trình', days(20), 'province', {
    form: 'general',
    party: 'business',
    fee: 500_000,
    result: ['Thông báo kết quả thẩm định', 'TĐ-SXD'],
    papers: [['ho-so-thiet-ke', 'Hồ sơ thiết kế xây dựng', 'original']],
    basis: ['Luật Xây dựng ngày 18 tháng 6 năm 2014, sửa đổi năm 2020'],
  }),
  procedure('1.000105', 'Lao động', 'Cấp giấy phép lao động cho người lao động nước ngoài', days(10), 'province', {
    form: 'general',
    party: 'business',
    fee: 600_000,
    result: ['Giấy phép lao động', 'GPLĐ-SNV'],
    papers: [PHOTO, ['suc-khoe', 'Giấy chứng nhận sức khỏe', 'original'], ['ho-chieu', 'Hộ chiếu', 'copy']],
    basis: ['Nghị định số 219/2025/NĐ-CP ngày 07 tháng 8 năm 2025 của Chính phủ'],
  }),
  procedure('1.003999', 'Y tế', 'Cấp giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm', days(15), 'province', {
    form: 'business',
    party: 'business',
    fee: 700_000,
    result: ['Giấy chứng nhận đủ điều kiện an toàn thực phẩm', 'ATTP-SYT'],
    papers: [
      ['dang-ky-kinh-doanh', 'Giấy chứng nhận đăng ký kinh doanh', 'copy', { resultOf: [BUSINESS] }],
      ['thuyet-minh', 'Bản thuyết minh cơ sở vật chất', 'original'],
    ],
    basis: ['Luật An toàn thực phẩm ngày 17 tháng 6 năm 2010'],
  }),
  procedure('1.012259', 'Y tế', 'Cấp mới giấy phép hành nghề khám bệnh, chữa bệnh', days(30), 'province', {
    form: 'general',
    fee: 430_000,
    result: ['Giấy phép hành nghề', 'GPHN-SYT'],
    papers: [PHOTO, ['van-bang', 'Văn bằng chuyên môn', 'certified'], ['suc-khoe', 'Giấy khám sức khỏe', 'original']],
    basis: ['Luật Khám bệnh, chữa bệnh ngày 09 tháng 01 năm 2023'],
  }),
  procedure('1.004532', 'Y tế', 'Cấp giấy chứng nhận đủ điều kiện kinh doanh dược', days(20), 'province', {
    form: 'business',
    party: 'business',
    fee: 1_000_000,
    result: ['Giấy chứng nhận đủ điều kiện kinh doanh dược', 'ĐĐKKDD-SYT'],
    papers: [['van-bang', 'Chứng chỉ hành nghề dược', 'certified']],
    basis: ['Luật Dược ngày 06 tháng 4 năm 2016, sửa đổi năm 2024'],
  }),
  procedure('2.000192', 'Lý lịch tư pháp', 'Cấp Phiếu lý lịch tư pháp', days(10), 'province', {
    form: 'extract',
    fee: 200_000,
    result: ['Phiếu lý lịch tư pháp', 'LLTP-CA'],
    papers: [CCCD],
    basis: ['Luật Lý lịch tư pháp ngày 17 tháng 6 năm 2009'],
  }),
  procedure('1.002835', 'Giao thông vận tải', 'Đổi giấy phép lái xe', days(5), 'province', {
    form: 'general',
    fee: 135_000,
    result: ['Giấy phép lái xe', 'GPLX'],
    papers: [CCCD, ['suc-khoe', 'Giấy khám sức khỏe của người lái xe', 'original']],
    basis: ['Luật Trật tự, an toàn giao thông đường bộ ngày 27 tháng 6 năm 2024'],
  }),
  procedure('2.002289', 'Giao thông vận tải', 'Cấp phù hiệu xe ô tô kinh doanh vận tải', days(2), 'province', {
    form: 'general',
    party: 'business',
    result: ['Phù hiệu xe', 'PH-SXD'],
    papers: [['dang-ky-xe', 'Giấy đăng ký xe', 'copy']],
    basis: ['Nghị định số 158/2024/NĐ-CP ngày 18 tháng 12 năm 2024 của Chính phủ'],
  }),
  procedure('1.005092', 'Giáo dục và đào tạo', 'Cấp bản sao văn bằng, chứng chỉ từ sổ gốc', hours(8), 'province', {
    form: 'extract',
    result: ['Bản sao văn bằng, chứng chỉ', 'BS-SGDĐT'],
    papers: [CCCD],
    basis: ['Thông tư số 21/2019/TT-BGDĐT ngày 29 tháng 11 năm 2019'],
  }),
  procedure('1.005099', 'Giáo dục và đào tạo', 'Chuyển trường đối với học sinh tiểu học', days(2), 'commune', {
    form: 'general',
    result: ['Văn bản tiếp nhận học sinh', 'CT-UBND'],
    papers: [['hoc-ba', 'Học bạ', 'original']],
    basis: ['Thông tư số 28/2020/TT-BGDĐT ngày 04 tháng 9 năm 2020'],
  }),
  procedure('1.003605', 'Văn hóa', 'Cấp giấy phép kinh doanh dịch vụ karaoke', days(5), 'province', {
    form: 'business',
    party: 'business',
    fee: 6_000_000,
    result: ['Giấy phép kinh doanh dịch vụ karaoke', 'GPKD-SVHTT'],
    papers: [['phong-chay', 'Giấy chứng nhận phòng cháy, chữa cháy', 'copy']],
    basis: ['Nghị định số 54/2019/NĐ-CP ngày 19 tháng 6 năm 2019 của Chính phủ'],
  }),
  procedure('1.000963', 'Công Thương', 'Cấp giấy phép bán lẻ rượu', days(10), 'commune', {
    form: 'business',
    party: 'business',
    fee: 200_000,
    result: ['Giấy phép bán lẻ rượu', 'GPBL-UBND'],
    papers: [['dang-ky-kinh-doanh', 'Giấy chứng nhận đăng ký hộ kinh doanh', 'copy', { resultOf: [BUSINESS] }]],
    basis: ['Nghị định số 105/2017/NĐ-CP ngày 14 tháng 9 năm 2017 của Chính phủ'],
  }),
  procedure('1.004982', 'Môi trường', 'Tham vấn trong đánh giá tác động môi trường', days(15), 'commune', {
    form: 'general',
    party: 'business',
    result: ['Văn bản ý kiến tham vấn', 'TV-UBND'],
    papers: [['bao-cao', 'Báo cáo đánh giá tác động môi trường', 'original']],
    basis: ['Luật Bảo vệ môi trường ngày 17 tháng 11 năm 2020'],
  }),
  procedure('2.001827', 'Nông nghiệp', 'Đăng ký nuôi trồng thủy sản lồng bè', days(7), 'commune', {
    form: 'general',
    result: ['Giấy xác nhận đăng ký nuôi trồng', 'XNNT-UBND'],
    papers: [['so-do', 'Sơ đồ vị trí lồng bè', 'copy']],
    basis: ['Luật Thủy sản ngày 21 tháng 11 năm 2017'],
  }),
  procedure('1.007916', 'Người có công', 'Cấp giấy xác nhận thân nhân của người có công', days(5), 'commune', {
    form: 'general',
    result: ['Giấy xác nhận thân nhân người có công', 'TNNCC-UBND'],
    papers: [CCCD],
    basis: ['Pháp lệnh Ưu đãi người có công với cách mạng ngày 09 tháng 12 năm 2020'],
  }),
]
