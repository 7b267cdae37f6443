import { Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Tag } from '#kit/console/index.ts'
import type { TaskLine } from '../contract.ts'

export const Bar = ({ progress }: { progress: number }) => (
  <div className="dc-bar" role="img" aria-label={`${progress}%`}>
    <span style={{ width: `${progress}%` }} />
  </div>
)

/** Tasks as lines: what, who, by when, how far, and what was said last. */
export function TaskLines({ tasks }: { tasks: readonly TaskLine[] }) {
  const t = useWords()
  const f = useFormat()
  return (
    <ul className="dc-tasks">
      {tasks.map(task => (
        <li key={task.id}>
          <p className="dc-task-title">
            <Link to={`/documents/tasks?open=${task.id}`}>{task.title}</Link>
            <Tag strong={task.late}>{t(`documents.task.state.${task.state}`)}</Tag>
          </p>
          <p className="dc-quiet">
            <strong>{task.lead.name}</strong>
            {task.notation ? ` · ${task.notation}` : ''}
            {task.helpers.length
              ? ` · ${t('documents.web.with', { names: task.helpers.map(one => one.name).join(', ') })}`
              : ''}
            {task.dueOn ? (
              <span className={task.late ? 'dc-late' : undefined}>
                {' · '}
                {t(task.late ? 'documents.web.late.since' : 'documents.web.due.short', { day: f.day(task.dueOn) })}
              </span>
            ) : null}
          </p>
          <Bar progress={task.progress} />
          {task.asksUntil ? <p className="dc-asks">{t('documents.web.asks', { day: f.day(task.asksUntil) })}</p> : null}
          {task.lastNote ? <p className="dc-quote">{task.lastNote}</p> : null}
        </li>
      ))}
    </ul>
  )
}
