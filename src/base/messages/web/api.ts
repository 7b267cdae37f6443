import { installation } from '#core/installation.ts'
import { browserApi } from '#core/web/api.ts'
import { messages } from '../contract.ts'

export const api = browserApi({ messages, core: installation })
