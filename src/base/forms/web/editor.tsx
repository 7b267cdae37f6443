import './editor.css'
import { Button, Skeleton } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { UnitField } from '#base/identity/web/unit-field.tsx'
import type { PolicyEntry, PolicyState } from '#base/policies/contract.ts'
import { useRuleWords } from '#base/policies/web/rule-words.ts'
import { useRead } from '#core/web/data.tsx'
import { useSearch, useUnsaved } from '#core/web/router.tsx'
import { useFormat, useLocale, useWords } from '#core/web/words.tsx'
import { EmptyState, Notice, Page, Panel, ProblemState, Tag } from '#kit/console/index.ts'
import type { FormContent } from '../contract.ts'
import { type EditFault, type EditForm, faultsOfEdit, newPage, questionsIn, readForm, writeForm } from '../editing.ts'
import { EditPagePanel } from './edit-page.tsx'
import { Texts } from './edit-text.tsx'
import { api, contentOf, paramsOf } from './form-state.ts'
import { InForce } from './forms.tsx'
import { Issue } from './issue.tsx'
import { Preview } from './preview.tsx'
import { Versions } from './versions.tsx'

/** A form as questions and conditions: changed, tried, and issued as a new version for a unit from a day. */
export function FormEditor() {
  const t = useWords()
  const [search, setSearch] = useSearch()
  const code = search.get('form') ?? ''
  const unitId = search.get('unit') ?? undefined
  const { data, error, refetch } = useRead(api.policies.list, { query: unitId ? { unitId } : {} })
  const rule = data?.policies.find(one => one.code === code)
  useRuleWords(data?.policies ?? [])
  const [locale] = useLocale()
  const back = { to: '/forms', label: t('forms.edit.forms') }
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data)
    return (
      <Page title={t('forms.edit.forms')} back={back}>
        <Skeleton height={320} />
      </Page>
    )
  if (!rule)
    return (
      <Page title={t('forms.edit.forms')} back={back}>
        <EmptyState icon="document" title={t('forms.edit.unknown')} />
      </Page>
    )
  return (
    <Page
      title={paramsOf(rule).title[locale]}
      back={back}
      lead={<Lead rule={rule} />}
      actions={
        <UnitField
          bare
          label={t('forms.edit.where')}
          placeholder={t('forms.edit.where.any')}
          value={unitId}
          onChange={unit => setSearch({ unit })}
        />
      }
    >
      <Editing key={rule.version} rule={rule} rules={data.policies} unitId={unitId} />
    </Page>
  )
}

function Lead({ rule }: { rule: PolicyState }) {
  const t = useWords()
  const f = useFormat()
  return (
    <>
      <InForce form={rule} /> {rule.document} · {t('policies.web.since', { day: f.day(rule.from) })} ·{' '}
      <Tag>{rule.unitName ?? t('policies.web.default')}</Tag>
    </>
  )
}

interface EditingProps {
  readonly rule: PolicyState
  readonly rules: readonly PolicyState[]
  readonly unitId: string | undefined
}

/** What is being changed begins with what holds now, or with an earlier version that is taken up again. */
function Editing({ rule, rules, unitId }: EditingProps) {
  const t = useWords()
  const [base, setBase] = useState<{ readonly version: string; readonly content: FormContent }>(() => ({
    version: rule.version,
    content: contentOf(paramsOf(rule)),
  }))
  const read = readForm(base.content)
  const takeUp = (entry: PolicyEntry) => setBase({ version: entry.version, content: contentOf(paramsOf(entry)) })
  const versions = <Versions code={rule.code} inForce={rule.version} taken={base.version} onTake={takeUp} />
  if (!read)
    return (
      <div className="k-stack">
        <Notice title={t('forms.edit.beyond')}>{t('forms.edit.beyond.help')}</Notice>
        <Preview content={base.content} unitId={unitId} />
        {versions}
      </div>
    )
  return (
    <Workbench key={base.version} rule={rule} rules={rules} unitId={unitId} begin={read}>
      {versions}
    </Workbench>
  )
}

interface WorkbenchProps extends EditingProps {
  readonly begin: EditForm
  readonly children: ReactNode
}

function Workbench({ rule, rules, unitId, begin, children }: WorkbenchProps) {
  const t = useWords()
  const [form, setForm] = useState(begin)
  const [faults, setFaults] = useState<readonly EditFault[]>([])
  const [issued, setIssued] = useState(false)
  const content = writeForm(form)
  useUnsaved(form !== begin && !issued, t('forms.edit.leave'))
  const change = (next: EditForm) => {
    setForm(next)
    if (faults.length) setFaults(faultsOfEdit(next))
  }
  const check = () => {
    const found = faultsOfEdit(form)
    setFaults(found)
    return found.length === 0
  }
  const removed = questionsIn(begin).filter(old => !questionsIn(form).some(one => one.name === old.name))
  return (
    <div className="fe">
      <div className="k-stack">
        <Panel title={t('forms.edit.head')}>
          <div className="k-stack">
            {(['title', 'intro', 'warning'] as const).map(part => (
              <Texts
                key={part}
                label={t(`forms.edit.head.${part}`)}
                value={form[part]}
                required={faults.some(fault => fault.at === null)}
                onChange={value => change({ ...form, [part]: value })}
              />
            ))}
          </div>
        </Panel>
        {form.pages.map((page, i) => (
          <EditPagePanel
            key={page.name}
            form={form}
            index={i}
            page={page}
            faults={faults}
            rules={rules}
            onForm={change}
          />
        ))}
        <div>
          <Button variant="default" onClick={() => change({ ...form, pages: [...form.pages, newPage(form)] })}>
            {t('forms.edit.page.add')}
          </Button>
        </div>
      </div>
      <aside className="k-stack fe-side">
        <Preview content={content} unitId={unitId} check={check} />
        <Issue
          rule={rule}
          rules={rules}
          unitId={unitId}
          content={content}
          removed={removed}
          faulty={faults.length > 0}
          check={check}
          onIssued={() => setIssued(true)}
        />
        {children}
      </aside>
    </div>
  )
}
