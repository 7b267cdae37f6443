import './followup.css'
import { Select } from '@mantine/core'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { useList, useRead } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { go } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { type Column, DataList, FilterText, Page, RiskTag, Slim, Tag, useFilter } from '#kit/console/index.ts'
import { FOLLOW_VIEWS, type FollowLine } from '../contract.ts'
import { api } from './api.ts'
import { DayCell } from './day-cell.tsx'

/** Who is followed, household by household and day by day; the worrying first. */
export function Followed() {
  const t = useWords()
  const [filter, setFilter] = useFilter({ q: '', unit: '', view: '' }, { view: FOLLOW_VIEWS })
  const { q, unit, view } = filter
  useLive(['work'], { reads: ['followup.plans', 'followup.counts'] })
  const within = unit ? { unitId: unit } : {}
  const list = useList(api.followup.plans, after => ({
    query: {
      ...within,
      ...(q ? { q } : {}),
      ...(view ? { view } : {}),
      ...(after ? { after } : {}),
    },
  }))
  const narrowed = q !== '' || unit !== '' || view !== ''
  return (
    <Page full title={t('followup.web.followed')} lead={<Counts unitId={unit} />}>
      <DataList
        name="followup.plans"
        label={t('followup.web.followed')}
        list={list}
        columns={useColumns(list.rows[0])}
        idOf={row => row.id}
        onOpen={row => row.workId && go(`/work/${row.workId}`)}
        exportName="theo-doi-suc-khoe"
        slim={row => <Line row={row} />}
        rowHeight={56}
        empty={{
          icon: 'health',
          title: t(narrowed ? 'followup.web.none.filter' : 'followup.web.none'),
          children: t(narrowed ? 'followup.web.none.filter.help' : 'followup.web.none.help'),
        }}
        filters={
          <>
            <FilterText label={t('followup.web.find')} value={q} onChange={next => setFilter({ q: next })} />
            <UnitField
              bare
              label={t('followup.web.unit')}
              placeholder={t('followup.web.unit.any')}
              within={useOwnArea('followup.read')}
              value={unit || undefined}
              onChange={next => setFilter({ unit: next ?? '' })}
            />
            <Select
              aria-label={t('followup.web.view')}
              placeholder={t('followup.web.view.any')}
              clearable
              data={FOLLOW_VIEWS.map(value => ({ value, label: t(`followup.web.view.${value}`) }))}
              value={view || null}
              onChange={next => setFilter({ view: next ?? '' })}
            />
          </>
        }
      />
    </Page>
  )
}

/** `312 người · hôm nay 247/298 đã trả lời · 4 đáng lo`. */
function Counts({ unitId }: { unitId: string }) {
  const t = useWords()
  const f = useFormat()
  const { data } = useRead(api.followup.counts, { query: unitId ? { unitId } : {} })
  if (!data) return null
  const { followed, asked, answered, worrying } = data
  return (
    <>
      {[
        t('followup.web.counts.followed', { count: followed }),
        asked > 0
          ? t('followup.web.counts.answered', { answered, asked, share: f.percent(answered / asked, 0) })
          : t('followup.web.counts.notAsked'),
        t('followup.web.counts.worrying', { count: worrying }),
      ].join(' · ')}
    </>
  )
}

/** What the commune has to do with somebody; what is worrying by the colour of risk. */
function State({ row }: { row: FollowLine }) {
  const t = useWords()
  const said = t(`followup.watch.state.${row.state || 'watched'}`)
  if (row.state === 'worrying') return <RiskTag tone="orange">{said}</RiskTag>
  return <Tag strong={row.state !== 'watched'}>{said}</Tag>
}

function Line({ row }: { row: FollowLine }) {
  const t = useWords()
  return (
    <Slim
      title={row.name}
      detail={[
        row.isCase ? t('followup.web.case') : '',
        row.birthYear ? t('followup.web.born', { year: row.birthYear }) : '',
        row.address || row.unitName,
        t('followup.web.day', row.progress),
      ]
        .filter(Boolean)
        .join(' · ')}
      end={<State row={row} />}
    />
  )
}

/** The last days, a column each. */
function useColumns(first: FollowLine | undefined): readonly Column<FollowLine>[] {
  const t = useWords()
  const f = useFormat()
  const days = first?.days.map(one => one.day) ?? []
  return [
    {
      id: 'name',
      label: t('followup.web.name'),
      cell: row => (
        <span className="fu-name">
          <strong>{row.name}</strong> {row.isCase ? <Tag strong>{t('followup.web.case.short')}</Tag> : null}
        </span>
      ),
      text: row => row.name,
      width: 'minmax(160px, 1.5fr)',
    },
    {
      id: 'birth',
      label: t('followup.web.birth'),
      cell: row => row.birthYear ?? '–',
      text: row => row.birthYear ?? '',
      width: '64px',
      extra: true,
    },
    {
      id: 'address',
      label: t('followup.web.home'),
      cell: row => (
        <span className="fu-home">
          {row.address || '–'} <small>{row.unitName}</small>
        </span>
      ),
      text: row => [row.address, row.unitName].filter(Boolean).join(', '),
      width: 'minmax(160px, 1.5fr)',
    },
    {
      id: 'team',
      label: t('followup.web.team'),
      cell: row => row.team ?? '–',
      text: row => row.team ?? '',
      width: 'minmax(100px, 1fr)',
      extra: true,
    },
    {
      id: 'state',
      label: t('followup.web.state'),
      cell: row => <State row={row} />,
      text: row => t(`followup.watch.state.${row.state || 'watched'}`),
      width: '140px',
    },
    {
      id: 'progress',
      label: t('followup.web.progress'),
      cell: row => `${row.progress.day}/${row.progress.of}`,
      text: row => `${row.progress.day}/${row.progress.of}`,
      width: '72px',
    },
    ...days.map(
      (day, i): Column<FollowLine> => ({
        id: `day.${i}`,
        label: f.dayShort(day),
        cell: row => {
          const one = row.days[i]
          return one ? <DayCell day={one} /> : null
        },
        text: row => t(`followup.day.${row.days[i]?.state ?? 'none'}`),
        width: '52px',
      }),
    ),
  ]
}
