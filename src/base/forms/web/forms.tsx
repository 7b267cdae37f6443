import { useState } from 'react'
import { useOwnArea } from '#base/identity/web/unit-field.tsx'
import type { PolicyState } from '#base/policies/contract.ts'
import { useRead, wholeList } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { useFormat, useLocale, useWords } from '#core/web/words.tsx'
import { ActionButton, type Column, DataList, Page, Slim, Tag } from '#kit/console/index.ts'
import { editPath, isForm } from './console.ts'
import { api, paramsOf } from './form-state.ts'
import { NewForm } from './new-form.tsx'

/** Every form there is, as it holds today where the caller administers: in the whole installation if that is several areas. */
export function Forms() {
  const t = useWords()
  const [making, setMaking] = useState(false)
  const unitId = useOwnArea('policies.set')
  const read = useRead(api.policies.list, { query: unitId ? { unitId } : {} })
  const list = wholeList(read, read.data?.policies.filter(isForm))
  return (
    <Page
      full
      title={t('forms.edit.forms')}
      lead={t('forms.edit.forms.lead')}
      actions={
        <ActionButton kind="primary" icon="plus" onClick={() => setMaking(true)}>
          {t('forms.edit.new')}
        </ActionButton>
      }
    >
      {making ? <NewForm taken={read.data?.policies ?? []} area={unitId} onClose={() => setMaking(false)} /> : null}
      <DataList
        name="forms"
        label={t('forms.edit.forms')}
        list={list}
        columns={useColumns()}
        idOf={row => row.code}
        onOpen={row => go(editPath(row.code, unitId))}
        slim={row => <Line form={row} />}
        empty={{ icon: 'document', title: t('forms.edit.none') }}
      />
    </Page>
  )
}

function Line({ form }: { form: PolicyState }) {
  const [locale] = useLocale()
  return <Slim title={paramsOf(form).title[locale]} detail={form.document} end={<InForce form={form} />} />
}

export function InForce({ form }: { form: Pick<PolicyState, 'params'> }) {
  const t = useWords()
  const { inForce } = paramsOf(form)
  return <Tag strong={inForce}>{t(inForce ? 'forms.edit.in-force' : 'forms.edit.suspended')}</Tag>
}

function useColumns(): readonly Column<PolicyState>[] {
  const t = useWords()
  const f = useFormat()
  const [locale] = useLocale()
  return [
    {
      id: 'title',
      label: t('forms.edit.title'),
      cell: form => <strong>{paramsOf(form).title[locale]}</strong>,
      width: 'minmax(220px, 3fr)',
    },
    { id: 'state', label: t('forms.edit.state'), cell: form => <InForce form={form} />, width: '160px' },
    { id: 'document', label: t('forms.edit.document'), cell: form => form.document, width: 'minmax(160px, 2fr)' },
    { id: 'from', label: t('forms.edit.from'), cell: form => f.day(form.from), width: '140px', end: true },
  ]
}
