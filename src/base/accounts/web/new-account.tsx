import '#base/identity/web/identity.css'
import { Button, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { loginFrom } from '#base/identity/login-from.ts'
import type { RoleName } from '#base/identity/roles.ts'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { useWrite } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Notice, Page, Panel } from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { api } from './api.ts'
import { GivenPassword } from './given-password.tsx'
import { useRolesToGive } from './grants.tsx'

/** An account for an officer, with its first role; the password for once is shown at the end. */
export function NewAccount() {
  const t = useWords()
  const roles = useRolesToGive()
  const [name, setName] = useState('')
  const [login, setLogin] = useState<string>()
  const [unitId, setUnitId] = useState<string>()
  const [role, setRole] = useState<string | null>(null)
  const making = useWrite(api.identity.createAccount)
  const shownLogin = login ?? loginFrom(name)
  const needs = useNeeds({ name: name.trim() !== '', login: shownLogin !== '', unit: unitId !== undefined })
  const make = () => {
    if (!unitId) return
    const grants = role ? [{ role: role as RoleName, areaId: unitId }] : []
    making.mutate({ body: { name, login: shownLogin, unitId, grants } })
  }
  return (
    <Page title={t('identity.web.new')} back={{ to: '/accounts', label: t('identity.web.accounts') }}>
      <Panel>
        <form className="k-stack id-form" {...needs.form(make)}>
          {making.error ? <Notice tone="error" title={tell(t, making.error).title} /> : null}
          <TextInput
            label={t('identity.web.name')}
            value={name}
            error={needs.of('name')}
            maxLength={100}
            autoComplete="off"
            onChange={event => setName(event.currentTarget.value)}
          />
          <TextInput
            label={t('identity.web.login')}
            description={t('identity.web.new.login.help')}
            value={shownLogin}
            error={needs.of('login')}
            maxLength={50}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            onChange={event => setLogin(event.currentTarget.value)}
          />
          <UnitField
            within={useOwnArea()}
            label={t('identity.web.new.unit')}
            description={t('identity.web.new.unit.help')}
            value={unitId}
            onChange={setUnitId}
            error={needs.of('unit')}
          />
          <Select
            label={t('identity.web.role')}
            description={t('identity.web.new.role.help')}
            data={roles}
            value={role}
            onChange={setRole}
            clearable
          />
          <div className="k-foot">
            <Button type="submit" loading={making.isPending}>
              {t('identity.web.new.make')}
            </Button>
          </div>
        </form>
      </Panel>
      {making.data ? (
        <GivenPassword
          login={shownLogin}
          password={making.data.password}
          onClose={() => go(`/accounts?open=${making.data.accountId}`, { replace: true })}
        />
      ) : null}
    </Page>
  )
}
