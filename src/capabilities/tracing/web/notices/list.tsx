import '../tracing.css'
import { Select } from '@mantine/core'
import { useSession } from '#base/identity/web/session.tsx'
import { useList } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { type Say, useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, type Column, DataList, Page, refusedBy, Slim, Tag, useFilter } from '#kit/console/index.ts'
import type { NoticeLine } from '../../notices/contract.ts'
import { api } from '../api.ts'

const STATES = ['draft', 'asked', 'current', 'expired', 'withdrawn'] as const

export const StateTag = ({ t, state }: { t: Say; state: NoticeLine['state'] }) => (
  <Tag strong={state === 'current' || state === 'asked'}>{t(`tracing.web.notice.state.${state}`)}</Tag>
)

/** The urgent notices of the officer's area, latest first. */
export function Notices() {
  const t = useWords()
  const { can } = useSession()
  const [{ state }, setFilter] = useFilter({ state: '' })
  const list = useList(api.tracing.notices, after => ({
    query: { ...(state ? { state: state as NoticeLine['state'] } : {}), ...(after ? { after } : {}) },
  }))
  return (
    <Page
      full
      title={t('tracing.web.notice.title')}
      actions={
        <>
          <ActionButton icon="external" onClick={() => window.open('/site/thong-bao', '_blank', 'noopener')}>
            {t('tracing.web.notice.public')}
          </ActionButton>
          <ActionButton
            kind="primary"
            icon="plus"
            {...refusedBy(t, can('tracing.notify') ? null : 'core.refused.verb', { verb: 'tracing.notify' })}
            onClick={() => go('/notices/new')}
          >
            {t('tracing.web.notice.draft')}
          </ActionButton>
        </>
      }
    >
      <DataList
        name="tracing.notices"
        label={t('tracing.web.notice.title')}
        list={list}
        columns={useColumns()}
        idOf={row => row.id}
        onOpen={row => go(`/notices/${row.id}`)}
        slim={row => <Line row={row} />}
        empty={{
          icon: 'bell',
          title: t(state ? 'tracing.web.notice.none.filter' : 'tracing.web.notice.none'),
          children: t('tracing.web.notice.none.help'),
        }}
        filters={
          <Select
            aria-label={t('tracing.web.notice.state')}
            placeholder={t('tracing.web.notice.state.any')}
            clearable
            w={200}
            value={state || null}
            onChange={next => setFilter({ state: next ?? '' })}
            data={STATES.map(value => ({ value, label: t(`tracing.web.notice.state.${value}`) }))}
          />
        }
      />
    </Page>
  )
}

const nameOf = (t: Say, row: NoticeLine) => row.number ?? t('tracing.web.notice.unnumbered')
const placesOf = (t: Say, row: NoticeLine) =>
  row.firstPlace === null
    ? t('tracing.web.notice.places.none')
    : row.places > 1
      ? t('tracing.web.notice.places', { place: row.firstPlace, more: row.places - 1 })
      : row.firstPlace

function Line({ row }: { row: NoticeLine }) {
  const t = useWords()
  const f = useFormat()
  return (
    <Slim
      title={`${nameOf(t, row)} · ${placesOf(t, row)}`}
      detail={[row.unitName, f.day(row.publishedAt ?? row.createdAt)].join(' · ')}
      end={<StateTag t={t} state={row.state} />}
    />
  )
}

function useColumns(): readonly Column<NoticeLine>[] {
  const t = useWords()
  const f = useFormat()
  return [
    {
      id: 'number',
      label: t('tracing.web.number'),
      cell: row => <strong>{nameOf(t, row)}</strong>,
      text: row => nameOf(t, row),
      width: '150px',
    },
    {
      id: 'places',
      label: t('tracing.web.notice.where'),
      cell: row => placesOf(t, row),
      text: row => placesOf(t, row),
      width: 'minmax(220px, 2fr)',
    },
    {
      id: 'state',
      label: t('tracing.web.notice.state'),
      cell: row => <StateTag t={t} state={row.state} />,
      text: row => t(`tracing.web.notice.state.${row.state}`),
      width: '150px',
    },
    {
      id: 'published',
      label: t('tracing.web.notice.published'),
      cell: row => (row.publishedAt ? f.instant(row.publishedAt) : '–'),
      text: row => row.publishedAt ?? '',
      width: '150px',
    },
    {
      id: 'expires',
      label: t('tracing.web.notice.expires'),
      cell: row => (row.expiresOn ? f.day(row.expiresOn) : '–'),
      text: row => row.expiresOn ?? '',
      width: '130px',
    },
    {
      id: 'reports',
      label: t('tracing.web.notice.reported'),
      cell: row => (row.reports > 0 ? f.number(row.reports) : <span className="tr-zero">0</span>),
      text: row => row.reports,
      width: '130px',
      end: true,
    },
    {
      id: 'unit',
      label: t('tracing.web.notice.unit'),
      cell: row => row.unitName,
      text: row => row.unitName,
      width: 'minmax(140px, 1fr)',
      extra: true,
    },
  ]
}
