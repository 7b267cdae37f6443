import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const WAIT_MS = 25_000

/** Advisories that were looked at: what of the package is not reachable here, by the address of the advisory. */
const ACCEPTED: Readonly<Record<string, string>> = {}

interface Audit {
  readonly vulnerabilities?: Readonly<Record<string, { readonly via: readonly (string | Advisory)[] }>>
}
interface Advisory {
  readonly url: string
  readonly name: string
  readonly severity: string
}

/** What the registry knows against the packages of an installation; undefined where it does not answer. */
function audit(): Promise<Audit | undefined> {
  const npm = ['audit', '--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=15000']
  return new Promise(done =>
    execFile('npm', npm, { cwd: root, timeout: WAIT_MS, maxBuffer: 64 * 1024 * 1024 }, (_failed, out) => {
      try {
        const answer = JSON.parse(out) as Audit
        done(answer.vulnerabilities ? answer : undefined)
      } catch {
        done(undefined)
      }
    }),
  )
}

test('no package of an installation has a grave advisory', { timeout: 30_000 }, async ({ skip }) => {
  const answer = await audit()
  if (!answer) return skip('the registry tells no advisories: nothing was looked up')
  const known = Object.values(answer.vulnerabilities ?? {}).flatMap(({ via }) =>
    via.filter(one => typeof one === 'object'),
  )
  const grave = known.filter(({ severity, url }) => ['high', 'critical'].includes(severity) && !(url in ACCEPTED))
  expect(grave.map(({ name, severity, url }) => `${name}: ${severity} ${url}`)).toEqual([])
})

test('every package is fixed to one version, with what its contents add up to', () => {
  const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'))
  const { dependencies, devDependencies } = read('package.json') as Record<string, Record<string, string>>
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^(npm:\w+@)?\d+\.\d+\.\d+[\w.-]*$/.test(version),
  )
  expect(loose).toEqual([])
  const { packages } = read('package-lock.json') as {
    packages: Record<string, { integrity?: string; resolved?: string; link?: boolean; inBundle?: boolean }>
  }
  const unsealed = Object.entries(packages).filter(
    ([path, one]) => path && !one.link && !one.inBundle && !/^sha512-[\w+/]{86}==$/.test(one.integrity ?? ''),
  )
  expect(unsealed.map(([path]) => path)).toEqual([])
  // None comes from an address of its own: what the registry hands out is held against what it adds up to.
  expect(Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
})
