import './tracing.css'
import { useSession } from '#base/identity/web/session.tsx'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { useList, useRead } from '#core/web/data.tsx'
import { go, Link, useParams } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  type Column,
  DataList,
  Facts,
  FilterText,
  Page,
  PageSkeleton,
  Panel,
  ProblemState,
  Slim,
  useFilter,
  ViewBar,
} from '#kit/console/index.ts'
import { END_VIEWS, type EndLine } from '../contract.ts'
import { api } from './api.ts'
import { endingOf, OutcomeAction, OutcomeHistory } from './outcome.tsx'

/** Cases of the area, those under treatment first: who recovered, was discharged, transferred, or died. */
export function Outcomes() {
  const t = useWords()
  const f = useFormat()
  const [filter, setFilter] = useFilter({ view: 'open', q: '', unit: '' }, { view: END_VIEWS })
  const { view, q, unit } = filter
  const list = useList(api.tracing.outcomes, after => ({
    query: {
      view,
      ...(q ? { q } : {}),
      ...(unit ? { unitId: unit } : {}),
      ...(after ? { after } : {}),
    },
  }))
  return (
    <Page full title={t('tracing.web.outcomes')}>
      <ViewBar
        label={t('tracing.web.outcomes.view')}
        views={END_VIEWS}
        view={view}
        nameOf={one => t(`tracing.web.outcomes.view.${one}`)}
        onChoose={one => setFilter({ view: one })}
      />
      <DataList
        name="tracing.outcomes"
        label={t('tracing.web.outcomes')}
        list={list}
        columns={useColumns()}
        idOf={row => row.id}
        onOpen={row => go(`/case-outcomes/${row.id}`)}
        slim={row => (
          <Slim title={row.name} detail={[row.number, row.unitName, endingOf(t, f, row)].filter(Boolean).join(' · ')} />
        )}
        empty={{ icon: 'health', title: t('tracing.web.outcomes.none'), children: t('tracing.web.outcomes.none.help') }}
        filters={
          <>
            <FilterText label={t('tracing.web.cases.find')} value={q} onChange={next => setFilter({ q: next })} />
            <UnitField
              bare
              label={t('tracing.web.unit')}
              placeholder={t('tracing.web.unit.any')}
              within={useOwnArea('tracing.outcomes')}
              value={unit || undefined}
              onChange={next => setFilter({ unit: next ?? '' })}
            />
          </>
        }
      />
    </Page>
  )
}

function useColumns(): readonly Column<EndLine>[] {
  const t = useWords()
  const f = useFormat()
  return [
    { id: 'number', label: t('tracing.web.number'), cell: row => row.number, text: row => row.number, width: '110px' },
    {
      id: 'name',
      label: t('tracing.web.name'),
      cell: row => <strong>{row.name}</strong>,
      text: row => row.name,
      width: 'minmax(170px, 2fr)',
    },
    {
      id: 'unit',
      label: t('tracing.web.unit'),
      cell: row => row.unitName ?? '–',
      text: row => row.unitName ?? '',
      width: 'minmax(130px, 1.4fr)',
    },
    {
      id: 'confirmed',
      label: t('tracing.web.confirmed'),
      cell: row => f.instant(row.confirmedAt),
      text: row => f.instant(row.confirmedAt),
      width: '150px',
    },
    {
      id: 'outcome',
      label: t('tracing.web.outcome'),
      cell: row => endingOf(t, f, row),
      text: row => endingOf(t, f, row),
      width: 'minmax(190px, 1.6fr)',
    },
  ]
}

/** One case: how it ended and what was said of it before, with the file for those who may read that. */
export function OutcomePage() {
  const t = useWords()
  const f = useFormat()
  const { can } = useSession()
  const { caseId = '' } = useParams()
  const { data, error, refetch } = useRead(api.tracing.caseEnd, { params: { caseId } })
  if (error && !data) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <PageSkeleton />
  return (
    <Page
      title={data.name}
      named={`${data.number} ${data.name}`}
      back={{ to: '/case-outcomes', label: t('tracing.web.outcomes') }}
      lead={[data.number, data.unitName].filter(Boolean).join(' · ')}
      actions={<OutcomeAction end={data} />}
    >
      <div className="k-stack">
        <Facts
          facts={[
            [t('tracing.web.outcome'), endingOf(t, f, data)],
            [t('tracing.web.confirmed'), f.instant(data.confirmedAt)],
          ]}
        />
        {data.changes.length ? (
          <Panel title={t('tracing.web.outcome.history')}>
            <OutcomeHistory end={data} />
          </Panel>
        ) : null}
        {can('tracing.read') ? (
          <p>
            <Link to={`/cases/${data.id}`}>{t('tracing.web.outcome.file')}</Link>
          </p>
        ) : null}
      </div>
    </Page>
  )
}
