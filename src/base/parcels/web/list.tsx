import { Select } from '@mantine/core'
import { useList } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { go } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { type Column, DataList, EmptyState, FilterText, Page, Slim, SplitView, useFilter } from '#kit/console/index.ts'
import type { ParcelLine } from '../contract.ts'
import { api } from './api.ts'
import { Known } from './known.tsx'

const VIEWS = ['open', 'trouble', 'ended', 'all'] as const
/** What the post brings, both ways: where it is, and what went wrong. */
export function ParcelList() {
  const t = useWords()
  useLive(['parcels'])
  const [{ view, way, q, open }, setFilter] = useFilter(
    { view: 'open', way: '', q: '', open: '' },
    { view: VIEWS, way: ['out', 'in'] as const },
  )
  const list = useList(api.parcels.list, after => ({
    query: {
      view,
      ...(way ? { way } : {}),
      ...(q ? { q } : {}),
      ...(after ? { after } : {}),
    },
  }))
  return (
    <Page full title={t('parcels.web.title')}>
      <SplitView
        listPath={`/parcels?view=${view}`}
        nothing={<EmptyState icon="send" title={t('parcels.web.pick')} />}
        detail={
          open ? (
            <Page title={t('parcels.web.one')}>
              <Known key={open} parcelId={open} />
            </Page>
          ) : undefined
        }
        list={
          <DataList
            name="parcels"
            label={t('parcels.web.list')}
            list={list}
            columns={useColumns()}
            idOf={row => row.id}
            openId={open || undefined}
            onOpen={row => go(`/parcels?${new URLSearchParams({ view, way, q, open: row.id })}`, { quiet: true })}
            exportName="buu-gui"
            slim={row => <OnPhone row={row} />}
            empty={{ icon: 'send', title: t('parcels.web.none'), children: t('parcels.web.none.help') }}
            filters={
              <>
                <Select
                  aria-label={t('parcels.web.view')}
                  value={view}
                  onChange={next => setFilter({ view: next ?? 'open', open: '' })}
                  data={VIEWS.map(value => ({ value, label: t(`parcels.web.view.${value}`) }))}
                  allowDeselect={false}
                  w={140}
                />
                <Select
                  aria-label={t('parcels.web.way')}
                  value={way}
                  onChange={next => setFilter({ way: next ?? '' })}
                  data={[
                    { value: '', label: t('parcels.web.way.any') },
                    { value: 'out', label: t('parcels.way.out') },
                    { value: 'in', label: t('parcels.way.in') },
                  ]}
                  allowDeselect={false}
                  w={150}
                />
                <FilterText label={t('parcels.web.q')} value={q} onChange={next => setFilter({ q: next })} />
              </>
            }
          />
        }
      />
    </Page>
  )
}

function OnPhone({ row }: { row: ParcelLine }) {
  const t = useWords()
  return <Slim title={row.contents} detail={[t(`parcels.state.${row.state}`), row.reference].join(' · ')} />
}

function useColumns(): readonly Column<ParcelLine>[] {
  const t = useWords()
  const f = useFormat()
  return [
    {
      id: 'contents',
      label: t('parcels.web.contents'),
      cell: row => row.contents,
      text: row => row.contents,
      width: 'minmax(250px, 3fr)',
    },
    {
      id: 'state',
      label: t('parcels.web.state'),
      cell: row => t(`parcels.state.${row.state}`),
      text: row => t(`parcels.state.${row.state}`),
      width: '96px',
    },
    {
      id: 'reference',
      label: t('parcels.web.reference'),
      cell: row => row.reference,
      text: row => row.reference,
      width: '120px',
    },
    {
      id: 'way',
      label: t('parcels.web.way'),
      cell: row => t(`parcels.way.${row.way}`),
      text: row => t(`parcels.way.${row.way}`),
      width: '120px',
      extra: true,
    },
    {
      id: 'heard',
      label: t('parcels.web.heard'),
      cell: row =>
        row.heardAt ? f.instant(row.heardAt) : <span className="k-hint">{t('parcels.web.heard.never')}</span>,
      text: row => (row.heardAt ? f.instant(row.heardAt) : ''),
      width: '150px',
      extra: true,
    },
    {
      id: 'ordered',
      label: t('parcels.web.ordered'),
      cell: row => f.day(row.orderedAt),
      text: row => f.day(row.orderedAt),
      width: '110px',
      extra: true,
    },
  ]
}
