import { closeSync, fchownSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs'
import { StartupError } from '../../startup-error.ts'
import type { Account } from './account.ts'

const LARGE = 10 * 2 ** 20
const TAIL = 16_384

/** Where PostgreSQL writes, as a file: it must go on writing when nobody reads. */
export interface Log {
  readonly fd: number
  readonly path: string
  /** What was written since it was opened, at most the last 16 KB. */
  recent(): string
  close(): void
}

export function openLog(path: string, account: Account): Log {
  setAsideWhenLarge(path)
  const fd = openSync(path, 'a+', 0o600)
  if (account.become) fchownSync(fd, account.become.uid, account.become.gid)
  const start = fstatSync(fd).size
  return {
    fd,
    path,
    recent() {
      const end = fstatSync(fd).size
      const from = Math.max(start, end - TAIL)
      const bytes = Buffer.alloc(end - from)
      readSync(fd, bytes, 0, bytes.length, from)
      return bytes.toString()
    },
    close: () => closeSync(fd),
  }
}

/** What went wrong, in one sentence, from what PostgreSQL wrote. */
export function explain(log: Log, what: string): StartupError {
  const text = log.recent()
  if (/No space left on device|Disk quota exceeded/.test(text)) return new StartupError(`${what}: the disk is full.`)
  const lines = text.split('\n').filter(line => line.trim() !== '')
  const fault = lines.findLast(line => /(FATAL|PANIC|error|could not)/.test(line)) ?? lines.at(-1)
  const reason = fault?.replace(/^.*?(FATAL|PANIC|initdb: error): +/, '').trim()
  return new StartupError(`${what}: ${reason ?? 'it said nothing'} (see ${log.path}).`)
}

function setAsideWhenLarge(path: string): void {
  const { size } = statSync(path, { throwIfNoEntry: false }) ?? { size: 0 }
  if (size > LARGE) renameSync(path, `${path}.1`)
}
