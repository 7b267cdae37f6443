import { describe, expect, test } from 'vitest'
import { freeLogin, judge, type Known, type Row } from './rules.ts'

const row = (more: Partial<Row> = {}): Row => ({
  unitId: 'xa-1',
  name: 'nguyen van an',
  login: undefined,
  phone: undefined,
  ...more,
})
const account = (login: string, more: Partial<Row> = {}): Known => ({ ...row(more), login })
const known = (login: string) => ({ is: 'known', login })
const refused = (column: string, reason: string) => ({ is: 'refused', column, reason: `accounts.list.${reason}` })
const fresh = { is: 'new' }

describe('a row of a list is', () => {
  test.each<[string, Row, Known[], string[], object]>([
    ['new where nobody is called so', row(), [], [], fresh],
    ['known by name and unit', row(), [account('an.nv')], [], known('an.nv')],
    ['new in another unit', row({ unitId: 'xa-2' }), [account('an.nv')], [], fresh],
    ['known by the phone', row({ phone: 'a' }), [account('an.nv', { phone: 'a' })], [], known('an.nv')],
    ['new with another phone', row({ phone: 'b' }), [account('an.nv', { phone: 'a' })], [], fresh],
    ['known when the phone was not known', row({ phone: 'b' }), [account('an.nv')], [], known('an.nv')],
    [
      'the one with the phone',
      row({ phone: 'b' }),
      [account('an.nv'), account('an.nv2', { phone: 'b' })],
      [],
      known('an.nv2'),
    ],
    ['refused twice in a file', row(), [account('an.nv')], ['an.nv'], refused('name', 'same-name')],
    ['known by the login', row({ login: 'an.nv' }), [account('an.nv')], [], known('an.nv')],
    ['new with a login of its own', row({ login: 'an2' }), [account('an.nv')], [], fresh],
    ['refused with a login twice', row({ login: 'an.nv' }), [account('an.nv')], ['an.nv'], refused('login', 'twice')],
    [
      'refused with the login of somebody else',
      row({ login: 'binh.tt' }),
      [account('binh.tt', { name: 'tran thi binh' })],
      [],
      refused('login', 'login-other'),
    ],
    [
      'refused with the login of a namesake elsewhere',
      row({ login: 'an.nv' }),
      [account('an.nv', { unitId: 'xa-2' })],
      [],
      refused('login', 'login-other'),
    ],
  ])('%s', (_, asked, accounts, claimed, judged) => {
    expect(judge(asked, accounts, new Set(claimed))).toEqual(judged)
  })
})

test.each([
  ['an.nv', [], 'an.nv'],
  ['an.nv', ['an.nv'], 'an.nv2'],
  ['an.nv', ['an.nv', 'an.nv2', 'an.nv3'], 'an.nv4'],
  ['un', [], 'un.canbo'],
  ['', ['canbo'], 'canbo2'],
])('%s, of %j taken, becomes %s', (wanted, taken, login) => {
  expect(freeLogin(wanted, new Set(taken))).toBe(login)
})
