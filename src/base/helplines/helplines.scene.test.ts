import { expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { addPeople } from '#base/people/people.ts'
import { setPolicy } from '#base/policies/index.ts'
import { helpline } from './policies.ts'

const DAY = '2026-11-20'
const STATION = { name: 'Trạm Y tế thị trấn Phong Điền', phone: '0234 3999 101' }
const HOTLINE = { name: 'Đường dây nóng Sở Y tế', phone: '0234 3999 000' }
const MINISTRY = helpline.defaults[0]?.params

/** A province with a hotline, in which one commune has a number of its own. */
async function numbers({ app, world }: Stage) {
  const [province, town, village] = ['46', 'Thị trấn Phong Điền', 'Xã Phong Hòa'].map(name => world.units[name] ?? '')
  const say = (unitId = '', params: object = {}) =>
    app.run(ctx => setPolicy(ctx, helpline.code, { unitId, from: DAY, document: 'CV 1/SYT', params }))
  await say(province, HOTLINE)
  await say(town, STATION)
  return { province, town, village }
}

test(
  'who is told to call the station calls the nearest number: that of the commune, else the hotline above it',
  scene(async stage => {
    const { town = '', village = '' } = await numbers(stage)
    const at = (unitId: string) => stage.anyone.helplines.nearest({ query: { unitId } })
    expect(await at(town)).toEqual(STATION)
    expect(await at(village)).toEqual(HOTLINE)
    expect(await at(stage.world.units['45'] as string)).toEqual(MINISTRY)
  }),
)

test(
  'without a unit it is that of where the caller stays; of who has not signed in, of the area served here',
  scene(async stage => {
    const { town } = await numbers(stage)
    const nearest = (who = stage.anyone) => who.helplines.nearest({ query: {} })
    expect(await nearest()).toEqual(MINISTRY)
    await stage.as.administrator('46').player()
    expect(await nearest()).toEqual(HOTLINE)
    expect(await nearest(stage.as.citizen())).toEqual(HOTLINE)
    const citizen = stage.as.citizen('0905123456')
    const [personId] = await stage.app.run(ctx => addPeople(ctx, [{ fullName: 'Lê Văn An', unitId: town as string }]))
    const { accountId } = await citizen.player()
    await stage.sql`update identity.account set person_id = ${personId as string} where id = ${accountId}`
    expect(await nearest(citizen)).toEqual(STATION)
  }),
)

test(
  'what is no number is not set',
  scene(async stage => {
    const admin = stage.as.administrator('46')
    const body = { unitId: stage.world.units['46'] as string, from: DAY, document: 'CV 1/SYT' }
    const set = (params: Record<string, unknown>) =>
      admin.policies.set({ params: { code: helpline.code }, body: { ...body, params } })
    await expect(set({ ...HOTLINE, phone: 'gọi trạm' })).rejects.toMatchObject({ code: 'policies.params-invalid' })
    await expect(set({ ...HOTLINE, name: ' ' })).rejects.toMatchObject({ code: 'policies.params-invalid' })
    await set(HOTLINE)
  }),
)
