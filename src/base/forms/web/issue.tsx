import { Button, Checkbox, TextInput } from '@mantine/core'
import { useState } from 'react'
import { UnitField } from '#base/identity/web/unit-field.tsx'
import type { PolicyState } from '#base/policies/contract.ts'
import { dayOf } from '#core/clock.ts'
import { useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { Notice, Panel, sayDone } from '#kit/console/index.ts'
import { DayField } from '#kit/console/when.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { FormContent } from '../contract.ts'
import type { EditQuestion } from '../editing.ts'
import { rulesNaming } from './edit-question.tsx'
import { api, paramsOf } from './form-state.ts'

interface IssueProps {
  readonly rule: PolicyState
  readonly rules: readonly PolicyState[]
  readonly unitId: string | undefined
  readonly content: FormContent
  /** Questions that were asked and are not any more. */
  readonly removed: readonly EditQuestion[]
  readonly faulty: boolean
  /** Whether the form may be issued; marks what is wrong where it is not. */
  readonly check: () => boolean
  readonly onIssued: () => void
}

/** A new version: for a unit and all below it, from a day, on the ground of a document. */
export function Issue({ rule, rules, unitId: given, content, removed, faulty, check, onIssued }: IssueProps) {
  const t = useWords()
  const [unitId, setUnitId] = useState(given ?? rule.unitId ?? undefined)
  const [from, setFrom] = useState<string | null>(() => dayOf(new Date()))
  const [to, setTo] = useState<string | null>(null)
  const [document, setDocument] = useState('')
  const [inForce, setInForce] = useState(paramsOf(rule).inForce)
  const set = useWrite(api.policies.set, {
    done: () => {
      onIssued()
      sayDone(t('forms.edit.issued'))
    },
  })
  const missing = t('forms.edit.missing')
  const needs = useNeeds({
    unit: unitId !== undefined || missing,
    document: document.trim() !== '' || missing,
    from: from !== null || missing,
  })
  const submit = () => {
    if (!check() || !unitId || !from) return
    set.mutate({
      params: { code: rule.code },
      body: { unitId, from, to, document: document.trim(), params: { inForce, ...content } },
    })
  }
  return (
    <Panel title={t('forms.edit.issue')}>
      <form className="k-stack" onSubmitCapture={check} {...needs.form(submit)}>
        <UnitField
          label={t('policies.web.set.unit')}
          description={t('policies.web.set.unit.hint')}
          value={unitId}
          onChange={setUnitId}
          error={needs.of('unit')}
        />
        <TextInput
          label={t('policies.web.document')}
          description={t('policies.web.document.hint')}
          value={document}
          maxLength={300}
          error={needs.of('document')}
          onChange={event => setDocument(event.currentTarget.value)}
        />
        <div className="fe-dates">
          <DayField label={t('policies.web.from')} ahead value={from} error={needs.of('from')} onChange={setFrom} />
          <DayField
            label={t('policies.web.to')}
            placeholder={t('policies.web.to.hint')}
            value={to}
            {...(from ? { minDate: from } : {})}
            onChange={setTo}
          />
        </div>
        <Checkbox
          label={t('forms.edit.answerable')}
          description={t('forms.edit.answerable.help')}
          checked={inForce}
          onChange={event => setInForce(event.currentTarget.checked)}
        />
        <Forgotten rules={rules} removed={removed} />
        {faulty ? <Notice tone="error" title={t('forms.edit.faulty')} /> : null}
        {set.error ? <Notice tone="error" title={tell(t, set.error).title} /> : null}
        <Button type="submit" loading={set.isPending}>
          {t('policies.web.set.save')}
        </Button>
      </form>
    </Panel>
  )
}

/** Rules that still speak of what is not asked any more: nothing is found by them then. */
function Forgotten({ rules, removed }: Pick<IssueProps, 'rules' | 'removed'>) {
  const t = useWords()
  const codes = [...new Set(removed.flatMap(question => rulesNaming(rules, question.name)))]
  if (codes.length === 0) return null
  return (
    <Notice title={t('forms.edit.forgotten')}>
      {t('forms.edit.forgotten.help', { rules: codes.map(code => t(`${code}.policy`)).join(', ') })}
    </Notice>
  )
}
