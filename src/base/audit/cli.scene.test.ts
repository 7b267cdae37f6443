import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { modules } from '#apps/modules.ts'
import { alone, committedApp } from '#apps/testing/committed.ts'
import type { App } from '#core/app.ts'
import { sealOnce } from '#core/audit/seal.ts'
import { writeAudit } from '#core/audit.ts'
import { connect, type Db } from '#core/db/db.ts'
import { findMigrations, migrate } from '#core/db/migrate.ts'
import { newId } from '#core/ids.ts'
import { openKeyring } from '#core/keyring.ts'
import { loadWords } from '#core/load-words.ts'
import type { Problem } from '#core/problem.ts'
import { commands } from './cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'saola-audit-'))
const keyringFile = join(folder, 'keyring.json')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the commands', () => {
  const here = alone()
  let app: App
  const started = () =>
    committedApp(here.db, {
      keyring: openKeyring(keyringFile),
      config: { mode: 'demo', origin: 'http://localhost', dataDir: folder },
    })

  beforeAll(() => {
    loadWords(modules)
    app = started()
  })
  beforeEach(async () => {
    await here.db.sql`truncate core.audit, core.audit_block`
    for (const name of ['one', 'two', 'three']) await app.run(ctx => writeAudit(ctx, name))
    await app.run(sealOnce)
  })

  /** The exit code, and what was printed. */
  async function saola(name: keyof typeof commands, ...args: string[]) {
    const lines: string[] = []
    const code = await app
      .run(ctx => commands[name].run({ ...ctx, locale: 'en' }, args, line => lines.push(line)))
      .catch((problem: Problem) => problem.code)
    return { code, text: lines.join('\n') }
  }

  test('verify says that the audit is whole, and what it had nothing to compare with', async () => {
    const { code, text } = await saola('audit verify')
    expect(code).toBe(0)
    expect(text).toContain('Compared 3 rows in 1 blocks')
    expect(text).toContain('No heads from outside')
    expect(text).toContain('The audit is whole.')
  })

  test('verify names the row, and ends with 1', async () => {
    const [row] = await here.db.sql<{ id: string }[]>`
      update core.audit set endpoint = 'other' where endpoint = 'two' returning id`
    const { code, text } = await saola('audit verify')
    expect(code).toBe(1)
    expect(text).toMatch(new RegExp(`Block 1: row \\d+ was changed \\(${row?.id}, .*, other\\)`))
    expect(text).toContain('1 fault found.')
  })

  test('a head that was printed once finds out whoever writes everything anew, also with the key', async () => {
    const heads = join(folder, 'kept.txt')
    writeFileSync(heads, `Kính gửi\n${(await saola('audit head')).text}\n`)
    expect((await saola('audit verify', '--heads', heads)).code).toBe(0)
    await here.db.sql`delete from core.audit where endpoint = 'two'`
    await here.db.sql`delete from core.audit_block`
    await app.run(sealOnce)
    expect((await saola('audit verify')).code).toBe(0)
    const { code, text } = await saola('audit verify', '--heads', heads)
    expect(code).toBe(1)
    expect(text).toContain('Block 1 differs from the head kept outside')
  })

  test('anybody verifies with the public keys; after a rotation the old one still does', async () => {
    const file = join(folder, 'keys.pem')
    await saola('audit key', '--out', file)
    expect((await saola('audit verify', '--public-key', file)).code).toBe(0)
    expect((await saola('audit rotate')).text).toContain('key 2')
    const [older] = [app]
    app = started()
    await app.run(ctx => writeAudit(ctx, 'after'))
    await app.run(sealOnce)
    expect((await saola('audit verify')).code).toBe(0)
    expect((await saola('audit verify', '--public-key', file)).text).toContain('Block 2: not signed with a known key.')
    await saola('audit key', '--out', file)
    expect(readFileSync(file, 'utf8').match(/BEGIN PUBLIC KEY/g)).toHaveLength(2)
    expect((await saola('audit verify', '--public-key', file)).code).toBe(0)
    expect(older.keyring.signingKeys('audit')).toHaveLength(1)
  })

  test('what was not understood or is not there is said in one sentence', async () => {
    expect((await saola('audit verify', '--fast')).code).toBe('audit.usage')
    expect((await saola('audit verify', '--heads', join(folder, 'none.txt'))).code).toBe('audit.no-file')
    writeFileSync(join(folder, 'empty.txt'), 'nothing')
    expect((await saola('audit verify', '--heads', join(folder, 'empty.txt'))).code).toBe('audit.no-heads')
    expect((await saola('audit verify', '--public-key', join(folder, 'empty.txt'))).code).toBe('audit.no-key')
  })
})

describe('an audit that was written before it was sealed', () => {
  const here = alone()

  const shapeOf = ({ sql }: Db) => sql`
    select table_name, column_name, data_type, column_default, is_nullable from information_schema.columns
    where table_schema = 'core' and table_name !~ '^audit_[0-9]' order by table_name, ordinal_position`

  test('is brought over row by row, and sealed as it was found; the schema is that of a new installation', async () => {
    await here.db.sql.unsafe('create database before')
    const db = connect({ ...here.address, database: 'before' })
    try {
      const all = findMigrations(modules)
      await migrate(
        db,
        all.filter(({ name }) => name < '20261129T2310'),
      )
      const [person, old] = [newId(), newId(new Date('2026-02-10T00:00:00Z'))]
      await db.sql`
        insert into core.audit (id, at, account_id, endpoint, ref_kind, ref_id, purpose, request_id)
        values (${old}, '2026-02-10', ${newId()}, 'people.get', 'person', ${person}, 'people.read', 'a'),
               (${newId()}, now(), ${newId()}, 'work.get', 'work', 'x', 'work.read', 'b')`
      await migrate(db, all)
      expect(await committedApp(db).run(sealOnce)).toMatchObject({ count: 2 })
      expect(await db.sql`select request_id, person_id from core.audit order by seq`).toEqual([
        { requestId: 'a', personId: person },
        { requestId: 'b', personId: null },
      ])
      const [month] = await db.sql`select tableoid::regclass::text as name from core.audit where id = ${old}`
      expect(month).toEqual({ name: 'core.audit_202602' })
      expect(await shapeOf(db)).toEqual(await shapeOf(here.db))
    } finally {
      await db.close()
    }
  })
})
