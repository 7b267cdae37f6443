import { useWords } from '#core/web/words.tsx'
import { Row } from '#kit/citizen/index.ts'
import { useMyPosts } from './api.ts'
import { postPath } from './paths.ts'

/** What came late and waits for me to look at, a row for each place where something does. */
export function MyParked() {
  const t = useWords()
  const waiting = useMyPosts().data?.posts.filter(place => place.parked > 0) ?? []
  return waiting.map(({ id, name, parked }) => (
    <Row
      key={id}
      icon="eye"
      title={t('roadblocks.web.posts.parked', { count: parked })}
      detail={name}
      to={postPath(id, 'xem-lai')}
    />
  ))
}
