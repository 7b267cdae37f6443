import { describe, expect, test } from 'vitest'
import { PASSWORD } from '#apps/testing/cast.ts'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import { createAccount } from './accounts.ts'
import { addGrant } from './grants.ts'
import type { RoleName } from './roles.ts'

type Api = Stage['anyone']

const create = (
  api: Api,
  unitId: string,
  more: { name?: string; login?: string; grants?: { role: RoleName; areaId: string }[] } = {},
) => api.identity.createAccount({ body: { name: 'Trần Thị Bình', login: 'binh.tt', unitId, grants: [], ...more } })
const grant = (api: Api, accountId: string, role: RoleName, areaId: string) =>
  api.identity.addGrant({ params: { accountId }, body: { role, areaId } })
const list = (api: Api, query: Parameters<Api['identity']['accounts']>[0]['query'] = {}) =>
  api.identity.accounts({ query })

/** An officer of the unit, made by nobody in particular. */
const officer = ({ app, world }: Stage, unit: string, name: string, login: string, role?: RoleName) =>
  app.run(async ctx => {
    const unitId = unitNamed(world, unit)
    const accountId = await createAccount(ctx, { kind: 'officer', name, login, password: PASSWORD, unitId })
    if (role) await addGrant(ctx, { accountId, role, areaId: unitId })
    return accountId
  })

describe('an administrator', () => {
  test(
    'makes an account with its grants; the officer signs in with the password for once',
    scene(async ({ as, world, device }) => {
      const admin = as.administrator('Phong Điền')
      const areaId = unitNamed(world, 'Xã Phong Bình')
      const { accountId, password } = await create(admin, unitNamed(world, 'Phong Điền'), {
        grants: [{ role: 'health-officer', areaId }],
      })
      const me = await device().identity.signIn({ body: { login: 'binh.tt', password } })
      expect(me).toMatchObject({
        accountId,
        mustChangePassword: true,
        grants: [
          {
            role: 'health-officer',
            areaId,
            areaName: 'Xã Phong Bình',
            areaLabel: 'Xã Phong Bình, Huyện Phong Điền, Tỉnh Thừa Thiên Huế',
          },
        ],
      })
      expect(me.rights['health-officer']).toContain('places.read')
    }),
  )

  test.each([
    ['a login with marks', { login: 'bình' }, 'identity.login-invalid'],
    ['a login of two letters', { login: 'ab' }, 'identity.login-invalid'],
    ['a login in use', { login: 'CANBO.1' }, 'identity.login-taken'],
    ['no name', { name: '   ' }, 'core.invalid-input'],
  ])('makes none with %s', (_, more, code) =>
    scene(async ({ as, world }) => {
      await expect(create(as.administrator('Phong Điền'), unitNamed(world, 'Phong Điền'), more)).rejects.toMatchObject({
        code,
      })
    })(),
  )

  test(
    'makes none elsewhere, and gives nothing beyond the own area',
    scene(async ({ as, world }) => {
      const admin = as.administrator('Phong Điền')
      const [here, above, beside] = ['Phong Điền', '46', 'Quảng Điền'].map(name => unitNamed(world, name)) as [
        string,
        string,
        string,
      ]
      const elsewhere = { code: 'core.refused.area', status: 403 }
      await expect(create(admin, above)).rejects.toMatchObject(elsewhere)
      await expect(create(admin, beside)).rejects.toMatchObject(elsewhere)
      await expect(create(admin, 'c7d6a3b0-0000-7000-8000-000000000001')).rejects.toMatchObject(elsewhere)
      for (const areaId of [above, beside, COUNTRY_ID])
        await expect(create(admin, here, { grants: [{ role: 'tracer', areaId }] })).rejects.toMatchObject({
          code: 'identity.grant-beyond',
          status: 403,
        })
      expect((await list(admin, { q: 'binh.tt' })).rows).toEqual([])
    }),
  )

  test(
    'gives and takes grants, which hold from the next request on',
    scene(async stage => {
      const { as, world, app } = stage
      const admin = as.administrator('46')
      const { accountId, token } = await as.nobody().player()
      // The account is administered at the top: the province cannot reach it.
      await expect(grant(admin, accountId, 'tracer', unitNamed(world, '46'))).rejects.toMatchObject({
        code: 'core.refused.area',
      })

      const root = as.administrator()
      const { grantId } = await grant(root, accountId, 'tracer', unitNamed(world, '46'))
      expect(await grant(root, accountId, 'tracer', unitNamed(world, '46'))).toEqual({ grantId })
      expect((await app.authenticate(token))?.grants).toMatchObject([{ role: 'tracer' }])
      const { grants } = await root.identity.account({ params: { accountId } })
      expect(grants).toMatchObject([{ id: grantId, areaName: 'Tỉnh Thừa Thiên Huế', mine: true }])
      await root.identity.removeGrant({ params: { accountId, grantId } })
      expect((await app.authenticate(token))?.grants).toEqual([])
      await expect(root.identity.removeGrant({ params: { accountId, grantId } })).rejects.toMatchObject({ status: 404 })
    }),
  )

  test(
    'gives a role only the kind of target it has, and no end in the past',
    scene(async ({ as, world }) => {
      const admin = as.administrator()
      const { accountId } = await as.nobody().player()
      const areaId = unitNamed(world, '46')
      const give = (body: Parameters<Api['identity']['addGrant']>[0]['body']) =>
        admin.identity.addGrant({ params: { accountId }, body })
      await expect(give({ role: 'place-staff', areaId })).rejects.toMatchObject({ code: 'identity.grant-target' })
      await expect(give({ role: 'tracer' })).rejects.toMatchObject({ code: 'identity.grant-target' })
      await expect(give({ role: 'tracer', areaId, placeId: areaId })).rejects.toMatchObject({
        code: 'identity.grant-target',
      })
      await expect(give({ role: 'tracer', areaId, until: '2026-11-20T02:00:00Z' })).rejects.toMatchObject({
        code: 'identity.grant-past',
      })
      await give({ role: 'tracer', areaId, until: '2026-12-31T17:00:00Z' })
    }),
  )

  test(
    'disables an account and lets it in again',
    scene(async stage => {
      const admin = stage.as.administrator('Phong Điền')
      const accountId = await officer(stage, 'Xã Phong Bình', 'Trần Thị Bình', 'binh.tt')
      const device = stage.device()
      const signIn = () => device.identity.signIn({ body: { login: 'binh.tt', password: PASSWORD } })
      await signIn()
      await admin.identity.disableAccount({ params: { accountId }, body: { disabled: true } })
      await expect(device.identity.me({})).rejects.toMatchObject({ status: 401 })
      await expect(signIn()).rejects.toMatchObject({ code: 'identity.disabled' })
      expect((await list(admin, { state: 'disabled' })).rows).toMatchObject([{ id: accountId }])
      await admin.identity.disableAccount({ params: { accountId }, body: { disabled: false } })
      await signIn()
    }),
  )

  test(
    'is seen to look at accounts, whose telephones they show, one by one and as a list',
    scene(async stage => {
      const admin = stage.as.administrator('Phong Điền')
      const accountId = await officer(stage, 'Xã Phong Bình', 'Trần Thị Bình', 'binh.tt')
      await admin.identity.accounts({ query: {} })
      await admin.identity.account({ params: { accountId } })
      const seen = await stage.sql`
        select purpose, ref_id, account_id from core.audit where endpoint like 'identity.account%' order by purpose`
      const by = (await admin.player()).accountId
      expect(seen).toEqual([
        { purpose: 'identity.account', refId: accountId, accountId: by },
        { purpose: 'identity.accounts', refId: null, accountId: by },
      ])
    }),
  )

  test(
    'signs an account out, and the look at its sessions is in the audit',
    scene(async stage => {
      const admin = stage.as.administrator('Phong Điền')
      const accountId = await officer(stage, 'Xã Phong Bình', 'Trần Thị Bình', 'binh.tt')
      const devices = [stage.device(), stage.device()] as const
      for (const device of devices) await device.identity.signIn({ body: { login: 'binh.tt', password: PASSWORD } })
      const { sessions } = await admin.identity.accountSessions({ params: { accountId } })
      expect(sessions).toHaveLength(2)
      expect(sessions.some(one => one.current)).toBe(false)
      const audit = await stage.sql`select purpose, ref_id from core.audit where endpoint = 'identity.accountSessions'`
      expect(audit).toEqual([{ purpose: 'identity.sessions', refId: accountId }])

      const end = (query: { sessionId?: string }) => admin.identity.endAccountSessions({ params: { accountId }, query })
      expect(await end({ sessionId: sessions[0]?.id as string })).toEqual({ ended: 1 })
      expect(await end({})).toEqual({ ended: 1 })
      for (const device of devices) await expect(device.identity.me({})).rejects.toMatchObject({ status: 401 })
    }),
  )

  test(
    'cannot take over an account that may do more',
    scene(async stage => {
      const { as, app, world } = stage
      const accountId = await officer(stage, 'Xã Phong Bình', 'Trần Thị Bình', 'binh.tt')
      await app.run(ctx => addGrant(ctx, { accountId, role: 'tracer', areaId: unitNamed(world, '46') }))
      const admin = as.administrator('Phong Điền')
      const params = { accountId }
      const beyond = { code: 'identity.account-beyond', status: 403 }
      await expect(admin.identity.disableAccount({ params, body: { disabled: true } })).rejects.toMatchObject(beyond)
      await expect(admin.identity.endAccountSessions({ params, query: {} })).rejects.toMatchObject(beyond)
      await expect(admin.identity.updateAccount({ params, body: { name: 'Khác' } })).rejects.toMatchObject(beyond)
      const view = await admin.identity.account({ params })
      expect(view).toMatchObject({ administered: false, grants: [{ mine: false }] })
      const grantId = view.grants[0]?.id as string
      await expect(admin.identity.removeGrant({ params: { accountId, grantId } })).rejects.toMatchObject({
        code: 'identity.grant-beyond',
      })
      expect(await as.administrator('46').identity.account({ params })).toMatchObject({ administered: true })
    }),
  )

  test(
    'cannot lock themselves out',
    scene(async ({ as }) => {
      const admin = as.administrator()
      const { accountId } = await admin.player()
      const params = { accountId }
      const myself = { code: 'identity.not-yourself' }
      const { grants } = await admin.identity.account({ params })
      await expect(admin.identity.disableAccount({ params, body: { disabled: true } })).rejects.toMatchObject(myself)
      await expect(
        admin.identity.removeGrant({ params: { accountId, grantId: grants[0]?.id as string } }),
      ).rejects.toMatchObject(myself)
    }),
  )

  test(
    'moves an account only within the own area',
    scene(async stage => {
      const admin = stage.as.administrator('Phong Điền')
      const accountId = await officer(stage, 'Xã Phong Bình', 'Trần Thị Bình', 'binh.tt')
      const move = (unit: string) =>
        admin.identity.updateAccount({
          params: { accountId },
          body: { name: 'Trần Thị  Bình ', unitId: unitNamed(stage.world, unit) },
        })
      await expect(move('Quảng Điền')).rejects.toMatchObject({ code: 'core.refused.area' })
      await move('Xã Phong An')
      expect(await admin.identity.account({ params: { accountId } })).toMatchObject({
        name: 'Trần Thị Bình',
        unitName: 'Xã Phong An',
      })
    }),
  )

  test(
    'sees which roles there are, what they may do and which are theirs to give',
    scene(async ({ as }) => {
      const { roles } = await as.administrator('Phong Điền').identity.roles({})
      expect(roles.find(one => one.role === 'administrator')).toMatchObject({ scope: 'area', mine: true })
      expect(roles.find(one => one.role === 'administrator')?.verbs).toContain('identity.administer')
      expect(roles.find(one => one.role === 'place-staff')).toMatchObject({ scope: 'place', mine: true })
    }),
  )
})

describe('the list of accounts', () => {
  test(
    'shows those of the own area, sorted by given name',
    scene(async stage => {
      await officer(stage, 'Xã Phong Bình', 'Nguyễn Văn Đức', 'duc.nv')
      await officer(stage, 'Xã Phong An', 'Trần An', 'an.t')
      await officer(stage, 'Phong Điền', 'Lê Thị Dung', 'dung.lt')
      await officer(stage, 'Quảng Điền', 'Phạm Bốn', 'bon.p')
      const { rows, more, atLeast } = await list(stage.as.administrator('Phong Điền'))
      expect(rows.map(row => row.name)).toEqual(['Cán bộ 1', 'Trần An', 'Lê Thị Dung', 'Nguyễn Văn Đức'])
      expect({ more, atLeast }).toEqual({ more: null, atLeast: 4 })
      expect(rows[1]).toMatchObject({
        login: 'an.t',
        unitName: 'Xã Phong An',
        roles: [],
        lastSeenAt: null,
        phone: null,
      })
    }),
  )

  test(
    'finds by words of the name without marks, by login, by role, by unit and by state',
    scene(async stage => {
      await officer(stage, 'Xã Phong Bình', 'Nguyễn Văn Đức', 'duc.nv', 'health-officer')
      await officer(stage, 'Xã Phong An', 'Nguyễn Đức An', 'an.nd', 'leader')
      const admin = stage.as.administrator('46')
      await admin.player()
      const found = async (query: Parameters<typeof list>[1]) => (await list(admin, query)).rows.map(row => row.login)
      expect(await found({ q: 'nguyen duc' })).toEqual(['an.nd', 'duc.nv'])
      expect(await found({ q: 'van du' })).toEqual(['duc.nv'])
      expect(await found({ q: 'an.n' })).toEqual(['an.nd'])
      expect(await found({ q: '%' })).toEqual([])
      expect(await found({ role: 'leader' })).toEqual(['an.nd'])
      expect(await found({ unitId: unitNamed(stage.world, 'Xã Phong Bình') })).toEqual(['duc.nv'])
      expect(await found({ unitId: unitNamed(stage.world, 'Quảng Điền') })).toEqual([])
      expect(await found({ state: 'first-password' })).toEqual(['an.nd', 'duc.nv'])
      expect(await found({ state: 'active' })).toEqual(['canbo.1'])
    }),
  )

  test(
    'finds a citizen by the whole number, for the administrator of the whole tree alone',
    scene(async ({ as }) => {
      await as.citizen('0907654321').identity.me({})
      expect((await list(as.administrator(), { q: '0907 654 321' })).rows).toMatchObject([
        { phone: '0907 654 321', kind: 'citizen' },
      ])
      expect((await list(as.administrator(), { q: '0907 654' })).rows).toEqual([])
      expect((await list(as.administrator('46'), { q: '0907 654 321' })).rows).toEqual([])
    }),
  )

  test(
    'comes in pages that miss and repeat nobody',
    scene(async stage => {
      const unitId = unitNamed(stage.world, 'Xã Phong Bình')
      await stage.sql`
        insert into identity.account (id, kind, name, name_key, name_sort, unit_id, login, created_at)
        select gen_random_uuid(), 'officer', 'Nguyễn Văn A', 'nguyen van a', 'A Nguyễn Văn', ${unitId}, 'a.' || n, now()
          from generate_series(1, 120) n`
      const admin = stage.as.administrator('Xã Phong Bình')
      const seen: string[] = []
      let after: string | undefined
      do {
        const page = await list(admin, after ? { after } : {})
        expect(page.atLeast).toBe(121)
        seen.push(...page.rows.map(row => row.id))
        after = page.more ?? undefined
      } while (after)
      expect(seen).toHaveLength(121)
      expect(new Set(seen).size).toBe(121)
    }),
  )

  test(
    'refuses a cursor that is not its own',
    scene(async ({ as }) => {
      for (const after of [
        'x',
        Buffer.from('["a","b"]').toString('base64url'),
        Buffer.from('null').toString('base64url'),
      ])
        await expect(list(as.administrator(), { after })).rejects.toMatchObject({
          code: 'core.unreadable',
          status: 400,
        })
    }),
  )
})

test(
  'what a verb reaches is told to the browser',
  scene(async ({ as, world }) => {
    const reach = await as.healthOfficer('Phong Điền').identity.reach({ query: { verb: 'places.read' } })
    expect(reach.everywhere).toBe(false)
    expect(reach.unitIds).toContain(unitNamed(world, 'Xã Phong Bình'))
    expect(reach.unitIds).not.toContain(unitNamed(world, 'Quảng Điền'))
    expect(await as.healthOfficer('Phong Điền').identity.reach({ query: { verb: 'nothing.at-all' } })).toEqual({
      everywhere: false,
      unitIds: [],
      placeIds: [],
    })
  }),
)
