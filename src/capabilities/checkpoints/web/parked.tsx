import { ParkedCards } from '#base/work/web/parked-cards.tsx'
import { useWords } from '#core/web/words.tsx'
import { Page } from '#kit/citizen/index.ts'
import type { MyPlace } from './api.ts'
import { WithPlace } from './place.tsx'
import { useParked } from './use-parked.ts'

/** Scans of my place that were delivered later and are doubted: I say when they were, or that they were not. */
export const ParkedScans = () => <WithPlace show={place => <List place={place} />} />

function List({ place }: { place: MyPlace }) {
  const t = useWords()
  return (
    <Page
      title={t('checkpoints.web.parked')}
      back={`/dia-diem/${place.id}`}
      intro={t('checkpoints.web.parked.intro', { place: place.name })}
    >
      <ParkedCards parked={useParked(place.id)} />
    </Page>
  )
}
