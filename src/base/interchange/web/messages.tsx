import { Select, Switch } from '@mantine/core'
import { useList, useRead } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { useFormat, useWords } from '#core/web/words.tsx'
import { type Column, DataList, Page, Slim, Tag, useFilter } from '#kit/console/index.ts'
import { type MessageLine, STATES, WAYS } from '../contract.ts'
import { api } from './api.ts'

const KILO = 1024
const STRONG: ReadonlySet<string> = new Set(['refused', 'dead', 'away'])

/** What went out and what came, and what was refused and why. */
export function Messages() {
  const t = useWords()
  const [filter, setFilter] = useFilter({ way: '', partner: '', state: '', bad: '' })
  const way: MessageLine['way'] = filter.way === 'out' ? 'out' : 'in'
  const { data } = useRead(api.interchange.partners, {})
  useLive(['interchange'])
  const list = useList(api.interchange.messages, after => ({
    query: {
      way,
      ...(filter.partner ? { partnerId: filter.partner } : {}),
      ...(filter.state ? { state: filter.state as MessageLine['state'] } : {}),
      ...(filter.bad ? { bad: 'true' as const } : {}),
      ...(after ? { after } : {}),
    },
  }))
  return (
    <Page full title={t('interchange.web.messages')} back={{ to: '/interchange', label: t('interchange.web.title') }}>
      <DataList
        name="interchange.messages"
        label={t('interchange.web.messages')}
        list={list}
        columns={useColumns()}
        idOf={row => row.id}
        pathOf={row => `/interchange/messages/${row.id}`}
        slim={row => <Line row={row} />}
        exportName="thong-diep"
        empty={{
          icon: 'share',
          title: t('interchange.web.messages.none'),
          children: t(
            filter.partner || filter.state || filter.bad
              ? 'interchange.web.messages.none.filter'
              : 'interchange.web.messages.none.help',
          ),
        }}
        filters={
          <>
            <Select
              aria-label={t('interchange.web.way')}
              allowDeselect={false}
              value={way}
              onChange={value => setFilter({ way: value ?? 'in' })}
              data={WAYS.map(value => ({ value, label: t(`interchange.web.way.${value}`) }))}
            />
            <Select
              aria-label={t('interchange.web.partner')}
              placeholder={t('interchange.web.partner.any')}
              clearable
              value={filter.partner || null}
              onChange={partner => setFilter({ partner: partner ?? '' })}
              data={(data?.partners ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            />
            <Select
              aria-label={t('interchange.web.state')}
              placeholder={t('interchange.web.state')}
              clearable
              value={filter.state || null}
              onChange={state => setFilter({ state: state ?? '' })}
              data={STATES.map(value => ({ value, label: t(`interchange.web.state.${value}`) }))}
            />
            <Switch
              label={t('interchange.web.only-bad')}
              checked={filter.bad !== ''}
              onChange={event => setFilter({ bad: event.currentTarget.checked ? '1' : '' })}
            />
          </>
        }
      />
    </Page>
  )
}

export function useSays() {
  const t = useWords()
  const f = useFormat()
  return {
    partner: ({ partner }: MessageLine) => partner?.name ?? t('interchange.web.partner.unknown'),
    kind: ({ kind }: MessageLine) => t(`${kind}.traffic`),
    why: ({ problem, params }: MessageLine) => (problem ? t(problem, params) : ''),
    size: ({ size }: MessageLine) => t('interchange.web.kilobytes', { n: f.number(Math.ceil(size / KILO)) }),
  }
}

export function StateTag({ state }: Pick<MessageLine, 'state'>) {
  const t = useWords()
  return <Tag strong={STRONG.has(state)}>{t(`interchange.web.state.${state}`)}</Tag>
}

function Line({ row }: { row: MessageLine }) {
  const f = useFormat()
  const says = useSays()
  return (
    <Slim
      title={says.partner(row)}
      detail={[f.instant(row.at), says.why(row) || says.kind(row)].join(' · ')}
      end={<StateTag state={row.state} />}
    />
  )
}

function useColumns(): readonly Column<MessageLine>[] {
  const t = useWords()
  const f = useFormat()
  const says = useSays()
  const column = (id: string, text: (row: MessageLine) => string, width: string) => ({
    id,
    label: t(`interchange.web.${id}`),
    cell: text,
    text,
    width,
  })
  return [
    column('at', row => f.instant(row.at), '150px'),
    column('partner', says.partner, 'minmax(140px, 1fr)'),
    column('kind', says.kind, 'minmax(160px, 1fr)'),
    {
      ...column('state', row => t(`interchange.web.state.${row.state}`), '160px'),
      cell: row => <StateTag state={row.state} />,
    },
    column('why', says.why, 'minmax(220px, 2fr)'),
    column('size', says.size, '100px'),
    { ...column('tries', row => f.number(row.attempts), '90px'), extra: true },
    { ...column('id', row => row.messageId, 'minmax(200px, 1fr)'), extra: true },
  ]
}
