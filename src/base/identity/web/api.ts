import type { ResultOf } from '#core/contract.ts'
import { browserApi } from '#core/web/api.ts'
import { identity } from '../contract.ts'

export const api = browserApi({ identity })

export type AccountLine = ResultOf<typeof identity.accounts>['rows'][number]
export type AccountView = ResultOf<typeof identity.account>
export type GrantView = AccountView['grants'][number]
export type SessionView = ResultOf<typeof identity.mySessions>['sessions'][number]
export type RoleLine = ResultOf<typeof identity.roles>['roles'][number]
