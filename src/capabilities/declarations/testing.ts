import type { Stage } from '#apps/testing/scene.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import { newId } from '#core/ids.ts'
import type { DeclarationKind } from './contract.ts'
import { FORMS } from './forms.ts'

/** Nothing of concern, on any form. */
export const WELL = {
  symptoms: ['none'],
  epidemicArea: false,
  contactCase: false,
  contactCountry: false,
  contactSick: false,
  positive: false,
}

/** The same on entry, but for where they stay. */
export const ENTERED = {
  ...WELL,
  nationality: 'VN',
  gate: 'noi-bai',
  entered: '2026-11-19',
  countries: ['TH', 'LA'],
  animals: false,
  vaccinated: 'full',
}

/** Puts a suspended form in force again, as an administrator does; answers its version. */
export async function putInForce(
  { as }: Pick<Stage, 'as'>,
  kind: DeclarationKind,
  from = '2026-11-01',
): Promise<string> {
  const params = FORMS[kind].defaults.at(-1)?.params as object
  const body = { unitId: COUNTRY_ID, from, document: 'Công văn thử', params: { ...params, inForce: true } }
  return (await as.administrator().policies.set({ params: { code: FORMS[kind].code }, body })).version
}

/** A citizen of Phong Điền with a child in the household, and a domestic form in force. */
export async function family(stage: Stage) {
  const { as, world } = stage
  const unit = (name: string) => world.units[name] as string
  const home = unit('Thị trấn Phong Điền')
  const version = await putInForce(stage, 'domestic')
  const citizen = as.citizen('0905000001')
  const body = {
    fullName: 'Trần Thị Bình',
    birthDate: '1990-05-01',
    sex: 'female' as const,
    unitId: home,
    address: 'Tổ 1',
  }
  const { personId } = await citizen.people.introduce({ body })
  const { personId: childId } = await citizen.people.introduce({
    body: { ...body, fullName: 'Trần Văn Con', birthDate: '2018-03-02', sex: 'male' },
  })
  const travel = (more: object = {}) => ({
    ...WELL,
    from: unit('Phường 1'),
    departed: '2026-11-19',
    stay: unit('Xã Phong Bình'),
    stayAddress: 'Thôn Vĩnh An',
    vehicle: 'motorbike',
    ...more,
  })
  const declaration = (more: { personId?: string; id?: string; answers?: object; filledAt?: string } = {}) => ({
    id: newId(new Date('2026-11-20T02:00:00Z')),
    personId,
    kind: 'domestic' as const,
    version,
    answers: travel() as Record<string, unknown>,
    ...(more as { answers?: Record<string, unknown> }),
  })
  return { home, version, citizen, personId, childId, travel, declaration }
}
