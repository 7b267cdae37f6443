import { identity } from '#base/identity/contract.ts'
import { browserApi } from '#core/web/api.ts'
import { interchange } from '../contract.ts'

export const api = browserApi({ interchange, identity })
