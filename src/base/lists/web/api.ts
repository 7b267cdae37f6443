import { units } from '#base/units/contract.ts'
import { browserApi } from '#core/web/api.ts'
import { lists } from '../contract.ts'

export const api = browserApi({ lists, units })
