import { Select } from '@mantine/core'
import { useList } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { useFormat, useWords } from '#core/web/words.tsx'
import { type Column, DataList, Page, Slim, Tag, useFilter } from '#kit/console/index.ts'
import type { Exchanged } from '../contract.ts'
import { api } from './api.ts'

const AXIS = ['queued', 'processing', 'done', 'fail'] as const
const WAYS = ['out', 'in'] as const

/** What went to agencies of other systems and came from them, and how far each has come. */
export function ExchangedDocuments() {
  const t = useWords()
  const [filter, setFilter] = useFilter({ way: '', state: '' })
  useLive(['exchange', 'documents'])
  const list = useList(api.exchange.list, after => ({
    query: {
      ...(filter.way ? { way: filter.way as Exchanged['way'] } : {}),
      ...(filter.state ? { state: filter.state as Exchanged['state'] } : {}),
      ...(after ? { after } : {}),
    },
  }))
  return (
    <Page full title={t('exchange.web.title')} lead={t('exchange.web.lead')}>
      <DataList
        name="exchange"
        label={t('exchange.web.title')}
        list={list}
        columns={useColumns()}
        idOf={row => row.id}
        pathOf={row => `/exchange/${row.documentId}`}
        slim={row => <Line row={row} />}
        exportName="van-ban-lien-thong"
        empty={{
          icon: 'share',
          title: t('exchange.web.none'),
          children: t(filter.way || filter.state ? 'exchange.web.none.filter' : 'exchange.web.none.help'),
        }}
        filters={
          <>
            <Select
              aria-label={t('exchange.web.way')}
              placeholder={t('exchange.web.way.any')}
              clearable
              value={filter.way || null}
              onChange={way => setFilter({ way: way ?? '' })}
              data={WAYS.map(value => ({ value, label: t(`exchange.web.way.${value}`) }))}
            />
            <Select
              aria-label={t('exchange.web.state')}
              placeholder={t('exchange.web.state.any')}
              clearable
              value={filter.state || null}
              onChange={state => setFilter({ state: state ?? '' })}
              data={AXIS.map(value => ({ value, label: t(`exchange.web.state.${value}`) }))}
            />
          </>
        }
      />
    </Page>
  )
}

/** Where it is now, in a word: what its recipient said, or else how far the message came. */
export function usePlace() {
  const t = useWords()
  return ({ status, state }: Pick<Exchanged, 'status' | 'state'>) =>
    status && state !== 'fail' ? t(`exchange.web.status.${status}`) : t(`exchange.web.state.${state}`)
}

function Line({ row }: { row: Exchanged }) {
  const f = useFormat()
  const t = useWords()
  const place = usePlace()
  return (
    <Slim
      title={[row.notation, row.subject].filter(Boolean).join(' · ')}
      detail={[t(`exchange.web.way.${row.way}`), row.agency.name, f.instant(row.at)].join(' · ')}
      end={<Tag strong={row.state === 'fail'}>{place(row)}</Tag>}
    />
  )
}

function useColumns(): readonly Column<Exchanged>[] {
  const t = useWords()
  const f = useFormat()
  const place = usePlace()
  const column = (id: string, text: (row: Exchanged) => string, width: string) => ({
    id,
    label: t(`exchange.web.${id}`),
    cell: text,
    text,
    width,
  })
  return [
    column('at', row => f.instant(row.at), '150px'),
    column('way', row => t(`exchange.web.way.${row.way}`), '100px'),
    column('notation', row => row.notation, '150px'),
    column('document', row => row.subject, 'minmax(220px, 2fr)'),
    column('agency', row => row.agency.name, 'minmax(180px, 1fr)'),
    column('what', row => t(`exchange.web.what.${row.what}`), '130px'),
    {
      ...column('status', place, '170px'),
      cell: row => <Tag strong={row.state === 'fail'}>{place(row)}</Tag>,
    },
  ]
}
