import { browserApi } from '#core/web/api.ts'
import { services } from '../contract.ts'

export const api = browserApi({ services })
