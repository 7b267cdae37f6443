import type { WorkItem } from '#base/work/contract.ts'
import { Link } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Panel } from '#kit/console/index.ts'

/** Beside papers that came by post: the way to take them in as a dossier. */
export function ArrivalPart({ item }: { item: WorkItem }) {
  const t = useWords()
  if (item.state !== 'arrived') return null
  const parcel = String(item.params.reference ?? '')
  return (
    <Panel title={t('services.web.arrival')}>
      <p>{t('services.web.arrival.help', { parcel })}</p>
      <p>
        <Link to={`/services/intake?${new URLSearchParams({ parcel })}`}>{t('services.web.arrival.do')}</Link>
      </p>
    </Panel>
  )
}
