export { ActionButton, Decision, FormFoot, wholeReason } from './actions.tsx'
export { type BulkAct, BulkActs } from './bulk-acts.tsx'
export { type Series, SeriesChart } from './chart.tsx'
export { CopyButton } from './copy-button.tsx'
export { saveCsv } from './csv.ts'
export { Dialog, FormDialog } from './dialog.tsx'
export { type Direction, Figures, FigureTable, FigureTile } from './figures.tsx'
export { FilterText, useFilter } from './filter.tsx'
export { HeadActions } from './head-actions.tsx'
export { useKept } from './kept.ts'
export {
  Facts,
  type Item,
  Items,
  Page,
  Panel,
  PhoneLink,
  RiskTag,
  Slim,
  SplitView,
  Tag,
  Timeline,
  type TimelineItem,
  WithActions,
} from './layout.tsx'
export { DataList } from './list.tsx'
export type { Column } from './list-props.ts'
export { type MapUnit, type UnitFeatures, UnitMap } from './map.tsx'
export { Modal } from './modal.tsx'
export { SaveButton } from './save-button.tsx'
export { EmptyState, Freshness, Notice, PageSkeleton, ProblemState, sayDone, sayFailed, sayProblem } from './states.tsx'
export { ViewBar } from './view-bar.tsx'
export { ExplainWith, type Missing, type Refused, refusedBy, WhoCanGrant, Why } from './why.tsx'
