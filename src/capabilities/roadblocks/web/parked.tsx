import { ParkedCards } from '#base/work/web/parked-cards.tsx'
import { useWords } from '#core/web/words.tsx'
import { Page } from '#kit/citizen/index.ts'
import { postPath } from './paths.ts'
import { type Standing, WithPost } from './post.tsx'
import { useParked } from './use-parked.ts'

/** Records of my post that were delivered later and are doubted. */
export const ParkedCrossings = () => <WithPost show={post => <List post={post} />} />

function List({ post }: { post: Standing }) {
  const t = useWords()
  return (
    <Page title={t('roadblocks.web.parked')} back={postPath(post.id)} intro={t('roadblocks.web.parked.intro')}>
      <ParkedCards parked={useParked(post.id)} />
    </Page>
  )
}
