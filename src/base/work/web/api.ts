import { browserApi } from '#core/web/api.ts'
import { work } from '../contract.ts'

export const api = browserApi({ work })
