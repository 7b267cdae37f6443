import { people } from '#base/people/contract.ts'
import { browserApi } from '#core/web/api.ts'
import { audit } from '../contract.ts'

export const api = browserApi({ audit, people })
