import { browserApi } from '#core/web/api.ts'
import { broadcasts } from '../contract.ts'

export const api = browserApi({ broadcasts })
