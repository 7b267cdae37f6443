import { expect, test } from 'vitest'
import { PASSWORD } from '#apps/testing/cast.ts'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Upload } from '#core/contract.ts'
import { createAccount } from './accounts.ts'
import { addGrant } from './grants.ts'
import type { RoleName } from './roles.ts'

const DAY = '2026-11-10'
const file = (name: string, text: string) => new File([text], name, { type: 'text/csv' }) as unknown as Upload
/** Two communes (19807, 19810) become one under the code of the first; a third stays as it is. */
const LIST = `code,level,name,full_name,type,parent_code
45,1,Quảng Trị,Tỉnh Quảng Trị,Tỉnh,
46,1,Huế,Thành phố Huế,Thành phố,
19804,3,Điền Hương,Phường Điền Hương,Phường,46
19807,3,Phong Dinh,Phường Phong Dinh,Phường,46
`
const MAP = 'old_code,new_code,kind,is_default\n19804,19804,full,1\n19807,19807,full,1\n19810,19807,full,1\n'

async function merge({ as }: Stage): Promise<void> {
  const { units } = as.administrator()
  await units.importList({ query: { from: DAY }, body: file('danh-muc.csv', LIST) })
  expect(await units.importMap({ query: {}, body: file('map.csv', MAP) })).toMatchObject({
    changed: true,
    problems: [],
  })
}

const officer = ({ app, world }: Stage, login: string, role: RoleName, code: string) =>
  app.run(async ctx => {
    const unitId = world.units[code] as string
    const accountId = await createAccount(ctx, {
      kind: 'officer',
      name: `Cán bộ ${login}`,
      login,
      password: PASSWORD,
      unitId,
      mustChangePassword: false,
    })
    await addGrant(ctx, { accountId, role, areaId: unitId })
    return accountId
  })
const enter = async (stage: Stage, login: string) => {
  const device = stage.device()
  await device.identity.signIn({ body: { login, password: PASSWORD } })
  return device
}

test(
  'when two communes become one, the rights of both hold in the whole of it, and nowhere else',
  scene(async stage => {
    const first = await officer(stage, 'quan.tri.mot', 'administrator', '19807')
    const second = await officer(stage, 'y.te.hai', 'health-officer', '19810')
    const third = await officer(stage, 'y.te.ba', 'health-officer', '19804')
    const admin = await enter(stage, 'quan.tri.mot')
    const names = async () => (await admin.identity.accounts({ query: {} })).rows.map(row => row.login)
    expect(await names()).toEqual(['quan.tri.mot'])
    await expect(admin.identity.account({ params: { accountId: second } })).rejects.toMatchObject({ status: 403 })

    await merge(stage)
    const merged = treeOf(stage.app).byCode('commune', '19807')?.id as string
    expect([...(await names())].sort()).toEqual(['quan.tri.mot', 'y.te.hai'])
    await expect(admin.identity.account({ params: { accountId: third } })).rejects.toMatchObject({ status: 403 })

    // A grant of before is seen under the name it was given at, and taken back like any other.
    const view = await admin.identity.account({ params: { accountId: second } })
    expect(view).toMatchObject({ administered: true, grants: [{ role: 'health-officer', mine: true }] })
    await admin.identity.removeGrant({ params: { accountId: second, grantId: view.grants[0]?.id as string } })
    const body = { role: 'health-officer' as const, areaId: merged }
    await admin.identity.addGrant({ params: { accountId: second }, body })
    const elsewhere = { ...body, areaId: treeOf(stage.app).byCode('commune', '19804')?.id as string }
    await expect(admin.identity.addGrant({ params: { accountId: second }, body: elsewhere })).rejects.toMatchObject({
      code: 'identity.grant-beyond',
    })
    await expect(
      admin.identity.disableAccount({ params: { accountId: first }, body: { disabled: true } }),
    ).rejects.toMatchObject({
      code: 'identity.not-yourself',
    })
  }),
)

test(
  'who held a role in both holds it in the one, and taking one of the grants leaves the other',
  scene(async stage => {
    const accountId = await officer(stage, 'y.te.hai', 'health-officer', '19810')
    await stage.app.run(ctx =>
      addGrant(ctx, { accountId, role: 'health-officer', areaId: stage.world.units['19807'] as string }),
    )
    await merge(stage)
    const admin = stage.as.administrator()
    const reach = async () => (await device.identity.reach({ query: { verb: 'people.read' } })).unitIds
    const device = await enter(stage, 'y.te.hai')
    const merged = treeOf(stage.app).byCode('commune', '19807')?.id as string
    expect(await reach()).toContain(merged)
    const { grants } = await admin.identity.account({ params: { accountId } })
    expect(grants).toHaveLength(2)
    await admin.identity.removeGrant({ params: { accountId, grantId: grants[0]?.id as string } })
    expect(await reach()).toContain(merged)
    await admin.identity.removeGrant({ params: { accountId, grantId: grants[1]?.id as string } })
    expect(await reach()).toEqual([])
  }),
)
