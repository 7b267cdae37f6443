import { identity } from '#base/identity/contract.ts'
import { browserApi } from '#core/web/api.ts'
import { accounts } from '../contract.ts'

export const api = browserApi({ accounts, identity })
