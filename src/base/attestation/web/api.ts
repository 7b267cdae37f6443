import { browserApi } from '#core/web/api.ts'
import { attestation } from '../contract.ts'

export const api = browserApi({ attestation })
