import type { WorkItem } from '#base/work/contract.ts'
import { DiscardRest, type Parked, ParkedPanel } from '#base/work/web/parked.tsx'
import type { FormProps } from '#base/work/web/parts.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { api } from './api.ts'

function useParked(item: WorkItem): Parked {
  const t = useWords()
  const params = { placeId: item.subject.id }
  const read = useRead(api.checkpoints.parked, { params })
  const settling = useWrite(api.checkpoints.settle, { refreshes: ['work'] })
  return {
    rows: read.data?.scans.map(({ name, birthYear, direction, area, ...scan }) => ({
      ...scan,
      title: name ?? t('checkpoints.web.parked.unread'),
      facts: [birthYear, direction && t(`checkpoints.web.way.${direction}`), area],
    })),
    count: read.data?.count ?? 0,
    error: read.error,
    refetch: read.refetch,
    settling,
    settle: (body, options) => settling.mutate({ params, body }, options),
    correctable: true,
  }
}

export const ParkedPart = ({ item }: { item: WorkItem }) => <ParkedPanel parked={useParked(item)} />
export const SettleAll = ({ item, ...form }: FormProps) => <DiscardRest parked={useParked(item)} {...form} />
