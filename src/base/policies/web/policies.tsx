import { useState } from 'react'
import { UnitField } from '#base/identity/web/unit-field.tsx'
import { useRead, wholeList } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { go } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  type Column,
  DataList,
  Facts,
  FilterText,
  Page,
  PageSkeleton,
  Panel,
  ProblemState,
  Slim,
  SplitView,
  Tag,
  useFilter,
} from '#kit/console/index.ts'
import type { PolicyEntry, PolicyState } from '../contract.ts'
import { api } from './api.ts'
import { ruleEditor, useRuleName } from './editors.ts'
import { NewOverride } from './new-override.tsx'
import { shownOf } from './params.ts'
import { useRuleWords } from './rule-words.ts'
import { Withdraw } from './withdraw.tsx'

/** Every rule whose parameters an administrator may set, as it holds somewhere today. */
export function Policies() {
  const t = useWords()
  const [filter, setFilter] = useFilter({ q: '', unit: '', open: '' })
  const query = filter.unit ? { unitId: filter.unit } : {}
  const read = useRead(api.policies.list, { query })
  const policies = read.data?.policies ?? []
  useLive(['policies'])
  useRuleWords(policies)
  const wanted = filter.q.toLowerCase()
  const nameOf = useRuleName()
  const rows = policies.filter(row => nameOf(row).toLowerCase().includes(wanted))
  const list = wholeList(read, rows)
  const open = policies.find(row => row.code === filter.open)
  return (
    <Page full title={t('policies.web.policies')}>
      <SplitView
        listPath="/policies"
        detail={open ? <Detail key={open.code} rule={open} unitId={filter.unit || undefined} /> : undefined}
        nothing={<p className="k-nothing">{t('policies.web.pick')}</p>}
        list={
          <DataList
            name="policies"
            label={t('policies.web.policies')}
            list={list}
            columns={useColumns()}
            rowHeight={60}
            idOf={row => row.code}
            openId={filter.open}
            onOpen={row => setFilter({ open: row.code })}
            slim={row => <Line rule={row} />}
            empty={{ icon: 'document', title: t('policies.web.none'), children: t('policies.web.none.help') }}
            filters={
              <>
                <FilterText label={t('policies.web.find')} value={filter.q} onChange={q => setFilter({ q })} />
                <UnitField
                  bare
                  label={t('policies.web.unit')}
                  placeholder={t('policies.web.unit.any')}
                  value={filter.unit || undefined}
                  onChange={unit => setFilter({ unit: unit ?? '' })}
                />
              </>
            }
          />
        }
      />
    </Page>
  )
}

function Line({ rule }: { rule: PolicyState }) {
  const t = useWords()
  const nameOf = useRuleName()
  const params = Object.entries(rule.params).map(
    ([name, value]) => `${t(`${rule.code}.policy.${name}`)}: ${shownOf(t, value)}`,
  )
  return <Slim title={nameOf(rule)} detail={ruleEditor(rule) ? rule.document : params.join(' · ')} />
}

function useColumns(): readonly Column<PolicyState>[] {
  const t = useWords()
  const nameOf = useRuleName()
  return [
    {
      id: 'rule',
      label: t('policies.web.rule'),
      cell: rule => <Line rule={rule} />,
      text: nameOf,
      width: 'minmax(200px, 3fr)',
    },
    {
      id: 'where',
      label: t('policies.web.where'),
      cell: rule => rule.unitName ?? t('policies.web.default'),
      text: rule => rule.unitName ?? t('policies.web.default'),
      width: '150px',
    },
  ]
}

/** One rule: what holds, from when, on what ground; all it ever was; and setting it anew. */
function Detail({ rule, unitId }: { rule: PolicyState; unitId: string | undefined }) {
  const t = useWords()
  const f = useFormat()
  const [setting, setSetting] = useState(false)
  const editor = ruleEditor(rule)
  const nameOf = useRuleName()
  return (
    <Page
      title={nameOf(rule)}
      lead={
        <>
          {rule.document} · {t('policies.web.since', { day: f.day(rule.from) })} ·{' '}
          <Tag>{rule.unitName ?? t('policies.web.default')}</Tag>
        </>
      }
    >
      {editor ? null : <Params code={rule.code} params={rule.params} />}
      {editor ? (
        <ActionButton icon="edit" kind="primary" onClick={() => go(editor.pathFor(rule.code, unitId))}>
          {t(editor.label)}
        </ActionButton>
      ) : setting ? (
        <NewOverride rule={rule} unitId={unitId} onClose={() => setSetting(false)} />
      ) : (
        <ActionButton icon="edit" kind="primary" onClick={() => setSetting(true)}>
          {t('policies.web.set')}
        </ActionButton>
      )}
      {editor ? null : <History code={rule.code} inForce={rule.version} />}
    </Page>
  )
}

function Params({ code, params }: { code: string; params: Readonly<Record<string, unknown>> }) {
  const t = useWords()
  return (
    <div>
      <Facts
        facts={Object.entries(params).map(([name, value]) => [t(`${code}.policy.${name}`), shownOf(t, value)] as const)}
      />
    </div>
  )
}

function History({ code, inForce }: { code: string; inForce: string }) {
  const t = useWords()
  const { data, error, refetch } = useRead(api.policies.history, { params: { code } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <PageSkeleton />
  return (
    <>
      <h2>{t('policies.web.history')}</h2>
      {data.entries.map(entry => (
        <Entry key={entry.version} code={code} entry={entry} isInForce={entry.version === inForce} />
      ))}
    </>
  )
}

interface EntryProps {
  readonly code: string
  readonly entry: PolicyEntry
  readonly isInForce: boolean
}

function Entry({ code, entry, isInForce }: EntryProps) {
  const t = useWords()
  const f = useFormat()
  const [leaving, setLeaving] = useState(false)
  const until = entry.to ? t('policies.web.until', { day: f.day(entry.to) }) : ''
  return (
    <Panel
      title={
        <>
          {entry.unitName ?? t('policies.web.default')}{' '}
          {isInForce ? <Tag strong>{t('policies.web.inForce')}</Tag> : null}
          {entry.withdrawnAt ? <Tag>{t('policies.web.withdrawn')}</Tag> : null}
        </>
      }
      actions={
        entry.id && !entry.withdrawnAt ? (
          <ActionButton icon="undo" onClick={() => setLeaving(true)}>
            {t('policies.web.withdraw')}
          </ActionButton>
        ) : null
      }
    >
      <p className="k-hint">
        {[entry.document, t('policies.web.since', { day: f.day(entry.from) }), until].filter(Boolean).join(' · ')}
      </p>
      <Params code={code} params={entry.params} />
      {entry.setAt ? (
        <p className="k-hint">{t('policies.web.setBy', { name: entry.setBy ?? '–', at: f.instant(entry.setAt) })}</p>
      ) : null}
      {entry.reason ? <p className="k-hint">{t('policies.web.reason', { reason: entry.reason })}</p> : null}
      <Withdraw overrideId={entry.id ?? ''} open={leaving} onClose={() => setLeaving(false)} />
    </Panel>
  )
}
