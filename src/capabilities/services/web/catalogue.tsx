import './services.css'
import { Button } from '@mantine/core'
import { useSession } from '#base/identity/web/session.tsx'
import { useRead, wholeList } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { type Column, DataList, FilterText, Page, Slim, Tag, useFilter } from '#kit/console/index.ts'
import type { ProcedureLine } from '../contract.ts'
import { slugOf } from '../rules.ts'
import { api } from './api.ts'

/** The catalogue of procedures; who may edit it opens one. */
export function Catalogue() {
  const t = useWords()
  const f = useFormat()
  const { can } = useSession()
  const [filter, setFilter] = useFilter({ q: '' })
  const read = useRead(api.services.procedures, { query: filter.q ? { q: filter.q } : {} })
  const term = (row: ProcedureLine) =>
    'workingDays' in row.term
      ? t('services.site.term.days', { n: row.term.workingDays })
      : t('services.site.term.hours', { n: row.term.workingHours })
  const fee = (row: ProcedureLine) =>
    row.fee ? t('services.site.fee', { fee: f.number(row.fee) }) : t('services.site.free')
  const columns: readonly Column<ProcedureLine>[] = [
    {
      id: 'name',
      label: t('services.web.column.procedure'),
      cell: row => <Slim title={row.name} detail={`${row.code} · ${row.field}`} />,
      text: row => row.name,
      width: 'minmax(280px, 3fr)',
    },
    {
      id: 'code',
      label: t('services.web.column.code'),
      cell: row => row.code,
      text: row => row.code,
      width: '110px',
      extra: true,
    },
    { id: 'term', label: t('services.site.term'), cell: term, text: term, width: '140px' },
    { id: 'fee', label: t('services.site.fees'), cell: fee, text: fee, width: '130px' },
    {
      id: 'level',
      label: t('services.web.level'),
      cell: row => <Tag>{t(`services.web.level.${row.level}`)}</Tag>,
      text: row => row.level,
      width: '150px',
    },
  ]
  return (
    <Page
      full
      title={t('services.web.catalogue')}
      actions={
        can('services.catalogue') ? (
          <Button onClick={() => go('/services/procedures/new')}>{t('services.web.catalogue.new')}</Button>
        ) : null
      }
    >
      <DataList
        name="services.catalogue"
        label={t('services.web.catalogue')}
        list={wholeList(read, read.data?.rows)}
        columns={columns}
        idOf={row => row.id}
        pathOf={row => `/services/procedures/${slugOf(row.code)}`}
        rowHeight={60}
        slim={row => <Slim title={row.name} detail={[term(row), fee(row)].join(' · ')} />}
        exportName="thu-tuc"
        empty={{ icon: 'document', title: t('services.site.none') }}
        filters={<FilterText label={t('services.site.search')} value={filter.q} onChange={q => setFilter({ q })} />}
      />
    </Page>
  )
}
