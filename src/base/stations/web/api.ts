import { browserApi } from '#core/web/api.ts'
import { stations } from '../contract.ts'

export const api = browserApi({ stations })
