import { browserApi } from '#core/web/api.ts'
import { isolation } from '../contract.ts'

export const api = browserApi({ isolation })
