import { Button, Select } from '@mantine/core'
import { useState } from 'react'
import type { RoleName } from '#base/identity/roles.ts'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import type { FormProps } from '#base/work/web/parts.ts'
import { addDays, dayOf, startOf } from '#core/clock.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { FormFoot } from '#kit/console/index.ts'
import { DayField } from '#kit/console/when.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { Way } from '../contract.ts'
import { api } from './api.ts'
import { WayText } from './given-way.tsx'
import { useRolesToGive } from './grants.tsx'

/** The grant that was asked for, filled in: a role that has the right, where it is needed. */
export function GrantForm({ item, onDone, onClose }: FormProps) {
  const t = useWords()
  const requestId = item.subject.id
  const { data: request } = useRead(api.accounts.request, { params: { requestId } })
  const roles = useRolesToGive().filter(({ value }) => request?.roles.includes(value))
  const [chosen, setChosen] = useState<string | null>(null)
  const [area, setArea] = useState<string>()
  const [until, setUntil] = useState<string | null>(null)
  const giving = useWrite(api.accounts.grant, {
    refreshes: ['work', 'identity'],
    done: () => {
      onClose()
      onDone()
    },
  })
  const role = chosen ?? (roles.length === 1 ? (roles[0]?.value ?? null) : null)
  const areaId = area ?? request?.unitId ?? undefined
  const needs = useNeeds({ role: role !== null, area: areaId !== undefined })
  const give = () => {
    if (!role || !areaId) return
    const end = until ? { until: startOf(addDays(until, 1)).toISOString() } : {}
    giving.mutate({ params: { requestId }, body: { role: role as RoleName, areaId, ...end } })
  }
  return (
    <form className="k-stack" {...needs.form(give)}>
      <Select
        label={t('identity.web.role')}
        description={t('accounts.web.grant.role')}
        data={roles}
        value={role}
        onChange={setChosen}
        error={needs.of('role')}
      />
      <UnitField
        within={useOwnArea()}
        label={t('identity.web.grant.area')}
        description={t('identity.web.grant.area.help')}
        value={areaId}
        onChange={setArea}
        error={needs.of('area')}
      />
      <DayField
        label={t('accounts.web.grant.until')}
        description={t('accounts.web.grant.until.help')}
        minDate={dayOf(new Date())}
        value={until}
        onChange={setUntil}
      />
      <FormFoot problem={giving.error} onCancel={onClose} busy={giving.isPending}>
        {t('identity.web.grant.give')}
      </FormFoot>
    </form>
  )
}

/** A new way in for who cannot sign in; what there is to hand over is shown before the item goes. */
export function ResetForm({ item, onDone, onClose }: FormProps) {
  const t = useWords()
  const [way, setWay] = useState<Way>()
  const resetting = useWrite(api.accounts.resetFor, { done: setWay })
  const close = () => {
    onClose()
    onDone()
  }
  if (way)
    return (
      <div className="k-stack">
        <WayText way={way} />
        <div className="k-foot">
          <Button data-autofocus onClick={close}>
            {t('accounts.web.way.done')}
          </Button>
        </div>
      </div>
    )
  return (
    <form
      className="k-stack"
      onSubmit={event => {
        event.preventDefault()
        resetting.mutate({ params: { requestId: item.subject.id } })
      }}
    >
      <p>{t('accounts.web.reset.help')}</p>
      <p>{t('accounts.web.request.prove.help')}</p>
      {resetting.error ? (
        <p className="k-error" role="alert">
          {tell(t, resetting.error).title}
        </p>
      ) : null}
      <div className="k-foot">
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('console.cancel')}
        </Button>
        <Button type="submit" loading={resetting.isPending}>
          {t('accounts.web.reset')}
        </Button>
      </div>
    </form>
  )
}
