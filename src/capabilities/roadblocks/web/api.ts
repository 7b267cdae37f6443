import { identity } from '#base/identity/contract.ts'
import type { ResultOf } from '#core/contract.ts'
import { browserApi } from '#core/web/api.ts'
import { useRead } from '#core/web/data.tsx'
import { roadblocks } from '../contract.ts'

export const api = browserApi({ roadblocks, identity })

export type MyPost = ResultOf<typeof roadblocks.mine>['posts'][number]
export type Desk = ResultOf<typeof roadblocks.desk>
export type ShiftState = ResultOf<typeof roadblocks.shift>

const AGAIN_MS = 20_000

export const useMyPosts = () => useRead(api.roadblocks.mine, {}, { offline: true })
export const useDesk = (roadblockId: string) =>
  useRead(api.roadblocks.desk, { params: { roadblockId } }, { offline: true })
export const useShift = (roadblockId: string) =>
  useRead(api.roadblocks.shift, { params: { roadblockId } }, { offline: true, everyMs: AGAIN_MS })
