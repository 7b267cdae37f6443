import { lazy, Suspense } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { useWords } from '#core/web/words.tsx'
import { Card, Row, Rows } from '#kit/citizen/index.ts'
import { postPath } from './paths.ts'

/** Apart, because most citizens stand at no place. */
const MyParked = lazy(async () => ({ default: (await import('./home-parked.tsx')).MyParked }))

/** The posts where I am on the staff. Nothing for those who are at none. */
export function MyPosts() {
  const t = useWords()
  const { me } = useSession()
  const posts = new Map(
    me?.grants.flatMap(({ role, placeId, placeName }) =>
      placeId && me.rights[role]?.includes('roadblocks.record') ? [[placeId, placeName ?? '']] : [],
    ),
  )
  if (posts.size === 0) return null
  const leads = me?.grants.some(({ role, placeId }) => placeId && me.rights[role]?.includes('roadblocks.settle'))
  return (
    <Card flush title={t('roadblocks.web.posts')}>
      <Rows>
        {[...posts].map(([id, name]) => (
          <Row key={id} icon="shield" title={name} to={postPath(id)} />
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
