import './tracing.css'
import { Checkbox } from '@mantine/core'
import { useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { ExtractDialog } from '#base/lists/web/extract.tsx'
import { RestrictedTag } from '#base/people/web/restricted.tsx'
import type { CallOf } from '#core/contract.ts'
import { useList } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  type Column,
  DataList,
  FilterText,
  Page,
  refusedBy,
  Slim,
  Tag,
  useFilter,
} from '#kit/console/index.ts'
import type { CaseLine, tracing } from '../contract.ts'
import { api } from './api.ts'

type CaseOrder = NonNullable<CallOf<typeof tracing.cases>['query']['sort']>

/** The cases of the officer's area, latest first. */
export function Cases() {
  const t = useWords()
  const { can } = useSession()
  const [filter, setFilter] = useFilter({ q: '', unit: '', waiting: '', sort: '-confirmed' })
  const { q, unit, waiting } = filter
  const sort = filter.sort as CaseOrder
  const list = useList(api.tracing.cases, after => ({
    query: {
      ...(q ? { q } : {}),
      ...(unit ? { unitId: unit } : {}),
      ...(waiting ? { waiting: 'true' as const } : {}),
      sort,
      ...(after ? { after } : {}),
    },
  }))
  const [extracting, setExtracting] = useState(false)
  const register = (
    <>
      {can('tracing.write') ? (
        <ActionButton icon="upload" onClick={() => go('/lists/new?kind=tracing.cases')}>
          {t('tracing.web.lists')}
        </ActionButton>
      ) : null}
      <ActionButton
        kind="primary"
        icon="plus"
        {...refusedBy(t, can('tracing.write') ? null : 'core.refused.verb', { verb: 'tracing.write' })}
        onClick={() => go('/cases/new')}
      >
        {t('tracing.web.register')}
      </ActionButton>
    </>
  )
  const narrowed = q !== '' || unit !== '' || waiting !== ''
  return (
    <Page full title={t('tracing.web.cases')} actions={register}>
      <DataList
        name="tracing.cases"
        label={t('tracing.web.cases')}
        list={list}
        columns={useColumns()}
        sorting={{ value: sort, set: next => setFilter({ sort: next }) }}
        idOf={row => row.id}
        onOpen={row => go(`/cases/${row.id}`)}
        {...(can('lists.extract') ? { onExport: () => setExtracting(true) } : {})}
        slim={row => <Line row={row} />}
        empty={{
          icon: 'trace',
          title: t(narrowed ? 'tracing.web.cases.none.filter' : 'tracing.web.cases.none'),
          children: t(narrowed ? 'tracing.web.cases.none.filter.help' : 'tracing.web.cases.none.help'),
        }}
        filters={
          <>
            <FilterText label={t('tracing.web.cases.find')} value={q} onChange={next => setFilter({ q: next })} />
            <UnitField
              bare
              label={t('tracing.web.unit')}
              placeholder={t('tracing.web.unit.any')}
              within={useOwnArea('tracing.read')}
              value={unit || undefined}
              onChange={next => setFilter({ unit: next ?? '' })}
            />
            <Checkbox
              className="tr-check"
              label={t('tracing.web.cases.waiting')}
              checked={waiting !== ''}
              onChange={event => setFilter({ waiting: event.currentTarget.checked ? '1' : '' })}
            />
          </>
        }
      />
      <ExtractDialog
        name="tracing.cases"
        fileName="ca-benh"
        filter={{ ...(q ? { q } : {}), ...(unit ? { unitId: unit } : {}), ...(waiting ? { waiting: 'true' } : {}) }}
        open={extracting}
        onClose={() => setExtracting(false)}
      />
    </Page>
  )
}

/** What waits for a decision; before the first trace nobody knows. */
function Waiting({ row }: { row: CaseLine }) {
  const t = useWords()
  const f = useFormat()
  if (row.tracedAt === null) return <Tag strong>{t('tracing.web.untraced')}</Tag>
  return row.toReview > 0 ? <strong>{f.number(row.toReview)}</strong> : <span className="tr-zero">0</span>
}

function Line({ row }: { row: CaseLine }) {
  const t = useWords()
  const f = useFormat()
  const waits =
    row.tracedAt === null
      ? t('tracing.web.untraced')
      : row.toReview > 0
        ? t('tracing.web.toReview.count', { count: row.toReview })
        : undefined
  return (
    <Slim
      title={row.name}
      detail={[row.number, row.birthYear, row.unitName, f.dayShort(row.confirmedAt)].filter(Boolean).join(' · ')}
      end={waits ? <Tag strong>{waits}</Tag> : undefined}
    />
  )
}

function useColumns(): readonly Column<CaseLine>[] {
  const t = useWords()
  const f = useFormat()
  return [
    {
      id: 'number',
      label: t('tracing.web.number'),
      cell: row => row.number,
      text: row => row.number,
      width: '96px',
      sort: 'number',
    },
    {
      id: 'name',
      label: t('tracing.web.name'),
      cell: row => (
        <>
          <strong>{row.name}</strong> <RestrictedTag of={row} />
        </>
      ),
      text: row => row.name,
      width: 'minmax(170px, 2fr)',
    },
    {
      id: 'birth',
      label: t('tracing.web.birth'),
      cell: row => row.birthYear ?? '–',
      text: row => row.birthYear ?? '',
      width: '76px',
    },
    {
      id: 'unit',
      label: t('tracing.web.unit'),
      cell: row => row.unitName ?? '–',
      text: row => row.unitName ?? '',
      width: 'minmax(130px, 1.4fr)',
    },
    {
      id: 'origin',
      label: t('tracing.web.origin'),
      cell: row => t(`tracing.origin.${row.origin}`),
      text: row => t(`tracing.origin.${row.origin}`),
      width: 'minmax(110px, 1fr)',
      extra: true,
    },
    {
      id: 'onset',
      label: t('tracing.web.onset'),
      cell: row => (row.onsetOn ? f.day(row.onsetOn) : t('tracing.web.onset.none')),
      text: row => row.onsetOn ?? '',
      width: '130px',
      sort: 'onset',
    },
    {
      id: 'confirmed',
      label: t('tracing.web.confirmed'),
      cell: row => f.instant(row.confirmedAt),
      text: row => f.instant(row.confirmedAt),
      width: '140px',
      sort: 'confirmed',
    },
    {
      id: 'review',
      label: t('tracing.web.toReview'),
      cell: row => <Waiting row={row} />,
      text: row => row.toReview,
      width: '124px',
      end: true,
    },
    {
      id: 'contacts',
      label: t('tracing.web.contacts.short'),
      cell: row => (row.contacts > 0 ? f.number(row.contacts) : <span className="tr-zero">0</span>),
      text: row => row.contacts,
      width: '96px',
      end: true,
    },
  ]
}
