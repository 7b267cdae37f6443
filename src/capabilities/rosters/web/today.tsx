import './rosters.css'
import { Select } from '@mantine/core'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { dayOf } from '#core/clock.ts'
import type { ResultOf } from '#core/contract.ts'
import { useList, useNow } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { type Column, DataList, Figures, FigureTile, Page, Slim, Tag, useFilter } from '#kit/console/index.ts'
import { DayField } from '#kit/console/when.tsx'
import type { OfficeToday, rosters } from '../contract.ts'
import { api } from './api.ts'

/** Who is where on a day, office by office: the leader's picture. */
export function Today() {
  const t = useWords()
  const today = dayOf(useNow())
  const [{ unit, day, show }, setFilter] = useFilter({ unit: '', day: '', show: '' })
  const query = {
    day: day || today,
    ...(unit ? { unitId: unit } : {}),
    ...(show === 'missing' ? { missing: 'true' as const } : {}),
  }
  const list = useList(api.rosters.today, after => ({ query: { ...query, ...(after ? { after } : {}) } }))
  const empty = show === 'missing' ? 'none.missing' : 'none'
  return (
    <Page full title={t('rosters.web.today')} lead={t('rosters.web.today.lead')}>
      <div className="ro-figures">
        <FiguresOf figures={list.first?.figures} />
      </div>
      <DataList
        name="rosters.today"
        label={t('rosters.web.today')}
        list={list}
        columns={useColumns()}
        idOf={row => row.id}
        exportName="lich-lam-viec"
        onOpen={row => go(`/rosters/${row.id}?day=${query.day}`)}
        slim={row => <OnPhone row={row} />}
        rowHeight={52}
        empty={{ icon: 'calendar', title: t(`rosters.web.${empty}`), children: t(`rosters.web.${empty}.help`) }}
        filters={
          <>
            <DayField
              aria-label={t('rosters.web.day')}
              value={query.day}
              onChange={next => setFilter({ day: next && next !== today ? next : '' })}
              w={150}
            />
            <Select
              aria-label={t('rosters.web.which')}
              w={150}
              allowDeselect={false}
              value={show || 'all'}
              onChange={next => setFilter({ show: next === 'missing' ? 'missing' : '' })}
              data={[
                { value: 'all', label: t('rosters.web.all') },
                { value: 'missing', label: t('rosters.web.missing') },
              ]}
            />
            <UnitField
              bare
              label={t('rosters.web.unit')}
              placeholder={t('rosters.web.unit.any')}
              within={useOwnArea('rosters.read')}
              value={unit || undefined}
              onChange={next => setFilter({ unit: next ?? '' })}
            />
          </>
        }
      />
    </Page>
  )
}

type Figured = ResultOf<typeof rosters.today>['figures']

/** From the indicators: what they mean is one click away. */
function FiguresOf({ figures }: { figures: Figured | undefined }) {
  const t = useWords()
  const f = useFormat()
  const written = (value: number | null | undefined) => (value === null || value === undefined ? '–' : f.number(value))
  const { office, home, leave, share } = figures ?? {}
  return (
    <Figures>
      <FigureTile
        label={t('rosters.web.figure.office')}
        value={written(office)}
        definition={t('rosters.at-office.how')}
      />
      <FigureTile label={t('rosters.web.figure.home')} value={written(home)} definition={t('rosters.at-home.how')} />
      <FigureTile label={t('rosters.web.figure.leave')} value={written(leave)} definition={t('rosters.on-leave.how')} />
      <FigureTile
        label={t('rosters.web.figure.share')}
        value={share === null || share === undefined ? '–' : f.percent(share)}
        definition={t('rosters.share.how')}
      />
    </Figures>
  )
}

function Share({ row }: { row: OfficeToday }) {
  const t = useWords()
  if (!row.planned) return <Tag>{t('rosters.web.missing')}</Tag>
  if (row.share === null) return <>–</>
  return (
    <span className="ro-share">
      {t('rosters.web.share.of', { share: row.share, limit: row.largestShare })}
      {row.over ? <Tag strong>{t('rosters.web.over')}</Tag> : null}
    </span>
  )
}

const atOffice = ({ office, duty }: OfficeToday) => office + duty

function OnPhone({ row }: { row: OfficeToday }) {
  const t = useWords()
  const { home, leave } = row
  return (
    <Slim
      title={row.name}
      detail={
        row.planned
          ? t('rosters.web.at', { office: atOffice(row), home, leave })
          : `${t('rosters.web.officers')}: ${row.officers}`
      }
      end={<Share row={row} />}
    />
  )
}

function useColumns(): readonly Column<OfficeToday>[] {
  const t = useWords()
  const f = useFormat()
  const count = (id: string, label: string, of: (row: OfficeToday) => number, always = false): Column<OfficeToday> => ({
    id,
    label,
    cell: row => (row.planned || always ? f.number(of(row)) : '–'),
    text: row => (row.planned || always ? of(row) : ''),
    width: '110px',
    end: true,
  })
  return [
    {
      id: 'name',
      label: t('rosters.web.office'),
      cell: row => <strong>{row.name}</strong>,
      text: row => row.name,
      width: 'minmax(200px, 2fr)',
    },
    count('officers', t('rosters.web.officers'), row => row.officers, true),
    count('office', t('rosters.kind.office'), atOffice),
    count('home', t('rosters.kind.home'), row => row.home),
    count('leave', t('rosters.kind.leave'), row => row.leave),
    {
      id: 'share',
      label: t('rosters.web.share'),
      cell: row => <Share row={row} />,
      text: row => (row.planned && row.share !== null ? row.share : ''),
      width: 'minmax(190px, 1fr)',
      end: true,
    },
  ]
}
