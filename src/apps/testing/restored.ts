import { runMigrations } from 'graphile-worker'
import { inject } from 'vitest'
import { entriesOf } from '#base/backups/files.ts'
import { restoreInto } from '#base/backups/restore.ts'
import type { App } from '#core/app.ts'
import { connect, type Db } from '#core/db/db.ts'
import { workerPool } from '#core/jobs.ts'
import { keyringOf } from '#core/keyring.ts'
import { committedApp } from './committed.ts'

interface Backup {
  readonly file: string
  /** The secret half of the key. */
  readonly identity: string
  readonly clock: () => Date
}

/** A backup of a scene, restored into a database of its own that is gone afterwards; not started. */
export async function onRestored(backup: Backup, work: (app: App, db: Db) => Promise<void>): Promise<void> {
  const { address, keyring } = inject('cluster')
  const own = { ...address, database: `restored_${process.pid}` }
  const admin = connect(address, { max: 1 })
  try {
    await admin.sql.unsafe(`create database ${own.database}`)
    const pool = workerPool(own)
    await runMigrations({ pgPool: pool }).finally(() => pool.end())
    const db = connect(own, { max: 3 })
    try {
      const app = committedApp(db, { keyring: keyringOf(keyring), clock: backup.clock })
      await db.begin(sql => restoreInto(app, sql, entriesOf(backup.file, backup.identity)))
      await work(app, db)
    } finally {
      await db.close()
    }
  } finally {
    await admin.sql.unsafe(`drop database if exists ${own.database} with (force)`)
    await admin.close()
  }
}
