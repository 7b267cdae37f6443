import '#base/identity/web/identity.css'
import { Select } from '@mantine/core'
import { useState } from 'react'
import { ROLE_NAMES, type RoleName } from '#base/identity/roles.ts'
import type { AccountLine } from '#base/identity/web/api.ts'
import { useSession } from '#base/identity/web/session.tsx'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { useList, useNow } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  type Column,
  DataList,
  FilterText,
  HeadActions,
  Page,
  Slim,
  SplitView,
  Tag,
  useFilter,
} from '#kit/console/index.ts'
import { AccountDetail } from './account.tsx'
import { api } from './api.ts'
import { PrintChosen, SlipsDialog } from './slips.tsx'

const STATES = ['active', 'first-password', 'disabled'] as const
type State = (typeof STATES)[number]

/** The accounts of the officer's area: a list on the left, one of them on the right. */
export function Accounts() {
  const t = useWords()
  const [filter, setFilter] = useFilter({ q: '', role: '', state: '', unit: '', open: '' }, { state: STATES })
  const { q, role, state, unit, open } = filter
  const administers = useSession().can('identity.administer')
  const [printing, setPrinting] = useState(false)
  const list = useList(api.identity.accounts, after => ({
    query: {
      ...(q ? { q } : {}),
      ...(role ? { role: role as RoleName } : {}),
      ...(state ? { state } : {}),
      ...(unit ? { unitId: unit } : {}),
      ...(after ? { after } : {}),
    },
  }))
  return (
    <Page
      full
      title={t('identity.web.accounts')}
      actions={
        <HeadActions
          main={
            administers
              ? { icon: 'plus', label: t('identity.web.accounts.add'), onClick: () => go('/accounts/new') }
              : undefined
          }
          others={[
            ...(administers
              ? [
                  {
                    icon: 'upload' as const,
                    label: t('accounts.web.import'),
                    onClick: () => go('/lists/new?kind=accounts.officers'),
                  },
                ]
              : []),
            { icon: 'print', label: t('accounts.web.slips'), onClick: () => setPrinting(true) },
          ]}
        />
      }
    >
      {printing ? <SlipsDialog unit={unit || undefined} onClose={() => setPrinting(false)} /> : null}
      <SplitView
        listPath="/accounts"
        detail={open ? <AccountDetail key={open} accountId={open} /> : undefined}
        list={
          <DataList
            name="identity.accounts"
            label={t('identity.web.accounts')}
            list={list}
            columns={useColumns()}
            idOf={row => row.id}
            openId={open}
            onOpen={row => setFilter({ open: row.id })}
            exportName="tai-khoan"
            bulk={(rows, clear) => <PrintChosen accountIds={rows.map(row => row.id)} onDone={clear} />}
            slim={row => <Line row={row} />}
            wraps
            empty={{
              icon: 'people',
              title: t('identity.web.accounts.none'),
              children: t(
                q || role || state || unit ? 'identity.web.accounts.none.filter' : 'identity.web.accounts.none.help',
              ),
            }}
            filters={
              <>
                <FilterText
                  label={t('identity.web.accounts.find')}
                  value={q}
                  onChange={next => setFilter({ q: next })}
                />
                <Select
                  aria-label={t('identity.web.role')}
                  placeholder={t('identity.web.role.any')}
                  clearable
                  w={190}
                  value={role || null}
                  onChange={next => setFilter({ role: next ?? '' })}
                  data={ROLE_NAMES.map(value => ({ value, label: t(`identity.role.${value}`) }))}
                />
                <Select
                  aria-label={t('identity.web.state')}
                  placeholder={t('identity.web.state.any')}
                  clearable
                  w={170}
                  value={state || null}
                  onChange={next => setFilter({ state: next ?? '' })}
                  data={STATES.map(value => ({ value, label: t(`identity.web.state.${value}`) }))}
                />
                <UnitField
                  within={useOwnArea('accounts.reset')}
                  bare
                  label={t('identity.web.unit')}
                  placeholder={t('identity.web.unit.any')}
                  value={unit || undefined}
                  onChange={next => setFilter({ unit: next ?? '' })}
                />
              </>
            }
          />
        }
      />
    </Page>
  )
}

const stateOf = (row: Pick<AccountLine, 'disabledAt' | 'mustChangePassword'>): State =>
  row.disabledAt ? 'disabled' : row.mustChangePassword ? 'first-password' : 'active'

export function StateTag({ row }: { row: Pick<AccountLine, 'disabledAt' | 'mustChangePassword'> }) {
  const t = useWords()
  const state = stateOf(row)
  return state === 'active' ? null : <Tag strong={state === 'disabled'}>{t(`identity.web.state.${state}`)}</Tag>
}

function Line({ row }: { row: AccountLine }) {
  const t = useWords()
  const roles = row.roles.map(role => t(`identity.role.${role}`)).join(', ')
  return (
    <Slim
      title={row.name}
      detail={[roles, row.unitName].filter(Boolean).join(' · ') || row.login}
      end={<StateTag row={row} />}
    />
  )
}

function useColumns(): readonly Column<AccountLine>[] {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  const roles = (row: AccountLine) => row.roles.map(role => t(`identity.role.${role}`)).join(', ')
  return [
    {
      id: 'name',
      label: t('identity.web.name'),
      cell: row => <strong>{row.name}</strong>,
      text: row => row.name,
      width: 'minmax(150px, 2fr)',
    },
    {
      id: 'login',
      label: t('identity.web.login'),
      cell: row => row.login ?? row.phone,
      text: row => row.login ?? row.phone ?? '',
      width: 'minmax(100px, 1fr)',
    },
    { id: 'roles', label: t('identity.web.role'), cell: roles, text: roles, width: 'minmax(120px, 2fr)' },
    {
      id: 'unit',
      label: t('identity.web.unit'),
      cell: row => row.unitName,
      text: row => row.unitName ?? '',
      width: 'minmax(100px, 1fr)',
      extra: true,
    },
    {
      id: 'state',
      label: t('identity.web.state'),
      cell: row => <StateTag row={row} />,
      text: row => t(`identity.web.state.${stateOf(row)}`),
      width: '130px',
      extra: true,
    },
    {
      id: 'seen',
      label: t('identity.web.sessions.lastSeen'),
      cell: row => (row.lastSeenAt ? f.ago(row.lastSeenAt, now) : t('identity.web.never')),
      text: row => row.lastSeenAt ?? '',
      width: '130px',
      end: true,
      extra: true,
    },
  ]
}
