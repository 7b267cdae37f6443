import './reports.css'
import { Select } from '@mantine/core'
import { useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { useList } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, type Column, DataList, Page, refusedBy, Slim, Tag, useFilter } from '#kit/console/index.ts'
import { type ReportLine, STATES } from '../contract.ts'
import { api } from './api.ts'
import { NewReport } from './new-report.tsx'

/** The quick reports of the officer's area, latest first. */
export function Reports() {
  const t = useWords()
  const { can } = useSession()
  const [filter, setFilter] = useFilter({ unit: '', state: '' }, { state: STATES })
  const { unit, state } = filter
  const [making, setMaking] = useState(false)
  useLive(['reports'], { reads: ['reports.list'] })
  const list = useList(api.reports.list, after => ({
    query: {
      ...(unit ? { unitId: unit } : {}),
      ...(state ? { state } : {}),
      ...(after ? { after } : {}),
    },
  }))
  const make = (
    <ActionButton
      kind="primary"
      icon="plus"
      {...refusedBy(t, can('reports.write') ? null : 'core.refused.verb', { verb: 'reports.write' })}
      onClick={() => setMaking(true)}
    >
      {t('reports.web.new')}
    </ActionButton>
  )
  const narrowed = unit !== '' || state !== ''
  return (
    <Page full title={t('reports.web.title')} actions={make}>
      <DataList
        name="reports.list"
        label={t('reports.web.title')}
        list={list}
        columns={useColumns()}
        idOf={row => row.id}
        pathOf={row => `/reports/${row.id}`}
        slim={row => <Line row={row} />}
        empty={{
          icon: 'document',
          title: t(narrowed ? 'reports.web.none.filter' : 'reports.web.none'),
          children: t(narrowed ? 'reports.web.none.filter.help' : 'reports.web.none.help'),
        }}
        filters={
          <>
            <UnitField
              bare
              label={t('reports.web.unit')}
              placeholder={t('reports.web.unit.any')}
              within={useOwnArea('reports.read')}
              value={unit || undefined}
              onChange={next => setFilter({ unit: next ?? '' })}
            />
            <Select
              aria-label={t('reports.web.state')}
              placeholder={t('reports.web.state.any')}
              clearable
              value={state || null}
              onChange={next => setFilter({ state: next ?? '' })}
              data={STATES.map(value => ({ value, label: t(`reports.report.state.${value}`) }))}
            />
          </>
        }
      />
      {making ? <NewReport onClose={() => setMaking(false)} /> : null}
    </Page>
  )
}

function Line({ row }: { row: ReportLine }) {
  const t = useWords()
  const f = useFormat()
  return (
    <Slim
      title={f.instant(row.cutoffAt)}
      detail={[row.unitName, row.cases === null ? '' : t('reports.web.cases', { count: row.cases })]
        .filter(Boolean)
        .join(' · ')}
      end={<Tag strong={row.state === 'draft'}>{t(`reports.report.state.${row.state}`)}</Tag>}
    />
  )
}

function useColumns(): readonly Column<ReportLine>[] {
  const t = useWords()
  const f = useFormat()
  return [
    {
      id: 'at',
      label: t('reports.web.cutoff'),
      cell: row => <strong>{f.instant(row.cutoffAt)}</strong>,
      text: row => f.instant(row.cutoffAt),
      width: '160px',
    },
    {
      id: 'unit',
      label: t('reports.web.unit'),
      cell: row => row.unitName,
      text: row => row.unitName,
      width: 'minmax(180px, 2fr)',
    },
    {
      id: 'state',
      label: t('reports.web.state'),
      cell: row => <Tag strong={row.state === 'draft'}>{t(`reports.report.state.${row.state}`)}</Tag>,
      text: row => t(`reports.report.state.${row.state}`),
      width: '120px',
    },
    {
      id: 'number',
      label: t('reports.web.number'),
      cell: row => row.number ?? '–',
      text: row => row.number ?? '',
      width: '130px',
    },
    {
      id: 'sender',
      label: t('reports.web.sender'),
      cell: row => row.sender ?? '–',
      text: row => row.sender ?? '',
      width: 'minmax(140px, 1fr)',
    },
    {
      id: 'sent',
      label: t('reports.web.sent-at'),
      cell: row => (row.sentAt ? f.instant(row.sentAt) : '–'),
      text: row => (row.sentAt ? f.instant(row.sentAt) : ''),
      width: '150px',
    },
    {
      id: 'cases',
      label: t('reports.column.new'),
      cell: row => (row.cases === null ? '–' : f.number(row.cases)),
      text: row => row.cases ?? '',
      width: '90px',
      end: true,
    },
  ]
}
