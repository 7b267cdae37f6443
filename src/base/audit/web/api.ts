import { browserApi } from '#core/web/api.ts'
import { audit } from '../contract.ts'

export const api = browserApi({ audit })
