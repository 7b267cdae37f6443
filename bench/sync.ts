import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Pool } from 'undici'
import { insertFacts } from '#base/timeline/record.ts'
import { type Scan, scanFact } from '#base/timeline/scan.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import { connect } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import { sealerFor } from '#core/web/seal.ts'
import { familyUs, processorUs } from './support/cpu.ts'
import { type OpenDoor, openDoor } from './support/door.ts'
import { median, option, percentile, report, round } from './support/report.ts'

/**
 * Devices come back from a day without a network and deliver what they scanned, in batches through HTTP: each item is
 * unsealed, read, matched with the register, recorded and answered. Against the same facts put into the same table by
 * grouped inserts of the same size, in turns in one run.
 */
const DEVICES = option('devices', 16)
const BATCH = option('batch', 100)
/** A round takes seconds: what follows recorded facts weighs upon both sides, as it does when many devices come back. */
const BATCHES = option('batches', 24)
const ROUNDS = option('rounds', 9)
/** Connections that insert at once: as many statements as the recorder has in flight. */
const INSERTERS = option('inserters', 2)
const HOUR = 3_600_000

const dataDir = await mkdtemp(join(tmpdir(), 'saola-bench-'))
// The first start registers people; what is measured is a server that has only served.
await (await openDoor(dataDir)).stop()
const door = await openDoor(dataDir)
const db = connect(door.database, { max: INSERTERS })

interface Measured {
  readonly rate: number
  readonly latencies: readonly number[]
}

/** What one device scanned today: sealed as it lies on a phone. */
async function scannedBy(device: number, round: number): Promise<string[]> {
  const seal = await sealerFor(door.sealingKey)
  const now = Date.now()
  return Promise.all(
    Array.from({ length: BATCHES }, async (_, batch) => {
      const scans = await Promise.all(
        Array.from({ length: BATCH }, async (_, i) => {
          const at = new Date(now - 8 * HOUR + (batch * BATCH + i) * 1000)
          const id = newId(at)
          const code = door.codes[(round * 7919 + device * 1013 + batch * BATCH + i) % door.codes.length] as string
          const direction = i & 1 ? 'out' : 'in'
          return { id, deviceAt: at.toISOString(), behindMs: 0, direction, sealed: await seal(code, id) }
        }),
      )
      return JSON.stringify({ sentAt: new Date().toISOString(), scans })
    }),
  )
}

async function deliverAll({ url, pass }: OpenDoor, bodies: readonly (readonly string[])[]): Promise<Measured> {
  const pool = new Pool(url, { connections: DEVICES, pipelining: 1 })
  const latencies: number[] = []
  const began = performance.now()
  const one = async (batches: readonly string[]) => {
    for (const body of batches) {
      const sent = performance.now()
      const reply = await pool.request({
        method: 'POST',
        path: `/api/scans/deliveries/${pass}`,
        headers: { 'content-type': 'application/json' },
        body,
      })
      const text = await reply.body.text()
      const recorded = text.split('"recorded"').length - 1
      if (recorded !== BATCH) throw new Error(`${reply.statusCode}: ${recorded} recorded, ${text.slice(0, 300)}`)
      latencies.push(performance.now() - sent)
    }
  }
  try {
    await Promise.all(bodies.map(one))
  } finally {
    await pool.destroy()
  }
  return { rate: rateSince(began), latencies: latencies.sort((a, b) => a - b) }
}

const rateSince = (began: number) => (DEVICES * BATCHES * BATCH * 1000) / (performance.now() - began)

/** Facts like those a delivery makes: of the same people, as scattered as they are, with a recorder. */
function factsOf(): Scan[][] {
  const now = Date.now()
  return Array.from({ length: DEVICES * BATCHES }, (_, batch) =>
    Array.from({ length: BATCH }, (_, i): Scan => {
      const at = new Date(now - 8 * HOUR + ((batch % BATCHES) * BATCH + i) * 1000)
      return {
        id: newId(at),
        personId: door.personIds[(batch * 1013 + i) % door.personIds.length] as string,
        placeId: door.placeId,
        areaId: null,
        unitId: COUNTRY_ID,
        direction: i & 1 ? 'out' : 'in',
        method: 'national',
        verified: false,
        at,
        deviceAt: at,
        receivedAt: new Date(now),
        uncertaintyS: 1,
        recorderId: COUNTRY_ID,
      }
    }),
  )
}

async function insertAll(batches: readonly Scan[][]): Promise<number> {
  const began = performance.now()
  const left = [...batches]
  const one = async () => {
    for (let facts = left.pop(); facts; facts = left.pop()) await insertFacts(db.sql, scanFact, facts)
  }
  await Promise.all(Array.from({ length: INSERTERS }, one))
  return rateSince(began)
}

/** What follows recorded facts has followed all of them: neither side pays for what the other one left. */
async function caughtUp(): Promise<void> {
  for (;;) {
    const [left] = await db.sql<{ behind: boolean }[]>`
      select exists (select from core.journal j where j.kind = 'scan'
                     and j.xid > (select min(xid) from core.cursor where xid > '0')) as behind`
    if (!left?.behind) return
    await setTimeout(100)
  }
}

/** The processor time an item takes from now until it is asked for, in microseconds: of our process, of PostgreSQL. */
function processorTime() {
  const now = () => [processorUs(door.process.pid as number), familyUs(door.postgresPid)] as const
  const [own, database] = now()
  return () => {
    const [ownNow, databaseNow] = now()
    const items = DEVICES * BATCHES * BATCH
    return { cpuUs: (ownNow - own) / items, databaseCpuUs: (databaseNow - database) / items }
  }
}

try {
  const measure = async (n: number) => {
    const bodies = await Promise.all(Array.from({ length: DEVICES }, (_, device) => scannedBy(device, n)))
    const facts = factsOf()
    await caughtUp()
    const raw = await insertAll(facts)
    await caughtUp()
    const spent = processorTime()
    const delivered = await deliverAll(door, bodies)
    await caughtUp()
    return { raw, ...delivered, ...spent() }
  }
  await measure(ROUNDS)
  const rounds: Awaited<ReturnType<typeof measure>>[] = []
  for (let i = 0; i < ROUNDS; i++) {
    const one = await measure(i)
    console.log(`  round ${i + 1}: ${Math.round(one.rate)} delivered/s, ${Math.round(one.raw)} inserted/s`)
    console.log(
      `           ${round(one.cpuUs, 1)} µs of ours an item, ${round(one.databaseCpuUs, 1)} µs of PostgreSQL's`,
    )
    rounds.push(one)
  }
  const latencies = rounds.flatMap(one => one.latencies).sort((a, b) => a - b)
  report('sync', {
    ratio: round(median(rounds.map(one => one.rate / one.raw)), 3),
    rate: Math.round(median(rounds.map(one => one.rate))),
    rawRate: Math.round(median(rounds.map(one => one.raw))),
    p95Ms: round(percentile(latencies, 0.95)),
    cpuUs: round(median(rounds.map(one => one.cpuUs)), 1),
    databaseCpuUs: round(median(rounds.map(one => one.databaseCpuUs)), 1),
    rssMb: Math.round(await door.memory()),
  })
} finally {
  await db.close()
  await door.stop()
  await rm(dataDir, { recursive: true, force: true })
}
