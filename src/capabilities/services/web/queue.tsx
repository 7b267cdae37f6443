import './services.css'
import { Button, Select } from '@mantine/core'
import { useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { useList } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { go, useParams } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  type Column,
  DataList,
  FilterText,
  Page,
  Slim,
  SplitView,
  Tag,
  useFilter,
  ViewBar,
} from '#kit/console/index.ts'
import { type DossierLine, VIEWS, type View } from '../contract.ts'
import { CHANNELS, stateWords } from '../rules.ts'
import { api } from './api.ts'
import { Dossier } from './dossier.tsx'
import { SignDialog } from './sign.tsx'

/** Dossiers of the officer's area by what they wait for, and the dossier beside the list. */
export function Queue() {
  const t = useWords()
  const { can } = useSession()
  // Who leads begins with what is late; who works, with what is new.
  const begin: View = can('services.receive') ? 'new' : can('services.process') ? 'work' : 'late'
  const [filter, setFilter] = useFilter(
    { view: begin, q: '', channel: '', unit: '', open: '' },
    { view: VIEWS, channel: CHANNELS },
  )
  const { view, q, channel, unit, open } = filter
  useLive(['work'], { reads: ['services.queue'] })
  const list = useList(api.services.queue, after => ({
    query: {
      view,
      ...(q ? { q } : {}),
      ...(channel ? { channel } : {}),
      ...(unit ? { unitId: unit } : {}),
      ...(after ? { after } : {}),
    },
  }))
  const columns = useColumns(view === 'late')
  const area = useOwnArea('services.read')
  return (
    <Page
      full
      title={t('services.web.title')}
      actions={
        can('services.receive') ? (
          <ActionButton kind="primary" icon="plus" onClick={() => go('/services/intake')}>
            {t('services.web.intake')}
          </ActionButton>
        ) : null
      }
    >
      <ViewBar
        label={t('services.web.state')}
        views={VIEWS}
        view={view}
        nameOf={one => t(`services.web.view.${one}`)}
        onChoose={one => setFilter({ view: one, open: '' })}
      />
      <SplitView
        listPath={`/services?view=${view}`}
        detail={open ? <Dossier key={open} dossierId={open} /> : undefined}
        list={
          <DataList
            name="services.dossiers"
            label={t('services.web.title')}
            list={list}
            columns={columns}
            idOf={row => row.id}
            openId={open || undefined}
            onOpen={row => setFilter({ open: row.id })}
            exportName="ho-so"
            slim={row => <Line row={row} />}
            rowHeight={60}
            empty={{ icon: 'document', title: t(`services.web.none.${view}`), children: t('services.web.none.help') }}
            {...(can('services.approve')
              ? { bulk: (rows: readonly DossierLine[], clear: () => void) => <Bulk rows={rows} onDone={clear} /> }
              : {})}
            filters={
              <>
                <FilterText label={t('services.web.find')} value={q} onChange={next => setFilter({ q: next })} />
                <Select
                  aria-label={t('services.web.channel')}
                  placeholder={t('services.web.channel.any')}
                  clearable
                  w={170}
                  value={channel || null}
                  onChange={next => setFilter({ channel: next ?? '' })}
                  data={CHANNELS.map(value => ({ value, label: t(`services.web.channel.${value}`) }))}
                />
                <UnitField
                  bare
                  label={t('services.web.unit')}
                  placeholder={t('services.web.unit.any')}
                  within={area}
                  value={unit || undefined}
                  onChange={next => setFilter({ unit: next ?? '' })}
                />
              </>
            }
          />
        }
      />
    </Page>
  )
}

/** One dossier on a page of its own: where links and search lead. */
export function DossierPage() {
  const t = useWords()
  const { dossierId = '' } = useParams()
  return (
    <Page title={t('services.dossier.flow')} back={{ to: '/services', label: t('services.web.title') }}>
      <Dossier dossierId={dossierId} />
    </Page>
  )
}

/** Signs all that is chosen and waits for it; each has its own outcome. */
function Bulk({ rows, onDone }: { rows: readonly DossierLine[]; onDone: () => void }) {
  const t = useWords()
  const [asking, setAsking] = useState(false)
  const signable = rows.filter(row => row.state === 'processing' && !row.awaitsSeal)
  if (!signable.length) return null
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t('services.web.sign.count', { count: signable.length })}</Button>
      {asking ? (
        <SignDialog
          dossierIds={signable.map(row => row.id)}
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false)
            onDone()
          }}
        />
      ) : null}
    </>
  )
}

function Line({ row }: { row: DossierLine }) {
  const t = useWords()
  const f = useFormat()
  const when = row.promisedAt
    ? t(row.late ? 'services.web.line.late' : 'services.web.line.due', { at: f.instant(row.promisedAt) })
    : f.instant(row.filedAt)
  return (
    <Slim
      title={row.applicant}
      detail={[row.code, row.procedureName, row.paused ? t('services.web.line.paused') : when].join(' · ')}
      end={
        <Tag strong={row.state === 'registered' || row.late}>{t(row.late ? 'services.web.late' : stateWords(row))}</Tag>
      }
    />
  )
}

function useColumns(isLate: boolean): readonly Column<DossierLine>[] {
  const t = useWords()
  const f = useFormat()
  const plain = (id: string, text: (row: DossierLine) => string, width: string, extra = true): Column<DossierLine> => ({
    id,
    label: t(`services.web.column.${id}`),
    text,
    width,
    cell: text,
    extra,
  })
  return [
    {
      id: 'who',
      label: t('services.web.column.who'),
      cell: row => <Line row={row} />,
      text: row => row.applicant,
      width: 'minmax(240px, 3fr)',
    },
    plain('code', row => row.code, '190px'),
    plain('procedure', row => row.procedureName, 'minmax(160px, 2fr)'),
    plain('promised', row => (row.promisedAt ? f.instant(row.promisedAt) : ''), '150px'),
    plain('why', row => row.lateWhy ?? (row.late ? t('services.web.why.none') : ''), 'minmax(160px, 2fr)', !isLate),
    plain('stage', row => row.stage ?? '', 'minmax(120px, 1fr)', !isLate),
    plain('holder', row => row.holder ?? '', '150px'),
    plain('channel', row => t(`services.web.channel.${row.channel}`), '130px'),
    plain('state', row => t(stateWords(row)), '150px'),
    plain('unit', row => row.unitName, 'minmax(120px, 1fr)'),
  ]
}
