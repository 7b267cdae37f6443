import { Select } from '@mantine/core'
import { useState } from 'react'
import type { RoleName } from '#base/identity/roles.ts'
import type { AccountView, GrantView } from '#base/identity/web/api.ts'
import { useSession } from '#base/identity/web/session.tsx'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, Decision, FormFoot, Notice, Panel, sayDone } from '#kit/console/index.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { api } from './api.ts'

/** What an account may do: its grants, each to be taken back, and another to be given. */
export function Grants({ account }: { account: AccountView }) {
  const t = useWords()
  const { can } = useSession()
  const [adding, setAdding] = useState(false)
  const [leaving, setLeaving] = useState<GrantView>()
  const removing = useWrite(api.identity.removeGrant, {
    done: () => {
      setLeaving(undefined)
      sayDone(t('identity.web.grant.removed'))
    },
  })
  return (
    <Panel
      title={t('identity.web.grants')}
      actions={
        adding || !can('identity.administer') ? null : (
          <ActionButton icon="plus" onClick={() => setAdding(true)}>
            {t('identity.web.grant.add')}
          </ActionButton>
        )
      }
    >
      {adding ? <NewGrant account={account} onClose={() => setAdding(false)} /> : null}
      {account.grants.length === 0 && !adding ? (
        <Notice title={t('identity.web.grants.none')}>{t('identity.web.grants.none.help')}</Notice>
      ) : (
        <ul className="id-rows">
          {account.grants.map(grant => (
            <li key={grant.id}>
              <Grant grant={grant} />
              {can('identity.administer') ? (
                <ActionButton
                  icon="trash"
                  why={grant.mine ? undefined : t('identity.grant-beyond')}
                  missing={{ verb: 'identity.administer', unitId: grant.areaId ?? undefined }}
                  onClick={() => setLeaving(grant)}
                >
                  {t('identity.web.grant.remove')}
                </ActionButton>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      <Decision
        open={leaving !== undefined}
        onClose={() => setLeaving(undefined)}
        title={t('identity.web.grant.remove.ask', { role: leaving ? t(`identity.role.${leaving.role}`) : '' })}
        action={t('identity.web.grant.remove')}
        danger
        busy={removing.isPending}
        problem={removing.error}
        onDecide={() => leaving && removing.mutate({ params: { accountId: account.id, grantId: leaving.id } })}
      >
        {t('identity.web.grant.remove.help', { name: account.name })}
      </Decision>
    </Panel>
  )
}

function Grant({ grant }: { grant: GrantView }) {
  const t = useWords()
  const f = useFormat()
  const until = grant.until ? t('identity.web.grant.until', { day: f.day(grant.until) }) : undefined
  return (
    <div className="id-row">
      <p className="id-row-title">
        <strong>{t(`identity.role.${grant.role}`)}</strong>
      </p>
      <p className="k-hint">
        {[grant.areaLabel ?? grant.placeName, grant.organisationName, until].filter(Boolean).join(' · ')}
      </p>
    </div>
  )
}

/** Roles of an area that the officer may give. Roles of a place are given where the place is. */
export function useRolesToGive() {
  const t = useWords()
  const { data } = useRead(api.identity.roles, {})
  const roles = data?.roles.filter(one => one.mine && one.scope === 'area') ?? []
  return roles.map(({ role }) => ({ value: role, label: t(`identity.role.${role}`) }))
}

function NewGrant({ account, onClose }: { account: AccountView; onClose: () => void }) {
  const t = useWords()
  const roles = useRolesToGive()
  const [role, setRole] = useState<string | null>(null)
  const [areaId, setAreaId] = useState<string | undefined>(account.unitId ?? undefined)
  const giving = useWrite(api.identity.addGrant, {
    done: () => {
      onClose()
      sayDone(t('identity.web.grant.added'))
    },
  })
  const needs = useNeeds({ role: role !== null, area: areaId !== undefined })
  const give = () => {
    if (role && areaId) giving.mutate({ params: { accountId: account.id }, body: { role: role as RoleName, areaId } })
  }
  return (
    <form className="k-stack id-form" {...needs.form(give)}>
      <Select label={t('identity.web.role')} data={roles} value={role} onChange={setRole} error={needs.of('role')} />
      <UnitField
        within={useOwnArea()}
        label={t('identity.web.grant.area')}
        description={t('identity.web.grant.area.help')}
        value={areaId}
        onChange={setAreaId}
        error={needs.of('area')}
      />
      <FormFoot problem={giving.error} onCancel={onClose} busy={giving.isPending}>
        {t('identity.web.grant.give')}
      </FormFoot>
    </form>
  )
}
