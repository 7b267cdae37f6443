import { spellPoster } from '#base/people/codes.ts'
import { KindIcon } from '#base/places/web/kind-icon.tsx'
import { PosterButton } from '#base/places/web/poster-button.tsx'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useParams } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, EmptyState, Facts, Notice, Page, ProblemState, Row, Rows, Skeleton } from '#kit/citizen/index.ts'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { api, type MyPlace, useMyPlaces } from './api.ts'
import './places.css'

const AGAIN_MS = 15_000

/** A place of mine: today's figures, the door, the poster, the staff. */
export const PlacePage = () => <WithPlace show={place => <Overview place={place} />} />

/** What comes after registering: the poster, then the staff. */
export const Registered = () => <WithPlace show={place => <Next place={place} />} />

/** Finds the place of the address among mine, or says that there is none. */
export function WithPlace({ show }: { show: (place: MyPlace) => React.ReactNode }) {
  const t = useWords()
  const { placeId } = useParams()
  const mine = useMyPlaces()
  const place = mine.data?.places.find(one => one.id === placeId)
  if (place) return show(place)
  if (!mine.data && mine.error) return <ProblemState problem={mine.error} again={() => void mine.refetch()} />
  if (mine.isFetching)
    return (
      <main className="s-page">
        <Skeleton block lines={3} />
      </main>
    )
  return (
    <Page title={t('checkpoints.web.place.gone')} back="/dia-diem">
      <EmptyState icon="place" title={t('checkpoints.web.place.gone.text')} />
    </Page>
  )
}

function Overview({ place }: { place: MyPlace }) {
  const t = useWords()
  const f = useFormat()
  const manages = place.role === 'place-manager'
  const { closedAt } = place
  return (
    <Page title={place.name} back="/dia-diem">
      <p className="c-kind">
        <KindIcon kind={place.kind} />
        <span>{t(`places.kind.${place.kind}`)}</span>
      </p>
      {closedAt ? <Notice title={t('checkpoints.web.closed.at', { at: f.instant(closedAt) })} /> : null}
      <Today placeId={place.id} manages={manages} />
      {closedAt ? null : (
        <Button icon="scan" to={`/quet-ma?noi=${place.id}`}>
          {t('checkpoints.web.scan.here')}
        </Button>
      )}
      {manages && !closedAt ? <PosterButton placeId={place.id} name={place.name} /> : null}
      {manages ? (
        <Card flush>
          <Rows>
            <Row
              icon="people"
              title={t('checkpoints.web.staff')}
              detail={t('checkpoints.web.staff.detail')}
              to={`/dia-diem/${place.id}/nhan-vien`}
            />
            {closedAt ? null : (
              <Row
                icon="stop"
                title={t('places.office.close')}
                detail={t('checkpoints.web.close.detail')}
                to={`/dia-diem/${place.id}/dong`}
              />
            )}
          </Rows>
        </Card>
      ) : null}
      {manages && closedAt ? <Reopen placeId={place.id} /> : null}
      <Card>
        <Facts facts={factsOf(t, place)} />
      </Card>
    </Page>
  )
}

function Reopen({ placeId }: { placeId: string }) {
  const t = useWords()
  const reopening = useWrite(api.places.reopen, { refreshes: ['checkpoints'] })
  return (
    <>
      {reopening.error ? <Notice tone="error" title={tell(t, reopening.error).title} /> : null}
      <Button
        kind="secondary"
        busy={reopening.isPending && t('checkpoints.web.reopening')}
        onClick={() => reopening.mutate({ params: { placeId } })}
      >
        {t('places.office.reopen')}
      </Button>
    </>
  )
}

function factsOf(t: ReturnType<typeof useWords>, place: MyPlace) {
  const areas = place.areas.map(area => area.name).join(', ')
  return [
    [t('checkpoints.web.address'), [place.address, place.unitName].filter(Boolean).join(', ')],
    ...(areas ? [[t('checkpoints.web.areas'), areas] as const] : []),
    [t('checkpoints.web.code'), spellPoster(place.code)],
  ] as const
}

/** How many went in and out today; few people scan out, so that who is inside is an estimate. */
function Today({ placeId, manages }: { placeId: string; manages: boolean }) {
  const t = useWords()
  const f = useFormat()
  const today = useRead(api.checkpoints.today, { params: { placeId } }, { offline: true, everyMs: AGAIN_MS })
  const figure = (value: number | undefined) => (value === undefined ? '–' : f.number(value))
  const parked = manages ? (today.data?.parked ?? 0) : 0
  return (
    <>
      <section className="c-today" aria-label={t('checkpoints.web.today')}>
        {(['in', 'out', 'inside'] as const).map(name => (
          <div key={name}>
            <strong>{figure(today.data?.[name])}</strong>
            <span>{t(`checkpoints.web.today.${name}`)}</span>
          </div>
        ))}
        {today.dataUpdatedAt ? (
          <p>{t('checkpoints.web.today.at', { time: f.time(new Date(today.dataUpdatedAt)) })}</p>
        ) : null}
      </section>
      {parked > 0 ? (
        <Card flush>
          <Rows>
            <Row
              icon="eye"
              title={t('checkpoints.web.parked')}
              detail={t('checkpoints.web.parked.count', { count: parked })}
              to={`/dia-diem/${placeId}/xem-lai`}
            />
          </Rows>
        </Card>
      ) : null}
    </>
  )
}

function Next({ place }: { place: MyPlace }) {
  const t = useWords()
  return (
    <Page title={t('checkpoints.web.done.title')} intro={t('checkpoints.web.done.intro', { name: place.name })}>
      <p className="c-done">
        <Icon name="check" size={28} />
        <span>{t('checkpoints.web.done.code', { code: spellPoster(place.code) })}</span>
      </p>
      <ol className="c-steps">
        <li>
          <p>{t('checkpoints.web.done.poster')}</p>
          <PosterButton placeId={place.id} name={place.name} kind="primary" />
        </li>
        <li>
          <p>{t('checkpoints.web.done.staff')}</p>
          <Button kind="secondary" icon="people" to={`/dia-diem/${place.id}/nhan-vien`}>
            {t('checkpoints.web.staff')}
          </Button>
        </li>
        <li>
          <p>{t('checkpoints.web.done.scan')}</p>
          <Button kind="secondary" icon="scan" to={`/quet-ma?noi=${place.id}`}>
            {t('checkpoints.web.scan.here')}
          </Button>
        </li>
      </ol>
      <Button kind="quiet" to={`/dia-diem/${place.id}`}>
        {t('checkpoints.web.done.place')}
      </Button>
    </Page>
  )
}
