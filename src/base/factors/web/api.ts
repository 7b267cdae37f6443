import type { ResultOf } from '#core/contract.ts'
import { browserApi } from '#core/web/api.ts'
import { factors } from '../contract.ts'

export const api = browserApi({ factors })

export type MyFactors = ResultOf<typeof factors.mine>
