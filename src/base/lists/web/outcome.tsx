import { Button } from '@mantine/core'
import { useList } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { type Column, DataList, Notice, Slim, Tag } from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import type { FaultView, ImportView } from '../contract.ts'
import { api } from './api.ts'
import { outcomeOf } from './imports.tsx'

/** What became of the rows; those that were refused to be put right and sent again. */
export function Outcome({ list }: { list: ImportView }) {
  const t = useWords()
  const faults = useList(api.lists.faults, after => ({
    params: { importId: list.id },
    query: after ? { after } : {},
  }))
  const columns = useColumns(list)
  const again = list.ofId ? `/lists/new?kind=${list.kind}&of=${list.ofId}` : `/lists/new?kind=${list.kind}`
  return (
    <div className="li-outcome">
      <div role="status">
        <Notice
          icon={list.refused > 0 ? 'warning' : 'check'}
          title={outcomeOf(t, list)}
          action={
            <div className="li-acts">
              {list.refused > 0 ? (
                <Button
                  leftSection={<Icon name="download" size={18} />}
                  component="a"
                  href={`/api/lists/imports/${list.id}/refused`}
                >
                  {t('lists.web.refused.save')}
                </Button>
              ) : null}
              <Button variant="default" onClick={() => go(again)}>
                {t('lists.web.again')}
              </Button>
            </div>
          }
        >
          {list.refused > 0 ? t('lists.web.refused.help') : t('lists.web.refused.none')}
          {list.remarked > 0 ? ` ${t('lists.web.remarked', { count: list.remarked })}` : ''}
        </Notice>
      </div>
      {list.refused + list.remarked > 0 ? (
        <div className="li-full">
          <DataList
            name="lists.faults"
            label={t('lists.web.faults')}
            list={faults}
            columns={columns}
            idOf={row => `${row.line} ${row.column} ${row.reason}`}
            onOpen={() => undefined}
            slim={row => <FaultLine list={list} row={row} />}
            empty={{ icon: 'check', title: t('lists.web.refused.none') }}
          />
        </div>
      ) : null}
    </div>
  )
}

function FaultLine({ list, row }: { list: ImportView; row: FaultView }) {
  const t = useWords()
  const where = row.column ? t(`${list.kind}.list.${row.column}`) : ''
  return (
    <Slim
      title={t(row.reason, row.params)}
      detail={[t('lists.web.line.short', { line: row.line }), where, row.text].filter(Boolean).join(' · ')}
      end={row.isRefused ? <Tag strong>{t('lists.web.fault.refused')}</Tag> : <Tag>{t('lists.web.fault.remark')}</Tag>}
    />
  )
}

function useColumns({ kind }: ImportView): readonly Column<FaultView>[] {
  const t = useWords()
  const f = useFormat()
  const columnOf = (row: FaultView) => (row.column ? t(`${kind}.list.${row.column}`) : '–')
  const stateOf = (row: FaultView) => t(row.isRefused ? 'lists.web.fault.refused' : 'lists.web.fault.remark')
  return [
    { id: 'line', label: t('lists.web.line'), cell: row => f.number(row.line), text: row => row.line, width: '80px' },
    {
      id: 'state',
      label: t('lists.web.outcome'),
      cell: row => <Tag strong={row.isRefused}>{stateOf(row)}</Tag>,
      text: stateOf,
      width: '120px',
    },
    { id: 'column', label: t('lists.web.column'), cell: columnOf, text: columnOf, width: 'minmax(120px, 1fr)' },
    {
      id: 'text',
      label: t('lists.web.says'),
      cell: row => row.text || '–',
      text: row => row.text,
      width: 'minmax(140px, 1.4fr)',
    },
    {
      id: 'reason',
      label: t('lists.web.reason'),
      cell: row => t(row.reason, row.params),
      text: row => t(row.reason, row.params),
      width: 'minmax(200px, 2fr)',
    },
  ]
}
