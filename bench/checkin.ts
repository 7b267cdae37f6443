import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { load, type Measured, openDoor } from './support/door.ts'
import { median, option, percentile, report, round } from './support/report.ts'

/**
 * Single check-ins over 64 connections, each answered only when it is durable, against the same request without its
 * fact, taken in turns in one run. Both do the same session, permission, parsing, look-ups and reply.
 */
const CONNECTIONS = 64
const ROUNDS = option('rounds', 5)
const ROUND_MS = option('ms', 4000)

const dataDir = await mkdtemp(join(tmpdir(), 'saola-bench-'))
// The first start registers people; what is measured is a server that has only served.
await (await openDoor(dataDir)).stop()
const door = await openDoor(dataDir)
try {
  const measure = (path: 'scans' | 'probes', ms = ROUND_MS) => load(door, { connections: CONNECTIONS, ms, path })
  const idleMb = Math.round(await door.memory())
  await measure('probes', 2000)
  await measure('scans', 2000)
  const rounds: { scans: Measured; probes: Measured }[] = []
  for (let i = 0; i < ROUNDS; i++) {
    const probes = await measure('probes')
    const scans = await measure('scans')
    console.log(`  round ${i + 1}: ${Math.round(scans.rate)} check-ins/s of ${Math.round(probes.rate)} requests/s`)
    rounds.push({ scans, probes })
  }
  const latencies = rounds.flatMap(r => r.scans.latencies).sort((a, b) => a - b)
  report('checkin', {
    ratio: round(median(rounds.map(r => r.scans.rate / r.probes.rate)), 3),
    rate: Math.round(median(rounds.map(r => r.scans.rate))),
    probeRate: Math.round(median(rounds.map(r => r.probes.rate))),
    p50Ms: round(percentile(latencies, 0.5)),
    p95Ms: round(percentile(latencies, 0.95)),
    p99Ms: round(percentile(latencies, 0.99)),
    idleMb,
    rssMb: Math.round(await door.memory()),
  })
} finally {
  await door.stop()
  await rm(dataDir, { recursive: true, force: true })
}
