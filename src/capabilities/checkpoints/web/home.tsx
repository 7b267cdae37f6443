import { lazy, Suspense } from 'react'
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
  if (doors.size === 0) return null
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
