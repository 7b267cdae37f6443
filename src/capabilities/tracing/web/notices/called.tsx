import './notices.css'
import { Checkbox, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { mobileNumber } from '#base/people/identifiers.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useSearch } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { EmptyState, FormFoot, Notice, Page, PageSkeleton, Panel, ProblemState } from '#kit/console/index.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { PublicNotice, Receipt } from '../../notices/contract.ts'
import { api } from '../api.ts'

/** Somebody calls the station: “I was there”. The same questions as on their own phone, entered by who answers. */
export function Called() {
  const t = useWords()
  const f = useFormat()
  const { data, error, refetch } = useRead(api.tracing.currentNotices, {})
  const [search, setSearch] = useSearch()
  if (error && !data) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <PageSkeleton />
  const [first] = data.notices
  const notice = data.notices.find(one => one.code === search.get('notice')) ?? first
  return (
    <Page title={t('tracing.web.call')} lead={t('tracing.web.call.lead')}>
      {notice ? (
        <div className="no-new">
          <Select
            label={t('tracing.web.call.notice')}
            allowDeselect={false}
            searchable
            value={notice.code}
            onChange={code => code && setSearch({ notice: code })}
            data={data.notices.map(({ code, number, publishedAt, lines }) => ({
              value: code,
              label: t('tracing.web.call.option', {
                number,
                at: f.day(publishedAt.slice(0, 10)),
                place: lines[0]?.place ?? '',
                more: lines.length - 1,
              }),
            }))}
          />
          <CallForm key={notice.code} notice={notice} />
        </div>
      ) : (
        <EmptyState icon="phone" title={t('tracing.web.call.none')}>
          {t('tracing.web.call.none.help')}
        </EmptyState>
      )}
    </Page>
  )
}

interface Fields {
  readonly name: string
  readonly phone: string
  readonly unitId: string | undefined
  readonly lineIds: readonly string[]
}

function CallForm({ notice }: { notice: PublicNotice }) {
  const t = useWords()
  const area = useOwnArea('tracing.reports')
  const empty: Fields = { name: '', phone: '', unitId: area, lineIds: [] }
  const [said, setSaid] = useState(empty)
  const [done, setDone] = useState<Receipt & { readonly name: string }>()
  const write = useWrite(api.tracing.reportCalled, {
    refreshes: ['work'],
    done: receipt => {
      setDone({ ...receipt, name: said.name.trim() })
      setSaid(empty)
    },
  })
  const { name, phone, unitId, lineIds } = said
  const set = (more: Partial<Fields>) => {
    setDone(undefined)
    setSaid({ ...said, ...more })
  }
  const isNamed = /\p{L}{2}/u.test(name) && !/\d/.test(name)
  const needs = useNeeds({
    places: lineIds.length > 0 || t('tracing.web.self.places.missing'),
    name: isNamed || t('tracing.report.name'),
    phone: mobileNumber(phone) !== undefined || t('tracing.report.phone'),
    unit: unitId !== undefined || t('tracing.report.no-commune'),
  })
  const report = () => {
    if (unitId)
      write.mutate({ params: { code: notice.code }, body: { name: name.trim(), phone, unitId, lineIds: [...lineIds] } })
  }
  return (
    <form className="k-stack" {...needs.form(report)}>
      {done ? <Taken done={done} /> : null}
      <Panel title={t('tracing.web.call.where')}>
        <Places
          notice={notice}
          lineIds={lineIds}
          error={needs.of('places')}
          onChange={chosen => set({ lineIds: chosen })}
        />
      </Panel>
      <Panel title={t('tracing.web.call.who')}>
        <div className="k-stack">
          <div className="no-pair">
            <TextInput
              label={t('tracing.web.self.name')}
              value={name}
              maxLength={100}
              autoComplete="off"
              error={needs.of('name')}
              onChange={event => set({ name: event.currentTarget.value })}
            />
            <TextInput
              label={t('tracing.web.self.phone')}
              type="tel"
              value={phone}
              maxLength={20}
              autoComplete="off"
              error={needs.of('phone')}
              onChange={event => set({ phone: event.currentTarget.value })}
            />
          </div>
          <UnitField
            label={t('tracing.web.call.commune')}
            tier="commune"
            value={unitId}
            onChange={chosen => set({ unitId: chosen })}
            error={needs.of('unit')}
          />
        </div>
      </Panel>
      <FormFoot problem={write.error} busy={write.isPending} onCancel={() => setSaid(empty)}>
        {t('tracing.web.call.do')}
      </FormFoot>
    </form>
  )
}

function Taken({ done }: { done: Receipt & { readonly name: string } }) {
  const t = useWords()
  const f = useFormat()
  const { name, unitName, reachBy, places, again } = done
  return (
    <div role="status">
      <Notice icon="check" title={t(again ? 'tracing.web.call.again' : 'tracing.web.call.done', { name, places })}>
        {reachBy ? t('tracing.web.call.calls', { unit: unitName, at: f.instant(reachBy) }) : null}
      </Notice>
    </div>
  )
}

interface PlacesProps {
  readonly notice: PublicNotice
  readonly lineIds: readonly string[]
  readonly error: string | undefined
  readonly onChange: (lineIds: readonly string[]) => void
}

function Places({ notice, lineIds, error, onChange }: PlacesProps) {
  const t = useWords()
  const f = useFormat()
  return (
    <Checkbox.Group aria-label={t('tracing.web.call.where')} value={[...lineIds]} onChange={onChange}>
      <div className="k-stack" data-wrong={error ? true : undefined}>
        {notice.lines.map(({ id, place, address, unitName, from, to }) => (
          <Checkbox
            key={id}
            value={id}
            label={place}
            description={[`${f.time(from)}–${f.time(to)}, ${f.dayShort(from)}`, address, unitName]
              .filter(Boolean)
              .join(' · ')}
          />
        ))}
        {error ? (
          <p className="k-error" role="alert">
            {error}
          </p>
        ) : null}
      </div>
    </Checkbox.Group>
  )
}
