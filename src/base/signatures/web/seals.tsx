import './signatures.css'
import { Button, FileButton, Skeleton, TextInput } from '@mantine/core'
import { useState } from 'react'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  Decision,
  Dialog,
  EmptyState,
  FormFoot,
  Page,
  Panel,
  ProblemState,
  sayDone,
  Tag,
} from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import type { SealLine } from '../contract.ts'
import { api } from './api.ts'

/** Whose seals are entrusted to whom, and which authorities are believed. */
export function Seals() {
  const t = useWords()
  const own = useOwnArea('signatures.manage')
  const [unit, setUnit] = useState<string>()
  const unitId = unit ?? own
  return (
    <Page title={t('signatures.web.seals')} lead={t('signatures.web.seals.lead')}>
      <div className="si-page">
        <Panel title={t('signatures.web.seals.of')}>
          <div className="k-stack">
            <UnitField within={own} label={t('identity.web.unit')} value={unitId} onChange={setUnit} />
            {unitId ? <SealsOf key={unitId} unitId={unitId} /> : null}
          </div>
        </Panel>
        <Roots />
      </div>
    </Page>
  )
}

function SealsOf({ unitId }: { unitId: string }) {
  const t = useWords()
  const { data, error, refetch } = useRead(api.signatures.seals, { query: { unitId } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <Skeleton height={160} />
  if (!data.seals.length)
    return (
      <EmptyState icon="office" title={t('signatures.web.seals.none')}>
        {t('signatures.web.seals.none.help')}
      </EmptyState>
    )
  return (
    <ul className="si-cards">
      {data.seals.map(seal => (
        <SealCard key={seal.organisationId} seal={seal} />
      ))}
    </ul>
  )
}

function SealCard({ seal: { organisationId, name, certificate, clerks } }: { seal: SealLine }) {
  const t = useWords()
  const f = useFormat()
  const [editing, setEditing] = useState(false)
  return (
    <li>
      <p className="si-turn-title">
        <strong>{name}</strong>
        <Tag strong={!certificate}>
          {certificate?.validTo
            ? t('signatures.web.until', { day: f.day(certificate.validTo) })
            : t('signatures.web.seals.without')}
        </Tag>
      </p>
      <p>{clerks.length ? clerks.map(clerk => clerk.name).join(', ') : t('signatures.web.seals.nobody')}</p>
      <div className="si-acts">
        <ActionButton icon="key" onClick={() => setEditing(true)}>
          {t('signatures.web.entrust')}
        </ActionButton>
      </div>
      {editing ? <Entrust organisationId={organisationId} name={name} onClose={() => setEditing(false)} /> : null}
    </li>
  )
}

function Entrust({ organisationId, name, onClose }: { organisationId: string; name: string; onClose: () => void }) {
  const t = useWords()
  const [text, setText] = useState('')
  const entrust = useWrite(api.signatures.entrust, {
    done: () => {
      sayDone(t('signatures.web.entrusted'))
      onClose()
    },
  })
  const logins = text.split(/[\s,;]+/).filter(Boolean)
  return (
    <Dialog title={t('signatures.web.entrust.ask', { name })} onClose={onClose}>
      <form
        className="k-stack"
        onSubmit={event => {
          event.preventDefault()
          entrust.mutate({ params: { sealId: organisationId }, body: { logins } })
        }}
      >
        <TextInput
          label={t('signatures.web.entrust.logins')}
          description={t('signatures.web.entrust.help')}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
          data-autofocus
        />
        <FormFoot problem={entrust.error} onCancel={onClose} busy={entrust.isPending}>
          {t('signatures.web.entrust')}
        </FormFoot>
      </form>
    </Dialog>
  )
}

function Roots() {
  const t = useWords()
  const f = useFormat()
  const [removing, setRemoving] = useState<{ id: string; name: string }>()
  const { data, error, refetch } = useRead(api.signatures.roots, {})
  const add = useWrite(api.signatures.addRoots, { done: () => sayDone(t('signatures.web.roots.added')) })
  const remove = useWrite(api.signatures.removeRoot, { done: () => setRemoving(undefined) })
  return (
    <Panel
      title={t('signatures.web.roots')}
      actions={
        <FileButton onChange={file => (file ? add.mutate({ body: file as never }) : undefined)}>
          {props => (
            <Button variant="default" {...props} loading={add.isPending}>
              {t('signatures.web.roots.add')}
            </Button>
          )}
        </FileButton>
      }
    >
      <div className="k-stack">
        <p className="k-hint">{t('signatures.web.roots.help')}</p>
        {add.error ? (
          <p className="k-error" role="alert">
            {tell(t, add.error).title}
          </p>
        ) : null}
        {error ? <ProblemState problem={error} again={() => void refetch()} /> : null}
        {data?.roots.length === 0 ? <EmptyState icon="shield" title={t('signatures.web.roots.none')} /> : null}
        <ul className="si-cards">
          {data?.roots.map(root => (
            <li key={root.id}>
              <p className="si-turn-title">
                <strong>{root.name}</strong>
                <Tag>{t('signatures.web.until', { day: f.day(root.until) })}</Tag>
              </p>
              <p className="si-print">{root.fingerprint}</p>
              <div className="si-acts">
                <ActionButton kind="danger" icon="cross" onClick={() => setRemoving(root)}>
                  {t('signatures.web.roots.remove')}
                </ActionButton>
              </div>
            </li>
          ))}
        </ul>
      </div>
      <Decision
        open={removing !== undefined}
        onClose={() => setRemoving(undefined)}
        title={t('signatures.web.roots.remove.ask', { name: removing?.name ?? '' })}
        action={t('signatures.web.roots.remove')}
        danger
        reason={{ label: t('signatures.web.revoke.why') }}
        busy={remove.isPending}
        problem={remove.error}
        onDecide={why => (removing ? remove.mutate({ params: { rootId: removing.id }, body: { why } }) : undefined)}
      />
    </Panel>
  )
}
