import { browserApi } from '#core/web/api.ts'
import { documents } from '../contract.ts'

export const api = browserApi({ documents })
