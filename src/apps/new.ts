import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { StartupError } from '#core/startup-error.ts'

const SRC = resolve(import.meta.dirname, '..')

/**
 * `saola new capability NAME`: the folder of a capability, with an endpoint, a table, words in both languages and a
 * passing test, and its line in the list of modules.
 *
 * @returns the exit code
 */
export async function create([what, name]: readonly string[]): Promise<number> {
  if (what !== 'capability' || !name || !/^[a-z][a-z0-9]{2,30}$/.test(name))
    throw new StartupError(
      'Say `npm run new capability NAME`, with a name of small letters: `npm run new capability testing`.',
    )
  const dir = join(SRC, 'capabilities', name)
  if (existsSync(dir)) throw new StartupError(`There is a capability “${name}” already: src/capabilities/${name}.`)
  const files = filesOf(name, new Date())
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(dir, path, '..'), { recursive: true })
    writeFileSync(join(dir, path), text)
  }
  enlist(name)
  execFileSync(join(SRC, '../node_modules/.bin/biome'), ['check', '--write', dir, join(SRC, 'apps/modules.ts')], {
    stdio: 'ignore',
  })
  console.log(`src/capabilities/${name}: ${Object.keys(files).join(', ')}`)
  console.log(`Try it: npm test -- src/capabilities/${name}`)
  return 0
}

/** The one line: an import and an entry in the list of modules. */
function enlist(name: string): void {
  const path = join(SRC, 'apps/modules.ts')
  const list = readFileSync(path, 'utf8')
  writeFileSync(
    path,
    list
      .replace(/^import core from/m, `import ${name} from '#capabilities/${name}/index.ts'\nimport core from`)
      .replace(/^\] as const/m, `  ${name},\n] as const`),
  )
}

const stamp = (now: Date) => now.toISOString().slice(0, 16).replaceAll(/[-:]/g, '')

function filesOf(name: string, now: Date): Record<string, string> {
  return {
    'README.md': `# ${name}\n\nPurpose, words, invariants and the regulation it follows, in twenty lines.\n`,
    'contract.ts': `import * as z from 'zod/mini'
import { at, can, endpoint, wire } from '#core/contract.ts'

export const Note = z.object({ id: wire.id, unitId: wire.id, text: wire.text(500) })

export const ${name} = {
  add: endpoint({
    method: 'POST',
    path: '/${name}/notes',
    body: z.object({ unitId: wire.id, text: wire.text(500) }),
    reply: Note,
    may: can('${name}.write'),
    about: i => at.unit(i.body.unitId),
  }),
}
`,
    'rules.ts': `/** Decisions are pure; time and policy are arguments. */
export const isUrgent = (text: string): boolean => /khẩn/i.test(text)
`,
    'queries.ts': `import type { Sql } from '#core/db/db.ts'

export interface NoteRow {
  readonly id: string
  readonly unitId: string
  readonly text: string
}

export const insertNote = (sql: Sql, note: NoteRow, at: Date) => sql\`
  insert into ${name}.note (id, unit_id, text, at) values (\${note.id}, \${note.unitId}, \${note.text}, \${at})\`
`,
    'index.ts': `import { newId } from '#core/ids.ts'
import { defineModule } from '#core/module.ts'
import { ${name} as contract } from './contract.ts'
import { insertNote } from './queries.ts'

export default defineModule({
  name: '${name}',
  dir: import.meta.dirname,
  contract,
  handlers: {
    async add({ body }, { sql, now }) {
      const note = { id: newId(now), ...body }
      await insertNote(sql, note, now)
      return note
    },
  },
  allows: { 'health-officer': ['${name}.write'] },
})
`,
    [`migrations/${stamp(now)}-${name}.sql`]: `create schema ${name};

create table ${name}.note (
  id uuid primary key,
  unit_id uuid not null,
  text text not null,
  at timestamptz not null
);
comment on table ${name}.note is 'What a row is, who reads it and how long it is kept.';
`,
    'vi.json': `{\n  "${name}.write.right": "Ghi thông báo"\n}\n`,
    'en.json': `{\n  "${name}.write.right": "Write notes"\n}\n`,
    'rules.test.ts': `import { expect, test } from 'vitest'
import { isUrgent } from './rules.ts'

test.each([
  ['Thông báo khẩn', true],
  ['Thông báo', false],
])('%s: urgent %s', (text, urgent) => expect(isUrgent(text)).toBe(urgent))
`,
    [`${name}.scene.test.ts`]: `import { expect, test } from 'vitest'
import { scene } from '#apps/testing/scene.ts'

test(
  'an officer writes in the area served, and nowhere else',
  scene(async ({ as, world }) => {
    const officer = as.healthOfficer('Thị trấn Phong Điền')
    const [here, there] = ['Thị trấn Phong Điền', 'Xã Phong Bình'].map(unit => world.units[unit] ?? '') as [string, string]
    expect(await officer.${name}.add({ body: { unitId: here, text: 'một dòng' } })).toMatchObject({ unitId: here })
    await expect(officer.${name}.add({ body: { unitId: there, text: 'x' } })).rejects.toMatchObject({
      code: 'core.refused.area',
    })
  }),
)
`,
  }
}
