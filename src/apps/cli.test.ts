import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { commandOptions, serveOptions } from './cli.ts'

const root = resolve(import.meta.dirname, '../..')

test('an installation without options is on port 8080, in the project folder', () => {
  expect(serveOptions([], {})).toEqual({ port: 8080, dataDir: `${root}/.saola` })
})

test('options and the environment choose', () => {
  const args = ['--port', '9000', '--data=elsewhere', '--demo', 'province']
  expect(serveOptions(args, { DATABASE_URL: 'postgres://db/saola' })).toEqual({
    port: 9000,
    dataDir: resolve('elsewhere'),
    demo: 'province',
    databaseUrl: 'postgres://db/saola',
  })
})

test.each([
  [['--port', '0'], '--port'],
  [['--port', '65536'], '--port'],
  [['--port', '8o8o'], '--port'],
  [['--port='], '--port'],
  [['--demo', 'Small'], '--demo'],
  [['--data'], '--data'],
  [['--verbose'], '--verbose'],
])('%j is not understood', (args, option) => {
  expect(() => serveOptions(args, {})).toThrow(option)
})

test.each([
  [['list.csv', '--from', '2025-07-01'], ['list.csv', '--from', '2025-07-01'], `${root}/.saola`],
  [['--data', 'there', 'list.csv', '--on=x'], ['list.csv', '--on=x'], resolve('there')],
  [['list.csv', '--data=there'], ['list.csv'], resolve('there')],
])('a command of a module takes %j', (args, own, dataDir) => {
  expect(commandOptions(args, {})).toEqual({ own, where: { dataDir } })
})

test.each([[['--data']], [['--data=']]])('%j names no directory', args => {
  expect(() => commandOptions(args, {})).toThrow('--data')
})
