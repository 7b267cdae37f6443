import { browserApi } from '#core/web/api.ts'
import { performance } from '../contract.ts'

export const api = browserApi({ performance })
