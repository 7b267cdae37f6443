import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** The servers and their children that work below the folder. */
export function serversIn(folder: string): readonly number[] {
  return processes().filter(pid => commandOf(pid).includes('postgres') && alive(pid) && worksIn(pid, folder))
}

export function backendsIn(folder: string): number {
  return serversIn(folder).filter(pid => commandOf(pid).includes('[local] DO')).length
}

export function guardsIn(folder: string): readonly number[] {
  return processes().filter(pid => commandOf(pid).startsWith('/bin/sh') && commandOf(pid).includes(folder))
}

function processes(): readonly number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
}

function worksIn(pid: number, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder)
  } catch {
    return false
  }
}

export function commandOf(pid: number): string {
  return read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')
}

/** Ended, though not yet reaped by whoever inherited it, counts as ended. */
export function alive(pid: number): boolean {
  return /^State:\t[^ZX]/m.test(read(`/proc/${pid}/status`))
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

export async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    if (tries > 400) throw new Error(`Still not so: ${condition}`)
    await sleep(25)
  }
}

/** All that work below the folder or name it in their command. */
export function processesOf(folder: string): readonly number[] {
  return processes().filter(pid => alive(pid) && (worksIn(pid, folder) || commandOf(pid).includes(folder)))
}

/** Kills them, and waits until they are gone. */
export async function killAllOf(folder: string): Promise<void> {
  for (const pid of processesOf(folder)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It ended in between.
    }
  }
  await until(() => processesOf(folder).length === 0)
}
