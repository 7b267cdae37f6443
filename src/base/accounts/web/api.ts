import { factors } from '#base/factors/contract.ts'
import { identity } from '#base/identity/contract.ts'
import { browserApi } from '#core/web/api.ts'
import { accounts } from '../contract.ts'

export const api = browserApi({ accounts, factors, identity })
