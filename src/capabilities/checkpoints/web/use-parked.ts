import type { Parked } from '#base/work/web/parked-rows.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { api } from './api.ts'

/** Scans of a place that came later and are doubted. */
export function useParked(placeId: string): Parked {
  const t = useWords()
  const params = { placeId }
  const read = useRead(api.checkpoints.parked, { params })
  const settling = useWrite(api.checkpoints.settle, { refreshes: ['work'] })
  return {
    rows: read.data?.scans.map(({ name, birthYear, direction, area, ...scan }) => ({
      ...scan,
      title: name ?? t('checkpoints.web.parked.unread'),
      facts: [
        birthYear && t('checkpoints.web.born', { year: birthYear }),
        direction && t(`checkpoints.web.way.${direction}`),
        area,
      ],
    })),
    count: read.data?.count ?? 0,
    error: read.error,
    refetch: read.refetch,
    settling,
    settle: (body, options) => settling.mutate({ params, body }, options),
    correctable: true,
  }
}
