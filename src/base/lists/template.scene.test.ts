import Excel from 'exceljs'
import { expect, test } from 'vitest'
import type { Acting } from '#apps/testing/cast.ts'
import { scene } from '#apps/testing/scene.ts'
import type { List } from './list.ts'
import { sendList } from './testing.ts'

const PROVINCE = 'Thừa Thiên Huế'

const templateFor = async (officer: Acting, kind: string): Promise<Uint8Array> =>
  (await officer.lists.template({ params: { kind } })).bytes()

async function opened(template: Uint8Array) {
  const book = new Excel.Workbook()
  await book.xlsx.load(template as never)
  return { book, sheet: book.worksheets[0] as Excel.Worksheet }
}

test(
  'every kind of list has a template that says how each column is filled in and is read back as it is',
  scene(async stage => {
    const holders: Readonly<Record<string, Acting>> = {
      'accounts.officers': stage.as.administrator(PROVINCE),
      'exchange.codes': stage.as.administrator(PROVINCE),
      'places.register': stage.as.registrar(PROVINCE),
      'services.procedures': stage.as.administrator(PROVINCE),
    }
    const kinds = stage.app.declared<List>('list').filter(list => !list.of)
    expect(kinds.length).toBeGreaterThan(3)
    for (const { kind, columns } of kinds) {
      const officer = holders[kind] ?? stage.as.tracer(PROVINCE)
      const { book, sheet } = await opened(await templateFor(officer, kind))
      expect(sheet.rowCount).toBe(2)
      const texts = (row: number) => (sheet.getRow(row).values as string[]).slice(1)
      expect(texts(1)).toHaveLength(Object.keys(columns).length)
      for (const how of texts(1)) expect(how).toMatch(/^(Bắt buộc|Có thể để trống)\./)
      sheet.addRow(['1'])
      const { importId } = await officer.lists.send({
        query: { kind },
        body: new File([await book.xlsx.writeBuffer()], 'mau.xlsx') as never,
      })
      const { headLine, mapping } = await officer.lists.preview({ params: { importId }, query: {} })
      expect(headLine).toBe(2)
      expect(Object.keys(mapping).sort()).toEqual(Object.keys(columns).sort())
    }
  }),
)

test(
  'what is filled in below the headings is loaded, and what stands above them is not',
  scene(async stage => {
    const officer = stage.as.healthOfficer('Thị trấn Phong Điền')
    const kind = 'people.register'
    const { book, sheet } = await opened(await templateFor(officer, kind))
    sheet.addRow(['Nguyễn Thị Mẫu', '1990', 'Nữ', '', '0905000555', 'Thị trấn Phong Điền', 'Tổ 3'])
    const { list, faults } = await sendList(officer, new Uint8Array(await book.xlsx.writeBuffer()), { kind })
    expect([list.added, faults]).toEqual([1, []])
  }),
)

test(
  'sent back before it is filled in, it is told that no row stands below its headings, and nothing is kept of it',
  scene(async stage => {
    const officer = stage.as.healthOfficer('Thị trấn Phong Điền')
    const kind = 'people.register'
    await expect(sendList(officer, await templateFor(officer, kind), { kind })).rejects.toMatchObject({
      code: 'lists.file.no-rows',
      status: 422,
    })
    expect((await officer.lists.imports({ query: {} })).rows).toEqual([])
  }),
)

test(
  'a template is only for who may send such a list, and of a kind that is',
  scene(async stage => {
    const officer = stage.as.healthOfficer('Thị trấn Phong Điền')
    const of = (kind: string) => officer.lists.template({ params: { kind } })
    await expect(of('accounts.officers')).rejects.toMatchObject({ code: 'core.refused.verb' })
    await expect(of('people.nothing')).rejects.toMatchObject({ code: 'lists.unknown-kind' })
  }),
)

test(
  'a text that is called a spreadsheet is read as what it is, and says so; an empty file is refused by name',
  scene(async stage => {
    const officer = stage.as.registrar(PROVINCE)
    const kind = 'places.register'
    const text = 'Tên địa điểm,Loại,Xã phường\nChợ Mới,Chợ,Thị trấn Phong Điền\n'
    const { list } = await sendList(officer, text, { kind, name: 'dia-diem.xlsx' })
    expect(list).toMatchObject({ name: 'dia-diem.xlsx', format: 'csv', added: 1, refused: 0 })
    await expect(sendList(officer, '', { kind, name: 'dia-diem.xlsx' })).rejects.toMatchObject({
      code: 'lists.file.empty',
      status: 422,
    })
  }),
)
