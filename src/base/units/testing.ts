import { join } from 'node:path'
import { nameKey } from '#core/text.ts'
import { unitId } from './ids.ts'
import { COUNTRY_ID, type Succession, type Tier, type Unit } from './model.ts'
import { buildTree, type Tree } from './tree.ts'

/** The tiers of the migration. */
export const TIERS: readonly Tier[] = [
  { code: 'country', rank: 0, digits: null, national: false },
  { code: 'province', rank: 1, digits: 2, national: true },
  { code: 'district', rank: 2, digits: 3, national: true },
  { code: 'commune', rank: 3, digits: 5, national: true },
  { code: 'hamlet', rank: 4, digits: null, national: false },
]

export const COUNTRY: Unit = {
  id: COUNTRY_ID,
  tier: 'country',
  code: 'VN',
  type: 'nước',
  name: 'Việt Nam',
  fullName: 'Việt Nam',
  parentId: null,
  validFrom: '1945-09-02',
  validTo: null,
}

const TIER_OF: Readonly<Record<number, string>> = { 2: 'province', 3: 'district', 5: 'commune' }

/** A unit named `Xã Lộc` under the unit with `parentCode`; its tier follows from the digits of its code. */
export function aUnit(code: string, fullName: string, parent: Unit | null, validFrom = '2021-11-01'): Unit {
  const tier = TIER_OF[code.length] ?? 'hamlet'
  const [first = '', ...rest] = fullName.split(' ')
  return {
    id: unitId(tier, code, validFrom),
    tier,
    code,
    type: first.toLowerCase(),
    name: rest.join(' '),
    fullName,
    parentId: parent ? parent.id : COUNTRY_ID,
    validFrom,
    validTo: null,
  }
}

export const aLink = (from: Unit, to: Unit, more: Partial<Succession> = {}): Succession => ({
  fromId: from.id,
  toId: to.id,
  onDate: '2025-07-01',
  kind: 'merge',
  share: 1,
  isDefault: true,
  inferred: false,
  ...more,
})

export const aTree = (units: readonly Unit[], links: readonly Succession[] = [], day = '2026-01-01'): Tree =>
  buildTree({ day, tiers: TIERS, units: [COUNTRY, ...units], links })

export const aNaming = ({ id, type, name, fullName }: Unit) => ({
  id,
  type,
  name,
  fullName,
  nameKey: nameKey(fullName),
})

/** Real lists, maps and boundaries, outside the project. */
export const DATA = process.env.SAOLA_TESTDATA
export const dataFile = (path: string): string => join(DATA ?? '', 'data', path)
