import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

/*
 * What turns text into something else: a program, a command, markup, a statement. Each has the few places that were looked
 * at and why they may; one that is new fails here until somebody looked.
 */
const root = resolve(import.meta.dirname, '..')

interface Sink {
  readonly pattern: RegExp
  /** By file, or by the folder that they are in. */
  readonly may: Readonly<Record<string, string>>
  readonly planted: string
}

const SINKS: Readonly<Record<string, Sink>> = {
  'text that becomes a program': {
    pattern: /\beval\(|new Function\(|\bvm\b.*from 'node:vm'|setTimeout\(['"`]/,
    may: {},
    planted: 'eval(text)',
  },
  'text that becomes a command': {
    pattern: /(?<!\.)\b(?:exec|execSync|execFile|execFileSync|spawn|spawnSync|fork)\(|shell: true/,
    may: {
      'bin/': 'the launcher: Node, npm and itself',
      'src/core/db/embedded': 'PostgreSQL itself, by a list of arguments, none of which comes by a request',
      'src/apps/bundle.ts': 'tar, of a developer',
      'src/apps/new.ts': 'a tool of developers',
    },
    planted: "exec('ls ' + name)",
  },
  'text that becomes markup': {
    pattern: /dangerouslySetInnerHTML|\.(?:inner|outer)HTML\s*=|insertAdjacentHTML|document\.write|new Html\(/,
    may: {
      'src/core/html.ts': 'the encoder itself',
      'src/kit/written/style.ts': 'style sheets of the program',
      'src/capabilities/tracing/notices/page.ts': 'the word “selected”',
      'src/capabilities/services/site.ts': 'the word “selected”',
    },
    planted: '<p dangerouslySetInnerHTML={{ __html: text }} />',
  },
  'text that becomes a statement of SQL': {
    pattern: /\.unsafe\(/,
    may: {
      'src/core/': 'migrations, the names of partitions, and the driver itself',
      'src/base/backups/': 'names of tables as the database and the head of a sealed backup have them',
      'src/base/retention/': 'names of tables and columns that modules declare',
      'src/base/timeline/': 'names of partitions, made of dates',
      'src/base/audit/queries.ts': 'a constant',
      'src/simulation/': 'a constant',
      'src/base/identity/indicators.ts': 'days of columns, all constants',
      'src/base/signatures/indicators.ts': 'days of columns, all constants',
      'src/base/parcels/indicators.ts': 'days of columns and conditions, all constants',
      'src/capabilities/documents/indicators.ts': 'days of columns and conditions, all constants',
      'src/capabilities/halls/indicators.ts': 'conditions, all constants',
      'src/capabilities/services/indicators.ts': 'days of columns, all constants',
      'src/capabilities/isolation/indicators.ts': 'days of columns, all constants',
      'src/capabilities/tracing/indicators.ts': 'days and hours of columns, all constants',
      'src/capabilities/tracing/hold.ts': 'constants',
      'src/capabilities/tracing/notices/queries.ts': 'names of columns',
      'src/capabilities/followup/indicators.ts': 'days of columns, all constants',
      'src/capabilities/followup/plans.ts': 'names of tables, from a list in the file',
    },
    planted: 'sql.unsafe(text)',
  },
  'numbers that can be guessed, and digests that can be made twice': {
    pattern:
      /Math\.random|createHash\(['"](?:md5|sha1)|hash\(['"](?:md5|sha1)|createCipher\(|-(?:cbc|ecb)['"]|pseudoRandomBytes/,
    may: {
      'src/simulation/': 'invented people, the same for the same seed',
      'src/base/signatures/certificates.ts': 'the identifier of a key as RFC 5280 makes it, which proves nothing',
    },
    planted: 'const code = Math.random()',
  },
  'what lies on a device in the clear': {
    pattern: /localStorage\.setItem|sessionStorage\.setItem|openDB<|indexedDB\.open|caches\.open|document\.cookie\s*=/,
    may: {
      'src/core/web/vault.ts': 'all that is of anybody, sealed; goes at sign-out',
      'src/core/web/queue-store.ts': 'what is to be delivered, sealed for the server',
      'src/core/web/data.tsx': 'the id of the account whose answers lie in the vault',
      'src/core/web/held.ts': 'how many wait in a queue',
      'src/core/web/server-clock.ts': 'how wrong the clock is',
      'src/core/web/theme.ts': 'light or dark',
      'src/core/web/words.tsx': 'the language',
      'src/kit/console/kept.ts': 'how a list is looked at: columns, widths',
      'src/base/identity/web/session.tsx': 'that somebody left, without who',
      'src/base/attestation/web/checked.ts': 'public keys',
      'src/capabilities/checkpoints/web/door.ts': 'the door a guard stands at',
      'src/capabilities/halls/web/screen.tsx': 'numbers that were called, as the wall shows them',
      'src/apps/citizen/sw.ts': 'the program itself; no answer of the API',
    },
    planted: "localStorage.setItem('me', name)",
  },
  'what a client says of the way to it': {
    pattern: /request\.(?:host|hostname|protocol|ips)\b|headers\.host\b|x-forwarded|rejectUnauthorized/i,
    may: { 'src/core/http/server.ts': 'the origin of a page against the host, where there is no HTTPS' },
    planted: 'const link = `https://` + request.hostname',
  },
}

const isCode = (file: string) =>
  /\.(?:tsx?|js)$/.test(file) && !/\.test\.tsx?$|(^|\/)testing(\/|\.ts)|stand-in/.test(file)
const files = ['src', 'bin'].flatMap(folder =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(isCode)
    .map(file => `${folder}/${file}`),
)

test.each(Object.entries(SINKS))('%s: only where somebody looked', (_, { pattern, may, planted }) => {
  expect(pattern.test(planted)).toBe(true)
  const found = files.filter(file => pattern.test(readFileSync(join(root, file), 'utf8')))
  const reasonFor = (file: string) => Object.keys(may).find(place => file.startsWith(place))
  expect(found.filter(file => !reasonFor(file))).toEqual([])
  const used = new Set(found.map(reasonFor))
  expect(Object.keys(may).filter(place => !used.has(place))).toEqual([])
})
