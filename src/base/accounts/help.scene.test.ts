import { describe, expect, test } from 'vitest'
import { PASSWORD } from '#apps/testing/cast.ts'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { TINY_PICTURE } from '#base/files/testing.ts'
import { createAccount, setContact } from '#base/identity/accounts.ts'
import { addGrant } from '#base/identity/grants.ts'
import { POLICY } from '#base/identity/policy.ts'
import type { RoleName } from '#base/identity/roles.ts'
import { openWork } from '#base/work/work.ts'
import { at } from '#core/contract.ts'

const COMMUNE = 'Xã Phong Bình'
const PHONE = '0905111222'
const NEW_PASSWORD = 'năm con trâu đi cày'

interface Made {
  readonly unit?: string
  readonly role?: RoleName
  readonly area?: string
  readonly phone?: boolean
}

const officer = (stage: Stage, login: string, { unit = COMMUNE, role, area = unit, phone }: Made = {}) =>
  stage.app.run(async ctx => {
    const unitId = unitNamed(stage.world, unit)
    const about = { kind: 'officer', name: 'Trần Thị Bình', login, password: PASSWORD, unitId } as const
    const accountId = await createAccount(ctx, { ...about, mustChangePassword: false })
    if (role) await addGrant(ctx, { accountId, role, areaId: unitNamed(stage.world, area) })
    if (phone) await setContact(ctx, accountId, { phone: '+84905111222' })
    return accountId
  })

const textsTo = async ({ anyone }: Stage, phone = PHONE) =>
  (await anyone.messages.mailbox({ query: { phone } })).messages.map(message => message.text)

async function signedIn(stage: Stage, login: string) {
  const device = stage.device()
  await device.identity.signIn({ body: { login, password: PASSWORD } })
  return device
}

describe('a reset at the commune', () => {
  test(
    'ends sessions, password and personal code; the code goes to the officer, who chooses the next password',
    scene(async stage => {
      const accountId = await officer(stage, 'binh.tt', { role: 'health-officer', phone: true })
      const device = await signedIn(stage, 'binh.tt')
      await device.stations.setCode({ body: { password: PASSWORD, code: '907314' } })
      const desk = stage.as.helpdesk(COMMUNE)
      expect(await desk.accounts.reset({ params: { accountId } })).toEqual({
        sentTo: 'phone',
        code: null,
        until: '2026-11-21T02:00:00.000Z',
      })
      await expect(device.identity.me({})).rejects.toMatchObject({ status: 401 })
      await expect(signedIn(stage, 'binh.tt')).rejects.toMatchObject({ code: 'identity.sign-in-wrong' })
      expect(await stage.sql`select 1 from stations.personal_code`).toHaveLength(0)
      const [text = ''] = await textsTo(stage)
      const code = text.split('#')[1]?.split(' ')[0] ?? ''
      const me = await stage.device().accounts.activate({ body: { code, password: NEW_PASSWORD } })
      expect(me).toMatchObject({ accountId, mustChangePassword: false })
      const [audit] = await stage.sql`select account_id, ref_id from core.audit where endpoint = 'accounts.reset'`
      expect(audit).toEqual({ accountId: (await desk.player()).accountId, refId: accountId })
    }),
  )

  test(
    'shows the code only when there is nowhere to send it; it is good for a day',
    scene(async stage => {
      const accountId = await officer(stage, 'binh.tt', { role: 'health-officer' })
      const { sentTo, code } = await stage.as.helpdesk(COMMUNE).accounts.reset({ params: { accountId } })
      expect(sentTo).toBeNull()
      expect(await stage.anyone.accounts.look({ body: { code: code as string } })).toMatchObject({ login: 'binh.tt' })
      stage.at('2026-11-21T02:00:00Z')
      await expect(stage.anyone.accounts.look({ body: { code: code as string } })).rejects.toMatchObject({
        code: 'accounts.code-wrong',
      })
    }),
  )

  test(
    'reaches nobody who may do more, nobody elsewhere, and not oneself',
    scene(async stage => {
      const { as } = stage
      const desk = as.helpdesk(COMMUNE)
      const beyond = { code: 'identity.account-beyond', status: 403 }
      const reset = (who: typeof desk, accountId: string) => who.accounts.reset({ params: { accountId } })
      const targets = {
        admin: await officer(stage, 'quan.tri', { role: 'administrator' }),
        colleague: await officer(stage, 'ho.tro', { role: 'helpdesk' }),
        higher: await officer(stage, 'cap.tren', { role: 'tracer', area: 'Phong Điền' }),
        neighbour: await officer(stage, 'xa.ben', { role: 'health-officer', area: 'Xã Phong An' }),
      }
      for (const accountId of Object.values(targets)) {
        await expect(reset(desk, accountId)).rejects.toMatchObject(beyond)
        expect(await desk.identity.account({ params: { accountId } })).toMatchObject({
          administered: false,
          resetRefused: 'identity.account-beyond',
        })
      }
      const elsewhere = await officer(stage, 'noi.khac', { unit: 'Xã Phong An' })
      await expect(reset(desk, elsewhere)).rejects.toMatchObject({ code: 'core.refused.area' })
      await expect(reset(desk, (await desk.player()).accountId)).rejects.toMatchObject({
        code: 'identity.not-yourself',
      })
      await expect(reset(as.healthOfficer(COMMUNE), targets.neighbour)).rejects.toMatchObject({
        code: 'core.refused.verb',
      })
      const open =
        await stage.sql`select 1 from identity.account where login = any(${['quan.tri', 'cap.tren', 'xa.ben']})
                                    and password_hash is not null`
      expect(open).toHaveLength(3)
      await reset(as.administrator(COMMUNE), targets.admin)
      await reset(as.administrator('Phong Điền'), targets.higher)
    }),
  )
})

describe('who cannot sign in', () => {
  const items = (stage: Stage, unit = COMMUNE) =>
    stage.as.helpdesk(unit).work.inbox({ query: { kind: 'accounts.help' } })

  test(
    'reaches the help desk of their unit, which gives them a new way in from the item',
    scene(async stage => {
      const accountId = await officer(stage, 'binh.tt', { role: 'health-officer' })
      const ask = () =>
        stage.anyone.accounts.help({ body: { login: 'Binh.TT', phone: '0907 000 111', note: 'Quên mật khẩu' } })
      expect([await ask(), await ask()]).toEqual([{ ok: true }, { ok: true }])
      const { rows } = await items(stage)
      expect(rows).toHaveLength(1)
      expect((await items(stage, 'Xã Phong An')).rows).toEqual([])
      const requestId = rows[0]?.subject.id as string
      const desk = stage.as.helpdesk(COMMUNE)
      expect(await desk.accounts.request({ params: { requestId } })).toMatchObject({
        account: { id: accountId, login: 'binh.tt' },
        note: 'Quên mật khẩu',
        phone: '0907 000 111',
      })
      // To a number that anybody can give nothing is sent.
      const { code } = await desk.accounts.resetFor({ params: { requestId } })
      expect(await textsTo(stage, '0907000111')).toEqual([])
      await stage.device().accounts.activate({ body: { code: code as string, password: NEW_PASSWORD } })
      expect((await items(stage)).rows).toEqual([])
      await expect(desk.accounts.resetFor({ params: { requestId } })).rejects.toMatchObject({ code: 'work.done' })
    }),
  )

  test(
    'is answered alike whatever they type, and nothing shows whether there is the account',
    scene(async stage => {
      await officer(stage, 'binh.tt')
      await stage.as.citizen('0907654321').identity.me({})
      for (const login of ['binh.tt', 'khong.co', '0907654321', "' or 1=1"])
        expect(await stage.anyone.accounts.help({ body: { login } })).toEqual({ ok: true })
      expect((await items(stage)).rows).toHaveLength(1)
    }),
  )

  test(
    'is heard sixty times an hour from one address, then not',
    scene(async stage => {
      const from = stage.device('203.113.131.9')
      const ask = () => from.accounts.help({ body: { login: 'khong.co' } })
      for (let n = 0; n < POLICY.address.helpPerHour; n++) await ask()
      await expect(ask()).rejects.toMatchObject({ code: 'identity.address-wait', status: 429 })
      await stage.anyone.accounts.help({ body: { login: 'khong.co' } })
    }),
  )

  test(
    'is not let in from the item by who may not reset that account',
    scene(async stage => {
      await officer(stage, 'quan.tri', { role: 'administrator' })
      await stage.anyone.accounts.help({ body: { login: 'quan.tri' } })
      const requestId = (await items(stage)).rows[0]?.subject.id as string
      await expect(stage.as.helpdesk(COMMUNE).accounts.resetFor({ params: { requestId } })).rejects.toMatchObject({
        code: 'identity.account-beyond',
      })
      expect((await items(stage)).rows).toHaveLength(1)
      await stage.as.administrator(COMMUNE).accounts.resetFor({ params: { requestId } })
      expect((await items(stage)).rows).toEqual([])
    }),
  )
})

test(
  'who works for the help desk learns nothing of other work, and adds nothing to it',
  scene(async stage => {
    const unitId = unitNamed(stage.world, COMMUNE)
    const workId = await stage.app.run(ctx =>
      openWork(ctx, { kind: 'isolation.order', subject: at.of('isolation-order', unitId), unitId }),
    )
    const params = { workId }
    const upload = new File([TINY_PICTURE as Uint8Array<ArrayBuffer>], 'anh.png', { type: 'image/png' }) as never
    for (const who of [stage.as.helpdesk(COMMUNE), stage.as.administrator(COMMUNE)]) {
      const refused = { status: 403, params: { verb: 'isolation.read' } }
      expect((await who.work.inbox({ query: {} })).rows).toEqual([])
      await expect(who.work.item({ params })).rejects.toMatchObject(refused)
      await expect(who.work.officers({ params })).rejects.toMatchObject(refused)
      await expect(who.work.attach({ params, body: upload })).rejects.toMatchObject(refused)
      await expect(who.work.comment({ params, body: { note: 'Chào' } })).rejects.toMatchObject(refused)
    }
  }),
)

describe('a right that is asked for', () => {
  const ask = (stage: Stage, unitId?: string) =>
    stage.as
      .healthOfficer(COMMUNE)
      .accounts.ask({ body: { verb: 'isolation.sign', note: 'Trực thay chủ tịch', ...(unitId ? { unitId } : {}) } })
  const inbox = (who: Stage['anyone']) => who.work.inbox({ query: { kind: 'accounts.access' } })

  test(
    'is an item of who can grant it; granting is filled in and holds at once, and the answer goes back',
    scene(async stage => {
      const asker = stage.as.healthOfficer(COMMUNE)
      const { requestId } = await ask(stage)
      expect(await ask(stage)).toEqual({ requestId })
      const admin = stage.as.administrator(COMMUNE)
      const [item] = (await inbox(admin)).rows
      expect(item).toMatchObject({ params: { right: expect.stringContaining('Ký') }, unit: { name: COMMUNE } })
      expect((await inbox(stage.as.administrator('Xã Phong An'))).rows).toEqual([])
      const request = await admin.accounts.request({ params: { requestId } })
      expect(request).toMatchObject({ roles: ['commune-chair'], note: 'Trực thay chủ tịch' })
      const grant = (role: RoleName, areaId = request.unitId as string) =>
        admin.accounts.grant({ params: { requestId }, body: { role, areaId } })
      await expect(grant('leader')).rejects.toMatchObject({ code: 'accounts.role-lacks' })
      await expect(grant('commune-chair', unitNamed(stage.world, 'Xã Phong An'))).rejects.toMatchObject({
        code: 'identity.grant-beyond',
      })
      await grant('commune-chair')
      const me = await asker.identity.me({})
      expect(me.rights['commune-chair']).toContain('isolation.sign')
      expect(await asker.accounts.mine({})).toMatchObject({ requests: [{ id: requestId, state: 'granted' }] })
      await expect(ask(stage, unitNamed(stage.world, COMMUNE))).rejects.toMatchObject({
        code: 'accounts.held-already',
      })
      await expect(grant('commune-chair')).rejects.toMatchObject({ code: 'work.done' })
    }),
  )

  test(
    'and is refused goes back with the reason, to the page and to the phone',
    scene(async stage => {
      const { accountId } = await stage.as.healthOfficer(COMMUNE).player()
      await stage.app.run(ctx => setContact(ctx, accountId, { phone: '+84905111222' }))
      await ask(stage)
      const admin = stage.as.administrator(COMMUNE)
      const [item] = (await inbox(admin)).rows
      const move = (note?: string) =>
        admin.work.move({
          params: { workId: item?.id as string },
          body: { step: 'refuse', version: item?.version as number, ...(note ? { note } : {}) },
        })
      await expect(move()).rejects.toMatchObject({ code: 'work.needs-note' })
      await move('Chủ tịch đã đi làm lại')
      expect(await stage.as.healthOfficer(COMMUNE).accounts.mine({})).toMatchObject({
        requests: [{ state: 'refused', reason: 'Chủ tịch đã đi làm lại' }],
      })
      expect(await textsTo(stage)).toEqual([expect.stringContaining('Lý do: Chủ tịch đã đi làm lại')])
      // It may be asked for again.
      await ask(stage)
      expect((await inbox(admin)).rows).toHaveLength(1)
    }),
  )

  test(
    'is one that there is, of an officer, who has not got it, and not without end',
    scene(async stage => {
      const asker = stage.as.healthOfficer(COMMUNE)
      const want = (verb: string, unitId?: string) =>
        asker.accounts.ask({ body: { verb, note: '', ...(unitId ? { unitId } : {}) } })
      await expect(want('work.sign')).rejects.toMatchObject({ code: 'accounts.no-role' })
      await expect(want('work.act', unitNamed(stage.world, COMMUNE))).rejects.toMatchObject({
        code: 'accounts.held-already',
      })
      await expect(want('isolation.sign', 'c7d6a3b0-0000-7000-8000-000000000001')).rejects.toMatchObject({
        status: 404,
      })
      await expect(stage.as.citizen().accounts.ask({ body: { verb: 'work.act', note: '' } })).rejects.toMatchObject({
        code: 'accounts.officers-only',
      })
      const communes = stage.app.tree.within([unitNamed(stage.world, '46')]).slice(0, 20)
      for (const unitId of communes) await want('isolation.sign', unitId)
      await expect(want('tracing.decide')).rejects.toMatchObject({ code: 'accounts.too-many', status: 429 })
    }),
  )

  test(
    'is seen by neither its neighbours nor who helps with passwords',
    scene(async stage => {
      const { requestId } = await ask(stage)
      const params = { requestId }
      const body = { role: 'commune-chair' as const, areaId: unitNamed(stage.world, COMMUNE) }
      expect((await inbox(stage.as.helpdesk(COMMUNE))).rows).toEqual([])
      await expect(stage.as.helpdesk(COMMUNE).accounts.request({ params })).rejects.toMatchObject({
        code: 'core.refused.verb',
      })
      await expect(stage.as.helpdesk(COMMUNE).accounts.grant({ params, body })).rejects.toMatchObject({
        code: 'core.refused.verb',
      })
      await expect(stage.as.administrator('Xã Phong An').accounts.grant({ params, body })).rejects.toMatchObject({
        code: 'core.refused.area',
      })
    }),
  )
})

test(
  'where a code is sent is changed with the password alone, and told where it was sent until then',
  scene(async stage => {
    await officer(stage, 'binh.tt')
    const device = await signedIn(stage, 'binh.tt')
    const set = (password: string, phone: string, email = '') =>
      device.accounts.setContact({ body: { password, phone, email } })
    await expect(set('không phải', PHONE)).rejects.toMatchObject({ code: 'identity.sign-in-wrong' })
    await expect(set(PASSWORD, '123')).rejects.toMatchObject({ code: 'identity.phone-invalid' })
    await expect(set(PASSWORD, '', 'abc')).rejects.toMatchObject({ code: 'accounts.list.email-invalid' })
    await set(PASSWORD, PHONE, 'Binh@Example.com')
    expect(await device.accounts.myContact({})).toEqual({ phone: '0905 111 222', email: 'binh@example.com' })
    await set(PASSWORD, '')
    expect(await device.accounts.myContact({})).toEqual({ phone: null, email: null })
    await stage.settle()
    expect(await textsTo(stage)).toEqual([expect.stringContaining('vừa đổi số điện thoại, hộp thư nhận mật khẩu')])
  }),
)

describe('the contact of an officer', () => {
  const change = { phone: '0905 333 444', email: 'Binh@hue.gov.vn', reason: 'Đổi số điện thoại' }

  test(
    'is changed by who administers them, audited with the reason; the telephone of before is told',
    scene(async stage => {
      const accountId = await officer(stage, 'binh.tt', { role: 'health-officer', phone: true })
      const admin = stage.as.administrator(COMMUNE)
      const params = { accountId }
      expect(await admin.accounts.contact({ params })).toEqual({ phone: '0905 111 222', email: null })
      expect(await admin.accounts.changeContact({ params, body: change })).toEqual({ told: 'phone' })
      expect(await admin.accounts.changeContact({ params, body: change })).toEqual({ told: null })
      expect(await admin.accounts.contact({ params })).toEqual({ phone: '0905 333 444', email: 'binh@hue.gov.vn' })
      await stage.settle()
      expect(await textsTo(stage)).toEqual([expect.stringContaining('vừa đổi số điện thoại, hộp thư nhận mật khẩu')])
      expect(await textsTo(stage, '0905333444')).toEqual([])
      const [row] = await stage.sql`
        select ref_id, purpose from core.audit where endpoint = 'accounts.changeContact' order by at limit 1`
      expect(row).toEqual({ refId: accountId, purpose: 'accounts.contact: Đổi số điện thoại' })
      await admin.accounts.reset({ params })
      await stage.settle()
      expect(await textsTo(stage, '0905333444')).toHaveLength(1)
      const events = await stage.sql<{ text: string }[]>`select e::text as text from core.event e`
      expect(events.map(one => one.text).join()).not.toMatch(/0905333444|binh@hue/)
    }),
  )

  test(
    'is not changed by oneself here, by the help desk, of who may do more, nor to what is no number and no mailbox',
    scene(async stage => {
      const accountId = await officer(stage, 'binh.tt', { role: 'health-officer', phone: true })
      const above = await officer(stage, 'tren.nv', { role: 'administrator', area: 'Thừa Thiên Huế' })
      const admin = stage.as.administrator(COMMUNE)
      const code = (id: string, body = {}, by = admin) =>
        by.accounts.changeContact({ params: { accountId: id }, body: { ...change, ...body } }).then(
          () => 'done',
          (e: { code: string }) => e.code,
        )
      expect(await code(accountId, {}, stage.as.helpdesk(COMMUNE))).toBe('core.refused.verb')
      expect(await code(above)).toBe('identity.account-beyond')
      expect(await code((await admin.player()).accountId)).toBe('identity.not-yourself')
      expect(await code(accountId, { email: 'không phải' })).toBe('accounts.list.email-invalid')
      expect(await code(accountId, { phone: '113' })).not.toBe('done')
      expect(await code(accountId, { reason: ' ' })).toBe('core.invalid-input')
      expect(await admin.accounts.contact({ params: { accountId } })).toEqual({ phone: '0905 111 222', email: null })
    }),
  )
})
