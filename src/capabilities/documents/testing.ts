import type { Acting } from '#apps/testing/cast.ts'
import type { Stage } from '#apps/testing/scene.ts'
import { giveCode } from '#base/units/exchange-codes.ts'
import { organisationId } from '#base/units/ids.ts'
import { openOrganisations } from '#base/units/organisations.ts'
import type { Content } from './content.ts'
import { openOffices } from './office.ts'

/** An office in a scene, with who works in it. */
export interface TestOffice {
  readonly id: string
  readonly code: string
  readonly clerk: Acting
  readonly leader: Acting
  readonly deputy: Acting
  readonly specialist: Acting
  readonly colleague: Acting
}

const DAY = '2026-01-05'

/** Opens an organisation of a unit, with an office and its people. */
export async function makeOffice(stage: Stage, unit: string, kind = 'health-department'): Promise<TestOffice> {
  const unitId = stage.world.units[unit] as string
  const code = `${kind}-${unitId.slice(0, 8)}`
  const id = organisationId(code, DAY)
  const exchange = `H${unitId.replace(/\D/g, '').slice(0, 4)}.${kind.length}`
  await stage.app.run(async ctx => {
    const name = kind === 'committee' ? `Ủy ban nhân dân ${unit}` : `Sở Y tế ${unit}`
    await openOrganisations(ctx.sql, [{ code, kind, name, unitId, parentCode: null }], DAY)
    await openOffices(ctx, [{ organisationId: id, unitId, place: 'Huế' }])
    await giveCode(ctx, id, exchange)
  })
  const at = { areaId: unitId, organisationId: id }
  return {
    id,
    code: exchange,
    clerk: stage.as.role('clerk', at),
    leader: stage.as.role('leader', at),
    deputy: stage.as.role('leader', at, 'deputy'),
    specialist: stage.as.role('specialist', at),
    colleague: stage.as.role('specialist', at, 'colleague'),
  }
}

export const accountOf = async (acting: Acting): Promise<string> => (await acting.player()).accountId

export const CONTENT = {
  authority: '',
  addressees: ['Ủy ban nhân dân Xã Phong Bình'],
  basis: [],
  body: [
    { style: 'text' as const, text: 'Sở Y tế trả lời về việc cấp vật tư y tế cho tổ COVID cộng đồng như sau.' },
    { style: 'table' as const, caption: 'Vật tư', head: ['Tên', 'Số lượng'], rows: [['Khẩu trang', '500']] },
  ],
  kept: ['Như trên', 'Lưu: VT'],
} satisfies Content

export const PAPER = {
  kind: 'letter' as const,
  author: 'Ủy ban nhân dân tỉnh',
  notation: '1205/UBND-VX',
  datedOn: '2026-11-19',
  subject: 'Rà soát vật tư phòng chống dịch tại các xã',
}
