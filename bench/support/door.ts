import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Pool } from 'undici'
import { newId } from '#core/ids.ts'
import { NODE_FLAGS } from '../../bin/lib/runtime.js'
import type { Door } from './server.ts'

export interface OpenDoor extends Door {
  readonly process: ChildProcess
  /** Resident memory of the server in MiB. */
  memory(): Promise<number>
  stop(): Promise<void>
}

export async function openDoor(dataDir: string): Promise<OpenDoor> {
  const child = fork(join(import.meta.dirname, 'server.ts'), [dataDir], {
    execArgv: NODE_FLAGS,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [door] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the server ended with ${code}`))),
  ])) as [Door]
  return {
    ...door,
    process: child,
    async memory() {
      child.send('memory')
      const [{ rssMb }] = (await once(child, 'message')) as [{ rssMb: number }]
      return rssMb
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

export interface Load {
  readonly connections: number
  readonly ms: number
  readonly path: 'scans' | 'probes'
  /** Told of each answered request. */
  readonly onAnswer?: (id: string) => void
}

export interface Measured {
  readonly rate: number
  /** Milliseconds, ascending. */
  readonly latencies: readonly number[]
}

/** Sends single requests over so many connections, each the next one when the last was answered. */
export async function load(door: Door, { connections, ms, path, onAnswer }: Load): Promise<Measured> {
  const pool = new Pool(door.url, { connections, pipelining: 1 })
  const latencies: number[] = []
  const began = performance.now()
  const until = began + ms
  const one = async (i: number) => {
    for (let n = i; performance.now() < until; n += connections) {
      const now = new Date()
      const id = newId(now)
      const stamp = now.toISOString()
      const body = JSON.stringify({
        id,
        code: door.codes[n % door.codes.length],
        direction: n & 1 ? 'out' : 'in',
        deviceAt: stamp,
        sentAt: stamp,
      })
      const sent = performance.now()
      const reply = await pool.request({
        method: 'POST',
        path: `/api/places/${door.placeId}/${path}`,
        headers: { 'content-type': 'application/json', cookie: door.cookie },
        body,
      })
      const text = await reply.body.text()
      if (reply.statusCode !== 200) throw new Error(`${reply.statusCode} ${text}`)
      latencies.push(performance.now() - sent)
      onAnswer?.(id)
    }
  }
  try {
    await Promise.all(Array.from({ length: connections }, (_, i) => one(i)))
  } finally {
    await pool.destroy()
  }
  return { rate: (latencies.length / (performance.now() - began)) * 1000, latencies: latencies.sort((a, b) => a - b) }
}
