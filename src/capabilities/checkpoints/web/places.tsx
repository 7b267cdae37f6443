import { KindIcon } from '#base/places/web/kind-icon.tsx'
import { useWords } from '#core/web/words.tsx'
import { Button, Card, EmptyState, Page, ProblemState, Row, Rows, Skeleton } from '#kit/citizen/index.ts'
import { type MyPlace, useMyPlaces } from './api.ts'

/** The places I manage or stand at, and the way to register one. */
export function MyPlaces() {
  const t = useWords()
  const mine = useMyPlaces()
  const places = mine.data?.places
  return (
    <Page title={t('checkpoints.web.places.title')} intro={t('checkpoints.web.places.intro')}>
      {!places && mine.error ? <ProblemState problem={mine.error} again={() => void mine.refetch()} /> : null}
      {!places && !mine.error ? <Skeleton lines={4} /> : null}
      {places?.length === 0 ? <NoPlaces /> : null}
      {places?.length ? <PlaceList places={places} /> : null}
    </Page>
  )
}

function PlaceList({ places }: { places: readonly MyPlace[] }) {
  const t = useWords()
  return (
    <>
      <Card flush>
        <Rows>
          {places.map(place => (
            <Row
              key={place.id}
              icon={<KindIcon kind={place.kind} />}
              title={place.name}
              detail={[
                place.closedAt ? t('checkpoints.web.closed') : '',
                place.unitName,
                t(`checkpoints.web.role.${place.role}`),
              ]
                .filter(Boolean)
                .join(' · ')}
              to={`/dia-diem/${place.id}`}
            />
          ))}
        </Rows>
      </Card>
      <Button kind="secondary" icon="plus" to="/dia-diem/dang-ky">
        {t('checkpoints.web.register')}
      </Button>
    </>
  )
}

function NoPlaces() {
  const t = useWords()
  return (
    <Card>
      <EmptyState
        icon="place"
        title={t('checkpoints.web.places.none')}
        action={<Button to="/dia-diem/dang-ky">{t('checkpoints.web.register')}</Button>}
      >
        {t('checkpoints.web.places.none.text')}
      </EmptyState>
    </Card>
  )
}
