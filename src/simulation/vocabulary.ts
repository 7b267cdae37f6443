import type { Commune } from './types.ts'

/** Words for places and addresses. All names are invented or name historical figures and common words; none stands for a real firm. */

/** Historical figures whose names streets and schools bear in every province. */
export const figures: readonly string[] = [
  'Nguyễn Huệ',
  'Lê Lợi',
  'Trần Hưng Đạo',
  'Lý Thường Kiệt',
  'Hai Bà Trưng',
  'Nguyễn Trãi',
  'Phan Bội Châu',
  'Phan Chu Trinh',
  'Nguyễn Du',
  'Lê Quý Đôn',
  'Chu Văn An',
  'Nguyễn Tri Phương',
  'Đinh Tiên Hoàng',
  'Ngô Quyền',
  'Quang Trung',
  'Hoàng Hoa Thám',
  'Nguyễn Công Trứ',
  'Bà Triệu',
  'Nguyễn Bỉnh Khiêm',
  'Lê Thánh Tôn',
  'Trần Quốc Toản',
  'Võ Thị Sáu',
  'Nguyễn Đình Chiểu',
  'Huỳnh Thúc Kháng',
  'Trần Cao Vân',
  'Lương Thế Vinh',
  'Mạc Đĩnh Chi',
  'Phạm Ngũ Lão',
  'Trần Phú',
  'Nguyễn Thái Học',
  'Lê Hồng Phong',
  'Nguyễn Thị Minh Khai',
  'Hồ Xuân Hương',
  'Bùi Thị Xuân',
  'Tô Hiến Thành',
  'Cao Bá Quát',
  'Đoàn Thị Điểm',
  'Hàn Mặc Tử',
  'Lê Đại Hành',
  'Yết Kiêu',
]

const firstSyllables =
  'Phú An Tân Hòa Vĩnh Bình Thuận Long Phước Thanh Đông Hưng Lộc Mỹ Thái Xuân Hương Điền Quảng Phong Trường Kim Ngọc Đại'.split(
    ' ',
  )
const secondSyllables =
  'Lộc Hòa An Bình Thịnh Phú Thành Mỹ Sơn Hải Thủy Long Xuân Điền Lương Vinh Khê Giang Lâm Cát Đông Lợi Thọ Hậu'.split(
    ' ',
  )

/** A place name of two common syllables, for hamlets, markets and pagodas; about 550 different. */
export function villageName(number: number): string {
  const first = firstSyllables[number % firstSyllables.length] as string
  const shift = Math.floor(number / firstSyllables.length)
  const second = secondSyllables[(number * 7 + shift * 5) % secondSyllables.length] as string
  return first === second ? `${first} Trung` : `${first} ${second}`
}

export const kindergartenNames = [
  'Hoa Sen',
  'Hoa Hồng',
  'Sao Mai',
  'Họa Mi',
  'Vành Khuyên',
  'Sơn Ca',
  'Tuổi Thơ',
  'Ánh Dương',
  'Bình Minh',
  'Măng Non',
  'Hướng Dương',
  'Hoa Phượng',
]
export const cafeNames = [
  'Mộc',
  'Sương Mai',
  'Góc Phố',
  'Hoài Niệm',
  'Vườn Xưa',
  'Bên Sông',
  'Lá Xanh',
  'Mưa',
  'Gió',
  'Nắng',
  'Ký Ức',
  'Hiên Nhà',
  'Thềm Xưa',
  'An Nhiên',
  'Cây Đa',
  'Cỏ May',
]
export const restaurantNames = [
  'Bún Bò Cô Ba',
  'Cơm Bình Dân Út Hạnh',
  'Phở Bà Tư',
  'Quán Ăn Đồng Quê',
  'Cháo Lòng Chú Năm',
  'Bánh Canh Dì Sáu',
  'Lẩu Gà Vườn Nhãn',
  'Cơm Hến Mệ Lan',
  'Nhà hàng Sông Trăng',
  'Nhà hàng Hoa Sứ',
  'Mì Quảng O Thương',
  'Quán Nướng Ngói',
]
export const supermarketNames = [
  'Minh Tâm Mart',
  'Đại Phát Mart',
  'An Thịnh Mart',
  'Phúc Lộc Mart',
  'Thuận Thành Mart',
  'Gia Đình Mart',
]
export const pharmacyNames = [
  'An Bình',
  'Phúc Khang',
  'Tâm Đức',
  'Minh Hạnh',
  'Thiện Tâm',
  'Hồng Phúc',
  'Bảo An',
  'Y Đức',
]
export const firmNames = [
  'Thành Công',
  'Đại Lợi',
  'Hưng Thịnh',
  'Việt Tân Phát',
  'Nam Sơn',
  'Trường Phát',
  'Phú Mỹ',
  'Hoàng Gia Phú',
  'Tân Á Đông',
  'Minh Quang',
  'Bình An',
  'Kim Liên',
  'Đức Thịnh',
  'Hải Vân',
  'Thiên Phú',
  'Sao Việt',
]
export const firmTrades = [
  'Vận tải',
  'Xây dựng',
  'Thương mại',
  'Tư vấn thiết kế',
  'Dịch vụ',
  'Phần mềm',
  'Điện nước',
  'Du lịch',
]
export const factoryTrades = ['May', 'Dệt', 'Chế biến thủy sản', 'Gỗ', 'Bao bì', 'Giày da', 'Điện tử', 'Gạch men']
export const pagodaNames = [
  'Linh Quang',
  'Từ Ân',
  'Phước Duyên',
  'Thiền Lâm',
  'Bảo Tịnh',
  'Diệu Viên',
  'Hải Đức',
  'Long An',
  'Tịnh Độ',
  'Pháp Vân',
]
export const marketAreas = ['Khu rau quả', 'Khu thịt cá', 'Khu ăn uống', 'Khu hàng khô', 'Khu quần áo', 'Khu gia dụng']
export const hospitalAreas = [
  'Khoa Khám bệnh',
  'Khoa Nhi',
  'Khoa Cấp cứu',
  'Khoa Nội tổng hợp',
  'Khoa Ngoại',
  'Khoa Xét nghiệm',
  'Phòng Hành chính',
]
export const departments = [
  'Sở Y tế',
  'Sở Giáo dục và Đào tạo',
  'Sở Khoa học và Công nghệ',
  'Sở Nội vụ',
  'Sở Tài chính',
  'Sở Công Thương',
  'Sở Xây dựng',
  'Sở Nông nghiệp và Môi trường',
  'Sở Tư pháp',
  'Sở Văn hóa, Thể thao và Du lịch',
]
export const officeAreas = ['Bộ phận Một cửa', 'Văn phòng', 'Phòng chuyên môn']

const typeWords = ['xã', 'phường', 'thị trấn', 'đặc khu']

/** 'xã Phú Hiệp', whether or not the given name carries its type. */
export function communeTitle(commune: Commune): string {
  const lower = commune.name.toLocaleLowerCase('vi')
  const word = typeWords.find(type => lower.startsWith(`${type} `))
  return `${commune.type} ${word ? commune.name.slice(word.length + 1) : commune.name}`
}

/** 'Phú Hiệp'. */
export function bareCommuneName(commune: Commune): string {
  return communeTitle(commune).slice(commune.type.length + 1)
}

export function isUrban(commune: Commune): boolean {
  return commune.type === 'phường' || commune.type === 'thị trấn'
}
