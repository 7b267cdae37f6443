import { people } from '#base/people/contract.ts'
import { browserApi } from '#core/web/api.ts'
import { register } from '../contract.ts'

export const api = browserApi({ register, people })
