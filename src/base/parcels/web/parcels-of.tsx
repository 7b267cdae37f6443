import { useRead } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Panel } from '#kit/console/index.ts'
import { api } from './api.ts'

/** Beside a thing: its parcels and where they are; nothing where there are none. */
export function ParcelsOf({ subjectId }: { subjectId: string }) {
  const t = useWords()
  const f = useFormat()
  useLive(['parcels'])
  const { data } = useRead(api.parcels.about, { params: { subjectId } })
  if (!data?.parcels.length) return null
  return (
    <Panel title={t('parcels.web.title')}>
      {data.parcels.map(parcel => (
        <p key={parcel.id}>
          <Link to={`/parcels?view=all&open=${parcel.id}`}>{parcel.tracking ?? parcel.reference}</Link>{' '}
          {t(`parcels.state.${parcel.state}`)}
          {parcel.heardAt ? ` · ${f.instant(parcel.heardAt)}` : ''}
        </p>
      ))}
    </Panel>
  )
}
