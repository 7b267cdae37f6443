import { browserApi } from '#core/web/api.ts'
import { backups } from '../contract.ts'

export const api = browserApi({ backups })
