import type { Commune, SimulationOptions } from './types.ts'

/** A small made-up province for tests: two wards and six rural communes in two districts. */
export const sampleCommunes: readonly Commune[] = [
  { id: 'u1', name: 'Phường Vĩnh Lộc', type: 'phường', districtId: 'd1' },
  { id: 'u2', name: 'An Thủy', type: 'phường', districtId: 'd1', weight: 3 },
  { id: 'u3', name: 'Phú Khê', type: 'xã', districtId: 'd1' },
  { id: 'u4', name: 'Hương Giang', type: 'xã', districtId: 'd1' },
  { id: 'u5', name: 'Điền Sơn', type: 'thị trấn', districtId: 'd2' },
  { id: 'u6', name: 'Quảng Cát', type: 'xã', districtId: 'd2' },
  { id: 'u7', name: 'Lộc Hải', type: 'xã', districtId: 'd2' },
  { id: 'u8', name: 'Xã Thanh Lâm', type: 'xã', districtId: 'd2', weight: 0.5 },
]

export function sampleOptions(given: Partial<SimulationOptions> = {}): SimulationOptions {
  return {
    seed: 1,
    population: 2_000,
    days: 14,
    lastDay: '2026-11-22',
    communes: sampleCommunes,
    provinceCode: '46',
    provinceName: 'Sông Trăng',
    ...given,
  }
}
