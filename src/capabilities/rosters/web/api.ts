import { browserApi } from '#core/web/api.ts'
import { rosters } from '../contract.ts'

export const api = browserApi({ rosters })
