import { type RandomStream, WeightedChoice } from './random.ts'

/**
 * Vietnamese names as people write them: family name (họ), middle name (tên đệm), given name (tên). Own lists; the
 * weights of family names follow published round shares (Nguyễn a good third, the first ten about three quarters).
 */

const familyWeights: readonly (readonly [string, number])[] = [
  ['Nguyễn', 33],
  ['Trần', 11],
  ['Lê', 9],
  ['Phạm', 6],
  ['Phan', 3.2],
  ['Hoàng', 3],
  ['Võ', 2.6],
  ['Huỳnh', 2.2],
  ['Vũ', 2.2],
  ['Trương', 2.2],
  ['Bùi', 2],
  ['Đặng', 2],
  ['Đỗ', 1.9],
  ['Ngô', 1.6],
  ['Hồ', 1.6],
  ['Dương', 1.3],
  ['Đinh', 1],
  ['Hà', 0.9],
  ['Lý', 0.8],
  ['Trịnh', 0.8],
  ['Lương', 0.7],
  ['Đoàn', 0.7],
  ['Cao', 0.7],
  ['Mai', 0.6],
  ['Đào', 0.6],
  ['Lâm', 0.6],
  ['Thái', 0.4],
  ['Tạ', 0.4],
  ['Phùng', 0.3],
  ['Châu', 0.3],
]
export const familyNames: readonly string[] = familyWeights.map(([name]) => name)

/** Generations by year of birth: before 1965, to 1989, to 2009, and later. */
type PerGeneration = readonly [string, string, string, string]

/** Most frequent first; two words joined by '_' make one middle name. */
const maleMiddle: PerGeneration = [
  'Văn Hữu Đình Xuân Ngọc Công Bá Viết Đức Quang Thanh Minh',
  'Văn Hữu Đình Ngọc Minh Quốc Thanh Đức Xuân Công Quang Anh Trọng Thế',
  'Minh Văn Quốc Đức Hoàng Quang Tuấn Thành Duy Nhật Trọng Hữu Anh Ngọc Đình Tiến',
  'Gia Minh Bảo Đức Hoàng Nhật Anh Đăng Quốc Tuấn Quang Khánh Thiên Hữu',
]
const femaleMiddle: PerGeneration = [
  'Thị Thị Thị Thị Ngọc Kim',
  'Thị Thị Thị Thị_Thu Thị_Thanh Thị_Ngọc Thị_Hồng Thị_Kim Ngọc Thanh',
  'Thị Thị Thị_Thu Thị_Thanh Thị_Ngọc Thị_Phương Thị_Mỹ Ngọc Thanh Phương Thùy Khánh Hoài Như Quỳnh',
  'Bảo Ngọc Khánh Minh Gia Quỳnh Như Thảo Phương Thị Tuệ Hà Anh Thanh',
]

const maleGiven: PerGeneration = [
  'Hùng Dũng Sơn Minh Hải Thành Bình Tâm Hòa Thắng Lợi Long Quang Phúc Lộc Thọ Đức Tài Tiến Chiến Cường Nam Quý Bảy Năm Sáu Ba Châu Chính Định Hiền Liêm Sang Toàn Thạnh Khoa',
  'Hùng Tuấn Dũng Hải Cường Sơn Minh Thắng Hưng Bình Nam Long Thành Đức Trung Hiếu Phong Quang Tùng Phúc Lâm Kiên Vinh Hòa Toàn Tân Phương An Chung Khánh Quân Thái Linh Trường Tài Hiệp',
  'Huy Tuấn Nam Long Hoàng Anh Duy Đạt Hiếu Phúc Khoa Quân Thành Trung Kiên Khánh Minh Đức Tùng Nhật Tiến Thịnh Bảo Phong Vũ Trí Nghĩa Lộc Hậu Sang Toàn Việt Tú Tâm Đăng Thiện',
  'Khang Khôi Bảo Minh Huy Phúc Anh Khoa An Nam Long Đạt Kiệt Quân Nguyên Phát Duy Hưng Khánh Lâm Thịnh Hiếu Đăng Phong Vinh Tùng Bách Thiên Sơn Nhân',
]
const femaleGiven: PerGeneration = [
  'Lan Hoa Hồng Mai Cúc Liên Nga Thu Xuân Hạnh Hương Loan Phượng Sen Lý Thanh Tâm Bé Tuyết Yến Bích Vân Minh Lài Gái Huệ Hiền Thảo Nhung Thơm Thắm Đào',
  'Hương Lan Hà Hạnh Thủy Nga Thu Hoa Hằng Hiền Yến Loan Oanh Phượng Nhung Vân Tuyết Mai Dung Liên Thảo Huyền Bình Nguyệt Tâm Thanh Hồng Linh Phương Trang Lệ Hòa Nhàn',
  'Linh Trang Anh Thảo Phương Hương Hà Huyền Ngân Nhung Hằng Thư Vy My Nhi Ngọc Oanh Quyên Trâm Uyên Yến Hiền Dung Giang Mai Lan Nga Thủy Trinh Thương Châu Duyên',
  'Anh Vy Ngọc Nhi Hân Thư Linh Chi My Trâm Ngân Châu An Khánh Quỳnh Trang Diệp Uyên Yến Mai Phương Thảo Hà Nhiên Vân Tâm Giang Thùy Đan Băng',
]

const generationOf = (birthYear: number): number =>
  birthYear < 1965 ? 0 : birthYear < 1990 ? 1 : birthYear < 2010 ? 2 : 3

interface Column {
  readonly names: readonly string[]
  readonly choice: WeightedChoice
}

/** Weight by rank: the first about four times the twentieth, as in name counts. */
function column(list: string, all: string[]): Column & { codes: Uint16Array } {
  const names = list.split(' ').map(name => name.replace('_', ' '))
  const codes = Uint16Array.from(names, name => {
    if (!all.includes(name)) all.push(name)
    return all.indexOf(name)
  })
  return { names, codes, choice: new WeightedChoice(names.map((_, rank) => 1 / (rank + 5))) }
}

const middleList: string[] = []
const givenList: string[] = []
const middle = [maleMiddle, femaleMiddle].map(rows => rows.map(list => column(list, middleList)))
const given = [maleGiven, femaleGiven].map(rows => rows.map(list => column(list, givenList)))
const family = new WeightedChoice(familyWeights.map(([, weight]) => weight))

export const middleNames: readonly string[] = middleList
export const givenNames: readonly string[] = givenList

export function drawFamilyName(random: RandomStream): number {
  return family.draw(random)
}

/**
 * Draws middle and given name, never the same word twice in a full name.
 * @param sex 0 male, 1 female
 * @returns codes into `middleNames` and `givenNames`
 */
export function drawPersonalNames(
  random: RandomStream,
  sex: number,
  birthYear: number,
  familyCode: number,
): [number, number] {
  const generation = generationOf(birthYear)
  const middles = middle[sex]?.[generation]
  const givens = given[sex]?.[generation]
  if (!middles || !givens) throw new RangeError(`unknown sex: ${sex}`)
  const familyName = familyNames[familyCode] as string
  for (;;) {
    const m = middles.choice.draw(random)
    const g = givens.choice.draw(random)
    const middleName = middles.names[m] as string
    const givenName = givens.names[g] as string
    if (middleName !== familyName && givenName !== familyName && !middleName.split(' ').includes(givenName))
      return [middles.codes[m] as number, givens.codes[g] as number]
  }
}

export function fullName(familyCode: number, middleCode: number, givenCode: number): string {
  return `${familyNames[familyCode]} ${middleNames[middleCode]} ${givenNames[givenCode]}`
}
