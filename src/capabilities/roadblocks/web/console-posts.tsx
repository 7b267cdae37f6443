import { Modal, TextInput } from '@mantine/core'
import { DateInput } from '@mantine/dates'
import { type FormEvent, useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { dayOf } from '#core/clock.ts'
import { useRead, useWrite, wholeList } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, type Column, DataList, FormFoot, Page, Slim, sayDone, useFilter } from '#kit/console/index.ts'
import type { PostLine } from '../contract.ts'
import { api } from './api.ts'

/** The posts of the officer's area with the figures of a day; the registrar sets them up. */
export function Posts() {
  const t = useWords()
  const { can } = useSession()
  const [filter, setFilter] = useFilter({ day: '' })
  const [adding, setAdding] = useState(false)
  const today = dayOf(new Date())
  const read = useRead(api.roadblocks.posts, { query: filter.day ? { day: filter.day } : {} }, { everyMs: 30_000 })
  const list = wholeList(read, read.data?.posts)
  return (
    <Page
      full
      title={t('roadblocks.web.console')}
      lead={t('roadblocks.web.console.lead')}
      actions={
        can('roadblocks.register') ? (
          <ActionButton kind="primary" icon="plus" onClick={() => setAdding(true)}>
            {t('roadblocks.web.console.add')}
          </ActionButton>
        ) : null
      }
    >
      <DataList
        name="roadblocks.posts"
        label={t('roadblocks.web.console')}
        list={list}
        columns={useColumns()}
        idOf={post => post.id}
        exportName="chot-kiem-soat"
        slim={post => <Line post={post} />}
        empty={{
          icon: 'shield',
          title: t('roadblocks.web.console.none'),
          children: t('roadblocks.web.console.none.help'),
        }}
        filters={
          <DateInput
            aria-label={t('roadblocks.web.console.day')}
            valueFormat="DD/MM/YYYY"
            value={filter.day || today}
            maxDate={today}
            onChange={day => setFilter({ day: !day || day === today ? '' : day })}
          />
        }
      />
      <Modal
        opened={adding}
        onClose={() => setAdding(false)}
        title={t('roadblocks.web.console.add')}
        closeButtonProps={{ 'aria-label': t('console.close') }}
      >
        <AddPost onClose={() => setAdding(false)} />
      </Modal>
    </Page>
  )
}

function Line({ post }: { post: PostLine }) {
  const t = useWords()
  return <Slim title={post.name} detail={t('roadblocks.web.counts.line', { ...post.counts })} />
}

const FIGURES = ['vehicles', 'people', 'passed', 'turned', 'isolated'] as const

function useColumns(): readonly Column<PostLine>[] {
  const t = useWords()
  const f = useFormat()
  const figure = (id: string, of: (post: PostLine) => number): Column<PostLine> => ({
    id,
    label: t(`roadblocks.web.console.${id}`),
    cell: post => f.number(of(post)),
    text: post => f.number(of(post)),
    width: '96px',
    end: true,
  })
  return [
    {
      id: 'post',
      label: t('roadblocks.web.console.post'),
      cell: post => <strong>{post.name}</strong>,
      text: post => post.name,
      width: 'minmax(180px, 2fr)',
    },
    {
      id: 'unit',
      label: t('roadblocks.web.console.unit'),
      cell: post => post.unitName ?? '–',
      text: post => post.unitName ?? '',
      width: 'minmax(150px, 1.4fr)',
    },
    figure('duty', post => post.onDuty),
    ...FIGURES.map(name => figure(name, post => post.counts[name])),
    figure('parked', post => post.parked),
  ]
}

function AddPost({ onClose }: { onClose: () => void }) {
  const t = useWords()
  const own = useOwnArea('roadblocks.register')
  const [unitId, setUnitId] = useState<string>()
  const [name, setName] = useState('')
  const [address, setAddress] = useState('')
  const [head, setHead] = useState('')
  const [phone, setPhone] = useState('')
  const [tried, setTried] = useState(false)
  const adding = useWrite(api.roadblocks.register, {
    done() {
      sayDone(t('roadblocks.web.console.added'))
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!unitId || !name.trim()) return
    const named = head.trim() && phone.trim() ? { head: { name: head.trim(), phone: phone.trim() } } : {}
    adding.mutate({ body: { name: name.trim(), unitId, address: address.trim(), ...named } })
  }
  return (
    <form className="k-stack" onSubmit={submit} noValidate>
      <TextInput
        label={t('roadblocks.web.console.name')}
        placeholder={t('roadblocks.web.console.name.example')}
        value={name}
        maxLength={200}
        data-autofocus
        onChange={event => setName(event.currentTarget.value)}
      />
      <UnitField
        label={t('roadblocks.web.console.unit')}
        tier="commune"
        within={own}
        value={unitId}
        onChange={setUnitId}
      />
      <TextInput
        label={t('roadblocks.web.console.address')}
        value={address}
        maxLength={300}
        onChange={event => setAddress(event.currentTarget.value)}
      />
      <TextInput
        label={t('roadblocks.web.console.head')}
        value={head}
        maxLength={100}
        onChange={event => setHead(event.currentTarget.value)}
      />
      <TextInput
        label={t('roadblocks.web.console.head.phone')}
        value={phone}
        maxLength={20}
        inputMode="tel"
        onChange={event => setPhone(event.currentTarget.value)}
      />
      {tried && (!unitId || !name.trim()) ? (
        <p className="k-error" role="alert">
          {t('roadblocks.web.console.missing')}
        </p>
      ) : null}
      <FormFoot problem={adding.error} onCancel={onClose} busy={adding.isPending}>
        {t('roadblocks.web.console.add')}
      </FormFoot>
    </form>
  )
}
