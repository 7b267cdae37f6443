import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { UnitField } from '#base/identity/web/unit-field.tsx'
import type { PolicyState } from '#base/policies/contract.ts'
import { dayOf } from '#core/clock.ts'
import { useWrite } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { FormDialog } from '#kit/console/index.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { blankForm, ownCode } from '../blank.ts'
import { editPath } from './console.ts'
import { api } from './form-state.ts'

interface NewFormProps {
  readonly taken: readonly PolicyState[]
  /** Where the caller administers, when that is one area. */
  readonly area: string | undefined
  readonly onClose: () => void
}

/** A form of one's own: suspended until its questions are written and a version is issued. */
export function NewForm({ taken, area, onClose }: NewFormProps) {
  const t = useWords()
  const [title, setTitle] = useState('')
  const [document, setDocument] = useState('')
  const [unitId, setUnitId] = useState(area)
  const code = ownCode(title)
  const isTaken = taken.some(rule => rule.code === code)
  const making = useWrite(api.policies.set, { done: () => code && go(editPath(code, unitId)) })
  const needs = useNeeds({
    title: isTaken ? t('forms.edit.new.taken') : code !== undefined,
    unit: unitId !== undefined,
    document: document.trim() !== '',
  })
  const make = () => {
    if (!code || !unitId) return
    const name = { vi: title.trim(), en: title.trim() }
    making.mutate({
      params: { code },
      body: {
        unitId,
        from: dayOf(new Date()),
        document: document.trim(),
        params: { inForce: false, ...blankForm(name) },
      },
    })
  }
  return (
    <FormDialog
      title={t('forms.edit.new')}
      onClose={onClose}
      {...needs.form(make)}
      problem={making.error}
      busy={making.isPending}
    >
      <p>{t('forms.edit.new.help')}</p>
      <TextInput
        label={t('forms.edit.head.title')}
        maxLength={200}
        value={title}
        error={isTaken ? t('forms.edit.new.taken') : needs.of('title')}
        onChange={event => setTitle(event.currentTarget.value)}
        data-autofocus
      />
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
        maxLength={300}
        value={document}
        error={needs.of('document')}
        onChange={event => setDocument(event.currentTarget.value)}
      />
    </FormDialog>
  )
}
