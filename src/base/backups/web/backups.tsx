import { DAY_MS } from '#core/clock.ts'
import { useList, useRead, useWrite } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, type Column, DataList, Facts, Notice, Page, Slim, sayDone, Tag } from '#kit/console/index.ts'
import type { BackupRun } from '../contract.ts'
import { api } from './api.ts'

/** How often a running backup is asked after; the last word comes by its topic. */
const RUNNING_MS = 5000

/** Whether the data is backed up, and what became of each try. */
export function Backups() {
  const t = useWords()
  const f = useFormat()
  const { data: state } = useRead(api.backups.state, {}, { everyMs: RUNNING_MS })
  const list = useList(api.backups.list, after => ({ query: after ? { after } : {} }))
  const make = useWrite(api.backups.make, { done: () => sayDone(t('backups.web.asked')) })
  useLive(['backups'])
  return (
    <Page
      full
      title={t('backups.web.title')}
      actions={
        state?.mayMake ? (
          <ActionButton
            icon="shield"
            kind="primary"
            why={state.key ? undefined : t('backups.no-key')}
            busy={make.isPending || state.isRunning}
            onClick={() => make.mutate({})}
          >
            {t('backups.web.make')}
          </ActionButton>
        ) : null
      }
      lead={
        <>
          <Facts
            facts={[
              [t('backups.web.last'), state ? (state.lastAt ? f.instant(state.lastAt) : t('backups.web.never')) : null],
              [t('backups.web.kept'), state ? t('backups.web.days', { n: state.keptDays }) : null],
              [t('backups.web.key'), state ? (state.key ? `${state.key}…` : t('backups.web.key.none')) : null],
            ]}
          />
          {state?.isLate ? <Notice tone="error" title={t('backups.web.late', { hours: state.lateHours })} /> : null}
        </>
      }
    >
      <DataList
        name="backups"
        label={t('backups.web.title')}
        list={list}
        columns={useColumns(state?.keptDays)}
        idOf={run => run.id}
        slim={run => <Line run={run} />}
        exportName="sao-luu"
        empty={{ icon: 'shield', title: t('backups.web.none'), children: t('backups.web.none.help') }}
      />
    </Page>
  )
}

const MEGABYTE = 1_000_000

function useResult() {
  const t = useWords()
  const f = useFormat()
  const why = ({ problem }: BackupRun) =>
    problem ? t(problem, { folder: '…', file: '…', program: '…', table: '…' }) : ''
  const size = ({ bytes }: BackupRun) =>
    bytes === null ? '' : t('backups.web.megabytes', { n: f.number(Math.ceil(bytes / MEGABYTE)) })
  const took = ({ beganAt, endedAt }: BackupRun) =>
    t('backups.web.seconds', { n: f.number(Math.ceil((Date.parse(endedAt) - Date.parse(beganAt)) / 1000)) })
  const result = ({ problem }: BackupRun) => t(problem ? 'backups.web.bad' : 'backups.web.good')
  return { why, size, took, result }
}

function Line({ run }: { run: BackupRun }) {
  const f = useFormat()
  const { why, size, took, result } = useResult()
  return (
    <Slim
      title={f.instant(run.beganAt)}
      detail={run.problem ? why(run) : [size(run), took(run)].join(' · ')}
      end={<Tag strong={run.problem !== null}>{result(run)}</Tag>}
    />
  )
}

/** What became of the file: kept until, removed, or to be removed and still there. */
function useFate(keptDays: number | undefined) {
  const t = useWords()
  const f = useFormat()
  return ({ file, isOthers, removedAt, beganAt }: BackupRun) => {
    if (!file || keptDays === undefined) return ''
    if (removedAt) return t('backups.web.removed', { day: f.day(removedAt) })
    if (isOthers) return t('backups.web.others')
    const until = new Date(Date.parse(beganAt) + keptDays * DAY_MS)
    return t(until.getTime() + DAY_MS < Date.now() ? 'backups.web.not-removed' : 'backups.web.until', {
      day: f.day(until.toISOString()),
    })
  }
}

function useColumns(keptDays: number | undefined): readonly Column<BackupRun>[] {
  const t = useWords()
  const f = useFormat()
  const { why, size, took, result } = useResult()
  const fate = useFate(keptDays)
  const column = (id: string, text: (run: BackupRun) => string, width: string) => ({
    id,
    label: t(`backups.web.${id}`),
    cell: text,
    text,
    width,
  })
  return [
    column('began', run => f.instant(run.beganAt), '150px'),
    {
      ...column('result', result, '160px'),
      cell: run => <Tag strong={run.problem !== null}>{result(run)}</Tag>,
    },
    column('size', size, '110px'),
    column('rows', run => (run.rows === null ? '' : f.number(run.rows)), '110px'),
    column('took', took, '110px'),
    column('file', run => run.file ?? '', 'minmax(220px, 1fr)'),
    column('fate', fate, 'minmax(230px, 1fr)'),
    column('why', why, 'minmax(200px, 2fr)'),
  ]
}
