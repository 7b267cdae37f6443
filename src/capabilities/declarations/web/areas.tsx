import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { addDays, dayOf } from '#core/clock.ts'
import { useRead, useWrite, wholeList } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { type Column, DataList, Page, Panel, Slim, sayDone, WithActions } from '#kit/console/index.ts'
import { DayField } from '#kit/console/when.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { Area } from '../contract.ts'
import { api } from './api.ts'

/** The list of areas with the epidemic (vùng có dịch), for those who come to stay here. */
export function Areas() {
  const t = useWords()
  const read = useRead(api.declarations.areas, {})
  const list = wholeList(read, read.data?.areas)
  return (
    <Page title={t('declarations.web.areas')} lead={t('declarations.web.areas.lead')}>
      <WithActions actions={<AddArea />}>
        <DataList
          name="declarations.areas"
          label={t('declarations.web.areas')}
          list={list}
          columns={useColumns(list.rows.some(canEnd))}
          idOf={area => area.id}
          wraps
          slim={area => <Line area={area} />}
          empty={{
            icon: 'map',
            title: t('declarations.web.areas.none'),
            children: t('declarations.web.areas.none.help'),
          }}
        />
      </WithActions>
    </Page>
  )
}

/** The last day is shown, the first day after it is kept. */
const lastDayOf = (to: string) => addDays(to, -1)

/** On a phone: since when and until when, for whom, and which document says so. */
function Line({ area }: { area: Area }) {
  const t = useWords()
  const f = useFormat()
  const from = f.day(area.from)
  return (
    <Slim
      title={area.label}
      detail={
        <>
          {area.to
            ? t('declarations.web.areas.between', { from, until: f.day(lastDayOf(area.to)) })
            : t('declarations.web.areas.since', { from })}
          <br />
          {t('declarations.web.areas.scope')} {area.scopeName}
          <br />
          {area.document}
        </>
      }
      end={<EndArea area={area} />}
    />
  )
}

function useColumns(anyCanEnd: boolean): readonly Column<Area>[] {
  const t = useWords()
  const f = useFormat()
  const until = (area: Area) => (area.to ? f.day(lastDayOf(area.to)) : t('declarations.web.areas.to.open'))
  return [
    {
      id: 'area',
      label: t('declarations.web.areas.area'),
      cell: area => <strong>{area.label}</strong>,
      text: area => area.label,
      width: 'minmax(128px, 2fr)',
    },
    {
      id: 'from',
      label: t('declarations.web.areas.from'),
      cell: area => f.day(area.from),
      text: area => f.day(area.from),
      width: '104px',
    },
    { id: 'to', label: t('declarations.web.areas.to'), cell: until, text: until, width: '108px' },
    {
      id: 'document',
      label: t('declarations.web.areas.document'),
      cell: area => area.document,
      text: area => area.document,
      width: 'minmax(112px, 2fr)',
    },
    {
      id: 'scope',
      label: t('declarations.web.areas.scope'),
      cell: area => area.scopeName,
      text: area => area.scopeName,
      width: 'minmax(112px, 1fr)',
    },
    ...(anyCanEnd
      ? [{ id: 'end', label: '', cell: (area: Area) => <EndArea area={area} />, width: '176px', end: true }]
      : []),
  ]
}

const canEnd = (area: Area) => !area.to && !area.refused

function EndArea({ area }: { area: Area }) {
  const t = useWords()
  const ending = useWrite(api.declarations.endArea, { done: () => sayDone(t('declarations.web.areas.ended')) })
  if (!canEnd(area)) return null
  return (
    <Button
      variant="default"
      size="compact-sm"
      loading={ending.isPending}
      onClick={() =>
        ending.mutate({ params: { epidemicAreaId: area.id }, body: { to: laterOf(area.from, dayOf(new Date())) } })
      }
    >
      {t('declarations.web.areas.end')}
    </Button>
  )
}

const laterOf = (a: string, b: string) => (a > b ? a : b)

function AddArea() {
  const t = useWords()
  const own = useOwnArea('declarations.areas')
  const [areaId, setAreaId] = useState<string>()
  const [scope, setScope] = useState<string>()
  const [from, setFrom] = useState<string | null>(() => dayOf(new Date()))
  const [document, setDocument] = useState('')
  const unitId = scope ?? own
  const adding = useWrite(api.declarations.addArea, {
    done: () => {
      setAreaId(undefined)
      sayDone(t('declarations.web.areas.added'))
    },
  })
  const needs = useNeeds({
    area: areaId !== undefined,
    scope: unitId !== undefined,
    from: from !== null,
    document: document.trim() !== '',
  })
  const add = () => {
    if (areaId && unitId && from) adding.mutate({ body: { areaId, unitId, from, document: document.trim() } })
  }
  return (
    <Panel title={t('declarations.web.areas.add')}>
      <form className="k-stack" {...needs.form(add)}>
        <UnitField
          label={t('declarations.web.areas.area')}
          value={areaId}
          onChange={setAreaId}
          error={needs.of('area')}
        />
        <UnitField
          label={t('declarations.web.areas.scope')}
          value={unitId}
          onChange={setScope}
          within={own}
          error={needs.of('scope')}
        />
        <DayField
          label={t('declarations.web.areas.from')}
          ahead
          value={from}
          onChange={setFrom}
          error={needs.of('from')}
        />
        <TextInput
          label={t('declarations.web.areas.document')}
          description={t('declarations.web.areas.document.hint')}
          value={document}
          maxLength={300}
          error={needs.of('document')}
          onChange={event => setDocument(event.currentTarget.value)}
        />
        {adding.error ? (
          <p className="k-error" role="alert">
            {tell(t, adding.error).title}
          </p>
        ) : null}
        <Button type="submit" loading={adding.isPending}>
          {t('declarations.web.areas.add')}
        </Button>
      </form>
    </Panel>
  )
}
