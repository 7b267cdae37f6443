import { expect, test } from 'vitest'
import { PASSWORD } from '#apps/testing/cast.ts'
import { scene } from '#apps/testing/scene.ts'

test(
  'an officer signs in by password and out again',
  scene(async ({ as, anyone }) => {
    const tracer = as.tracer('Phong Điền')
    const me = await tracer.identity.me({})
    expect(me).toMatchObject({
      name: 'Cán bộ 1',
      login: 'canbo.1',
      grants: [{ role: 'tracer', areaName: 'Huyện Phong Điền' }],
    })
    const again = await anyone.identity.signIn({ body: { login: ' CanBo.1', password: PASSWORD } })
    expect(again.accountId).toBe(me.accountId)
  }),
)
