import './console.css'
import { useSession } from '#base/identity/web/session.tsx'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import type { ResultOf } from '#core/contract.ts'
import { browserApi } from '#core/web/api.ts'
import { useRead, wholeList } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  type Column,
  DataList,
  Facts,
  FilterText,
  Page,
  PageSkeleton,
  Panel,
  ProblemState,
  refusedBy,
  Slim,
  SplitView,
  useFilter,
  WithActions,
} from '#kit/console/index.ts'
import { places } from '../contract.ts'
import { CLOSED, ClosedNotice, Closing, WhichPlaces } from './closing.tsx'

const api = browserApi({ places })
type PlaceLine = ResultOf<typeof places.search>['places'][number]
type PlaceView = ResultOf<typeof places.get>

/** The register of places: found by name; one of them on the right. */
export function Places() {
  const t = useWords()
  const { can } = useSession()
  const [filter, setFilter] = useFilter({ q: '', unit: '', which: '', open: '' })
  const q = filter.q.trim()
  const closed = filter.which === CLOSED
  const found = useRead(
    api.places.search,
    { query: { q, ...(filter.unit && { unitId: filter.unit }), ...(closed && { closed: 'true' }) } },
    { when: q !== '' },
  )
  const list = { ...wholeList(found, found.data?.places), complete: !found.data?.capped }
  return (
    <Page
      full
      title={t('places.office.title')}
      actions={
        can('places.register') ? (
          <ActionButton icon="upload" onClick={() => go('/lists/new?kind=places.register')}>
            {t('places.office.import')}
          </ActionButton>
        ) : null
      }
    >
      <SplitView
        listPath={`/places?${new URLSearchParams({ ...filter, open: '' })}`}
        detail={filter.open ? <PlaceDetail key={filter.open} placeId={filter.open} /> : undefined}
        nothing={<p className="k-nothing">{t('places.office.pick')}</p>}
        list={
          <DataList
            name="places"
            label={t('places.office.title')}
            list={list}
            columns={useColumns()}
            idOf={place => place.id}
            openId={filter.open}
            onOpen={place => setFilter({ open: place.id })}
            exportName="dia-diem"
            slim={place => <Line place={place} />}
            empty={
              q
                ? {
                    icon: 'place',
                    title: t('places.office.none', { text: q }),
                    children: t('places.office.none.help'),
                  }
                : { icon: 'search', title: t('places.office.begin'), children: t('places.office.begin.help') }
            }
            filters={
              <>
                <FilterText
                  label={t('places.office.find')}
                  value={filter.q}
                  onChange={next => setFilter({ q: next, open: '' })}
                />
                <UnitField
                  bare
                  label={t('places.office.unit')}
                  placeholder={t('places.office.unit.any')}
                  within={useOwnArea(READ)}
                  value={filter.unit || undefined}
                  onChange={unit => setFilter({ unit: unit ?? '', open: '' })}
                />
                <WhichPlaces value={filter.which} onChange={which => setFilter({ which, open: '' })} />
              </>
            }
          />
        }
      />
    </Page>
  )
}

const READ = 'places.read'

function Line({ place }: { place: PlaceLine }) {
  const t = useWords()
  const detail = [t(`places.kind.${place.kind}`), place.unitName].filter(Boolean).join(' · ')
  return <Slim title={place.name} detail={detail} />
}

function useColumns(): readonly Column<PlaceLine>[] {
  const t = useWords()
  return [
    {
      id: 'name',
      label: t('places.office.name'),
      cell: place => <strong>{place.name}</strong>,
      text: place => place.name,
      width: 'minmax(160px, 2fr)',
    },
    {
      id: 'kind',
      label: t('places.office.kind'),
      cell: place => t(`places.kind.${place.kind}`),
      text: place => t(`places.kind.${place.kind}`),
      width: 'minmax(110px, 1fr)',
    },
    {
      id: 'unit',
      label: t('places.office.unit'),
      cell: place => place.unitName ?? '–',
      text: place => place.unitName ?? '',
      width: 'minmax(120px, 1.2fr)',
    },
    {
      id: 'address',
      label: t('places.office.address'),
      cell: place => place.address || '–',
      text: place => place.address,
      width: 'minmax(120px, 1.2fr)',
      extra: true,
    },
  ]
}

function PlaceDetail({ placeId }: { placeId: string }) {
  const t = useWords()
  const { data: place, error, refetch } = useRead(api.places.get, { params: { placeId } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!place || place.id !== placeId) return <PageSkeleton />
  return (
    <Page title={place.name} lead={[t(`places.kind.${place.kind}`), place.unitName].filter(Boolean).join(' · ')}>
      <WithActions
        actions={
          <>
            {place.closedAt ? null : <Poster place={place} />}
            <Closing place={place} action={t('places.office.close')} help={t('places.office.close.help')} />
          </>
        }
      >
        {place.closedAt ? <ClosedNotice at={place.closedAt} /> : null}
        <Facts
          facts={[
            [t('places.office.address'), place.address || null],
            [t('places.office.unit'), place.unitName],
            [t('places.office.code'), <code key="code">{place.code}</code>],
          ]}
        />
        <Panel title={t('places.office.areas')}>
          {place.areas.length === 0 ? (
            <p className="pl-none">{t('places.office.areas.none')}</p>
          ) : (
            <ul className="pl-areas">
              {place.areas.map(area => (
                <li key={area.id}>
                  <span>{area.name}</span>
                  <code>{area.code}</code>
                </li>
              ))}
            </ul>
          )}
        </Panel>
      </WithActions>
    </Page>
  )
}

/** The poster opens beside the page: a PDF that the browser prints. */
function Poster({ place }: { place: PlaceView }) {
  const t = useWords()
  const { can } = useSession()
  return (
    <ActionButton
      wide
      icon="print"
      kind="primary"
      {...refusedBy(t, can('places.manage') ? null : 'core.refused.verb', { verb: 'places.manage' })}
      onClick={() => window.open(`/api/places/${place.id}/poster`, '_blank', 'noopener')}
    >
      {t('places.office.poster')}
    </ActionButton>
  )
}
