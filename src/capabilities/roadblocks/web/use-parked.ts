import type { Parked } from '#base/work/web/parked-rows.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { api } from './api.ts'

/** Records of a post that came later and are doubted. */
export function useParked(roadblockId: string): Parked {
  const t = useWords()
  const params = { roadblockId }
  const read = useRead(api.roadblocks.parked, { params })
  const settling = useWrite(api.roadblocks.settle, { refreshes: ['work'] })
  return {
    rows: read.data?.crossings.map(({ plate, people, decision, ...crossing }) => ({
      ...crossing,
      title: crossing.readable ? (plate ?? t('roadblocks.web.log.foot')) : t('roadblocks.web.parked.unread'),
      facts: [
        people && t('roadblocks.web.log.people', { count: people }),
        decision && t(`roadblocks.decision.${decision}`),
      ].map(fact => fact || null),
    })),
    count: read.data?.count ?? 0,
    error: read.error,
    refetch: read.refetch,
    settling,
    settle: ({ ids, decision, reason }, options) =>
      settling.mutate({ params, body: { ...(ids ? { ids } : {}), decision, reason } }, options),
  }
}
