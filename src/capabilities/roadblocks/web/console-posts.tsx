import { useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { CLOSED, WhichPlaces } from '#base/places/web/closing.tsx'
import { dayOf } from '#core/clock.ts'
import { useRead, wholeList } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, type Column, DataList, Page, Slim, useFilter } from '#kit/console/index.ts'
import { DayField } from '#kit/console/when.tsx'
import type { PostLine } from '../contract.ts'
import { AddPost } from './add-post.tsx'
import { api } from './api.ts'

/** The posts of the officer's area with the figures of a day; the registrar sets them up. */
export function Posts() {
  const t = useWords()
  const { can } = useSession()
  const [filter, setFilter] = useFilter({ day: '', which: '' })
  const closed = filter.which === CLOSED
  const [adding, setAdding] = useState(false)
  const today = dayOf(new Date())
  const read = useRead(
    api.roadblocks.posts,
    { query: { ...(filter.day && { day: filter.day }), ...(closed && { closed: 'true' }) } },
    { everyMs: 30_000 },
  )
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
        pathOf={post => `/roadblocks/${post.id}${filter.day ? `?day=${filter.day}` : ''}`}
        exportName="chot-kiem-soat"
        slim={post => <Line post={post} />}
        empty={
          closed
            ? { icon: 'shield', title: t('roadblocks.web.console.closed.none') }
            : {
                icon: 'shield',
                title: t('roadblocks.web.console.none'),
                children: t('roadblocks.web.console.none.help'),
              }
        }
        filters={
          <>
            <DayField
              aria-label={t('roadblocks.web.console.day')}
              value={filter.day || today}
              maxDate={today}
              onChange={day => setFilter({ day: !day || day === today ? '' : day })}
            />
            <WhichPlaces value={filter.which} onChange={which => setFilter({ which })} />
          </>
        }
      />
      {adding ? <AddPost onClose={() => setAdding(false)} /> : null}
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
