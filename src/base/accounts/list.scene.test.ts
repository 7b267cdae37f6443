import ExcelJS from 'exceljs'
import { describe, expect, test } from 'vitest'
import { PASSWORD } from '#apps/testing/cast.ts'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { rightsChanged } from '#base/identity/sessions.ts'
import { sendList } from '#base/lists/testing.ts'
import { textOfPdf } from '../../../e2e/support/pdf.ts'

const COMMUNE = 'Xã Phong Bình'
const HEAD = ['Họ và tên', 'Đơn vị', 'Vai trò', 'Tên đăng nhập', 'Điện thoại', 'Thư điện tử', 'Đến ngày']
const NEW_PASSWORD = 'năm con trâu đi cày'

async function xlsx(rows: readonly (readonly string[])[]): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook()
  book.addWorksheet('Cán bộ').addRows([HEAD, ...rows].map(row => [...row]))
  return new Uint8Array(await book.xlsx.writeBuffer())
}

async function load(officer: Parameters<typeof sendList>[0], rows: readonly (readonly string[])[]) {
  const { list, faults } = await sendList(officer, await xlsx(rows), { kind: 'accounts.officers', name: 'can-bo.xlsx' })
  return {
    added: list.added,
    known: list.known,
    refused: faults.filter(fault => fault.isRefused).map(({ line, column, reason }) => [line, column, reason]),
    remarks: faults.filter(fault => !fault.isRefused).map(({ line, reason }) => [line, reason]),
  }
}

const codeIn = (text: string) => /[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}/.exec(text)?.[0] ?? ''

async function codeSentTo({ anyone }: Stage, phone: string): Promise<string> {
  const { messages } = await anyone.messages.mailbox({ query: { phone } })
  return codeIn(messages[0]?.text ?? '')
}

const slipsText = async (blob: Blob) => (await textOfPdf(new Uint8Array(await blob.arrayBuffer()))).join(' ')

describe('a list of officers', () => {
  test(
    'makes accounts with rights where they work; each sets a password of their own by the code that was sent',
    scene(async stage => {
      const admin = stage.as.administrator('Phong Điền')
      expect(
        await load(admin, [
          ['Nguyễn Văn An', COMMUNE, 'Cán bộ y tế', '', '0905 111 222', '', '31/12/2026'],
          ['Trần Thị Bình', 'Huyện Phong Điền', 'Điều tra viên; Lãnh đạo', 'binh.tracer', '', 'Binh@Example.com', ''],
        ]),
      ).toEqual({ added: 2, known: 0, refused: [], remarks: [] })
      const { rows } = await admin.identity.accounts({ query: { state: 'first-password' } })
      expect(rows).toMatchObject([
        { name: 'Nguyễn Văn An', login: 'an.nv', unitName: COMMUNE, roles: ['health-officer'] },
        { name: 'Trần Thị Bình', login: 'binh.tracer', unitName: 'Huyện Phong Điền', roles: ['leader', 'tracer'] },
      ])
      const { grants } = await admin.identity.account({ params: { accountId: rows[0]?.id as string } })
      expect(grants).toMatchObject([{ areaName: COMMUNE, until: '2026-12-31T17:00:00.000Z' }])
      const [stored] = await stage.sql`select password_hash from identity.account where login = 'an.nv'`
      expect(stored).toEqual({ passwordHash: null })

      const code = await codeSentTo(stage, '0905111222')
      const device = stage.device()
      expect(await device.accounts.look({ body: { code } })).toEqual({ name: 'Nguyễn Văn An', login: 'an.nv' })
      await expect(device.accounts.activate({ body: { code, password: 'ngắn' } })).rejects.toMatchObject({
        code: 'identity.password-short',
      })
      const me = await device.accounts.activate({ body: { code, password: NEW_PASSWORD } })
      expect(me).toMatchObject({ login: 'an.nv', mustChangePassword: false })
      expect(await device.identity.me({})).toMatchObject({ accountId: me.accountId })
      await stage.device().identity.signIn({ body: { login: 'an.nv', password: NEW_PASSWORD } })
      await expect(stage.device().accounts.look({ body: { code } })).rejects.toMatchObject({
        code: 'accounts.code-wrong',
      })
    }),
  )

  test(
    'gives rights away, and is loaded only by who proves again who they are',
    scene(async stage => {
      const admin = stage.as.administrator('Phong Điền')
      const { accountId } = await admin.player()
      const proveAt = async (at: Date | null) => {
        await stage.sql`update identity.session set proved_at = ${at} where account_id = ${accountId}`
        await stage.app.run(rightsChanged)
      }
      const rows = [['Nguyễn Văn An', COMMUNE, 'Cán bộ y tế', '', '0905111222', '', '']]
      const typed = { kind: 'accounts.officers', source: 'x', rows: [{ name: 'An', unit: COMMUNE, role: 'Lãnh đạo' }] }
      await proveAt(null)
      await expect(load(admin, rows)).rejects.toMatchObject({ code: 'core.proof-wanted' })
      await expect(admin.lists.type({ body: typed })).rejects.toMatchObject({ code: 'core.proof-wanted' })
      expect(await stage.sql`select from identity.account where name like '%An'`).toHaveLength(0)
      await proveAt(stage.app.clock())
      expect(await load(admin, rows)).toMatchObject({ added: 1 })
    }),
  )

  test(
    'that is sent again changes nothing, and namesakes are told apart or left to a person',
    scene(async stage => {
      const admin = stage.as.administrator('Phong Điền')
      const rows = [
        ['Nguyễn Văn An', COMMUNE, 'Cán bộ y tế', '', '0905111222', '', ''],
        ['Nguyễn Văn Ân', COMMUNE, 'Cán bộ y tế', '', '0905111333', '', ''],
        ['Nguyễn Văn An', 'Xã Phong An', 'Cán bộ y tế', '', '', '', ''],
        ['Nguyễn  văn an', 'Xã Phong An', 'Cán bộ y tế', '', '', '', ''],
        ['Võ An Nhân', COMMUNE, 'Lãnh đạo', 'an.nv', '', '', ''],
      ]
      expect(await load(admin, rows)).toEqual({
        added: 4,
        known: 0,
        refused: [[5, 'name', 'accounts.list.same-name']],
        remarks: [
          [4, 'accounts.list.slip'],
          [6, 'accounts.list.slip'],
        ],
      })
      const logins = (await admin.identity.accounts({ query: {} })).rows.map(row => row.login)
      // What somebody asks for by name is not given to somebody who asks for none.
      expect(logins.toSorted()).toEqual(['an.nv', 'an.nv2', 'an.nv3', 'an.nv4', 'canbo.1'])
      const sent = await codeSentTo(stage, '0905111222')
      expect(await load(admin, rows)).toMatchObject({ added: 0, known: 4, remarks: [] })
      // Nor does it make the code that was sent worthless.
      await stage.anyone.accounts.look({ body: { code: sent } })
    }),
  )

  test(
    'gives nothing that its sender may not give: each row outside or beyond is refused with its reason',
    scene(async stage => {
      const admin = stage.as.administrator(COMMUNE)
      expect(
        await load(admin, [
          ['Lê Thị Chín', 'Xã Phong An', 'Cán bộ y tế', '', '', '', ''],
          ['Lê Thị Mười', 'Tỉnh Thừa Thiên Huế', 'Quản trị hệ thống', '', '', '', ''],
          ['Lê Văn Điểm', COMMUNE, 'Nhân viên điểm kiểm dịch', '', '', '', ''],
          ['Lê Văn Sai', COMMUNE, 'Vua', '', '', '', ''],
          ['Lê Văn Thư', COMMUNE, 'Lãnh đạo', 'Tên có dấu', '123', 'không phải thư', '1/1/2020'],
          ['', COMMUNE, 'Lãnh đạo', '', '', '', ''],
          ['Lê Văn Lạc', 'Xã Không Có', 'Lãnh đạo', '', '', '', ''],
          ['Lê Văn Được', COMMUNE, 'Quản trị hệ thống', '', '0905111444', '', ''],
        ]),
      ).toEqual({
        added: 1,
        known: 0,
        refused: [
          [2, 'unit', 'lists.cell.outside'],
          [3, 'unit', 'lists.cell.outside'],
          [4, 'role', 'accounts.list.role-place'],
          [5, 'role', 'accounts.list.role'],
          [6, 'login', 'identity.login-invalid'],
          [6, 'phone', 'people.phone-invalid'],
          [6, 'email', 'accounts.list.email-invalid'],
          [6, 'until', 'accounts.list.past'],
          [7, 'name', 'lists.cell.missing'],
          [8, 'unit', 'lists.cell.unit'],
        ],
        remarks: [],
      })
      const made = await stage.sql`
        select a.login, g.role, g.area_id from identity.account a join identity.role_grant g on g.account_id = a.id
         where a.name like 'Lê %'`
      expect(made).toEqual([{ login: 'duoc.lv', role: 'administrator', areaId: unitNamed(stage.world, COMMUNE) }])
    }),
  )

  test(
    'is not for who helps with passwords only, and takes no login of somebody else',
    scene(async stage => {
      await expect(load(stage.as.helpdesk(COMMUNE), [])).rejects.toMatchObject({ status: 403 })
      const admin = stage.as.administrator(COMMUNE)
      await admin.player()
      expect(await load(admin, [['Kẻ Mạo Danh', COMMUNE, 'Lãnh đạo', 'canbo.1', '', '', '']])).toMatchObject({
        added: 0,
        refused: [[2, 'login', 'accounts.list.login-other']],
      })
    }),
  )
})

describe('slips', () => {
  const rows = [
    ['Nguyễn Văn An', COMMUNE, 'Cán bộ y tế', '', '', '', ''],
    ['Trần Thị Bình', COMMUNE, 'Cán bộ y tế', '', '', '', ''],
    ['Lê Có Số', COMMUNE, 'Cán bộ y tế', '', '0905111222', '', ''],
  ]
  const wholeUnit = (stage: Stage) => ({ body: { unitId: unitNamed(stage.world, COMMUNE) } })

  test(
    'are printed for those who can be told by paper alone; each is used once, and a later print takes its place',
    scene(async stage => {
      const admin = stage.as.administrator(COMMUNE)
      await load(admin, rows)
      const first = await slipsText(await stage.as.helpdesk(COMMUNE).accounts.slips(wholeUnit(stage)))
      expect(first).toContain('Nguyễn Văn An')
      expect(first).toContain('Trần Thị Bình')
      expect(first).not.toContain('Lê Có Số')
      expect(first).toContain('Tên đăng nhập: an.nv')
      const old = codeIn(first)
      const again = codeIn(await slipsText(await admin.accounts.slips(wholeUnit(stage))))
      await expect(stage.anyone.accounts.look({ body: { code: old } })).rejects.toMatchObject({
        code: 'accounts.code-wrong',
      })
      const body = { code: again.toUpperCase().replaceAll('-', ' '), password: NEW_PASSWORD }
      await stage.device().accounts.activate({ body })
      await expect(stage.device().accounts.activate({ body })).rejects.toMatchObject({ code: 'accounts.code-wrong' })
      const audited = await stage.sql`select count(*)::int as n from core.audit where endpoint = 'accounts.slip'`
      expect(audited).toEqual([{ n: 4 }])
    }),
  )

  test(
    'are good as long as the policy says',
    scene(async stage => {
      await load(stage.as.administrator(COMMUNE), rows)
      const code = codeIn(await slipsText(await stage.as.administrator(COMMUNE).accounts.slips(wholeUnit(stage))))
      stage.at('2026-11-27T01:59:00Z')
      await stage.anyone.accounts.look({ body: { code } })
      stage.at('2026-11-27T02:00:00Z')
      await expect(stage.anyone.accounts.look({ body: { code } })).rejects.toMatchObject({
        code: 'accounts.code-wrong',
      })
    }),
  )

  test(
    'are no way around: none for who has a password, is elsewhere, may do more, or can be told otherwise',
    scene(async stage => {
      const { as, world } = stage
      const admin = as.administrator(COMMUNE)
      await load(admin, rows)
      const [phoned] = await stage.sql<{ id: string }[]>`select id from identity.account where name = 'Lê Có Số'`
      const desk = as.helpdesk(COMMUNE)
      const none = { code: 'accounts.no-slips' }
      const slipFor = (who: typeof desk, accountId: string) => who.accounts.slips({ body: { accountIds: [accountId] } })
      await expect(slipFor(desk, phoned?.id as string)).rejects.toMatchObject(none)
      expect(await slipsText(await slipFor(admin, phoned?.id as string))).toContain('Lê Có Số')
      await expect(slipFor(desk, (await as.healthOfficer(COMMUNE).player()).accountId)).rejects.toMatchObject(none)
      await load(as.administrator('46'), [
        ['Sếp Của Xã', COMMUNE, 'Quản trị hệ thống', '', '', '', ''],
        ['Người Nơi Khác', 'Xã Phong An', 'Cán bộ y tế', '', '', '', ''],
      ])
      for (const name of ['Sếp Của Xã', 'Người Nơi Khác']) {
        const [one] = await stage.sql<{ id: string }[]>`select id from identity.account where name = ${name}`
        await expect(slipFor(desk, one?.id as string)).rejects.toMatchObject(none)
      }
      const outside = { body: { unitId: unitNamed(world, 'Xã Phong An') } }
      await expect(desk.accounts.slips(outside)).rejects.toMatchObject(none)
      await expect(as.leader(COMMUNE).accounts.slips(outside)).rejects.toMatchObject({ code: 'core.refused.verb' })
    }),
  )
})

describe('beside a password for once', () => {
  /** A new account with a password that is shown to who made it, and a slip for it. */
  async function twoWays(stage: Stage) {
    const admin = stage.as.administrator(COMMUNE)
    const unitId = unitNamed(stage.world, COMMUNE)
    const body = { name: 'Nguyễn Văn An', login: 'an.nv', unitId, grants: [] }
    const { accountId, password } = await admin.identity.createAccount({ body })
    const code = codeIn(await slipsText(await admin.accounts.slips({ body: { accountIds: [accountId] } })))
    const device = stage.device()
    await device.identity.signIn({ body: { login: 'an.nv', password } })
    return { accountId, code, password, device }
  }

  test(
    'a slip that was left lying opens nothing once its officer has a password of their own',
    scene(async stage => {
      const { code, password, device } = await twoWays(stage)
      await device.identity.changePassword({ body: { current: password, next: NEW_PASSWORD } })
      await expect(stage.device().accounts.activate({ body: { code, password: PASSWORD } })).rejects.toMatchObject({
        code: 'accounts.code-wrong',
      })
      await stage.device().identity.signIn({ body: { login: 'an.nv', password: NEW_PASSWORD } })
    }),
  )

  test(
    'a slip that its maker kept opens no right that came later and is not theirs to reach',
    scene(async stage => {
      const { accountId, code } = await twoWays(stage)
      const params = { accountId }
      const grant = (body: { role: 'tracer' | 'health-officer'; areaId: string }) =>
        stage.as.administrator('46').identity.addGrant({ params, body })
      stage.at('2026-11-20T03:00:00Z')
      await grant({ role: 'health-officer', areaId: unitNamed(stage.world, COMMUNE) })
      expect(await stage.anyone.accounts.look({ body: { code } })).toMatchObject({ login: 'an.nv' })
      await grant({ role: 'tracer', areaId: unitNamed(stage.world, 'Huyện Phong Điền') })
      await expect(stage.device().accounts.activate({ body: { code, password: NEW_PASSWORD } })).rejects.toMatchObject({
        code: 'accounts.code-wrong',
      })
    }),
  )

  test(
    'who was in by it is out when the officer comes by the slip',
    scene(async stage => {
      const { code, device } = await twoWays(stage)
      await stage.device().accounts.activate({ body: { code, password: NEW_PASSWORD } })
      await expect(device.identity.me({})).rejects.toMatchObject({ status: 401 })
    }),
  )
})

test(
  'an account that is disabled is not activated',
  scene(async stage => {
    const admin = stage.as.administrator(COMMUNE)
    await load(admin, [['Nguyễn Văn An', COMMUNE, 'Cán bộ y tế', '', '0905111222', '', '']])
    const code = await codeSentTo(stage, '0905111222')
    const [row] = (await admin.identity.accounts({ query: { q: 'an.nv' } })).rows
    await admin.identity.disableAccount({ params: { accountId: row?.id as string }, body: { disabled: true } })
    await expect(stage.device().accounts.activate({ body: { code, password: PASSWORD } })).rejects.toMatchObject({
      code: 'identity.disabled',
    })
  }),
)
