import { expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { keyringOf, newKeyring } from '#core/keyring.ts'
import { addPerson, findByIdentifier, identifiersOf } from './people.ts'

const NUMBERS = {
  cccd: '046090900001',
  cmnd: '191234567',
  passport: 'B1234567',
  bhyt: '4690000001',
  qid: '990000000000000001',
  phone: '+84905000001',
  email: 'nguyen.van.an@example.com',
} as const

/** How a number could be read in a row: as it is, without the country's prefix, and as bytes. */
const spellings = (number: string): string[] => {
  const plain = [number, number.replace(/^\+84/, '')]
  return plain.flatMap(text => [text, Buffer.from(text).toString('hex'), Buffer.from(text).toString('base64')])
}

const enter = ({ app, world }: Stage) =>
  app.run(ctx =>
    addPerson(ctx, { fullName: 'Nguyễn Văn An', unitId: unitNamed(world, 'Xã Phong Bình'), identifiers: NUMBERS }),
  )

/** Every row of every table of the installation, as text. */
async function* rowsOf({ sql }: Stage): AsyncGenerator<{ table: string; row: string }> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema', 'units')`
  for (const { name } of tables) {
    const rows = await sql.unsafe<{ row: string }[]>(`select t::text as row from ${name} t`)
    for (const { row } of rows) yield { table: name, row }
  }
}

test(
  'no number lies in the database in a form that somebody could read',
  scene(async stage => {
    const personId = await enter(stage)
    const tracer = stage.as.tracer('Phong Điền')
    await tracer.people.get({ query: {}, params: { personId } })
    await tracer.people.search({ query: { q: NUMBERS.cccd } })
    await stage.as.citizen('0905000001').people.candidates({})
    const readable: string[] = []
    let rows = 0
    for await (const { table, row } of rowsOf(stage)) {
      rows++
      for (const [kind, number] of Object.entries(NUMBERS))
        if (spellings(number).some(text => row.includes(text))) readable.push(`${kind} in ${table}`)
    }
    expect(rows).toBeGreaterThan(Object.keys(NUMBERS).length)
    expect(readable).toEqual([])
    expect(await identifiersOf(stage.app.context(stage.sql), personId)).toEqual(NUMBERS)
  }),
)

test(
  'the same number looks different under each person, and a look-up says nothing of what it is',
  scene(async stage => {
    const { app, sql } = stage
    await app.run(async ctx => {
      for (const fullName of ['Lê Văn Cha', 'Lê Thị Con'])
        await addPerson(ctx, { fullName, identifiers: { phone: NUMBERS.phone } })
    })
    const rows = await sql<{ lookup: Buffer; sealed: Buffer }[]>`select lookup, sealed from people.identifier`
    const [one, other] = rows.map(row => ({ lookup: row.lookup.toString('hex'), sealed: row.sealed.toString('hex') }))
    expect(one?.lookup).toBe(other?.lookup)
    expect(one?.sealed).not.toBe(other?.sealed)
    const { lookup } = (({ keyring }) => ({ lookup: keyring.blindIndex('email', NUMBERS.phone) }))(app)
    expect(lookup.toString('hex')).not.toBe(one?.lookup)
  }),
)

test(
  'a row that was altered is not read',
  scene(async stage => {
    const { sql, app } = stage
    const personId = await enter(stage)
    await sql`
      update people.identifier set sealed = set_byte(sealed, 15, get_byte(sealed, 15) # 1)
      where person_id = ${personId} and kind = 'cccd'`
    await expect(identifiersOf(app.context(sql), personId)).rejects.toThrow()
    await expect(stage.as.tracer('Phong Điền').people.get({ query: {}, params: { personId } })).rejects.toMatchObject({
      code: 'core.unexpected',
      status: 500,
    })
  }),
)

test(
  'a copy of the database without its keyring finds and reads nothing',
  scene(async stage => {
    const personId = await enter(stage)
    const ctx = stage.app.context(stage.sql)
    const elsewhere = { ...ctx, app: { ...stage.app, keyring: keyringOf(newKeyring()) } }
    expect(await findByIdentifier(elsewhere, 'cccd', NUMBERS.cccd)).toEqual([])
    await expect(identifiersOf(elsewhere, personId)).rejects.toThrow()
    expect(await findByIdentifier(ctx, 'cccd', NUMBERS.cccd)).toMatchObject([{ id: personId }])
  }),
)
