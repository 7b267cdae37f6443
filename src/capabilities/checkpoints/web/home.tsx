import { useSession } from '#base/identity/web/session.tsx'
import { useWords } from '#core/web/words.tsx'
import { Card, Row, Rows } from '#kit/citizen/index.ts'

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
  return (
    <Card flush title={t('checkpoints.web.doors')}>
      <Rows>
        {[...doors].map(([placeId, name]) => (
          <Row key={placeId} icon="scan" title={name} to={`/quet-ma?noi=${placeId}`} />
        ))}
      </Rows>
    </Card>
  )
}
