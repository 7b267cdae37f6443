import { expect, test } from 'vitest'
import { loginFrom } from './login-from.ts'

test.each([
  ['Nguyễn Văn An', 'an.nv'],
  ['Đỗ  Thị Đào ', 'dao.dt'],
  ['Tôn Nữ Quỳnh Như', 'nhu.tnq'],
  ['Ún', 'un'],
  ["H'Hen Niê", 'nie.hh'],
  ['', ''],
])('%s signs in as %s', (name, login) => {
  expect(loginFrom(name)).toBe(login)
})
