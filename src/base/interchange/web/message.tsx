import './interchange.css'
import { useState } from 'react'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useParams } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  Decision,
  Facts,
  Notice,
  Page,
  PageSkeleton,
  Panel,
  ProblemState,
  sayDone,
  WithActions,
} from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import { api } from './api.ts'
import { StateTag, useSays } from './messages.tsx'

/** One message: what is wrong with it, its raw text, and whether it is tried again. */
export function Message() {
  const t = useWords()
  const f = useFormat()
  const says = useSays()
  const params = { exchangedId: useParams().exchangedId ?? '' }
  const { data, error, refetch } = useRead(api.interchange.inspect, { params })
  const again = () => void refetch()
  if (error && !data) return <ProblemState problem={error} again={again} />
  if (!data) return <PageSkeleton />
  const { line, text, isCut } = data
  return (
    <Page
      title={says.kind(line)}
      lead={[says.partner(line), f.instant(line.at)].join(' · ')}
      back={{ to: `/interchange/messages?way=${line.way}`, label: t('interchange.web.messages') }}
      actions={<StateTag state={line.state} />}
    >
      <WithActions actions={<Actions data={data} done={again} />}>
        {line.problem ? <Notice tone="error" title={says.why(line)} /> : null}
        <Panel>
          <Facts
            facts={[
              [t('interchange.web.way'), t(`interchange.web.way.${line.way}`)],
              [t('interchange.web.size'), says.size(line)],
              [t('interchange.web.tries'), f.number(line.attempts)],
              [t('interchange.web.ended'), line.endedAt ? f.instant(line.endedAt) : null],
              [
                t('interchange.web.id'),
                <span key="id" className="ic-mark">
                  {line.messageId}
                </span>,
              ],
            ]}
          />
        </Panel>
        <Panel title={t('interchange.web.raw')}>
          {text === null ? <p className="k-hint">{t('interchange.web.raw.gone')}</p> : null}
          {isCut && text !== null ? <p className="k-hint">{t('interchange.web.raw.cut')}</p> : null}
          {text !== null ? (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard, too
            <pre className="ic-raw" tabIndex={0}>
              {text}
            </pre>
          ) : null}
        </Panel>
      </WithActions>
    </Page>
  )
}

type Inspected = NonNullable<
  ReturnType<typeof useRead<never, Awaited<ReturnType<typeof api.interchange.inspect>>>>['data']
>

function Actions({ data: { line }, done }: { data: Inspected; done: () => void }) {
  const t = useWords()
  const [dropping, setDropping] = useState(false)
  const params = { exchangedId: line.id }
  const repeat = useWrite(api.interchange.repeat, {
    done: () => {
      sayDone(t('interchange.web.repeated'))
      done()
    },
  })
  const drop = useWrite(api.interchange.drop, {
    done: () => {
      setDropping(false)
      done()
    },
  })
  return (
    <>
      {repeat.error ? <Notice tone="error" title={tell(t, repeat.error).title} /> : null}
      {line.canRepeat ? (
        <ActionButton
          wide
          kind="primary"
          icon="refresh"
          busy={repeat.isPending}
          onClick={() => repeat.mutate({ params })}
        >
          {t(`interchange.web.repeat.${line.way}`)}
        </ActionButton>
      ) : null}
      {line.canDrop ? (
        <ActionButton wide kind="danger" icon="trash" onClick={() => setDropping(true)}>
          {t('interchange.web.drop')}
        </ActionButton>
      ) : null}
      <Decision
        open={dropping}
        onClose={() => setDropping(false)}
        title={t('interchange.web.drop')}
        action={t('interchange.web.drop')}
        danger
        busy={drop.isPending}
        problem={drop.error}
        onDecide={() => drop.mutate({ params })}
      >
        {t('interchange.web.drop.help')}
      </Decision>
    </>
  )
}
