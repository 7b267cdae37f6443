import './isolation.css'
import { Select } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { ItemDetail } from '#base/work/web/item.tsx'
import { useKinds } from '#base/work/web/use-kinds.ts'
import { useList } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { go } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  BulkActs,
  type Column,
  DataList,
  FilterText,
  Page,
  Slim,
  SplitView,
  Tag,
  useFilter,
  ViewBar,
} from '#kit/console/index.ts'
import { type OrderLine, type Paper, VIEWS } from '../contract.ts'
import { KINDS } from '../rules.ts'
import { api } from './api.ts'
import { usePapers } from './print.tsx'
import { type Step, TakeDialog } from './take.tsx'

type View = (typeof VIEWS)[number]

/** Orders of the officer's area: what waits for whom, and the order beside the list. */
export function Orders() {
  const t = useWords()
  const { can } = useSession()
  const begin: View = can('isolation.sign') ? 'sign' : 'all'
  const [filter, setFilter] = useFilter({ view: begin, q: '', kind: '', unit: '', open: '' }, { view: VIEWS })
  const { view, q, kind, unit, open } = filter
  const [notes] = useState(() => new Map<string, string>())
  useKinds()
  useLive(['work'], { reads: ['isolation.orders'] })
  const list = useList(api.isolation.orders, after => ({
    query: {
      view,
      ...(q ? { q } : {}),
      ...(kind ? { kind: kind as OrderLine['kind'] } : {}),
      ...(unit ? { unitId: unit } : {}),
      ...(after ? { after } : {}),
    },
  }))
  const propose = (
    <ActionButton
      kind={can('isolation.sign') ? 'plain' : 'primary'}
      icon="plus"
      why={can('isolation.propose') ? undefined : t('core.refused.verb', { verb: 'isolation.propose' })}
      onClick={() => go('/isolation/new')}
    >
      {t('isolation.web.propose')}
    </ActionButton>
  )
  const nothing = q || kind || unit ? 'filter' : view
  const columns = useColumns()
  const area = useOwnArea('isolation.read')
  return (
    <Page full title={t('isolation.web.title')} actions={can('isolation.propose') ? propose : null}>
      <ViewBar
        label={t('isolation.web.state')}
        views={VIEWS}
        view={view}
        nameOf={one => t(`isolation.web.view.${one}`)}
        onChoose={one => setFilter({ view: one, open: '' })}
      />
      <SplitView
        listPath={`/isolation?view=${view}`}
        detail={
          open ? (
            <ItemDetail key={open} workId={open} onBack={id => setFilter({ open: id })} notes={notes} />
          ) : undefined
        }
        list={
          <DataList
            name="isolation.orders"
            label={t('isolation.web.title')}
            list={list}
            columns={columns}
            idOf={row => row.id}
            openId={list.rows.find(row => row.workId === open)?.id}
            onOpen={row => setFilter({ open: row.workId })}
            exportName="cach-ly"
            slim={row => <Line row={row} />}
            rowHeight={60}
            wraps
            empty={{
              icon: 'home',
              title: t(`isolation.web.none.${nothing}`),
              children: t(`isolation.web.none.${nothing}.help`),
            }}
            bulk={(rows, clear) => <Bulk rows={rows} onDone={clear} />}
            filters={
              <>
                <FilterText label={t('isolation.web.find')} value={q} onChange={next => setFilter({ q: next })} />
                <Select
                  aria-label={t('isolation.web.kind')}
                  placeholder={t('isolation.web.kind.any')}
                  clearable
                  w={170}
                  value={kind || null}
                  onChange={next => setFilter({ kind: next ?? '' })}
                  data={KINDS.map(value => ({ value, label: t(`isolation.kind.${value}`) }))}
                />
                <UnitField
                  bare
                  label={t('isolation.web.unit')}
                  placeholder={t('isolation.web.unit.any')}
                  within={area}
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

interface BulkProps {
  readonly rows: readonly OrderLine[]
  readonly onDone: () => void
}

const TESTED_IN: readonly string[] = ['in-force', 'over']
const WAITING: readonly string[] = ['proposed', 'confirmed']

/** What can be done with all that is chosen. S signs, from the list. */
function Bulk({ rows, onDone }: BulkProps) {
  const t = useWords()
  const { can } = useSession()
  const [asking, setAsking] = useState<Step>()
  const every = (state: string) => rows.every(row => row.state === state)
  const signable = can('isolation.sign') && rows.every(row => WAITING.includes(row.state))
  useSignKey(signable && !asking ? () => setAsking('sign') : undefined)
  const orderIds = rows.map(row => row.id)
  const { busy, print } = usePapers(orderIds)
  const step = (name: Step, shown: boolean) =>
    shown ? [{ label: t(`isolation.order.move.${name}`), onClick: () => setAsking(name) }] : []
  const paper = (name: Paper, shown: boolean) =>
    shown ? [{ label: t(`isolation.web.print.${name}`), icon: 'print' as const, busy, onClick: () => print(name) }] : []
  const sign = {
    label: t('isolation.web.sign.count', { count: rows.length }),
    main: true,
    shortcut: 'S',
    onClick: () => setAsking('sign'),
  }
  return (
    <>
      <BulkActs
        acts={[
          ...(signable ? [sign] : []),
          ...step('refuse', can('isolation.sign') && every('proposed')),
          ...step('withdraw', can('isolation.propose') && every('proposed')),
          ...step('confirm', can('isolation.propose') && every('over')),
          ...paper(
            'order',
            rows.some(row => row.number),
          ),
          ...paper(
            'certificate',
            rows.some(row => row.certificateNumber),
          ),
        ]}
      />
      {asking ? (
        <TakeDialog
          chosen={rows}
          step={asking}
          onClose={() => setAsking(undefined)}
          onDone={() => {
            setAsking(undefined)
            onDone()
          }}
        />
      ) : null}
    </>
  )
}

function useSignKey(sign: (() => void) | undefined): void {
  useEffect(() => {
    if (!sign) return
    const hear = (event: KeyboardEvent) => {
      const typing = (event.target as HTMLElement).closest('input:not([type="checkbox"]), textarea, select')
      if (event.key.toLowerCase() !== 's' || typing || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      sign()
    }
    addEventListener('keydown', hear)
    return () => removeEventListener('keydown', hear)
  }, [sign])
}

function Line({ row }: { row: OrderLine }) {
  const t = useWords()
  const f = useFormat()
  return (
    <Slim
      title={row.name}
      detail={[
        row.number,
        row.testDue && TESTED_IN.includes(row.state)
          ? t('isolation.web.test.short', { day: f.dayShort(row.testDue) })
          : '',
        row.birthYear,
        `${f.dayShort(row.fromOn)} – ${f.dayShort(row.untilOn)}`,
        t(`isolation.kind.${row.kind}`),
      ]
        .filter(Boolean)
        .join(' · ')}
      end={<Tag strong={WAITING.includes(row.state)}>{t(`isolation.order.state.${row.state}`)}</Tag>}
    />
  )
}

function useColumns(): readonly Column<OrderLine>[] {
  const t = useWords()
  const f = useFormat()
  const further = (id: string, label: string, text: (row: OrderLine) => string, width: string): Column<OrderLine> => ({
    id,
    label,
    text,
    width,
    cell: text,
    extra: true,
  })
  const days = (row: OrderLine) => `${f.day(row.fromOn)} – ${f.day(row.untilOn)}`
  return [
    {
      id: 'name',
      label: t('isolation.web.name'),
      cell: row => <Line row={row} />,
      text: row => row.name,
      width: 'minmax(240px, 3fr)',
    },
    further('birth', t('isolation.web.birth'), row => row.birthYear ?? '', '90px'),
    further('kind', t('isolation.web.kind'), row => t(`isolation.kind.${row.kind}`), '150px'),
    further('days', t('isolation.web.days.short'), days, '190px'),
    further('test', t('isolation.web.test.next'), row => (row.testDue ? f.day(row.testDue) : ''), '130px'),
    further('state', t('isolation.web.state'), row => t(`isolation.order.state.${row.state}`), '150px'),
    further('number', t('isolation.web.number'), row => row.number ?? '', '120px'),
    further('place', t('isolation.web.place'), row => row.place, 'minmax(120px, 1fr)'),
    further('unit', t('isolation.web.unit'), row => row.unitName, 'minmax(120px, 1fr)'),
  ]
}
