import './audit.css'
import { Select } from '@mantine/core'
import { useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { ExtractDialog } from '#base/lists/web/extract.tsx'
import type { ResultOf } from '#core/contract.ts'
import { useList, useRead } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { type Column, DataList, FilterText, Notice, Page, Slim, SplitView, useFilter } from '#kit/console/index.ts'
import { DayField } from '#kit/console/when.tsx'
import { type AuditLine, type audit, KINDS } from '../contract.ts'
import { api } from './api.ts'
import { AuditDetail } from './row.tsx'

const STATUS_EVERY_MS = 60_000
const ROW_PX = 60
const NOTHING = { officer: '', account: '', person: '', purpose: '', kind: '', from: '', until: '' }

/** Who looked at whom, when, and for what: the latest first, one of them beside the list. */
export function Audit() {
  const t = useWords()
  const [filter, setFilter] = useFilter({ ...NOTHING, open: '' }, { kind: KINDS })
  const { officer, account, person, purpose, kind, from, until, open } = filter
  const { can } = useSession()
  const [extracting, setExtracting] = useState(false)
  const status = useRead(api.audit.status, {}, { everyMs: STATUS_EVERY_MS })
  const asked = {
    ...(officer ? { officer } : {}),
    ...(account ? { accountId: account } : {}),
    ...(person ? { person } : {}),
    ...(purpose ? { purpose } : {}),
    ...(kind ? { kind: kind as (typeof KINDS)[number] } : {}),
    ...(from ? { from } : {}),
    ...(until ? { until } : {}),
  }
  const list = useList(api.audit.list, after => ({ query: { ...asked, ...(after ? { after } : {}) } }))
  const narrow = (patch: Partial<typeof NOTHING>) => setFilter({ ...NOTHING, ...patch, open: '' })
  return (
    <Page full title={t('audit.web.title')} lead={status.data ? <Sealed status={status.data} /> : t('audit.web.lead')}>
      {status.data?.late && status.data.since ? <Late since={status.data.since} /> : null}
      <SplitView
        listPath="/audit"
        detail={open ? <AuditDetail key={open} auditId={open} onNarrow={narrow} /> : undefined}
        list={
          <DataList
            name="audit.list"
            label={t('audit.web.title')}
            list={list}
            columns={useColumns()}
            idOf={row => row.id}
            rowHeight={ROW_PX}
            openId={open}
            onOpen={row => setFilter({ open: row.id })}
            {...(can('lists.extract') ? { onExport: () => setExtracting(true) } : {})}
            slim={row => <Line row={row} />}
            empty={{ icon: 'eye', title: t('audit.web.none'), children: t('audit.web.none.help') }}
            filters={
              <>
                <FilterText
                  label={t('audit.web.officer')}
                  value={officer}
                  onChange={next => setFilter({ officer: next, account: '' })}
                />
                <FilterText
                  label={t('audit.web.person')}
                  value={person}
                  onChange={next => setFilter({ person: next })}
                />
                <Select
                  aria-label={t('audit.rows.list.what')}
                  placeholder={t('audit.web.purpose.any')}
                  clearable
                  searchable
                  w={230}
                  value={purpose || null}
                  onChange={next => setFilter({ purpose: next ?? '' })}
                  data={(status.data?.purposes ?? []).map(({ id, words }) => ({ value: id, label: words }))}
                />
                <Select
                  aria-label={t('audit.web.kind')}
                  w={200}
                  allowDeselect={false}
                  value={kind || 'people'}
                  onChange={next => setFilter({ kind: next === 'people' ? '' : (next ?? '') })}
                  data={KINDS.map(value => ({ value, label: t(`audit.web.kind.${value}`) }))}
                />
                <div className="au-days">
                  <Day label={t('audit.web.from')} value={from} onChange={next => setFilter({ from: next })} />
                  <Day label={t('audit.web.until')} value={until} onChange={next => setFilter({ until: next })} />
                </div>
              </>
            }
          />
        }
      />
      <ExtractDialog
        name="audit.rows"
        fileName="nhat-ky-tra-cuu"
        filter={asked}
        open={extracting}
        onClose={() => setExtracting(false)}
      />
    </Page>
  )
}

function Day({ label, value, onChange }: { label: string; value: string; onChange: (day: string) => void }) {
  return (
    <DayField aria-label={label} placeholder={label} value={value || null} onChange={next => onChange(next ?? '')} />
  )
}

function Sealed({ status }: { status: ResultOf<typeof audit.status> }) {
  const t = useWords()
  const f = useFormat()
  const { head, unsealed } = status
  return (
    <span className="au-seal">
      <span>{head ? t('audit.web.sealed', { at: f.instant(head.at) }) : t('audit.web.sealed.none')}</span>
      {unsealed ? <span>{t('audit.web.sealed.waiting', { n: unsealed })}</span> : null}
    </span>
  )
}

function Late({ since }: { since: string }) {
  const t = useWords()
  const f = useFormat()
  return (
    <Notice tone="error" icon="warning" title={t('audit.web.late', { at: f.instant(since) })}>
      {t('audit.web.late.help')}
    </Notice>
  )
}

function Line({ row }: { row: AuditLine }) {
  const t = useWords()
  const f = useFormat()
  return (
    <Slim
      title={row.by?.name ?? t('audit.web.system')}
      detail={[row.what, row.person?.name ?? (row.shown ? t('audit.web.shown', { n: row.shown }) : '')]
        .filter(Boolean)
        .join(' · ')}
      end={f.instant(row.at)}
    />
  )
}

function useColumns(): readonly Column<AuditLine>[] {
  const t = useWords()
  const f = useFormat()
  const office = (row: AuditLine) => [row.by?.role, row.by?.office].filter(Boolean).join(', ')
  const whom = (row: AuditLine) => row.person?.name ?? (row.shown ? t('audit.web.shown', { n: row.shown }) : '')
  const what = (row: AuditLine) => [row.what, row.stated].filter(Boolean).join(': ')
  return [
    { id: 'at', label: t('audit.rows.list.at'), cell: row => f.instant(row.at), width: '140px' },
    {
      id: 'officer',
      label: t('audit.rows.list.officer'),
      cell: row => <Slim title={row.by?.name ?? t('audit.web.system')} detail={office(row)} />,
      width: 'minmax(130px, 1fr)',
    },
    {
      id: 'what',
      label: t('audit.rows.list.person'),
      cell: row => (whom(row) ? <Slim title={whom(row)} detail={what(row)} /> : what(row)),
      width: 'minmax(150px, 1.2fr)',
    },
    { id: 'unit', label: t('audit.rows.list.unit'), cell: row => row.unit, width: 'minmax(120px, 1fr)', extra: true },
    { id: 'page', label: t('audit.rows.list.page'), cell: row => row.page, width: 'minmax(100px, 1fr)', extra: true },
  ]
}
