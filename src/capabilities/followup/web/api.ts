import { browserApi } from '#core/web/api.ts'
import { followup } from '../contract.ts'

export const api = browserApi({ followup })
