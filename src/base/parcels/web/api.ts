import { browserApi } from '#core/web/api.ts'
import { parcels } from '../contract.ts'

export const api = browserApi({ parcels })
