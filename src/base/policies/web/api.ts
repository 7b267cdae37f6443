import { browserApi } from '#core/web/api.ts'
import { policies } from '../contract.ts'

export const api = browserApi({ policies })
