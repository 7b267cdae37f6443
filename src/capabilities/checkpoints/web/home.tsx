import { lazy, Suspense, useEffect } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { useWords } from '#core/web/words.tsx'
import { Card, Row, Rows } from '#kit/citizen/index.ts'

/** Apart, because most citizens stand at no place. */
const MyParked = lazy(async () => ({ default: (await import('./home-parked.tsx')).MyParked }))

/** The doors where I am on duty, each a tap away from scanning. Nothing for those who have none. */
export function MyDoors() {
  const t = useWords()
  const { me } = useSession()
  const doors = new Map(
    me?.grants.flatMap(({ role, placeId, placeName }) =>
      placeId && me.rights[role]?.includes('checkpoints.scan') ? [[placeId, placeName ?? '']] : [],
    ),
  )
  const scans = doors.size > 0
  // Before the network goes: at the door it is too late.
  useEffect(() => {
    if (scans) void import('#kit/scan/keep.ts').then(({ keepScanner }) => keepScanner()).catch(() => undefined)
  }, [scans])
  if (!scans) return null
  const leads = me?.grants.some(({ role, placeId }) => placeId && me.rights[role]?.includes('checkpoints.settle'))
  return (
    <Card flush title={t('checkpoints.web.doors')}>
      <Rows>
        {[...doors].map(([placeId, name]) => (
          <Row key={placeId} icon="scan" title={name} to={`/quet-ma?noi=${placeId}`} />
        ))}
        {leads ? (
          <Suspense>
            <MyParked />
          </Suspense>
        ) : null}
      </Rows>
    </Card>
  )
}
