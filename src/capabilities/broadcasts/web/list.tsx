import { useList } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, type Column, DataList, Page, Slim, Tag } from '#kit/console/index.ts'
import type { BroadcastLine } from '../contract.ts'
import { api } from './api.ts'

/** What was written to the people of the officer's area. */
export function Broadcasts() {
  const t = useWords()
  const f = useFormat()
  const list = useList(api.broadcasts.list, after => ({ query: { ...(after ? { after } : {}) } }))
  return (
    <Page
      full
      title={t('broadcasts.web.title')}
      actions={
        <ActionButton kind="primary" icon="plus" onClick={() => go('/broadcasts/new')}>
          {t('broadcasts.web.new')}
        </ActionButton>
      }
    >
      <DataList
        name="broadcasts.list"
        label={t('broadcasts.web.title')}
        list={list}
        columns={useColumns()}
        idOf={row => row.id}
        pathOf={row => `/broadcasts/${row.id}`}
        slim={row => (
          <Slim
            title={row.text}
            detail={`${f.instant(row.startAt)} · ${row.unitLabel}`}
            end={<StateTag state={row.state} />}
          />
        )}
        empty={{ icon: 'send', title: t('broadcasts.web.none'), children: t('broadcasts.web.none.help') }}
      />
    </Page>
  )
}

export function StateTag({ state }: { state: BroadcastLine['state'] }) {
  const t = useWords()
  return <Tag strong={state === 'asked' || state === 'sending'}>{t(`broadcasts.web.state.${state}`)}</Tag>
}

function useColumns(): readonly Column<BroadcastLine>[] {
  const t = useWords()
  const f = useFormat()
  const column = (id: string, label: string, text: (row: BroadcastLine) => string, width: string) => ({
    id,
    label,
    cell: text,
    text,
    width,
  })
  return [
    column('start', t('broadcasts.web.start'), row => f.instant(row.startAt), '140px'),
    column('text', t('broadcasts.web.text'), row => row.text, 'minmax(220px, 3fr)'),
    column('area', t('broadcasts.web.area'), row => row.unitLabel, 'minmax(160px, 1fr)'),
    column('by', t('broadcasts.web.by'), row => row.by, 'minmax(120px, 1fr)'),
    { ...column('people', t('broadcasts.web.people'), row => f.number(row.people), '100px'), end: true },
    {
      ...column('cost', t('broadcasts.web.cost'), row => t('broadcasts.web.dong', { dong: row.dong }), '120px'),
      end: true,
    },
    {
      ...column('state', t('broadcasts.web.state'), row => t(`broadcasts.web.state.${row.state}`), '160px'),
      cell: row => <StateTag state={row.state} />,
    },
  ]
}
