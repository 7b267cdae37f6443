import { browserApi } from '#core/web/api.ts'
import { signatures } from '../contract.ts'

export const api = browserApi({ signatures })
