import { expect, test } from 'vitest'
import { usualOrganisations } from './organisations.ts'
import { aUnit, COUNTRY } from './testing.ts'

const hue = aUnit('46', 'Thành phố Huế', null)
const thuanhoa = aUnit('474', 'Quận Thuận Hóa', hue)
const vyda = aUnit('19774', 'Phường Vỹ Dạ', thuanhoa)

test('a province has its committee, department of health, CDC and police', () => {
  expect(usualOrganisations([COUNTRY, hue])).toEqual([
    { code: 'ubnd-46', kind: 'committee', name: 'Ủy ban nhân dân thành phố Huế', unitId: hue.id, parentCode: null },
    { code: 'syt-46', kind: 'health-department', name: 'Sở Y tế thành phố Huế', unitId: hue.id, parentCode: 'ubnd-46' },
    {
      code: 'cdc-46',
      kind: 'cdc',
      name: 'Trung tâm Kiểm soát bệnh tật thành phố Huế',
      unitId: hue.id,
      parentCode: 'syt-46',
    },
    { code: 'ca-46', kind: 'police', name: 'Công an thành phố Huế', unitId: hue.id, parentCode: null },
  ])
})

test.each([
  [
    'three tiers: to the health centre of its district',
    [COUNTRY, hue, thuanhoa, vyda],
    ['ubnd-474', 'ttyt-474', 'ca-474'],
  ],
  ['two tiers: to the department of its province', [COUNTRY, hue, vyda], ['ubnd-46', 'syt-46', 'ca-46']],
])('a commune answers, in %s', (_, path, parents) => {
  const found = usualOrganisations(path)
  expect(found.map(one => one.name)).toEqual([
    'Ủy ban nhân dân phường Vỹ Dạ',
    'Trạm Y tế phường Vỹ Dạ',
    'Công an phường Vỹ Dạ',
  ])
  expect(found.map(one => one.parentCode)).toEqual(parents)
})

test('a unit of another tier has none', () => {
  expect(usualOrganisations([COUNTRY])).toEqual([])
  expect(usualOrganisations([])).toEqual([])
})
