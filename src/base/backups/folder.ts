import { join } from 'node:path'
import type { Config } from '#core/app.ts'

/** Where backups go by themselves. */
export const folderOf = ({ backups, dataDir }: Config): string => backups?.folder ?? join(dataDir, 'backups')
