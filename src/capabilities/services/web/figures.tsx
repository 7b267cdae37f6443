import './services.css'
import { Select } from '@mantine/core'
import type { ReactNode } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { dayOf } from '#core/clock.ts'
import type { ResultOf } from '#core/contract.ts'
import { useRead } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  type Direction,
  EmptyState,
  Figures,
  FigureTile,
  Notice,
  Page,
  PageSkeleton,
  Panel,
  ProblemState,
  useFilter,
} from '#kit/console/index.ts'
import { FIGURES, SHARES, SPANS, type services } from '../contract.ts'
import { GROUPS, groupsOf } from '../rules.ts'
import { api } from './api.ts'

const READ = 'indicators.read'
const MONTHS = 18
type Read = ResultOf<typeof services.figures>

/** One-stop services in figures, month against month and year; each opens what it counts. */
export function ServiceFigures() {
  const t = useWords()
  const { me } = useSession()
  const [filter, setFilter] = useFilter({ unit: '', month: '' })
  const area = useOwnArea(READ)
  const first = me?.grants.find(grant => grant.areaId && me.rights[grant.role]?.includes(READ))?.areaId
  const unitId = filter.unit || first || ''
  const month = filter.month || dayOf(new Date()).slice(0, 7)
  useLive(['indicators'], { reads: ['services.figures'] })
  const { data, error, refetch } = useRead(api.services.figures, { query: { unitId, month } }, { when: unitId !== '' })
  return (
    <Page
      title={t('services.web.figures')}
      lead={t('services.web.figures.lead')}
      actions={
        <div className="sv-row">
          <UnitField
            bare
            label={t('services.web.unit')}
            value={unitId || undefined}
            within={area}
            onChange={unit => setFilter({ unit: unit ?? '' })}
          />
          <Select
            aria-label={t('services.web.figures.month')}
            w={150}
            allowDeselect={false}
            data={monthsBack(MONTHS).map(value => ({ value, label: monthText(value) }))}
            value={month}
            onChange={value => setFilter({ month: value ?? '' })}
          />
        </div>
      }
    >
      {unitId === '' ? <EmptyState icon="chart" title={t('services.web.figures.nowhere')} /> : null}
      {error ? <ProblemState problem={error} again={() => void refetch()} /> : null}
      {!data && !error && unitId !== '' ? <PageSkeleton /> : null}
      {data ? <Seen read={data} unitId={unitId} /> : null}
    </Page>
  )
}

function monthsBack(n: number): string[] {
  const now = new Date()
  return Array.from({ length: n }, (_, i) =>
    dayOf(new Date(Date.UTC(now.getFullYear(), now.getMonth() - i, 15))).slice(0, 7),
  )
}
const monthText = (month: string) => month.split('-').reverse().join('/')

function Seen({ read, unitId }: { read: Read; unitId: string }) {
  const t = useWords()
  const f = useFormat()
  const figureOf = (name: string) => read.figures.find(one => one.name === `services.${name}`)?.values ?? []
  const share = (value: number | null | undefined) => (value === null || value === undefined ? '–' : f.percent(value))
  return (
    <div className="k-stack">
      <Figures>
        {(['share-online', 'share-in-time', 'share-post', 'share-digital-results', 'share-content'] as const).map(
          name => {
            const [now, before] = figureOf(name)
            return (
              <FigureTile
                key={name}
                label={t(`services.${name}.title`)}
                value={share(now)}
                direction={directionOf(now, before)}
                comparison={
                  before === null || before === undefined
                    ? t('services.web.figures.no-before')
                    : t('services.web.figures.before', { value: share(before) })
                }
                definition={t(`services.${name}.how`)}
              />
            )
          },
        )}
      </Figures>
      <LateNotice read={read} unitId={unitId} />
      <Panel title={t('services.web.figures.counts')}>
        <Table read={read} label={t('services.web.figures.counts')}>
          {FIGURES.map(name => (
            <Row
              key={name}
              name={name}
              values={figureOf(name)}
              read={read}
              unitId={unitId}
              write={value => f.number(value ?? 0)}
              opens
            />
          ))}
        </Table>
      </Panel>
      <Panel title={t('services.web.figures.shares')}>
        <Table read={read} label={t('services.web.figures.shares')}>
          {SHARES.map(name => (
            <Row
              key={name}
              name={`share-${name}`}
              values={figureOf(`share-${name}`)}
              read={read}
              unitId={unitId}
              write={share}
            />
          ))}
        </Table>
      </Panel>
      <Index read={read} />
    </div>
  )
}

const directionOf = (now: number | null | undefined, before: number | null | undefined): Direction | undefined => {
  if (typeof now !== 'number' || typeof before !== 'number') return undefined
  return Math.abs(now - before) < 0.0005 ? 'same' : now > before ? 'rise' : 'fall'
}

/** What is late now, and who was not told. */
function LateNotice({ read, unitId }: { read: Read; unitId: string }) {
  const t = useWords()
  const { all, silent } = read.late
  if (!all) return <Notice title={t('services.web.figures.late.none')} />
  return (
    <Notice
      icon="warning"
      title={t('services.web.figures.late', { all })}
      action={<Link to={`/services?view=late&unit=${unitId}`}>{t('services.web.figures.late.open')}</Link>}
    >
      {t('services.web.figures.late.silent', { silent })}
    </Notice>
  )
}

function Table({ read, label, children }: { read: Read; label: string; children: ReactNode }) {
  const t = useWords()
  const f = useFormat()
  return (
    <div className="sv-scroll">
      <table className="sv-table" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{t('services.web.figures.figure')}</th>
            {SPANS.map(span => {
              const days = read.spans.find(one => one.span === span)
              return (
                <th scope="col" key={span}>
                  {t(`services.web.span.${span}`)}
                  <br />
                  <small>{days ? `${f.dayShort(days.from)}–${f.day(days.until)}` : ''}</small>
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}

interface RowProps {
  readonly name: string
  readonly values: readonly (number | null)[]
  readonly read: Read
  readonly unitId: string
  readonly write: (value: number | null | undefined) => string
  readonly opens?: boolean
}

function Row({ name, values, read, unitId, write, opens }: RowProps) {
  const t = useWords()
  const { can } = useSession()
  return (
    <tr>
      <th scope="row" title={t(`services.${name}.how`)}>
        {t(`services.${name}.title`)}
      </th>
      {SPANS.map((span, i) => {
        const days = read.spans[i]
        const value = values[i]
        const text = write(value)
        return (
          <td key={span}>
            {opens && value && days && can('services.read') ? (
              <Link to={`/services?view=all&figure=${name}&from=${days.from}&until=${days.until}&unit=${unitId}`}>
                {text}
              </Link>
            ) : (
              text
            )}
          </td>
        )
      })}
    </tr>
  )
}

/** The five groups of QĐ 766/QĐ-TTg as far as they follow from what is here; the rest is said to be missing. */
function Index({ read }: { read: Read }) {
  const t = useWords()
  const f = useFormat()
  const of = (name: string) => read.figures.find(one => one.name === `services.${name}`)?.values[0] ?? null
  const groups = groupsOf({ of, offered: read.offered })
  return (
    <Panel title={t('services.web.index')}>
      <p>{t('services.web.index.lead')}</p>
      <div className="sv-scroll">
        <table className="sv-table" aria-label={t('services.web.index')}>
          <thead>
            <tr>
              <th scope="col">{t('services.web.index.group')}</th>
              <th scope="col">{t('services.web.index.most')}</th>
              <th scope="col">{t('services.web.index.share')}</th>
              <th scope="col">{t('services.web.index.points')}</th>
              <th scope="col" className="sv-note">
                {t('services.web.index.note')}
              </th>
            </tr>
          </thead>
          <tbody>
            {GROUPS.map(({ name, points }) => {
              const value = groups[name]
              return (
                <tr key={name}>
                  <th scope="row">{t(`services.web.index.${name}`)}</th>
                  <td>{f.number(points)}</td>
                  <td>{value === null ? '–' : f.percent(value)}</td>
                  <td>{value === null ? '–' : f.number(value * points, { maximumFractionDigits: 1 })}</td>
                  <td className="sv-note">{t(`services.web.index.${name}.note`)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}
