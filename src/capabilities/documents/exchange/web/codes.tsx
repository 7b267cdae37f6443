import { Button, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { dayOf } from '#core/clock.ts'
import { useList, useWrite } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { go } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  type Column,
  DataList,
  FilterText,
  FormFoot,
  Modal,
  Page,
  Slim,
  sayDone,
  Tag,
  useFilter,
} from '#kit/console/index.ts'
import { DayField } from '#kit/console/when.tsx'
import { Icon } from '#kit/icon.tsx'
import { useNeeds } from '#kit/use-needs.ts'
import type { CodedOrganisation } from '../contract.ts'
import { api } from './api.ts'

const STATES = ['missing', 'given'] as const

/** By which codes other systems know the organisations here: given, put right, or loaded from a file. */
export function Codes() {
  const t = useWords()
  const [filter, setFilter] = useFilter({ q: '', state: '' }, { state: STATES })
  const [chosen, setChosen] = useState<CodedOrganisation>()
  useLive(['exchange.codes'])
  const list = useList(api.exchange.codes, after => ({
    query: {
      ...(filter.q ? { q: filter.q } : {}),
      ...(filter.state ? { state: filter.state } : {}),
      ...(after ? { after } : {}),
    },
  }))
  return (
    <Page
      full
      title={t('exchange.web.codes')}
      lead={t('exchange.web.codes.lead')}
      actions={
        <Button
          variant="default"
          leftSection={<Icon name="upload" size={18} />}
          onClick={() => go('/lists/new?kind=exchange.codes')}
        >
          {t('exchange.web.codes.import')}
        </Button>
      }
    >
      <DataList
        name="exchange.codes"
        label={t('exchange.web.codes')}
        list={list}
        columns={useColumns()}
        idOf={row => row.id}
        onOpen={setChosen}
        slim={row => <Line row={row} />}
        exportName="ma-dinh-danh-co-quan"
        empty={{
          icon: 'office',
          title: t('exchange.web.codes.none'),
          children: t(filter.q || filter.state ? 'exchange.web.codes.none.filter' : 'exchange.web.codes.none.help'),
        }}
        filters={
          <>
            <FilterText label={t('exchange.web.codes.find')} value={filter.q} onChange={q => setFilter({ q })} />
            <Select
              aria-label={t('exchange.web.codes.state')}
              placeholder={t('exchange.web.codes.any')}
              clearable
              value={filter.state || null}
              onChange={state => setFilter({ state: state ?? '' })}
              data={STATES.map(value => ({ value, label: t(`exchange.web.codes.${value}`) }))}
            />
          </>
        }
      />
      {chosen ? <SetCode of={chosen} onClose={() => setChosen(undefined)} /> : null}
    </Page>
  )
}

const isMissing = ({ code, oldCode }: CodedOrganisation) => !code && !oldCode

function Line({ row }: { row: CodedOrganisation }) {
  const t = useWords()
  const codes = [row.code?.code, row.oldCode?.code].filter(Boolean).join(' · ')
  return (
    <Slim
      title={row.name}
      detail={codes || (row.isOffice ? t('exchange.web.codes.office') : '')}
      end={isMissing(row) ? <Tag strong>{t('exchange.web.codes.missing')}</Tag> : undefined}
    />
  )
}

function useColumns(): readonly Column<CodedOrganisation>[] {
  const t = useWords()
  const f = useFormat()
  const column = (id: string, text: (row: CodedOrganisation) => string, width: string) => ({
    id,
    label: t(`exchange.web.codes.${id}`),
    cell: text,
    text,
    width,
  })
  return [
    column('organisation', row => row.name, 'minmax(240px, 2fr)'),
    {
      ...column('code', row => row.code?.code ?? '', 'minmax(140px, 1fr)'),
      cell: row => row.code?.code ?? <Tag strong>{t('exchange.web.codes.missing')}</Tag>,
    },
    column('since', row => (row.code ? f.day(row.code.since) : ''), '150px'),
    column('old', row => row.oldCode?.code ?? '', '170px'),
    column('office', row => (row.isOffice ? '✓' : ''), '190px'),
  ]
}

function SetCode({ of, onClose }: { of: CodedOrganisation; onClose: () => void }) {
  const t = useWords()
  const today = dayOf(new Date())
  const [code, setCode] = useState(of.code?.code ?? of.oldCode?.code ?? '')
  const [since, setSince] = useState<string | null>(of.code?.since ?? of.oldCode?.since ?? today)
  const title = t(isMissing(of) ? 'exchange.web.codes.set' : 'exchange.web.codes.correct')
  const set = useWrite(api.exchange.setCode, {
    done: () => {
      sayDone(t('exchange.web.codes.done', { code }))
      onClose()
    },
  })
  const needs = useNeeds({ code: code !== '', since: since !== null })
  const save = () => {
    if (since) set.mutate({ params: { organisationId: of.id }, body: { code, since } })
  }
  return (
    <Modal opened onClose={onClose} title={`${title}: ${of.name}`}>
      <form className="k-stack" {...needs.form(save)}>
        <TextInput
          label={t('exchange.web.codes.code')}
          description={t('exchange.web.codes.help')}
          data-autofocus
          maxLength={35}
          value={code}
          error={needs.of('code')}
          onChange={event => setCode(event.currentTarget.value.replace(/\s+/g, '').toUpperCase())}
        />
        <DayField
          label={t('exchange.web.codes.since')}
          maxDate={today}
          value={since}
          onChange={setSince}
          error={needs.of('since')}
        />
        <Former codes={of.former} />
        <FormFoot problem={set.error} onCancel={onClose} busy={set.isPending}>
          {title}
        </FormFoot>
      </form>
    </Modal>
  )
}

/** What was put right before, and by whom. */
function Former({ codes }: { codes: CodedOrganisation['former'] }) {
  const t = useWords()
  const f = useFormat()
  if (!codes.length) return null
  return (
    <section aria-label={t('exchange.web.codes.former')}>
      <h3>{t('exchange.web.codes.former')}</h3>
      <ul>
        {codes.map(one => (
          <li key={`${one.code} ${one.endedAt}`}>
            <strong>{one.code}</strong>{' '}
            {t('exchange.web.codes.former.until', { since: f.day(one.since), at: f.instant(one.endedAt) })}
            {one.by ? ` · ${one.by}` : null}
          </li>
        ))}
      </ul>
    </section>
  )
}
