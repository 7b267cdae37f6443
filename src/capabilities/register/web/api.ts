import { browserApi } from '#core/web/api.ts'
import { register } from '../contract.ts'

export const api = browserApi({ register })
