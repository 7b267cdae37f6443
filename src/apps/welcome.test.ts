import { expect, test } from 'vitest'
import { welcome } from './welcome.ts'

const URL = 'http://localhost:8080'

test('a demo shows its addresses and who one may be, in columns', () => {
  const accounts = [
    { who: 'Leader', login: 'lanhdao', password: 'p', role: 'leader' },
    { who: 'Citizen, a contact of a case', login: '0900000001' },
  ]
  expect(welcome(URL, 'demo', URL, { accounts })).toEqual([
    '',
    '  Citizens and checkpoints   http://localhost:8080/',
    '  Offices and command        http://localhost:8080/console',
    '  For everybody              http://localhost:8080/site',
    '  API                        http://localhost:8080/api',
    '',
    '  Demo accounts                  Sign-in      Password',
    '  Leader                         lanhdao      p',
    '  Citizen, a contact of a case   0900000001   by code',
    expect.stringContaining('http://localhost:8080/hop-thu'),
    '',
  ])
})

test('production shows no account but the first administrator’s, once', () => {
  const first = welcome(URL, 'production', 'https://saola.example.vn', {
    accounts: [],
    administrator: { login: 'admin', password: 'only-once' },
  })
  expect(first.filter(line => line.includes('only-once'))).toHaveLength(1)
  const later = welcome(URL, 'production', 'https://saola.example.vn', { accounts: [] })
  expect(later.join()).not.toMatch(/admin|mailbox|hop-thu/)
})

test.each([
  ['production', 'http://localhost:8080', true],
  ['production', 'https://saola.example.vn', false],
  ['demo', 'http://localhost:8080', false],
] as const)('%s at %s asks for a public address: %s', (mode, origin, asks) => {
  expect(welcome(URL, mode, origin, { accounts: [] }).join().includes('SAOLA_ORIGIN')).toBe(asks)
})
