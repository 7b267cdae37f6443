import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { modules } from '#apps/modules.ts'
import { PLACE_KIND_NAMES } from '#base/places/kinds.ts'
import { ensurePartitions } from '#base/timeline/partitions.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import { nextGeneration, recordedMeetings } from '#capabilities/tracing/meetings.ts'
import { DAY_MS } from '#core/clock.ts'
import { connect, type Sql } from '#core/db/db.ts'
import { startPostgres } from '#core/db/embedded.ts'
import { findMigrations, migrate } from '#core/db/migrate.ts'
import { median, option, percentile, report, round } from './support/report.ts'

/**
 * Contacts of one case over 14 days, with minutes and places, as tracing finds them, against the plain design in the same
 * run: one table of visits, single-column indexes, the obvious self-join, every exit known. Then the chain to the second
 * generation.
 */
const VISITS = option('visits', 20_000_000)
const PEOPLE = Math.max(1000, Math.round(VISITS / 20))
const PLACES = Math.max(100, Math.round(VISITS / 1000))
/** How many cases are traced, and how often each counts. */
const PERSONS = 40
const ROUNDS = 3
const TO = new Date()
const FROM = new Date(TO.getTime() - 14 * DAY_MS)
const PERIOD = { from: FROM, to: TO }

const uuid = (kind: string, n: string) => `('00000000-000${kind}-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`
const personId = (n: number) => `00000000-0001-7000-8000-${n.toString(16).padStart(12, '0')}`

async function generate(sql: Sql): Promise<void> {
  await ensurePartitions(sql, FROM, TO)
  const kinds = `'{${PLACE_KIND_NAMES.join(',')}}'::text[]`
  await sql.unsafe(`
    insert into places.place (id, code, kind, name, name_key, unit_id)
    select ${uuid('2', 'n')}, 'A' || lpad(n::text, 7, '0'), (${kinds})[1 + n % ${PLACE_KIND_NAMES.length}],
           'Nơi ' || n, 'noi ' || n, '${COUNTRY_ID}' from generate_series(0, ${PLACES - 1}) n`)
  const indexes = await sql<{ name: string; definition: string }[]>`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
    from pg_index where indrelid = 'timeline.visit'::regclass`
  for (const { name } of indexes) await sql.unsafe(`drop index ${name}`)
  // In order of time, as visits come; a few places are far busier than most; two of five visits have no exit.
  await sql.unsafe(`
    insert into timeline.visit (person_id, place_id, unit_id, in_at, out_at, scan_id)
    select ${uuid('1', 'person')}, ${uuid('2', 'place')}, '${COUNTRY_ID}', at,
           case when exit < 0.6 then at + stay * interval '1 minute' end, ${uuid('3', 'n')}
    from (select n, floor(random() * ${PEOPLE})::int as person, floor(pow(random(), 1.5) * ${PLACES})::int as place,
                 timestamptz '${FROM.toISOString()}' + n * interval '${(14 * 86_400_000) / VISITS} milliseconds' as at,
                 5 + floor(random() * 85)::int as stay, random() as exit
          from generate_series(0, ${VISITS - 1}) n) as generated`)
  for (const { definition } of indexes) await sql.unsafe(definition.replace(' ON ONLY ', ' ON '))
  await sql.unsafe('vacuum analyze timeline.visit')
  await sql.unsafe('analyze places.place')
}

async function makePlain(sql: Sql): Promise<void> {
  await sql.unsafe('create schema plain')
  await sql.unsafe(`
    create table plain.visits as
    select row_number() over () as id, person_id, place_id, in_at, coalesce(out_at, in_at + interval '60 minutes') as out_at
    from timeline.visit`)
  await sql.unsafe('alter table plain.visits add primary key (id)')
  for (const column of ['person_id', 'place_id', 'in_at']) await sql.unsafe(`create index on plain.visits (${column})`)
  await sql.unsafe('vacuum analyze plain.visits')
}

const plainContacts = (sql: Sql, person: string) => sql`
  select b.person_id, b.place_id,
         sum(extract(epoch from least(a.out_at, b.out_at) - greatest(a.in_at, b.in_at))) / 60 as minutes
  from plain.visits a
  join plain.visits b on b.place_id = a.place_id and b.person_id <> a.person_id
    and b.in_at < a.out_at and b.out_at > a.in_at
  where a.person_id = ${person} and a.in_at >= ${FROM} and a.in_at < ${TO}
  group by 1, 2`

const contacts = (sql: Sql, person: string) => recordedMeetings(sql, [person], PERIOD)

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const began = performance.now()
  const result = await work()
  return { ms: performance.now() - began, result }
}

async function times(runs: number, work: (i: number) => Promise<unknown>): Promise<number[]> {
  const taken: number[] = []
  for (let i = 0; i < runs; i++) taken.push((await timed(() => work(i))).ms)
  return taken
}

/** The same people in the same order for both designs. */
const someone = (i: number) => personId((i * 7919 + 13) % PEOPLE)

const dataDir = await mkdtemp(join(tmpdir(), 'saola-bench-'))
const postgres = await startPostgres({ dataDir, settings: { max_wal_size: '8GB', maintenance_work_mem: '512MB' } })
const db = connect(postgres.address, { max: 2 })
try {
  await migrate(db, findMigrations(modules))
  const { sql } = db
  console.log(
    `  ${VISITS.toLocaleString('en')} visits of ${PEOPLE.toLocaleString('en')} people at ${PLACES.toLocaleString('en')} places`,
  )
  const loadS = (await timed(() => generate(sql))).ms / 1000
  console.log(`  loaded in ${round(loadS, 1)} s; now the plain design`)
  await makePlain(sql)

  // The same people for both, in turns. Each is asked about twice before it counts: that is what warm means here.
  const ask = (design: typeof contacts | typeof plainContacts) => times(PERSONS, i => design(sql, someone(i)))
  const first = await ask(contacts)
  await ask(plainContacts)
  await ask(contacts)
  const [ours, plain]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    plain.push(...(await ask(plainContacts)))
    ours.push(...(await ask(contacts)))
  }
  for (const taken of [first, ours, plain]) taken.sort((x, y) => x - y)

  const start = someone(1)
  const chain = async () => {
    const exposedAt = new Map<string, Date>()
    for (const { personId: id, from } of await contacts(sql, start)) {
      const known = exposedAt.get(id)
      if (!known || from < known) exposedAt.set(id, from)
    }
    const exposed = [...exposedAt].map(([id, at]) => ({ personId: id, exposedAt: at }))
    const second = await nextGeneration(sql, exposed, { until: TO, except: [start, ...exposedAt.keys()] })
    return { f1: exposed.length, people: exposed.length + second.length }
  }
  await chain()
  const chains = [await timed(chain), await timed(chain), await timed(chain)].sort((a, b) => a.ms - b.ms)
  report('trace', {
    visits: VISITS,
    ratio: round(median(plain) / median(ours), 1),
    p50Ms: round(percentile(ours, 0.5)),
    p95Ms: round(percentile(ours, 0.95)),
    firstP50Ms: round(median(first)),
    plainP50Ms: round(median(plain)),
    contacts: (await contacts(sql, start)).length,
    chainMs: round(chains[1]?.ms ?? 0),
    chainFirst: chains[1]?.result.f1,
    chainPeople: chains[1]?.result.people,
    loadS: round(loadS, 1),
  })
} finally {
  await db.close()
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
}
