import type { WorkItem } from '#base/work/contract.ts'
import { DiscardRest, type Parked, ParkedPanel } from '#base/work/web/parked.tsx'
import type { FormProps } from '#base/work/web/parts.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { api } from './api.ts'

function useParked(item: WorkItem): Parked {
  const t = useWords()
  const params = { roadblockId: item.subject.id }
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

export const ParkedPart = ({ item }: { item: WorkItem }) => <ParkedPanel parked={useParked(item)} />
export const SettleAll = ({ item, ...form }: FormProps) => <DiscardRest parked={useParked(item)} {...form} />
