import { browserApi } from '#core/web/api.ts'
import { exchange } from '../contract.ts'

export const api = browserApi({ exchange })
