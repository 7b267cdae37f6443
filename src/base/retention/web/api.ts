import { browserApi } from '#core/web/api.ts'
import { retention } from '../contract.ts'

export const api = browserApi({ retention })
