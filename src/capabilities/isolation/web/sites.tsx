import './isolation.css'
import { NumberInput } from '@mantine/core'
import { useState } from 'react'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { dayOf } from '#core/clock.ts'
import { useNow, useRead, useWrite, wholeList } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  type Column,
  DataList,
  FormDialog,
  Page,
  refusedBy,
  Slim,
  sayDone,
  Tag,
  useFilter,
} from '#kit/console/index.ts'
import { DayField } from '#kit/console/when.tsx'
import { useNeeds } from '#kit/use-needs.ts'
import type { SiteUse } from '../contract.ts'
import { api } from './api.ts'

/** How full the isolation sites of the area are on a day, whichever commune sent people there. */
export function Sites() {
  const t = useWords()
  const today = dayOf(useNow())
  const [{ unit, day }, setFilter] = useFilter({ unit: '', day: '' })
  const read = useRead(api.isolation.siteUse, {
    query: { ...(unit ? { unitId: unit } : {}), ...(day ? { day } : {}) },
  })
  const [setting, setSetting] = useState<SiteUse>()
  const area = useOwnArea('isolation.read')
  const sites = read.data?.sites ?? []
  const known = sites.filter(site => site.capacity !== null)
  const sum = {
    people: sites.reduce((total, site) => total + site.people, 0),
    capacity: known.reduce((total, site) => total + (site.capacity ?? 0), 0),
  }
  return (
    <Page full title={t('isolation.web.sites')} lead={read.data ? t('isolation.web.sites.sum', sum) : undefined}>
      <DataList
        name="isolation.sites"
        label={t('isolation.web.sites')}
        list={wholeList(read, sites)}
        columns={useColumns(setSetting)}
        idOf={site => site.id}
        exportName="khu-cach-ly"
        onOpen={site => (site.refused === null ? setSetting(site) : undefined)}
        slim={site => <SiteOnPhone site={site} />}
        rowHeight={60}
        empty={{
          icon: 'home',
          title: t('isolation.web.sites.none'),
          children: t('isolation.web.sites.none.help'),
        }}
        filters={
          <>
            <DayField
              aria-label={t('isolation.web.sites.day')}
              value={day || today}
              maxDate={today}
              onChange={next => setFilter({ day: next && next !== today ? next : '' })}
              w={150}
            />
            <UnitField
              bare
              label={t('isolation.web.unit')}
              placeholder={t('isolation.web.unit.any')}
              within={area}
              value={unit || undefined}
              onChange={next => setFilter({ unit: next ?? '' })}
            />
          </>
        }
      />
      {setting ? <CapacityDialog site={setting} onClose={() => setSetting(undefined)} /> : null}
    </Page>
  )
}

/** What is left; more people than it takes is said in words. */
function Left({ site: { people, capacity } }: { site: SiteUse }) {
  const t = useWords()
  const f = useFormat()
  if (capacity === null) return <span className="k-hint">–</span>
  const left = capacity - people
  return left < 0 ? <Tag strong>{t('isolation.web.sites.over', { count: -left })}</Tag> : f.number(left)
}

/** So that one person more or less does not look like a wave. */
const LOWEST_TOP = 10

/** One bar a day, against the fullest; each says its day and number. */
function Strip({ site: { days } }: { site: SiteUse }) {
  const t = useWords()
  const f = useFormat()
  const most = Math.max(LOWEST_TOP, ...days.map(day => day.people))
  return (
    <ol className="is-strip">
      {days.map(({ day, people }) => {
        const told = t('isolation.web.sites.on', { day: f.dayShort(day), people })
        return (
          <li key={day} title={told}>
            <span className="only-read">{told}</span>
            <i style={{ height: `${Math.round((people / most) * 100)}%` }} />
          </li>
        )
      })}
    </ol>
  )
}

function SiteOnPhone({ site }: { site: SiteUse }) {
  const t = useWords()
  const f = useFormat()
  const takes = site.capacity === null ? '?' : f.number(site.capacity)
  return (
    <Slim
      title={site.name}
      detail={[site.unitName, site.coming ? `${t('isolation.web.sites.coming')} ${f.number(site.coming)}` : '']
        .filter(Boolean)
        .join(' · ')}
      end={<strong>{t('isolation.web.sites.of', { people: site.people, capacity: takes })}</strong>}
    />
  )
}

function SetButton({ site, onSet }: { site: SiteUse; onSet: () => void }) {
  const t = useWords()
  return (
    <ActionButton
      size="compact-sm"
      icon="edit"
      {...refusedBy(t, site.refused, { verb: 'isolation.sites' })}
      onClick={onSet}
    >
      {t('isolation.web.sites.set')}
      <span className="only-read"> {site.name}</span>
    </ActionButton>
  )
}

function useColumns(onSet: (site: SiteUse) => void): readonly Column<SiteUse>[] {
  const t = useWords()
  const f = useFormat()
  return [
    {
      id: 'name',
      label: t('isolation.web.sites.name'),
      cell: site => (
        <span className="is-site">
          <strong>{site.name}</strong>
          <small>{[site.address, site.unitName].filter(Boolean).join(', ')}</small>
        </span>
      ),
      text: site => site.name,
      width: 'minmax(220px, 2fr)',
    },
    {
      id: 'people',
      label: t('isolation.web.sites.people'),
      cell: site => <strong>{f.number(site.people)}</strong>,
      text: site => site.people,
      width: '90px',
      end: true,
    },
    {
      id: 'capacity',
      label: t('isolation.web.sites.capacity'),
      cell: site =>
        site.capacity === null ? (
          <span className="k-hint">{t('isolation.web.sites.unknown')}</span>
        ) : (
          f.number(site.capacity)
        ),
      text: site => site.capacity ?? '',
      width: '100px',
      end: true,
    },
    {
      id: 'left',
      label: t('isolation.web.sites.free'),
      cell: site => <Left site={site} />,
      text: site => (site.capacity === null ? '' : site.capacity - site.people),
      width: '110px',
      end: true,
    },
    {
      id: 'coming',
      label: t('isolation.web.sites.coming'),
      cell: site => f.number(site.coming),
      text: site => site.coming,
      width: '100px',
      end: true,
    },
    {
      id: 'days',
      label: t('isolation.web.sites.days'),
      cell: site => <Strip site={site} />,
      text: site => site.days.map(day => day.people).join(' '),
      width: '180px',
    },
    {
      id: 'set',
      label: t('isolation.web.sites.set'),
      cell: site => <SetButton site={site} onSet={() => onSet(site)} />,
      text: () => '',
      width: '170px',
    },
  ]
}

function CapacityDialog({ site, onClose }: { site: SiteUse; onClose: () => void }) {
  const t = useWords()
  const [typed, setTyped] = useState<string | number>(site.capacity ?? '')
  const setting = useWrite(api.isolation.setCapacity, {
    done: () => {
      onClose()
      sayDone(t('isolation.web.sites.set.done', { name: site.name }))
    },
  })
  const needs = useNeeds({ capacity: typed !== '' || t('isolation.web.sites.set.missing') })
  const set = () => setting.mutate({ params: { placeId: site.id }, body: { capacity: Number(typed) } })
  return (
    <FormDialog
      title={t('isolation.web.sites.set.of', { name: site.name })}
      onClose={onClose}
      {...needs.form(set)}
      action={t('isolation.web.sites.set')}
      problem={setting.error}
      busy={setting.isPending}
    >
      <NumberInput
        label={t('isolation.web.sites.capacity')}
        description={t('isolation.web.sites.set.help')}
        value={typed}
        onChange={setTyped}
        min={0}
        max={100_000}
        allowDecimal={false}
        allowNegative={false}
        thousandSeparator="."
        decimalSeparator=","
        hideControls
        inputMode="numeric"
        data-autofocus
        error={needs.of('capacity')}
      />
    </FormDialog>
  )
}
