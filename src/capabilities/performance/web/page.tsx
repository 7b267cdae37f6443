import './performance.css'
import { Select } from '@mantine/core'
import { useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { ThingsList } from '#base/indicators/web/things.tsx'
import { dayOf } from '#core/clock.ts'
import { useList, useRead } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  CopyButton,
  EmptyState,
  Modal,
  Notice,
  Page,
  PageSkeleton,
  Panel,
  ProblemState,
  SaveButton,
  useFilter,
} from '#kit/console/index.ts'
import type { Performance } from '../contract.ts'
import { SPANS, type SpanName } from '../rules.ts'
import { api } from './api.ts'
import { Headlines, Index, type Opened, Places, Sections } from './figures.tsx'
import { Late } from './late.tsx'

const READ = 'performance.read'
/** Months back that may be chosen. */
const MONTHS = 18
/** Figures change with every dossier; nobody reads a table that moves all the time. */
const GATHER_MS = 5_000

/** What a province reports of its administration: one page, of a unit and a month. */
export function PerformancePage() {
  const t = useWords()
  const { me } = useSession()
  const [filter, setFilter] = useFilter({ unit: '', month: '' })
  const area = useOwnArea(READ)
  const first = me?.grants.find(grant => grant.areaId && me.rights[grant.role]?.includes(READ))?.areaId
  const unitId = filter.unit || first || ''
  const month = filter.month || dayOf(new Date()).slice(0, 7)
  useLive(['indicators', 'work'], { reads: ['performance'], gatherMs: GATHER_MS })
  const query = { unitId, month }
  const { data, isPlaceholderData, error, refetch } = useRead(
    api.performance.overview,
    { query },
    { when: unitId !== '' },
  )
  return (
    <Page
      title={t('performance.title')}
      named={data ? `${t('performance.title')} · ${data.unit.name}` : t('performance.title')}
      earlier={isPlaceholderData}
      lead={data ? <Lead data={data} /> : null}
      actions={
        <>
          <UnitField
            bare
            label={t('performance.unit')}
            value={unitId || undefined}
            within={area}
            onChange={unit => setFilter({ unit: unit ?? '' })}
          />
          <Select
            aria-label={t('performance.month')}
            w={130}
            allowDeselect={false}
            data={monthsBack().map(value => ({ value, label: value.split('-').reverse().join('/') }))}
            value={month}
            onChange={value => setFilter({ month: value ?? '' })}
          />
          {data ? <Exports data={data} /> : null}
        </>
      }
    >
      {unitId === '' ? (
        <EmptyState icon="lock" title={t('performance.nowhere')}>
          {t('performance.nowhere.help')}
        </EmptyState>
      ) : null}
      {error && !data ? <ProblemState problem={error} again={() => void refetch()} /> : null}
      {!data && !error && unitId !== '' ? <PageSkeleton /> : null}
      {data ? <Seen key={`${data.unit.id} ${data.month}`} data={data} /> : null}
    </Page>
  )
}

function monthsBack(): string[] {
  const [year = 0, month = 1] = dayOf(new Date()).split('-').map(Number)
  return Array.from({ length: MONTHS }, (_, i) => new Date(Date.UTC(year, month - 1 - i, 1)).toISOString().slice(0, 7))
}

function Lead({ data }: { data: Performance }) {
  const t = useWords()
  const f = useFormat()
  const [now] = data.spans
  return (
    <span>
      <strong>{data.unit.label || data.unit.name}</strong>
      {now ? ` · ${t('performance.between', { from: f.day(now.from), until: f.day(now.until) })}` : null}
    </span>
  )
}

function Seen({ data }: { data: Performance }) {
  const t = useWords()
  const [opened, setOpened] = useState<Opened>()
  const [span, setSpan] = useState<SpanName>('month')
  const gaps = data.definitions.filter(one => one.gaps.length > 0)
  const isByPlace = data.units.rows.length + data.agencies.rows.length > 0
  return (
    <div className="k-stack pf">
      {gaps.length ? (
        <Notice icon="clock" title={t('performance.gaps')}>
          {gaps.map(one => t(one.title)).join(', ')}
        </Notice>
      ) : null}
      <Headlines data={data} />
      <Late data={data} />
      <Sections data={data} onOpen={setOpened} />
      <Index index={data.index} />
      {isByPlace ? (
        <div className="pf-by">
          <div>
            <h2>{t('performance.by-place')}</h2>
            {span === 'month' ? <p className="pf-soft">{t('performance.by-place.small')}</p> : null}
          </div>
          <Select
            aria-label={t('performance.span')}
            allowDeselect={false}
            data={SPANS.map(value => ({ value, label: t(`performance.span.${value}`) }))}
            value={span}
            onChange={value => setSpan((value ?? 'month') as SpanName)}
          />
        </div>
      ) : null}
      <Places data={data} kind="units" span={span} onOpen={setOpened} />
      <Places data={data} kind="agencies" span={span} onOpen={setOpened} />
      <Panel title={t('performance.text')}>
        <pre className="pf-text">{data.text}</pre>
      </Panel>
      {opened ? <ThingsDialog opened={opened} onClose={() => setOpened(undefined)} /> : null}
    </div>
  )
}

/** As a spreadsheet, as a paper, and as a message. */
function Exports({ data }: { data: Performance }) {
  const t = useWords()
  const file = (as: 'xlsx' | 'pdf') => ({
    get: () => api.performance.file({ query: { unitId: data.unit.id, month: data.month, as } }),
    name: `${t('performance.title')} ${data.unit.name} ${data.month}.${as}`,
  })
  return (
    <>
      <CopyButton icon="message" text={data.text} done={t('performance.copied')}>
        {t('performance.copy')}
      </CopyButton>
      <SaveButton icon="download" {...file('xlsx')}>
        {t('performance.xlsx')}
      </SaveButton>
      <SaveButton icon="print" {...file('pdf')}>
        {t('performance.pdf')}
      </SaveButton>
    </>
  )
}

function ThingsDialog({ opened, onClose }: { opened: Opened; onClose: () => void }) {
  const f = useFormat()
  const { title, from, until } = opened
  return (
    <Modal opened size="lg" onClose={onClose} title={`${title} · ${f.dayShort(from)}–${f.day(until)}`}>
      <Things opened={opened} />
    </Modal>
  )
}

function Things({ opened: { figure, unitId, organisationId, from, until } }: { opened: Opened }) {
  const t = useWords()
  const list = useList(api.performance.things, after => ({
    query: {
      figure,
      unitId,
      from,
      until,
      ...(organisationId ? { organisationId } : {}),
      ...(after ? { after } : {}),
    },
  }))
  const hidden = list.complete ? Math.max(0, list.atLeast - list.rows.length) : 0
  return (
    <ThingsList list={list} note={hidden ? <p>{t('performance.things.hidden', { count: hidden })}</p> : undefined} />
  )
}
