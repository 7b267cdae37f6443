import type { Text } from '#base/forms/contract.ts'

/*
 * The international gates (cửa khẩu quốc tế) that Nghị quyết 127/NQ-CP of 14/8/2023 lists: airports, land gates and sea
 * ports. As options of a question they are changed with the form.
 */
const AIRPORTS = {
  'noi-bai': 'Nội Bài',
  'tan-son-nhat': 'Tân Sơn Nhất',
  'da-nang': 'Đà Nẵng',
  'cam-ranh': 'Cam Ranh',
  'cat-bi': 'Cát Bi',
  'can-tho': 'Cần Thơ',
  'phu-quoc': 'Phú Quốc',
  'phu-bai': 'Phú Bài',
  'van-don': 'Vân Đồn',
  'tho-xuan': 'Thọ Xuân',
  'dong-hoi': 'Đồng Hới',
  'phu-cat': 'Phù Cát',
  'lien-khuong': 'Liên Khương',
}
const LAND_GATES = {
  'tay-trang': 'Tây Trang',
  'mong-cai': 'Móng Cái',
  'huu-nghi': 'Hữu Nghị',
  'lao-cai': 'Lào Cai',
  'na-meo': 'Na Mèo',
  'nam-can': 'Nậm Cắn',
  'cau-treo': 'Cầu Treo',
  'cha-lo': 'Cha Lo',
  'la-lay': 'La Lay',
  'lao-bao': 'Lao Bảo',
  'bo-y': 'Bờ Y',
  'moc-bai': 'Mộc Bài',
  'xa-mat': 'Xa Mát',
  'tinh-bien': 'Tịnh Biên',
  'vinh-xuong': 'Vĩnh Xương - sông Tiền',
  'ha-tien': 'Hà Tiên',
}
const SEA_PORTS = {
  'cang-hon-gai': 'Hòn Gai',
  'cang-cam-pha': 'Cẩm Phả',
  'cang-hai-phong': 'Hải Phòng',
  'cang-nghi-son': 'Nghi Sơn',
  'cang-vung-ang': 'Vũng Áng',
  'cang-chan-may': 'Chân Mây',
  'cang-da-nang': 'Đà Nẵng',
  'cang-nha-trang': 'Nha Trang',
  'cang-quy-nhon': 'Quy Nhơn',
  'cang-dung-quat': 'Dung Quất',
  'cang-vung-tau': 'Vũng Tàu',
  'cang-thanh-pho-ho-chi-minh': 'Thành phố Hồ Chí Minh',
  'cang-duong-dong': 'Dương Đông',
}

const named = (names: Readonly<Record<string, string>>, words: (name: string) => Text) =>
  Object.entries(names).map(([value, name]) => [value, words(name)] as const)

export const GATES: Readonly<Record<string, Text>> = Object.fromEntries([
  ...named(AIRPORTS, name => ({ vi: `Sân bay quốc tế ${name}`, en: `${name} International Airport` })),
  ...named(LAND_GATES, name => ({ vi: `Cửa khẩu quốc tế ${name}`, en: `${name} border gate` })),
  ...named(SEA_PORTS, name => ({ vi: `Cảng biển ${name}`, en: `${name} seaport` })),
])
