import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { commands } from './cli.ts'

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'saola-units-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

const LIST = `code,level,name,full_name,type,parent_code
45,1,Quảng Trị,Tỉnh Quảng Trị,Tỉnh,
46,1,Huế,Thành phố Huế,Thành phố,
19819,3,Phong Điền,Phường Phong Điền,Phường,46
`

async function run({ app }: Stage, command: keyof typeof commands, ...args: string[]) {
  const printed: string[] = []
  const code = await app.run(ctx => commands[command].run(ctx, args, text => printed.push(text)))
  return { code, text: printed.join('\n') }
}

test(
  'a list is imported once; the second time it says that nothing changed',
  scene(async stage => {
    const file = join(dir, 'danh-muc.csv')
    writeFileSync(file, LIST)
    const first = await run(stage, 'units import', file, '--from', '2026-11-01')
    expect(first).toMatchObject({
      code: 0,
      text: expect.stringMatching(/^danh-muc\.csv: 3 dòng\. Lập mới 0, chấm dứt \d+/),
    })
    const second = await run(stage, 'units import', file, '--from', '2026-11-01')
    expect(second).toEqual({ code: 0, text: 'danh-muc.csv: 3 dòng, đã có đủ, không thay đổi gì.' })
  }),
)

test(
  'bad rows are printed with their lines, and the exit code says so',
  scene(async stage => {
    const file = join(dir, 'sai.csv')
    writeFileSync(file, `${LIST}1980,3,X,Xã X,Xã,46\n19807,3,Y,Xã Y,Xã,99\n`)
    const { code, text } = await run(stage, 'units import', file, '--from', '2026-11-01')
    expect(code).toBe(1)
    expect(text).toBe(
      [
        'Dòng 5: mã “1980” không đúng: cần 5 chữ số (có thể đã mất số 0 ở đầu)',
        'Dòng 6: đơn vị 19807 trực thuộc “99”, nhưng không có đơn vị cấp trên nào mang mã này',
        'sai.csv: 2 lỗi. Chưa có gì được nhập.',
      ].join('\n'),
    )
  }),
)

test.each([
  ['no file', 'units import', ['--from', '2026-11-01']],
  ['no day', 'units import', ['a.csv']],
  ['a day that is none', 'units import', ['a.csv', '--from', '2026-02-30']],
  ['an option that is none', 'units map', ['a.csv', '--from', '2026-11-01']],
  ['two files', 'units boundaries', ['a', 'b']],
] as const)('%s: the usage is told', (_, command, args) =>
  scene(async stage => {
    await expect(run(stage, command, ...args)).rejects.toMatchObject({
      code: 'units.usage',
      params: { usage: commands[command].usage },
    })
  })(),
)

test(
  'a file that is not there is told by its name',
  scene(async stage => {
    await expect(run(stage, 'units map', join(dir, 'none.csv'))).rejects.toMatchObject({
      code: 'units.file-unreadable',
      params: { file: 'none.csv' },
    })
  }),
)
