import { afterAll, beforeAll, inject } from 'vitest'
import { connect, type Db } from '#core/db/db.ts'

let database: Db | undefined

/** Gives the file that is about to run a database of its own, cloned from the world. */
export function useDatabase(): void {
  const cluster = inject('cluster')
  const name = `scene_${crypto.randomUUID().replaceAll('-', '')}`
  beforeAll(async () => {
    const admin = connect(cluster.address, { max: 1 })
    await admin.sql.unsafe(`create database ${name} template ${cluster.template} strategy file_copy`)
    await admin.close()
    database = connect({ ...cluster.address, database: name }, { max: 4 })
  })
  afterAll(async () => {
    await database?.close()
    const admin = connect(cluster.address, { max: 1 })
    await admin.sql.unsafe(`drop database if exists ${name} with (force)`)
    await admin.close()
  })
}

/** The file's database, for tests that need to commit. */
export const sceneDatabase = (): Db => database as Db
