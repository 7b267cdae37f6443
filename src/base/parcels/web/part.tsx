import type { WorkItem } from '#base/work/contract.ts'
import { useWords } from '#core/web/words.tsx'
import { Panel } from '#kit/console/index.ts'
import { Known } from './known.tsx'

/** In an item of work: the parcel and its journey. */
export function ParcelPart({ item }: { item: WorkItem }) {
  const t = useWords()
  return (
    <Panel title={t('parcels.web.title')}>
      <Known parcelId={item.subject.id} />
    </Panel>
  )
}
