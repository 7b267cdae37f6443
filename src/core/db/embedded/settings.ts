import { existsSync, statfsSync } from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import type { Binaries } from './binaries.ts'

export type Settings = Readonly<Record<string, string>>

const MEGABYTE = 2 ** 20

/**
 * For one machine that does other things as well. They are handed over on the command line at each start, so that a
 * newer Saola brings its own and the data directory holds none.
 *
 * @param memory of the machine, in bytes
 */
export function serverSettings(binaries: Binaries, memory = totalmem()): Settings {
  const share = (part: number, least: number, most: number) =>
    `${Math.round(Math.min(most, Math.max(least, memory / part / MEGABYTE)))}MB`
  return {
    listen_addresses: '',
    unix_socket_permissions: '0700',
    max_connections: '60',
    // A transaction that reads every table, as a backup does, holds a lock on each partition and index.
    max_locks_per_transaction: '256',
    timezone: 'UTC',
    log_timezone: 'UTC',

    shared_buffers: share(16, 128, 512),
    effective_cache_size: share(4, 512, 4096),
    work_mem: '16MB',
    maintenance_work_mem: share(64, 64, 256),
    dynamic_shared_memory_type: roomInSharedMemory() ? 'posix' : 'mmap',
    random_page_cost: '1.1',
    jit: 'off',

    synchronous_commit: 'on',
    wal_compression: 'on',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',

    // Nothing personal in the log: neither statements nor the values that a constraint refused.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    ...statistics(binaries),
  }
}

/** A server for tests: quick, and nothing is promised to survive. */
export const forgetful: Settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

export function asArguments(settings: Settings): readonly string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

function statistics(binaries: Binaries): Settings {
  return existsSync(join(binaries.home, 'lib', 'postgresql', 'pg_stat_statements.so'))
    ? { shared_preload_libraries: 'pg_stat_statements' }
    : {}
}

/** Containers often have 64 MB there, which a parallel query over a province exceeds. */
function roomInSharedMemory(): boolean {
  try {
    const { blocks, bsize } = statfsSync('/dev/shm')
    return blocks * bsize >= 256 * MEGABYTE
  } catch {
    return process.platform !== 'linux'
  }
}
