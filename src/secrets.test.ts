import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const LARGEST = 2 * 1024 * 1024

/** What a secret looks like, however it came into a file. */
const SECRETS: Readonly<Record<string, RegExp>> = {
  'private key': /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/,
  'key of a backup': /AGE-SECRET-KEY-1[0-9A-Z]{20}/,
  'cloud key': /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[\w-]{35}/,
  'token of a code host': /\bgh[pousr]_[A-Za-z0-9]{36}|\bglpat-[\w-]{20}/,
  'token of a registry': /\bnpm_[A-Za-z0-9]{36}|_authToken\s*=\s*\S/,
  'token of a chat': /\bxox[abprs]-[\w-]{10}/,
  'signed token': /\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20}/,
  'password in an address':
    /\b(?:postgres(?:ql)?|smtps?|smpps?|https?):\/\/[^\s:/@'"`]+:(?!password|secret|\$\{|\*)[^\s/@'"`$]{8,}@(?!localhost|127\.|.*\.?example)/,
}
/** Installations keep these outside of the repository. */
const FILES = /(^|\/)(keyring\.json|openid\.json|\.env(\..*)?|id_(rsa|ed25519)|.*\.(pem|p12|pfx|key))$/

const secretsIn = (text: string): string[] => Object.keys(SECRETS).filter(kind => SECRETS[kind]?.test(text))

const tracked = () =>
  execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean)

test('no file of the repository holds a secret', ({ skip }) => {
  let files: string[]
  try {
    files = tracked()
  } catch {
    return skip('this is no git repository')
  }
  expect(files.length).toBeGreaterThan(500)
  expect(files.filter(file => FILES.test(file))).toEqual([])
  const found = files
    .filter(file => statSync(join(root, file), { throwIfNoEntry: false })?.isFile())
    .filter(file => statSync(join(root, file)).size < LARGEST)
    .flatMap(file => secretsIn(readFileSync(join(root, file), 'utf8')).map(kind => `${file}: ${kind}`))
  expect(found).toEqual([])
})

test('each kind of secret is found where it is planted', () => {
  const folder = mkdtempSync(join(tmpdir(), 'saola-secrets-'))
  // Put together here, so that this file holds none.
  const planted: Readonly<Record<string, string>> = {
    'private key': `-----BEGIN ${'OPENSSH'} PRIVATE KEY-----`,
    'key of a backup': `AGE-SECRET-${'KEY-1'}${'Q'.repeat(30)}`,
    'cloud key': `AKI${'A'}${'B'.repeat(16)}`,
    'token of a code host': `gh${'p'}_${'a'.repeat(36)}`,
    'token of a registry': `npm${'_'}${'a'.repeat(36)}`,
    'token of a chat': `xox${'b'}-1234567890-abc`,
    'signed token': ['eyJ', 'eyJ', ''].map(head => head + 'a'.repeat(24)).join('.'),
    'password in an address': ['postgres:/', 'saola:s3cr3t-w0rd@db.hue.vn', 'saola'].join('/'),
  }
  try {
    for (const [kind, text] of Object.entries(planted)) {
      const file = join(folder, 'planted.txt')
      writeFileSync(file, `x = "${text}"`)
      expect(secretsIn(readFileSync(file, 'utf8'))).toEqual([kind])
    }
    expect(Object.keys(planted)).toEqual(Object.keys(SECRETS))
  } finally {
    rmSync(folder, { recursive: true })
  }
})
