import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { bar } from './steps.js'

const said = (program: string) => {
  const code = `import { note, step } from ${JSON.stringify(new URL('./steps.js', import.meta.url).href)};${program}`
  return execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' })
}

test('in a file a step is one line, with how long it took', () => {
  expect(said(`await step('Sowing', async report => { report(0.5); report(1) }); note('Reaped')`)).toMatch(
    /^• Sowing … \d+ s\n• Reaped\n$/,
  )
})

test('what happens during a step has a line of its own', () => {
  expect(said(`await step('Sowing', async () => note('It rains'))`)).toMatch(/^• Sowing …\n• It rains\n \d+ s\n$/)
})

test('a step that fails says so', () => {
  expect(said(`await step('Sowing', () => Promise.reject(new Error())).catch(() => {})`)).toBe('• Sowing … failed\n')
})

test.each([
  [0, '░░░░░░░░░░░░░░░░░░░░ 0%'],
  [0.256, '█████░░░░░░░░░░░░░░░ 25%'],
  [1, '████████████████████ 100%'],
])('%d of the way', (share, drawn) => expect(bar(share)).toBe(drawn))
