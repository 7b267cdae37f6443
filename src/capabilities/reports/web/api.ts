import { browserApi } from '#core/web/api.ts'
import { reports } from '../contract.ts'

export const api = browserApi({ reports })
