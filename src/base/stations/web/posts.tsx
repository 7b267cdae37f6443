import './stations.css'
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { deviceOf } from '#base/identity/web/device.ts'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import type { ResultOf } from '#core/contract.ts'
import { useList, useNow, useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  type Column,
  DataList,
  Decision,
  Facts,
  FormFoot,
  Modal,
  Page,
  Slim,
  SplitView,
  sayDone,
  Tag,
  useFilter,
  WithActions,
} from '#kit/console/index.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { PostLine, stations } from '../contract.ts'
import { api } from './api.ts'

type Pairing = ResultOf<typeof stations.pair>

/** The posts with a shared machine in the officer's area: a list on the left, one of them on the right. */
export function Posts() {
  const t = useWords()
  const [{ unit, open }, setFilter] = useFilter({ unit: '', open: '' })
  const [adding, setAdding] = useState(false)
  const [given, setGiven] = useState<Pairing>()
  const list = useList(api.stations.posts, after => ({
    query: { ...(unit ? { unitId: unit } : {}), ...(after ? { after } : {}) },
  }))
  const own = useOwnArea('stations.manage')
  const shown = list.rows.find(row => row.id === open)
  return (
    <Page
      full
      title={t('stations.web.title')}
      actions={
        <ActionButton kind="primary" icon="plus" onClick={() => setAdding(true)}>
          {t('stations.web.add')}
        </ActionButton>
      }
    >
      <SplitView
        listPath="/stations"
        detail={shown ? <Post key={shown.id} post={shown} onPairing={setGiven} /> : undefined}
        list={
          <DataList
            name="stations.posts"
            label={t('stations.web.title')}
            list={list}
            columns={useColumns()}
            idOf={row => row.id}
            openId={open}
            onOpen={row => setFilter({ open: row.id })}
            wraps
            slim={row => <Slim title={row.name} detail={row.unitLabel} end={<StateTag post={row} />} />}
            empty={{ icon: 'keyboard', title: t('stations.web.none'), children: t('stations.web.none.help') }}
            filters={
              <UnitField
                within={own}
                bare
                label={t('identity.web.unit')}
                placeholder={t('identity.web.unit.any')}
                value={unit || undefined}
                onChange={next => setFilter({ unit: next ?? '' })}
              />
            }
          />
        }
      />
      {adding ? (
        <AddPost
          onClose={() => setAdding(false)}
          onAdded={pairing => {
            setAdding(false)
            setGiven(pairing)
          }}
        />
      ) : null}
      {given ? <GivenPairing pairing={given} onClose={() => setGiven(undefined)} /> : null}
    </Page>
  )
}

function StateTag({ post: { state } }: { post: PostLine }) {
  const t = useWords()
  return <Tag strong={state !== 'registered'}>{t(`stations.web.state.${state}`)}</Tag>
}

function useColumns(): readonly Column<PostLine>[] {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  return [
    {
      id: 'name',
      label: t('stations.web.post'),
      cell: row => <strong>{row.name}</strong>,
      text: row => row.name,
      width: 'minmax(140px, 1.5fr)',
    },
    {
      id: 'unit',
      label: t('identity.web.unit'),
      cell: row => row.unitLabel,
      text: row => row.unitLabel,
      width: 'minmax(140px, 2fr)',
    },
    {
      id: 'state',
      label: t('identity.web.state'),
      cell: row => <StateTag post={row} />,
      text: row => t(`stations.web.state.${row.state}`),
      width: '150px',
    },
    {
      id: 'seen',
      label: t('stations.web.seen'),
      cell: row => (row.lastSeenAt ? f.ago(row.lastSeenAt, now) : '–'),
      text: row => row.lastSeenAt ?? '',
      width: '120px',
      end: true,
      extra: true,
    },
  ]
}

type Asking = 'revoke' | 'close' | undefined

function Post({ post, onPairing }: { post: PostLine; onPairing: (pairing: Pairing) => void }) {
  const t = useWords()
  const f = useFormat()
  const [asking, setAsking] = useState<Asking>()
  const params = { postId: post.id }
  const done = (words: string) => () => {
    setAsking(undefined)
    sayDone(t(words))
  }
  const pairing = useWrite(api.stations.pair, { done: onPairing })
  const revoking = useWrite(api.stations.revoke, { done: done('stations.web.revoke.done') })
  const closing = useWrite(api.stations.close, { done: done('stations.web.close.done') })
  const { browser, system } = deviceOf(post.agent ?? '')
  const machine = [browser, system].filter(Boolean).join(', ') || t('identity.web.sessions.unknown')
  const none = post.state === 'registered' ? undefined : t('stations.web.revoke.none')
  return (
    <Page title={post.name} lead={post.unitLabel}>
      <WithActions
        actions={
          <>
            <ActionButton wide icon="key" busy={pairing.isPending} onClick={() => pairing.mutate({ params })}>
              {t(post.state === 'registered' ? 'stations.web.pair.other' : 'stations.web.pair')}
            </ActionButton>
            <ActionButton wide icon="lock" kind="danger" why={none} onClick={() => setAsking('revoke')}>
              {t('stations.web.revoke')}
            </ActionButton>
            <ActionButton wide icon="trash" kind="danger" onClick={() => setAsking('close')}>
              {t('stations.web.close')}
            </ActionButton>
          </>
        }
      >
        <Facts
          facts={[
            [t('identity.web.state'), <StateTag key="state" post={post} />],
            ...(post.registeredAt
              ? [
                  [t('stations.web.machine'), machine] as const,
                  [t('stations.web.registered'), f.instant(post.registeredAt)] as const,
                  [t('stations.web.seen'), post.lastSeenAt ? f.instant(post.lastSeenAt) : '–'] as const,
                ]
              : []),
          ]}
        />
      </WithActions>
      <Decision
        open={asking === 'revoke'}
        onClose={() => setAsking(undefined)}
        title={t('stations.web.revoke.ask', { post: post.name })}
        action={t('stations.web.revoke')}
        danger
        busy={revoking.isPending}
        problem={revoking.error}
        onDecide={() => revoking.mutate({ params })}
      >
        {t('stations.web.revoke.help')}
      </Decision>
      <Decision
        open={asking === 'close'}
        onClose={() => setAsking(undefined)}
        title={t('stations.web.close.ask', { post: post.name })}
        action={t('stations.web.close')}
        danger
        busy={closing.isPending}
        problem={closing.error}
        onDecide={() => closing.mutate({ params })}
      >
        {t('stations.web.close.help')}
      </Decision>
    </Page>
  )
}

function AddPost({ onClose, onAdded }: { onClose: () => void; onAdded: (pairing: Pairing) => void }) {
  const t = useWords()
  const own = useOwnArea('stations.manage')
  const [unitId, setUnitId] = useState<string>()
  const [name, setName] = useState('')
  const adding = useWrite(api.stations.addPost, { done: ({ pairing }) => onAdded(pairing) })
  const needs = useNeeds({ unit: unitId !== undefined, name: name.trim() !== '' })
  return (
    <Modal opened onClose={onClose} title={t('stations.web.add')}>
      <form className="k-stack" {...needs.form(() => unitId && adding.mutate({ body: { unitId, name } }))}>
        <UnitField
          within={own}
          label={t('identity.web.unit')}
          description={t('stations.web.add.unit')}
          value={unitId}
          onChange={setUnitId}
          error={needs.of('unit')}
        />
        <TextInput
          label={t('stations.web.post')}
          description={t('stations.web.add.name')}
          maxLength={100}
          value={name}
          error={needs.of('name')}
          onChange={event => setName(event.currentTarget.value)}
        />
        <FormFoot problem={adding.error} onCancel={onClose} busy={adding.isPending}>
          {t('stations.web.add.do')}
        </FormFoot>
      </form>
    </Modal>
  )
}

/** What is to be done at the machine, with the code for it. */
function GivenPairing({ pairing: { code, until }, onClose }: { pairing: Pairing; onClose: () => void }) {
  const t = useWords()
  const f = useFormat()
  return (
    <Modal opened onClose={onClose} title={t('stations.web.given')} closeOnClickOutside={false}>
      <div className="k-stack">
        <ol className="st-steps">
          <li>{t('stations.web.given.open', { page: `${location.origin}/console/station` })}</li>
          <li>
            {t('stations.web.given.type')} <code className="st-pairing">{code}</code>
          </li>
        </ol>
        <p className="k-hint">{t('stations.web.given.until', { at: f.instant(until) })}</p>
        <div className="k-foot">
          <Button onClick={onClose}>{t('stations.web.given.done')}</Button>
        </div>
      </div>
    </Modal>
  )
}
